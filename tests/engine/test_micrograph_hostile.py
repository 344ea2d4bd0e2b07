"""Damaged, hostile and unreadable micrographs: a plain error, little memory, a quiet terminal."""

from __future__ import annotations

import bz2
import gzip
import io
import struct
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import mrcfile
import numpy as np
import PIL.Image
import pytest
import tifffile

from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.errors import ReadError
from tests.engine.counting import count_calls

MANY = 20_000  # calls; reading a small file takes a few hundred
ENOUGH = 16 * 2**20  # bytes; all of these files are smaller than a megabyte
PICTURE = np.tile(np.arange(53, dtype=np.uint8), (37, 1))


def refusal(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        open_micrograph(path).read()
    assert str(path) in str(caught.value)
    assert len(caught.value.reason) < 300
    return caught.value.reason


def mrc_bytes(**words: int) -> bytes:
    """Return a valid MRC file except for some words of its header: nx, ny, nz, mode, nsymbt."""
    header = np.zeros(1, mrcfile.dtypes.HEADER_DTYPE)
    for name, value in {"nx": 53, "ny": 37, "nz": 1, "mode": 2, **words}.items():
        header[name] = value
    return header.tobytes() + PICTURE.astype(np.float32).tobytes()


def huge_mrc() -> bytes:
    return mrc_bytes(nx=65536, ny=49152)


def huge_png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 65536, 65536, 8, 2, 0, 0, 0)  # RGB: 12 GB
    rows = zlib.compress(bytes(range(256)) * 4)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def huge_jpeg() -> bytes:
    stream = io.BytesIO()
    PIL.Image.fromarray(PICTURE).convert("RGB").save(stream, "JPEG")
    raw = bytearray(stream.getvalue())
    start = raw.index(b"\xff\xc0")
    struct.pack_into(">HH", raw, start + 5, 65500, 65500)
    return bytes(raw)


def huge_tiff(**options: object) -> Callable[[], bytes]:
    def make() -> bytes:
        stream = io.BytesIO()
        tifffile.imwrite(stream, PICTURE.astype(np.float32), **options)
        stream.seek(0)
        with tifffile.TiffFile(stream, mode="r+b") as tiff:
            for tag in ("ImageWidth", "ImageLength", "RowsPerStrip"):
                if tag in tiff.pages[0].tags:
                    tiff.pages[0].tags[tag].overwrite(56000)
        return stream.getvalue()

    return make


HUGE = {
    "plain.mrc": huge_mrc,
    "packed.mrc.gz": lambda: gzip.compress(huge_mrc()),
    "packed.mrc.bz2": lambda: bz2.compress(huge_mrc()),
    "header.mrc": lambda: mrc_bytes(nsymbt=2**31 - 1),
    "plain.tif": huge_tiff(),
    "big.tif": huge_tiff(bigtiff=True),
    "lzw.tif": huge_tiff(compression="lzw"),
    "deflate.tif": huge_tiff(compression="zlib", bigtiff=True),
    "zstd.tif": huge_tiff(compression="zstd"),
    "tiles.tif": huge_tiff(tile=(16, 16)),
    "a.png": huge_png,
    "a.jpg": huge_jpeg,
}


@pytest.mark.filterwarnings("ignore:shaped series")
@pytest.mark.parametrize("name", HUGE)
def test_claimed_gigabytes_are_not_allocated(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(HUGE[name]())
    assert path.stat().st_size < 20_000
    assert count_calls(lambda: refusal(path)) < MANY, "what is claimed is not looped over"
    tracemalloc.start()
    try:
        reason = refusal(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < ENOUGH
    assert any(words in reason for words in ("claims", "cut short", "more than any micrograph")), reason


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packed_header_before_an_endless_stream(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """Zeros compress well: the stream is read no further than the header claims."""
    path = tmp_path / "a.mrc"
    path.write_bytes(pack(mrc_bytes() + bytes(2**26)))
    tracemalloc.start()
    try:
        assert open_micrograph(path).read().shape == PICTURE.shape
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < ENOUGH


def test_4_bit_numbers_are_refused_by_their_name(tmp_path: Path) -> None:
    (tmp_path / "a.mrc").write_bytes(mrc_bytes(mode=101))
    assert "4-bit numbers (MRC mode 101)" in refusal(tmp_path / "a.mrc")


def test_volume_is_refused(tmp_path: Path) -> None:
    with mrcfile.new(tmp_path / "a.mrc") as mrc:
        mrc.set_data(np.zeros((7, 5, 6), np.float32))
        mrc.set_volume()
    assert "stack or volume of 7 sections" in refusal(tmp_path / "a.mrc")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_broken_stream_behind_a_sound_header(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.mrc.gz"
    random = np.random.default_rng(0).bytes(PICTURE.size * 4)
    packed = bytearray(pack(mrc_bytes()[:1024] + random))
    packed[-len(packed) // 3] ^= 0xFF
    path.write_bytes(packed)
    assert "cannot be unpacked" in refusal(path)


@pytest.mark.parametrize(
    ("cell", "sampling", "expected"),
    [
        (53 * 0.885, 53, 0.885),
        (53 * 0.885, 0, 0.885),  # some programs omit the sampling
        (106 * 0.885, 106, 0.885),
        (float("nan"), 53, None),
        (float("inf"), 53, None),
        (-53.0, 53, None),
        (0.0, 53, None),
        (1e30, 53, None),
        (1e-30, 53, None),
        (53 * 0.885, -1, 0.885),
    ],
)
def test_pixel_size_of_an_mrc(tmp_path: Path, cell: float, sampling: int, expected: float | None) -> None:
    raw = bytearray(mrc_bytes())
    struct.pack_into("<i", raw, 28, sampling)
    struct.pack_into("<f", raw, 40, cell)
    (tmp_path / "a.mrc").write_bytes(raw)
    assert open_micrograph(tmp_path / "a.mrc").pixel_size == (expected and pytest.approx(expected))


@pytest.mark.parametrize(
    ("unit", "per_unit", "expected"),
    [
        ("CENTIMETER", 1e8 / 1.25, 1.25),
        ("CENTIMETER", 28.0, None),  # 72 dots per inch: meant for printing
        ("CENTIMETER", 0, None),
        ("INCH", 72, None),
        ("NONE", 1, None),
    ],
)
def test_pixel_size_of_a_tiff(tmp_path: Path, unit: str, per_unit: float, expected: float | None) -> None:
    tifffile.imwrite(tmp_path / "a.tif", PICTURE, resolution=(per_unit, per_unit), resolutionunit=unit)
    micrograph = open_micrograph(tmp_path / "a.tif")
    assert micrograph.pixel_size == (expected and pytest.approx(expected, rel=1e-5))
    assert np.array_equal(micrograph.read(), PICTURE[::-1])


def test_nan_pixels_of_an_mrc(tmp_path: Path) -> None:
    image = PICTURE.astype(np.float32)
    image[5, 6] = np.nan
    (tmp_path / "a.mrc").write_bytes(mrc_bytes()[:1024] + image.tobytes())
    read = open_micrograph(tmp_path / "a.mrc").read()
    assert read[5, 6] == np.nanmedian(image)
    assert np.isfinite(read).all()


@pytest.mark.parametrize("suffix", [".mrc", ".tif", ".png"])
def test_no_read_permission(tmp_path: Path, unprivileged: Callable[[], None], suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(mrc_bytes())
    path.chmod(0)
    unprivileged()
    assert refusal(path) == "cannot be read (permission denied)"


@pytest.mark.parametrize("name", ["a.mrc/b.mrc", "a" * 300 + ".mrc"])
def test_invalid_paths(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.mrc").write_bytes(mrc_bytes())
    assert refusal(tmp_path / name)


def test_library_prints_nothing_on_the_terminal(tmp_path: Path) -> None:
    """A damaged TIFF made the library log a hundred lines; only a new process shows what a user would see."""
    tifffile.imwrite(tmp_path / "a.tif", PICTURE)
    raw = bytearray((tmp_path / "a.tif").read_bytes())
    for place in range(8, 60, 7):
        raw[place] ^= 0x55
    (tmp_path / "a.tif").write_bytes(raw)
    code = (
        "import sys\nfrom iceboxer.engine.data.micrograph import open_micrograph\n"
        "from iceboxer.engine.errors import ReadError\n"
        "try:\n    open_micrograph(sys.argv[1]).read()\nexcept ReadError:\n    print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "a.tif"], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("refused\n", "")
