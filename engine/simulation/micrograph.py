"""Simulating one micrograph and its true boxes from a recipe, a molecule and a seed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from iceboxer.engine.data.boxes import Boxes, make_boxes
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.simulation import optics
from iceboxer.engine.simulation.contaminants import Contaminant, Contaminants
from iceboxer.engine.simulation.molecule import Molecule
from iceboxer.engine.simulation.placement import Room
from iceboxer.engine.simulation.projection import DensityCanvas, random_orientations
from iceboxer.engine.simulation.recipe import Recipe, hard
from iceboxer.engine.simulation.scenery import Scenery

__all__ = ["Image", "Recipe", "child_seed", "hard", "simulate_micrograph"]

Image = NDArray[np.float32]
Orientations = Callable[[np.random.Generator, int], Rotation]  # returns that many random rotations


def child_seed(seed: int, index: int) -> int:
    """Return the seed of micrograph `index` of a set, which does not depend on the order in which they are made."""
    return int(np.random.SeedSequence([seed, index]).generate_state(1, np.uint64)[0])


def simulate_micrograph(
    recipe: Recipe, molecule: Molecule, seed: int, orientations: Orientations = random_orientations
) -> tuple[Image, Boxes, list[Contaminant]]:
    """Simulate a micrograph. Particles are dark, as in real micrographs; clear ice has a mean of about 0.

    The same arguments give the same pixels. Recipes that differ only in `noise` give the same scene, and `noise` 0
    gives its signal alone. `orientations` draws the rotations of the particles, in the order of the boxes.

    Returns
    -------
    image
        (height, width) float32, row 0 at the bottom.
    boxes
        (n,) of BOX_DTYPE around the particles' centres of mass, within the picture, with whole-pixel corners.
    contaminants
        Everything else in the ice.

    Raises
    ------
    ConfigError
        The particles do not fit into the micrograph.
    """
    layout, structural, shot = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(3))
    canvas = empty_canvas(recipe)
    defocus = layout.uniform(*recipe.defocus)
    scenery = Scenery(recipe, canvas, layout)
    contaminants = Contaminants(recipe, molecule, canvas, scenery)
    room = Room(recipe.width, recipe.height, scenery.is_free)

    contaminants.add_large(room, layout)
    boxes = place_particles(recipe, molecule, room, layout)
    for box, turn in zip(boxes, orientations(layout, len(boxes)), strict=True):
        canvas.add(recipe.coarsen(molecule), turn, box["x"], box["y"])
    contaminants.add_small(room, layout)
    canvas.blur()
    canvas.picture *= np.float32(recipe.signal_scale(molecule))

    image = expose(recipe, canvas, scenery, defocus, (structural, shot))
    return image, boxes, contaminants.found


def empty_canvas(recipe: Recipe) -> DensityCanvas:
    """Return the canvas of a micrograph with its border, of a size that Fourier transforms are fast for."""
    rows, columns = (
        scipy.fft.next_fast_len(side + 2 * recipe.border, real=True) for side in (recipe.height, recipe.width)
    )
    return DensityCanvas((rows, columns), recipe.pixel_size, recipe.border)


def expose(
    recipe: Recipe,
    canvas: DensityCanvas,
    scenery: Scenery,
    defocus: float,
    noise: tuple[np.random.Generator, np.random.Generator],
) -> Image:
    """Return the micrograph of a canvas: structural noise, ice and carbon, the optics, shot noise, darkening.

    `noise` are the sources of the structural and of the shot noise; the canvas is changed.
    """
    structural, shot = noise
    grain = _gaussian(structural, canvas.picture.shape, recipe.structural_noise * recipe.noise)
    scenery.roughen(grain)
    canvas.picture += grain
    scenery.add_density()
    function = optics.transfer(canvas.picture.shape, recipe.pixel_size, defocus, recipe.optics)
    image = canvas.crop(optics.apply(canvas.picture, function), (recipe.height, recipe.width))
    image += _gaussian(shot, image.shape, recipe.shot_noise * recipe.noise)
    scenery.darken(image)
    return image


def _gaussian(rng: np.random.Generator, shape: tuple[int, ...], sd: float) -> Image:
    noise = rng.standard_normal(shape, np.float32)
    noise *= np.float32(sd)
    return noise


def place_particles(recipe: Recipe, molecule: Molecule, room: Room, rng: np.random.Generator) -> Boxes:
    """Return the boxes of particles at random places of `room`, which they take.

    Raises
    ------
    ConfigError
        They do not fit.
    """
    size = recipe.box_size(molecule)
    radius = recipe.min_distance * molecule.diameter / recipe.pixel_size / 2
    places = room.place(rng, recipe.particles, radius, size / 2, recipe.crowding)
    if len(places) < recipe.particles:
        raise ConfigError(
            f"Only {len(places)} of {recipe.particles} particles with boxes of {size} px fit in "
            f"{recipe.width} × {recipe.height} px. Set fewer particles, a larger micrograph, a larger pixel size "
            "or a smaller minimum distance."
        )
    return make_boxes(places[:, 0], places[:, 1], size)
