"""Projects of cisTEM: databases with the tables and columns that its public sources create."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.formats import find_box_files, read_boxes
from iceboxer.engine.errors import EngineError, ReadError
from tests.engine.conftest import write_micrograph

TABLES = """
CREATE TABLE IMAGE_ASSETS(IMAGE_ASSET_ID INTEGER PRIMARY KEY, NAME TEXT, FILENAME TEXT, POSITION_IN_STACK INTEGER,
    PARENT_MOVIE_ID INTEGER, ALIGNMENT_ID INTEGER, CTF_ESTIMATION_ID INTEGER, X_SIZE INTEGER, Y_SIZE INTEGER,
    PIXEL_SIZE REAL, VOLTAGE REAL, SPHERICAL_ABERRATION REAL, PROTEIN_IS_WHITE INTEGER);
CREATE TABLE PARTICLE_POSITION_ASSETS(PARTICLE_POSITION_ASSET_ID INTEGER PRIMARY KEY, PARENT_IMAGE_ASSET_ID INTEGER,
    PICKING_ID INTEGER, PICK_JOB_ID INTEGER, X_POSITION REAL, Y_POSITION REAL, PEAK_HEIGHT REAL,
    TEMPLATE_ASSET_ID INTEGER, TEMPLATE_PSI REAL, TEMPLATE_THETA REAL, TEMPLATE_PHI REAL);
CREATE TABLE PARTICLE_PICKING_LIST(PICKING_ID INTEGER PRIMARY KEY, PICKING_JOB_ID INTEGER,
    PARENT_IMAGE_ASSET_ID INTEGER);
"""
PICKS = [(1, 150.0, 30.0, 7.5), (1, 60.0, 90.0, 0.0), (2, 40.0, 20.0, 6.25)]  # image, x and y in Å, height


def project(
    path: Path,
    images: list[tuple[object, ...]] = [(1, "/p/Images/a.mrc", 1.5), (2, "/p/Images/b.mrc", 2.0)],  # noqa: B006
    picks: list[tuple[object, ...]] = PICKS,  # type: ignore[assignment]
    picked: tuple[int, ...] = (1, 2),
    stack: int = 1,
) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(TABLES)
        insert = "INSERT INTO IMAGE_ASSETS(IMAGE_ASSET_ID, FILENAME, PIXEL_SIZE, POSITION_IN_STACK) VALUES (?, ?, ?, ?)"
        database.executemany(insert, [(*image, stack) for image in images])
        columns = "PARENT_IMAGE_ASSET_ID, X_POSITION, Y_POSITION, PEAK_HEIGHT"
        database.executemany(f"INSERT INTO PARTICLE_POSITION_ASSETS({columns}) VALUES (?, ?, ?, ?)", picks)
        insert = "INSERT INTO PARTICLE_PICKING_LIST(PICKING_JOB_ID, PARENT_IMAGE_ASSET_ID) VALUES (1, ?)"
        database.executemany(insert, [(image,) for image in picked])
        database.commit()
    return path


def test_positions_become_px_of_each_image(tmp_path: Path) -> None:
    """Å from the lower left corner, by each image's own pixel size; a clicked particle has no peak and is a label."""
    first, second = read_boxes(project(tmp_path / "p.db"), 40)
    assert (first.micrograph, second.micrograph) == ("/p/Images/a.mrc", "/p/Images/b.mrc")
    assert first.boxes[["x", "y"]].tolist() == [(100, 20), (40, 60)]
    assert second.boxes[["x", "y"]].tolist() == [(20, 10)]
    assert first.boxes["kind"].tolist() == [Kind.PICK, Kind.LABEL]
    assert first.boxes["confidence"][0] == 7.5
    assert first.boxes["width"].tolist() == [40, 40]


def test_an_image_that_was_picked_without_finding_any_is_empty(tmp_path: Path) -> None:
    lists = read_boxes(project(tmp_path / "p.db", picks=PICKS[:2]), 40)
    assert [(found.micrograph, len(found.boxes)) for found in lists] == [("/p/Images/a.mrc", 2), ("/p/Images/b.mrc", 0)]
    lists = read_boxes(project(tmp_path / "q.db", picks=PICKS[:2], picked=()), 40)
    assert [found.micrograph for found in lists] == ["/p/Images/a.mrc"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"images": [(1, "a.mrc", 0.0)]}, "no pixel size of a.mrc"),
        ({"images": [(1, "a.tif", 1.5)]}, "could be upside down"),
        ({"images": [(1, None, 1.5)]}, "without a file name"),
        ({"images": [(3, "a.mrc", 1.5)]}, "an image that it does not list"),
        ({"images": [(1, "a.mrc", 1.5)], "stack": 2}, "image 2 of the stack a.mrc"),
        ({"images": [(1, "a.mrc", 1.5)], "picks": [(1, "left", 2.0, 3.0)]}, "not numbers"),
        ({"images": [(1, "a.mrc", 1.5)], "picks": [(1, 1e300, 2.0, 3.0)]}, "not numbers"),
    ],
)
def test_what_could_be_wrong_is_refused(tmp_path: Path, change: dict[str, object], why: str) -> None:
    given = {"picks": PICKS[:1], "picked": (1,)} | change
    with pytest.raises(ReadError, match=why):
        read_boxes(project(tmp_path / "p.db", **given), 40)  # type: ignore[arg-type]


def test_another_database_or_a_view_is_no_project(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "coordinates.db")) as database:
        database.execute("CREATE TABLE Objects(id INTEGER)")
    with pytest.raises(ReadError, match="no project of cisTEM"):
        read_boxes(tmp_path / "coordinates.db", 40)
    with closing(sqlite3.connect(tmp_path / "view.db")) as database:
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n"
        for table in ("IMAGE_ASSETS", "PARTICLE_POSITION_ASSETS"):
            database.execute(f"CREATE VIEW {table} AS {endless}")
    with pytest.raises(ReadError, match="no project of cisTEM"):
        read_boxes(tmp_path / "view.db", 40)


def test_damage_is_refused(tmp_path: Path) -> None:
    sound = project(tmp_path / "p.db").read_bytes()
    for damaged in (
        sound[:3000],
        sound.replace(b"X_POSITION", b"X_PO\xff\xfeION"),
        sound.replace(b"CREATE TABLE IMAGE", b"CREATE \xff\xfe\xff\xfe\xff IMAGE"),
        sound.replace(b"/p/Images/a.mrc", b"/p/\xff\xfe\xff\xff\xff\xff/a.mrc"),
    ):
        (tmp_path / "d.db").write_bytes(damaged)
        with pytest.raises(ReadError, match="as a project of cisTEM"):
            read_boxes(tmp_path / "d.db", 40)


def test_in_a_folder_only_projects_with_picks_are_read(tmp_path: Path) -> None:
    found = project(tmp_path / "p.db")
    project(tmp_path / "empty.db", picks=[])
    (tmp_path / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    assert find_box_files([tmp_path]) == [found]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Thumbs.db", "empty.db", "p.db"]  # nothing beside them


def test_a_text_for_cistem_is_in_angstrom(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_micrograph(tmp_path / "m/a.mrc", np.arange(64 * 80, dtype=np.float32).reshape(64, 80), 1.5)
    PIL.Image.fromarray(np.zeros((64, 80), np.uint8)).save(tmp_path / "m/b.png")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.box").write_text("10 20 20 20\n")
    arguments = ["--to", "cistem", "--micrographs", str(tmp_path / "m"), "--output", str(tmp_path / "out")]
    assert main(["convert", str(tmp_path / "in"), *arguments]) == 0
    assert (tmp_path / "out/cistem.txt").read_text() == "a.mrc 30.000 45.000\n"
    (tmp_path / "in/b.box").write_text("10 20 20 20\n")
    (tmp_path / "in/c.box").write_text("10 20 20 20\n")
    assert main(["convert", str(tmp_path / "in"), *arguments]) == 1
    printed = capsys.readouterr().err
    assert "'c' is unknown" in printed
    assert "b.png has no pixel size" in printed
    with pytest.raises(SystemExit):
        main(["convert", str(tmp_path / "in"), "--to", "cistem", "--output", str(tmp_path / "out")])


def test_a_project_is_converted_and_not_changed(tmp_path: Path) -> None:
    path = project(tmp_path / "p.db")
    before = path.read_bytes()
    with pytest.raises(EngineError, match="--box-size"):
        read_boxes(path)
    assert main(["convert", str(path), "--to", "eman", "--box-size", "40", "--output", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out/a.box").read_text().split() == ["80", "0", "40", "40", "20", "40", "40", "40"]
    assert path.read_bytes() == before
