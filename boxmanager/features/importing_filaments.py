"""Reading of filaments from files of other programs, for the micrographs of a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.filament_store import Filaments, measured
from iceboxer.engine.data.boxes import Boxes, no_boxes
from iceboxer.engine.data.filament_matching import FoundFilaments, match_to_micrographs, read_by_name
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.formats import find_box_files
from iceboxer.engine.data.formats.filaments import WidthMissing, holds_filaments
from iceboxer.engine.data.micrograph import Micrograph, open_readable
from iceboxer.engine.data.micrograph_names import Named
from iceboxer.engine.errors import ReadError
from iceboxer.engine.text import count_noun, join_names


@dataclass(frozen=True)
class ImportedFilaments:
    """Filaments by micrograph, single particles in the same files, and sentences about what was left out.

    `width_missing` is the file that does not state a width, if none was given; nothing was read then.
    """

    filaments: dict[Path, Filaments] = field(default_factory=dict)
    boxes: dict[Path, Boxes] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    width_missing: Path | None = None


def split_filament_files(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Return the files in `paths` that state that they hold filaments, and the others; folders are searched.

    Raises
    ------
    ReadError
        A path does not exist.
    """
    files = find_box_files(paths)
    bent = [path for path in files if holds_filaments(path)]
    return bent, [path for path in files if path not in set(bent)]


def read_filament_files(
    files: Sequence[Path], micrographs: Sequence[Path], width: float | None, pairs: bool = False
) -> ImportedFilaments:
    """Read files of filaments for `micrographs`.

    Parameters
    ----------
    width : float, optional
        Width in px, for files without it.
    pairs : bool
        Whether the rows of STAR files without tube numbers are starts and ends in turn.
    """
    opened = open_readable(micrographs)  # the list shows the problem of another as soon as it is selected
    try:
        found = read_by_name(files, width, pairs)
    except WidthMissing as e:
        return ImportedFilaments(width_missing=e.path)
    matched, unmatched = match_to_micrographs(found, opened)
    notes = list(found.notes)
    if unmatched:
        notes.append(f"No micrograph is open for {join_names(unmatched)}.")
    by_path = {micrograph.path: micrograph for micrograph in opened}
    kept: dict[Path, Filaments] = {}
    for path, filaments in matched.items():
        inside = [f for f in filaments if _is_on(f, by_path[path])]
        kept[path] = measured(tuple(inside))
        if outside := len(filaments) - len(inside):
            notes.append(f"{count_noun(outside, 'filament')} outside {path.name} left out.")
    return ImportedFilaments(kept, _boxes(found, opened), [str(problem) for problem in found.problems], notes)


def _is_on(filament: Filament, micrograph: Micrograph) -> bool:
    """Return whether some part of a filament lies on its micrograph."""
    places = filament.resampled(max(1.0, filament.width / 4))[0]
    height, width = micrograph.shape
    return bool(((places >= 0) & (places <= (width, height))).all(axis=1).any())


def _boxes(found: FoundFilaments, micrographs: Sequence[Micrograph]) -> dict[Path, Boxes]:
    """Return the single particles of each micrograph."""
    named = Named(micrographs)
    boxes: dict[Path, Boxes] = {}
    for name, some in found.boxes.items():
        try:
            micrograph = named.called(name, Path(name)) if len(some) else None
        except ReadError:
            continue  # reported with the filaments of the same name
        if micrograph is not None:
            boxes[micrograph.path] = np.concatenate([boxes.get(micrograph.path, no_boxes()), some])
    return boxes
