"""Scenes for training: drawn on the fly, each used a few times in other positions."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import make_boxes, no_boxes
from iceboxer.engine.data.filters import Image
from iceboxer.engine.models.base import Network
from iceboxer.engine.simulation.conditions import draw_conditions
from iceboxer.engine.simulation.molecule import Molecule
from iceboxer.engine.simulation.scene import BOX, Scene, simulate_scene
from iceboxer.engine.training import augment
from iceboxer.engine.training.dataset import Example
from iceboxer.engine.training.molecules import Molecules
from iceboxer.engine.training.targets import Grid, Particles, make_target

STOCK = 192  # scenes that are kept
USES = 3  # how often each is drawn, on average
STRUCTURES_SHARE = 0.6  # of the scenes show a structure, where there are any
CHANGES = 0.05  # chance of each of the augmentations that change pixels


class Stock:
    """Draws pictures (side, side) with their targets, as `engine.training.dataset.Crops` does from micrographs."""

    def __init__(self, molecules: Molecules, network: Network) -> None:
        self._molecules, self._network = molecules, network
        self._scenes: deque[Scene] = deque(maxlen=STOCK)
        self._drawn = 0

    def draw(self, rng: np.random.Generator) -> tuple[Image, dict[str, Grid]]:
        """One scene and the arrays of its target."""
        if self._drawn % USES == 0:
            self._scenes.append(random_scene(_pick(self._molecules, rng), self._molecules.learn, rng))
        self._drawn += 1
        scene = self._scenes[rng.integers(len(self._scenes))]
        cells = scene.picture.shape[0] // self._network.stride
        particles = Particles(scene.centres, np.full((len(scene.centres), 2), scene.size), unsure=scene.unsure)
        weight = np.ones((cells, cells), np.float32)
        picture, weight, particles = augment.move(scene.picture, weight, particles, rng, augment.MOVES)
        picture = augment.change_pixels(picture, rng, augment.ALL, CHANGES)
        target = make_target(particles, weight, self._network.stride, self._network.nearness, BOX)
        return np.ascontiguousarray(picture, np.float32), target


def _pick(molecules: Molecules, rng: np.random.Generator) -> Molecule:
    count = molecules.structures
    if count and rng.random() < STRUCTURES_SHARE:
        return molecules.learn[rng.integers(count)]
    return molecules.learn[rng.integers(count, len(molecules.learn))]


def random_scene(molecule: Molecule, others: tuple[Molecule, ...], rng: np.random.Generator) -> Scene:
    """A scene of one molecule under random conditions."""
    return simulate_scene(draw_conditions(rng), molecule, others[rng.integers(len(others))], rng)


def examples(molecules: tuple[Molecule, ...], each: int, seed: int) -> list[Example]:
    """`each` scenes of every molecule, to judge by; always the same for the same seed."""
    rng = np.random.default_rng(seed)
    scenes = [(m, random_scene(m, molecules, rng)) for m in molecules for _ in range(each)]
    return [_example(m.name, scene) for m, scene in scenes]


def _example(name: str, scene: Scene) -> Example:
    labels = make_boxes(scene.centres[:, 0], scene.centres[:, 1], BOX)
    shape = (scene.picture.shape[0], scene.picture.shape[1])
    labels = labels[((scene.centres > BOX / 2) & (scene.centres < shape[0] - BOX / 2)).all(axis=1)]
    return Example(Path(name), shape, scene.picture, (1.0, 1.0), labels, no_boxes())
