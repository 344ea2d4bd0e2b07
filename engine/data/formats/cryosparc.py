"""cryoSPARC's `.cs`: a NumPy structured array, one particle a row; read only, and nothing in it is unpickled.

A place is a fraction of its micrograph, counted from the first row that the micrograph's file stores. The field
names are those that cryosparc-tools documents (https://tools.cryosparc.com).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Floats
from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.formats.base import LONGEST, BoxList, boxes_from_centres, by_micrograph
from iceboxer.engine.data.micrograph import PICTURE_SUFFIXES, TIFF_SUFFIXES
from iceboxer.engine.errors import ReadError

SUFFIX = ".cs"
MAGIC, PACKED_MAGIC = b"\x93NUMPY", b"\x94CSDAT"
MICROGRAPH, SHAPE = "location/micrograph_path", "location/micrograph_shape"
X, Y = "location/center_x_frac", "location/center_y_frac"
NAMES = ("micrograph_blob/path", MICROGRAPH, "movie_blob/path")  # the first that a file has names its micrographs
FIELDS = (MICROGRAPH, SHAPE, X, Y)
LARGEST_HEADER = 65_536  # letters; a job with all its results names some hundred fields in ten thousand
LARGEST_ROW = 2**20  # bytes
ROWS_AT_ONCE = 2**26  # bytes; of a long file only the few fields that are needed stay in memory
LARGEST_SIDE = 10**6  # px of a micrograph
OBJECTS = (
    "holds Python objects, which are not read here since unpickling them can run a stranger's code; "
    "export the particles again from cryoSPARC 4 or newer, which writes plain ones"
)
Rows = NDArray[Any]  # (n,) with the fields of `FIELDS`


def sniff(path: Path) -> bool:
    """Whether a file begins as one of cryoSPARC's; False where it cannot be read."""
    try:
        if not path.is_file():  # a pipe would wait for its writer
            return False
        with path.open("rb") as stream:
            return stream.read(len(MAGIC)) in (MAGIC, PACKED_MAGIC)
    except OSError:
        return False


def holds_places(path: Path) -> bool:
    """Whether particles in a `.cs` file have places; its job's other files, as of micrographs, have none."""
    try:
        with path.open("rb") as stream:
            names = _checked(path, stream)[0].names
    except (OSError, ReadError):
        return True  # so that it is told of when it is read
    return names is None or set(FIELDS) <= set(names)


def read(path: Path, box_size: float | None) -> list[BoxList]:
    """A list for each micrograph; the boxes' size (px) is the given one, since the file holds none.

    Raises
    ------
    ReadError
        It is cut short, holds Python objects, or particles without a place.
    EngineError
        `box_size` is None.
    """
    try:
        with path.open("rb") as stream:
            dtype, count = _checked(path, stream)
            _check_fields(path, dtype)
            rows = np.concatenate([_needed(part) for part in _parts(stream, dtype, count)])
    except OSError as e:
        raise unreadable(path, e) from e
    if len(rows) < count:
        raise ReadError(path, f"is cut short: {len(rows):,} rows where its header claims {count:,}")
    return _lists(path, rows, box_size)


def micrograph_names(path: Path) -> list[str]:
    """The micrographs that a file of micrographs or of particles names, each once.

    Raises
    ------
    ReadError
        It is cut short, holds Python objects, or names no micrographs.
    """
    try:
        with path.open("rb") as stream:
            dtype, count = _checked(path, stream)
            field = next((name for name in NAMES if name in (dtype.names or ()) and dtype[name].kind in "SU"), None)
            if field is None:
                raise ReadError(path, f"names no micrographs (none of {', '.join(NAMES)})")
            words = [_words(path, np.unique(part[field])).tolist() for part in _parts(stream, dtype, count)]
    except OSError as e:
        raise unreadable(path, e) from e
    return [word for word in dict.fromkeys(word for some in words for word in some) if word]


def _checked(path: Path, stream: IO[bytes]) -> tuple[np.dtype[Any], int]:
    """What a row holds and how many rows there are; the stream stands at the first one."""
    if stream.read(len(MAGIC)) == PACKED_MAGIC:
        raise ReadError(path, "is in cryoSPARC's packed form (CSDAT); export the particles as an ordinary .cs file")
    stream.seek(0)
    try:
        version = np.lib.format.read_magic(stream)
        read_header = np.lib.format.read_array_header_1_0
        if version != (1, 0):
            read_header = np.lib.format.read_array_header_2_0
        with warnings.catch_warnings():  # of old writers, and of odd letters in damaged headers
            warnings.simplefilter("ignore")
            shape, _, dtype = read_header(stream, max_header_size=LARGEST_HEADER)
    except Exception as e:  # it is parsed as Python's own literals are, which fails in many ways
        raise ReadError(path, "is not a .cs file that can be read (its header makes no sense)") from e
    if dtype.hasobject:
        raise ReadError(path, OBJECTS)
    if dtype.names is None or len(shape) != 1 or shape[0] < 0:
        raise ReadError(path, "is not a table of particles")
    left = path.stat().st_size - stream.tell()
    if not 0 < dtype.itemsize <= LARGEST_ROW or shape[0] * dtype.itemsize > left:
        raise ReadError(path, f"claims {shape[0]:,} rows of {dtype.itemsize:,} bytes, and holds {left:,} bytes")
    return dtype, int(shape[0])


def _check_fields(path: Path, dtype: np.dtype[Any]) -> None:
    missing = [name for name in FIELDS if name not in (dtype.names or ())]
    if missing:
        raise ReadError(
            path,
            f"does not say where its particles lie (no {', '.join(missing)}); "
            "the passthrough file of the same job may, or the picking job's own",
        )
    for name in FIELDS:
        base, shape = dtype[name].base, dtype[name].shape
        sound = base.kind in "SU" if name == MICROGRAPH else base.kind in "uif"
        if (
            not sound
            or shape != ((2,) if name == SHAPE else ())
            or (name == MICROGRAPH and base.itemsize > 4 * LONGEST)
        ):
            raise ReadError(path, f"has something else in {name} than cryoSPARC writes there ({dtype[name]})"[:300])


def _parts(stream: IO[bytes], dtype: np.dtype[Any], count: int) -> Iterator[Rows]:
    """The rows, at least once some (none where there are none), as many at once as the memory is to hold."""
    step = max(1, ROWS_AT_ONCE // dtype.itemsize)
    for start in range(0, max(count, 1), step):
        wanted = min(step, count - start)
        raw = stream.read(wanted * dtype.itemsize)
        yield np.frombuffer(raw[: len(raw) // dtype.itemsize * dtype.itemsize], dtype)


def _needed(rows: Rows) -> Rows:
    """Their needed fields only, as a copy, so that the rest can be forgotten."""
    kept = np.empty(len(rows), [(name, rows.dtype[name]) for name in FIELDS])
    for name in FIELDS:
        kept[name] = rows[name]
    return kept


def _lists(path: Path, rows: Rows, box_size: float | None) -> list[BoxList]:
    names = _words(path, rows[MICROGRAPH])
    with np.errstate(all="ignore"):  # numbers beyond all bounds become infinite, and are refused next
        height, width = (rows[SHAPE][:, axis].astype(np.float64) for axis in (0, 1))
        x, y = rows[X].astype(np.float64) * width, rows[Y].astype(np.float64) * height
    placed = np.isfinite(x) & np.isfinite(y) & _side(height) & _side(width) & (names != "")
    if not placed.all():
        raise ReadError(path, f"has {int((~placed).sum()):,} particles without a place on a micrograph")
    # where the top row is stored first, the rows are counted from there
    from_top = np.char.endswith(np.char.lower(names), TIFF_SUFFIXES[0])
    for suffix in (*TIFF_SUFFIXES[1:], *PICTURE_SUFFIXES):
        from_top |= np.char.endswith(np.char.lower(names), suffix)
    y = np.where(from_top, height - y, y)
    unknown = np.full(len(rows), np.nan)
    boxes = boxes_from_centres(path, x, y, unknown, unknown, unknown, box_size)
    return by_micrograph(BoxList(None, boxes), names.tolist())


def _side(length: Floats) -> NDArray[np.bool_]:
    sound: NDArray[np.bool_] = (length >= 1) & (length <= LARGEST_SIDE)
    return sound


def _words(path: Path, names: NDArray[Any]) -> NDArray[np.str_]:
    """Names (n,) as text; each is decoded once, since they repeat."""
    different, which = np.unique(names, return_inverse=True)
    try:
        words = [n.decode("utf-8") if isinstance(n, bytes) else str(n) for n in different.tolist()]
    except UnicodeDecodeError as e:
        raise ReadError(path, f"has a micrograph's name that is not sound UTF-8 text ({e.reason})") from e
    result: NDArray[np.str_] = np.array(words, np.str_)[which] if words else np.zeros(0, "U1")
    return result
