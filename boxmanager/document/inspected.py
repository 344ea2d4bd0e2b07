"""The table of micrographs: picks, measures of the pictures, and CTF, as columns of numbers. Qt-free."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.exclusion import BLANK, NO_VERDICT, Ranges, Verdict, describe_limit, is_within
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.view import View, count_shown_by_micrograph, mean_confidences, shown
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.ctf import Ctf
from iceboxer.engine.errors import EngineError
from iceboxer.engine.inspection.measures import Measures
from iceboxer.engine.inspection.table import BY_NAME, Row

Values = NDArray[np.float64]

CACHE = "inspection.json"  # in the project's folder
CACHE_VERSION = 1  # of the measures; others are measured again
SAMPLES, SAMPLE = 16, 4096  # blocks of a file that identify its contents, and their bytes


@dataclass(frozen=True)
class Measured:
    """The measures of a micrograph of `shape` (height, width); None if it cannot be read."""

    shape: tuple[int, int] | None
    measures: Measures | None


UNREADABLE = Measured(None, None)


@dataclass
class Inspected:
    """What is known of the micrographs of a project, by path; missing entries are unknown."""

    measured: dict[Path, Measured] = field(default_factory=dict)
    ctf: Mapping[Path, Ctf] = field(default_factory=dict)
    picks: dict[Path, int] = field(default_factory=dict)
    confidence: dict[Path, float] = field(default_factory=dict)

    def row(self, path: Path) -> Row:
        """Return what is known of a micrograph as a row of the engine's table."""
        measured = self.measured.get(path, UNREADABLE)
        return Row(
            path,
            measured.shape,
            None,
            measured.measures,
            self.ctf.get(path),
            self.picks.get(path),
            self.confidence.get(path),
        )

    def columns(self, names: Sequence[str], paths: Sequence[Path]) -> dict[str, Values]:
        """Return the values (n,) of columns for micrographs, NaN where unknown."""
        rows = [self.row(path) for path in paths]
        return {name: np.array(list(map(BY_NAME[name].value, rows)), float) for name in names}

    def count_picks(self, project: Project, store: BoxStore, view: View) -> None:
        """Count the visible boxes of each micrograph that has been picked, and average the confidences of its picks.

        Those of excluded micrographs are counted as if they were visible, so that a range of counts stays meaningful.
        """
        picked = project.picked_by.keys()
        counts = count_shown_by_micrograph(store.picks, view)
        known = {path for path in store.with_boxes() if path in counts} | (picked & counts.keys())
        self.picks = {path: counts[path] for path in known}
        self.confidence = mean_confidences(store.picks, view)
        for path in project.excluded():
            boxes = store.known(path)
            if len(boxes) or path in picked:
                visible = boxes[shown(boxes, view.at(path))]
                confidence = visible["confidence"][visible["kind"] == Kind.PICK]
                confidence = confidence[np.isfinite(confidence)]
                self.picks[path] = len(visible)
                self.confidence.pop(path, None)
                if len(confidence):
                    self.confidence[path] = float(confidence.mean())

    def verdicts(self, project: Project, ranges: Ranges) -> dict[Path, Verdict]:
        """Return the verdicts that change under the ranges of kept values.

        A reason of a column whose value is unknown stays, unless the column has no range any more.
        """
        changed = {}
        for path in project.micrographs:
            before = project.verdicts.get(path, NO_VERDICT)
            after = self._verdict(path, before, ranges)
            if after != before:
                changed[path] = after
        return changed

    def _verdict(self, path: Path, verdict: Verdict, ranges: Ranges) -> Verdict:
        if not ranges and not verdict.reasons and path not in self.measured:
            return verdict
        row = self.row(path)
        for name, _ in verdict.reasons:
            if name not in ranges and (name != BLANK or row.measures is not None):
                verdict = verdict.with_reason(name, "")
        if row.measures is not None and row.measures.blank:
            verdict = verdict.with_reason(BLANK, BLANK)
        for name, limits in ranges.items():
            value = BY_NAME[name].value(row) if name in BY_NAME else None
            if value is not None:
                inside = is_within(round(value, BY_NAME[name].digits), limits)
                verdict = verdict.with_reason(name, "" if inside else describe(name, value, limits))
        return verdict


def describe(column: str, value: float, limits: tuple[float, float]) -> str:
    """Return the reason for which a value outside its range excludes a micrograph."""
    found = BY_NAME[column]
    unit = f" {found.unit}" if found.unit else ""
    shown_value = round(value, found.digits)
    return f"{found.heading} {value:.{found.digits}f}{unit} ({describe_limit(shown_value, limits, found.digits)})"


def fingerprint(path: Path, pixel_size: float | None) -> str:
    """Return a key of a file's contents and a pixel size (Å/px), from blocks spread over the file.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        digest = hashlib.sha256(f"{size} {pixel_size}".encode())
        for start in np.linspace(0, max(size - SAMPLE, 0), SAMPLES).astype(int).tolist():
            stream.seek(start)
            digest.update(stream.read(SAMPLE))
    return digest.hexdigest()[:24]


def read_cache(folder: Path) -> dict[str, Measured]:
    """Return the measures that were stored in a project's folder, by fingerprint; none if they are damaged or old."""
    try:
        content = json.loads((folder / CACHE).read_text(encoding="utf-8"))
        if content["version"] != CACHE_VERSION:
            return {}
        return {key: _from_json(entry) for key, entry in content["measures"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def write_cache(folder: Path, measured: Mapping[str, Measured]) -> None:
    """Store measures in a project's folder, if it is there and can be written; they can be made again."""
    entries = {key: {"shape": m.shape, "measures": asdict(m.measures)} for key, m in measured.items() if m.measures}
    if folder.is_dir():
        try:
            write_text(folder / CACHE, json.dumps({"version": CACHE_VERSION, "measures": entries}) + "\n")
        except EngineError:
            return


def _from_json(entry: Mapping[str, Any]) -> Measured:
    height, width = entry["shape"]
    return Measured((int(height), int(width)), Measures(**entry["measures"]))
