"""Simulating scenes with filaments, at the scale of a network in which a box of 1.2 to 1.9 widths has `BOX` px."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.curve import Points
from iceboxer.engine.data.filaments import Filament, pieces_within
from iceboxer.engine.data.filters import Image, network_input
from iceboxer.engine.simulation import detector
from iceboxer.engine.simulation.assemblies import Assembly
from iceboxer.engine.simulation.conditions import Conditions, draw_conditions
from iceboxer.engine.simulation.curves import Layout, lay_out
from iceboxer.engine.simulation.dirt import Dirt, film
from iceboxer.engine.simulation.drawing import draw_filament, measure
from iceboxer.engine.simulation.junk import JunkPicture
from iceboxer.engine.simulation.molecule import Molecule
from iceboxer.engine.simulation.projection import DensityCanvas, random_orientations
from iceboxer.engine.simulation.scene import (
    BORDER,
    BORDERED,
    BOX,
    CAMERA,
    DEAD,
    SIDE,
    USUAL_RATIO,
    Cover,
    canvas_of,
    expose,
    process,
)

VISIBILITY = (0.16, 1.6)  # range of the RMS of a filament's contrast, in SDs of the noise
EMPTY = 0.05  # fraction of the scenes without filaments, but with particles and contaminants
SHORT = 2.5  # widths: shorter filaments are neither learnt nor counted as wrong


@dataclass(frozen=True)
class FilamentScene:
    """A simulated picture with known filaments.

    Attributes
    ----------
    picture
        (side, side), normalised like the input of a network.
    filaments
        In px of the picture, cut at its edges.
    size
        1.5 filament widths in units of the box side.
    unsure
        (m, 2) positions, as x, y in px, where a pick is neither correct nor wrong.
    """

    picture: Image
    filaments: tuple[Filament, ...]
    size: float
    unsure: Points


def draw_layout(c: Conditions, width: float, rng: np.random.Generator) -> Layout:
    """Return a random layout of filaments of `width` px."""
    stiff = float(np.exp(rng.uniform(np.log(12), np.log(1500))))
    return Layout(
        count=0 if c.filling == 0 or rng.random() < EMPTY else 1 + int(rng.poisson(rng.choice([0.6, 2.5, 5.0, 8.0]))),
        width=width,
        persistence=stiff * width,
        shortest=1.5 * width,
        longest=12 * width,
        through=float(rng.choice([0.2, 0.6, 0.9])),
        crossing=bool(rng.random() < 0.8),
        bundled=float(rng.choice([0.0, 0.0, 0.3, 0.7])),
        broken=float(rng.choice([0.0, 0.2, 0.5])),
    )


def simulate_filament_scene(
    assembly: Assembly, particle: Molecule, other: Molecule, rng: np.random.Generator, side: int = SIDE
) -> FilamentScene:
    """Simulate a scene of one assembly under random conditions, with particles of `particle` and debris of `other`."""
    c = replace(draw_conditions(rng), visibility=float(np.exp(rng.uniform(*np.log(VISIBILITY)))))
    width = BOX / c.box_ratio
    canvas = canvas_of(side, assembly.width / width)
    rough = assembly.coarsened(canvas.pixel_size)
    carbon = film(rng, canvas.picture.shape, rng.uniform(0.05, 0.6)) if c.carbon else None
    signal, density = measure(rough, canvas.pixel_size, c.defocus, c.optics, 0.8 * width)
    curves = lay_out(draw_layout(c, width, rng), (side, side), rng)
    for curve in curves:
        draw_filament(canvas, curve, rough, rng.uniform(0, 2 * np.pi))
    absorption = np.zeros(canvas.picture.shape, np.float32)
    _add_others(canvas, (particle, other), (width, density, side), c, absorption, rng)
    image = expose(canvas, c, signal / c.visibility, Cover(carbon, None, absorption, None), rng)
    picture, low, high = _finish(canvas.crop(image, (side, side)), rng)
    pieces = [p for curve in curves for p in pieces_within(curve, low, high)]
    sure = [p for p in pieces if p.length >= SHORT * width and not _is_on(carbon, p)]
    unsure = [p.resampled(4.0)[0] for p in pieces if p not in sure]
    return FilamentScene(picture, tuple(sure), USUAL_RATIO / c.box_ratio, np.concatenate([np.zeros((0, 2)), *unsure]))


def _is_on(carbon: NDArray[np.float32] | None, piece: Filament) -> bool:
    """Return whether a good part of a filament lies on carbon, where some people pick it and others do not."""
    if carbon is None:
        return False
    column, row = np.clip(piece.resampled(2.0)[0].T.astype(int) + BORDER, 0, carbon.shape[0] - 1)
    return bool((carbon[row, column] > 0.5).mean() > 0.3)


def _finish(picture: Image, rng: np.random.Generator) -> tuple[Image, tuple[float, float], tuple[float, float]]:
    """Return a picture after camera artefacts and processing, and the corners (x, y) of its live part."""
    side = len(picture)
    low, high = [0.0, 0.0], [float(side), float(side)]
    for change, chance in CAMERA:
        if rng.random() < chance:
            picture = change(picture, rng)
    if rng.random() < DEAD:
        width, at = int(rng.integers(8, side // 2)), int(rng.integers(4))
        picture = detector.dead_area(picture, width, at)
        dead = np.zeros((side, side), bool)
        np.rot90(dead, at)[:width] = True
        rows, columns = (np.flatnonzero(~dead.all(axis=axis)) for axis in (1, 0))
        low, high = [float(columns[0]), float(rows[0])], [float(columns[-1] + 1), float(rows[-1] + 1)]
    if rng.random() < BORDERED:
        width = int(rng.integers(2, 40))
        picture = detector.smeared_border(picture, width, "smeared" if rng.random() < 0.7 else "flat")
        low, high = [max(v, width) for v in low], [min(v, side - width) for v in high]
    picture = process(picture, rng)
    if rng.random() < 0.05:
        picture = -picture
    return network_input(picture, 1.0, BOX), (low[0], low[1]), (high[0], high[1])


def _add_others(
    canvas: DensityCanvas,
    molecules: tuple[Molecule, Molecule],
    scale: tuple[float, float, int],
    c: Conditions,
    absorption: Image,
    rng: np.random.Generator,
) -> None:
    """Draw single particles of random size, and contaminants.

    `molecules` are the particle and what debris is made of; `scale` is width (px), density, side (px).
    """
    particle, other = molecules
    width, density, side = scale
    size = rng.uniform(0.5, 2.0) * width * canvas.pixel_size / particle.diameter
    scaled = Molecule("particle", particle.positions * np.float32(size), particle.electrons * np.float32(size**3))
    if rng.random() < 0.4:
        count = rng.poisson(rng.choice([2.0, 8.0, 25.0]))
        for turn in random_orientations(rng, max(1, count)):
            canvas.add(scaled, turn, *rng.uniform(0, side, 2))
    junk = JunkPicture((canvas.picture.shape[0], canvas.picture.shape[1]), BORDER)
    dirt = Dirt(canvas, scaled, other, width, density, side, c.visibility, junk, absorption)
    kinds: tuple[tuple[Callable[..., None], float], ...] = (
        (dirt.fragment, 1.5), (dirt.debris, 2.0), (dirt.lump, 3.0), (dirt.stack, 1.0), (dirt.aggregate, 1.0),
        (dirt.gold, 0.5), (dirt.crystal, 0.9), (dirt.frost, 0.7), (dirt.drops, 0.8), (dirt.lattice, 0.15),
    )  # fmt: skip
    for draw, share in kinds:
        if rng.random() < 0.6:
            for _ in range(rng.poisson(share * c.dirt / 0.6)):
                draw(rng, tuple(rng.uniform(0, side, 2)))
