"""Reading MRC files, with checks against hostile or damaged ones."""

from __future__ import annotations

import bz2
import gzip
import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, cast

import mrcfile
import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.regular_file import open_regular
from iceboxer.engine.errors import ReadError, StackError

HEADER_BYTES = 1024
CHUNK = 1 << 24
# noise barely compresses, so only a hostile file claims more; a small file is harmless
MAX_PACKING = 1000  # pixel bytes per packed byte
SMALL = 1 << 28  # bytes
# MRC2014 modes of real pictures (https://www.ccpem.ac.uk/mrc_format/mrc2014.php)
MODES = {0: "i1", 1: "i2", 2: "f4", 6: "u2", 12: "f2"}
# IMOD's stamp and flags, which say whether bytes are signed (https://bio3d.colorado.edu/imod/doc/mrc_format.txt)
IMOD_STAMP, IMOD_FLAGS, STAMP, SIGNED = 152, 156, 1146047817, 1
OTHER_MODES = {3: "complex numbers", 4: "complex numbers", 101: "4-bit numbers"}


@dataclass(frozen=True)
class Header:
    """The layout of the pixels in a file: shape (height, width), dtype with byte order, offset in bytes."""

    shape: tuple[int, int]
    dtype: np.dtype[Any]
    offset: int
    pixel_size: float | None

    @property
    def bytes(self) -> int:
        """Size of the pixels in bytes."""
        return self.shape[0] * self.shape[1] * self.dtype.itemsize


def _opened(path: Path) -> IO[bytes]:
    """Open a file, unpacking it if its first bytes show that it is packed."""
    packing = _packing(path)
    if packing == "gzip":
        return cast(IO[bytes], gzip.open(path, "rb"))
    if packing == "bzip2":
        return cast(IO[bytes], bz2.open(path, "rb"))
    return open_regular(path)


def _packing(path: Path) -> str | None:
    with open_regular(path) as f:
        magic = f.read(3)
    # three bytes, since two may also be the width of an unpacked picture: 35,615 px is 1f 8b
    return {b"\x1f\x8b\x08": "gzip", b"BZh": "bzip2"}.get(magic)


def read_header(path: Path) -> Header:
    """Read the header of an MRC file, plain or packed with gzip or bzip2.

    Raises
    ------
    ReadError
        It is not an MRC file, not a single real picture, or (if not packed) shorter than its header claims.
    """
    try:
        with _opened(path) as stream:
            raw = stream.read(HEADER_BYTES)
    except (OSError, EOFError, ValueError, zlib.error) as e:
        if isinstance(e, FileNotFoundError | PermissionError | IsADirectoryError):
            raise
        raise ReadError(path, f"cannot be unpacked ({e})") from e
    header, dtype = _parsed(path, raw)
    sections = int(header["nz"])
    if sections > 1:
        raise StackError(path, f"is a stack or volume of {sections} sections; a micrograph is one")
    shape, offset = (int(header["ny"]), int(header["nx"])), HEADER_BYTES + int(header["nsymbt"])
    result = Header(shape, dtype, offset, _pixel_size(header, shape[1]))
    size = path.stat().st_size
    if _packing(path) is None and size < result.offset + result.bytes:
        raise _cut_short(path, max(0, size - result.offset), result)
    if result.bytes > max(size * MAX_PACKING, SMALL):
        raise ReadError(path, f"claims {result.bytes:,} bytes of pixels, more than its {size:,} packed bytes can hold")
    return result


def _cut_short(path: Path, held: int, header: Header) -> ReadError:
    return ReadError(path, f"is cut short: {held:,} bytes of pixels where its header claims {header.bytes:,}")


def _byte_order(header: Any) -> Literal["<", ">"]:
    """Return '<' or '>', the order in which mode and width are plausible; the machine stamp is often wrong."""
    little, big = ([int(np.asarray(header[k]).view(f"{o}i4")) for k in ("mode", "nx")] for o in "<>")
    if little[0] == big[0] == 0:  # a mode of 0 is the same in both
        return "<" if 0 <= little[1] <= big[1] or big[1] < 0 else ">"
    return "<" if 0 <= little[0] < 256 else ">"


def read_volume(path: Path) -> tuple[NDArray[Any], tuple[float, float, float]]:
    """Read an unpacked map (z, y, x) in the file's own type, and the sides of its voxels in Å, in that order.

    Raises
    ------
    ReadError
        It is not an MRC file, has no real numbers, or is shorter than its header claims.
    """
    with open_regular(path) as stream:
        header, dtype = _parsed(path, stream.read(HEADER_BYTES))
        shape = int(header["nz"]), int(header["ny"]), int(header["nx"])
        offset, count = HEADER_BYTES + int(header["nsymbt"]), math.prod(shape)
        if path.stat().st_size < offset + count * dtype.itemsize:
            raise ReadError(path, f"is cut short: its header claims {count * dtype.itemsize:,} bytes of voxels")
        voxels = np.fromfile(path, dtype, count, offset=offset)
    if len(voxels) < count:
        raise ReadError(path, "has become shorter while it was read")
    z, y, x = (float(header["cella"][a]) / max(1, int(header[f"m{a}"])) for a in "zyx")
    return voxels.reshape(shape), (z, y, x)


def _parsed(path: Path, raw: bytes) -> tuple[Any, np.dtype[Any]]:
    """Return a header in the right byte order, and the type of the pixels.

    Raises
    ------
    ReadError
        The header makes no sense, or the pixels are not real numbers.
    """
    if len(raw) < HEADER_BYTES:
        raise ReadError(path, "is too short to be an MRC file")
    header = np.frombuffer(raw, mrcfile.dtypes.HEADER_DTYPE)[0]
    order = _byte_order(header)
    header = np.frombuffer(raw, mrcfile.dtypes.HEADER_DTYPE.newbyteorder(order))[0]
    nx, ny, nz, mode = (int(header[key]) for key in ("nx", "ny", "nz", "mode"))
    if mode in OTHER_MODES:
        raise ReadError(path, f"holds {OTHER_MODES[mode]} (MRC mode {mode}); a micrograph has modes 0, 1, 2, 6, 12")
    if mode not in MODES or nx <= 0 or ny <= 0 or nz <= 0 or int(header["nsymbt"]) < 0:
        raise ReadError(path, "is not an MRC file (its header makes no sense)")
    dtype = "u1" if mode == 0 and _is_unsigned(header, raw, order) else MODES[mode]
    return header, np.dtype(dtype).newbyteorder(order)


def _is_unsigned(header: Any, raw: bytes, order: str) -> bool:
    """Return whether bytes (mode 0) are unsigned: by IMOD's stamp and flag, else by the header's range of values.

    MRC2014 defines them as signed, which holds if the header says nothing else.
    """
    stamp, flags = (
        int.from_bytes(raw[i : i + 4], "little" if order == "<" else "big") for i in (IMOD_STAMP, IMOD_FLAGS)
    )
    if stamp == STAMP:
        return not flags & SIGNED
    return bool(0 <= header["dmin"] <= header["dmax"] and 127 < header["dmax"] <= 255)


def _pixel_size(header: Any, nx: int) -> float | None:
    cell, sampling = float(header["cella"]["x"]), int(header["mx"])
    # programs write a cell of zero if the pixel size is unknown
    if not np.isfinite(cell) or cell <= 0:
        return None
    pixel_size = cell / (sampling if sampling > 0 else nx)
    return pixel_size if 0.01 < pixel_size < 1000 else None


def read_pixels(path: Path, header: Header) -> NDArray[Any]:
    """Read the pixels (height, width) in the file's own type.

    They are not memory-mapped: if a mapped file shrinks, the program crashes.

    Raises
    ------
    ReadError
        The file holds fewer pixels than its header claims.
    """
    if _packing(path) is None:
        pixels = np.fromfile(path, header.dtype, header.shape[0] * header.shape[1], offset=header.offset)
        if pixels.nbytes < header.bytes:
            raise _cut_short(path, pixels.nbytes, header)
        return pixels.reshape(header.shape)
    try:
        with _opened(path) as stream:
            stream.seek(header.offset)
            data = _read_up_to(stream, header.bytes)
            stream.read(1)  # gzip verifies its checksum only at the end; without it damage would go unnoticed
    except (OSError, EOFError, ValueError, zlib.error) as e:
        raise ReadError(path, f"cannot be unpacked ({e})") from e
    if len(data) < header.bytes:
        raise _cut_short(path, len(data), header)
    return np.frombuffer(data, header.dtype).reshape(header.shape)


def _read_up_to(stream: IO[bytes], size: int) -> bytearray:
    """Read at most `size` bytes; memory grows with the bytes that arrive, not with `size`."""
    data = bytearray()
    while len(data) < size:
        piece = stream.read(min(CHUNK, size - len(data)))
        if not piece:
            break
        data += piece
    return data
