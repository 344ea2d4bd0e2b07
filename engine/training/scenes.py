"""Simulated scenes on which the general model trains, and the molecules in them. Nothing here loads torch."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from iceboxer.engine.data.filters import Image
from iceboxer.engine.data.junk import EMPTY
from iceboxer.engine.errors import EngineError
from iceboxer.engine.simulation.conditions import draw_conditions
from iceboxer.engine.simulation.molecule import Molecule, coarsened
from iceboxer.engine.simulation.molecule_file import MAP_SUFFIXES, STRUCTURE_SUFFIXES, read_molecule
from iceboxer.engine.simulation.scene import BORDER, BOX, SIDE, Scene, simulate_scene
from iceboxer.engine.simulation.shapes import random_molecule
from iceboxer.engine.training import augmentation
from iceboxer.engine.training.negatives import Negative, background_part, negative_scene
from iceboxer.engine.training.targets import Grid, Particles, make_target

# PDB entries used for neither training nor validation; relatives are left out together (1oel and 1mnf are both GroEL)
HELD_OUT = ("1b8g", "1lnl", "1mnf", "1oel", "2cg9", "3cf3", "3hdb", "3j9i", "3wip", "6wlb")
VALIDATION = ("1bxn", "1e6v", "1sa0", "1u6g", "2buk", "2gtl", "3ddo", "4nre")
MADE_UP, MADE_UP_VALIDATION = 240, 8  # random shapes
GRAINS = 30  # the points of a molecule are merged in cubes of its diameter / GRAINS, about an input px
CACHED_SCENES = 192
USES = 3  # of each scene, on average
STRUCTURES_SHARE = 0.6  # of the scenes show a structure, if there are any
NEGATIVE_SHARE = 0.08  # of the scenes are real pictures without particles, if there are any
PASTED_SHARE = 0.06  # of the scenes show simulated particles on a real background
PIXEL_CHANGE_PROBABILITY = 0.05  # of each augmentation that changes pixels


@dataclass(frozen=True)
class Molecules:
    """Molecules for training and for validation; the first `structures` of the former are not random shapes."""

    train: tuple[Molecule, ...]
    validation: tuple[Molecule, ...]
    structures: int


def collect_molecules(folder: Path | None, seed: int) -> Molecules:
    """Return the structures in `folder`, except for the held-out ones, and random shapes.

    Raises
    ------
    EngineError
        The folder has no structure, or one cannot be read.
    """
    rng = np.random.default_rng(seed)
    made_up = [coarse(random_molecule(rng)) for _ in range(MADE_UP + MADE_UP_VALIDATION)]
    files = structure_files(folder) if folder else []
    structures = [coarse(read_molecule(p)) for p in files if p.name.split(".")[0] not in (*HELD_OUT, *VALIDATION)]
    validation = [coarse(read_molecule(p)) for p in files if p.name.split(".")[0] in VALIDATION]
    return Molecules(
        (*structures, *made_up[MADE_UP_VALIDATION:]), (*validation, *made_up[:MADE_UP_VALIDATION]), len(structures)
    )


def structure_files(folder: Path) -> list[Path]:
    """Return the structures and maps in a folder, sorted by name.

    Raises
    ------
    EngineError
        There is none.
    """
    suffixes = (*STRUCTURE_SUFFIXES, *MAP_SUFFIXES, ".npz")
    files = sorted(p for p in folder.glob("*") if p.name.lower().endswith(suffixes))
    if not files:
        raise EngineError(f"{folder} has no structures (.pdb, .cif, .npz) or maps (.mrc); give another folder.")
    return files


def coarse(molecule: Molecule) -> Molecule:
    """Return the molecule at the resolution of the network's input."""
    return coarsened.__wrapped__(molecule, molecule.diameter / GRAINS)


@dataclass(frozen=True)
class SceneSettings:
    """What the scenes of a training contain, without a network, so that processes without torch can make them.

    `stride` and `nearness` are those of the network; `negatives` are real pictures without particles; `junk` states
    whether targets have a junk map; `uses` is how often each scene is used on average.
    """

    molecules: Molecules
    stride: int
    nearness: float
    negatives: tuple[Negative, ...] = ()
    junk: bool = False
    uses: int = USES

    def source(self) -> SceneSource:
        """Return a source of such scenes."""
        return SceneSource(self)


class SceneSource:
    """Source of simulated pictures, the counterpart of `engine.training.batches.Crops`.

    Each scene is used a few times, flipped and turned differently.
    """

    def __init__(self, settings: SceneSettings) -> None:
        self._settings = settings
        self._scenes: deque[Scene] = deque(maxlen=CACHED_SCENES)
        self._drawn = 0

    def draw(self, rng: np.random.Generator) -> tuple[Image, dict[str, Grid]]:
        """Return one scene (side, side) and the arrays of its target."""
        s = self._settings
        if self._drawn % s.uses == 0:
            self._scenes.append(training_scene(s, rng))
        self._drawn += 1
        return augmented_scene(self._scenes[rng.integers(len(self._scenes))], s, rng)


def augmented_scene(scene: Scene, s: SceneSettings, rng: np.random.Generator) -> tuple[Image, dict[str, Grid]]:
    """Return a scene (side, side), flipped, turned and changed at random, and the arrays of its target."""
    cells = scene.picture.shape[0] // s.stride
    particles = Particles(scene.centres, np.full((len(scene.centres), 2), scene.size), unsure=scene.unsure)
    maps = np.ones((cells, cells, 2), np.float32)  # the weight and the junk map, which move together
    maps[..., 1] = scene.junk if s.junk else 0
    picture, maps, particles = augmentation.flip_and_turn(scene.picture, maps, particles, rng, augmentation.MOVES)
    picture = augmentation.change_pixels(picture, rng, augmentation.ALL, PIXEL_CHANGE_PROBABILITY)
    target = make_target(particles, maps[..., 0], s.stride, s.nearness, BOX)
    if s.junk:
        target["junk"] = maps[..., 1].astype(np.int64)
    return np.ascontiguousarray(picture, np.float32), target


def training_scene(settings: SceneSettings, rng: np.random.Generator) -> Scene:
    """Return a random scene for training: simulated, a real negative, or simulated particles on a real background."""
    molecules, negatives = settings.molecules, settings.negatives
    drawn = rng.random()
    if negatives and drawn < NEGATIVE_SHARE:
        return negative_scene(negatives[rng.integers(len(negatives))], rng)
    molecule = _draw_molecule(molecules, rng)
    empty = [n for n in negatives if n.kind == EMPTY]
    if empty and drawn < NEGATIVE_SHARE + PASTED_SHARE:
        background = background_part(empty[rng.integers(len(empty))], rng, SIDE + 2 * BORDER)
        return random_scene(molecule, molecules.train, rng, background)
    return random_scene(molecule, molecules.train, rng)


def _draw_molecule(molecules: Molecules, rng: np.random.Generator) -> Molecule:
    count = molecules.structures
    if count and rng.random() < STRUCTURES_SHARE:
        return molecules.train[rng.integers(count)]
    return molecules.train[rng.integers(count, len(molecules.train))]


def random_scene(
    molecule: Molecule, others: tuple[Molecule, ...], rng: np.random.Generator, background: Image | None = None
) -> Scene:
    """Return a scene of one molecule under random conditions; a real `background` has no carbon film or texture."""
    conditions = draw_conditions(rng)
    if background is not None:
        conditions = replace(conditions, carbon=False, crystalline=False)
    return simulate_scene(conditions, molecule, others[rng.integers(len(others))], rng, background=background)
