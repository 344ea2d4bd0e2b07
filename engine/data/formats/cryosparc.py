"""Reading the particles in cryoSPARC's `.cs` files, tables with one particle per row.

A location is a fraction of the micrograph's sides, counted from the first row that the micrograph's file stores.
The field names are those documented by cryosparc-tools (https://tools.cryosparc.com).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Floats
from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.formats.base import LONGEST, BoxList, boxes_from_centres, split_by_micrograph
from iceboxer.engine.data.formats.cs_table import MAGIC, PACKED_MAGIC, Rows, copy_fields, decode, read_header, row_parts
from iceboxer.engine.data.micrograph import PICTURE_SUFFIXES, TIFF_SUFFIXES
from iceboxer.engine.data.regular_file import begins_with, open_regular
from iceboxer.engine.errors import ReadError

SUFFIX = ".cs"
MICROGRAPH, SHAPE = "location/micrograph_path", "location/micrograph_shape"
UID = "uid"
X, Y = "location/center_x_frac", "location/center_y_frac"
NAMES = ("micrograph_blob/path", MICROGRAPH, "movie_blob/path")  # the first field present names the micrographs
FIELDS = (MICROGRAPH, SHAPE, X, Y)
SCORE = "pick_stats/ncc_score"  # of the template or blob picker, in whatever range; optional
LARGEST_SIDE = 10**6  # px of a micrograph


def sniff(path: Path) -> bool:
    """Return whether a file begins like a `.cs` file; False if it cannot be read."""
    return begins_with(path, MAGIC, PACKED_MAGIC)


def has_locations(path: Path) -> bool:
    """Return whether a `.cs` file holds particle locations; a job's other files, such as its micrographs, do not."""
    try:
        with open_regular(path) as stream:
            names = read_header(path, stream)[0].names
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
            dtype, count = read_header(path, stream)
            check_fields(path, dtype)
            rows = np.concatenate([_select_fields(part) for part in row_parts(stream, dtype, count)])
    except OSError as e:
        raise unreadable(path, e) from e
    if len(rows) < count:
        raise ReadError(path, f"is truncated: it has {len(rows):,} rows instead of {count:,}")
    return _lists(path, rows, box_size)


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
            dtype, count = read_header(path, stream)
            check_fields(path, dtype)
            wanted = [n for n in names if n in (dtype.names or ()) and dtype[n].kind in "uif" and not dtype[n].shape]
            parts = [
                (_select_fields(part), {n: part[n].copy() for n in wanted}) for part in row_parts(stream, dtype, count)
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
            dtype, count = read_header(path, stream)
            field = next((name for name in NAMES if name in (dtype.names or ()) and dtype[name].kind in "SU"), None)
            if field is None:
                raise ReadError(path, f"names no micrographs (none of {', '.join(NAMES)})")
            names = [decode(path, np.unique(part[field])).tolist() for part in row_parts(stream, dtype, count)]
    except OSError as e:
        raise unreadable(path, e) from e
    return [name for name in dict.fromkeys(name for part in names for name in part) if name]


def particle_ids(path: Path) -> NDArray[np.uint64]:
    """Return the ids (n,) of the particles in a file; none if it cannot be read or has no ids."""
    try:
        with open_regular(path) as stream:
            dtype, count = read_header(path, stream)
            if UID not in (dtype.names or ()) or dtype[UID].kind != "u":
                return np.zeros(0, np.uint64)
            parts = [part[UID].astype(np.uint64) for part in row_parts(stream, dtype, count)]
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


def _select_fields(rows: Rows) -> Rows:
    """Return a copy with the required fields only, so that the rest can be freed."""
    return copy_fields(rows, [*FIELDS, SCORE] if _has_score(rows.dtype) else list(FIELDS))


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
