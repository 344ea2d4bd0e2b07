"""`iceboxer convert` as users run it, and with hostile files."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import FORMATS, BoxList, read_boxes, write_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from tests.engine.conftest import write_micrograph
from tests.engine.written import write_file

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return the exit code and the printed text of the command; its output goes to `out`."""

    def convert(to: str, *arguments: object) -> tuple[int, str]:
        code = main(["convert", "--to", to, "--output", str(tmp_path / "out"), *map(str, arguments)])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        assert not list(tmp_path.rglob(".iceboxer-*")), "no partial file is left"
        return code, printed.out + printed.err

    return convert


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize(("source", "to"), list(itertools.product(FORMATS, FORMATS)))
def test_each_format_to_each(tmp_path: Path, run: Run, source: str, to: str) -> None:
    boxes = make_boxes([10, 30], [20, 40], 10, confidence=[0.5, 0.75], kind=Kind.PICK)
    path = tmp_path / f"in/a{FORMATS[source].suffix}"
    write_boxes(path, BoxList("a", boxes), source)
    code, _ = run(to, "--box-size", 10, path)
    assert code == 0
    (read,) = read_boxes(tmp_path / f"out/a{FORMATS[to].suffix}", 10)
    assert (read.boxes["x"].tolist(), read.boxes["y"].tolist()) == ([10, 30], [20, 40])


def test_bad_files_among_valid_ones(tmp_path: Path, run: Run) -> None:
    write_file(tmp_path / "in/a.box", "5 15 10 10\n")
    write_file(tmp_path / "in/b.box", "5 15 10 10\n1 two 3 4\n")
    write_file(tmp_path / "in/c.star", "data_\nloop_\n_rlnCoordinateX #1\n1\n2\n")
    (tmp_path / "in/d.cbox").write_bytes(b"\0\1\2\3")
    write_file(tmp_path / "in/e.cbox", "")
    write_file(tmp_path / "in/f.box", "5 15 10 10\n")
    code, printed = run("cbox", tmp_path / "in")
    assert code == 1
    assert files(tmp_path / "out") == ["a.cbox", "e.cbox", "f.cbox"]
    assert all(f"{name} " in printed for name in ("b.box", "c.star", "d.cbox"))
    assert "3 files could not be read (see above); all others are done." in printed


def test_missing_box_size_is_requested_by_its_option(tmp_path: Path, run: Run) -> None:
    star = write_file(tmp_path / "a.star", "data_\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n1 2\n")
    code, printed = run("eman", star)
    assert code == 1
    assert "has no box sizes. Give the box size in px (--box-size)." in printed
    assert not (tmp_path / "out").exists()
    assert run("eman", star, "--box-size", 10) == (0, "")
    assert (tmp_path / "out/a.box").read_text(encoding="utf-8") == "-4\t-3\t10\t10\n"


@pytest.mark.parametrize(
    "wrong",
    [["--box-size", "0"], ["--box-size", "nan"], ["--box-size", "inf"], ["--threshold", "nan"], ["--to", "word"]],
)
def test_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: list[str]) -> None:
    box = write_file(tmp_path / "a.box", "5 15 10 10\n")
    with pytest.raises(SystemExit) as caught:
        main(["convert", "--to", "star", "--output", str(tmp_path / "out"), *wrong, str(box)])
    assert caught.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("to", FORMATS)
def test_threshold_and_rejected_boxes(tmp_path: Path, run: Run, to: str) -> None:
    """Labels pass any threshold; rejected boxes are kept if the format can mark them."""
    boxes = make_boxes([10, 20, 30, 40, 50], [20] * 5, 10, confidence=[0.2, 0.3, np.nan, 0.9, 0.1], kind=Kind.PICK)
    boxes["kind"][2:4] = Kind.LABEL, Kind.REJECTED
    write_boxes(tmp_path / "a.cbox", BoxList(None, boxes), "cbox")
    code, _ = run(to, "--threshold", 0.3, tmp_path / "a.cbox")
    assert code == 0
    (read,) = read_boxes(tmp_path / f"out/a{FORMATS[to].suffix}", 10)
    expected = [20, 30, 40] if to in ("cbox", "csv") else [20, 30]
    assert read.boxes["x"].tolist() == expected
    assert (Kind.REJECTED in read.boxes["kind"]) == (to in ("cbox", "csv"))


@pytest.mark.parametrize("suffix", [".jpg", ".tif", ".png"])
def test_topaz_is_flipped_if_the_top_row_comes_first(tmp_path: Path, run: Run, suffix: str) -> None:
    """Checked on the picture: after a round trip, the box is on its bright spot."""
    seen = np.zeros((37, 53), np.uint8)
    seen[4:7, 7:10] = 255
    (tmp_path / "m").mkdir()
    PIL.Image.fromarray(seen).save(tmp_path / f"m/a{suffix}")
    topaz = write_file(tmp_path / "a.txt", "image_name\tx_coord\ty_coord\na\t8.5\t5.5\n")
    code, printed = run("csv", "--box-size", 3, "--micrographs", tmp_path / "m", "--", topaz)
    assert (code, printed) == (0, "")
    (box,) = read_boxes(tmp_path / "out/a.csv")[0].boxes
    assert (box["x"], box["y"]) == (8.5, 37 - 5.5)
    assert open_micrograph(tmp_path / f"m/a{suffix}").read()[int(box["y"]), int(box["x"])] > 200
    assert run("topaz", "--micrographs", tmp_path / "m", "--", tmp_path / "out/a.csv")[0] == 0
    assert "a\t8.500000\t5.500000" in (tmp_path / "out/a.txt").read_text(encoding="utf-8")


HOSTILE = ["../../x", "/etc/x", r"..\..\x", r"C:\x", "x/", "..", ".", "~", "-x", "a\nb", "CON", "粒" * 150, "x" * 400]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("to", FORMATS)
def test_difficult_micrograph_name(tmp_path: Path, run: Run, name: str, to: str) -> None:
    quoted = name.replace('"', '""')
    csv = write_file(tmp_path / "deep/er/in/all.csv", f'micrograph,x,y,width\n"{quoted}",1,2,3\ngood,4,5,6\n')
    before = set(files(tmp_path))
    assert run(to, csv)[0] == 0
    fresh = set(files(tmp_path)) - before
    assert len(fresh) == 2
    assert f"out/good{FORMATS[to].suffix}" in fresh
    assert all(Path(p).parent == Path("out") for p in fresh)
    for path in fresh:
        (read,) = read_boxes(tmp_path / path, 3)
        assert len(read.boxes) == 1, "and what was written can be read"


def test_name_that_is_not_unicode(tmp_path: Path) -> None:
    """Run in a separate process, since the encoding depends on the terminal."""
    (tmp_path / os.fsdecode(b"caf\xe9.box")).write_bytes(b"5 15 10 10\n")
    (tmp_path / os.fsdecode(b"bad\xe9.box")).write_bytes(b"5 15 ten 10\n")
    command = [sys.executable, "-m", "iceboxer", "convert", "--to", "topaz", "--output", tmp_path / "out", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert r"bad\udce9.box has 'ten' instead of a number" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(tmp_path / "out") == ["caf_.txt"]


def test_the_same_stem_twice_is_not_overwritten(tmp_path: Path, run: Run) -> None:
    write_file(tmp_path / "in/grid1/a.box", "5 15 10 10\n")
    write_file(tmp_path / "in/grid2/a.box", "25 15 10 10\n")
    code, printed = run("star", tmp_path / "in")
    assert code == 0
    x = {name: read_boxes(tmp_path / "out" / name, 10)[0].boxes["x"].tolist() for name in files(tmp_path / "out")}
    assert x == {"a.star": [10], "a_2.star": [30]}
    assert "a_2.star" in printed
    assert "grid2" in printed, "the message names the source"


def test_a_file_named_twice_is_converted_once(tmp_path: Path, run: Run) -> None:
    box = write_file(tmp_path / "in/a.box", "5 15 10 10\n")
    (tmp_path / "link.box").symlink_to(box)
    assert run("star", tmp_path / "in", box, tmp_path / "link.box") == (0, "")
    assert files(tmp_path / "out") == ["a.star"]


def test_output_within_the_input_is_not_converted_again(tmp_path: Path, run: Run) -> None:
    write_file(tmp_path / "a.box", "5 15 10 10\n")
    for _ in range(3):
        assert run("star", tmp_path)[0] == 0
        assert files(tmp_path) == ["a.box", "out/a.star"]
    assert run("csv", "--box-size", 5, tmp_path / "out")[0] == 0
    assert files(tmp_path / "out") == ["a.csv", "a.star"], "unless named explicitly"


class TestMicrographsWithTheSameName:
    """Two folders have a picture with the same name, one MRC and one PNG, whose rows Topaz counts differently."""

    @pytest.fixture
    def grids(self, tmp_path: Path) -> Path:
        write_micrograph(tmp_path / "m/grid1/a.mrc", np.zeros((37, 53), np.int8))
        (tmp_path / "m/grid2").mkdir()
        PIL.Image.new("L", (53, 37)).save(tmp_path / "m/grid2/a.png")
        return tmp_path / "m"

    def test_an_ambiguous_name_is_an_error(self, tmp_path: Path, grids: Path, run: Run) -> None:
        box = write_file(tmp_path / "boxes/a.box", "5 26 6 6\n")
        good = write_file(tmp_path / "boxes/b.box", "5 26 6 6\n")
        code, printed = run("topaz", "--micrographs", grids, "--", box, good)
        assert code == 1
        assert "the boxes of 'a' fit 2 micrographs" in printed
        assert files(tmp_path / "out") == ["b.txt"]

    def test_the_folder_decides(self, tmp_path: Path, grids: Path, run: Run) -> None:
        for grid in ("grid1", "grid2"):
            write_file(tmp_path / f"boxes/{grid}/a.box", "5 26 6 6\n")
        assert run("topaz", "--micrographs", grids, "--", tmp_path / "boxes")[0] == 0
        rows = [
            (tmp_path / "out" / name).read_text(encoding="utf-8").split()[-1] for name in ("grid1/a.txt", "grid2/a.txt")
        ]
        assert [float(row) for row in rows] == [29, 8]


def test_impossible_boxes_are_counted(tmp_path: Path, run: Run) -> None:
    box = write_file(tmp_path / "a.box", "5 15 10 10\nnan 1 2 3\n1 2 -3 4\n5 15 10 10\n1e99 1 2 3\n1 1.7e99 1e99 3\n")
    write_micrograph(tmp_path / "m/a.mrc", np.zeros((37, 53), np.int8))
    code, printed = run("csv", "--micrographs", tmp_path / "m", "--", box)
    assert code == 0
    assert "2 boxes skipped: invalid numbers" in printed
    assert "2 boxes skipped: centre outside the micrograph." in printed
    assert "1 box skipped: duplicates." in printed
    assert len(read_boxes(tmp_path / "out/a.csv")[0].boxes) == 1


def test_full_disk_leaves_the_old_file(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    box = write_file(tmp_path / "a.box", "5 15 10 10\n")
    write_file(tmp_path / "out/a.star", "what was there")

    def full(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").readlink().suffix == ".star":  # there is room for the note of the job
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, printed = run("star", box)
    assert code == 1
    assert "a.star cannot be written: No space left on device" in printed
    assert (tmp_path / "out/a.star").read_text(encoding="utf-8") == "what was there"


def test_nothing_to_read(tmp_path: Path, run: Run) -> None:
    (tmp_path / "empty").mkdir()
    for path, reason in (("empty", "no box files"), ("gone", "does not exist"), ("n" * 300, "cannot be read")):
        code, printed = run("star", tmp_path / path)
        assert code == 1
        assert reason in printed


def test_events_as_json_lines(tmp_path: Path, run: Run) -> None:
    write_file(tmp_path / "in/a.box", "5 15 10 10\n")
    write_file(tmp_path / "in/b.box", "1 2 3\n")
    code, printed = run("csv", "--events", "json", tmp_path / "in")
    assert code == 1
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    assert [line["event"] for line in lines][-1] == "Finished"
    assert lines[-1]["summary"] == {"written": 1, "boxes": 1, "failed": 1}
