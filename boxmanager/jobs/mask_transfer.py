"""Masks of other programs, read for the micrographs of a project and written for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from iceboxer.boxmanager.document.masks import MaskPair, blank_mask
from iceboxer.boxmanager.document.painting import resampled
from iceboxer.engine.data.atomic import make_folder
from iceboxer.engine.data.junk import JunkMask, combine
from iceboxer.engine.data.mask_file import MASKED, read_any_mask
from iceboxer.engine.data.mask_matching import match_masks, write_plain_mask
from iceboxer.engine.data.mask_orientation import Turn, better_turn, turned_mask
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.same_names import distinct_stems
from iceboxer.engine.errors import EngineError, ReadError


@dataclass
class ImportedMasks:
    """Masks by micrograph, a sentence for each file that is not used, and what a person must decide.

    `soft` counts masks with more than two values; `better` is the turn in which the masks fit the pictures clearly
    better, None if they fit as they are or cannot be judged.
    """

    masks: dict[Path, JunkMask] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    soft: int = 0
    better: Turn | None = None


def read_masks(
    paths: Sequence[Path], micrographs: Sequence[Path], threshold: float = MASKED, turn: Turn | None = None
) -> ImportedMasks:
    """Read files and folders of masks for micrographs, in a `turn` that a person chose, otherwise as they are.

    Raises
    ------
    EngineError
        There is no mask, or none is named like a micrograph.
    """
    matched = match_masks(paths, micrographs)
    imported = ImportedMasks(notes=matched.notes())
    evidence = []
    for path in micrographs:
        file = matched.files.get(path)
        if file is None:
            continue
        try:
            micrograph = open_micrograph(path)
            read = read_any_mask(file, micrograph.shape, threshold)
            if turn is None:
                evidence.append((micrograph, read.mask))
        except ReadError as e:
            imported.problems.append(str(e))
            continue
        imported.soft += read.soft
        mask = read.mask if turn is None else turned_mask(read.mask, turn)
        imported.masks[path] = resampled(mask, blank_mask(micrograph.shape))
    imported.better = better_turn(evidence)
    return imported


def write_masks(pairs: Mapping[Path, MaskPair], folder: Path, format: str) -> int:
    """Write where micrographs are masked, one file each; return the number of files.

    Raises
    ------
    EngineError
        A file cannot be written.
    """
    names, count = distinct_stems(list(pairs)), 0
    for path, pair in pairs.items():
        try:
            micrograph = open_micrograph(path)
        except ReadError:
            continue  # the list of micrographs reports it
        combined = combine(pair.combined(), blank_mask(micrograph.shape))
        if combined is None:
            continue
        target = folder / f"{names[path]}.{format}"
        make_folder(target.parent)
        write_plain_mask(target, combined, micrograph.pixel_size)
        count += 1
    if not count:
        raise EngineError("No micrograph has a mask.")
    return count
