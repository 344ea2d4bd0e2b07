"""Compare estimators for ``iceboxer check``: coverage and width of their intervals over many simulated users.

    python -m tests.benchmarks.checking                          # made-up populations of picks
    python -m tests.benchmarks.checking --set PICKS TRUTH SIZE   # picks with true boxes; SIZE is their side in px

Rows of the tables of docs/decisions/checking-picks.md are printed as Markdown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, expit, ndtri

from iceboxer.engine.data.boxes import Floats, resized
from iceboxer.engine.evaluation import checking
from iceboxer.engine.evaluation.checking import Answer, Cells, Estimate, Estimates, estimate
from iceboxer.engine.evaluation.drawing import Draw, draw_picks
from iceboxer.engine.evaluation.metrics import match_all
from iceboxer.engine.evaluation.reading import picked_files, read_by_name, rename_like

PICKS, MICROGRAPHS, OFF = 3000, 12, 0.15
STRATA, CHAINS, SWEEPS = 8, 200, 25


@dataclass(frozen=True)
class Population:
    """Picks with the truth about each, and the threshold at which they are judged."""

    confidence: Floats
    micrograph: NDArray[np.intp]
    right: NDArray[np.bool_]
    threshold: float
    unsure: float = 0.0  # probability of no answer for a pick whose chance is one half

    def f1(self, threshold: float) -> float:
        """Return F1 relative to the correct candidates."""
        kept = self.confidence >= threshold
        return float(2 * self.right[kept].sum() / max(kept.sum() + self.right.sum(), 1))

    @property
    def best(self) -> float:
        """Return the threshold with the highest F1."""
        order = np.argsort(-self.confidence)
        f1 = 2 * np.cumsum(self.right[order]) / (np.arange(1, len(order) + 1) + self.right.sum())
        return float(self.confidence[order[f1.argmax()]])


CURVES: dict[str, Callable[[Floats], Floats]] = {
    "calibrated": lambda c: c,
    "saturating at 0.84": lambda c: 0.84 * expit(14 * (c - 0.42)),
    "sharp step": lambda c: np.where(c > 0.35, 0.97, 0.02),
    "mostly junk": lambda c: 0.4 * expit(8 * (c - 0.6)),
    "confidence says nothing": lambda c: np.full_like(c, 0.6),
    "nearly all right": lambda c: 0.8 + 0.2 * c,
    "dirt at the top": lambda c: np.where(c > 0.85, 0.5, 0.95 * expit(12 * (c - 0.4))),
}


def populations(rng: np.random.Generator) -> Iterator[tuple[str, Population]]:
    """Return one population of each kind, with different micrographs and a threshold that is not the best."""
    for name, curve in CURVES.items():
        low = rng.beta(1.2, 6, PICKS)
        confidence = np.where(rng.random(PICKS) < 0.5, low, rng.beta(5, 2.5, PICKS))
        micrograph = rng.integers(MICROGRAPHS, size=PICKS)
        p = np.clip(curve(confidence), 1e-3, 1 - 1e-3)
        shift = rng.normal(0, 0.7, MICROGRAPHS)[micrograph]
        right = rng.random(PICKS) < expit(np.log(p / (1 - p)) + shift)
        best = Population(confidence, micrograph, right, 0.5).best
        threshold = float(np.clip(best + rng.choice([-OFF, 0, OFF]), 0.05, 0.9))
        yield name, Population(confidence, micrograph, right, threshold)
        if name == "calibrated":
            yield "calibrated, unsure", Population(confidence, micrograph, right, threshold, unsure=0.4)


def read_population(picks: Path, truth: Path, size: float, threshold: float) -> Population:
    """Read picks and match them to true boxes of `size` px at an intersection over union of 0.6."""
    found = read_by_name(picked_files((picks,)), size, [])
    true = read_by_name((truth,), size, [])
    found = rename_like(true, found)
    found, true = ({k: resized(v, size) for k, v in side.items()} for side in (found, true))
    matches = match_all(found, true)
    number = np.concatenate([np.full(len(m.confidence), i) for i, m in enumerate(matches)])
    confidence = np.concatenate([m.confidence for m in matches])
    return Population(confidence, number, np.concatenate([m.hit for m in matches]), threshold)


def monotone(
    cells: Cells, confidence: Floats, right: NDArray[np.bool_], threshold: float, rng: np.random.Generator
) -> Floats:
    """Sample rates that rise from stratum to stratum, each with Jeffreys's prior: Gibbs sampling of truncated betas."""
    edges = np.unique(np.quantile(confidence, np.linspace(0, 1, STRATA + 1)[1:-1]))
    edges = np.unique(np.append(edges, threshold))
    of_answer, of_cell = np.searchsorted(edges, confidence, "right"), np.searchsorted(edges, cells.middle, "right")
    count = len(edges) + 1
    yes = np.bincount(of_answer[right], minlength=count) + 0.5
    no = np.bincount(of_answer[~right], minlength=count) + 0.5
    p = np.tile(np.sort(yes / (yes + no)), (CHAINS, 1))
    for _ in range(SWEEPS):
        for parity in (0, 1):
            k = np.arange(parity, count, 2)
            below = np.where(k > 0, p[:, np.maximum(k - 1, 0)], 0.0)
            above = np.where(k < count - 1, p[:, np.minimum(k + 1, count - 1)], 1.0)
            low, high = betainc(yes[k], no[k], below), betainc(yes[k], no[k], above)
            drawn = betaincinv(yes[k], no[k], low + (high - low) * rng.random(low.shape))
            p[:, k] = np.clip(np.nan_to_num(drawn, nan=0.5), below, above)
    result: Floats = p[:, of_cell]
    return result


def ranked(
    cells: Cells, confidence: Floats, right: NDArray[np.bool_], threshold: float, rng: np.random.Generator
) -> Floats:
    """Sample the curve of the program as a function of the rank's normal score instead of the logit."""
    total = cells.picks.sum()
    above = (np.cumsum(cells.picks) - cells.picks / 2) / max(total, 1)
    scores = expit(1.5 * ndtri(np.clip(1 - above, 1e-3, 1 - 1e-3)))
    score_of = np.interp
    descending = cells.middle[::-1]
    at = [score_of(values, descending, scores[::-1]) for values in (confidence, np.array([threshold]))]
    moved = Cells(cells.lowest, scores, cells.picks, cells.yes, cells.no)
    return checking.logistic(moved, at[0], right, float(at[1][0]), rng)


def answers_of(population: Population, draw: Draw, rng: np.random.Generator) -> list[Answer]:
    """Return the answers of a user who knows the truth and is unsure most often near the threshold."""
    doubt = 1 - np.abs(population.confidence[draw.index] - population.threshold)
    unsure = rng.random(len(draw.index)) < population.unsure * doubt
    return [Answer.UNSURE if u else Answer.YES if r else Answer.NO
            for u, r in zip(unsure, population.right[draw.index], strict=True)]  # fmt: skip


class Tally:
    """Collects the results of one estimator on one kind of population."""

    def __init__(self) -> None:
        self.rows: list[dict[str, float]] = []

    def add(self, population: Population, result: Estimates) -> None:
        """Compare one result with the truth."""
        kept = population.confidence >= population.threshold
        total = population.right.sum()
        row: dict[str, float] = {}
        truths = {
            "precision": population.right[kept].mean(),
            "modelled_precision": population.right[kept].mean(),
            "recall": population.right[kept].sum() / max(total, 1),
            "right_candidates": total,
            "best_threshold": population.best,
        }
        for name, true in truths.items():
            self._compare(row, name, getattr(result, name), float(true))
        if result.best_threshold:
            top = population.f1(population.best)
            row["loss"] = top - population.f1(result.best_threshold.value)
            row["loss now"] = top - population.f1(population.threshold)
        row["told"] = float(result.best_threshold is not None)
        self.rows.append(row)

    @staticmethod
    def _compare(row: dict[str, float], name: str, found: Estimate | None, true: float) -> None:
        if found is None:
            return
        row[name + " covered"] = float(found.low - 1e-9 <= true <= found.high + 1e-9)
        row[name + " width"] = found.high - found.low
        row[name + " error"] = found.value - true

    def mean(self, name: str) -> str:
        """Return the mean of the compared values."""
        values = [row[name] for row in self.rows if name in row]
        return f"{np.mean(values):.3f}" if values else "–"

    def ninth(self, name: str) -> str:
        """Return the ninth decile."""
        values = [row[name] for row in self.rows if name in row]
        return f"{np.quantile(values, 0.9):.3f}" if values else "–"


SAMPLERS: Mapping[str, checking.Sampler] = {"logistic": checking.logistic, "ranks": ranked, "monotone": monotone}
COLUMNS = (
    "precision covered", "precision width", "precision error",
    "modelled_precision covered", "modelled_precision width", "modelled_precision error",
    "recall covered", "recall width",
    "right_candidates covered", "told", "best_threshold covered", "best_threshold width", "loss", "loss now",
)  # fmt: skip


def compare(
    cases: Iterator[tuple[str, Population]], count: int, seed: int, tallies: dict[tuple[str, str], Tally]
) -> None:
    """Draw, answer and estimate once for each population and estimator."""
    rng = np.random.default_rng(seed + 10**6)
    for name, population in cases:
        draw = draw_picks(population.confidence, population.micrograph, population.threshold, count, seed)
        answers = answers_of(population, draw, rng)
        for method, sampler in SAMPLERS.items():
            result = estimate(
                population.confidence, draw.index, 1 / draw.inclusion, answers, population.threshold, seed, sampler
            )
            tallies.setdefault((name, method), Tally()).add(population, result)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.checking", description=__doc__)
    parser.add_argument("--rounds", type=int, default=300, help="persons for each population")
    parser.add_argument("--count", type=int, default=40, help="picks that each person checks")
    parser.add_argument("--set", nargs=3, action="append", default=[], metavar=("PICKS", "TRUTH", "SIZE"))
    parser.add_argument("--thresholds", type=float, nargs="*", default=[0.3, 0.47, 0.65], help="for --set")
    arguments = parser.parse_args()
    sets = [
        (f"{Path(picks).parent.name}/{Path(picks).name} at {t:g}",
         read_population(Path(picks), Path(truth), float(size), t))
        for picks, truth, size in arguments.set for t in arguments.thresholds
    ]  # fmt: skip
    tallies: dict[tuple[str, str], Tally] = {}
    for seed in range(arguments.rounds):
        cases = iter(sets) if sets else populations(np.random.default_rng(seed))
        compare(cases, arguments.count, seed, tallies)
    lines = ["| population | estimator | " + " | ".join(COLUMNS) + " | loss, ninth decile |"]
    lines.append("|---" * (len(COLUMNS) + 3) + "|")
    for (name, method), tally in sorted(tallies.items()):
        lines.append(f"| {name} | {method} | " + " | ".join(map(tally.mean, COLUMNS)) + f" | {tally.ninth('loss')} |")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
