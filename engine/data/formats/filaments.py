"""Reading filaments from files of any known format. Writers are in the formats' own modules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from iceboxer.engine.data.formats import cryosparc, filament_cbox, filament_cs, filament_eman, filament_star, star
from iceboxer.engine.data.formats.base import read_text
from iceboxer.engine.data.formats.filament_lists import FilamentList
from iceboxer.engine.errors import EngineError, ReadError

KNOWN = (
    "EMAN's helices, EMAN's starts and ends, CBOX with _filamentid, RELION's segments with _rlnHelicalTubeID, RELION's "
    "pairs of start and end, cryoSPARC's .cs of a filament tracer"
)


def read_filaments(path: Path | str, width: float | None = None, pairs: bool = False) -> list[FilamentList]:
    """Read a file of filaments; return one list per micrograph. An empty file holds none.

    Parameters
    ----------
    width : float, optional
        Width of the filaments in px, for files without it; it replaces the one of files that state the box size alone.
    pairs : bool
        Whether a STAR file without tube numbers holds starts and ends in turn. Nothing in it would show that.

    Raises
    ------
    ReadError
        The file cannot be read, holds no filaments, or is damaged.
    WidthMissing
        The file has no widths and `width` is None.
    """
    path = Path(path)
    if cryosparc.sniff(path):
        return filament_cs.read(path, _given(path, width))
    text = read_text(path)
    if not text.strip():
        return [FilamentList(None, ())]
    if filament_eman.is_helix(text):
        return _with_width([filament_eman.read_helices(path, text)], width)
    if filament_eman.is_start_end(text):
        return _with_width([filament_eman.read_start_end(path, text)], width)
    if filament_cbox.has_filaments(text):
        return [filament_cbox.read(path, text, width)]
    if filament_star.has_tubes(text):
        return filament_star.read_segments(path, text, _given(path, width))
    if star.sniff(text) and star.X in text:
        if pairs:
            return filament_star.read_pairs(path, text, _given(path, width))
        raise ReadError(
            path,
            f"has no numbers of filaments ({filament_star.TUBE}). If its rows are starts and ends in turn, "
            "give --start-end",
        )
    raise ReadError(path, f"holds no filaments. Understood are {KNOWN}")


def holds_filaments(path: Path) -> bool:
    """Return whether a file states that its boxes belong to filaments; False if it cannot be read."""
    if cryosparc.sniff(path):
        return filament_cs.has_filaments(path)
    try:
        text = read_text(path)
    except ReadError:
        return False
    checks = (filament_eman.is_helix, filament_eman.is_start_end, filament_cbox.has_filaments, filament_star.has_tubes)
    return any(check(text) for check in checks)


class WidthMissing(EngineError):
    """A file of filaments does not state their width, and it was not given."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} has no widths of filaments. Give the width in Å (--width).")
        self.path = path


def _given(path: Path, width: float | None) -> float:
    if width is None:
        raise WidthMissing(path)
    return width


def _with_width(lists: list[FilamentList], width: float | None) -> list[FilamentList]:
    if width is None:
        return lists
    return [replace(part, filaments=tuple(replace(f, width=width) for f in part.filaments)) for part in lists]
