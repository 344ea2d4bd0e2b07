"""The command that makes classes of noise, and compares them with the molecule that is not there.

For each level of noise it averages random places of micrographs without particles, and the particles of others. It
prints how many classes are no better than random places, how many have a resolution, and how well the averages match
noise-free views of the molecule and of another one: averages of noise must match both alike.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy.ndimage
import torch
from numpy.typing import NDArray

from iceboxer.engine.classes.crops import COVER, Cutter
from iceboxer.engine.classes.halves import soft_disc
from iceboxer.engine.classes.output import Classification
from iceboxer.engine.classes.picks import Picks, prepare_picks
from iceboxer.engine.data.boxes import Boxes, centres, make_boxes
from iceboxer.engine.data.micrograph import micrograph_of
from iceboxer.engine.events import ignore
from iceboxer.engine.simulation.job import SimulateConfig
from iceboxer.engine.simulation.micrograph import child_seed, simulate_micrograph
from iceboxer.engine.simulation.molecule import Molecule, made_up
from tests.benchmarks.class_scene import average

NOISES = (8.0, 16.0)
PARTICLES, MICROGRAPHS = 200, 4
PIXEL_SIZE, SHAPE = 2.4, 2048  # Å/px, and px of a side of a micrograph
SIDE, MASK = 64, 0.85  # the defaults of `iceboxer classes`
VIEWS, TURN, REACH = 60, 10, 4  # views of a molecule, degrees between rotations, largest shift in px
Floats = NDArray[np.float32]


def simulate(config: SimulateConfig, molecule: Molecule, seed: int) -> tuple[Floats, Boxes]:
    """Return a micrograph and its true boxes."""
    image, boxes, _ = simulate_micrograph(config.recipe(), molecule, seed)
    return image.astype(np.float16).astype(np.float32), boxes


def pick(config: SimulateConfig, molecule: Molecule, micrographs: int, seed: int) -> Picks:
    """Return the true boxes of micrographs, or as many random places if these hold no particles."""
    rng, opened, every = np.random.default_rng(seed), [], []
    box = float(config.recipe().box_size(molecule))
    for index in range(micrographs):
        image, boxes = simulate(config, molecule, child_seed(seed, index))
        if not len(boxes):
            places = rng.uniform(box / 2, np.array(image.shape[::-1]) - box / 2, (PARTICLES, 2))
            boxes = make_boxes(places[:, 0], places[:, 1], box)
        opened.append(micrograph_of(image, config.pixel_size, f"m{index}.mrc"))
        every.append(boxes)
    number = np.repeat(np.arange(micrographs), [len(boxes) for boxes in every])
    return prepare_picks(tuple(opened), np.concatenate(every), number, ignore)


def views(config: SimulateConfig, molecule: Molecule, side_px: float, seed: int) -> Floats:
    """Return crops (VIEWS, SIDE, SIDE) of a molecule without noise, cut with boxes of `side_px`."""
    image, boxes = simulate(replace(config, noise=0.0, particles=VIEWS), molecule, seed)
    return Cutter(image, side_px, SIDE).cut(centres(boxes).astype(np.float64))


def match(averages: Floats, seen: Floats, box: float) -> NDArray[np.float64]:
    """Return the correlation (k,) of each average with the view that it matches best, at any rotation and shift."""
    disc = soft_disc(SIDE, MASK / 2 * box)

    def prepared(pictures: Floats) -> Floats:
        level = (pictures * disc).sum((1, 2), keepdims=True) / disc.sum()
        masked = (pictures - level) * disc
        result: Floats = masked / np.linalg.norm(masked, axis=(1, 2), keepdims=True)
        return result

    ours, best = np.fft.rfft2(prepared(averages)), np.full(len(averages), -1.0)
    shifts = np.r_[-REACH : REACH + 1]
    for turn in range(0, 360, TURN):
        turned = scipy.ndimage.rotate(seen, turn, (1, 2), reshape=False, order=1, mode="nearest")
        for view in np.fft.rfft2(prepared(turned)):
            found = np.fft.irfft2(ours * view.conj(), (SIDE, SIDE))
            best = np.maximum(best, found[:, shifts][:, :, shifts].max((1, 2)))
    return best


def describe(result: Classification, molecules: dict[str, Floats]) -> str:
    """Return the figures of classes in one line."""
    rows = result.rows
    doubtful = sum(row.better_than_noise is False for row in rows)
    sharp = [row.resolution for row in rows if row.resolution is not None]
    matches = {name: match(result.averages, seen, SIDE / COVER).mean() for name, seen in molecules.items()}
    figures = ", ".join(f"{name} {value:.2f}" for name, value in matches.items())
    best = f"best {min(sharp):.0f} Å" if sharp else "none has a resolution"
    return f"{doubtful} of {len(rows)} marked, {best}; match with {figures}"


def main(arguments: list[str] | None = None) -> int:
    """Simulate, average and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.class_noise", description=__doc__)
    parser.add_argument("--micrographs", type=int, default=MICROGRAPHS, help="of each kind (default: 4)")
    parser.add_argument("--seed", type=int, default=1, help="random seed (default: 1)")
    parser.add_argument("--threads", type=int, default=0, help="CPU threads; 0 leaves the choice to torch")
    parser.add_argument("--save", type=Path, help="file for all averages (.npz)")
    chosen = parser.parse_args(arguments)
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    ours, other = made_up(), made_up(symmetry=7)
    saved: dict[str, Any] = {}
    base = SimulateConfig(Path(), pixel_size=PIXEL_SIZE, width=SHAPE, height=SHAPE)
    side = float(base.recipe().box_size(ours))
    seen = {"the molecule": ours, "another": other}
    molecules = {name: -views(base, molecule, side, chosen.seed + 1) for name, molecule in seen.items()}
    for noise in NOISES:
        for what, particles in (("random places", 0), ("particles", PARTICLES)):
            config = replace(base, noise=noise, particles=particles)
            picks = pick(config, ours, chosen.micrographs, chosen.seed + round(noise))
            result = average(picks, None, chosen.seed)
            sys.stdout.write(f"k = {noise:g}, {len(picks.boxes)} {what}: {describe(result, molecules)}\n")
            sys.stdout.flush()
            saved[f"{what} {noise:g}"] = result.averages
    if chosen.save:
        np.savez(chosen.save, **saved)
    return 0


if __name__ == "__main__":
    sys.exit(main())
