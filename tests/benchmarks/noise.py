"""Experiment: accuracy against noise (figure 6 of the paper), compared with filters that are not trained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.filters import Image
from iceboxer.engine.models.compact import Compact
from iceboxer.engine.simulation.job import SimulateConfig
from iceboxer.engine.simulation.molecule import made_up
from tests.benchmarks import references
from tests.benchmarks.bench import Bench, Result
from tests.benchmarks.material import Material, plain_or_hard
from tests.benchmarks.rows import Row, Spot
from tests.benchmarks.runs import judged, trained

PLAIN_GOAL, PLAIN_UP_TO = 0.99, 16  # AUC up to this k; beyond, more than the matched filter
HARD_GOALS = {8: 0.98, 16: 0.95}
AXIS = "noise k"


def noise(bench: Bench) -> Iterator[Row]:
    """Yield the AUC at every noise level, as published and with contaminants."""
    for hard in (False, True):
        for k in bench.scale.levels:
            yield from _level(bench, k, hard)


def _level(bench: Bench, k: float, hard: bool) -> Iterator[Row]:
    material, kind = plain_or_hard(bench, k, hard), "hard" if hard else "plain"
    network = trained(bench, material)
    filtered, blob = matched_filter(bench, material), blob_filter(bench, material)
    goal = HARD_GOALS.get(int(k)) if hard else PLAIN_GOAL if k <= PLAIN_UP_TO else filtered["auc"]
    better = "" if hard or k <= PLAIN_UP_TO else "the goal is the matched filter's"
    for name, result, aim, note in (
        ("compact", network, goal, better),
        ("matched filter", filtered, None, ""),
        ("blob filter", blob, None, ""),
    ):
        spot = Spot(f"{kind}: AUC against noise", AXIS, name, k)
        yield Row("noise", f"AUC, {kind}, k = {k:g}, {name}", result["auc"], "", aim, note=note, spot=spot)


def matched_filter(bench: Bench, material: Material) -> Result:
    """Return the figures of a filter that knows the projections of the molecule, the optics and the noise."""
    count = bench.scale.orientations

    def measure() -> Result:
        material.make()
        recipe = SimulateConfig(Path(), **bench.scale.simulation).recipe()
        seen = list(references.views(material.test, material.box_size))
        answers = references.matched(seen, recipe, made_up(), count, bench.cancelled)
        pairs = zip(seen, answers, strict=True)
        return judged(material, {v.name: _picks(material, v, answer) for v, answer in pairs})

    return bench.once(f"{material.name}/matched-filter", {**material.described(), "orientations": count}, measure)


def blob_filter(bench: Bench, material: Material) -> Result:
    """Return the figures of a filter that knows the diameter of the particle."""

    def measure() -> Result:
        material.make()
        seen = references.views(material.test, material.box_size)
        return judged(material, {v.name: _picks(material, v, references.blobs(v, 2 * material.radius)) for v in seen})

    return bench.once(f"{material.name}/blob-filter", material.described(), measure)


def _picks(material: Material, view: references.View, answer: Image) -> Boxes:
    return references.peaks(answer, view, material.box_size, Compact.max_overlap)
