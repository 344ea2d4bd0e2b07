"""Experiment: do the measures of ``iceboxer inspect`` find real pictures with visible dirt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.events import check
from iceboxer.engine.inspection.measures import measure
from tests.benchmarks.bench import Bench
from tests.benchmarks.junk import DIRTY, FLAGGED_GOAL
from tests.benchmarks.rows import LeftOut, Row

NAME = "inspection"
COLUMNS = ("rings", "gradient", "dead")  # those known without a pixel size
GOOD, BAD = "real-unlabelled", "real-negatives"  # folders beside --data


def inspection(bench: Bench) -> Iterator[Row | LeftOut]:
    """Yield the share of real negatives outside the ranges of real micrographs with particles of the same kind.

    The ranges are those of the good pictures, as a person would set them who wants to keep all of these; nothing is
    chosen on the negatives.
    """
    folders = [bench.data.parent / name for name in (GOOD, BAD)] if bench.data else []
    if not folders or not all(folder.is_dir() for folder in folders):
        yield LeftOut(NAME, f"there are no folders `{GOOD}` and `{BAD}` beside --data")
        return
    good, bad = (_measured(bench, folder) for folder in folders)
    limits = _limits(list(good.values()))
    dirty = [name for name in bad if name.startswith(DIRTY)]
    for title, names, goal, better in (
        ("dirty negatives out of range", dirty, FLAGGED_GOAL, True),
        ("clean negatives out of range", [name for name in bad if name not in dirty], None, False),
    ):
        out = [name for name in names if _is_out(bad[name], limits)]
        note = f"{len(out)} of {len(names)}: {', '.join(out) or 'none'}; ranges of {len(good)} good pictures"
        yield Row(NAME, title, 100 * len(out) / len(names), "%", goal, better, note)
    left_out = [_is_out(good[name], _limits([good[other] for other in good if other != name])) for name in good]
    note = "each outside the ranges of the others"
    yield Row(NAME, "good pictures out of range", 100 * float(np.mean(left_out)), "%", None, False, note)


def _measured(bench: Bench, folder: Path) -> dict[str, tuple[float, ...]]:
    found = {}
    for path in find_micrographs([folder]):
        check(bench.cancelled)
        measures = measure(open_micrograph(path).read(), None)
        found[path.stem] = tuple(getattr(measures, name) for name in COLUMNS)
    return found


def _limits(rows: Sequence[tuple[float, ...]]) -> list[tuple[float, float]]:
    return [(min(values), max(values)) for values in zip(*rows, strict=True)]


def _is_out(values: Sequence[float], limits: Sequence[tuple[float, float]]) -> bool:
    return any(not low <= value <= high for value, (low, high) in zip(values, limits, strict=True))
