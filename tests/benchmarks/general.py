"""Experiment: the general model on unseen data: real micrographs, held-out molecules, empty micrographs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, inside
from iceboxer.engine.data.filters import network_input
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.events import check, ignore
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.detection import Prepared, detect, scale_between
from iceboxer.engine.models.model_file import for_inference, load_model
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import FLOOR
from iceboxer.engine.picking.picker import pick
from iceboxer.engine.simulation.micrograph import child_seed, hard, simulate_micrograph
from iceboxer.engine.simulation.molecule import Molecule, made_up
from iceboxer.engine.simulation.molecule_file import read_molecule
from iceboxer.engine.simulation.recipe import Recipe
from iceboxer.engine.training.scenes import HELD_OUT, structure_files
from iceboxer.engine.training.start import SCRATCH
from tests.benchmarks.bench import Bench, Result
from tests.benchmarks.few import FORTY, NO_DATA, Averaged
from tests.benchmarks.material import REAL_BOX, REAL_DIAMETER, REAL_PIXEL_SIZE, Material, real
from tests.benchmarks.rows import LeftOut, Row
from tests.benchmarks.runs import judged, some, trained
from tests.benchmarks.scoring import read_all, scored

NAME = "general"
GOALS = {"auc": 0.85, "f1": 0.85}
MEAN_GOAL, WORST_GOAL, FALSE_GOAL, FORTY_GOAL, LOST_GOAL = 0.95, 0.85, 2.0, 0.88, 0.03
FIELD = Recipe(width=2048, height=2048, particles=60)  # k = 8
EMPTY = 4  # micrographs without a particle


def general(bench: Bench) -> Iterator[Row | LeftOut]:
    """Yield the figures of the general model without training, and of forty labels with and without it."""
    if bench.data is None:
        yield LeftOut(NAME, NO_DATA)
    else:
        yield from on_real(bench)
        yield from forty(bench)
    yield from left_out(bench)
    yield false_picks(bench)


def on_real(bench: Bench) -> Iterator[Row]:
    """Yield the figures on all real micrographs, with the diameter given and with the size found."""
    material = real(bench, 0, 0)
    given = _on_real(bench, material, "given", 2 * round(BOX_RATIO * REAL_DIAMETER / REAL_PIXEL_SIZE / 2))
    found = _on_real(bench, material, "auto", None)
    for name, title in (("auc", "AUC"), ("f1", "F1"), ("precision", "precision"), ("recall", "recall")):
        yield Row(NAME, f"{title}, real, diameter given", given[name], "", GOALS.get(name))
        yield Row(NAME, f"{title}, real, size found", found[name], "", None, note=f"boxes of {found['box']:g} px")
    yield Row(NAME, "AUC lost where the size is found", given["auc"] - found["auc"], "", LOST_GOAL, False)


def _on_real(bench: Bench, material: Material, name: str, box_size: float | None) -> Result:
    def measure() -> Result:
        folder = bench.run_folder(f"general/real-{name}")
        config = PickConfig(material.test, None, folder, overwrite=True, box_size=box_size, threads=bench.threads)
        pick(replace(config, device=bench.device), ignore, bench.cancelled)
        picks = read_all((folder / "CBOX" / f"{p.stem}.cbox" for p in material.test), REAL_BOX)
        used = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["box_size"]
        return {**judged(material, picks), "box": used}

    return bench.once(f"general/real-{name}", {**material.described(), "model": _digest()}, measure)


def forty(bench: Bench) -> Iterator[Row]:
    """Yield the AUC of forty labels on one real micrograph, from the general model and from random weights."""
    starts: Mapping[str, Mapping[str, Any]] = {"forty": {}, "forty-scratch": {"start": SCRATCH}}
    for labels, more in starts.items():
        name = "scratch" if more else "general"  # what training starts from by default
        first = (bench.seed - 1) * bench.scale.real[1]
        turns = [real(bench, 1, first + i) for i in range(bench.scale.forty)]
        result = Averaged([trained(bench, turn, labels, some(FORTY), **more) for turn in turns])
        goal = FORTY_GOAL if name == "general" else None
        yield Row(
            NAME, f"AUC, real, {FORTY} boxes on one, from {name}", result["auc"], "", goal, note=result.apart("auc")
        )


def left_out(bench: Bench) -> Iterator[Row | LeftOut]:
    """Yield the AUC on a simulated micrograph of each molecule that training held out, diameter given."""
    folder = bench.data.parent / "structures" if bench.data else None
    if folder is None or not folder.is_dir():
        yield LeftOut(NAME, "there is no folder `structures` beside --data")
        return
    files = [path for path in structure_files(folder) if path.name.split(".")[0] in HELD_OUT]
    network, device = _ready(bench)
    aucs = []
    for path in files:
        check(bench.cancelled)
        picks, truth, box_size = _picked(network, device, FIELD, read_molecule(path), bench.seed)
        aucs.append(scored({path.stem: picks}, {path.stem: truth})["auc"])
        yield Row(NAME, f"AUC, {path.stem}, k = 8", aucs[-1], "", None, note=f"boxes of {box_size:g} px")
    yield Row(NAME, f"mean AUC of {len(aucs)} molecules left out, k = 8", float(np.mean(aucs)), "", MEAN_GOAL)
    yield Row(NAME, f"worst AUC of {len(aucs)} molecules left out, k = 8", min(aucs), "", WORST_GOAL)


def false_picks(bench: Bench) -> Row:
    """Return the number of picks at the recommended threshold on micrographs with contaminants only."""
    network, device = _ready(bench)
    threshold = load_model(shipped()).card.threshold
    molecule = made_up()
    recipe = replace(hard(replace(FIELD, width=4096, height=4096, particles=250)), particles=0, fragments=0, stacks=0)
    counts = []
    for index in range(EMPTY if bench.scale.name == "full" else 1):
        check(bench.cancelled)
        picks, _, _ = _picked(network, device, recipe, molecule, child_seed(bench.seed, index))
        counts.append(int((picks["confidence"] >= threshold).sum()))
    note = "rods, ice crystals, aggregates, a carbon edge, uneven ice; no dimers and fragments of particles"
    return Row(NAME, "false picks a micrograph without particles", float(np.mean(counts)), "", FALSE_GOAL, False, note)


def _ready(bench: Bench) -> tuple[Network, devices.Device]:
    device = devices.choose(bench.device, bench.threads, "auto")
    return for_inference(load_model(shipped()).network, device), device


def _picked(
    network: Network, device: devices.Device, recipe: Recipe, molecule: Molecule, seed: int
) -> tuple[Boxes, Boxes, float]:
    """Return picks and true boxes of a new simulated micrograph, and their size in px."""
    image, truth, _ = simulate_micrograph(recipe, molecule, seed)
    box_size = float(recipe.box_size(molecule))
    picture = network_input(image, network.input_factor((recipe.height, recipe.width), box_size), box_size)
    prepared = Prepared(picture, scale_between((recipe.height, recipe.width), picture))
    (picks,) = detect(network, device, [prepared], box_size, FLOOR)
    return picks[inside(picks, (recipe.height, recipe.width))], truth, box_size


def _digest() -> str:
    """Return a mark of the shipped model."""
    card = load_model(shipped()).card
    return f"{card.created} {card.trained_on.get('steps')}"
