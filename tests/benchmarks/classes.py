"""Experiments: classes of picks, a quarter of which are contaminants: of an artificial molecule, and of real ones."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from iceboxer.engine import classes as room
from iceboxer.engine.events import ClassRound, Event
from iceboxer.engine.simulation.molecule import Molecule, made_up
from iceboxer.engine.simulation.molecule_file import read_molecule
from iceboxer.engine.training.scenes import HELD_OUT, structure_files
from tests.benchmarks.bench import Bench
from tests.benchmarks.class_scene import average, measure, simulate_picks
from tests.benchmarks.few import NOISE
from tests.benchmarks.rows import LeftOut, Row
from tests.benchmarks.symmetry import find_symmetry

PARTICLES = 220
MOLECULES, QUIET = "class-molecules", 6.0  # noise of the real ones
GOALS = {
    "purity": ("purity of the classes", 100, "%", 90.0, True),
    "false removed": ("false picks removed with the five worst classes", 100, "%", 70.0, True),
    "true removed": ("true picks removed with the five worst classes", 100, "%", 3.0, False),
    "false below half": ("false picks in classes with a quality below 0.5", 100, "%", None, True),
    "true below half": ("true picks in classes with a quality below 0.5", 100, "%", None, False),
    "rotation error": ("median error of a rotation between two members", 1, "°", 5.0, False),
    "centre before": ("mean error of the centres of the picks", 1, "px", None, False),
    "centre after": ("mean error of the centres after recentring", 1, "px", None, False),
    "first": ("first averages of all classes, processor time", 1, "s", None, False),
    "total": ("2,000 picks, processor time", 1, "s", None, False),
}


def classes(bench: Bench) -> Iterator[Row]:
    """Yield how well classes separate particles from contaminants, and how well members are aligned."""
    result = bench.once("classes", _settings(bench, NOISE), lambda: _measure(bench, made_up(), NOISE))
    for key, (what, factor, unit, goal, higher) in GOALS.items():
        yield Row("classes", what, factor * result[key], unit, goal, higher, note=f"hard, k = {NOISE:g}")


def molecules(bench: Bench) -> Iterator[Row | LeftOut]:
    """Yield the same figures for each structure that training held out."""
    folder = bench.data.parent / "structures" if bench.data else None
    if folder is None or not folder.is_dir():
        yield LeftOut(MOLECULES, "there is no folder `structures` beside --data")
        return
    files = [path for path in structure_files(folder) if path.name.split(".")[0] in HELD_OUT]
    for path in files:
        name = f"{MOLECULES}-{path.stem}"
        result = bench.once(name, _settings(bench, QUIET), partial(_measure, bench, read_molecule(path), QUIET))
        for key in list(GOALS)[:6]:
            what, factor, unit, goal, higher = GOALS[key]
            yield Row(
                MOLECULES, f"{path.stem}: {what}", factor * result[key], unit, goal, higher, note=f"hard, k = {QUIET:g}"
            )


def _settings(bench: Bench, noise: float) -> dict[str, Any]:
    sources = b"".join(path.read_bytes() for path in sorted(Path(room.__path__[0]).glob("*.py")))
    digest = hashlib.sha256(sources).hexdigest()[:16]
    return {"noise": noise, "classes": digest, "micrographs": _micrographs(bench), **bench.scale.classes}


def _micrographs(bench: Bench) -> int:
    scale = bench.scale
    return min(7, scale.learn + scale.judge + scale.test)


def _measure(bench: Bench, molecule: Molecule, noise: float) -> dict[str, Any]:
    settings = {"particles": PARTICLES, **bench.scale.classes}
    simulated = simulate_picks(molecule, noise, _micrographs(bench), seed=bench.seed, **settings)
    began, first = time.process_time(), 0.0

    def report(event: Event) -> None:
        nonlocal first
        if isinstance(event, ClassRound) and not first and event.classes > 20:
            first = time.process_time() - began

    result = average(simulated.picks, None, bench.seed, report)
    total = time.process_time() - began
    return {**measure(simulated, result, find_symmetry(molecule)), "first": first or total, "total": total}
