"""Damaged, unusual and hostile box files: read if their meaning is clear, else refused with one message."""

from __future__ import annotations

import gzip
import os
import random
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import FORMATS, BoxList, base, read_boxes, write_boxes
from iceboxer.engine.errors import EngineError, ReadError

STAR = "data_\n\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n"
MERIT = STAR + "_rlnAutopickFigureOfMerit #3\n"
CBOX_TAGS = "X Y Z Width Height Depth EstWidth EstHeight Confidence NumBoxes Angle"
CBOX = "data_global\n\n_cbox_format_version 1.0\n\ndata_cryolo\n\nloop_\n" + "".join(
    f"_{'Coordinate' * (len(tag) == 1)}{tag} #{i}\n" for i, tag in enumerate(CBOX_TAGS.split(), 1)
)
INCLUDE = "\ndata_cryolo_include\n\nloop_\n_slice_index #1\n"


def read(folder: Path, content: str | bytes, box_size: float | None = 50) -> list[BoxList]:
    path = folder / "hostile"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_boxes(path, box_size)


def refusal(folder: Path, content: str | bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read(folder, content)
    assert str(folder / "hostile") in str(caught.value)
    assert len(str(caught.value)) < 500, "a sentence, not the file"
    return caught.value.reason


SAME_BOX = {
    "EMAN with tabs": "5\t15\t10\t10\n",
    "EMAN with blanks, CRLF and no last newline": "  5   15 10 10 \r\n\r\n",
    "EMAN of an old Mac": "5 15 10 10\r",
    "EMAN of floats": "5.0 15.00 1e1 10.",
    "EMAN after a comment": "# mine\n5 15 10 10\n",
    "EMAN in UTF-16": "5 15 10 10\n".encode("utf-16"),
    "EMAN with a byte order mark": "\ufeff5 15 10 10\n",
    "EMAN with a filler": "5 15 10 10 -3\n",
    "STAR": STAR + "10 20\n",
    "STAR 3.1": "# version 30001\n\ndata_optics\n\nloop_\n_rlnOpticsGroup #1\n_rlnImagePixelSize #2\n1 0.885\n\n"
    "data_particles\n\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n_rlnOpticsGroup #3\n_rlnOriginXAngst #4\n"
    "10 20 1 3.5\n",
    "STAR 3.1, optics last": "data_particles\nloop_\n_rlnCoordinateY #1\n_rlnCoordinateX #2\n20 10\n\n"
    "data_optics\nloop_\n_rlnOpticsGroup #1\n1\n",
    "STAR with CRLF and words after the rows": (STAR + "10 20\n\n").replace("\n", "\r\n"),
    "STAR with single values": "data_\n_rlnCoordinateX 10\n_rlnCoordinateY 20\n",
    "STAR of RELION's manual picking": MERIT + "10 20 -999.0\n",
    "CBOX": CBOX + "5 15 <NA> 10 10 <NA> <NA> <NA> 1.0 <NA> <NA>\n" + INCLUDE,
    "CBOX with nan": CBOX + "5 15 nan 10 10 nan nan nan nan nan nan\n" + INCLUDE,
    "CBOX, CRLF": (CBOX + "5 15 0 10 10 1 <NA> <NA> <NA> <NA> <NA>\n" + INCLUDE).replace("\n", "\r\n"),
    "CBOX before 1.8": "5\t15\t10\t10\t1.0\t<NA>\t<NA>\n",
    "CSV": "x,y,width,height\n10,20,10,10\n",
    "CSV with other columns in other order": "Height;note;Y;X;width\n10;a b;20;10;10\n",
    "CSV with tabs, quotes and a byte order mark": '\ufeff"x"\t"y"\t"width"\r\n"10"\t"20"\t"10"\r\n',
    "CSV with a kind": "x, y, width, kind\n10, 20, 10, Label\n",
    "CSV without a size": "x,y\n10,20\n",
    "CSV of a spreadsheet": "x,y,width,,\n10,20,10,,\n,,,,\n",
    "CSV with numbered rows": ",x,y,width\n0,10,20,10\n",
    "Topaz": "image_name\tx_coord\ty_coord\nimg\t10\t20\n",
    "Topaz of an editor": "image_name x_coord y_coord\nimg 10 20\n",
    "helix": "#micrograph: img.mrc\n#segment length: 10\n#segment width: 10\n#helix: (1, 2),(30, 40),10\n10\t20\n",
}


@pytest.mark.parametrize("name", SAME_BOX)
def test_all_these_hold_the_same_box(tmp_path: Path, name: str) -> None:
    (boxlist,) = read(tmp_path, SAME_BOX[name], box_size=10)
    (box,) = boxlist.boxes
    assert (box["x"], box["y"], box["width"], box["height"]) == (10, 20, 10, 10)
    assert (box["kind"], np.isnan(box["confidence"])) == (Kind.LABEL, True)


def test_confidence_makes_a_pick(tmp_path: Path) -> None:
    for text in (
        "5 15 10 10 0.25\n",
        MERIT + "10 20 0.25\n",
        CBOX + "5 15 <NA> 10 10 1 <NA> <NA> 0.25 <NA> <NA>\n",
        "5\t15\t10\t10\t0.25\t12\t11\n",
        "x,y,confidence\n10,20,0.25\n",
        "image_name\tx_coord\ty_coord\tscore\nimg\t10\t20\t0.25\n",
    ):
        (box,) = read(tmp_path, text)[0].boxes
        assert (box["x"], box["kind"], box["confidence"]) == (10, Kind.PICK, 0.25), text


def test_estimated_size_makes_a_pick(tmp_path: Path) -> None:
    (box,) = read(tmp_path, CBOX + "5 15 <NA> 10 10 1 12 11 1.0 <NA> <NA>\n")[0].boxes
    assert (box["kind"], box["confidence"], box["estimated_width"]) == (Kind.PICK, 1.0, 12)
    (box,) = read(tmp_path, CBOX + "5 15 <NA> 10 10 1 12 11 <NA> <NA> <NA>\n")[0].boxes
    assert box["kind"] == Kind.PICK


def test_helices_are_numbered(tmp_path: Path) -> None:
    first = "#micrograph: a.mrc\n#segment width: 30\n#helix: (1, 2),(3, 4),30\n1\t2\n3\t4\n"
    (boxlist,) = read(tmp_path, first + "#helix: (5, 6),(7, 8),40.5\n5\t6\n")
    assert boxlist.extra["helix"].tolist() == ["0", "0", "1"]
    assert boxlist.boxes["width"].tolist() == [30, 30, 40.5]
    assert boxlist.boxes["x"].tolist() == [1, 3, 5]


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_file_is_a_micrograph_without_boxes(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"a{FORMATS[name].suffix}"
    for content in (b"", b"\n", b"\xef\xbb\xbf", b" \r\n\r\n"):
        path.write_bytes(content)
        (boxlist,) = read_boxes(path)
        assert (boxlist.micrograph, len(boxlist.boxes)) == (None, 0)


REFUSED = {
    "word among EMAN's numbers": ("1 2 3 4\n5 six 7 8\n", "'six' instead of a number (line 2)"),
    "ragged EMAN": ("1 2 3 4\n\n1 2 3\n", "3 columns in line 3 instead of 4"),
    "six columns": ("1 2 3 4 5 6\n", "has 6 bare numbers in line 1 and no heading"),
    "thousands in EMAN": ("1 2 3 4\n1,234 2 3 4\n", "'1,234'"),
    "underscores": ("1 2 3 4\n1_000 2 3 4\n", "'1_000'"),
    "beyond all bounds": ("1 2 3 4\n1e400 2 3 4\n", "'1e400' instead of a number (line 2)"),
    "infinite": (STAR + "inf 2\n", "'inf' instead of a number (row 1 of _rlnCoordinateX)"),
    "ragged STAR": (STAR + "1 2\n3\n", "not a valid STAR file"),
    "word in STAR": (STAR + "1 2\n3 x\n", "'x' instead of a number (row 2 of _rlnCoordinateY)"),
    "STAR without coordinates": ("data_\nloop_\n_rlnMicrographName #1\na.mrc\n", "has no coordinates"),
    "one coordinate": ("data_\nloop_\n_rlnCoordinateX #1\n1\n", "has no coordinates"),
    "unclosed quote": (STAR + "1 'abc\n", "not a valid STAR file"),
    "block without an end": ("data_", "has no coordinates"),
    "the same column twice": (STAR.replace("Y", "X") + "1 2\n", "duplicate"),
    "ragged CBOX": (CBOX + "1 2 3\n", "not a valid STAR file"),
    "CBOX without sizes": (CBOX + "1 2 0 <NA> 10 1 1 1 1 1 1\n", "without _Width and _Height"),
    "CBOX of a tomogram": (
        CBOX + "1 2 3 9 9 9 9 9 1 1 1\n1 2 4 9 9 9 9 9 1 1 1\n",
        "slices of a tomogram (column _CoordinateZ)",
    ),
    "CBOX of one slice": (CBOX + "1 2 30 9 9 9 9 9 1 1 1\n", "slices of a tomogram"),
    "CBOX with words": (CBOX + "1 2 0 9 9 1 1 1 high 1 1\n", "'high' instead of a number (row 1 of _Confidence)"),
    "CBOX without its block": ("data_global\n_cbox_format_version 1.0\n", "has no coordinates"),
    "ragged old CBOX": ("1\t2\t3\t4\t1\t5\t6\n1\t2\t3\n", "3 columns in line 2 instead of 7"),
    "note without a column": ("x,y,,\n1,2,,note\n", "two columns with the same name"),
    "ragged CSV": ("x,y\n\n1,2\n1,2,3\n", "3 columns in line 4 instead of 2"),
    "word in CSV": ("x,y\n1,2\n\n1,b\n", "'b' instead of a number (line 4, y)"),
    "decimal comma": ("x;y\n1,5;2,5\n", "'1,5'"),
    "thousands in CSV": ('x,y\n"1,234",2\n', "'1,234'"),
    "columns of one name": ("x,y,X\n1,2,3\n", "two columns with the same name"),
    "an unknown kind": ("x,y,kind\n1,2,ghost\n", "kind 'ghost' in line 2"),
    "CSV of one huge cell": ("x,y,note\n1,2," + "a" * 200_000 + "\n", "is not a valid table"),
    "ragged Topaz": ("image_name\tx_coord\ty_coord\na\t1\n", "2 columns in line 2 instead of 3"),
    "helix without a width": ("#micrograph: a\n#helix: (1, 2),(3, 4)\n1\t2\n", "helix in line 2"),
    "helix with a broken width": ("#helix: (1, 2),(3, 4),1e\n1\t2\n", "'1e'"),
    "segment of no helix": ("#micrograph: a\n1\t2\n", "line 2"),
    "ragged helix": ("#helix: (1, 2),(3, 4),5\n1\n", "line 2"),
    "UTF-16 cut in half": (b"\xff\xfe1\x00 \x00\xd8", "UTF-16"),
    "UTF-16 without a mark": ("1 2 3 4\n".encode("utf-16-le"), "is not a text file"),
    "UTF-32": ("1 2 3 4\n".encode("utf-32"), "not a box file"),
    "random bytes": (random.Random(1).randbytes(5000), "is not a text file"),
    "random bytes without zeros": (random.Random(2).randbytes(5000).replace(b"\0", b"\1"), "not a box file"),
    "gzip": (gzip.compress(b"1 2 3 4\n"), "unpack it first"),
    "prose": ("These are the particles that I liked.\n", "not a box file"),
    "JSON": ('{"x": 1, "y": 2}', "not a box file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "is not a text file"),
    "one long line": (b"1 " * 1_000_000, "a line of 2,000,000 characters"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_line(tmp_path: Path, name: str) -> None:
    content, reason = REFUSED[name]
    assert reason in refusal(tmp_path, content)


@pytest.mark.parametrize("lines", ["aaaa", "aaaa\n", "\n\n", "aaa\naaaa\na\n", "a\n" * 9, ""])
def test_short_lines_are_not_long(monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    monkeypatch.setattr(base, "LONGEST_LINE", 4)
    assert base._find_long_line(lines) == 0
    assert base._find_long_line(f"{lines.strip()}\n{'b' * 5}\n{lines}") == 5
    assert base._find_long_line(lines.strip() + "\n" + "b" * 7) == 7


def test_wide_column_takes_no_memory(tmp_path: Path) -> None:
    """NumPy reserves space for a column's longest word in each row: one such word would need terabytes."""
    row = "10 20 a\n"
    text = STAR + "_rlnImageName #3\n" + row * 1000 + f"10 20 {'a' * 100_000}\n"
    assert "a word of 100,000 characters in column '_rlnImageName'" in refusal(tmp_path, text)


def test_file_too_large_for_boxes(tmp_path: Path) -> None:
    with (tmp_path / "a.box").open("wb") as f:
        f.truncate(2**30)  # a sparse file of a gigabyte
    with pytest.raises(ReadError, match="is larger than 512 MB"):
        read_boxes(tmp_path / "a.box")
    assert base.LARGEST == 512 * 2**20


def test_a_path_that_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="does not exist"):
        read_boxes(tmp_path / "a.box")
    with pytest.raises(ReadError, match="is a folder"):
        read_boxes(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReadError, match="is not a file"):
        read_boxes(tmp_path / "pipe")


@pytest.mark.parametrize("kind", ["9", "-1", "0.5", "<NA>"])
def test_our_own_columns_are_checked(tmp_path: Path, kind: str) -> None:
    write_boxes(tmp_path / "a.cbox", BoxList(None, make_boxes([10], [20], 10)), "cbox")
    lines = (tmp_path / "a.cbox").read_text(encoding="utf-8").split("\n")
    row = next(i for i, line in enumerate(lines) if line.startswith("5.0"))
    words = lines[row].split()
    lines[row] = " ".join([*words[:-2], kind, "0"])
    assert "_iceboxer_kind" in refusal(tmp_path, "\n".join(lines))
    lines[row] = " ".join([*words[:-1], "1e300"])
    assert "_iceboxer_id" in refusal(tmp_path, "\n".join(lines))


def test_a_missing_size_is_an_error(tmp_path: Path) -> None:
    for text in (STAR + "1 2\n", "x,y\n1,2\n", "image_name\tx_coord\ty_coord\na\t1\t2\n", "1 2 0 0\n"):
        with pytest.raises(EngineError, match=r"has no box sizes.*--box-size") as caught:
            read(tmp_path, text, box_size=None)
        assert not isinstance(caught.value, ReadError)


def test_absurd_numbers_are_kept_and_counted_later(tmp_path: Path) -> None:
    (boxlist,) = read(tmp_path, "nan 2 10 10\n1 2 -3 4\n1 2 0 4\n1 2 5 5\n")
    assert len(boxlist.boxes) == 4


def test_micrographs_named_like_reserved_words(tmp_path: Path) -> None:
    text = "data_\nloop_\n_rlnMicrographName\n_rlnCoordinateX\n_rlnCoordinateY\ndata_1.mrc 1 2\nloop_2.mrc 3 4\n"
    lists = read(tmp_path, text)
    assert [(b.micrograph, b.boxes["x"].tolist()) for b in lists] == [("data_1.mrc", [1]), ("loop_2.mrc", [3])]


def test_loops_about_the_same_micrograph_are_joined(tmp_path: Path) -> None:
    first = STAR.replace("data_", "data_one") + "_rlnMicrographName #3\n1 2 a.mrc\n3 4 b.mrc\n\n"
    second = STAR.replace("data_", "data_two") + "_rlnMicrographName #3\n_rlnClassNumber #4\n5 6 a.mrc 7\n"
    a, b = read(tmp_path, first + second)
    assert (a.boxes["x"].tolist(), a.extra["_rlnClassNumber"].tolist()) == ([1, 5], ["<NA>", "7"])
    assert (b.boxes["x"].tolist(), b.extra) == ([3], {})


def test_names_in_latin_1(tmp_path: Path) -> None:
    text = "data_\nloop_\n_rlnMicrographName\n_rlnCoordinateX\n_rlnCoordinateY\ngröße\x96&#65;.mrc 1 2\n"
    assert read(tmp_path, text.encode("latin-1"))[0].micrograph == "größe\x96&#65;.mrc"
