"""Box files: one module per format, each with a reader and a writer, and the table of all formats.

Readers return and writers take centres in px with y up (see `engine.data`). Only a format's own module knows
what its numbers mean. A format is recognised by the content of a file; numbers without a heading say nothing about
themselves, so that they are read only if the file's suffix is that of the format, or it has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import no_boxes, plausible
from iceboxer.engine.data.folders import files_among, is_project
from iceboxer.engine.data.formats import (
    cbox,
    cistem,
    cryosparc,
    eman,
    eman2,
    imod,
    refused,
    sources,
    star,
    tables,
    xmipp,
)
from iceboxer.engine.data.formats.base import BoxList, Format, read_head, read_text
from iceboxer.engine.data.formats.tables import parse_columns
from iceboxer.engine.errors import EngineError, ReadError

PROJECT_GIVEN = (
    "is a project of the window, which alone applies its thresholds, masks and exclusions. Export its boxes there; "
    "train on its labels with --sets; or give the folder 'boxes' in it for all its boxes"
)
# in the order in which they are tried
FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        cbox.FORMAT,
        xmipp.FORMAT,
        star.FORMAT,
        tables.TOPAZ_TEXT,
        tables.CSV,
        eman2.FORMAT,
        eman.FORMAT,
    )
}
GENERAL_SUFFIXES = (".csv", ".tsv", ".txt")  # also used by files that hold no boxes
SUFFIXES = tuple(
    dict.fromkeys(
        (*(f.suffix for f in FORMATS.values()), cryosparc.SUFFIX, imod.SUFFIX, cistem.SUFFIX, *GENERAL_SUFFIXES)
    )
)

__all__ = [
    "FORMATS",
    "SUFFIXES",
    "BoxList",
    "Format",
    "find_box_files",
    "find_number_files",
    "parse_columns",
    "read_boxes",
    "read_columns",
    "write_boxes",
]


def read_boxes(path: Path | str, box_size: float | None = None) -> list[BoxList]:
    """Read a box file; return one list per micrograph.

    An empty file is read as a micrograph without boxes.

    Parameters
    ----------
    box_size : float, optional
        Side of the boxes in px, for files without sizes.

    Raises
    ------
    ReadError
        The file cannot be read, has no known format, or is damaged. A damaged file is rejected as a whole.
    EngineError
        The file has no sizes and `box_size` is None.
    """
    path = Path(path)
    if cryosparc.sniff(path):
        return cryosparc.read(path, box_size)
    if imod.sniff(path):
        return imod.read(path, box_size)
    if cistem.sniff(path):
        return cistem.read(path, box_size)
    if path.is_file() and (reason := refused.binary(path)):
        raise ReadError(path, reason)
    text = read_text(path)
    if not text.strip():
        return [BoxList(None, no_boxes())]
    found = _format_of(path, text)
    if found is None:
        titles = ", ".join(f.title for f in FORMATS.values())
        raise ReadError(path, refused.not_understood(path, text, f"{titles}, cryoSPARC .cs, IMOD .mod, cisTEM .db"))
    if found is tables.CSV and path.suffix.lower() == eman.FORMAT.suffix:
        raise ReadError(path, refused.headed_box_file(text))
    return found.read(path, text, box_size)


def _format_of(path: Path, text: str) -> Format | None:
    """Return the format of a text; bare numbers have one only if no suffix of the file contradicts it."""
    bare = refused.is_bare(text)
    fitting = (f for f in FORMATS.values() if f.sniff(text) and (not bare or path.suffix.lower() in ("", f.suffix)))
    return next(fitting, None)


def read_columns(path: Path, columns: Sequence[str], box_size: float | None = None) -> list[BoxList]:
    """Read rows of bare numbers whose columns a person named, see `engine.data.formats.tables.read_columns`."""
    return tables.read_columns(path, read_text(path), columns, box_size)


def find_number_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files named, and those in folders that hold bare numbers without a heading, sorted, each once.

    Raises
    ------
    ReadError
        A path does not exist or cannot be accessed.
    """
    return files_among(paths, _holds_bare_numbers)


def _holds_bare_numbers(path: Path) -> bool:
    try:
        return refused.is_bare(read_head(path))
    except ReadError:
        return False


def write_boxes(path: Path | str, boxlists: Sequence[BoxList] | BoxList, format: str) -> None:
    """Write boxes in the given `format`, atomically.

    For Topaz text and a micrograph that is stored from the top (TIFF, JPEG, PNG), y must be flipped before, see
    `engine.data.matching.turned`. EMAN files hold whole pixels.

    Raises
    ------
    EngineError
        The format is unknown or holds one micrograph only, a box has no position or no size, the row order does
        not fit the format, or the file cannot be written.
    """
    path = Path(path)
    lists = [boxlists] if isinstance(boxlists, BoxList) else list(boxlists)
    if format not in FORMATS:
        raise EngineError(f"Unknown format '{format}'. Choose one of {', '.join(FORMATS)}.")
    chosen = FORMATS[format]
    if not chosen.one_file_for_many and len(lists) != 1:
        raise EngineError(f"{path} cannot be written: {chosen.title} files hold one micrograph, not {len(lists)}.")
    for boxlist in lists:
        if not plausible(boxlist.boxes).all():
            raise EngineError(f"{path} cannot be written: some boxes have no position or no size.")
        if boxlist.rows_as_stored and format != "topaz":
            raise EngineError(f"{path} cannot be written: the row order of {boxlist.micrograph} is unknown.")
    if format == eman2.FORMAT.name:
        eman2.check_replaceable(path)
    if format == "topaz":  # the format requires the micrograph's name
        lists = [replace(b, micrograph=b.micrograph or path.stem) for b in lists]
    write_text(path, chosen.write(lists))


def find_box_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files that may hold boxes among files and folders, sorted, each once.

    Folders are searched with their subfolders. Files in a folder that hold something else are skipped, such as
    tables of other things and another program's bookkeeping, and so are files whose boxes another file holds too,
    see `engine.data.formats.sources`. A ``coords_suffix_NAME.star`` of RELION 3.1 is replaced by the files it means.

    Raises
    ------
    ReadError
        A path does not exist, cannot be accessed, or is a project of the window.
    """
    for path in paths:
        if is_project(path):
            raise ReadError(path, PROJECT_GIVEN)
    expanded = [file for path in paths for file in sources.behind(path)]
    return sources.each_once(files_among(expanded, _is_box_file), expanded)


def _is_box_file(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix == cryosparc.SUFFIX:
        return cryosparc.has_locations(path)
    if suffix in (star.FORMAT.suffix, xmipp.FORMAT.suffix):
        return sources.holds_coordinates(path)
    if suffix == imod.SUFFIX:
        return imod.sniff(path)
    if suffix == cistem.SUFFIX:
        return cistem.has_positions(path)
    if path.name.endswith(eman2.SUFFIX):
        return eman2.has_boxes(path)
    return suffix in SUFFIXES and (suffix not in GENERAL_SUFFIXES or _may_hold_boxes(path))


def _may_hold_boxes(path: Path) -> bool:
    """Return whether a file begins like a box file; True if it cannot be read, so that reading reports it."""
    try:
        head = read_head(path)
    except ReadError:
        return True
    return not head.strip() or _format_of(path, head) is not None
