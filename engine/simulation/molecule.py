"""Molecules as weighted points in space, and an artificial one; `molecule_file` reads others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation


@dataclass(frozen=True, eq=False)
class Molecule:
    """A molecule as points: `positions` (n, 3) in Å around the centre of mass, and weights `electrons` (n,).

    Both are float32. Molecules are compared by identity, so that they can be keys of a cache.
    """

    name: str
    positions: NDArray[np.float32]
    electrons: NDArray[np.float32]

    @cached_property
    def diameter(self) -> float:
        """Diameter in Å of the sphere around the centre of mass that holds 98 % of the electrons."""
        distance = np.linalg.norm(self.positions, axis=1)
        order = np.argsort(distance)
        inside = np.cumsum(self.electrons[order], dtype=np.float64)
        return float(2 * distance[order][np.searchsorted(inside, 0.98 * inside[-1])])


def centred(name: str, positions: NDArray[Any], electrons: NDArray[Any]) -> Molecule:
    """Return a molecule from points (n, 3) in Å anywhere in space and their weights (n,)."""
    middle = np.average(positions.astype(np.float64), axis=0, weights=electrons)
    return Molecule(name, (positions - middle).astype(np.float32), electrons.astype(np.float32))


@lru_cache(maxsize=64)
def coarsened(molecule: Molecule, spacing: float) -> Molecule:
    """Return the molecule with one point per cube of `spacing` Å, at the centre of mass of the cube's points.

    Fewer points are faster to draw; details larger than about twice `spacing` do not change.
    """
    cell = np.floor(molecule.positions / spacing).astype(np.int64)
    cell -= cell.min(axis=0)
    sides = cell.max(axis=0) + 1
    _, owner = np.unique(np.ravel_multi_index(tuple(cell.T), tuple(sides)), return_inverse=True)
    weight = np.bincount(owner, molecule.electrons)
    positions = [np.bincount(owner, molecule.electrons * axis) / weight for axis in molecule.positions.T]
    return Molecule(molecule.name, np.column_stack(positions).astype(np.float32), weight.astype(np.float32))


# One subunit of the made-up channel, one ellipsoid per line: its centre (distance from the axis, angle in degrees,
# height), its half axes along radius, tangent and axis, its outward tilt in degrees, and its density (1 = protein;
# detergent is hardly denser than water). All lengths are fractions of the molecule's diameter.
CHANNEL = (
    (0.08, 0, 0.22, 0.07, 0.08, 0.20, 6, 1.0),  # pore helices
    (0.20, 24, 0.22, 0.10, 0.08, 0.20, -8, 1.0),  # voltage-sensor-like bundle
    (0.14, -12, 0.41, 0.09, 0.10, 0.06, 20, 1.0),  # a lid above the membrane
    (0.19, 40, 0.02, 0.12, 0.08, 0.08, 0, 1.0),  # linker
    (0.29, 18, -0.13, 0.11, 0.13, 0.22, 28, 1.0),  # outer repeats
    (0.20, -22, -0.24, 0.14, 0.08, 0.10, -35, 1.0),  # rib
    (0.07, 10, -0.25, 0.07, 0.07, 0.25, 4, 1.0),  # coiled coil along the axis
    (0.26, 20, 0.22, 0.10, 0.25, 0.13, 0, 0.25),  # detergent belt
)
PROTEIN_ELECTRONS = 0.43  # per Å³: 1.35 g/cm³ (Fischer et al., Protein Sci. 13, 2004), 0.53 electrons a dalton
MADE_UP_POINTS = 4000  # a subunit


@lru_cache(maxsize=16)
def made_up(diameter: float = 130.0, symmetry: int = 4) -> Molecule:
    """Return an artificial, channel-like molecule: `symmetry` equal subunits around z, two different ends.

    With the defaults it is about as large as a TRP channel tetramer. The same arguments give the same points.
    """
    rng = np.random.default_rng(20_190_619)
    shapes = np.array(CHANNEL)
    mass = shapes[:, 3:6].prod(axis=1) * shapes[:, 7]
    positions, weights = [], []
    for shape, share in zip(shapes, mass / mass.sum(), strict=True):
        count = max(1, round(MADE_UP_POINTS * share))
        positions.append(_ellipsoid(rng, shape, count))
        weights.append(np.full(count, mass.sum() * share / count))
    subunit = np.concatenate(positions)
    turns = [Rotation.from_euler("z", 360 * i / symmetry, degrees=True) for i in range(symmetry)]
    points = np.concatenate([turn.apply(subunit) for turn in turns])
    electrons = np.tile(np.concatenate(weights), symmetry)
    points *= diameter / centred("", points, electrons).diameter
    electrons *= PROTEIN_ELECTRONS * 4 / 3 * np.pi * diameter**3
    return centred(f"made-up channel, C{symmetry}", points, electrons)


def _ellipsoid(rng: np.random.Generator, shape: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return points (count, 3) spread uniformly through the ellipsoid of one line of `CHANNEL`."""
    distance, angle, height, along, across, up, lean, _ = shape
    directions = rng.standard_normal((count, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    points = directions * np.cbrt(rng.random((count, 1))) * (along, across, up)
    points = Rotation.from_euler("y", lean, degrees=True).apply(points) + np.array([distance, 0, height])
    turned: NDArray[np.float64] = Rotation.from_euler("z", angle, degrees=True).apply(points)
    return turned
