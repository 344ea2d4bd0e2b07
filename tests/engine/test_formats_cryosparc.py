"""cryoSPARC's particle locations: read in the project's frame without unpickling, or refused with one message."""

from __future__ import annotations

import io
import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.formats import find_box_files, read_boxes
from iceboxer.engine.data.matching import load_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.errors import EngineError, ReadError
from tests.engine.conftest import write_micrograph

PLACES = [
    ("uid", "u8"),
    ("location/micrograph_uid", "u8"),
    ("location/micrograph_path", "S60"),
    ("location/micrograph_shape", "u4", (2,)),
    ("location/center_x_frac", "f4"),
    ("location/center_y_frac", "f4"),
]


def particles(*rows: tuple[str, tuple[int, int], float, float], fields: list[Any] = PLACES) -> np.ndarray:
    """Return rows of micrograph, its (height, width), and fractions along x and y."""
    table = np.zeros(len(rows), fields)
    for i, (name, shape, x, y) in enumerate(rows):
        table[i]["location/micrograph_path"] = name.encode()
        table[i]["location/micrograph_shape"] = shape
        table[i]["location/center_x_frac"], table[i]["location/center_y_frac"] = x, y
    return table


def save(path: Path, table: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        np.save(stream, table)
    return path


def test_fractions_become_pixels_with_y_up(tmp_path: Path) -> None:
    """In an oblong picture: the shape has the height first, as in NumPy."""
    path = save(tmp_path / "picked.cs", particles(("J1/imported/000123_a.mrc", (300, 400), 0.25, 0.1)))
    (boxlist,) = read_boxes(path, 50)
    assert boxlist.micrograph == "J1/imported/000123_a.mrc"
    assert boxlist.boxes["x"] == pytest.approx([100], abs=1e-4)
    assert boxlist.boxes["y"] == pytest.approx([30], abs=1e-4)
    assert boxlist.boxes["width"].tolist() == boxlist.boxes["height"].tolist() == [50]
    assert not boxlist.rows_as_stored


def test_box_is_on_the_blob_in_mrc_and_tiff(tmp_path: Path) -> None:
    """cryoSPARC counts rows in the order in which they are stored: from the bottom in MRC, else from the top."""
    stored = np.zeros((300, 400), np.uint8)
    stored[30, 100] = 255
    write_micrograph(tmp_path / "m/a.mrc", stored.astype(np.float32))
    PIL.Image.fromarray(stored).save(tmp_path / "m/b.tif")
    micrographs = [open_micrograph(tmp_path / "m" / name) for name in ("a.mrc", "b.tif")]
    rows = [(f"J1/{m.path.name}", (300, 400), 100.5 / 400, 30.5 / 300) for m in micrographs]
    found = load_boxes([save(tmp_path / "p.cs", particles(*rows))], micrographs, 20).boxes
    for micrograph in micrographs:
        (box,) = found[micrograph.path].boxes
        assert micrograph.read()[int(box["y"]), int(box["x"])] == 255


def test_the_score_of_a_picker_is_the_confidence_in_its_own_range(tmp_path: Path) -> None:
    table = particles(*[("a.mrc", (100, 200), 0.5, 0.5)] * 3, fields=[*PLACES, ("pick_stats/ncc_score", "<f4")])
    table["pick_stats/ncc_score"] = 0.25, -1.5, np.nan
    (boxlist,) = read_boxes(save(tmp_path / "p.cs", table), 10)
    assert np.array_equal(boxlist.boxes["confidence"], [0.25, -1.5, np.nan], equal_nan=True)
    assert boxlist.boxes["kind"].tolist() == [Kind.PICK, Kind.PICK, Kind.LABEL]


def test_many_micrographs_in_any_order(tmp_path: Path) -> None:
    rows = [(f"J1/{i % 3}.mrc", (100, 100), 0.5, (i + 1) / 10) for i in range(7)]
    lists = read_boxes(save(tmp_path / "p.cs", particles(*rows)), 10)
    assert [(b.micrograph, len(b.boxes)) for b in lists] == [("J1/0.mrc", 3), ("J1/1.mrc", 2), ("J1/2.mrc", 2)]
    assert lists[1].boxes["y"] == pytest.approx([20, 50], abs=1e-3)


def test_more_rows_than_are_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("a.mrc", (100, 100), 0.5, i / 100) for i in range(1, 100)]
    path = save(tmp_path / "p.cs", particles(*rows))
    whole = read_boxes(path, 10)
    monkeypatch.setattr("iceboxer.engine.data.formats.cs_table.ROWS_AT_ONCE", 1000)
    assert np.array_equal(read_boxes(path, 10)[0].boxes["y"], whole[0].boxes["y"])


def test_no_particles(tmp_path: Path) -> None:
    assert [len(b.boxes) for b in read_boxes(save(tmp_path / "p.cs", particles()), 10)] == [0]


def test_a_missing_box_size_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="--box-size"):
        read_boxes(save(tmp_path / "p.cs", particles(("a.mrc", (10, 10), 0.5, 0.5))))


def refusal(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        read_boxes(path, 50)
    assert len(str(caught.value)) < 400 + len(str(path))
    return caught.value.reason


class Exploit:
    """An object whose pickle runs code."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def test_python_objects_are_not_unpickled(tmp_path: Path) -> None:
    table = particles(("a.mrc", (10, 10), 0.5, 0.5)).astype(
        [(n, "O" if n == "location/micrograph_path" else d, *s) for n, d, *s in PLACES]
    )
    table["location/micrograph_path"][0] = Exploit(tmp_path / "harm")
    with (tmp_path / "p.cs").open("wb") as stream:
        np.save(stream, table, allow_pickle=True)
    assert "holds Python objects" in refusal(tmp_path / "p.cs")
    (tmp_path / "q.cs").write_bytes(pickle.dumps(Exploit(tmp_path / "harm")))
    refusal(tmp_path / "q.cs")
    assert not (tmp_path / "harm").exists()


def header(text: str) -> bytes:
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


DESCR = "[('location/micrograph_path','S9'),('location/micrograph_shape','<u4',(2,))," + ",".join(
    f"('location/center_{axis}_frac','<f4')" for axis in "xy"
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x93NUMPY", "header is damaged"),
        (b"\x93NUMPY\x01\x00\xff\xff{", "header is damaged"),
        (header("{'descr': " + "[" * 5000 + ", 'shape': (1,)}"), "header is damaged"),
        (header(f"{{'descr': {DESCR}], 'fortran_order': False, 'shape': (10000000000,), }}\n"), "claims"),
        (header(f"{{'descr': {DESCR}], 'fortran_order': False, 'shape': (-1,), }}\n"), "not a table"),
        (header(f"{{'descr': {DESCR}], 'fortran_order': False, 'shape': (2, 2), }}\n"), "not a table"),
        (header("{'descr': '<f8', 'fortran_order': False, 'shape': (0,), }\n"), "not a table"),
        (header(f"{{'descr': {DESCR},('x','S2000000000')], 'fortran_order': False, 'shape': (0,), }}\n"), "claims"),
        (b"\x94CSDAT" + b"\0" * 100, "packed form"),
    ],
)
def test_crafted_headers(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "p.cs").write_bytes(content)
    assert reason in refusal(tmp_path / "p.cs")


def test_truncated_file(tmp_path: Path) -> None:
    path = save(tmp_path / "p.cs", particles(("a.mrc", (10, 10), 0.5, 0.5)))
    path.write_bytes(path.read_bytes()[:-1])
    assert "claims 1 rows" in refusal(path)


@pytest.mark.parametrize(
    "row",
    [("", (10, 10), 0.5, 0.5), ("a.mrc", (0, 10), 0.5, 0.5), ("a.mrc", (10, 10), np.nan, 0.5)],
    ids=["no micrograph", "no shape", "no place"],
)
def test_particles_without_a_location(tmp_path: Path, row: tuple[str, tuple[int, int], float, float]) -> None:
    assert "1 particles without a location" in refusal(save(tmp_path / "p.cs", particles(row)))


def test_fields_of_another_type(tmp_path: Path) -> None:
    for name, kind in (("location/center_x_frac", "S4"), ("location/micrograph_path", "f8")):
        fields = [(n, kind if n == name else d, *s) for n, d, *s in PLACES]
        reason = refusal(save(tmp_path / "p.cs", np.zeros(1, fields)))
        assert reason.startswith("has the unexpected type")
        assert reason.endswith(f"in {name}")


def test_name_that_is_not_text(tmp_path: Path) -> None:
    table = particles(("a.mrc", (10, 10), 0.5, 0.5))
    table["location/micrograph_path"] = b"\xff\xfe.mrc"
    assert "UTF-8" in refusal(save(tmp_path / "p.cs", table))


def test_a_jobs_other_files_are_skipped(tmp_path: Path) -> None:
    places = save(tmp_path / "job/picked_particles.cs", particles(("a.mrc", (10, 10), 0.5, 0.5)))
    micrographs = save(tmp_path / "job/micrographs.cs", np.zeros(3, [("uid", "u8"), ("micrograph_blob/path", "S9")]))
    assert find_box_files([tmp_path / "job"]) == [places]
    assert "has no particle locations" in refusal(micrographs)


def test_on_the_command_line(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    np.save(buffer, particles(("J1/000123_a.mrc", (300, 400), 0.25, 0.1), ("J1/000124_b.mrc", (300, 400), 0.5, 0.5)))
    (tmp_path / "p.cs").write_bytes(buffer.getvalue())
    arguments = ["convert", str(tmp_path / "p.cs"), "--to", "eman", "--box-size", "50", "--output", str(tmp_path / "o")]
    assert main(arguments) == 0
    assert (tmp_path / "o/000123_a.box").read_text() == "75\t5\t50\t50\n"
    assert (tmp_path / "o/000124_b.box").exists()
