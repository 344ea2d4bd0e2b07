"""Measure what labels teach with the program's own settings, from files to picks, over turns and seeds.

    python -m tests.benchmarks.label_rows --data DIR --output OUT       # DIR/micrographs and DIR/truth
    python -m tests.benchmarks.label_rows --output OUT --rows hard16    # one simulated set, made in OUT

Each training labels other micrographs of a set and is tested on the rest of it; `none` is the general model without
any label, on the same micrographs. Every result is saved in OUT/results as soon as it is there, so that a stopped run
resumes; OUT/labels.md is the table of all results so far. F1 is that at the threshold that each model recommends, and
what is lost there against the best threshold.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import Boxes, no_boxes, resized
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.evaluation.edge import match_inside
from iceboxer.engine.evaluation.metrics import curve, figures_at
from iceboxer.engine.events import ignore, never
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.picker import pick
from iceboxer.engine.simulation.job import SimulateConfig, simulate
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.trainer import train
from tests.benchmarks.bench import engine_sources
from tests.benchmarks.material import REAL_BOX, real_micrographs

NONE = "none"  # the general model without labels
HARD = "hard16"
SIMULATED: dict[str, Any] = {"noise": 16.0, "hard": True, "width": 2048, "height": 2048, "particles": 80, "seed": 16}
SIMULATED_MICROGRAPHS = 8
TURNS = 8


@dataclass(frozen=True)
class Row:
    """A kind of label set: `count` random labels, or the `share` of all, over `micrographs` micrographs of `data`."""

    data: str
    micrographs: int
    count: int | None = None
    share: float = 1.0


ROWS = {
    "40 on one": Row("real", 1, 40),
    "10 on one": Row("real", 1, 10),
    "20 on one": Row("real", 1, 20),
    "100 on one": Row("real", 1, 100),
    "one whole": Row("real", 1),
    "40 on five": Row("real", 5, 40),
    "10 on five": Row("real", 5, 10),
    "20 on five": Row("real", 5, 20),
    "100 on five": Row("real", 5, 100),
    "seven whole": Row("real", 7),
    "a fifth of seven": Row("real", 7, share=0.2),
    f"{HARD}: 40 on one": Row(HARD, 1, 40),
    f"{HARD}: seven whole": Row(HARD, 7),
}


@dataclass(frozen=True)
class Turn:
    """One training of a row: which micrographs are labelled, and the seed of labels and training."""

    row: str
    turn: int
    seed: int

    @property
    def name(self) -> str:
        """The name of its result file."""
        return f"{self.row.replace(' ', '-').replace(':', '')}-turn{self.turn}-seed{self.seed}"


@dataclass(frozen=True)
class Material:
    """The micrographs of a set, the folder of their true boxes, and the side of the boxes in px, None: as read."""

    paths: Sequence[Path]
    truth: Path
    box_size: float | None

    def boxes(self, path: Path) -> Boxes:
        """Return the true boxes of a micrograph."""
        (file,) = (p for p in self.truth.iterdir() if p.stem == path.stem)
        boxes = np.concatenate([no_boxes(), *(one.boxes for one in read_boxes(file, self.box_size))])
        return boxes if self.box_size is None else resized(boxes, self.box_size)

    def parts(self, turn: int, count: int) -> tuple[list[Path], list[Path]]:
        """Return the micrographs to label and those to test on, from a fixed random order."""
        order = np.random.default_rng(0).permutation(len(self.paths))
        turned = [self.paths[i] for i in np.roll(order, -turn)]
        return turned[:count], turned[count:]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the trainings that have no result yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="the real set; without it, its rows are left out")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--rows", nargs="*", default=list(ROWS), help="names of rows, or of a data set")
    parser.add_argument("--turns", type=int, nargs="*", default=list(range(TURNS)))
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--report-only", action="store_true")
    given = parser.parse_args(arguments)
    if not given.report_only:
        sets = {} if given.data is None else {"real": real_set(given.data)}
        for turn in turns(given.rows, given.turns, given.seeds):
            data = ROWS[turn.row].data
            if data == HARD and HARD not in sets:
                sets[HARD] = simulated_set(given.output / HARD)
            if data in sets:
                run(given.output, turn, partial(measure, given.output, sets[data], given.threads))
    sys.stdout.write(table(given.output))
    return 0


def turns(rows: Sequence[str], numbers: Sequence[int], seeds: Sequence[int]) -> Iterator[Turn]:
    """Yield all trainings, row by row and, within a row, seed by seed."""
    chosen = [name for name, row in ROWS.items() if name in rows or row.data in rows]
    for name in chosen:
        yield from (Turn(name, turn, seed) for seed in seeds for turn in numbers)


def run(output: Path, turn: Turn, measure: Callable[[Turn], dict[str, Any]]) -> None:
    """Measure, unless the result is there; save it, and rewrite the table."""
    path = output / "results" / f"{turn.name}.json"
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    result = {**asdict(turn), "engine": engine_sources(), **measure(turn)}
    write_text(path, json.dumps(result) + "\n")
    write_text(output / "labels.md", table(output))


def measure(output: Path, data: Material, threads: int, turn: Turn) -> dict[str, Any]:
    """Train as a user does, pick all other micrographs, and return the figures, and those without any label."""
    row, folder = ROWS[turn.row], output / "runs" / turn.name
    learn, test = data.parts(turn.turn, row.micrographs)
    labels = _write_labels(data, learn, row, turn, folder / "labels")
    model, begun = folder / "model.safetensors", time.process_time()
    config = TrainConfig(tuple(learn), (folder / "labels",), model, seed=turn.seed, threads=threads)
    train(config, ignore, never)
    seconds = time.process_time() - begun
    pick(PickConfig(tuple(test), model, folder / "picks", overwrite=True, threads=threads), ignore, never)
    general = output / "general" / row.data
    size = data.box_size or float(np.median(data.boxes(data.paths[0])["width"]))
    pick(PickConfig(tuple(data.paths), shipped(), general, box_size=size, threads=threads), ignore, never)
    trained = _figures(data, test, folder / "picks", model)
    start = _figures(data, test, general, shipped())
    epochs = len(json.loads(model.with_suffix(".json").read_text(encoding="utf-8"))["history"])
    return {**trained, "labels": labels, "epochs": epochs, "processor_seconds": seconds, NONE: start}


def _write_labels(data: Material, learn: Sequence[Path], row: Row, turn: Turn, folder: Path) -> int:
    rng = np.random.default_rng((turn.seed, turn.turn))
    total = 0
    for number, path in enumerate(learn):
        boxes = data.boxes(path)
        count = round(row.share * len(boxes))
        if row.count is not None:
            count = len(range(number, row.count, row.micrographs))
        chosen = boxes[rng.permutation(len(boxes))[:count]]
        write_boxes(folder / f"{path.stem}.box", BoxList(None, chosen), "eman")
        total += len(chosen)
    return total


def _figures(data: Material, test: Sequence[Path], picks: Path, model: Path) -> dict[str, float]:
    """Return AUC and best F1 of the picks in a folder, and F1 at the threshold that the model recommends."""
    matches = []
    for path in test:
        (found,) = read_boxes(picks / "CBOX" / f"{path.stem}.cbox")
        truth = data.boxes(path)
        side = float(np.median(truth["width"]))
        matches.append(match_inside(resized(found.boxes, side), truth, open_micrograph(path).shape))
    c, threshold = curve(matches), read_card(model).threshold
    return {"auc": c.auc, "best_f1": float(c.f1.max()), "f1": figures_at(c, threshold).f1, "threshold": threshold}


def real_set(folder: Path) -> Material:
    """Return a set of real micrographs."""
    return Material(real_micrographs(folder), folder / "truth", REAL_BOX)


def simulated_set(folder: Path) -> Material:
    """Return the simulated set, made if it is missing."""
    paths = [folder / "micrographs" / f"simulated-{n + 1:04d}.mrc" for n in range(SIMULATED_MICROGRAPHS)]
    if not all(path.is_file() for path in paths):
        simulate(SimulateConfig(folder, SIMULATED_MICROGRAPHS, **SIMULATED), ignore, never)
    return Material(paths, folder / "boxes", None)


def table(output: Path) -> str:
    """Return a table of all results: means over the turns, and their spread over the seeds."""
    results = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((output / "results").glob("*.json"))]
    engines = len({one["engine"] for one in results})
    lines = [f"Results of {engines} versions of the engine; measure them again.\n"] if engines > 1 else []
    lines += [
        "| labels | trainings | AUC | without labels | mean gain | smallest | F1 | without labels | smallest gain "
        "| F1 lost (largest) |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name in ROWS:
        if found := [one for one in results if one["row"] == name]:
            lines.append(_line(name, found))
    return "\n".join(lines) + "\n"


def _line(name: str, found: Sequence[dict[str, Any]]) -> str:
    auc, none = ([one["auc"] for one in found], [one[NONE]["auc"] for one in found])
    gain = np.subtract(auc, none)
    seeds = sorted({one["seed"] for one in found})
    means = [np.mean([one["auc"] for one in found if one["seed"] == seed]) for seed in seeds]
    spread = f" ± {np.std(means, ddof=1):.3f}" if len(seeds) > 1 else ""
    f1, without = ([one["f1"] for one in found], [one[NONE]["f1"] for one in found])
    lost = [one["best_f1"] - one["f1"] for one in found]
    cells = [name, f"{len(found)}, {len(seeds)} seeds", f"{np.mean(auc):.3f}{spread}", f"{np.mean(none):.3f}"]
    cells += [f"{gain.mean():+.4f}", f"{gain.min():+.4f}", f"{np.mean(f1):.3f}", f"{np.mean(without):.3f}"]
    cells += [f"{np.subtract(f1, without).min():+.4f}", f"{np.mean(lost):.3f} ({max(lost):.3f})"]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
