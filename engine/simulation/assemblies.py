"""Helical assemblies: a subunit, repeated by a rise and a twist along an axis.

The named ones resemble their namesakes in width, lattice and outline; they are made of ellipsoids, so that they
have no features finer than some 10 Å. Rises and twists are from the literature (microtubules: 13 protofilaments of
tubulin, 3-start; actin: 27.5 Å, −166.6°; TMV: 16⅓ subunits in a turn of 23 Å; flagella: 11 protofilaments).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from iceboxer.engine.errors import ConfigError
from iceboxer.engine.simulation.molecule import PROTEIN_ELECTRONS, Molecule, coarsened
from iceboxer.engine.simulation.shapes import subunit

Floats = NDArray[np.floating[Any]]
DOMAIN_POINTS = 120  # of an ellipsoid
SLOWEST = 25.0  # degrees: with less, a single strand would lie beside its axis for long


@dataclass(frozen=True, eq=False)
class Assembly:
    """A helical assembly along z.

    Attributes
    ----------
    name
        What it resembles.
    positions
        Points (n, 3) of one subunit in Å; x and y from the axis.
    electrons
        Weights (n,) of the points.
    rise
        Distance in Å along the axis from one subunit to the next.
    twist
        Angle in degrees around the axis from one subunit to the next.
    starts
        Number of subunits at each height: the order of the rotational symmetry.
    persistence
        Persistence length in Å: how straight such filaments lie in ice.
    """

    name: str
    positions: Floats
    electrons: Floats
    rise: float
    twist: float
    starts: int = 1
    persistence: float = 1e5

    def __post_init__(self) -> None:
        if not 0 < self.rise < 1e4 or self.starts < 1:
            raise ConfigError(f"The rise of a helix must be above 0 Å, not {self.rise:g}, with at least one start.")

    @cached_property
    def width(self) -> float:
        """Diameter in Å of the cylinder around the axis with 98 % of the electrons."""
        radius = np.hypot(self.positions[:, 0], self.positions[:, 1])
        order = np.argsort(radius)
        inside = np.cumsum(self.electrons[order], dtype=np.float64)
        return float(2 * radius[order][np.searchsorted(inside, 0.98 * inside[-1])])

    def coarsened(self, spacing: float) -> Assembly:
        """Return the assembly with one point per cube of `spacing` Å; thin layers are joined."""
        layers = max(1, int(spacing / self.rise))
        places = np.concatenate([self._layer(n) for n in range(layers)])
        weights = np.tile(self.electrons, layers)
        merged = coarsened.__wrapped__(Molecule("", places.astype(np.float32), weights.astype(np.float32)), spacing)
        joined = replace(self, positions=merged.positions, electrons=merged.electrons)
        return replace(joined, rise=layers * self.rise, twist=layers * self.twist)

    def _layer(self, number: int) -> Floats:
        moved = Rotation.from_euler("z", number * self.twist, degrees=True).apply(self.positions)
        return np.asarray(moved + np.array([0, 0, number * self.rise]))

    def flattened(self, length: float, phase: float) -> tuple[Floats, Floats, Floats]:
        """Return the points of a piece of `length` Å seen from the side: along and across the axis in Å, and weights.

        `phase` is the angle in radians of the first subunit.
        """
        heights = np.arange(0, length, self.rise)
        turns = np.radians(self.twist) * np.arange(len(heights)) + phase
        angles = (turns[:, None] + 2 * np.pi / self.starts * np.arange(self.starts)).reshape(-1, 1)
        x, y, z = self.positions.T
        across = np.cos(angles) * x - np.sin(angles) * y
        along = np.repeat(heights, self.starts)[:, None] + z
        return along.ravel(), across.ravel(), np.tile(self.electrons, len(angles))


def from_molecule(molecule: Molecule, rise: float, twist: float, starts: int, radius: float) -> Assembly:
    """Return the assembly of a molecule whose centre of mass lies `radius` Å from the axis."""
    positions = molecule.positions + np.array([radius, 0, 0], np.float32)
    return Assembly(molecule.name, positions, molecule.electrons, rise, twist, starts)


def _domains(rng: np.random.Generator, rows: tuple[tuple[float, ...], ...]) -> tuple[Floats, Floats]:
    """Return the points (n, 3) and weights (n,) of ellipsoids.

    Each row is x, y, z of a centre and three half axes, in Å, and optionally the density (1: protein).
    """
    positions, weights = [], []
    for row in rows:
        centre, axes = np.array(row[:3]), np.array(row[3:6])
        directions = rng.standard_normal((DOMAIN_POINTS, 3))
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        positions.append(centre + directions * np.cbrt(rng.random((DOMAIN_POINTS, 1))) * axes)
        electrons = PROTEIN_ELECTRONS * 4 / 3 * np.pi * axes.prod() * (row[6] if len(row) > 6 else 1)
        weights.append(np.full(DOMAIN_POINTS, electrons / DOMAIN_POINTS))
    return np.concatenate(positions), np.concatenate(weights)


def _build(
    name: str,
    rng: np.random.Generator,
    rows: tuple[tuple[float, ...], ...],
    helix: tuple[float, float, int],
    persistence: float = 1e5,
) -> Assembly:
    rise, twist, starts = helix
    return Assembly(name, *_domains(rng, rows), rise, twist, starts, persistence)


def microtubule(rng: np.random.Generator) -> Assembly:
    """Return a hollow tube of 12 to 15 protofilaments of globular subunits, about 250 Å wide."""
    count = int(rng.choice([12, 13, 13, 13, 14, 15]))
    radius = count * 52 / (2 * np.pi)
    rows = tuple((radius, 0.0, 41.0 * number, 23.0, 25.0, 21.0) for number in range(3))
    return _build("microtubule", rng, rows, (3 * 41.0 / count, -360 / count, 1), 2e6)


def actin(rng: np.random.Generator) -> Assembly:
    """Return two strands that wind around each other, about 80 Å wide."""
    rows = ((16, 4, -8, 17, 15, 17), (16, -6, 14, 16, 14, 16), (34, 8, 0, 12, 14, 14))
    return _build("actin", rng, rows, (27.5, -166.6, 1))


def amyloid(rng: np.random.Generator) -> Assembly:
    """Return one or two stacked sheets with a flat cross-section, 60 to 130 Å wide, that slowly twists."""
    starts = int(rng.choice([1, 2, 2]))
    length, thickness = rng.uniform(28, 62), rng.uniform(9, 18)
    middle = 0.0 if starts == 1 else thickness + 2
    bends = rng.uniform(-0.5, 0.5, 5) * thickness
    rows = tuple(
        (x, middle + bend, 0.0, length / 4, thickness, 2.6)
        for x, bend in zip(np.linspace(-length, length, 5), bends, strict=True)
    )
    return _build("amyloid", rng, rows, (4.75, -float(rng.uniform(0.8, 3)), starts))


def tube(rng: np.random.Generator) -> Assembly:
    """Return a tube of lipid or protein, 100 to 450 Å wide, with a smooth wall of one or two layers."""
    radius = float(rng.uniform(50, 220))
    starts = max(6, round(2 * np.pi * radius / 24))
    wall = 20 if rng.random() < 0.6 else 0
    rows = [(radius, 0.0, 0.0, 6.0, 13.0, 13.0)]
    if wall:
        rows.append((radius - wall, 0.0, 0.0, 6.0, 12.0, 13.0))
    return _build("tube", rng, tuple(rows), (20.0, float(rng.uniform(0, 360 / starts)), starts))


def random_helix(rng: np.random.Generator) -> Assembly:
    """Return a random lattice of random subunits, 50 to 350 Å wide."""
    points, weights = subunit(rng, 150)
    spread = float(np.abs(points - points.mean(axis=0)).max())
    size = float(np.exp(rng.uniform(np.log(15), np.log(50))))  # half the extent of a subunit, Å
    points = Rotation.random(random_state=rng).apply(points - points.mean(axis=0)) * (size / spread)
    starts = int(rng.choice([1, 1, 1, 2, 3, 4, 6]))
    radius = size * rng.uniform(0.0 if starts == 1 else 0.6, 1.2) * (1 + 0.25 * starts) + rng.choice(
        [0, rng.uniform(0, 60)]
    )
    around = 2 * np.pi * max(radius, size / 2) / (2 * size)  # subunits that fit into a turn
    rise = max(2.0, 2 * size / max(1.0, around / starts) * rng.uniform(0.6, 1.1))
    electrons = weights / weights.sum() * PROTEIN_ELECTRONS * 1.2 * size**3
    twist = float(rng.choice([-1, 1]) * rng.uniform(SLOWEST if starts == 1 else 0, 180))
    helix = Assembly("random helix", points + np.array([radius, 0, 0]), electrons, rise, twist, starts)
    if 45 <= helix.width <= 380:
        return helix
    return random_helix(rng)


def tmv(rng: np.random.Generator) -> Assembly:
    """Return a stiff rod with a narrow channel, 180 Å wide, of subunits that point outwards."""
    rows = ((38, 0, 0, 17, 11, 11), (68, 3, 2, 17, 13, 12), (81, 0, -3, 8, 12, 10))
    return _build("tmv", rng, rows, (1.408, 22.03, 1), 3e6)


def pilus(rng: np.random.Generator) -> Assembly:
    """Return a thin flexible filament, about 65 Å wide, with a core of helices."""
    rows = ((8, 0, 0, 8, 8, 26), (20, 4, -14, 13, 12, 14), (24, -6, 4, 9, 10, 12))
    return _build("pilus", rng, rows, (9.4, 94.8, 1), 5e4)


def flagellum(rng: np.random.Generator) -> Assembly:
    """Return a hollow filament of 11 protofilaments with outer domains, about 230 Å wide."""
    rows = ((22, 0, 0, 9, 7, 24), (42, 0, 0, 12, 9, 26), (74, 6, 10, 18, 11, 14), (103, 0, 22, 12, 11, 12))
    return _build("flagellum", rng, rows, (4.7, 65.8, 1), 4e5)


def phage_tail(rng: np.random.Generator) -> Assembly:
    """Return a stack of rings of six, about 190 Å wide, around a tube."""
    rows = ((32, 0, 0, 11, 14, 19), (62, 0, 6, 17, 16, 15), (86, 8, -8, 11, 12, 12))
    return _build("phage tail", rng, rows, (39.0, 17.8, 6), 5e5)


Builder = Callable[[np.random.Generator], Assembly]
TRAINED: dict[str, Builder] = {"microtubule": microtubule, "actin": actin, "amyloid": amyloid, "tube": tube}
HELD_OUT: dict[str, Builder] = {"tmv": tmv, "pilus": pilus, "flagellum": flagellum, "phage-tail": phage_tail}
ASSEMBLIES = TRAINED | HELD_OUT
RANDOM_SHARE = 0.5  # of the assemblies to train on are random helices


def random_assembly(rng: np.random.Generator) -> Assembly:
    """Return an assembly to train on: a random helix, or one like those in `TRAINED` with random proportions."""
    if rng.random() < RANDOM_SHARE:
        return random_helix(rng)
    built = TRAINED[str(rng.choice(list(TRAINED)))](rng)
    size = rng.uniform(0.8, 1.25)
    scaled = replace(built, positions=built.positions * size, electrons=built.electrons * size**3)
    return replace(scaled, rise=built.rise * size)


def named_assembly(name: str) -> Assembly:
    """Return the assembly called `name`, always the same.

    Raises
    ------
    ConfigError
        There is none.
    """
    if name not in ASSEMBLIES:
        raise ConfigError(f"There is no assembly called '{name}'. Available: {', '.join(ASSEMBLIES)}.")
    return ASSEMBLIES[name](np.random.default_rng(5))
