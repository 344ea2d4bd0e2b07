"""Simulated scenes with filaments on which the filament model trains. Nothing here loads torch."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.filters import Image
from iceboxer.engine.simulation.assemblies import random_assembly
from iceboxer.engine.simulation.filament_scene import FilamentScene, simulate_filament_scene
from iceboxer.engine.simulation.molecule import Molecule
from iceboxer.engine.simulation.scene import BOX
from iceboxer.engine.training import augmentation
from iceboxer.engine.training.targets import Grid, Particles, make_target

CACHED_SCENES = 192
USES = 3  # of each scene, on average
PIXEL_CHANGE_PROBABILITY = 0.05  # of each augmentation that changes pixels


@dataclass(frozen=True)
class FilamentSceneSettings:
    """What the scenes of a training contain; `stride` and `nearness` are those of the network.

    `molecules` are the single particles and debris between the filaments; `uses` is how often each scene is used on
    average.
    """

    molecules: tuple[Molecule, ...]
    stride: int
    nearness: float
    uses: int = USES

    def source(self) -> FilamentSceneSource:
        """Return a source of such scenes."""
        return FilamentSceneSource(self)


class FilamentSceneSource:
    """Source of simulated pictures with filaments; each scene is used a few times, flipped and turned differently."""

    def __init__(self, settings: FilamentSceneSettings) -> None:
        self._settings = settings
        self._scenes: deque[FilamentScene] = deque(maxlen=CACHED_SCENES)
        self._drawn = 0

    def draw(self, rng: np.random.Generator) -> tuple[Image, dict[str, Grid]]:
        """Return one scene (side, side) and the arrays of its target."""
        s = self._settings
        if self._drawn % s.uses == 0:
            self._scenes.append(random_filament_scene(s.molecules, rng))
        self._drawn += 1
        scene = self._scenes[rng.integers(len(self._scenes))]
        cells = scene.picture.shape[0] // s.stride
        weight = np.ones((cells, cells), np.float32)
        particles = particles_of(scene)
        moves = augmentation.MOVES
        picture, weight, particles = augmentation.flip_and_turn(scene.picture, weight, particles, rng, moves)
        picture = augmentation.change_pixels(picture, rng, augmentation.ALL, PIXEL_CHANGE_PROBABILITY)
        target = make_target(particles, weight, s.stride, s.nearness, BOX)
        return np.ascontiguousarray(picture, np.float32), target


def particles_of(scene: FilamentScene) -> Particles:
    """Return the labels of a scene."""
    none = np.zeros((0, 2))
    curves = tuple(f.resampled(1.0)[0] for f in scene.filaments)
    widths = tuple(BOX_RATIO * f.width / BOX for f in scene.filaments)
    return Particles(none, none, unsure=scene.unsure, curves=curves, curve_widths=widths)


def random_filament_scene(molecules: tuple[Molecule, ...], rng: np.random.Generator) -> FilamentScene:
    """Return a scene of a random assembly under random conditions."""
    particle, other = (molecules[rng.integers(len(molecules))] for _ in range(2))
    return simulate_filament_scene(random_assembly(rng), particle, other, rng)
