"""Simulating scenes: pictures at the scale of a network, hundreds of times faster than whole micrographs.

A box has `BOX` px, so the pixel size is `box_ratio` diameters / `BOX`: 3–15 Å for molecules of 80–400 Å.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from iceboxer.engine.data.filters import Image, network_input
from iceboxer.engine.data.junk import AGGREGATE, FILM, ICE, JunkMap
from iceboxer.engine.data.junk import BORDER as BORDER_KIND
from iceboxer.engine.simulation import detector, optics, processing
from iceboxer.engine.simulation.conditions import Conditions
from iceboxer.engine.simulation.dirt import Dirt, crystalline, film
from iceboxer.engine.simulation.junk import STRIDE, JunkPicture, kind_at, mark_empty
from iceboxer.engine.simulation.molecule import Molecule
from iceboxer.engine.simulation.projection import DensityCanvas, random_orientations

Places = NDArray[np.float64]

BOX = 40.0  # px
SIDE = 384  # px
BORDER = 48  # px simulated around a scene, so that the Fourier transform wraps outside of it
BORDERED = 0.22  # fraction of scenes with a border left by motion correction
DEAD = 0.03  # fraction of scenes of which one side is dead
THIN_FILM = 0.85  # fraction of films that electrons pass; others are almost black
USUAL_RATIO = 1.5  # box side in diameters for which `Scene.size` is 1


@dataclass(frozen=True)
class Scene:
    """A simulated picture with known particles.

    Attributes
    ----------
    picture
        (side, side), normalised like the input of a network.
    centres
        (n, 2) of the particles as x, y in px.
    size
        1.5 particle diameters in units of the box side.
    unsure
        (m, 2) positions, as x, y in px, where a pick is neither correct nor wrong: particles on junk.
    junk
        (side / 4, side / 4) kinds of `engine.data.junk`.
    """

    picture: Image
    centres: Places
    size: float
    unsure: Places
    junk: JunkMap


@dataclass(frozen=True)
class Cover:
    """What lies over a scene besides density, each (height, width) of the canvas.

    `carbon` is the coverage (0–1) by the film; `lines` are boundaries of grains and `absorption` is darkness, in SDs
    of the noise; `background` is a real picture with unit spread in place of the noise.
    """

    carbon: Image | None
    lines: Image | None
    absorption: Image
    background: Image | None


def simulate_scene(
    c: Conditions,
    molecule: Molecule,
    other: Molecule,
    rng: np.random.Generator,
    side: int = SIDE,
    background: Image | None = None,
) -> Scene:
    """Simulate a scene with particles of `molecule` under the conditions `c`, with debris of `other`.

    `background` is a real picture of `side` + 2 × `BORDER` px without particles, normalised like the input of a
    network, on which the particles are drawn.
    """
    diameter = BOX / c.box_ratio
    canvas = canvas_of(side, molecule.diameter / diameter)
    shape = canvas.picture.shape
    carbon = film(rng, shape, rng.uniform(0.05, 0.9 if c.filling == 0 else 0.6)) if c.carbon else None
    centres = _places(c, diameter, side, rng)
    signal, peak = _strength(molecule, c, canvas.pixel_size)
    on_carbon = _is_on(carbon, centres)
    keeps = rng.random() < 0.4  # particles on the film, which some people pick and others do not
    drawn = centres if keeps else centres[~on_carbon]
    _add_particles(canvas, molecule, drawn, c, rng)
    junk, absorption = JunkPicture(shape, BORDER), np.zeros(shape, np.float32)
    Dirt(canvas, molecule, other, diameter, peak, side, c.visibility, junk, absorption).add(rng, c.dirt)
    lines = None
    if c.crystalline:
        lines, darkness = crystalline(rng, shape)
        absorption += darkness
        junk.picture[:] = ICE
    if carbon is not None:
        junk.picture[carbon > 0.5] = FILM
    image = expose(canvas, c, signal / c.visibility, Cover(carbon, lines, absorption, background), rng)
    picture = canvas.crop(image, (side, side))
    shown = ((centres >= 0) & (centres < side)).all(axis=1)
    cells = junk.cells(side)
    covered = shown & ~on_carbon & np.isin(kind_at(cells, centres), (ICE, AGGREGATE))
    unsure = centres[shown & on_carbon & keeps | covered]
    cells = mark_empty(cells, drawn, diameter)
    return _finish(
        Scene(picture, centres[shown & ~on_carbon & ~covered], USUAL_RATIO / c.box_ratio, unsure, cells), rng
    )


def canvas_of(side: int, pixel_size: float) -> DensityCanvas:
    """Return the empty canvas of a scene of `side` px, with its border."""
    return DensityCanvas((side + 2 * BORDER, side + 2 * BORDER), pixel_size, BORDER)


def _places(c: Conditions, diameter: float, side: int, rng: np.random.Generator) -> Places:
    """Return centres (n, 2) at the minimum distance or more, some of them just outside the scene."""
    low, high = -diameter / 2, side + diameter / 2
    count = rng.poisson(c.filling * (high - low) ** 2 / (np.pi * diameter**2 / 4))
    found = np.full((count, 2), -1e6)
    placed, least = 0, c.distance * diameter
    for _ in range(6 * count):
        if placed == count:
            break
        spot = rng.uniform(low, high, 2)
        if placed and rng.random() < c.crowding:
            angle = rng.uniform(0, 2 * np.pi)
            spot = found[rng.integers(placed)] + least * rng.uniform(1, 1.2) * np.array([np.cos(angle), np.sin(angle)])
        if ((found[:placed] - spot) ** 2).sum(axis=1).min(initial=np.inf) >= least**2:
            found[placed] = spot
            placed += 1
    return found[:placed]


def _is_on(carbon: Image | None, centres: Places) -> NDArray[np.bool_]:
    if carbon is None:
        return np.zeros(len(centres), bool)
    column, row = np.clip(centres.T.astype(int) + BORDER, 0, carbon.shape[0] - 1)
    on_film: NDArray[np.bool_] = carbon[row, column] > 0.5
    return on_film


def _orientations(c: Conditions, count: int, rng: np.random.Generator) -> Rotation:
    """Return uniform rotations, or rotations close to a few preferred views with a random in-plane angle."""
    if c.views == 0:
        return random_orientations(rng, count)
    preferred = random_orientations(rng, c.views)[rng.integers(c.views, size=count)]
    wobble = Rotation.from_rotvec(rng.standard_normal((count, 3)) * rng.uniform(0.05, 0.4))
    in_plane = Rotation.from_rotvec(rng.uniform(0, 2 * np.pi, (count, 1)) * [0, 0, 1])
    return in_plane * wobble * preferred


def _add_particles(
    canvas: DensityCanvas, molecule: Molecule, centres: Places, c: Conditions, rng: np.random.Generator
) -> None:
    if not len(centres):
        return
    for (x, y), turn in zip(centres, _orientations(c, len(centres), rng), strict=True):
        part = molecule
        if rng.random() < c.cut:
            height = turn.apply([0, 0, 1], inverse=True) @ molecule.positions.T
            kept = height < np.quantile(height, rng.uniform(0.6, 0.95))
            part = Molecule("cut", molecule.positions[kept], molecule.electrons[kept])
        canvas.add(part, turn, x, y)


def _strength(molecule: Molecule, c: Conditions, pixel_size: float) -> tuple[float, float]:
    """Return the RMS after the optics within a particle's disc and the mean density there, both in electrons/px."""
    diameter = BOX / c.box_ratio
    step, views = 64, random_orientations(np.random.default_rng(0), 6)
    canvas = DensityCanvas((2 * step, 3 * step), pixel_size, 0)
    spots = [(step * (i % 3) + step / 2, step * (i // 3) + step / 2) for i in range(6)]
    for (x, y), turn in zip(spots, views, strict=True):
        canvas.add(molecule, turn, x, y)
    rows, columns = np.ogrid[: 2 * step, : 3 * step]
    disc = np.hypot(rows % step + 0.5 - step / 2, columns % step + 0.5 - step / 2) < 0.4 * diameter
    density = float(canvas.picture[disc].mean())
    seen = optics.apply(canvas.picture, optics.transfer((2 * step, 3 * step), pixel_size, c.defocus, c.optics))
    return float(np.sqrt(np.mean(np.square(seen[disc] - seen.mean())))), density


def expose(canvas: DensityCanvas, c: Conditions, noise: float, cover: Cover, rng: np.random.Generator) -> Image:
    """Return the canvas after the optics, with noise of standard deviation `noise` and what covers it."""
    shape = (canvas.picture.shape[0], canvas.picture.shape[1])
    function = optics.transfer(shape, canvas.pixel_size, c.defocus, c.optics)
    if cover.background is not None:
        image = optics.apply(canvas.picture, function) + cover.background * np.float32(noise)
        return np.asarray(image - cover.absorption * np.float32(noise))
    passed = max(float(np.sqrt(np.mean(np.square(function)))), 1e-3)
    ice = detector.coloured_noise(rng, shape, c.colour)
    shot = detector.coloured_noise(rng, shape, 0.3 * c.colour)
    thickness = _surface(rng, shape)
    if c.gradient:
        ice *= 1 + np.float32(0.3 * min(c.gradient, 2)) * thickness
    density, carbon = canvas.picture, cover.carbon
    if cover.lines is not None:
        density = density + cover.lines * np.float32(noise / passed)
    if carbon is not None:
        ice *= 1 + carbon * np.float32(rng.uniform(0.3, 4))
        density = density + carbon * np.float32(noise / passed * rng.uniform(0, 4))
    image = optics.apply(density + ice * np.float32(noise / passed * np.sqrt(c.structural)), function)
    image += shot * np.float32(noise * np.sqrt(1 - c.structural))
    image -= thickness * np.float32(c.gradient * noise)
    image -= cover.absorption * np.float32(noise)
    if carbon is not None:
        dark = rng.uniform(-0.5, 4) if rng.random() < THIN_FILM else rng.uniform(4, 25)
        image -= carbon * np.float32(noise * dark)
    return image


def _surface(rng: np.random.Generator, shape: tuple[int, int]) -> Image:
    """Return a smooth random surface between 0 and 1."""
    y, x = (np.linspace(-1, 1, n, dtype=np.float32) for n in shape)
    a, b, d, e, f = rng.uniform(-1, 1, 5).astype(np.float32)
    surface = a * x[None] + b * y[:, None] + d * x[None] ** 2 + e * y[:, None] ** 2 + f * x[None] * y[:, None]
    return np.asarray((surface - surface.min()) / (surface.max() - surface.min()))


def _finish(scene: Scene, rng: np.random.Generator) -> Scene:
    """Return a scene after random camera artefacts, processing and normalisation."""
    picture = scene.picture
    for change, chance in CAMERA:
        if rng.random() < chance:
            picture = change(picture, rng)
    centres, junk = scene.centres, scene.junk.copy()
    if rng.random() < DEAD:
        width, at = int(rng.integers(8, len(picture) // 2)), int(rng.integers(4))
        picture = detector.dead_area(picture, width, at)
        np.rot90(junk, at)[: round(width / STRIDE)] = BORDER_KIND
        centres = centres[kind_at(junk, centres) != BORDER_KIND]
    if rng.random() < BORDERED:
        width = int(rng.integers(2, 40))
        picture = detector.smeared_border(picture, width, "smeared" if rng.random() < 0.7 else "flat")
        inner = ((centres >= width) & (centres < len(picture) - width)).all(axis=1)
        centres = centres[inner]
        cells = round(width / STRIDE)
        if cells:
            framed = np.full_like(junk, BORDER_KIND)
            framed[cells:-cells, cells:-cells] = junk[cells:-cells, cells:-cells]
            junk = framed
    picture = process(picture, rng)
    if rng.random() < 0.05:
        picture = -picture
    return Scene(network_input(picture, 1.0, BOX), centres, scene.size, scene.unsure, junk)


def process(picture: Image, rng: np.random.Generator) -> Image:
    """Return a picture after some of the usual processing, chosen at random."""
    for change, chance in PROCESSES:
        if rng.random() < chance:
            picture = change(picture, rng)
    return picture


PictureChange = Callable[[Image, np.random.Generator], Image]
CAMERA: tuple[tuple[PictureChange, float], ...] = (
    (detector.gain_lines, 0.08),
    (detector.hot_pixels, 0.08),
    (detector.dead_rows, 0.04),
)
PROCESSES: tuple[tuple[PictureChange, float], ...] = (
    (lambda p, rng: processing.gaussian_lowpass(p, rng.uniform(0.4, 3.2)), 0.6),
    (lambda p, rng: processing.guided_filter(p, int(rng.integers(1, 8)), rng.uniform(0.1, 2)), 0.15),
    (lambda p, rng: processing.median(p, int(rng.choice([3, 5]))), 0.05),
    (lambda p, rng: processing.highpass(p, rng.uniform(10, 60)), 0.15),
    (lambda p, rng: processing.equalise(p, int(rng.choice([32, 64, 128])), rng.uniform(0.01, 0.05)), 0.12),
    (lambda p, rng: processing.grey_levels(p, rng.uniform(1.5, 6)), 0.2),
    (lambda p, rng: processing.jpeg(p, int(rng.integers(30, 96))), 0.2),
)
