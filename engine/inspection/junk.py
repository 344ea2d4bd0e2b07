"""The share of junk of micrographs, from the junk maps of their picking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from iceboxer.engine.data.mask_file import read_mask
from iceboxer.engine.data.mask_matching import match_masks
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.data.result_names import JUNK_MAPS
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import MicrographFailed, Note, Report
from iceboxer.engine.inspection.table import Row


def add_junk(rows: list[Row], micrographs: Sequence[Micrograph], outputs: Sequence[Path], report: Report) -> int:
    """Enter the share of junk of each micrograph with a junk map in output folders of picking; return failed files."""
    folders = [
        path / JUNK_MAPS for path in outputs if (path / JUNK_MAPS).is_dir() and any((path / JUNK_MAPS).iterdir())
    ]
    by_path = {micrograph.path: micrograph for micrograph in micrographs}
    if not folders or not by_path:
        return 0
    try:
        files = match_masks(folders, by_path).files
    except EngineError as e:
        report(Note(str(e)))  # the maps are of other micrographs
        return 0
    failed, shares = 0, dict[Path, float]()
    for path, file in files.items():
        try:
            shares[path] = read_mask(file, by_path[path].shape).share()
        except ReadError as e:
            report(MicrographFailed(e.path, e.reason))
            failed += 1
    for i, row in enumerate(rows):
        rows[i] = replace(row, junk=shares.get(row.path))
    return failed
