"""Contaminants of a scene, at the network's scale: all of them are density that passes through the optics.

`Dirt` draws onto a canvas of projected density; crystals may also lower it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from iceboxer.engine.data.junk import AGGREGATE, ICE, UNKNOWN
from iceboxer.engine.simulation.contaminants import facets, filament, fragment
from iceboxer.engine.simulation.junk import JunkPicture
from iceboxer.engine.simulation.molecule import Molecule, coarsened
from iceboxer.engine.simulation.projection import DensityCanvas, add_patch, random_orientations

Image = NDArray[np.float32]
Place = tuple[float, float]

COARSE_POINTS = 8  # of each subunit of a filament: its detail is finer than a px
VISIBLE = 0.35  # contrast in SDs of the noise below which junk cannot be recognised


@dataclass(frozen=True)
class Dirt:
    """Draws the contaminants of a scene.

    Attributes
    ----------
    molecule
        The particle.
    other
        Another molecule, for debris and lumps.
    diameter
        Diameter of the particle, px.
    peak
        Density in the middle of a particle, electrons/px.
    side
        Side of the scene, px.
    visibility
        RMS of a particle's contrast, in SDs of the noise.
    junk
        Receives the places of ice and aggregates.
    absorption
        (height, width) like the canvas: darkness that does not pass through the optics, in SDs of the noise.
    """

    canvas: DensityCanvas
    molecule: Molecule
    other: Molecule
    diameter: float
    peak: float
    side: int
    visibility: float
    junk: JunkPicture
    absorption: Image

    def add(self, rng: np.random.Generator, mean: float) -> None:
        """Add a random number of contaminants of each kind; `mean` scales the number of all kinds."""
        kinds = (
            (self.fragment, 4.0), (self.debris, 2.5), (self.lump, 4.0), (self.stack, 2.5), (self.aggregate, 1.8),
            (self.fibre, 3.0), (self.gold, 0.5), (self.crystal, 0.9), (self.frost, 0.6), (self.drops, 0.8),
            (self.lattice, 0.15),
        )  # fmt: skip
        for draw, share in kinds:
            if rng.random() < 0.6:
                for _ in range(rng.poisson(share * mean / 0.6)):
                    draw(rng, (rng.uniform(0, self.side), rng.uniform(0, self.side)))

    def fragment(self, rng: np.random.Generator, place: Place) -> None:
        """Draw a broken particle."""
        self.canvas.add(fragment(self.molecule, rng), random_orientations(rng, 1)[0], *place)

    def stack(self, rng: np.random.Generator, place: Place) -> None:
        """Draw two or three particles end to end or side by side, rotated as one."""
        axis = int(rng.integers(3))
        count = 3 if rng.random() < 0.25 else 2
        offsets = np.zeros((count, 3))
        step = rng.uniform(0.85, 0.97) * float(np.ptp(self.molecule.positions[:, axis]))
        offsets[:, axis] = step * (np.arange(count) - (count - 1) / 2)
        flip = Rotation.from_euler("y" if axis == 0 else "x", 180, degrees=True)
        second = flip if rng.random() < 0.5 else Rotation.identity()
        turn = random_orientations(rng, 1)[0]
        for i, (dx, dy) in enumerate(turn.apply(offsets)[:, :2] / self.canvas.pixel_size):
            self.canvas.add(self.molecule, turn * second if i % 2 else turn, place[0] + dx, place[1] + dy)

    def debris(self, rng: np.random.Generator, place: Place) -> None:
        """Draw another, smaller molecule."""
        scale = rng.uniform(0.25, 0.55) * self.molecule.diameter / self.other.diameter
        self._add_other(rng, place, scale, rng.uniform(0.02, 0.15))

    def lump(self, rng: np.random.Generator, place: Place) -> None:
        """Draw something small and compact that is as dark as a particle, such as a collapsed fragment."""
        scale = rng.uniform(0.25, 0.6)
        self._add_other(rng, place, scale * self.molecule.diameter / self.other.diameter, 0.5 * scale**2)

    def _add_other(self, rng: np.random.Generator, place: Place, scale: float, share: float) -> None:
        """Draw the other molecule at `scale` times its size, with `share` times the electrons of the particle."""
        electrons = share * self.molecule.electrons.sum() / self.other.electrons.sum()
        positions = self.other.positions * np.float32(scale)
        small = Molecule("other", positions, self.other.electrons * np.float32(electrons))
        self.canvas.add(small, random_orientations(rng, 1)[0], *place)

    def aggregate(self, rng: np.random.Generator, place: Place) -> None:
        """Draw a clump of five to thirty particles and fragments."""
        count = int(rng.integers(5, 31))
        spread = rng.standard_normal((count, 2)) * self.diameter * rng.uniform(0.15, 0.35) * np.sqrt(count / 2)
        broken = rng.uniform(0, 0.7)
        for shift, turn in zip(spread, random_orientations(rng, count), strict=True):
            part = fragment(self.molecule, rng) if rng.random() < broken else self.molecule
            self.canvas.add(part, turn, place[0] + shift[0], place[1] + shift[1])
        distance = cKDTree(spread).query(spread, 2)[0][:, 1]
        for (dx, dy), apart in zip(spread, distance, strict=True):  # parts that lie alone look like particles
            kind = self._if_visible(AGGREGATE) if apart < self.diameter else UNKNOWN
            self.junk.mark_disc(place[0] + dx, place[1] + dy, 0.7 * self.diameter, kind)

    def fibre(self, rng: np.random.Generator, place: Place) -> None:
        """Draw a helical filament, straight or bent, thin or as thick as a particle."""
        pixel = self.canvas.pixel_size
        radius = rng.uniform(0.08, 0.5) * self.molecule.diameter
        length = rng.uniform(1.8, 20) * self.molecule.diameter
        rough = coarsened.__wrapped__(_bend(filament(length, radius, rng, COARSE_POINTS), length, rng), pixel)
        weight = self.peak * length / pixel * 2 * radius / pixel * rng.uniform(0.1, 0.8) / rough.electrons.sum()
        lying = Rotation.from_euler("zyz", (rng.uniform(0, 360), 90, rng.uniform(0, 360)), degrees=True)
        self.canvas.add(Molecule("fibre", rough.positions, rough.electrons * np.float32(weight)), lying, *place)

    def gold(self, rng: np.random.Generator, place: Place) -> None:
        """Draw a gold bead, several times as dense as protein."""
        radius = rng.uniform(0.1, 0.7) * self.diameter
        self._add_disc(place, _ball(radius) * np.float32(self.peak * rng.uniform(3, 12)))

    def crystal(self, rng: np.random.Generator, place: Place) -> None:
        """Draw an angular ice crystal, thin or thick."""
        depth = facets(rng.uniform(0.4, 3) * self.diameter, rng)
        self._add_ice(place, depth, rng.uniform(0.3, 4) * rng.choice([-1, 1, 1]))

    def frost(self, rng: np.random.Generator, place: Place) -> None:
        """Draw a cluster of round drops."""
        for _ in range(rng.integers(1, 8)):
            x, y = np.asarray(place) + rng.standard_normal(2) * self.diameter
            self._add_ice((x, y), _ball(rng.uniform(0.3, 1.3) * self.diameter), rng.uniform(0.5, 4))

    def drops(self, rng: np.random.Generator, place: Place) -> None:
        """Draw a chain of flat, sharp-edged drops of ice, dark with a bright fringe, often alike in one picture."""
        strength, darkness, steep = rng.uniform(0.5, 5), rng.uniform(0, 4), rng.uniform(1, 8)
        size, step = rng.uniform(0.15, 1.6) * self.diameter, rng.uniform(0, 2 * np.pi)
        x, y = place
        for _ in range(rng.integers(1, 6)):
            radius = size * rng.uniform(0.6, 1.4)
            flat = np.clip(_ball(radius) ** 2 * np.float32(steep), 0, 1)
            self._add_ice((x, y), flat, strength, darkness)
            step += rng.uniform(-1, 1)
            x, y = x + 1.7 * radius * np.cos(step), y + 1.7 * radius * np.sin(step)

    def lattice(self, rng: np.random.Generator, place: Place) -> None:  # noqa: ARG002
        """Draw the lattice of crystalline ice or graphene over the whole picture, seen as spots in its spectrum."""
        rows, columns = np.ogrid[: self.canvas.picture.shape[0], : self.canvas.picture.shape[1]]
        for _ in range(rng.integers(1, 4)):
            angle, period = rng.uniform(0, np.pi), rng.uniform(2.2, 8)
            wave = np.sin(2 * np.pi / period * (rows * np.sin(angle) + columns * np.cos(angle)))
            self.canvas.picture += (wave * self.peak * rng.uniform(0.05, 0.3)).astype(np.float32)

    def _add_ice(self, place: Place, depth: Image, strength: float, darkness: float = 0.0) -> None:
        """Draw ice of a depth (0–1), `strength` times as dense as a particle, that absorbs `darkness`."""
        self._add_disc(place, depth * np.float32(self.peak * strength))
        left, bottom = int(place[0]) - depth.shape[1] // 2, int(place[1]) - depth.shape[0] // 2
        border = self.canvas.border
        add_patch(self.absorption, depth * np.float32(darkness), left + border, bottom + border)
        kind = self._if_visible(ICE, abs(strength) + darkness / self.visibility)
        self.junk.mark(depth > 0.15, left, bottom, kind)

    def _if_visible(self, kind: int, strength: float = 1.0) -> int:
        """Return the kind, or UNKNOWN of junk that is lost in the noise."""
        return kind if strength * self.visibility >= VISIBLE else UNKNOWN

    def _add_disc(self, place: Place, patch: Image) -> None:
        self.canvas.add_patch(patch, int(place[0]) - patch.shape[1] // 2, int(place[1]) - patch.shape[0] // 2)


def _bend(straight: Molecule, length: float, rng: np.random.Generator) -> Molecule:
    """Bend a filament along z to an arc, or leave it straight in half of the cases."""
    sag = max(0.0, rng.uniform(-0.3, 0.3)) * length
    positions = straight.positions.copy()
    positions[:, 0] += np.float32(sag) * (2 * positions[:, 2] / np.float32(length)) ** 2
    return Molecule("filament", positions, straight.electrons)


def _ball(radius: float) -> Image:
    """Return the depth (0–1) of a ball of `radius` px."""
    half = int(np.ceil(radius)) + 1
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    return np.asarray(np.sqrt(np.clip(1 - (x * x + y * y) / radius**2, 0, 1)), np.float32)


def crystalline(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Image, Image]:
    """Return the texture (height, width) of ice that is crystalline all over: its grain boundaries and its darkness.

    Both are in SDs of the noise; the boundaries pass through the optics.
    """
    count = int(rng.integers(100, 900))
    seeds = rng.uniform(0, 1, (count, 2)) * shape
    half = np.mgrid[0 : shape[0] : 2, 0 : shape[1] : 2].reshape(2, -1).T
    nearest = cKDTree(seeds).query(half, 2)[0]
    edge = np.exp(-(((nearest[:, 1] - nearest[:, 0]) / rng.uniform(1, 3)) ** 2)) * rng.uniform(0, 4)
    small = edge.reshape(-(-shape[0] // 2), -(-shape[1] // 2)).astype(np.float32)
    lines = small.repeat(2, 0).repeat(2, 1)[: shape[0], : shape[1]]
    smooth = gaussian_filter(rng.standard_normal(shape, np.float32), rng.uniform(3, 16))
    smooth /= smooth.std()
    blobs = np.clip(smooth - np.float32(rng.uniform(0.5, 2)), 0, 3) * np.float32(rng.uniform(0, 5))
    return lines, np.asarray(blobs + smooth * np.float32(rng.uniform(0.3, 2)))


def film(rng: np.random.Generator, shape: tuple[int, int], share: float) -> Image:
    """Return the coverage (0–1) of a picture of `shape` (height, width) by a carbon film with an uneven edge.

    `share` is roughly the covered fraction of the picture.
    """
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    size = float(max(shape))
    angle, radius = rng.uniform(0, 2 * np.pi), size * rng.uniform(0.7, 4)
    reach = radius - size * (0.55 - share)
    x, y = shape[1] / 2 - np.cos(angle) * reach, shape[0] / 2 - np.sin(angle) * reach
    around = np.arctan2(rows - y, columns - x)
    uneven = sum(rng.uniform(0, 2) * np.sin(n * around + rng.uniform(0, 6.3)) for n in rng.integers(20, 200, 5))
    inside = np.hypot(columns - x, rows - y) - radius + uneven
    if rng.random() < 0.1:
        inside = -inside
    return np.asarray(np.clip(inside / rng.uniform(0.7, 3) + 0.5, 0, 1), np.float32)
