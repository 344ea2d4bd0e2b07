"""Micrographs of every format, valid and broken, read with rows from the bottom."""

from __future__ import annotations

import bz2
import gzip
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mrcfile
import numpy as np
import PIL.Image
import pytest
import tifffile

from iceboxer.engine.data.micrograph import open_micrograph, stem_of
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.errors import ReadError

HEIGHT, WIDTH = 37, 53
# the picture as displayed, top row first: a bright spot near the upper left corner
SEEN = np.tile(np.arange(WIDTH, dtype=np.uint8), (HEIGHT, 1))
SEEN[3:6, 7:11] = 200
FROM_BOTTOM = SEEN[::-1].astype(np.float32)

Write = Callable[[Path], None]


def write_mrc(path: Path, data: Any, pixel_size: float = 1.5, extended: bytes = b"") -> None:
    with mrcfile.new(path, overwrite=True) as mrc:
        mrc.set_data(data)
        mrc.voxel_size = pixel_size
        if extended:
            mrc.set_extended_header(np.frombuffer(extended, "V1"))


def mrc_bytes(tmp_path: Path, data: Any, **options: Any) -> bytes:
    path = tmp_path / "plain.mrc"
    write_mrc(path, data, **options)
    return path.read_bytes()


def with_words(raw: bytes, words: dict[int, int], order: str = "<") -> bytes:
    """Write an MRC file with some 4-byte words of the header changed."""
    changed = bytearray(raw)
    for index, value in words.items():
        struct.pack_into(f"{order}i", changed, 4 * index, value)
    return bytes(changed)


def refusal(path: Path) -> str:
    """Return the reason why a file is refused, on opening or on reading."""
    with pytest.raises(ReadError) as caught:
        open_micrograph(path).read()
    assert str(path) in str(caught.value)
    return caught.value.reason


@pytest.mark.parametrize(("mode", "dtype"), [(0, "i1"), (1, "i2"), (2, "f4"), (6, "u2"), (12, "f2")])
@pytest.mark.parametrize("order", ["<", ">"])
def test_mrc_modes_in_both_byte_orders(tmp_path: Path, mode: int, dtype: str, order: str) -> None:
    data = np.minimum(FROM_BOTTOM, 100).astype(np.dtype(dtype).newbyteorder(order))
    write_mrc(tmp_path / "a.mrc", data)
    assert struct.unpack_from(f"{order}i", (tmp_path / "a.mrc").read_bytes(), 12) == (mode,)
    micrograph = open_micrograph(tmp_path / "a.mrc")
    assert micrograph.shape == (HEIGHT, WIDTH)
    assert micrograph.pixel_size == pytest.approx(1.5)
    assert not micrograph.rows_from_top
    image = micrograph.read()
    assert image.dtype == np.float32
    assert np.array_equal(image, np.minimum(FROM_BOTTOM, 100))


def test_big_endian_file_of_mode_0(tmp_path: Path) -> None:
    raw = mrc_bytes(tmp_path, np.minimum(FROM_BOTTOM, 100).astype("i1"))
    swapped = np.frombuffer(raw[:1024], "<i4").astype(">i4").tobytes()
    (tmp_path / "b.mrc").write_bytes(swapped[:1024] + raw[1024:])
    assert np.array_equal(open_micrograph(tmp_path / "b.mrc").read(), np.minimum(FROM_BOTTOM, 100))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
@pytest.mark.parametrize("name", ["a.mrc.gz", "a.mrc.bz2", "a.mrc"])
def test_packed_mrc_is_recognised_by_its_content(tmp_path: Path, pack: Callable[[bytes], bytes], name: str) -> None:
    (tmp_path / name).write_bytes(pack(mrc_bytes(tmp_path, FROM_BOTTOM, extended=b"x" * 96)))
    micrograph = open_micrograph(tmp_path / name)
    assert micrograph.pixel_size == pytest.approx(1.5)
    assert np.array_equal(micrograph.read(), FROM_BOTTOM)


def test_extended_header_is_skipped(tmp_path: Path) -> None:
    write_mrc(tmp_path / "a.mrc", FROM_BOTTOM, extended=b"\xff" * 1280)
    assert np.array_equal(open_micrograph(tmp_path / "a.mrc").read(), FROM_BOTTOM)


def test_stack_of_one_is_a_micrograph_and_of_two_is_not(tmp_path: Path) -> None:
    write_mrc(tmp_path / "one.mrcs", FROM_BOTTOM[None])
    write_mrc(tmp_path / "two.mrcs", np.stack([FROM_BOTTOM] * 2))
    assert np.array_equal(open_micrograph(tmp_path / "one.mrcs").read(), FROM_BOTTOM)
    assert "2 sections" in refusal(tmp_path / "two.mrcs")


def test_width_that_looks_like_the_signature_of_gzip(tmp_path: Path) -> None:
    """1f 8b, the signature of gzip, is also 35,615 px; `BZ` is 23,106."""
    for width in (0x8B1F, 0x5A42):
        write_mrc(tmp_path / "a.mrc", np.ones((2, width), np.int8))
        assert open_micrograph(tmp_path / "a.mrc").read().sum() == 2 * width


def test_complex_mrc_is_refused(tmp_path: Path) -> None:
    write_mrc(tmp_path / "a.mrc", FROM_BOTTOM.astype(np.complex64))
    assert "complex" in refusal(tmp_path / "a.mrc")


def test_unknown_pixel_size(tmp_path: Path) -> None:
    write_mrc(tmp_path / "a.mrc", FROM_BOTTOM, pixel_size=0)
    assert open_micrograph(tmp_path / "a.mrc").pixel_size is None
    raw = bytearray((tmp_path / "a.mrc").read_bytes())
    struct.pack_into("<f", raw, 40, float("nan"))
    (tmp_path / "a.mrc").write_bytes(raw)
    assert open_micrograph(tmp_path / "a.mrc").pixel_size is None


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
def test_header_that_claims_12_gb(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    raw = with_words(mrc_bytes(tmp_path, FROM_BOTTOM)[:1040], {0: 65536, 1: 49152})
    (tmp_path / "a.mrc").write_bytes(pack(raw))
    assert "12,884,901,888" in refusal(tmp_path / "a.mrc")


def test_hostile_mrc_headers(tmp_path: Path) -> None:
    raw = mrc_bytes(tmp_path, FROM_BOTTOM)
    path = tmp_path / "a.mrc"
    for words in ({0: -5}, {1: 0}, {3: 77}, {23: -1}, {23: 2**31 - 1}, {0: 2**31 - 1, 1: 2**31 - 1}, {2: -1}):
        path.write_bytes(with_words(raw, words))
        assert refusal(path)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
def test_truncated_mrc(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    raw = mrc_bytes(tmp_path, FROM_BOTTOM)
    path = tmp_path / "a.mrc"
    path.write_bytes(pack(raw[:-100]))
    assert "cut short" in refusal(path)
    packed = pack(raw)
    path.write_bytes(packed[: len(packed) // 2])
    assert refusal(path)
    path.write_bytes(pack(raw[:500]))
    assert "too short" in refusal(path)


@pytest.mark.parametrize("suffix", [".mrc", ".tif", ".png", ".jpg", ".mrc.gz"])
def test_zero_bytes_and_renamed_text(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"")
    assert refusal(path) == "is empty"
    path.write_text("These are only words. " * 100, encoding="utf-8")
    assert refusal(path).startswith("is not")


def test_paths_that_are_not_micrographs(tmp_path: Path) -> None:
    (tmp_path / "folder.mrc").mkdir()
    (tmp_path / "a.pdf").write_text("x", encoding="utf-8")
    assert refusal(tmp_path / "missing.mrc") == "does not exist"
    assert refusal(tmp_path / "folder.mrc") == "is a folder"
    assert "not a micrograph" in refusal(tmp_path / "a.pdf")


@pytest.mark.parametrize("values", [[np.nan], [np.inf, -np.inf], [np.inf], [1e300]])
def test_pixels_that_are_not_numbers_become_the_median(tmp_path: Path, values: list[float]) -> None:
    data = FROM_BOTTOM.astype(np.float64)
    data[0, : len(values)] = values
    tifffile.imwrite(tmp_path / "a.tif", data[::-1])
    image = open_micrograph(tmp_path / "a.tif").read()
    rest = np.ones(data.shape, bool)
    rest[0, : len(values)] = False
    assert np.array_equal(image[rest], FROM_BOTTOM[rest])
    assert image[0, 0] == pytest.approx(np.median(FROM_BOTTOM), abs=1)


def test_all_pixels_not_a_number(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.full((4, 5), np.nan, np.float32))
    assert np.array_equal(open_micrograph(tmp_path / "a.tif").read(), np.zeros((4, 5)))


def test_picture_is_kept_when_its_file_is_shortened(tmp_path: Path) -> None:
    """The pixels are a copy: if a memory-mapped file shrinks, the process crashes."""
    write_mrc(tmp_path / "a.mrc", FROM_BOTTOM)
    image = open_micrograph(tmp_path / "a.mrc").read()
    with (tmp_path / "a.mrc").open("rb+") as f:
        f.truncate(1024)
    assert np.array_equal(image, FROM_BOTTOM)
    image[0, 0] = 1  # and it is writable


def test_a_file_shortened_after_opening_is_an_error(tmp_path: Path) -> None:
    write_mrc(tmp_path / "a.mrc", FROM_BOTTOM)
    micrograph = open_micrograph(tmp_path / "a.mrc")
    with (tmp_path / "a.mrc").open("rb+") as f:
        f.truncate(1030)
    with pytest.raises(ReadError, match="is cut short"):
        micrograph.read()


def tiff(**options: Any) -> Write:
    return lambda path: tifffile.imwrite(path, SEEN.astype(options.pop("dtype", np.uint8)), **options)


def pillow(mode: str, dtype: str = "u1", **options: Any) -> Write:
    def write(path: Path) -> None:
        picture = PIL.Image.fromarray(SEEN.astype(dtype))
        (picture if dtype == "u2" else picture.convert(mode)).save(path, **options)

    return write


TOP_FIRST = {
    "tiff 8 bit.tif": tiff(),
    "tiff 16 bit.tif": tiff(dtype=np.uint16),
    "tiff signed.tiff": tiff(dtype=np.int16),
    "tiff float.tif": tiff(dtype=np.float32),
    "tiff lzw.tif": tiff(compression="lzw", predictor=2, dtype=np.uint16),
    "tiff deflate.tif": tiff(compression="zlib", dtype=np.float32),
    "tiff big.tif": tiff(bigtiff=True),
    "tiff big-endian.tif": tiff(byteorder=">", dtype=np.uint16),
    "tiff tiled.tif": tiff(tile=(16, 16)),
    "tiff rgb.TIF": lambda path: tifffile.imwrite(path, np.stack([SEEN] * 3, axis=-1), photometric="rgb"),
    "png 8 bit.png": pillow("L"),
    "png 16 bit.png": pillow("I;16", "u2"),
    "png rgb.png": pillow("RGB"),
    "png palette.png": pillow("P"),
    "png with alpha.PNG": pillow("LA"),
    "jpeg.jpg": pillow("L", quality=100),
    "jpeg rgb.jpeg": pillow("RGB", quality=100, subsampling=0),
}


@pytest.mark.parametrize("name", TOP_FIRST)
def test_pictures_are_flipped_once(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    TOP_FIRST[name](path)
    micrograph = open_micrograph(path)
    assert (micrograph.shape, micrograph.rows_from_top) == ((HEIGHT, WIDTH), True)
    image = micrograph.read()
    assert image.dtype == np.float32
    tolerance = 4 if "jp" in path.suffix else 0.01
    assert np.abs(image - FROM_BOTTOM).max() <= tolerance
    assert image[HEIGHT - 1 - 4, 8] == pytest.approx(200, abs=tolerance), "the spot is near the top"


def test_tiff_of_several_pages_is_refused(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.stack([SEEN] * 5), photometric="minisblack")
    tifffile.imwrite(tmp_path / "imagej.tif", np.stack([SEEN] * 5), imagej=True)
    with tifffile.TiffWriter(tmp_path / "described.tif", imagej=True) as writer:  # one page, then the other frames
        writer.write(np.stack([SEEN] * 5), photometric="minisblack", metadata={"axes": "TYX"})
    assert "5 pictures" in refusal(tmp_path / "described.tif")
    assert "5 pictures" in refusal(tmp_path / "a.tif")
    assert "5 pictures" in refusal(tmp_path / "imagej.tif")


def test_tiff_of_complex_numbers_is_refused(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", SEEN.astype(np.complex64))
    assert "complex64" in refusal(tmp_path / "a.tif")


def test_tiff_that_claims_more_than_it_holds(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", SEEN)
    with tifffile.TiffFile(tmp_path / "a.tif", mode="r+b") as t:
        for tag in ("ImageWidth", "ImageLength", "RowsPerStrip"):
            t.pages[0].tags[tag].overwrite(60000)
    assert "claims" in refusal(tmp_path / "a.tif")


@pytest.mark.parametrize("name", [n for n in TOP_FIRST if "palette" not in n])
def test_truncated_pictures(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    TOP_FIRST[name](path)
    whole = path.read_bytes()
    for part in (8, len(whole) // 3):
        path.write_bytes(whole[:part])
        assert refusal(path)


@pytest.mark.parametrize("name", ["tiff lzw.tif", "tiff 8 bit.tif", "png 8 bit.png", "jpeg.jpg", "a.mrc", "a.mrc.gz"])
def test_damaged_bytes_never_raise_anything_else(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name in TOP_FIRST:
        TOP_FIRST[name](path)
    else:
        raw = mrc_bytes(tmp_path, FROM_BOTTOM)
        path.write_bytes(gzip.compress(raw) if name.endswith("gz") else raw)
    whole = np.frombuffer(path.read_bytes(), np.uint8)
    random = np.random.default_rng(1)
    for _ in range(150):
        damaged = whole.copy()
        places = random.integers(0, min(len(whole), 400), random.integers(1, 6))
        damaged[places] = random.integers(0, 256, len(places))
        path.write_bytes(damaged.tobytes())
        try:
            image = open_micrograph(path).read()
        except ReadError:
            continue
        assert np.isfinite(image).all()


def test_find_micrographs(tmp_path: Path) -> None:
    for name in ("b.mrc", "sub/a.tif", "sub/.hidden.mrc", "notes.txt", "c.MRC.GZ"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = find_micrographs([tmp_path, tmp_path / "b.mrc", tmp_path / "notes.txt"])
    assert [p.name for p in found] == ["b.mrc", "c.MRC.GZ", "a.tif", "notes.txt"]
    with pytest.raises(ReadError, match="does not exist"):
        find_micrographs([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("name", "stem"), [("a.mrc", "a"), ("x/a.b.MRC", "a.b"), ("a.mrc.gz", "a"), ("a.1.2", "a.1.2"), ("a.mrcs", "a")]
)
def test_stems(name: str, stem: str) -> None:
    assert stem_of(name) == stem


def test_pixel_size_follows_the_sampling_of_the_cell(tmp_path: Path) -> None:
    with mrcfile.new(tmp_path / "m.mrc") as mrc:
        mrc.set_data(np.zeros((8, 16), np.float32))
        mrc.header.cella.x, mrc.header.mx = 60, 30  # a cell of 60 Å in 30 samples, of which the picture has 16
    assert open_micrograph(tmp_path / "m.mrc").pixel_size == 2


def test_pixel_size_of_a_tiff_is_per_centimetre(tmp_path: Path) -> None:
    tifffile.imwrite(
        tmp_path / "m.tif", np.zeros((8, 16), np.float32), resolution=(8e7, 8e7), resolutionunit="CENTIMETER"
    )
    assert open_micrograph(tmp_path / "m.tif").pixel_size == pytest.approx(1.25)


@pytest.mark.parametrize("name", ["m.png", "m.jpg", "m.tif", "m.mrc"])
def test_a_picture_larger_than_any_micrograph_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Before its pixels are read: a PNG file of 2 MB may hold gigabytes."""
    path = tmp_path / name
    if name.endswith(("png", "jpg")):
        PIL.Image.fromarray(np.zeros((30, 20), np.uint8)).save(path)
    elif name.endswith("tif"):
        tifffile.imwrite(path, np.zeros((30, 20), np.float32))
    else:
        mrcfile.write(path, np.zeros((30, 20), np.float32))
    monkeypatch.setattr("iceboxer.engine.data.micrograph.MAX_PIXELS", 600)
    assert open_micrograph(path).shape == (30, 20)
    monkeypatch.setattr("iceboxer.engine.data.micrograph.MAX_PIXELS", 599)
    with pytest.raises(ReadError, match=r"20 × 30 px, more than any micrograph .* Cut a montage into"):
        open_micrograph(path)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_a_picture_in_colour_is_made_grey_in_strips(tmp_path: Path, suffix: str) -> None:
    """As numbers, a picture of three colours takes three times the memory of the micrograph."""
    colours = np.random.default_rng(0).integers(0, 255, (1500, 400, 3), np.uint8)
    path = tmp_path / f"a{suffix}"
    PIL.Image.fromarray(colours).save(path)
    micrograph = open_micrograph(path)
    tracemalloc.start()
    read = micrograph.read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    expected = 0.299 * colours[..., 0] + 0.587 * colours[..., 1] + 0.114 * colours[..., 2]
    assert np.allclose(read[::-1], expected, atol=1e-3)
    assert peak < 3.5 * read.nbytes  # twice the picture in grey, and once in colour
