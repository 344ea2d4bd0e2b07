"""Experiments: how many micrographs, and which share of the particles, must be labelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.bench import Bench, Result
from tests.benchmarks.material import plain_or_hard, real
from tests.benchmarks.rows import LeftOut, Row, Spot
from tests.benchmarks.runs import Choose, all_of_them, share_of, some, trained

NOISE = 8.0
FORTY = 40
REAL_GOALS = {7: 0.92, 1: 0.88}  # by the number of micrographs to learn from, of eight
FORTY_GOAL, LOST_GOAL, LOST_SHARE = 0.85, 0.02, 0.2
NO_DATA = "there is no --data folder with real micrographs"
SIMULATED, REAL = "simulated, hard, k = 8", "real"
WHAT = ("auc", "precision", "recall", "iou")


@dataclass(frozen=True)
class Averaged:
    """The mean results of several runs with one seed."""

    results: Sequence[Result]

    def __getitem__(self, name: str) -> float:
        return float(np.mean([result[name] for result in self.results if result[name] is not None]))

    def apart(self, name: str) -> str:
        """Return the range as text; empty for a single run."""
        values = [result[name] for result in self.results]
        return f"{len(values)} turns, {min(values):.3f} to {max(values):.3f}" if len(values) > 1 else ""


def size(bench: Bench) -> Iterator[Row | LeftOut]:
    """Yield the figures of training on fewer and fewer micrographs, down to forty boxes on one."""
    whole = plain_or_hard(bench, NOISE, hard=True)
    yield from _sized(SIMULATED, len(whole.learn), Averaged([trained(bench, whole)]), None)
    for count in bench.scale.sizes:
        part = whole.learning_from(whole.learn[:count])
        yield from _sized(SIMULATED, count, Averaged([trained(bench, part)]), None)
    forty = trained(bench, whole.learning_from(whole.learn[:1]), "forty", some(FORTY))
    yield from _figures(f"{SIMULATED}, {FORTY} boxes on one", Averaged([forty]), None, None)
    if bench.data is None:
        yield LeftOut("size", NO_DATA)
        return
    for count, turns in bench.scale.real.items():
        yield from _sized(REAL, count, on_real(bench, count, turns), REAL_GOALS.get(count))
    result = on_real(bench, 1, bench.scale.forty, "forty", some(FORTY))
    yield from _figures(f"{REAL}, {FORTY} boxes on one", result, FORTY_GOAL, None)


def sparse(bench: Bench) -> Iterator[Row | LeftOut]:
    """Yield the AUC of training with a random share of the labels."""
    whole = plain_or_hard(bench, NOISE, hard=True)
    yield _shared(SIMULATED, 1.0, Averaged([trained(bench, whole)]))
    for share in bench.scale.shares:
        yield _shared(SIMULATED, share, Averaged([trained(bench, whole, _name(share), share_of(share))]))
    if bench.data is None:
        yield LeftOut("sparse", NO_DATA)
        return
    turns, most = bench.scale.sparse, max(bench.scale.real)
    everything = on_real(bench, most, turns)
    yield _shared(REAL, 1.0, everything)
    for share in bench.scale.shares:
        result = on_real(bench, most, turns, _name(share), share_of(share))
        yield _shared(REAL, share, result)
        lost, goal = everything["auc"] - result["auc"], LOST_GOAL if share == LOST_SHARE else None
        yield Row("sparse", f"AUC lost, {REAL}, {100 * share:g} % of the labels", lost, "", goal, False)


def on_real(bench: Bench, count: int, turns: int, labels: str = "all", choose: Choose = all_of_them) -> Averaged:
    """Train on `count` real micrographs and test on the others; each turn and each seed draws different ones."""
    first = (bench.seed - 1) * bench.scale.real[count]
    return Averaged([trained(bench, real(bench, count, first + i), labels, choose) for i in range(turns)])


def _sized(kind: str, count: int, result: Averaged, goal: float | None) -> Iterator[Row]:
    spot = Spot("AUC against micrographs learnt from", "micrographs", kind, count, logarithmic="x")
    yield from _figures(f"{kind}, {count} micrograph{'s' if count > 1 else ''}", result, goal, spot)


def _figures(which: str, result: Averaged, goal: float | None, spot: Spot | None) -> Iterator[Row]:
    for name in WHAT:
        title = "mean IoU" if name == "iou" else name.upper() if name == "auc" else name
        is_auc, note = name == "auc", result.apart(name)
        aim, place = (goal, spot) if is_auc else (None, None)
        yield Row("size", f"{title}, {which}", result[name], "", aim, note=note, spot=place)


def _shared(kind: str, share: float, result: Averaged) -> Row:
    spot = Spot("AUC against the share of labels", "% of the labels", kind, 100 * share, logarithmic="x")
    what = f"AUC, {kind}, {100 * share:g} % of the labels"
    return Row("sparse", what, result["auc"], "", None, note=result.apart("auc"), spot=spot)


def _name(share: float) -> str:
    return f"{100 * share:g}-percent"
