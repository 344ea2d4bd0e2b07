"""How well the default network picks what it has not seen, after a given time of training."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.benchmark.bench import Bench
from engine.benchmark.rows import Row
from engine.data.formats import BoxList, read_boxes, write_boxes
from engine.data.micrograph import find_micrographs
from engine.events import Note
from engine.simulation.job import SETTINGS

REAL_BOX = 180.0  # px; fits β-galactosidase at 1.77 Å/px
# noise k, minutes, the least AUC on five micrographs after training on fifteen
SIMULATED = ((8, 1.0, 0.99), (16, 2.0, 0.99), (32, 2.0, 0.70))
FEW = 20


def _set(bench: Bench, noise: float) -> tuple[Path, list[Path], float]:
    """The paper's set at one noise level, its micrographs, and the size of its boxes (px)."""
    folder = bench.simulated(f"k{noise:g}", noise=float(noise), micrographs=20, seed=100 + bench.seed)
    box_size = float(json.loads((folder / SETTINGS).read_text(encoding="utf-8"))["box_size"])
    return folder, find_micrographs([folder / "micrographs"]), box_size


def simulation(bench: Bench) -> Iterator[Row]:
    """The paper's figure 6 and beyond: trained on fifteen micrographs, tested on the other five."""
    for noise, minutes, goal in SIMULATED:
        folder, paths, box_size = _set(bench, noise)
        result = bench.score(f"k{noise}", paths[:15], paths[15:], folder / "boxes", folder / "boxes", minutes, box_size)
        yield Row("simulation", f"AUC at k = {noise}, trained {minutes:g} min", result["auc"], "", goal)
        yield Row("simulation", f"mean IoU at k = {noise}", result["iou"], "", None)


def few_labels(bench: Bench) -> Iterator[Row]:
    """Twenty labels, drawn at random, on one micrograph at k = 16."""
    folder, paths, box_size = _set(bench, 16)
    boxes = bench.folder / "data" / f"few-{bench.seed}"
    (all_of_it,) = read_boxes(folder / "boxes" / f"{paths[0].stem}.box")
    chosen = np.random.default_rng(bench.seed).permutation(len(all_of_it.boxes))[:FEW]
    write_boxes(boxes / f"{paths[0].stem}.box", BoxList(None, all_of_it.boxes[chosen]), "eman")
    result = bench.score("few", paths[:1], paths[15:], boxes, folder / "boxes", 0.5, box_size)
    yield Row("few-labels", f"AUC at k = 16, {FEW} labels on one micrograph, trained 0.5 min", result["auc"], "", 0.97)


def real(bench: Bench) -> Iterator[Row]:
    """Seven real micrographs of β-galactosidase to learn from, the eighth to test on, each in turn."""
    if bench.data is None:
        bench.report(Note("There is no --data folder with real micrographs: that experiment is left out."))
        return
    paths, truth = find_micrographs([bench.data / "micrographs"]), bench.data / "truth"
    scores = []
    for number, held in enumerate(paths):
        rest = [p for p in paths if p != held]
        scores.append(bench.score(f"real-{number}", rest, [held], truth, truth, 3.0, REAL_BOX))
        yield Row("real", f"AUC on {held.stem}, trained 3 min on the others", scores[-1]["auc"], "", None)
    for name, goal in (("auc", 0.90), ("f1", None), ("iou", None)):
        values = [score[name] for score in scores]
        spread = f"{min(values):.3f} to {max(values):.3f}"
        yield Row("real", f"mean {name.upper()}, each left out in turn", float(np.mean(values)), "", goal, note=spread)
