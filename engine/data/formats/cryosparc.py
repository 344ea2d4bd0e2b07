"""Reading cryoSPARC's `.cs` files: a NumPy structured array with one particle per row, never unpickled.

A location is a fraction of the micrograph's sides, counted from the first row that the micrograph's file stores.
The field names are those documented by cryosparc-tools (https://tools.cryosparc.com).
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Floats
from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.formats.base import LONGEST, BoxList, boxes_from_centres, split_by_micrograph
from iceboxer.engine.data.micrograph import PICTURE_SUFFIXES, TIFF_SUFFIXES
from iceboxer.engine.data.regular_file import begins_with, open_regular
from iceboxer.engine.errors import ReadError

SUFFIX = ".cs"
MAGIC, PACKED_MAGIC = b"\x93NUMPY", b"\x94CSDAT"
MICROGRAPH, SHAPE = "location/micrograph_path", "location/micrograph_shape"
UID = "uid"
X, Y = "location/center_x_frac", "location/center_y_frac"
NAMES = ("micrograph_blob/path", MICROGRAPH, "movie_blob/path")  # the first field present names the micrographs
FIELDS = (MICROGRAPH, SHAPE, X, Y)
SCORE = "pick_stats/ncc_score"  # of the template or blob picker, in whatever range; optional
LARGEST_HEADER = 65_536  # characters; a job with all its results needs some 10,000 for a hundred fields
LARGEST_ROW = 2**20  # bytes
ROWS_AT_ONCE = 2**26  # bytes; only the few required fields of a long file stay in memory
LARGEST_SIDE = 10**6  # px of a micrograph
OBJECTS = (
    "holds Python objects, which are not read because unpickling can run foreign code; "
    "export the particles again from cryoSPARC 4 or newer, which writes plain arrays"
)
Rows = NDArray[Any]  # (n,) with the fields of `FIELDS`


def sniff(path: Path) -> bool:
    """Return whether a file begins like a `.cs` file; False if it cannot be read."""
    return begins_with(path, MAGIC, PACKED_MAGIC)


def has_locations(path: Path) -> bool:
    """Return whether a `.cs` file holds particle locations; a job's other files, such as its micrographs, do not."""
    try:
        with open_regular(path) as stream:
            names = _read_header(path, stream)[0].names
    except (OSError, ReadError):
        return True  # reading it will report the reason
    return names is None or set(FIELDS) <= set(names)


def read(path: Path, box_size: float | None) -> list[BoxList]:
    """Return one list per micrograph; `box_size` (px) is the size of all boxes, since the format has no sizes.

    Raises
    ------
    ReadError
        The file is truncated, or holds Python objects or particles without a location.
    EngineError
        `box_size` is None.
    """
    try:
        with open_regular(path) as stream:
            dtype, count = _read_header(path, stream)
            check_fields(path, dtype)
            rows = np.concatenate([_select_fields(part) for part in _parts(stream, dtype, count)])
    except OSError as e:
        raise unreadable(path, e) from e
    if len(rows) < count:
        raise ReadError(path, f"is truncated: it has {len(rows):,} rows instead of {count:,}")
    return _lists(path, rows, box_size)


def field_names(path: Path) -> tuple[str, ...]:
    """Return the names of the fields in a `.cs` file; none if it cannot be read."""
    try:
        with open_regular(path) as stream:
            return _read_header(path, stream)[0].names or ()
    except (OSError, ReadError):
        return ()


def read_with(
    path: Path, box_size: float, names: Sequence[str]
) -> tuple[list[tuple[BoxList, NDArray[np.intp]]], dict[str, NDArray[Any]]]:
    """Return one list per micrograph with the indices (n,) of its rows, and those of the fields `names` it has, whole.

    Only fields of single numbers are returned.

    Raises
    ------
    ReadError
        As `read`.
    """
    try:
        with open_regular(path) as stream:
            dtype, count = _read_header(path, stream)
            check_fields(path, dtype)
            wanted = [n for n in names if n in (dtype.names or ()) and dtype[n].kind in "uif" and not dtype[n].shape]
            parts = [
                (_select_fields(part), {n: part[n].copy() for n in wanted}) for part in _parts(stream, dtype, count)
            ]
    except OSError as e:
        raise unreadable(path, e) from e
    rows = np.concatenate([part for part, _ in parts])
    if len(rows) < count:
        raise ReadError(path, f"is truncated: it has {len(rows):,} rows instead of {count:,}")
    called = decode(path, rows[MICROGRAPH]).tolist()
    where: dict[str, list[int]] = {}
    for index, name in enumerate(called):
        where.setdefault(name, []).append(index)
    lists = _lists(path, rows, box_size)
    indices = [np.array(where.get(b.micrograph or "", []), np.intp) for b in lists]
    return list(zip(lists, indices, strict=True)), {n: np.concatenate([more[n] for _, more in parts]) for n in wanted}


def micrograph_names(path: Path) -> list[str]:
    """Return the names of the micrographs in a file of micrographs or particles, each once.

    Raises
    ------
    ReadError
        The file is truncated, holds Python objects, or names no micrographs.
    """
    try:
        with open_regular(path) as stream:
            dtype, count = _read_header(path, stream)
            field = next((name for name in NAMES if name in (dtype.names or ()) and dtype[name].kind in "SU"), None)
            if field is None:
                raise ReadError(path, f"names no micrographs (none of {', '.join(NAMES)})")
            names = [decode(path, np.unique(part[field])).tolist() for part in _parts(stream, dtype, count)]
    except OSError as e:
        raise unreadable(path, e) from e
    return [name for name in dict.fromkeys(name for part in names for name in part) if name]


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
            dtype, count = _read_header(path, stream)
            names = [name for name in dtype.names or () if name in fields]
            parts = [_copy_fields(part, names) for part in _parts(stream, dtype, count)]
    except OSError as e:
        raise unreadable(path, e) from e
    return np.concatenate(parts)


def particle_ids(path: Path) -> NDArray[np.uint64]:
    """Return the ids (n,) of the particles in a file; none if it cannot be read or has no ids."""
    try:
        with open_regular(path) as stream:
            dtype, count = _read_header(path, stream)
            if UID not in (dtype.names or ()) or dtype[UID].kind != "u":
                return np.zeros(0, np.uint64)
            parts = [part[UID].astype(np.uint64) for part in _parts(stream, dtype, count)]
    except (OSError, ReadError):
        return np.zeros(0, np.uint64)
    return np.concatenate(parts)


def locations(path: Path, rows: Rows) -> tuple[NDArray[np.str_], NDArray[np.float64], NDArray[np.bool_]]:
    """Return the places of particles: rows (n,) with the fields `FIELDS`.

    Returns
    -------
    names : array (n,)
        The micrographs.
    centres : array (n, 2)
        x and y in px, y up.
    from_top : array of bool (n,)
        Whether the micrograph's file stores its top row first.

    Raises
    ------
    ReadError
        A particle has no location.
    """
    names = decode(path, rows[MICROGRAPH])
    with np.errstate(all="ignore"):  # huge numbers become infinite, and are refused below
        height, width = (rows[SHAPE][:, axis].astype(np.float64) for axis in (0, 1))
        x, y = rows[X].astype(np.float64) * width, rows[Y].astype(np.float64) * height
    located = np.isfinite(x) & np.isfinite(y) & _is_side(height) & _is_side(width) & (names != "")
    if not located.all():
        raise ReadError(path, f"has {int((~located).sum()):,} particles without a location on a micrograph")
    # rows count from the top if the micrograph's format stores the top row first
    from_top = np.char.endswith(np.char.lower(names), TIFF_SUFFIXES[0])
    for suffix in (*TIFF_SUFFIXES[1:], *PICTURE_SUFFIXES):
        from_top |= np.char.endswith(np.char.lower(names), suffix)
    return names, np.column_stack([x, np.where(from_top, height - y, y)]), from_top


def _read_header(path: Path, stream: IO[bytes]) -> tuple[np.dtype[Any], int]:
    """Return the type and the number of rows; leave the stream at the first row."""
    if stream.read(len(MAGIC)) == PACKED_MAGIC:
        raise ReadError(path, "is in cryoSPARC's packed form (CSDAT); export the particles as an ordinary .cs file")
    stream.seek(0)
    try:
        version = np.lib.format.read_magic(stream)
        read_header = np.lib.format.read_array_header_1_0
        if version != (1, 0):
            read_header = np.lib.format.read_array_header_2_0
        with warnings.catch_warnings():  # about old writers, and about odd characters in damaged headers
            warnings.simplefilter("ignore")
            shape, _, dtype = read_header(stream, max_header_size=LARGEST_HEADER)
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


def check_fields(path: Path, dtype: np.dtype[Any]) -> None:
    """Raise an error if the particles of a file have no locations, or locations of an unexpected type."""
    missing = [name for name in FIELDS if name not in (dtype.names or ())]
    if missing:
        raise ReadError(
            path,
            f"has no particle locations (no {', '.join(missing)}); "
            "try the passthrough file of the same job, or the file of the picking job",
        )
    for name in FIELDS:
        base, shape = dtype[name].base, dtype[name].shape
        valid = base.kind in "SU" if name == MICROGRAPH else base.kind in "uif"
        if (
            not valid
            or shape != ((2,) if name == SHAPE else ())
            or (name == MICROGRAPH and base.itemsize > 4 * LONGEST)
        ):
            raise ReadError(path, f"has the unexpected type {dtype[name]} in {name}"[:300])


def _parts(stream: IO[bytes], dtype: np.dtype[Any], count: int) -> Iterator[Rows]:
    """Yield the rows in parts of at most `ROWS_AT_ONCE` bytes; a file without rows yields one empty part."""
    step = max(1, ROWS_AT_ONCE // dtype.itemsize)
    for start in range(0, max(count, 1), step):
        wanted = min(step, count - start)
        raw = stream.read(wanted * dtype.itemsize)
        yield np.frombuffer(raw[: len(raw) // dtype.itemsize * dtype.itemsize], dtype)


def _select_fields(rows: Rows) -> Rows:
    """Return a copy with the required fields only, so that the rest can be freed."""
    return _copy_fields(rows, [*FIELDS, SCORE] if _has_score(rows.dtype) else list(FIELDS))


def _copy_fields(rows: Rows, names: list[str]) -> Rows:
    kept = np.empty(len(rows), [(name, rows.dtype[name]) for name in names])
    for name in names:
        kept[name] = rows[name]
    return kept


def _has_score(dtype: np.dtype[Any]) -> bool:
    return SCORE in (dtype.names or ()) and dtype[SCORE].kind == "f"  # a field of several numbers has the kind V


def _lists(path: Path, rows: Rows, box_size: float | None) -> list[BoxList]:
    names, centre, _ = locations(path, rows)
    unknown = np.full(len(rows), np.nan)
    confidence = unknown
    if _has_score(rows.dtype):
        score = rows[SCORE].astype(np.float64)
        confidence = np.where(np.isfinite(score), score, np.nan)
    boxes = boxes_from_centres(path, centre[:, 0], centre[:, 1], unknown, unknown, confidence, box_size)
    return split_by_micrograph(BoxList(None, boxes), names.tolist())


def _is_side(length: Floats) -> NDArray[np.bool_]:
    valid: NDArray[np.bool_] = (length >= 1) & (length <= LARGEST_SIDE)
    return valid


def decode(path: Path, names: NDArray[Any]) -> NDArray[np.str_]:
    """Return names (n,) as text; each name is decoded once, since they repeat."""
    unique, index = np.unique(names, return_inverse=True)
    try:
        words = [n.decode("utf-8") if isinstance(n, bytes) else str(n) for n in unique.tolist()]
    except UnicodeDecodeError as e:
        raise ReadError(path, f"has a micrograph name that is not valid UTF-8 ({e.reason})") from e
    result: NDArray[np.str_] = np.array(words, np.str_)[index] if words else np.zeros(0, "U1")
    return result
