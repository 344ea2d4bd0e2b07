"""Converting boxes to other programs' formats."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import FORMATS, BoxList, read_boxes, write_boxes
from iceboxer.engine.errors import Cancelled, ConfigError, EngineError
from iceboxer.engine.events import Event, Finished, MicrographFailed, Note, Progress, Started, never
from iceboxer.engine.interop.convert import convert
from iceboxer.engine.interop.convert_config import ConvertConfig
from tests.engine.conftest import write_micrograph
from tests.engine.written import write_file

STAR = "data_\nloop_\n_rlnMicrographName\n_rlnCoordinateX\n_rlnCoordinateY\n"


def run(events: list[Event] | None = None, **settings: Any) -> dict[str, Any]:
    settings["inputs"] = tuple(settings["inputs"])
    return convert(ConvertConfig(**settings), [].append if events is None else events.append, never)


def notes(events: list[Event]) -> str:
    return " ".join(e.text for e in events if isinstance(e, Note))


def written(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("source", FORMATS)
def test_every_format_into_every_other(tmp_path: Path, source: str, to: str) -> None:
    boxes = make_boxes([10, 30], [20, 40], 10, confidence=[0.5, 0.75], kind=Kind.PICK)
    write_boxes(tmp_path / f"in/a{FORMATS[source].suffix}", BoxList("a", boxes), source)
    summary = run(inputs=[tmp_path / "in"], to=to, output=tmp_path / "out", box_size=10)
    assert summary == {"written": 1, "boxes": 2, "failed": 0}
    assert written(tmp_path / "out") == [f"a{FORMATS[to].suffix}"]
    (read,) = read_boxes(tmp_path / "out" / f"a{FORMATS[to].suffix}", 10)
    assert read.boxes["x"].tolist() == [10, 30]
    assert read.boxes["y"].tolist() == [20, 40]


def test_command_line_with_a_damaged_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The damaged file is named, the other one is converted, no file is half-written, and the exit code is 1."""
    write_file(tmp_path / "in/a.box", "5 15 10 10\n")
    write_file(tmp_path / "in/b.box", "5 15 10 10\n1 two 3 4\n")
    assert main(["convert", "--to", "star", "--output", str(tmp_path / "out"), str(tmp_path / "in")]) == 1
    printed = capsys.readouterr()
    assert "b.box" in printed.err + printed.out
    assert "'two' instead of a number (line 2)" in printed.err + printed.out
    assert "Traceback" not in printed.err + printed.out
    assert written(tmp_path / "out") == ["a.star"]


def test_command_line_without_errors(tmp_path: Path) -> None:
    write_file(tmp_path / "a.box", "5 15 10 10\n")
    assert main(["convert", "--to", "cbox", "--output", str(tmp_path / "out"), str(tmp_path / "a.box")]) == 0
    assert main(["convert", "--to", "cbox", "--output", str(tmp_path / "out"), str(tmp_path / "gone.box")]) == 1


def test_every_setting_has_its_help() -> None:
    assert all(len(f.metadata["help"]) > 10 for f in fields(ConvertConfig))


def test_events(tmp_path: Path) -> None:
    write_file(tmp_path / "in/a.box", "5 15 10 10\n")
    write_file(tmp_path / "in/b.box", "1 2 3\n")
    events: list[Event] = []
    summary = run(events, inputs=[tmp_path / "in"], to="csv", output=tmp_path / "out")
    assert [type(e) for e in events] == [Started, Progress, MicrographFailed, Progress, Finished]
    assert isinstance(events[-1], Finished)
    assert events[-1].summary == summary == {"written": 1, "boxes": 1, "failed": 1}


def test_cancelled(tmp_path: Path) -> None:
    write_file(tmp_path / "a.box", "5 15 10 10\n")
    config = ConvertConfig((tmp_path / "a.box",), "star", tmp_path / "out")
    with pytest.raises(Cancelled):
        convert(config, lambda event: None, lambda: True)
    assert not (tmp_path / "out").exists()


def test_one_file_for_many_is_split(tmp_path: Path) -> None:
    star = write_file(tmp_path / "all.star", STAR + "x/a.mrc 1 2\nx/b.mrc 3 4\nx/a.mrc 5 6\n")
    summary = run(inputs=[star], to="eman", output=tmp_path / "out", box_size=10)
    assert summary["written"] == 2
    assert (tmp_path / "out/a.box").read_text(encoding="utf-8") == "-4\t-3\t10\t10\n0\t1\t10\t10\n"


def test_sizes_are_required_if_the_target_has_them(tmp_path: Path) -> None:
    star = write_file(tmp_path / "all.star", STAR + "a.mrc 1 2\n")
    with pytest.raises(EngineError, match="--box-size"):
        run(inputs=[star], to="eman", output=tmp_path / "out")
    assert run(inputs=[star], to="star", output=tmp_path / "out")["boxes"] == 1
    assert run(inputs=[star], to="topaz", output=tmp_path / "out")["boxes"] == 1


@pytest.mark.parametrize("name", ["../../evil", "/tmp/evil", r"..\..\evil", "..", ".", "a\x00b", "C:evil", ".hidden"])
def test_no_name_points_outside_the_folder(tmp_path: Path, name: str) -> None:
    rows = f'micrograph,x,y,width\n"{name}",1,2,3\n'.replace("\x00", "\x07")
    csv = write_file(tmp_path / "in/deep/evil.csv", rows)
    before = written(tmp_path)
    run(inputs=[csv], to="star", output=tmp_path / "deeper/still/out")
    fresh = set(written(tmp_path)) - set(before)
    assert len(fresh) == 1
    (file,) = fresh
    assert file.startswith("deeper/still/out/")
    assert "\\" not in file
    assert ":" not in file


def test_inputs_with_the_same_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for i, name in enumerate(("one/a.box", "three/a_2.box", "two/a.box", "two/A.box")):
        write_file(tmp_path / "in" / name, f"{i} 15 10 10\n")
    events: list[Event] = []
    run(events, inputs=[tmp_path / "in"], to="star", output=tmp_path / "out", box_size=1)
    assert len({name.casefold() for name in written(tmp_path / "out")}) == 4, "macOS and Windows ignore capitals"
    x = sorted(read_boxes(p, 1)[0].boxes["x"][0] for p in (tmp_path / "out").iterdir())
    assert x == [5, 6, 7, 8]
    assert "these files got a number" in notes(events)


def test_input_is_never_replaced(tmp_path: Path) -> None:
    star = write_file(tmp_path / "a.star", STAR + "a.mrc 1 2\n")
    run(inputs=[star], to="star", output=tmp_path)
    assert star.read_text(encoding="utf-8") == STAR + "a.mrc 1 2\n"
    assert written(tmp_path) == ["a.star", "a_2.star"]


def test_second_run_replaces_the_first(tmp_path: Path) -> None:
    box = write_file(tmp_path / "a.box", "5 15 10 10\n")
    for _ in range(2):
        run(inputs=[box], to="star", output=tmp_path / "out")
    assert written(tmp_path / "out") == ["a.star"]


def test_threshold_and_rejected(tmp_path: Path) -> None:
    boxes = make_boxes([10, 20, 30, 40], [20] * 4, 10, confidence=[0.2, 0.3, np.nan, 0.9], kind=Kind.PICK)
    boxes["kind"][2:] = Kind.LABEL, Kind.REJECTED
    write_boxes(tmp_path / "a.cbox", BoxList(None, boxes), "cbox")
    for to, expected in (("star", [20, 30]), ("cbox", [20, 30, 40])):
        summary = run(inputs=[tmp_path / "a.cbox"], to=to, output=tmp_path / "out", threshold=0.3)
        (read,) = read_boxes(tmp_path / f"out/a{FORMATS[to].suffix}", 10)
        assert read.boxes["x"].tolist() == expected
        assert summary["boxes"] == len(expected)


def test_impossible_boxes_are_omitted_and_reported(tmp_path: Path) -> None:
    box = write_file(tmp_path / "a.box", "5 15 10 10\nnan 1 2 3\n1 2 -3 4\n5 15 10 10\n")
    events: list[Event] = []
    assert run(events, inputs=[box], to="star", output=tmp_path / "out")["boxes"] == 1
    assert "2 boxes skipped: invalid numbers" in notes(events)
    assert "1 box skipped: duplicates" in notes(events)


def test_a_list_without_a_usable_box_is_a_failure_and_no_empty_file(tmp_path: Path) -> None:
    write_micrograph(tmp_path / "m/a.mrc", np.zeros((37, 53), np.int8))
    write_file(tmp_path / "in/a.box", "4000 4000 10 10\n")
    write_file(tmp_path / "in/b.box", "nan 5 10 10\n")
    write_file(tmp_path / "in/c.box", "")
    events: list[Event] = []
    summary = run(events, inputs=[tmp_path / "in"], to="star", output=tmp_path / "out", micrographs=(tmp_path / "m",))
    assert (summary["written"], summary["failed"]) == (1, 2)
    assert written(tmp_path / "out") == ["c.star"]
    reasons = [e.reason for e in events if isinstance(e, MicrographFailed)]
    assert all("none of its boxes of" in reason for reason in reasons)


class TestTopaz:
    """Topaz counts rows in the order in which the picture's file stores them: from the top in a PNG."""

    @pytest.fixture
    def png(self, tmp_path: Path) -> Path:
        (tmp_path / "m").mkdir()
        PIL.Image.new("L", (53, 37)).save(tmp_path / "m/a.png")
        return tmp_path / "m"

    def test_round_trip(self, tmp_path: Path, png: Path) -> None:
        box = write_file(tmp_path / "a.box", "5\t26\t6\t6\n")
        run(inputs=[box], to="topaz", output=tmp_path / "topaz", micrographs=(png,))
        rows = (tmp_path / "topaz/a.txt").read_text(encoding="utf-8").split()
        assert rows == ["image_name", "x_coord", "y_coord", "a", "8.000000", "8.000000"]
        events: list[Event] = []
        run(events, inputs=[tmp_path / "topaz"], to="eman", output=tmp_path, micrographs=(png,), box_size=6)
        assert (tmp_path / "a.box").read_text(encoding="utf-8") == "5\t26\t6\t6\n"
        assert notes(events) == ""

    def test_a_note_asks_for_the_micrographs(self, tmp_path: Path) -> None:
        box = write_file(tmp_path / "a.box", "5\t26\t6\t6\n")
        events: list[Event] = []
        run(events, inputs=[box], to="topaz", output=tmp_path / "topaz")
        assert "Treated as MRC: a" in notes(events)
        assert "--micrographs" in notes(events)
        assert "29.000000" in (tmp_path / "topaz/a.txt").read_text(encoding="utf-8")

    def test_topaz_to_topaz_is_unchanged(self, tmp_path: Path, png: Path) -> None:
        topaz = write_file(tmp_path / "in/a.txt", "image_name\tx_coord\ty_coord\tscore\na\t8.5\t3.25\t-2.000000\n")
        for micrographs in ((), (png,)):
            run(inputs=[topaz], to="topaz", output=tmp_path / "out", micrographs=micrographs)
            (read,) = read_boxes(tmp_path / "out/a.txt", 6)
            assert (read.boxes["y"][0], read.boxes["confidence"][0]) == (3.25, -2)

    def test_unreadable_micrograph_counts_as_failed(self, tmp_path: Path, png: Path) -> None:
        (png / "b.png").write_bytes(b"")
        box = write_file(tmp_path / "a.box", "5\t26\t6\t6\n")
        assert run(inputs=[box], to="topaz", output=tmp_path / "out", micrographs=(png,))["failed"] == 1

    def test_boxes_outside_a_known_micrograph(self, tmp_path: Path, png: Path) -> None:
        box = write_file(tmp_path / "a.box", "5 26 6 6\n60 26 6 6\n")
        events: list[Event] = []
        run(events, inputs=[box], to="cbox", output=tmp_path / "out", micrographs=(png,))
        assert "1 box skipped: centre outside the micrograph." in notes(events)


def test_output_has_the_micrographs_name(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    PIL.Image.new("L", (53, 37)).save(tmp_path / "m/a.png")
    star = write_file(tmp_path / "all.star", STAR + "J1/imported/000000000000000123_a.mrc 1 2\n")
    run(inputs=[star], to="eman", output=tmp_path / "out", box_size=5, micrographs=(tmp_path / "m",))
    assert written(tmp_path / "out") == ["a.box"]


def test_wrong_settings(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Unknown format 'word'"):
        ConvertConfig((tmp_path,), "word", tmp_path)
    with pytest.raises(ConfigError, match="above 0 px"):
        ConvertConfig((tmp_path,), "star", tmp_path, box_size=0)
    with pytest.raises(EngineError, match="no box files"):
        run(inputs=[tmp_path], to="star", output=tmp_path / "out")
    with pytest.raises(EngineError, match="does not exist"):
        run(inputs=[tmp_path / "gone"], to="star", output=tmp_path / "out")


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    box = write_file(tmp_path / "a.box", "5 15 10 10\n")
    write_file(tmp_path / "out", "a file where the folder should be")
    with pytest.raises(EngineError, match="cannot be written"):
        run(inputs=[box], to="star", output=tmp_path / "out")


class TestFlipping:
    """From the same TIFF movies, programs can make micrographs that are mirror images."""

    @pytest.fixture
    def mrc(self, tmp_path: Path) -> Path:
        write_micrograph(tmp_path / "m/a.mrc", np.zeros((37, 53), np.float32))
        return tmp_path / "m"

    def test_y_counts_from_the_opposite_edge(self, tmp_path: Path, mrc: Path) -> None:
        box = write_file(tmp_path / "a.box", "5\t26\t6\t6\n")
        run(inputs=[box], to="eman", output=tmp_path / "out", micrographs=(mrc,), flip_y=True)
        assert (tmp_path / "out/a.box").read_text(encoding="utf-8") == f"5\t{37 - 26 - 6}\t6\t6\n"

    def test_a_height_must_be_known(self, tmp_path: Path, mrc: Path) -> None:
        box = write_file(tmp_path / "b.box", "5 26 6 6\n")
        events: list[Event] = []
        settings: dict[str, Any] = {"to": "eman", "output": tmp_path / "out", "flip_y": True}
        assert run(events, inputs=[box], micrographs=(mrc,), **settings)["failed"] == 1
        assert "'b' is not among the micrographs" in next(e.reason for e in events if isinstance(e, MicrographFailed))
        with pytest.raises(ConfigError, match="--flip-y needs --micrographs"):
            run(inputs=[box], **settings)
