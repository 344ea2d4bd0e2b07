"""Experiment: filaments on simulated micrographs, by length.

It runs by itself, since it has to fit into a few minutes of a GPU:

    python -m tests.benchmarks.filaments simulate FOLDER [--workers N]
    python -m tests.benchmarks.filaments measure FOLDER MODEL RESULT.json [--seeds N] [--epochs N] [--threads N]
    python -m tests.benchmarks.filaments table RESULT.json

The first command writes micrographs of 2048² px with ten filaments each, at 1.2 Å/px, of assemblies wider than 150 Å at
2.4 Å/px: ten of every assembly that models are trained on, at k = 4 and k = 8, each with one more that has twenty
filaments, and three of every assembly that the filament model has never seen. The second measures the filament model on
all of them, and models trained on five micrographs, or on twenty filaments of the one, on the five others. It continues
where it was interrupted: rows in RESULT.json are not measured again. The third prints the rows of the manual's table.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from iceboxer.engine.data.filament_matching import read_by_name
from iceboxer.engine.data.filaments import Filament, select_filaments
from iceboxer.engine.data.formats.filament_cbox import write as write_cbox
from iceboxer.engine.evaluation.lengths import LengthMatches, curve_of, figures_at, match_lengths
from iceboxer.engine.events import ignore, never
from iceboxer.engine.picking.filament_config import PickFilamentsConfig
from iceboxer.engine.picking.filament_detector import FilamentDetector
from iceboxer.engine.simulation.assemblies import HELD_OUT, named_assembly
from iceboxer.engine.simulation.job import SimulateConfig, simulate
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.trainer import train

SIDE = 2048
WIDE = 150.0  # Å: of wider assemblies, too few filaments would lie on so small a micrograph
PER_MICROGRAPH = 10
LEARNT = ("microtubule", "actin")
NOISES = (4, 8)
TRAIN, TEST = 5, 5
HELD_OUT_COUNT = 3
DRAWN = 20  # filaments of the training on few


def sets() -> list[tuple[str, int, int]]:
    """Return assembly, noise level and number of micrographs of each set."""
    learnt = [(name, noise, TRAIN + TEST) for name in LEARNT for noise in NOISES]
    return learnt + [(name, noise, HELD_OUT_COUNT) for name in HELD_OUT for noise in NOISES]


def folder_of(folder: Path, name: str, noise: int) -> Path:
    """Return the folder of a set."""
    return folder / f"{name}-k{noise}"


def make_set(folder: Path, name: str, noise: int, count: int, seed: int = 11) -> None:
    """Simulate one set; of assemblies that models are trained on, also one micrograph with more filaments to draw."""
    make_micrographs(folder_of(folder, name, noise), name, noise, count, PER_MICROGRAPH, seed)
    if name in LEARNT:
        make_micrographs(few_of(folder, name, noise), name, noise, 1, DRAWN, seed + 1)


def make_micrographs(output: Path, name: str, noise: int, count: int, filaments: int, seed: int) -> None:
    """Simulate micrographs of an assembly with some filaments, or bundles of filaments, each."""
    config = SimulateConfig(
        output,
        micrographs=count,
        filaments=filaments,
        assembly=name,
        noise=noise,
        pixel_size=2.4 if named_assembly(name).width > WIDE else 1.2,
        width=SIDE,
        height=SIDE,
        bundled=0.1,
        broken=0.1,
        seed=seed,
    )
    simulate(config, ignore, never)


def few_of(folder: Path, name: str, noise: int) -> Path:
    """Return the folder of the one micrograph on which few filaments are drawn."""
    return folder / f"{name}-k{noise}-few"


def micrographs_of(folder: Path, name: str, noise: int) -> list[Path]:
    """Return the micrographs of a set, sorted."""
    return sorted((folder_of(folder, name, noise) / "micrographs").glob("*.mrc"))


def truth_of(folder: Path, name: str, noise: int) -> dict[str, list[Filament]]:
    """Return the true filaments of a set by the names of its micrographs."""
    return read_by_name([folder_of(folder, name, noise) / "filaments"]).filaments


def measure(
    paths: Sequence[Path], truth: dict[str, list[Filament]], model: Path, width: float | None, threads: int = 0
) -> dict[str, Any]:
    """Return the figures of a model on micrographs: at its own threshold, and the best F1 at any."""
    config = PickFilamentsConfig(tuple(paths), model, Path(), width=width, threads=threads)
    detector = FilamentDetector(config)
    size = detector.choose_size(paths, never, ignore)
    begun = time.process_time()
    matches: list[LengthMatches] = []
    for path in paths:
        found = detector.run(path, size)
        if found.error is not None:
            raise found.error
        matches.append(match_lengths(found.filaments, truth[path.stem]))
    seconds = (time.process_time() - begun) / len(paths)
    best = max((row["f1"] for row in curve_of(matches)), default=0.0)
    return figures_at(matches, detector.card.threshold) | {"best_f1": best, "seconds": seconds, "box": size.side}


def learn(paths: Sequence[Path], labels: Path, given: argparse.Namespace, seed: int) -> Path:
    """Train on some micrographs, from a model; return the model file."""
    output: Path = given.folder / "models" / f"{labels.parent.name}-{labels.name}-{seed}.safetensors"
    config = TrainConfig(
        tuple(paths),
        (labels,),
        output,
        filaments=True,
        start=given.model,
        epochs=given.epochs,
        seed=seed,
        missing_weight=None,
        threads=given.threads,
    )
    train(config, ignore, never)
    return output


class Rows:
    """Figures by name, written to a file as they come, since the time may run out."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.exists() else {}

    def lack(self, *names: str) -> bool:
        """Return whether one of the names has no figures yet."""
        return any(name not in self._rows for name in names)

    def keep(self, name: str, row: dict[str, Any]) -> None:
        """Store the figures of a name, and print them."""
        self._rows[name] = row
        self._path.write_text(json.dumps(self._rows, indent=1) + "\n", encoding="utf-8")
        shown = {k: round(v, 3) for k, v in row.items() if isinstance(v, float)}
        sys.stdout.write(f"{time.strftime('%H:%M:%S')} {name} {shown}\n")
        sys.stdout.flush()

    def seeds_of(self, prefix: str) -> list[dict[str, Any]]:
        """Return the figures of all seeds under the name that starts with `prefix`."""
        return [row for name, row in self._rows.items() if name.startswith(f"{prefix} seed ")]


def measure_all(given: argparse.Namespace) -> None:
    """Measure the filament model and all trained models that have no figures yet."""
    rows = Rows(given.result)
    for name, noise, _ in sets():
        paths, row = micrographs_of(given.folder, name, noise)[-TEST:], f"shipped {name} k={noise}"
        if paths and rows.lack(row):
            truth, width = truth_of(given.folder, name, noise), named_assembly(name).width
            rows.keep(row, measure(paths, truth, given.model, width, given.threads))
    every = [(name, noise) for noise in reversed(NOISES) for name in LEARNT]
    every = [one for one in every if len(micrographs_of(given.folder, *one)) >= TRAIN + TEST]
    for seed in range(1, given.seeds + 1):
        for name, noise in every:
            measure_trained(rows, given, name, noise, seed)
        for name, noise in every:
            measure_few(rows, given, name, noise, seed)


def measure_trained(rows: Rows, given: argparse.Namespace, name: str, noise: int, seed: int) -> None:
    """Measure a training on five micrographs, on five others with the same noise and with the least."""
    paths, truth = micrographs_of(given.folder, name, noise), truth_of(given.folder, name, noise)
    row, easier = f"trained {name} k={noise}", f"trained {name} k={noise} tested at k={NOISES[0]}"
    wanted = [f"{row} seed {seed}"] + [f"{easier} seed {seed}"] * (noise != NOISES[0])
    if rows.lack(*wanted):
        model = learn(paths[:TRAIN], folder_of(given.folder, name, noise) / "filaments", given, seed)
        rows.keep(wanted[0], measure(paths[TRAIN:], truth, model, None, given.threads))
        if len(wanted) > 1:
            others, true = micrographs_of(given.folder, name, NOISES[0]), truth_of(given.folder, name, NOISES[0])
            rows.keep(wanted[1], measure(others[TRAIN:], true, model, None, given.threads))


def measure_few(rows: Rows, given: argparse.Namespace, name: str, noise: int, seed: int) -> None:
    """Measure a training on twenty filaments of one micrograph."""
    paths, truth = micrographs_of(given.folder, name, noise), truth_of(given.folder, name, noise)
    few_row = f"few {name} k={noise} seed {seed}"
    if rows.lack(few_row):
        few, drawn = write_few(given.folder, name, noise)
        rows.keep(few_row, measure(paths[TRAIN:], truth, learn(few, drawn, given, seed), None, given.threads))


def print_table(result: Path) -> None:
    """Print the rows of the manual's table: means and standard deviations over the seeds."""
    rows = Rows(result)
    for noise in reversed(NOISES):
        for name in LEARNT:
            for kind in (
                f"trained {name} k={noise}",
                f"trained {name} k={noise} tested at k=4",
                f"few {name} k={noise}",
            ):
                found = rows.seeds_of(kind)
                if found:
                    sys.stdout.write(table_row(kind, found) + "\n")


def table_row(kind: str, found: Sequence[dict[str, Any]]) -> str:
    """Return one row of the table."""
    spread = {k: stdev([r[k] for r in found]) if len(found) > 1 else 0.0 for k in ("f1", "precision", "recall")}
    scores = [f"{mean(r[k] for r in found):.3f} ± {spread[k]:.3f}" for k in spread]
    passed = [100 * r["crossings_passed"] for r in found]
    turned = mean(r["direction_error"] for r in found)
    pieces = mean(r["pieces"] for r in found)
    cells = [kind, f"{len(found)} × {TEST}", *scores, f"{turned:.1f}°", f"{pieces:.2f}", f"{mean(passed):.0f} %"]
    return "| " + " | ".join(cells) + " |"


def write_few(folder: Path, name: str, noise: int) -> tuple[list[Path], Path]:
    """Write twenty filaments of one micrograph, as a person would draw them; return the micrograph and their folder."""
    output = few_of(folder, name, noise)
    drawn = output / "few"
    drawn.mkdir(exist_ok=True)
    (path,) = (output / "micrographs").glob("*.mrc")
    filaments = select_filaments(read_by_name([output / "filaments"]).filaments[path.stem], 0.0)[:DRAWN]
    (drawn / f"{path.stem}.cbox").write_text(write_cbox(filaments, 40.0), encoding="utf-8")
    return [path], drawn


def main(arguments: list[str] | None = None) -> None:
    """Run one of the three commands."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("simulate")
    one.add_argument("folder", type=Path)
    one.add_argument("--workers", type=int, default=1)
    other = commands.add_parser("measure")
    for name in ("folder", "model", "result"):
        other.add_argument(name, type=Path)
    other.add_argument("--seeds", type=int, default=3)
    other.add_argument("--epochs", type=int, default=3)
    other.add_argument("--threads", type=int, default=0)
    commands.add_parser("table").add_argument("result", type=Path)
    given = parser.parse_args(arguments)
    if given.command == "simulate":
        with ProcessPoolExecutor(given.workers) as pool:
            for job in [pool.submit(make_set, given.folder, *one_set) for one_set in sets()]:
                job.result()
    elif given.command == "measure":
        measure_all(given)
    else:
        print_table(given.result)


if __name__ == "__main__":  # worker processes import this file again
    main()
