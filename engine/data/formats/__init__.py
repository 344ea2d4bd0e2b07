"""Files of boxes, one module a format: each a reader and a writer, and the one table of them.

All give and take centres in px with y up (see `engine.data`); what a format means by its numbers is known in
its own module only. A format is told by what is in the file, not by the file's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import no_boxes, plausible
from iceboxer.engine.data.folders import files_among
from iceboxer.engine.data.formats import cbox, cryosparc, eman, star, tables
from iceboxer.engine.data.formats.base import BoxList, Format, head_of, read_text
from iceboxer.engine.errors import EngineError, ReadError

# in the order in which they are tried on a file
FORMATS: dict[str, Format] = {f.name: f for f in (cbox.FORMAT, star.FORMAT, tables.TOPAZ_TEXT, tables.CSV, eman.FORMAT)}
GENERAL = (".csv", ".tsv", ".txt")  # suffixes of all sorts of files
SUFFIXES = (".box", ".star", ".cbox", cryosparc.SUFFIX, *GENERAL)

__all__ = ["FORMATS", "SUFFIXES", "BoxList", "Format", "find_box_files", "read_boxes", "write_boxes"]


def read_boxes(path: Path | str, box_size: float | None = None) -> list[BoxList]:
    """The boxes of a file, a list for each micrograph; a file of zero bytes is a micrograph without boxes.

    Parameters
    ----------
    box_size : float, optional
        px; for files that do not say how large their boxes are.

    Raises
    ------
    ReadError
        It cannot be read, is of no known format, or damaged; nothing of a damaged file is taken.
    EngineError
        A box size is needed and none given.
    """
    path = Path(path)
    if cryosparc.sniff(path):  # the one format that is no text
        return cryosparc.read(path, box_size)
    text = read_text(path)
    if not text.strip():
        return [BoxList(None, no_boxes())]
    for candidate in FORMATS.values():
        if candidate.sniff(text):
            return candidate.read(path, text, box_size)
    titles = ", ".join(f.title for f in FORMATS.values())
    raise ReadError(path, f"holds no boxes that can be read here ({titles}, cryoSPARC's .cs)")


def write_boxes(path: Path | str, boxlists: Sequence[BoxList] | BoxList, format: str) -> None:
    """Write boxes in the format called `format`, atomically.

    Topaz text of pictures that store their top row first takes lists that are turned, see
    `engine.data.matching.turned`. EMAN takes whole pixels.

    Raises
    ------
    EngineError
        No such format, several micrographs in a format for one, boxes without a place or a size, rows that
        count otherwise than the format's, or the file cannot be written.
    """
    path = Path(path)
    lists = [boxlists] if isinstance(boxlists, BoxList) else list(boxlists)
    if format not in FORMATS:
        raise EngineError(f"There is no format '{format}'. There are: {', '.join(FORMATS)}.")
    chosen = FORMATS[format]
    if not chosen.one_file_for_many and len(lists) != 1:
        raise EngineError(f"A {chosen.title} file is about one micrograph, and {len(lists)} were to go into {path}.")
    for boxlist in lists:
        if not plausible(boxlist.boxes).all():
            raise EngineError(f"{path} cannot be written: some boxes have no place or no size.")
        if boxlist.rows_as_stored and format != "topaz":
            raise EngineError(f"{path} cannot be written: it is not known which way up {boxlist.micrograph} is stored.")
    if format == "topaz":  # it always names the micrograph
        lists = [replace(b, micrograph=b.micrograph or path.stem) for b in lists]
    write_text(path, chosen.write(lists))


def find_box_files(paths: Sequence[Path]) -> list[Path]:
    """The files among files and folders (searched with their subfolders) that may hold boxes, sorted, each once.

    In a folder, tables and texts about something else are passed over: picking writes such, and people do; so are
    cryoSPARC's files without particles' places.

    Raises
    ------
    ReadError
        A path does not exist, or may not be read.
    """
    return files_among(paths, _is_one_of_boxes)


def _is_one_of_boxes(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix == cryosparc.SUFFIX:
        return cryosparc.holds_places(path)
    return suffix in SUFFIXES and (suffix not in GENERAL or _may_hold(path))


def _may_hold(path: Path) -> bool:
    """Whether a file begins as one of boxes does; one that cannot be read may, so that it is told of later."""
    try:
        head = head_of(path)
    except ReadError:
        return True
    return not head.strip() or any(f.sniff(head) for f in FORMATS.values())
