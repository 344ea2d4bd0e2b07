"""The share of junk of micrographs, from the junk maps of their picking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from iceboxer.engine.data.mask_file import read_mask
from iceboxer.engine.data.mask_matching import match_masks
from iceboxer.engine.data.micrograph import Micrograph, stem_of
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import MicrographFailed, Note, Report
from iceboxer.engine.inspection.table import Row

FOLDER = "MASKS"  # of the junk maps in the output of a picking


def add_junk(rows: list[Row], micrographs: Sequence[Micrograph], outputs: Sequence[Path], report: Report) -> int:
    """Enter the share of junk of each micrograph with a junk map in output folders of picking; return failed files."""
    folders = [path / FOLDER for path in outputs if (path / FOLDER).is_dir() and any((path / FOLDER).iterdir())]
    counts = Counter(stem_of(micrograph.path) for micrograph in micrographs)
    by_stem = {stem: m for m in micrographs if counts[stem := stem_of(m.path)] == 1}
    if not folders or not by_stem:
        return 0
    try:
        files = match_masks(folders, by_stem).files
    except EngineError as e:
        report(Note(str(e)))  # the maps are of other micrographs
        return 0
    failed, shares = 0, dict[Path, float]()
    for stem, file in files.items():
        try:
            shares[by_stem[stem].path] = read_mask(file, by_stem[stem].shape).share()
        except ReadError as e:
            report(MicrographFailed(e.path, e.reason))
            failed += 1
    for i, row in enumerate(rows):
        rows[i] = replace(row, junk=shares.get(row.path))
    return failed
