"""A .cs file as a table: a NumPy structured array with one row per particle or micrograph, never unpickled."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.regular_file import open_regular
from iceboxer.engine.errors import ReadError

MAGIC, PACKED_MAGIC = b"\x93NUMPY", b"\x94CSDAT"
LARGEST_HEADER = 65_536  # characters; a job with all its results needs some 10,000 for a hundred fields
LARGEST_ROW = 2**20  # bytes
ROWS_AT_ONCE = 2**26  # bytes; only the few required fields of a long file stay in memory
OBJECTS = (
    "holds Python objects, which are not read because unpickling can run foreign code; "
    "export the particles again from cryoSPARC 4 or newer, which writes plain arrays"
)
Rows = NDArray[Any]  # (n,), a structured array


def field_names(path: Path) -> tuple[str, ...]:
    """Return the names of the fields in a `.cs` file; none if it cannot be read."""
    try:
        with open_regular(path) as stream:
            return read_header(path, stream)[0].names or ()
    except (OSError, ReadError):
        return ()


def read_fields(path: Path, names: Collection[str]) -> dict[str, NDArray[Any]]:
    """Return those of the named columns (n,) that a file has, of text and of numbers.

    Raises
    ------
    ReadError
        The file is truncated, or holds Python objects.
    """
    rows = read_rows(path, names)
    usable = [name for name in rows.dtype.names or () if rows.dtype[name].kind in "SUuif"]
    return {name: decode(path, rows[name]) if rows[name].dtype.kind in "SU" else rows[name] for name in usable}


def read_rows(path: Path, fields: Collection[str]) -> Rows:
    """Return the rows (n,) of a file with those of `fields` that it has, unchanged.

    Raises
    ------
    ReadError
        The file is truncated, holds Python objects, or cannot be opened.
    """
    try:
        with open_regular(path) as stream:
            dtype, count = read_header(path, stream)
            names = [name for name in dtype.names or () if name in fields]
            parts = [copy_fields(part, names) for part in row_parts(stream, dtype, count)]
    except OSError as e:
        raise unreadable(path, e) from e
    return np.concatenate(parts)


def read_header(path: Path, stream: IO[bytes]) -> tuple[np.dtype[Any], int]:
    """Return the type and the number of rows; leave the stream at the first row."""
    if stream.read(len(MAGIC)) == PACKED_MAGIC:
        raise ReadError(path, "is in cryoSPARC's packed form (CSDAT); export the particles as an ordinary .cs file")
    stream.seek(0)
    try:
        version = np.lib.format.read_magic(stream)
        read_array_header = np.lib.format.read_array_header_1_0
        if version != (1, 0):
            read_array_header = np.lib.format.read_array_header_2_0
        with warnings.catch_warnings():  # about old writers, and about odd characters in damaged headers
            warnings.simplefilter("ignore")
            shape, _, dtype = read_array_header(stream, max_header_size=LARGEST_HEADER)
    except Exception as e:  # it is parsed as a Python literal, which fails in many ways
        raise ReadError(path, "is not a valid .cs file (its header is damaged)") from e
    if dtype.hasobject:
        raise ReadError(path, OBJECTS)
    if dtype.names is None or len(shape) != 1 or shape[0] < 0:
        raise ReadError(path, "is not a table of cryoSPARC")
    left = path.stat().st_size - stream.tell()
    if not 0 < dtype.itemsize <= LARGEST_ROW or shape[0] * dtype.itemsize > left:
        raise ReadError(
            path,
            f"is truncated: its header claims {shape[0]:,} rows of {dtype.itemsize:,} bytes, but {left:,} bytes follow",
        )
    return dtype, int(shape[0])


def row_parts(stream: IO[bytes], dtype: np.dtype[Any], count: int) -> Iterator[Rows]:
    """Yield the rows in parts of at most `ROWS_AT_ONCE` bytes; a file without rows yields one empty part."""
    step = max(1, ROWS_AT_ONCE // dtype.itemsize)
    for start in range(0, max(count, 1), step):
        wanted = min(step, count - start)
        raw = stream.read(wanted * dtype.itemsize)
        yield np.frombuffer(raw[: len(raw) // dtype.itemsize * dtype.itemsize], dtype)


def copy_fields(rows: Rows, names: list[str]) -> Rows:
    """Return a copy (n,) of the rows with the named fields only, so that the rest can be freed."""
    kept = np.empty(len(rows), [(name, rows.dtype[name]) for name in names])
    for name in names:
        kept[name] = rows[name]
    return kept


def decode(path: Path, names: NDArray[Any]) -> NDArray[np.str_]:
    """Return names (n,) as text; each name is decoded once, since they repeat."""
    unique, index = np.unique(names, return_inverse=True)
    try:
        words = [n.decode("utf-8") if isinstance(n, bytes) else str(n) for n in unique.tolist()]
    except UnicodeDecodeError as e:
        raise ReadError(path, f"has a micrograph name that is not valid UTF-8 ({e.reason})") from e
    result: NDArray[np.str_] = np.array(words, np.str_)[index] if words else np.zeros(0, "U1")
    return result
