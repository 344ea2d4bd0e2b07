"""Filaments of many files, by the micrographs that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Boxes, no_boxes
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.formats import find_box_files
from iceboxer.engine.data.formats.filament_lists import FilamentList
from iceboxer.engine.data.formats.filaments import read_filaments
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.data.micrograph_names import Named
from iceboxer.engine.data.same_names import names_of_lists
from iceboxer.engine.errors import ReadError


@dataclass
class FoundFilaments:
    """Filaments by the name of their micrograph, and single particles in the same files.

    `sources` are the name in the file and the file of the first list of each; `problems` are files that cannot be read,
    `notes` sentences about the others.
    """

    filaments: dict[str, list[Filament]] = field(default_factory=dict)
    boxes: dict[str, Boxes] = field(default_factory=dict)
    sources: dict[str, tuple[str, Path]] = field(default_factory=dict)
    problems: list[ReadError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_by_name(paths: Sequence[Path], width: float | None = None, pairs: bool = False) -> FoundFilaments:
    """Return the filaments in files and folders by the name of their micrograph; see `read_filaments`.

    The name is the stem, with folders if these tell micrographs of the same name apart.

    Filaments in two files of one micrograph are numbered on.

    Raises
    ------
    ReadError
        A path does not exist.
    EngineError
        A file has no widths and `width` (px) is None.
    """
    found = FoundFilaments()
    every: list[tuple[Path, FilamentList]] = []
    for path in find_box_files(paths):
        try:
            lists = read_filaments(path, width, pairs)
        except ReadError as e:
            found.problems.append(e)
            continue
        every += [(path, one) for one in lists]
    names = names_of_lists([(one.micrograph, path) for path, one in every])
    for name, (path, one) in zip(names, every, strict=True):
        found.sources.setdefault(name, (one.micrograph or path.stem, path))
        mine = found.filaments.setdefault(name, [])
        mine += [replace(f, id=number) for number, f in enumerate(one.filaments, len(mine) + 1)]
        found.boxes[name] = np.concatenate([found.boxes.get(name, no_boxes()), one.boxes])
        found.notes += one.notes
    return found


def match_to_micrographs(
    found: FoundFilaments, micrographs: Sequence[Micrograph]
) -> tuple[dict[Path, list[Filament]], list[str]]:
    """Return the filaments of each micrograph that has a file, and the names without a micrograph."""
    named = Named(micrographs)
    matched: dict[Path, list[Filament]] = {}
    unmatched = []
    for name, filaments in found.filaments.items():
        try:
            micrograph = named.called(*found.sources.get(name, (name, Path(name))))
        except ReadError as e:
            found.problems.append(e)
            continue
        if micrograph is None:
            unmatched.append(name)
        else:
            matched.setdefault(micrograph.path, []).extend(filaments)
    return matched, unmatched
