"""Simulating one micrograph with filaments, and with single particles and contaminants beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.ndimage

from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.filaments import Filament, pieces_within
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.simulation.assemblies import Assembly
from iceboxer.engine.simulation.contaminants import Contaminant, Contaminants
from iceboxer.engine.simulation.curves import Layout, lay_out
from iceboxer.engine.simulation.drawing import draw_filament, measure
from iceboxer.engine.simulation.micrograph import Image, empty_canvas, expose, place_particles
from iceboxer.engine.simulation.molecule import Molecule
from iceboxer.engine.simulation.placement import Room
from iceboxer.engine.simulation.projection import DensityCanvas, random_orientations
from iceboxer.engine.simulation.recipe import Recipe
from iceboxer.engine.simulation.scenery import Scenery

GRAIN = 3.0  # Å: the points of an assembly are blurred by this much, so that their number does not show
BOX_RATIO = 1.5  # side in widths of the band whose signal-to-noise ratio is that of the recipe


@dataclass(frozen=True)
class FilamentRecipe:
    """How filaments lie on a micrograph, beside what `engine.simulation.recipe.Recipe` holds.

    Attributes
    ----------
    count
        Number of filaments; each bundle counts once.
    persistence
        Persistence length, Å.
    shortest, longest
        Range of lengths, Å.
    through
        Fraction of the filaments that are longer than the micrograph.
    crossing
        Whether filaments may cross.
    bundled, broken
        Fractions of the filaments in bundles, and of those with a gap.
    """

    count: int = 12
    persistence: float = 1e5
    shortest: float = 800.0
    longest: float = 4000.0
    through: float = 0.3
    crossing: bool = True
    bundled: float = 0.0
    broken: float = 0.0

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ConfigError("There must be at least one filament.")
        if not 0 < self.shortest <= self.longest:
            raise ConfigError(
                f"The lengths of filaments must be a range above 0 Å, not {self.shortest:g} to {self.longest:g}."
            )
        if not self.persistence > 0:
            raise ConfigError(f"The persistence length must be above 0 Å, not {self.persistence:g}.")
        for name in ("through", "bundled", "broken"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigError(f"The fraction of filaments '{name}' must be between 0 and 1.")

    def layout(self, width: float, pixel_size: float) -> Layout:
        """Return the layout in px of filaments of `width` Å."""
        return Layout(
            count=self.count,
            width=width / pixel_size,
            persistence=self.persistence / pixel_size,
            shortest=self.shortest / pixel_size,
            longest=self.longest / pixel_size,
            through=self.through,
            crossing=self.crossing,
            bundled=self.bundled,
            broken=self.broken,
        )


@dataclass(frozen=True)
class FilamentMicrograph:
    """A simulated micrograph (height, width) with its filaments, single particles and contaminants."""

    image: Image
    filaments: list[Filament]
    boxes: Boxes
    contaminants: list[Contaminant]


def simulate_filaments(
    recipe: Recipe, filaments: FilamentRecipe, assembly: Assembly, molecule: Molecule, seed: int
) -> FilamentMicrograph:
    """Simulate a micrograph of filaments of `assembly` and single particles of `molecule`.

    The signal-to-noise ratio of the recipe holds in a band of 1.5 widths around a straight filament, as it does in a
    box around a particle. The same arguments give the same pixels.

    Raises
    ------
    ConfigError
        The particles do not fit into the micrograph.
    """
    layout, structural, shot = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(3))
    canvas = empty_canvas(recipe)
    defocus = layout.uniform(*recipe.defocus)
    scenery = Scenery(recipe, canvas, layout)
    contaminants = Contaminants(replace(recipe, rods=0), molecule, canvas, scenery)
    room = Room(recipe.width, recipe.height, scenery.is_free)
    shape = (recipe.height, recipe.width)
    curves = lay_out(filaments.layout(assembly.width, recipe.pixel_size), shape, layout)
    for curve in curves:
        for x, y in curve.resampled(curve.width)[0]:
            room.take(x, y, curve.width / 2)
    phases = layout.uniform(0, 2 * np.pi, len(curves))

    contaminants.add_large(room, layout)
    boxes = place_particles(recipe, molecule, room, layout)
    for box, turn in zip(boxes, random_orientations(layout, len(boxes)), strict=True):
        canvas.add(recipe.coarsen(molecule), turn, box["x"], box["y"])
    contaminants.add_small(room, layout)
    canvas.blur()
    if len(boxes) or contaminants.found:
        canvas.picture *= np.float32(recipe.signal_scale(molecule))
    canvas.picture += _filament_density(recipe, assembly, curves, phases.tolist())
    image = expose(recipe, canvas, scenery, defocus, (structural, shot))
    pieces = [p for curve in curves for p in pieces_within(curve, (0, 0), (recipe.width, recipe.height))]
    numbered = [replace(piece, id=number) for number, piece in enumerate(pieces, 1)]
    return FilamentMicrograph(image, numbered, boxes, contaminants.found)


def _filament_density(recipe: Recipe, assembly: Assembly, curves: list[Filament], phases: list[float]) -> Image:
    """Return the filaments' density on a canvas, at the strength that the recipe demands."""
    rough = assembly.coarsened(max(GRAIN, 2 * recipe.pixel_size))
    canvas = empty_canvas(recipe)
    for curve, phase in zip(curves, phases, strict=True):
        draw_filament(canvas, curve, rough, phase)
    _blur(canvas)
    canvas.picture *= np.float32(signal_scale(recipe, rough))
    return canvas.picture


def signal_scale(recipe: Recipe, assembly: Assembly) -> float:
    """Return the grey value of one electron per pixel for which the signal-to-noise ratio at k = 1 is the recipe's."""
    side = BOX_RATIO * assembly.width / recipe.pixel_size
    strength, _ = measure(assembly, recipe.pixel_size, recipe.mean_defocus, recipe.optics, side)
    return float(np.sqrt(recipe.snr) / strength) * replace(recipe, noise=1.0).noise_sd


def _blur(canvas: DensityCanvas) -> None:
    sigma = GRAIN / canvas.pixel_size / 2
    scipy.ndimage.gaussian_filter(canvas.picture, sigma, truncate=3, mode="constant", output=canvas.picture)
