"""Experiment: filaments on simulated micrographs, by length.

It runs by itself, since it has to fit into a few minutes of a GPU:

    python -m tests.benchmarks.filaments simulate FOLDER [--workers N]
    python -m tests.benchmarks.filaments measure FOLDER MODEL RESULT.json [--seeds N] [--epochs N]

The first command writes micrographs of 2048² px with ten filaments each, at 1.2 Å/px, of assemblies wider than 150 Å at
2.4 Å/px: ten of every assembly that models are trained on, at k = 4 and k = 8, each with one more that has twenty
filaments, and three of every assembly that the filament model has never seen. The second measures the filament model on
all of them, and models trained on five micrographs, or on twenty filaments of the one, on the five others.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
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
    paths: Sequence[Path], truth: dict[str, list[Filament]], model: Path, width: float | None
) -> dict[str, Any]:
    """Return the figures of a model on micrographs: at its own threshold, and the best F1 at any."""
    config = PickFilamentsConfig(tuple(paths), model, Path(), width=width)
    detector = FilamentDetector(config)
    size = detector.choose_size(paths, never, ignore)
    begun = time.monotonic()
    matches: list[LengthMatches] = []
    for path in paths:
        found = detector.run(path, size)
        if found.error is not None:
            raise found.error
        matches.append(match_lengths(found.filaments, truth[path.stem]))
    seconds = (time.monotonic() - begun) / len(paths)
    best = max((row["f1"] for row in curve_of(matches)), default=0.0)
    return figures_at(matches, detector.card.threshold) | {"best_f1": best, "seconds": seconds, "box": size.side}


def learn(folder: Path, paths: Sequence[Path], boxes: Path, start: Path, epochs: int, seed: int) -> Path:
    """Train on some micrographs, from a model; return the model file."""
    output = folder / "models" / f"{boxes.parent.name}-{boxes.name}-{seed}.safetensors"
    config = TrainConfig(
        tuple(paths), (boxes,), output, filaments=True, start=start, epochs=epochs, seed=seed, missing_weight=None
    )
    train(config, ignore, never)
    return output


def measure_all(folder: Path, model: Path, seeds: int, epochs: int, result: Path) -> dict[str, Any]:
    """Measure everything and write the figures to `result` as they come, since the time may run out."""
    rows: dict[str, Any] = {}

    def keep(name: str, row: dict[str, Any]) -> None:
        rows[name] = row
        result.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        shown = {k: round(v, 3) for k, v in row.items() if isinstance(v, float)}
        sys.stdout.write(f"{name} {shown}\n")
        sys.stdout.flush()

    for name, noise, _ in sets():
        paths = micrographs_of(folder, name, noise)[-TEST:]
        if not paths:
            continue
        width = named_assembly(name).width
        keep(f"shipped {name} k={noise}", measure(paths, truth_of(folder, name, noise), model, width))
    for seed in range(1, seeds + 1):
        for name in LEARNT:
            for noise in reversed(NOISES):
                paths = micrographs_of(folder, name, noise)
                if len(paths) < TRAIN + TEST:
                    continue
                truth, labels = truth_of(folder, name, noise), folder_of(folder, name, noise) / "filaments"
                trained = learn(folder, paths[:TRAIN], labels, model, epochs, seed)
                keep(f"trained {name} k={noise} seed {seed}", measure(paths[TRAIN:], truth, trained, None))
                few, drawn = write_few(folder, name, noise)
                trained = learn(folder, few, drawn, model, epochs, seed)
                keep(f"few {name} k={noise} seed {seed}", measure(paths[TRAIN:], truth, trained, None))
    return rows


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
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("simulate")
    one.add_argument("folder", type=Path)
    one.add_argument("--workers", type=int, default=1)
    other = commands.add_parser("measure")
    for name in ("folder", "model", "result"):
        other.add_argument(name, type=Path)
    other.add_argument("--seeds", type=int, default=1)
    other.add_argument("--epochs", type=int, default=10)
    given = parser.parse_args(arguments)
    if given.command == "simulate":
        with ProcessPoolExecutor(given.workers) as pool:
            for job in [pool.submit(make_set, given.folder, *one_set) for one_set in sets()]:
                job.result()
        return
    measure_all(given.folder, given.model, given.seeds, given.epochs, given.result)


if __name__ == "__main__":  # worker processes import this file again
    main()
