"""Experiment: the junk map of the general model, and its picks where there is no particle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import BOX_RATIO, inside, make_boxes
from iceboxer.engine.data.filters import Image, network_input
from iceboxer.engine.data.junk import HIDING, KINDS, UNKNOWN, greyed
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.evaluation.metrics import curve
from iceboxer.engine.events import check
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.detection import Detection, Prepared, detect_with_junk, scale_between
from iceboxer.engine.models.model_file import for_inference, load_model
from iceboxer.engine.simulation.micrograph import child_seed, hard, simulate_micrograph
from iceboxer.engine.simulation.molecule import Molecule, made_up
from iceboxer.engine.simulation.molecule_file import read_molecule
from iceboxer.engine.simulation.recipe import Recipe
from iceboxer.engine.simulation.scene import BOX
from iceboxer.engine.training.scene_validation import scene_example
from iceboxer.engine.training.scenes import HELD_OUT, coarse, random_scene, structure_files
from iceboxer.engine.training.validation import match_example
from tests.benchmarks.bench import Bench
from tests.benchmarks.contaminants import KINDS as CONTAMINANTS
from tests.benchmarks.contaminants import OTHERS
from tests.benchmarks.junk_real import GOOD, empty_ones, on_real
from tests.benchmarks.rows import LeftOut, Row
from tests.benchmarks.scoring import misled

NAME = "junk"
IOU_GOALS = {"film": 0.8, "ice": 0.6, "aggregate": 0.6, "border": None, "empty": None}
LOST_GOAL, PICKS_GOAL, FLAGGED_GOAL = 1.0, 1.0, 80.0
SIZES = (30.0, 45.0, 60.0)  # box sides in px of the negatives: nobody knows the size of particles that are not there
MARGIN = 2.0  # particle radii around junk within which picks are hidden, for one row
FLAGGED = 0.03  # share of a picture covered by junk from which it is flagged
# Real pictures on which a person sees carbon, crystals or contamination; the general model did not learn from `UNSEEN`.
DIRTY = ("carbon-edge", "contaminated", "crystalline", "no-ice-3", "no-ice-4")
UNSEEN = ("carbon-edge", "contaminated-1", "crystalline-4", "no-ice-4")
CROWDED = "carbon-edge"  # beside the carbon there are clumps that look like particles
RECIPE = Recipe(width=2048, height=2048, particles=60)  # k = 8
LOW = 0.05


@dataclass(frozen=True)
class Picker:
    """The general model, ready, with its recommended threshold."""

    network: Network
    device: devices.Device
    threshold: float

    def run(self, image: Image, box_size: float) -> Detection:
        """Return the picks at the recommended threshold that lie fully on an image, and its junk map."""
        shape = (image.shape[0], image.shape[1])
        picture = network_input(image, self.network.input_factor(shape, box_size), box_size)
        return self.detect(picture, scale_between(shape, picture), box_size, shape)

    def detect(self, picture: Image, scale: tuple[float, float], box_size: float, shape: tuple[int, int]) -> Detection:
        """Return the same for a picture that is prepared for the network."""
        prepared = [Prepared(picture, scale)]
        (found,) = detect_with_junk(self.network, self.device, prepared, box_size, min(LOW, self.threshold))
        picks = found.picks[inside(found.picks, shape)]
        return Detection(picks[picks["confidence"] >= self.threshold], found.junk)


def junk(bench: Bench) -> Iterator[Row | LeftOut]:
    """Yield the figures of the junk map on scenes of held-out molecules, of real negatives and of contaminants."""
    model, device = load_model(shipped()), devices.choose(bench.device, bench.threads, "auto")
    picker = Picker(for_inference(model.network, device), device, model.card.threshold)
    has_map = "junk" in model.card.arguments
    yield from _on_scenes(bench, picker)
    if not has_map:
        yield LeftOut(NAME, "the general model has no junk map")
    yield from _contaminants(bench, picker)
    if bench.data is not None and has_map:
        yield from on_real(bench)
    folder = bench.data.parent / "real-negatives" if bench.data else None
    if folder is None or not folder.is_dir():
        yield LeftOut(NAME, "there is no folder `real-negatives` beside --data")
    else:
        yield from _on_negatives(bench, picker, folder, has_map)
        if (folder.parent / GOOD).is_dir():
            yield from empty_ones(bench)


def _on_scenes(bench: Bench, picker: Picker) -> Iterator[Row]:
    molecules = _held_out(bench)
    rng = np.random.default_rng(1000 + bench.seed)
    count = 240 if bench.scale.name == "full" else 40 if bench.scale.name == "quick" else 2
    both, either = np.zeros(len(KINDS)), np.zeros(len(KINDS))
    hidden, particles, shown = 0, 0, 0
    matches = []
    for number in range(count):
        check(bench.cancelled)
        scene = random_scene(molecules[number % len(molecules)], molecules, rng)
        matches.append(match_example(picker.network, picker.device, scene_example("", scene), BOX))
        found = picker.detect(scene.picture, (1.0, 1.0), BOX, scene.picture.shape)
        if found.junk is None:
            continue
        known = scene.junk != UNKNOWN
        seen = found.junk.cells.repeat(len(known) // len(found.junk.cells), 0)
        seen = seen.repeat(known.shape[1] // seen.shape[1], 1)
        for index in range(len(KINDS)):
            one, two = (np.asarray(cells == index + 1) & known for cells in (scene.junk, seen))
            both[index] += (one & two).sum()
            either[index] += (one | two).sum()
        truth = make_boxes(scene.centres[:, 0], scene.centres[:, 1], BOX)
        hidden += int(greyed(truth, found.junk, 0.0).sum())
        shown += int(greyed(truth, found.junk, 0.0, kinds=(*HIDING, len(KINDS))).sum())
        particles += len(truth)
    note = f"{count} scenes of held-out molecules, cells of known truth"
    auc = curve(matches).auc
    yield Row(NAME, "AUC, scenes of held-out molecules", auc, "", None, note=f"{count} scenes as in training")
    if not particles:
        return
    for index, kind in enumerate(KINDS):
        iou = float(both[index] / max(1, either[index]))
        yield Row(NAME, f"IoU of {kind}, simulated", iou, "", IOU_GOALS[kind], note=note)
    yield Row(NAME, "true particles under junk, simulated", 100 * hidden / particles, "%", LOST_GOAL, False, note)
    yield Row(NAME, "true particles under junk or empty, simulated", 100 * shown / particles, "%", None, False, note)


def _held_out(bench: Bench) -> tuple[Molecule, ...]:
    """Return the held-out structures, or the molecule of the tests if there are none."""
    folder = bench.data.parent / "structures" if bench.data else None
    if folder is None or not folder.is_dir():
        return (made_up(),)
    return tuple(coarse(read_molecule(p)) for p in structure_files(folder) if p.name.split(".")[0] in HELD_OUT)


def _contaminants(bench: Bench, picker: Picker) -> Iterator[Row]:
    molecule, recipe = made_up(), hard(replace(RECIPE, width=4096, height=4096, particles=250))
    if bench.scale.name == "smoke":
        recipe = hard(RECIPE)
    picks, truth, others, shown = {}, {}, {}, {}
    for index in range(4 if bench.scale.name == "full" else 1):
        check(bench.cancelled)
        image, boxes, found = simulate_micrograph(recipe, molecule, child_seed(bench.seed, index))
        name, size = str(index), float(recipe.box_size(molecule))
        seen = picker.run(image, size)
        picks[name], truth[name], others[name] = seen.picks, boxes, [(c.kind, c.boxes) for c in found]
        hidden = np.zeros(len(seen.picks), bool) if seen.junk is None else greyed(seen.picks, seen.junk, size / 3)
        shown[name] = seen.picks[~hidden]
    note = "general model, hard, k = 8, recommended threshold"
    for what, kept in (("picked", picks), ("picked off junk", shown)):
        shares = misled(kept, truth, others, molecule.diameter / 2 / recipe.pixel_size, picker.threshold)
        for kind, title in {**CONTAMINANTS, **OTHERS}.items():
            if kind in shares:
                yield Row(NAME, f"share of {title} {what}, general", 100 * shares[kind], "%", None, False, note)


def _on_negatives(bench: Bench, picker: Picker, folder: Path, has_map: bool) -> Iterator[Row]:
    counts: dict[str, list[int]] = {}
    shown: dict[str, list[int]] = {}
    apart: dict[str, list[int]] = {}
    covered: dict[str, float] = {}
    for path in find_micrographs([folder]):
        image = open_micrograph(path).read()
        for size in SIZES:
            check(bench.cancelled)
            found = picker.run(image, size)
            none = np.zeros(len(found.picks), bool)
            hidden, near = (
                none if found.junk is None else greyed(found.picks, found.junk, size / BOX_RATIO / 2, margin)
                for margin in (0.0, MARGIN)
            )
            apart.setdefault(path.stem, []).append(int((~near).sum()))
            counts.setdefault(path.stem, []).append(len(found.picks))
            shown.setdefault(path.stem, []).append(int((~hidden).sum()))
            share = 0.0 if found.junk is None else found.junk.share()
            covered[path.stem] = max(covered.get(path.stem, 0.0), share)
    for name in counts:
        bench_note = f"junk covers {100 * covered[name]:.0f} %; boxes of 30, 45, 60 px"
        yield Row(NAME, f"picks on {name}", float(np.mean(counts[name])), "", None, False, bench_note)
    without = tuple(name for name in counts if name != CROWDED)
    for title, chosen in (
        ("a real negative", tuple(counts)),
        (f"a real negative but {CROWDED}", without),
        (f"an unseen real negative but {CROWDED}", tuple(name for name in without if name in UNSEEN)),
    ):
        here = [name for name in chosen if name in counts]
        note = f"{len(here)} pictures, boxes of 30, 45, 60 px, recommended threshold"
        far = f"picks {MARGIN:g} radii off junk on"
        for what, which in (("picks on", counts), ("picks off junk on", shown), (far, apart)):
            value = float(np.mean([np.mean(which[name]) for name in here]))
            yield Row(NAME, f"{what} {title}", value, "", PICKS_GOAL, False, note)
    if has_map:
        dirty = [name for name in counts if name.startswith(DIRTY)]
        for title, names, goal, better in (
            ("dirty negatives flagged", dirty, FLAGGED_GOAL, True),
            ("unseen dirty negatives flagged", [n for n in dirty if n in UNSEEN], FLAGGED_GOAL, True),
            ("clean negatives flagged", [n for n in counts if n not in dirty], None, False),
        ):
            flagged = float(np.mean([covered[name] > FLAGGED for name in names]))
            note = f"{len(names)} pictures; junk covers more than {100 * FLAGGED:g} %"
            yield Row(NAME, title, 100 * flagged, "%", goal, better, note)
