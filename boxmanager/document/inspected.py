"""The table of micrographs: picks, measures of the pictures, and CTF, as columns of numbers. Qt-free."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.exclusion import BLANK, NO_VERDICT, WORSE, Ranges, Verdict, describe_limit, is_within
from iceboxer.boxmanager.document.masks import NOTHING, MaskPair, MaskStore
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.view import View, count_shown_by_micrograph, mean_confidences, shown
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.ctf import Ctf
from iceboxer.engine.data.regular_file import open_regular, read_regular_text
from iceboxer.engine.errors import EngineError
from iceboxer.engine.inspection.measures import Measures
from iceboxer.engine.inspection.table import BY_NAME, Row

Values = NDArray[np.float64]

CACHE = "inspection.json"  # in the project's folder
CACHE_VERSION = 1  # of the measures; others are measured again
MASKS_AT_ONCE = 200  # so that the window never waits for thousands
OF_CTF = ("defocus", "astigmatism", "resolution")
SAMPLES, SAMPLE = 16, 4096  # blocks of a file that identify its contents, and their bytes


@dataclass(frozen=True)
class Measured:
    """The measures of a micrograph of `shape` (height, width); None if it cannot be read."""

    shape: tuple[int, int] | None
    measures: Measures | None


UNREADABLE = Measured(None, None)


@dataclass
class Inspected:
    """The properties of the micrographs of a project, by path; missing entries are unknown."""

    measured: dict[Path, Measured] = field(default_factory=dict)
    ctf: Mapping[Path, Ctf] = field(default_factory=dict)
    junk: dict[Path, float] = field(default_factory=dict)
    _picks: dict[Path, int] = field(default_factory=dict, repr=False)
    _confidence: dict[Path, float] = field(default_factory=dict, repr=False)
    _to_count: tuple[Project, BoxStore, View] | None = field(default=None, repr=False)  # before picks are next read
    _pairs: dict[Path, MaskPair] = field(default_factory=dict, repr=False)  # that `junk` is of
    _columns: dict[str, Values] = field(default_factory=dict, repr=False)  # of `_paths`, until values change
    _paths: list[Path] = field(default_factory=list, repr=False)

    @property
    def picks(self) -> dict[Path, int]:
        """The number of visible boxes of each micrograph that has been picked."""
        self._count()
        return self._picks

    @property
    def confidence(self) -> dict[Path, float]:
        """The mean confidence of the visible picks of each micrograph that has some."""
        self._count()
        return self._confidence

    def _count(self) -> None:
        if self._to_count is not None:
            of, self._to_count = self._to_count, None
            self._count_picks(*of)

    def row(self, path: Path) -> Row:
        """Return the properties of a micrograph as a row of the engine's table."""
        measured = self.measured.get(path, UNREADABLE)
        return Row(
            path,
            measured.shape,
            None,
            measured.measures,
            self.ctf.get(path),
            self.picks.get(path),
            self.confidence.get(path),
            self.junk.get(path),
        )

    def forget_columns(self) -> None:
        """Make the columns again when they are next needed, because values have changed."""
        self._columns.clear()

    def columns(self, names: Sequence[str], paths: Sequence[Path]) -> dict[str, Values]:
        """Return the values (n,) of columns for micrographs, NaN where unknown."""
        if self._paths != paths:
            self._paths = list(paths)
            self._columns.clear()
        if missing := [name for name in names if name not in self._columns]:
            self._columns |= {name: self._values(name, paths) for name in missing}
        return {name: self._columns[name] for name in names}

    def _values(self, name: str, paths: Sequence[Path]) -> Values:
        """Return the values (n,) of one column, NaN where unknown; only micrographs with its source need a row."""
        if name in ("picks", "confidence", "junk"):
            known: Mapping[Path, float] = getattr(self, name)
            return np.array([known.get(path, math.nan) for path in paths], float)
        source: Mapping[Path, object] = self.ctf if name in OF_CTF else self.measured
        value = BY_NAME[name].value
        return np.array([value(self.row(path)) if path in source else None for path in paths], float)

    @property
    def blank(self) -> list[Path]:
        """The micrographs that are blank pictures."""
        return [path for path, each in self.measured.items() if each.measures is not None and each.measures.blank]

    def count_picks(self, project: Project, store: BoxStore, view: View) -> None:
        """Count visible boxes and average confidences again when they are next read.

        Those of excluded micrographs are counted as if they were visible, so that a range of counts stays meaningful.
        To count the boxes of a large project takes long, and most of the time no column of them is on the screen.
        """
        self.forget_columns()
        self._to_count = project, store, view

    def _count_picks(self, project: Project, store: BoxStore, view: View) -> None:
        picked = project.picked_by.keys()
        counts = count_shown_by_micrograph(store.picks, view)
        known = {path for path in store.with_boxes() if path in counts} | (picked & counts.keys())
        self._picks = {path: counts[path] for path in known}
        self._confidence = mean_confidences(store.picks, view)
        for path in project.excluded():
            boxes = store.known(path)
            if len(boxes) or path in picked:
                visible = boxes[shown(boxes, view.at(path))]
                confidence = visible["confidence"][visible["kind"] == Kind.PICK]
                confidence = confidence[np.isfinite(confidence)]
                self._picks[path] = len(visible)
                self._confidence.pop(path, None)
                if len(confidence):
                    self._confidence[path] = float(confidence.mean())

    def count_junk(self, masks: MaskStore) -> bool:
        """Compute the share of junk of micrographs with new masks, of a few at a time; return whether all are done."""
        known = {path: pair for path in masks.with_masks() if (pair := masks.known(path)) != NOTHING}
        new = [path for path, pair in known.items() if self._pairs.get(path) is not pair]
        for path in self._pairs.keys() - known.keys():
            del self._pairs[path], self.junk[path]
        for path in new[:MASKS_AT_ONCE]:
            combined = known[path].combined()
            self._pairs[path], self.junk[path] = known[path], combined.share() if combined is not None else 0.0
        return len(new) <= MASKS_AT_ONCE

    def verdicts(self, project: Project, ranges: Ranges) -> dict[Path, Verdict]:
        """Return the verdicts that change under the ranges of kept values.

        A reason of a column whose value is unknown stays, unless the column has no range any more.
        """
        paths = project.micrographs
        columns = self.columns([name for name in ranges if name in BY_NAME], paths)
        after = {path: self._without_old_reasons(path, verdict, ranges) for path, verdict in project.verdicts.items()}
        for path in self.blank:
            after[path] = after.get(path, NO_VERDICT).with_reason(BLANK, BLANK)
        for name, values in columns.items():
            inside = is_within(np.round(values, BY_NAME[name].digits), ranges[name])
            for row in np.flatnonzero(inside):
                if (verdict := after.get(paths[row])) is not None and not math.isnan(values[row]):
                    after[paths[row]] = verdict.with_reason(name, "")
            for row in np.flatnonzero(~inside):
                text = describe(name, float(values[row]), ranges[name])
                after[paths[row]] = after.get(paths[row], NO_VERDICT).with_reason(name, text)
        known = project.verdicts
        return {path: new for path, new in after.items() if new != known.get(path, NO_VERDICT)}

    def _without_old_reasons(self, path: Path, verdict: Verdict, ranges: Ranges) -> Verdict:
        for name, _ in verdict.reasons:
            if name not in ranges and name != WORSE and (name != BLANK or path in self.measured):
                verdict = verdict.with_reason(name, "")
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
    with open_regular(path) as stream:
        size = stream.seek(0, 2)
        digest = hashlib.sha256(f"{size} {pixel_size}".encode())
        for start in np.linspace(0, max(size - SAMPLE, 0), SAMPLES).astype(int).tolist():
            stream.seek(start)
            digest.update(stream.read(SAMPLE))
    return digest.hexdigest()[:24]


def read_cache(folder: Path) -> dict[str, Measured]:
    """Return the measures that were stored in a project's folder, by fingerprint; none if they are damaged or old."""
    try:
        content = json.loads(read_regular_text(folder / CACHE))
        if content["version"] != CACHE_VERSION:
            return {}
        return {key: _from_json(entry) for key, entry in content["measures"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def write_cache(folder: Path, measured: Mapping[str, Measured]) -> bool:
    """Store measures in a project's folder; return False if it is not there or cannot be written."""
    entries = {key: {"shape": m.shape, "measures": asdict(m.measures)} for key, m in measured.items() if m.measures}
    if not folder.is_dir():
        return False
    try:
        write_text(folder / CACHE, json.dumps({"version": CACHE_VERSION, "measures": entries}) + "\n")
    except EngineError:
        return False
    return True


def _from_json(entry: Mapping[str, Any]) -> Measured:
    height, width = entry["shape"]
    return Measured((int(height), int(width)), Measures(**entry["measures"]))
