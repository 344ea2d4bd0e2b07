"""Round trips: boxes keep their position and everything that a format can hold."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from itertools import product
from pathlib import Path

import gemmi
import mrcfile
import numpy as np
import PIL.Image
import pytest
import starfile
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st

from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes, no_boxes
from iceboxer.engine.data.formats import FORMATS, BoxList, read_boxes, write_boxes
from iceboxer.engine.data.formats.cbox_rows import format_rows, parse_rows
from iceboxer.engine.data.matching import load_boxes, turned
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.errors import EngineError

PAIRS = list(product(FORMATS, FORMATS))
PLACE = st.floats(-50, 12000, allow_nan=False).map(lambda v: round(v, 4))
SIZE = st.floats(1, 2000).map(lambda v: round(v, 4))
CONFIDENCE = st.one_of(st.none(), st.floats(0, 1).map(lambda v: round(v, 6)))
BOX = st.tuples(PLACE, PLACE, SIZE, SIZE, CONFIDENCE, st.sampled_from(list(Kind)))


def boxes_of(rows: list[tuple[float, float, float, float, float | None, Kind]]) -> BoxList:
    boxes = make_boxes(*([row[i] for row in rows] for i in range(4)), confidence=0) if rows else no_boxes()
    boxes["confidence"] = [np.nan if row[4] is None else row[4] for row in rows]
    boxes["kind"] = [row[5] for row in rows]
    return BoxList("img.mrc", boxes)


def through(boxlist: BoxList, name: str, folder: Path) -> BoxList:
    """Write boxes in a format and return the only list of the file, with y up."""
    path = folder / f"img{FORMATS[name].suffix}"
    write_boxes(path, boxlist, name)
    (read,) = read_boxes(path, box_size=100)
    return replace(read, rows_as_stored=False)  # as for an MRC file


@pytest.mark.parametrize(("first", "second"), PAIRS)
@settings(max_examples=15, deadline=None)
@given(rows=st.lists(BOX, max_size=8))
def test_round_trip_of_every_pair(first: str, second: str, rows: list[tuple[float, ...]]) -> None:
    original = boxes_of(rows)
    with tempfile.TemporaryDirectory() as folder:
        result = through(through(original, first, Path(folder)), second, Path(folder)).boxes
    pair = {first, second}
    expected = original.boxes
    if not pair <= {"cbox", "csv"}:
        expected = expected[expected["kind"] != Kind.REJECTED]
    assert len(result) == len(expected)
    place = 0.5001 * len(pair & {"eman", "xmipp"}) or 1e-4  # each rounds, one the corner and the other the centre
    assert np.abs(result["x"] - expected["x"]).max(initial=0) <= place
    assert np.abs(result["y"] - expected["y"]).max(initial=0) <= place
    if all(FORMATS[name].holds_sizes for name in pair):
        for side in ("width", "height"):
            assert np.abs(result[side] - expected[side]).max(initial=0) <= (0.5001 if "eman" in pair else 1e-4)
    if pair == {"csv"}:
        assert np.allclose(result["confidence"], expected["confidence"], equal_nan=True)
    if pair <= {"cbox", "csv"}:
        assert np.array_equal(result["kind"], expected["kind"])
        picks = expected["kind"] != Kind.LABEL
        assert np.allclose(result["confidence"][picks], expected["confidence"][picks], equal_nan=True)
    elif not pair & {"eman", "eman2", "xmipp"}:
        sure = np.isfinite(expected["confidence"])
        assert np.allclose(result["confidence"][sure], expected["confidence"][sure], atol=1e-5, equal_nan=True) or (
            "cbox" in pair  # in this format, a label's confidence of 1 means that it has none
        )


def test_names_of_the_formats() -> None:
    assert set(FORMATS) == {"eman", "eman2", "star", "cbox", "csv", "topaz", "xmipp"}
    assert [n for n, f in FORMATS.items() if f.one_file_for_many] == ["star", "topaz", "csv"]


HEIGHT, WIDTH, X, Y = 37, 53, 8.5, 31.5  # a spot in the upper left quarter, y up
SPOT = (slice(30, 33), slice(7, 10))


def lopsided(folder: Path, suffix: str) -> Micrograph:
    """Write a picture with odd, different sides and one bright spot as a file of some type."""
    from_bottom = np.zeros((HEIGHT, WIDTH), np.uint8)
    from_bottom[SPOT] = 255
    path = folder / f"img{suffix}"
    if suffix == ".mrc":
        with mrcfile.new(path, overwrite=True) as mrc:
            mrc.set_data(from_bottom.astype(np.float32))
    elif suffix == ".tif":
        tifffile.imwrite(path, from_bottom[::-1])
    else:
        PIL.Image.fromarray(from_bottom[::-1]).save(path, quality=100)
    return open_micrograph(path)


@pytest.mark.parametrize("suffix", [".mrc", ".tif", ".png", ".jpg"])
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_box_stays_on_the_spot(tmp_path: Path, suffix: str, first: str, second: str) -> None:
    micrograph = lopsided(tmp_path, suffix)
    boxlist = BoxList(micrograph.path.name, make_boxes([X], [Y], [5], [3], confidence=0.75, kind=Kind.PICK))
    for number, name in enumerate((first, second)):
        if name == "topaz":
            boxlist = turned(replace(boxlist, rows_as_stored=True), micrograph)
        path = tmp_path / str(number) / f"img{FORMATS[name].suffix}"
        write_boxes(path, boxlist, name)
        loaded = load_boxes([path], [micrograph], box_size=3)
        assert (loaded.unmatched, loaded.problems, loaded.notes()) == ([], [], [])
        boxlist = loaded.boxes[micrograph.path]
        (box,) = boxlist.boxes
        # Xmipp's centres are whole pixels, EMAN's corners too
        rounding = 0.5 * ("xmipp" in (first, second)) * len({first, second} & {"xmipp", "eman"})
        assert max(abs(box["x"] - X), abs(box["y"] - Y)) <= rounding
        image = micrograph.read()
        assert image[int(box["y"]), int(box["x"])] > 200
        assert image[int(HEIGHT - box["y"]), int(box["x"])] < 50, "the mirrored place is dark"


def test_topaz_counts_rows_as_the_file_stores_them(tmp_path: Path) -> None:
    """Written by hand by Topaz's rule: the spot's row counts from the top in a PNG, from the bottom in an MRC."""
    for suffix, row in ((".png", HEIGHT - Y), (".mrc", Y)):
        micrograph = lopsided(tmp_path, suffix)
        (tmp_path / "topaz.txt").write_text(f"image_name\tx_coord\ty_coord\tscore\nimg\t{X}\t{row}\t-1.5\n", "utf-8")
        (box,) = load_boxes([tmp_path / "topaz.txt"], [micrograph], 3).boxes[micrograph.path].boxes
        assert (box["x"], box["y"], box["confidence"], box["kind"]) == (X, Y, -1.5, Kind.PICK)


def test_rows_as_stored_are_written_to_no_other_format(tmp_path: Path) -> None:
    boxlist = BoxList("a", make_boxes([1], [2], 3), rows_as_stored=True)
    for name in set(FORMATS) - {"topaz"}:
        with pytest.raises(EngineError, match="row order"):
            write_boxes(tmp_path / "a", boxlist, name)
    assert not list(tmp_path.iterdir())


def test_eman_text_is_exact(tmp_path: Path) -> None:
    boxes = make_boxes([100, 50.5], [200.4, 20], [180, 181], [180, 100], confidence=[0.9, np.nan])
    write_boxes(tmp_path / "a.box", BoxList(None, boxes), "eman")
    assert (tmp_path / "a.box").read_bytes() == b"10\t110\t180\t180\n-40\t-30\t181\t100\n"


def test_eman_corners_become_centres(tmp_path: Path) -> None:
    (tmp_path / "a.box").write_text("10\t110\t180\t180\n-40\t-30\t181\t100\n", "utf-8")
    (read,) = read_boxes(tmp_path / "a.box")
    assert [tuple(box)[:4] for box in read.boxes[["x", "y", "width", "height"]]] == [
        (100, 200, 180, 180),
        (50.5, 20, 181, 100),
    ]


def test_eman_rounds_the_same_way_everywhere(tmp_path: Path) -> None:
    """Corners at half pixels neither drift nor jump between even and odd pixels, as with banker's rounding."""
    boxes = make_boxes(np.arange(20, 30) + 0.5, np.arange(20, 30) + 0.5, 10)
    write_boxes(tmp_path / "a.box", BoxList(None, boxes), "eman")
    (read,) = read_boxes(tmp_path / "a.box")
    assert np.array_equal(np.diff(read.boxes["x"]), np.ones(9))


def test_star_read_by_other_programs(tmp_path: Path) -> None:
    boxes = make_boxes([10.25, 3000.5], [20.75, 4.125], 100, confidence=[0.5, 0.125], kind=Kind.PICK)
    path = tmp_path / "a.star"
    write_boxes(path, BoxList(None, boxes), "star")
    frame = starfile.read(path)
    assert list(frame.columns) == ["rlnCoordinateX", "rlnCoordinateY", "rlnAutopickFigureOfMerit"]
    assert np.allclose(frame.to_numpy(), [[10.25, 20.75, 0.5], [3000.5, 4.125, 0.125]])
    (block,) = gemmi.cif.read(str(path))
    assert block.name.strip() == ""
    assert list(block.find_values("_rlnCoordinateY")) == ["20.750000", "4.125000"]


def test_star_of_labels_has_no_figure_of_merit(tmp_path: Path) -> None:
    write_boxes(tmp_path / "a.star", BoxList(None, make_boxes([1], [2], 3)), "star")
    assert list(starfile.read(tmp_path / "a.star", always_dict=False).columns) == ["rlnCoordinateX", "rlnCoordinateY"]


def test_one_star_for_many_micrographs(tmp_path: Path) -> None:
    names = ["b.mrc", "a b.mrc", "data_1.mrc", "it's.mrc", "größe.mrc", "b&amp;c.mrc", "&#38;.mrc", "_x.mrc", "$x.mrc"]
    lists = [
        BoxList(n, make_boxes([i, i + 1], [5, 6], 100, confidence=0.5, kind=Kind.PICK)) for i, n in enumerate(names)
    ]
    write_boxes(tmp_path / "all.star", lists, "star")
    read = read_boxes(tmp_path / "all.star", 100)
    assert [b.micrograph for b in read] == names
    assert [b.boxes["x"].tolist() for b in read] == [[i, i + 1] for i in range(len(names))]
    plain = [b for b in lists if b.micrograph in ("b.mrc", "größe.mrc")]
    write_boxes(tmp_path / "plain.star", plain, "star")
    frame = starfile.read(tmp_path / "plain.star")
    assert frame["rlnMicrographName"].tolist() == ["b.mrc", "b.mrc", "größe.mrc", "größe.mrc"]
    assert frame["rlnCoordinateX"].tolist() == [0, 1, 4, 5]


@pytest.mark.parametrize("name", ["csv", "topaz"])
def test_one_table_for_many_micrographs(tmp_path: Path, name: str) -> None:
    stems = ["b", "a b", 'with "quotes"', "größe", "a;b", "a,b"]
    lists = [BoxList(n, make_boxes([i], [5], 100)) for i, n in enumerate(stems)]
    write_boxes(tmp_path / "all", lists, name)
    read = read_boxes(tmp_path / "all", 100)
    assert [(b.micrograph, b.boxes["x"].tolist()) for b in read] == [(n, [i]) for i, n in enumerate(stems)]


def test_many_micrographs_in_a_format_for_one(tmp_path: Path) -> None:
    lists = [BoxList(n, no_boxes()) for n in "ab"]
    for name in ("eman", "cbox"):
        with pytest.raises(EngineError, match="files hold one micrograph, not 2"):
            write_boxes(tmp_path / "x", lists, name)
    with pytest.raises(EngineError, match="Unknown format 'word'"):
        write_boxes(tmp_path / "x", lists, "word")


@pytest.mark.parametrize("name", FORMATS)
def test_no_boxes(tmp_path: Path, name: str) -> None:
    write_boxes(tmp_path / "a", BoxList("a.mrc", no_boxes()), name)
    (read,) = read_boxes(tmp_path / "a")
    assert (len(read.boxes), read.micrograph) == (0, None)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(("field", "value"), [("x", np.nan), ("y", np.inf), ("width", 0), ("height", -3)])
def test_impossible_boxes_are_not_written(tmp_path: Path, name: str, field: str, value: float) -> None:
    boxes = make_boxes([1, 2], [3, 4], 5)
    boxes[field][1] = value
    (tmp_path / "a").write_text("what was there", encoding="utf-8")
    with pytest.raises(EngineError, match="no position or no size"):
        write_boxes(tmp_path / "a", BoxList(None, boxes), name)
    assert (tmp_path / "a").read_text(encoding="utf-8") == "what was there"


def test_cbox_columns_and_blocks(tmp_path: Path) -> None:
    """crYOLO's columns come first and in its order, in blocks with its names."""
    boxes = make_boxes([60, 70], [50, 40], [20, 20], [10, 10], confidence=[np.nan, 0.5])
    boxes["kind"], boxes["id"] = [Kind.LABEL, Kind.REJECTED], [7, 9]
    boxes["estimated_width"][1] = boxes["estimated_height"][1] = 21.5
    filament = np.array(["0.0", "1.0"])
    write_boxes(tmp_path / "a.cbox", BoxList(None, boxes, {"_filamentid": filament}), "cbox")
    document = gemmi.cif.read(str(tmp_path / "a.cbox"))
    assert [block.name for block in document] == ["global", "cryolo", "cryolo_include"]
    assert document[0].find_value("_cbox_format_version") == "1.0"
    loop = document[1][0].loop
    assert loop.tags == [
        *(f"_Coordinate{t}" for t in ("X", "Y", "Z")),
        *("_Width", "_Height", "_Depth", "_EstWidth", "_EstHeight", "_Confidence", "_NumBoxes", "_Angle"),
        *("_filamentid", "_iceboxer_kind", "_iceboxer_id"),
    ]
    first = dict(zip(loop.tags, list(loop.values)[: len(loop.tags)], strict=True))
    assert (float(first["_CoordinateX"]), float(first["_CoordinateY"])) == (50, 45)
    assert (first["_Confidence"], first["_EstWidth"], first["_CoordinateZ"]) == ("1.0", "<NA>", "<NA>")
    (read,) = read_boxes(tmp_path / "a.cbox")
    for field in boxes.dtype.names or ():
        assert np.array_equal(read.boxes[field], boxes[field], equal_nan=True), field
    assert read.extra["_filamentid"].tolist() == ["0.0", "1.0"]


@pytest.mark.parametrize("name", ["cbox", "csv"])
def test_columns_of_other_formats_are_read_back_unchanged(tmp_path: Path, name: str) -> None:
    extra = {
        "_rlnClassNumber": ["3", "1"],
        "_rlnImageName": ["000001@a b.mrcs", "'quoted'"],
        "helix": ["0", "0"],
        "fifth_column": ["-1", "-2"],
        "Remark": ["groß & klein", "data_x"],
    }
    arrays = {k: np.array(v) for k, v in extra.items()}
    back = through(BoxList(None, make_boxes([1, 2], [3, 4], 5), arrays), name, tmp_path)
    assert {k: v.tolist() for k, v in back.extra.items() if k != "_Depth"} == extra


def test_whole_numbers_in_eman_s_fifth_column_are_no_confidence_and_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a.box").write_text("1 2 10 10 -3\n3 4 10 10 -3\n", encoding="utf-8")
    (read,) = read_boxes(tmp_path / "a.box")
    assert np.isnan(read.boxes["confidence"]).all()
    write_boxes(tmp_path / "b.box", read, "eman")
    assert (tmp_path / "b.box").read_text(encoding="utf-8").split() == (tmp_path / "a.box").read_text("utf-8").split()


def test_an_ordinary_name_is_written_without_quotes_since_relion_would_keep_them(tmp_path):
    name = "Falcon_2012_06_12-14_57_34_0.jpg"
    write_boxes(tmp_path / "a.star", BoxList(name, make_boxes([1], [2], 3)), "star")
    assert "'" not in (tmp_path / "a.star").read_text()
    assert read_boxes(tmp_path / "a.star", 3)[0].micrograph == name


def random_boxes(seed: int) -> Boxes:
    rng = np.random.default_rng(seed)
    boxes = make_boxes(*rng.uniform(-50, 5000, (2, 40)), rng.uniform(5, 90, 40), rng.uniform(5, 90, 40), rng.random(40))
    boxes["kind"], boxes["id"] = rng.integers(0, 3, 40), np.arange(1, 41)
    boxes["confidence"][:9] = np.nan
    boxes["estimated_width"][20:] = boxes["estimated_height"][20:] = rng.uniform(5, 90, 20)
    return boxes


@pytest.mark.parametrize("seed", range(4))
def test_rows_of_this_program_are_read_as_by_the_general_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    text = FORMATS["cbox"].write([BoxList(None, random_boxes(seed), made_with="abc" * (seed % 2))])
    (fast,) = FORMATS["cbox"].read(tmp_path, text, None)
    monkeypatch.setattr("iceboxer.engine.data.formats.cbox.parse_rows", lambda *_: None)
    (slow,) = FORMATS["cbox"].read(tmp_path, text, None)
    assert fast.boxes.tobytes() == slow.boxes.tobytes()
    assert fast.made_with == slow.made_with
    assert {k: v.tolist() for k, v in fast.extra.items()} == {k: v.tolist() for k, v in slow.extra.items()}


def test_numbers_are_rounded_as_by_printf() -> None:
    special = [0.0, -0.0, -1e-9, 5e-7, 1.5e-6, 2.5e-6, 0.99999949999, 0.9999995, 999999.9999995, 0.1234565, 123456.5]
    numbers = np.array([*special, 2.0**53, 1e18, 9e22, 5e-324, np.nan])
    boxes = make_boxes(numbers, -numbers, 0.0, confidence=np.roll(numbers, 1), kind=Kind.PICK)
    boxes["estimated_width"], boxes["id"] = np.roll(numbers, 2), 7
    for row, box in zip(format_rows(boxes), boxes, strict=True):
        lengths = [box[name] for name in ("x", "y", "width", "height", "estimated_width", "estimated_height")]
        words = ["<NA>" if np.isnan(v) else f"{v:.6f}" for v in lengths]
        words.append("<NA>" if np.isnan(box["confidence"]) else f"{box['confidence']:.9f}")
        found = row.split(" ")
        assert [found[i] for i in (0, 1, 3, 4, 6, 7, 8)] == words
        assert [found[i] for i in (2, 5, 9, 10, 11, 12)] == ["<NA>", "1.0", "<NA>", "<NA>", "1", "7"]


OTHER_ROWS = [
    (" 1.0 ", " 1e0 "),
    (" 7\n", " 7.5\n"),
    (" 7\n", " -7\n"),
    (" 7\n", " 7 8\n"),
    (" 7\n", " ٧\n"),
    (" 7\n", " 123456789\n"),  # more digits than are parsed at once
    (" <NA> 2 ", " <NA> 3 "),
    (" <NA> 2 ", " <na> 2 "),
    (" 8\n", " 8\r\n"),
]


@pytest.mark.parametrize("change", OTHER_ROWS)
def test_other_rows_are_left_to_the_general_reader(change: tuple[str, str]) -> None:
    text = FORMATS["cbox"].write([BoxList(None, random_boxes(0))])
    assert change[0] in text
    start = text.index("_iceboxer_id #13\n") + len("_iceboxer_id #13\n")
    assert parse_rows(text, start) is not None
    assert parse_rows(text.replace(*change, 1), start) is None
    assert parse_rows(text[:-30], start) is None


@pytest.mark.parametrize(
    "number", ["12.34567", "12.3456789", "12,345678", ".345678", "--1.345678", "1e4.345678", "nan"]
)
def test_other_numbers_are_left_to_the_general_reader(number: str) -> None:
    text = FORMATS["cbox"].write([BoxList(None, make_boxes([3.0, 12.345678], [5.0, 7.0], 0.5, confidence=0.25))])
    start = text.index("_iceboxer_id #13\n") + len("_iceboxer_id #13\n")
    changed = text.replace("12.095678", number)
    assert changed != text
    assert parse_rows(text, start) is not None
    assert parse_rows(changed, start) is None
