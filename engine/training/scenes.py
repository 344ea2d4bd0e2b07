"""Simulated scenes on which the general model trains and is validated, and the molecules in them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import make_boxes, no_boxes
from iceboxer.engine.data.filters import Image
from iceboxer.engine.errors import EngineError
from iceboxer.engine.models.base import Network
from iceboxer.engine.simulation.conditions import draw_conditions
from iceboxer.engine.simulation.molecule import Molecule, coarsened
from iceboxer.engine.simulation.molecule_file import MAP_SUFFIXES, STRUCTURE_SUFFIXES, read_molecule
from iceboxer.engine.simulation.scene import BOX, Scene, simulate_scene
from iceboxer.engine.simulation.shapes import random_molecule
from iceboxer.engine.training import augmentation
from iceboxer.engine.training.examples import Example
from iceboxer.engine.training.targets import Grid, Particles, make_target

# PDB entries used for neither training nor validation; relatives are left out together (1oel and 1mnf are both GroEL)
HELD_OUT = ("1b8g", "1lnl", "1mnf", "1oel", "2cg9", "3cf3", "3hdb", "3j9i", "3wip", "6wlb")
VALIDATION = ("1bxn", "1e6v", "1sa0", "1u6g", "2buk", "2gtl", "3ddo", "4nre")
MADE_UP, MADE_UP_VALIDATION = 240, 8  # random shapes
GRAINS = 30  # the points of a molecule are merged in cubes of its diameter / GRAINS, about an input px
CACHED_SCENES = 192
USES = 3  # of each scene, on average
STRUCTURES_SHARE = 0.6  # of the scenes show a structure, if there are any
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
    made_up = [_coarse(random_molecule(rng)) for _ in range(MADE_UP + MADE_UP_VALIDATION)]
    files = structure_files(folder) if folder else []
    structures = [_coarse(read_molecule(p)) for p in files if p.name.split(".")[0] not in (*HELD_OUT, *VALIDATION)]
    validation = [_coarse(read_molecule(p)) for p in files if p.name.split(".")[0] in VALIDATION]
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


def _coarse(molecule: Molecule) -> Molecule:
    """Return the molecule at the resolution of the network's input."""
    return coarsened.__wrapped__(molecule, molecule.diameter / GRAINS)


class SceneSource:
    """Source of simulated pictures, the counterpart of `engine.training.batches.Crops`.

    Each scene is used a few times, flipped and turned differently.
    """

    def __init__(self, molecules: Molecules, network: Network) -> None:
        self._molecules, self._network = molecules, network
        self._scenes: deque[Scene] = deque(maxlen=CACHED_SCENES)
        self._drawn = 0

    def draw(self, rng: np.random.Generator) -> tuple[Image, dict[str, Grid]]:
        """Return one scene (side, side) and the arrays of its target."""
        if self._drawn % USES == 0:
            self._scenes.append(random_scene(_draw_molecule(self._molecules, rng), self._molecules.train, rng))
        self._drawn += 1
        scene = self._scenes[rng.integers(len(self._scenes))]
        cells = scene.picture.shape[0] // self._network.stride
        particles = Particles(scene.centres, np.full((len(scene.centres), 2), scene.size), unsure=scene.unsure)
        weight = np.ones((cells, cells), np.float32)
        moves = augmentation.MOVES
        picture, weight, particles = augmentation.flip_and_turn(scene.picture, weight, particles, rng, moves)
        picture = augmentation.change_pixels(picture, rng, augmentation.ALL, PIXEL_CHANGE_PROBABILITY)
        target = make_target(particles, weight, self._network.stride, self._network.nearness, BOX)
        return np.ascontiguousarray(picture, np.float32), target


def _draw_molecule(molecules: Molecules, rng: np.random.Generator) -> Molecule:
    count = molecules.structures
    if count and rng.random() < STRUCTURES_SHARE:
        return molecules.train[rng.integers(count)]
    return molecules.train[rng.integers(count, len(molecules.train))]


def random_scene(molecule: Molecule, others: tuple[Molecule, ...], rng: np.random.Generator) -> Scene:
    """Return a scene of one molecule under random conditions."""
    return simulate_scene(draw_conditions(rng), molecule, others[rng.integers(len(others))], rng)


def validation_examples(molecules: tuple[Molecule, ...], each: int, seed: int) -> list[Example]:
    """Return `each` scenes of every molecule as examples, the same for the same seed."""
    rng = np.random.default_rng(seed)
    scenes = [(m, random_scene(m, molecules, rng)) for m in molecules for _ in range(each)]
    return [_example(m.name, scene) for m, scene in scenes]


def _example(name: str, scene: Scene) -> Example:
    labels = make_boxes(scene.centres[:, 0], scene.centres[:, 1], BOX)
    shape = (scene.picture.shape[0], scene.picture.shape[1])
    labels = labels[((scene.centres > BOX / 2) & (scene.centres < shape[0] - BOX / 2)).all(axis=1)]
    return Example(Path(name), shape, scene.picture, (1.0, 1.0), labels, no_boxes())
