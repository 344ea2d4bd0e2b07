"""Columns, kinds, numbers and names survive a round trip, whatever their names and contents."""

from __future__ import annotations

import tempfile
from itertools import product
from pathlib import Path

import gemmi
import numpy as np
import pytest
import starfile
from hypothesis import example, given, settings
from hypothesis import strategies as st

from iceboxer.engine.data.boxes import BOX_DTYPE, Kind, make_boxes
from iceboxer.engine.data.formats import FORMATS, BoxList, read_boxes, write_boxes
from iceboxer.engine.data.formats.cbox import CRYOLO
from iceboxer.engine.data.matching import sound_boxes
from iceboxer.engine.errors import ReadError

WORD = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Zs"]), max_size=12)
WORD = WORD.filter(lambda word: not {"'", '"'} <= set(word))  # a STAR line cannot contain both; one becomes the other
NAMES = st.lists(WORD.filter(lambda word: word not in ("", "_CoordinateZ")), unique=True, max_size=4)  # Z is a number
OURS = {*(BOX_DTYPE.names or ()), "micrograph"}


def one(path: Path, box_size: float | None = 50) -> BoxList:
    (boxlist,) = read_boxes(path, box_size)
    return boxlist


@settings(max_examples=150, deadline=None)
@given(names=NAMES, words=st.tuples(WORD, WORD))
@example(names=["Note", "note", "NOTE"], words=("a", "b"))
@example(names=["a b", "a_b", "größe", "gr_ße"], words=("", "?"))
@example(names=["_Width", "_width", "_Angle", "_angle", "_iceboxer_kind", "_", "%41", "A"], words=("data_", ";x"))
def test_extra_columns_survive_cbox(names: list[str], words: tuple[str, str]) -> None:
    """STAR's grammar treats `Note` and `note` as equal; a file that this program writes must always be readable."""
    values = words if words != ("<NA>", "<NA>") else ("x", "y")
    extra = {name: np.array(values) for name in names}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.cbox")
        write_boxes(path, BoxList(None, make_boxes([1, 2], [3, 4], 5), extra), "cbox")
        back = one(path)
        tags = list(gemmi.cif.read(str(path))[1][0].loop.tags)
    assert tags[: len(CRYOLO)] == list(CRYOLO), "crYOLO's columns come first"
    assert {k: tuple(v) for k, v in back.extra.items() if k != "_Depth"} == dict.fromkeys(
        [n for n in names if n != "_Depth"], values
    )
    assert back.boxes["width"].tolist() == [5, 5]


@settings(max_examples=60, deadline=None)
@example(names=["0", "nan"], words=("1", "2"))
@given(names=NAMES.filter(lambda ns: not {n.strip().lower() for n in ns} & OURS), words=st.tuples(WORD, WORD))
def test_extra_columns_survive_csv(names: list[str], words: tuple[str, str]) -> None:
    extra = {name: np.array(words) for name in names}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        write_boxes(path, BoxList(None, make_boxes([1, 2], [3, 4], 5), extra), "csv")
        back = one(path)
    assert {k: tuple(v) for k, v in back.extra.items()} == dict.fromkeys(names, words)


def test_star_writes_no_column_twice(tmp_path: Path) -> None:
    """A table may have columns that begin like or repeat RELION's tags; other programs refuse duplicate tags."""
    names = ["_rlnCoordinateX", "_rlncoordinatey", "_rlnAutopickFigureOfMerit", "_rlnA", "_rlna", "_rln größe", "_rln"]
    extra = {name: np.array(["7"]) for name in names}
    write_boxes(tmp_path / "a.star", BoxList("m.mrc", make_boxes([1], [2], 3), extra), "star")
    frame = starfile.read(tmp_path / "a.star")
    assert list(frame.columns) == ["rlnMicrographName", "rlnCoordinateX", "rlnCoordinateY", "rlnA"]
    assert one(tmp_path / "a.star").boxes["x"].tolist() == [1]


WHOLE = st.integers(-2000, 12000)


@pytest.mark.parametrize(
    ("first", "second"), [pair for pair in product(FORMATS, FORMATS) if "eman" in pair and "xmipp" not in pair]
)
@settings(max_examples=25, deadline=None)
@given(corners=st.lists(st.tuples(WHOLE, WHOLE), min_size=1, max_size=8), size=st.integers(1, 999))
def test_whole_corners_survive_eman_exactly(first: str, second: str, corners: list[tuple[int, int]], size: int) -> None:
    """Boxes of odd size have their centre at half a pixel: with wrong rounding they move at every conversion."""
    x, y = (np.array(axis) + size / 2 for axis in zip(*corners, strict=True))
    boxlist = BoxList("a", make_boxes(x, y, size))
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(3):
            for name in (first, second):
                write_boxes(Path(folder, "a"), BoxList("a", boxlist.boxes), name)
                boxlist = one(Path(folder, "a"), size)
    assert boxlist.boxes["x"].tolist() == x.tolist()
    assert boxlist.boxes["y"].tolist() == y.tolist()


def test_kinds_and_numbers_survive_cbox(tmp_path: Path) -> None:
    kinds, ids = [*Kind, *Kind], [0, 1, 2**40, 2**53, 7, 7]
    boxes = make_boxes(range(6), range(6), 10, confidence=[np.nan, 0.5, 0.25, 0.75, np.nan, np.nan])
    boxes["kind"], boxes["id"] = kinds, ids
    write_boxes(tmp_path / "a.cbox", BoxList(None, boxes), "cbox")
    back = one(tmp_path / "a.cbox").boxes
    assert back["kind"].tolist() == kinds
    assert back["id"].tolist() == ids
    certain = boxes["kind"] != Kind.LABEL
    assert np.array_equal(back["confidence"][certain], boxes["confidence"][certain], equal_nan=True)


FILAMENTS = (
    "data_global\n_cbox_format_version 1.0\n\ndata_cryolo\nloop_\n_CoordinateX\n_CoordinateY\n_Width\n_Height\n"
    "_Angle\n_filamentid\n_mine\n1 2 10 10 1.5708 0.0 'a b'\n3 4 10 10 <NA> 1.0 <NA>\n"
)


@pytest.mark.parametrize("other", ["cbox", "csv"])
def test_filaments_survive(tmp_path: Path, other: str) -> None:
    (tmp_path / "a.cbox").write_text(FILAMENTS, encoding="utf-8")
    write_boxes(tmp_path / "b", one(tmp_path / "a.cbox"), other)
    write_boxes(tmp_path / "c.cbox", one(tmp_path / "b"), "cbox")
    extra = {k: v.tolist() for k, v in one(tmp_path / "c.cbox").extra.items() if k != "_Depth"}
    assert extra == {"_Angle": ["1.5708", "<NA>"], "_filamentid": ["0.0", "1.0"], "_mine": ["a b", "<NA>"]}


@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if f.one_file_for_many])
@pytest.mark.parametrize("micrograph", ["mit Leerzeichen", "größe", "粒子", "a'b", "a#b", "#a", "1e5", "nan", "&amp;"])
def test_micrographs_by_any_name(tmp_path: Path, name: str, micrograph: str) -> None:
    lists = [BoxList(n, make_boxes([1], [2], 3)) for n in (micrograph, "other")]
    write_boxes(tmp_path / "a", lists, name)
    assert [b.micrograph for b in read_boxes(tmp_path / "a", 3)] == [micrograph, "other"]


def test_a_third_coordinate_that_is_0_throughout_is_kept_as_a_column(tmp_path: Path) -> None:
    text = "data_\nloop_\n_rlnCoordinateX\n_rlnCoordinateY\n_rlnCoordinateZ\n1 2 0\n1 2 0.00\n"
    (tmp_path / "a.star").write_text(text, encoding="utf-8")
    boxlist = one(tmp_path / "a.star")
    assert boxlist.boxes["x"].tolist() == [1, 1]
    assert boxlist.extra["_rlnCoordinateZ"].tolist() == ["0", "0.00"]


@pytest.mark.parametrize("row", ["1.7e308 2 1.7e308 4", "1 2 3 -1e200", "1e101 2 3 4"])
def test_numbers_beyond_the_bound(tmp_path: Path, row: str) -> None:
    """Their sum would overflow and cause a warning in the middle of a run."""
    (tmp_path / "a.box").write_text(f"1 2 3 4\n{row}\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"instead of a number \(line 2\)"):
        one(tmp_path / "a.box")


def test_large_numbers_are_counted_later(tmp_path: Path) -> None:
    (tmp_path / "a.box").write_text("1 2 3 4\n1e99 2 1e99 4\n", encoding="utf-8")
    kept, reasons = sound_boxes(one(tmp_path / "a.box"), (100, 100))
    assert len(kept.boxes) == 1
    assert dict(reasons) == {"centre outside the micrograph": 1}
