"""Contaminants in the ice: rods, stacks, fragments, ice crystals, aggregates.

Each is listed with squares that cover it: a pick whose centre lies in one of them, and on no particle, is a false
positive caused by the contaminant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from iceboxer.engine.data.boxes import Boxes, make_boxes
from iceboxer.engine.simulation.molecule import Molecule, centred
from iceboxer.engine.simulation.placement import Places, Room
from iceboxer.engine.simulation.projection import DensityCanvas, random_orientations
from iceboxer.engine.simulation.recipe import Recipe
from iceboxer.engine.simulation.scenery import Scenery

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Contaminant:
    """One contaminant: its `kind` ("rod", "stack", ...) and the squares (n,) of BOX_DTYPE that cover it."""

    kind: str
    boxes: Boxes


class Contaminants:
    """The contaminants of one micrograph: draws them onto a canvas and reserves their space."""

    def __init__(self, recipe: Recipe, molecule: Molecule, canvas: DensityCanvas, scenery: Scenery) -> None:
        self.found: list[Contaminant] = []
        self._recipe, self._molecule = recipe, recipe.coarsen(molecule)
        self._canvas, self._scenery = canvas, scenery
        self._box = recipe.box_size(molecule)
        self._diameter = molecule.diameter

    def add_large(self, room: Room, rng: np.random.Generator) -> None:
        """Draw rods, crystals and aggregates, which would find no space after the particles."""
        for _ in range(self._recipe.rods):
            self._add_rod(room, rng)
        for _ in range(self._recipe.crystals):
            self._add_crystal(room, rng)
        for place in self._places(room, rng, self._recipe.aggregates, 3.2 * self._diameter):
            self._add_aggregate(place, rng)

    def add_small(self, room: Room, rng: np.random.Generator) -> None:
        """Draw stacks and fragments, which are about as large as a particle, beside the particles."""
        for place in self._places(room, rng, self._recipe.stacks, 1.6 * self._diameter):
            self._add_stack(place, rng)
        for place in self._places(room, rng, self._recipe.fragments, 0.8 * self._diameter):
            self._canvas.add(fragment(self._molecule, rng), random_orientations(rng, 1)[0], *place)
            self._record("fragment", place[None], self._box)

    def _places(self, room: Room, rng: np.random.Generator, count: int, diameter: float) -> Places:
        return room.place(rng, count, diameter / self._canvas.pixel_size / 2, 0)

    def _record(self, kind: str, places: Places, size: float) -> None:
        """Record the squares with a centre within the picture."""
        within = (places >= 0).all(axis=1) & (places <= (self._recipe.width, self._recipe.height)).all(axis=1)
        if within.any():
            self.found.append(Contaminant(kind, make_boxes(places[within, 0], places[within, 1], size)))

    def _add_rod(self, room: Room, rng: np.random.Generator) -> None:
        length, radius = rng.uniform(300, 1500), rng.uniform(22, 38)
        angle, tilt = rng.uniform(0, 360), rng.normal(90, 6)
        middle = np.round(rng.uniform((0, 0), (self._recipe.width, self._recipe.height)))
        turn = Rotation.from_euler("zyz", (rng.uniform(0, 360), tilt, angle), degrees=True)
        self._canvas.add(filament(length, radius, rng), turn, *middle)
        reach = length * np.sin(np.radians(tilt)) / 2 / self._canvas.pixel_size
        steps = np.linspace(-reach, reach, max(2, round(4 * reach / self._box) + 1))
        direction = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        places = np.round(middle + steps[:, None] * direction)
        for x, y in places:
            room.take(x, y, (radius + 15) / self._canvas.pixel_size)
        self._record("rod", places, self._box)

    def _add_crystal(self, room: Room, rng: np.random.Generator) -> None:
        radius = rng.uniform(120, 320) / self._canvas.pixel_size
        for x, y in room.place(rng, 1, radius, 0):
            depth = facets(radius, rng)
            half = depth.shape[0] // 2
            self._scenery.add_crystal(depth * rng.uniform(0.5, 1.5), int(x) - half, int(y) - half)
            self._record("crystal", np.array([[x, y]]), 2 * round(radius))

    def _add_aggregate(self, place: Floats, rng: np.random.Generator) -> None:
        count = int(rng.integers(6, 17))
        spread = rng.standard_normal((count, 2)) * rng.uniform(0.4, 0.75) * self._diameter
        for shift, turn in zip(spread, random_orientations(rng, count), strict=True):
            part = fragment(self._molecule, rng) if rng.random() < 0.5 else self._molecule
            self._canvas.add(part, turn, *(place + shift / self._canvas.pixel_size))
        self._record("aggregate", place[None], 2 * round(1.6 * self._diameter / self._canvas.pixel_size))

    def _add_stack(self, place: Floats, rng: np.random.Generator) -> None:
        """Draw two, sometimes three particles end to end or side by side, rotated as one."""
        axis = int(rng.integers(3))
        along = self._molecule.positions[:, axis]
        count = 3 if rng.random() < 0.25 else 2
        step = rng.uniform(0.85, 0.95) * float(np.ptp(along))
        offsets = np.zeros((count, 3))
        offsets[:, axis] = step * (np.arange(count) - (count - 1) / 2)
        # half of the stacks are head to head
        flip = Rotation.from_euler("y" if axis == 0 else "x", 180, degrees=True)
        second = flip if rng.random() < 0.5 else Rotation.identity()
        turn = random_orientations(rng, 1)[0]
        shifts = turn.apply(offsets)[:, :2] / self._canvas.pixel_size
        for i, shift in enumerate(shifts):
            self._canvas.add(self._molecule, turn * second if i % 2 else turn, *(place + shift))
        self._record("stack", np.round(place + shifts), self._box)


def fragment(molecule: Molecule, rng: np.random.Generator) -> Molecule:
    """Return the 30–60 % of a molecule's points on one side of a random plane."""
    normal = rng.standard_normal(3)
    height = molecule.positions @ (normal / np.linalg.norm(normal))
    kept = height > np.quantile(height, 1 - rng.uniform(0.3, 0.6))
    return centred(molecule.name, molecule.positions[kept], molecule.electrons[kept])


def filament(length: float, radius: float, rng: np.random.Generator, points: int = 40) -> Molecule:
    """Return a helical filament along z: small globular subunits `radius` Å from the axis, over `length` Å.

    Each subunit consists of `points` points.
    """
    rise, twist = 5.1, np.radians(rng.uniform(95, 110))
    numbers = np.arange(max(2, round(length / rise)))
    middles = np.column_stack([radius * np.cos(numbers * twist), radius * np.sin(numbers * twist), numbers * rise])
    cloud = rng.standard_normal((len(numbers), points, 3)) * 9 + middles[:, None]
    # a subunit of 11 kDa has 5,800 electrons
    return centred("filament", cloud.reshape(-1, 3), np.full(len(numbers) * points, 5800 / points))


def facets(radius: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return the depth (0–1) of an angular ice crystal of at most `radius` px: a square picture with an odd side."""
    half = int(np.ceil(radius))
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    angles = (np.arange(6) + rng.uniform(-0.3, 0.3, 6)) * np.pi / 3 + rng.uniform(0, np.pi)
    far = np.zeros_like(x)
    for angle, reach in zip(angles, rng.uniform(0.5, 0.85, 6) * radius, strict=True):
        np.maximum(far, (x * np.cos(angle) + y * np.sin(angle)) / np.float32(reach), out=far)
    depth: NDArray[np.float32] = np.clip(2.5 * (1 - far), 0, 1).astype(np.float32)
    return depth
