"""Experiment: classes of picks, a quarter of which are contaminants."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from iceboxer.engine import classes as room
from iceboxer.engine.events import ClassRound, Event
from iceboxer.engine.simulation.molecule import made_up
from tests.benchmarks.bench import Bench
from tests.benchmarks.class_scene import average, measure, simulate_picks
from tests.benchmarks.few import NOISE
from tests.benchmarks.rows import Row

PARTICLES = 220
SYMMETRY = 4  # of the artificial molecule
GOALS = {
    "purity": ("purity of the classes", 100, "%", 90.0, True),
    "false removed": ("false picks removed with the five worst classes", 100, "%", 70.0, True),
    "true removed": ("true picks removed with the five worst classes", 100, "%", 3.0, False),
    "rotation error": ("median error of a rotation between two members", 1, "°", 5.0, False),
    "centre before": ("mean error of the centres of the picks", 1, "px", None, False),
    "centre after": ("mean error of the centres after recentring", 1, "px", None, False),
    "first": ("first averages of all classes, processor time", 1, "s", None, False),
    "total": ("2,000 picks, processor time", 1, "s", None, False),
}


def classes(bench: Bench) -> Iterator[Row]:
    """Yield how well classes separate particles from contaminants, and how well members are aligned."""
    sources = b"".join(path.read_bytes() for path in sorted(Path(room.__path__[0]).glob("*.py")))
    settings = {"noise": NOISE, "classes": hashlib.sha256(sources).hexdigest()[:16], "micrographs": _micrographs(bench)}
    settings |= bench.scale.classes
    result = bench.once("classes", settings, lambda: _measure(bench))
    for key, (what, factor, unit, goal, higher) in GOALS.items():
        yield Row("classes", what, factor * result[key], unit, goal, higher, note=f"hard, k = {NOISE:g}")


def _micrographs(bench: Bench) -> int:
    scale = bench.scale
    return min(7, scale.learn + scale.judge + scale.test)


def _measure(bench: Bench) -> dict[str, Any]:
    settings = {"particles": PARTICLES, **bench.scale.classes}
    simulated = simulate_picks(made_up(), NOISE, _micrographs(bench), seed=bench.seed, **settings)
    began, first = time.process_time(), 0.0

    def report(event: Event) -> None:
        nonlocal first
        if isinstance(event, ClassRound) and not first and event.classes > 20:
            first = time.process_time() - began

    result = average(simulated, None, bench.seed, report)
    total = time.process_time() - began
    return {**measure(simulated, result, SYMMETRY), "first": first or total, "total": total}
