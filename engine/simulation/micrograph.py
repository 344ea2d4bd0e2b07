"""One simulated micrograph from a recipe, a molecule and a seed, with the true boxes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from iceboxer.engine.data.boxes import Boxes, make_boxes
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.simulation import optics
from iceboxer.engine.simulation.contaminants import Contaminant, Litter
from iceboxer.engine.simulation.molecule import Molecule
from iceboxer.engine.simulation.placement import Room
from iceboxer.engine.simulation.projection import Canvas, random_orientations
from iceboxer.engine.simulation.recipe import Recipe, hard
from iceboxer.engine.simulation.scenery import Scenery

__all__ = ["Image", "Recipe", "child_seed", "hard", "simulate_micrograph"]

Image = NDArray[np.float32]
Orientations = Callable[[np.random.Generator, int], Rotation]  # so many, from a source of chance


def child_seed(seed: int, index: int) -> int:
    """The seed of micrograph `index` of a set: the same in whatever order or process they are made."""
    return int(np.random.SeedSequence([seed, index]).generate_state(1, np.uint64)[0])


def simulate_micrograph(
    recipe: Recipe, molecule: Molecule, seed: int, orientations: Orientations = random_orientations
) -> tuple[Image, Boxes, list[Contaminant]]:
    """Make a micrograph. Particles are dark, as in real micrographs; clear ice has a mean of about 0.

    The same arguments give the same pixels. Two recipes that differ in `noise` alone give the same scene, and
    `noise` 0 its signal alone. `orientations` turns the particles, in the order of the boxes.

    Returns
    -------
    image
        (height, width) float32, row 0 at the bottom.
    boxes
        (n,) of BOX_DTYPE around the particles' centres of mass, fully in the picture, corners at whole pixels.
    contaminants
        What else lies there.

    Raises
    ------
    ConfigError
        So many particles do not fit.
    """
    layout, structural, shot = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(3))
    rows, columns = (
        scipy.fft.next_fast_len(side + 2 * recipe.border, real=True) for side in (recipe.height, recipe.width)
    )
    canvas = Canvas((rows, columns), recipe.pixel_size, recipe.border)
    defocus = layout.uniform(*recipe.defocus)
    scenery = Scenery(recipe, canvas, layout)
    litter = Litter(recipe, molecule, canvas, scenery)
    room = Room(recipe.width, recipe.height, scenery.is_free)

    litter.add_large(room, layout)
    boxes = _place_particles(recipe, molecule, room, layout)
    for box, turn in zip(boxes, orientations(layout, len(boxes)), strict=True):
        canvas.add(recipe.drawn(molecule), turn, box["x"], box["y"])
    litter.add_small(room, layout)
    canvas.blur()
    canvas.picture *= np.float32(recipe.signal_scale(molecule))

    grain = _gaussian(structural, canvas.picture.shape, recipe.structural_noise * recipe.noise)
    scenery.roughen(grain)
    canvas.picture += grain
    scenery.add_density()
    function = optics.transfer(canvas.picture.shape, recipe.pixel_size, defocus, recipe.optics)
    image = canvas.inside(optics.apply(canvas.picture, function), (recipe.height, recipe.width))
    image += _gaussian(shot, image.shape, recipe.shot_noise * recipe.noise)
    scenery.darken(image)
    return image, boxes, litter.found


def _gaussian(rng: np.random.Generator, shape: tuple[int, ...], sd: float) -> Image:
    noise = rng.standard_normal(shape, np.float32)
    noise *= np.float32(sd)
    return noise


def _place_particles(recipe: Recipe, molecule: Molecule, room: Room, rng: np.random.Generator) -> Boxes:
    size = recipe.box_size(molecule)
    radius = recipe.min_distance * molecule.diameter / recipe.pixel_size / 2
    places = room.place(rng, recipe.particles, radius, size / 2, recipe.crowding)
    if len(places) < recipe.particles:
        raise ConfigError(
            f"Only {len(places)} of {recipe.particles} particles with boxes of {size} px fit in "
            f"{recipe.width} × {recipe.height} px. Ask for fewer particles, a larger micrograph, a larger "
            "pixel size or a smaller minimal distance."
        )
    return make_boxes(places[:, 0], places[:, 1], size)
