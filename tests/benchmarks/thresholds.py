"""Compare F1 at the recommended threshold with the best F1, on micrographs that were not labelled.

    python -m tests.benchmarks.thresholds --data DIR                # real micrographs: DIR/micrographs and DIR/truth
    python -m tests.benchmarks.thresholds --simulated FOLDER        # simulated ones, made in FOLDER

With --epochs 0 the general model is not trained, only calibrated, and it picks each micrograph once for all rows.
Each row is one set of labels, from few to complete and uneven: its mean loss of F1 over the seeds, with the largest;
that of the threshold read off the held-out labels as if they were complete; and that of the initial model's threshold.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import Boxes, no_boxes, resized
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.evaluation.calibration import KNOWN_SPREAD, Prior, calibrate
from iceboxer.engine.evaluation.metrics import Curve, curve, figures_at, robust_threshold
from iceboxer.engine.events import ignore, never
from iceboxer.engine.models.detection import Prepared, detect
from iceboxer.engine.models.model_file import Model, for_inference, load_model
from iceboxer.engine.simulation.job import SimulateConfig, simulate
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.examples import Example, prepare, split_examples
from iceboxer.engine.training.trainer import train
from iceboxer.engine.training.validation import FLOOR, match_picks

ALL = 100_000
CASES = {
    "10 labels on one": (10,),
    "20 on one": (20,),
    "40 on one": (40,),
    "100 on one": (100,),
    "400 on one": (400,),
    "one complete": (ALL,),
    "13, 392 and all": (13, 392, ALL),
    "12, 201, 163, 168": (12, 201, 163, 168),
    "8 on each of five": (8,) * 5,
    "40 on each of five": (40,) * 5,
    "five complete": (ALL,) * 5,
    "seven complete": (ALL,) * 7,
}
MICROGRAPHS = 8
SIMULATED: dict[str, Any] = {"noise": 8.0, "hard": True, "width": 2048, "height": 2048, "particles": 70, "seed": 1}


@dataclass(frozen=True)
class Lost:
    """F1 lost against the best, at three thresholds, and the best."""

    recommended: float
    read_off: float
    start: float
    best: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a row for each set of labels."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--simulated", type=Path)
    parser.add_argument("--box-size", type=float, default=180.0, help="px")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--cases", nargs="*", default=list(CASES))
    given = parser.parse_args(arguments)
    if given.data is None and given.simulated is None:
        parser.error("Give --data or --simulated.")
    _write("| labels | recommended | largest | read off | initial model's | best F1 |\n|---|---|---|---|---|---|")
    folders = [(given.data, "truth", given.box_size)] if given.data else []
    if given.simulated:
        folders.append((_simulated(given.simulated), "boxes", None))
    for folder, truth, box_size in folders:
        for case in given.cases:
            seeds = range(1, given.seeds + 1)
            losses = [measure(folder, folder / truth, box_size, CASES[case], given.epochs, seed) for seed in seeds]
            values = [[getattr(one, n) for one in losses] for n in ("recommended", "read_off", "start", "best")]
            mean = [f"{np.mean(v):.3f}" for v in values]
            _write(f"| {folder.name}: {case} | {mean[0]} | {max(values[0]):.3f} | {' | '.join(mean[1:])} |")
    return 0


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _simulated(folder: Path) -> Path:
    if not (folder / "boxes").is_dir():
        config = SimulateConfig(folder, MICROGRAPHS, **SIMULATED)
        simulate(config, ignore, never)
    return folder


def measure(folder: Path, truth: Path, box_size: float | None, counts: Sequence[int], epochs: int, seed: int) -> Lost:
    """Train on as many random labels as `counts` says for each of some micrographs, and test on all others."""
    rng = np.random.default_rng(seed)
    paths = find_micrographs([folder / "micrographs"])
    order = [paths[i] for i in rng.permutation(len(paths))]
    learn, test = order[: len(counts)], order[len(counts) :]
    with tempfile.TemporaryDirectory() as temporary:
        labels, model = Path(temporary) / "labels", Path(temporary) / "m.safetensors"
        for path, count in zip(learn, counts, strict=True):
            boxes = _true_boxes(truth, path, box_size)
            chosen = boxes[rng.permutation(len(boxes))[:count]]
            write_boxes(labels / f"{path.stem}.box", BoxList(None, chosen), "eman")
        if epochs:
            train(TrainConfig(tuple(learn), (labels,), model, epochs=epochs, seed=seed), ignore, never)
        picked = Picked(load_model(model)) if epochs else _picked_by_general_model()
        made, start = picked.model, read_card(shipped())
        size = float(np.median(_true_boxes(truth, learn[0], box_size)["width"]))

        def example(path: Path, boxes: Path) -> Example:
            return replace(picked.of(path, size)[0], labels=_true_boxes(boxes, path, box_size))

        _, held_out = split_examples([example(path, labels) for path in learn], 0.2, seed)
        validated = picked.curve(held_out, size)
        c = picked.curve([example(path, truth) for path in test], size)
    best, recommended = float(c.f1.max()), made.card.threshold
    if not epochs:
        recommended = calibrate(validated, Prior(start.threshold, KNOWN_SPREAD), max(1, len(held_out))).threshold.value
    thresholds = (recommended, robust_threshold(validated), start.threshold)
    lost = [best - figures_at(c, t).f1 for t in thresholds]
    return Lost(lost[0], lost[1], lost[2], best)


class Picked:
    """The picks of a model on micrographs, each picked once."""

    def __init__(self, model: Model) -> None:
        self.model, self._device = model, devices.choose("auto", 0)
        self._ready = for_inference(model.network, self._device)
        self._found: dict[tuple[Path, float], tuple[Example, Boxes]] = {}

    def of(self, path: Path, size: float) -> tuple[Example, Boxes]:
        """Return a micrograph without labels and its picks, at the scale of boxes of `size` px."""
        if (path, size) not in self._found:
            example = prepare(open_micrograph(path), no_boxes(), self.model.network, size)
            (picks,) = detect(self._ready, self._device, [Prepared(example.picture, example.scale)], size, FLOOR)
            self._found[path, size] = replace(example, picture=np.zeros((0, 0), np.float32)), picks
        return self._found[path, size]

    def curve(self, examples: Sequence[Example], size: float) -> Curve:
        """Return the curve of the picks against the labels of examples."""
        return curve([match_picks(self.of(e.path, size)[1], e, size) for e in examples])


@cache
def _picked_by_general_model() -> Picked:
    return Picked(load_model(shipped()))


def _true_boxes(folder: Path, micrograph: Path, box_size: float | None) -> Boxes:
    (file,) = (p for p in folder.iterdir() if p.stem == micrograph.stem)
    boxes = np.concatenate([one.boxes for one in read_boxes(file, box_size)])
    return boxes if box_size is None else resized(boxes, box_size)


if __name__ == "__main__":
    sys.exit(main())
