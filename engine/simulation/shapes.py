"""Artificial molecules of many kinds, more varied than the available structures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from iceboxer.engine.simulation.molecule import PROTEIN_ELECTRONS, Molecule, centred

Points = NDArray[np.floating[Any]]
Shape = Callable[[np.random.Generator, int], tuple[Points, Points]]

POINTS = 6000
DIAMETERS = (75.0, 400.0)  # Å
BELT_DENSITY = 0.25  # relative to protein; detergent is hardly denser than water


def random_molecule(rng: np.random.Generator, points: int = POINTS) -> Molecule:
    """Return a molecule of a random kind with about `points` points and a diameter between 75 and 400 Å."""
    kind = str(rng.choice(list(SHAPES), p=SHARES))
    positions, weights = SHAPES[kind](rng, points)
    diameter = float(np.exp(rng.uniform(*np.log(DIAMETERS))))
    positions = positions * (diameter / centred("", positions, weights).diameter)
    electrons = weights * (PROTEIN_ELECTRONS * 0.3 * diameter**3 / weights.sum())
    return centred(kind, positions, electrons)


def ellipsoid(rng: np.random.Generator, axes: Points, count: int) -> Points:
    """Return points (count, 3) spread uniformly through a randomly rotated ellipsoid of half axes `axes` (3,)."""
    directions = rng.standard_normal((count, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    points: Points = Rotation.random(random_state=rng).apply(directions * np.cbrt(rng.random((count, 1))) * axes)
    return points


def subunit(rng: np.random.Generator, count: int) -> tuple[Points, Points]:
    """Return two to five touching ellipsoids, about 1 across; some are less dense."""
    middles: list[Points] = [np.zeros(3)]
    parts, weights = [], []
    domains = int(rng.integers(2, 6))
    for _ in range(domains):
        axes = rng.uniform(0.12, 0.45, 3)
        parts.append(ellipsoid(rng, axes, count // domains + 1) + middles[-1])
        weights.append(np.full(len(parts[-1]), axes.prod() * rng.uniform(0.6, 1)))
        direction = rng.standard_normal(3)
        start = middles[rng.integers(len(middles))]
        middles.append(start + direction / np.linalg.norm(direction) * rng.uniform(0.25, 0.6))
    return np.concatenate(parts), np.concatenate(weights)


def globule(rng: np.random.Generator, count: int) -> tuple[Points, Points]:
    """Return a molecule without symmetry."""
    return subunit(rng, count)


def _symmetric(
    rng: np.random.Generator, count: int, group: str, distance: tuple[float, float]
) -> tuple[Points, Points]:
    turns = Rotation.create_group(group)
    part, weights = subunit(rng, max(40, count // len(turns)))
    direction = np.array([1, 0, rng.uniform(-0.6, 0.6)])
    part = part + direction * rng.uniform(*distance) * len(turns) ** (1 / 3)
    return np.concatenate([turn.apply(part) for turn in turns]), np.tile(weights, len(turns))


def cyclic(rng: np.random.Generator, count: int) -> tuple[Points, Points]:
    """Return two to seven subunits around an axis."""
    return _symmetric(rng, count, f"C{rng.integers(2, 8)}", (0.15, 0.45))


def dihedral(rng: np.random.Generator, count: int) -> tuple[Points, Points]:
    """Return two rings of two to seven subunits, back to back."""
    return _symmetric(rng, count, f"D{rng.integers(2, 8)}", (0.15, 0.45))


def cubic(rng: np.random.Generator, count: int) -> tuple[Points, Points]:
    """Return a tetrahedral, octahedral or icosahedral molecule, mostly hollow."""
    return _symmetric(rng, count, str(rng.choice(["T", "O", "I"])), (0.2, 0.55))


def rod(rng: np.random.Generator, count: int) -> tuple[Points, Points]:
    """Return a straight or bent rod, three to six times as long as wide."""
    steps = rng.uniform(-1, 1, count)
    bend = rng.uniform(0, 0.5)
    axis = np.column_stack([bend * steps**2, np.zeros(count), steps])
    return axis + ellipsoid(rng, np.full(3, rng.uniform(0.16, 0.35)), count), np.ones(count)


def ring(rng: np.random.Generator, count: int) -> tuple[Points, Points]:
    """Return a torus, flat or tall like a stack of rings."""
    angle = rng.uniform(0, 2 * np.pi, count)
    thick, tall = rng.uniform(0.15, 0.4), rng.uniform(0.15, 1.0)
    axis = np.column_stack([np.cos(angle), np.sin(angle), np.zeros(count)])
    height = np.column_stack([np.zeros((count, 2)), rng.uniform(-tall, tall, count)])
    return axis + height + ellipsoid(rng, np.full(3, thick), count), np.ones(count)


def shell(rng: np.random.Generator, count: int) -> tuple[Points, Points]:
    """Return a hollow sphere, or a filled one with a denser wall, with or without spikes."""
    directions = rng.standard_normal((count, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    radius = rng.uniform(rng.uniform(0.6, 0.9), 1, count)
    inside = rng.random(count) < rng.uniform(0, 0.4)
    radius[inside] = np.cbrt(rng.random(int(inside.sum()))) * 0.8
    spikes = rng.standard_normal((int(rng.integers(6, 30)), 3))
    spikes /= np.linalg.norm(spikes, axis=1, keepdims=True)
    if rng.random() < 0.3:
        radius[(directions @ spikes.T).max(axis=1) > 0.97] *= rng.uniform(1.05, 1.25)
    return directions * radius[:, None], np.ones(count)


def belted(rng: np.random.Generator, count: int) -> tuple[Points, Points]:
    """Return a symmetric membrane protein in a belt of detergent."""
    positions, weights = cyclic(rng, count)
    spread = np.abs(positions).max(axis=0)
    wide, tall = max(spread[:2]) * rng.uniform(0.9, 1.2), spread[2] * rng.uniform(0.3, 0.5)
    belt = ellipsoid(rng, np.ones(3), count // 2) * (wide, wide, tall)
    share = BELT_DENSITY * weights.sum() / len(belt) * rng.uniform(0.5, 2)
    return np.concatenate([positions, belt]), np.concatenate([weights, np.full(len(belt), share)])


def pair(rng: np.random.Generator, count: int) -> tuple[Points, Points]:
    """Return two different bodies side by side, like one conformation of a flexible molecule."""
    first, one = subunit(rng, count // 2)
    second, two = subunit(rng, count // 2)
    shift = np.array([rng.uniform(0.6, 1.1), 0, 0])
    return np.concatenate([first, second * rng.uniform(0.6, 1) + shift]), np.concatenate([one, two])


SHAPES: dict[str, Shape] = {f.__name__: f for f in (globule, cyclic, dihedral, cubic, rod, ring, shell, belted, pair)}
SHARES = (0.2, 0.15, 0.2, 0.1, 0.05, 0.05, 0.05, 0.1, 0.1)
