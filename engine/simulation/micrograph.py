"""One simulated micrograph from a recipe, a molecule and a seed, with the true boxes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from engine.data.boxes import Boxes, make_boxes
from engine.errors import ConfigError
from engine.simulation import optics, projection
from engine.simulation.molecule import Molecule, coarsened
from engine.simulation.optics import Optics
from engine.simulation.placement import Room

Image = NDArray[np.float32]

# Defocus spreads a particle's signal; this much is simulated around the picture so that the Fourier transform's
# wrapping round stays outside (at 300 kV and 2.5 μm a spacing of 7 Å is displaced by 70 Å).
BORDER = 150.0  # Å
VIEWS = 49  # orientations from which the signal's mean power is measured


@dataclass(frozen=True)
class Recipe:
    """All that shapes a simulated micrograph but the molecule and the seed.

    The defaults are the published recipe (Wagner et al., Commun. Biol. 2, 2019, Methods): 250 randomly oriented
    particles; structural noise, a Gaussian of SD 88·k, added to their projections; contrast transfer function
    at 2.5 μm, 300 kV, amplitude contrast 0.1, B-factor 200 Å²; then shot noise, a Gaussian of SD 51·k. What the
    paper leaves open is chosen here: Cs 2.7 mm, 1.2 Å/px, boxes of one and a half diameters, centres at least
    1.1 diameters apart, which fill 4096² px with 250 particles of 130 Å (a TRP channel) without overlaps.

    The signal-to-noise ratio at k = 1, `snr`, fixes how strong the particles are: their projections are scaled
    once, for the molecule and this recipe, so that
    (variance of the noise-free, CTF-modulated picture within a box, averaged over boxes of isolated particles
    in random orientations) / (variance of structural noise after the CTF + variance of shot noise at k = 1)
    is `snr`. It is calibrated at the middle of the defocus range. k then multiplies the noise alone, so
    the ratio falls as 1/k².

    `width`, `height`, `box_size` are in px, `pixel_size` Å/px, `defocus` a range of underfocus in μm.
    `min_distance` is the least distance of centres in diameters; 0 lets particles overlap freely.
    `box_ratio` is the side of a box in diameters. `crowding` (0–1) is the share of the particles that stand
    beside another one.
    """

    width: int = 4096
    height: int = 4096
    particles: int = 250
    pixel_size: float = 1.2
    noise: float = 8.0
    snr: float = 1.25
    structural_noise: float = 88.0
    shot_noise: float = 51.0
    defocus: tuple[float, float] = (2.5, 2.5)
    optics: Optics = field(default_factory=Optics)
    box_ratio: float = 1.5
    min_distance: float = 1.1
    crowding: float = 0.0

    def box_size(self, molecule: Molecule) -> int:
        """The side of a particle's box in px: even, so that whole-pixel centres have whole-pixel corners."""
        return max(2, 2 * round(self.box_ratio * molecule.diameter / self.pixel_size / 2))

    def drawn(self, molecule: Molecule) -> Molecule:
        """The molecule with no more points than this pixel size can show."""
        return coarsened(molecule, max(2.0, 2 * self.pixel_size))

    @property
    def mean_defocus(self) -> float:
        """The middle of the defocus range, μm."""
        return sum(self.defocus) / 2


def child_seed(seed: int, index: int) -> int:
    """The seed of micrograph `index` of a set: the same in whatever order or process they are made."""
    return int(np.random.SeedSequence([seed, index]).generate_state(1, np.uint64)[0])


def noise_sd(recipe: Recipe) -> float:
    """Standard deviation of the whole noise, after the CTF, at the recipe's k."""
    gain = optics.noise_gain(recipe.pixel_size, recipe.mean_defocus, recipe.optics)
    return recipe.noise * math.hypot(recipe.structural_noise * math.sqrt(gain), recipe.shot_noise)


@lru_cache(maxsize=64)
def _signal_power(
    molecule: Molecule, box_size: int, pixel_size: float, defocus: float, lens: Optics
) -> float:
    """Mean variance within a box of an isolated particle after the CTF, in squared electrons per pixel."""
    rng = np.random.default_rng(0)
    border = math.ceil(BORDER / pixel_size)
    side, tiles = box_size + border, math.isqrt(VIEWS)
    canvas = np.zeros((tiles * side, tiles * side), np.float32)
    corners = [(border // 2 + side * (i % tiles), border // 2 + side * (i // tiles)) for i in range(VIEWS)]
    for (x, y), turn in zip(corners, projection.random_orientations(rng, VIEWS), strict=True):
        projection.add_molecule(canvas, molecule, turn, x + box_size / 2, y + box_size / 2, pixel_size)
    canvas = projection.blurred(canvas, pixel_size)
    seen = optics.apply(canvas, optics.transfer(canvas.shape, pixel_size, defocus, lens))
    boxes = [seen[y : y + box_size, x : x + box_size] for x, y in corners]
    return float(np.mean([box.var(dtype=np.float64) for box in boxes]))


def signal_scale(recipe: Recipe, molecule: Molecule) -> float:
    """Grey values an electron per pixel, so that the signal-to-noise ratio at k = 1 is the recipe's."""
    power = _signal_power(
        recipe.drawn(molecule),
        recipe.box_size(molecule),
        recipe.pixel_size,
        recipe.mean_defocus,
        recipe.optics,
    )
    gain = optics.noise_gain(recipe.pixel_size, recipe.mean_defocus, recipe.optics)
    noise = recipe.structural_noise**2 * gain + recipe.shot_noise**2
    return math.sqrt(recipe.snr * noise / power)


def simulate_micrograph(recipe: Recipe, molecule: Molecule, seed: int) -> tuple[Image, Boxes, list[object]]:
    """Make a micrograph. The particles are dark, as in real micrographs, and the mean is about 0.

    The same arguments give the same pixels; only the noise's strength changes with `recipe.noise`, so that
    a picture with `noise` 0 and the same seed is the signal alone.

    Returns
    -------
    image
        (height, width) float32, row 0 at the bottom.
    boxes
        (n,) of BOX_DTYPE around the particles' centres of mass, fully in the picture, corners at whole pixels.
    contaminants
        What else is there.

    Raises
    ------
    ConfigError
        So many particles do not fit.
    """
    layout, structural, shot = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(3))
    border = math.ceil(BORDER / recipe.pixel_size)
    shape = tuple(scipy.fft.next_fast_len(n + 2 * border, real=True) for n in (recipe.height, recipe.width))
    boxes = _place_particles(recipe, molecule, Room(recipe.width, recipe.height), layout)
    defocus = layout.uniform(*recipe.defocus)

    canvas = np.zeros((shape[0], shape[1]), np.float32)
    turns = projection.random_orientations(layout, len(boxes))
    drawn = recipe.drawn(molecule)
    for box, turn in zip(boxes, turns, strict=True):
        projection.add_molecule(canvas, drawn, turn, box["x"] + border, box["y"] + border, recipe.pixel_size)
    canvas = projection.blurred(canvas, recipe.pixel_size)
    canvas *= np.float32(signal_scale(recipe, molecule))
    canvas += _gaussian(structural, canvas.shape, recipe.structural_noise * recipe.noise)
    seen = optics.apply(canvas, optics.transfer(canvas.shape, recipe.pixel_size, defocus, recipe.optics))
    image = np.ascontiguousarray(seen[border : border + recipe.height, border : border + recipe.width])
    image += _gaussian(shot, image.shape, recipe.shot_noise * recipe.noise)
    return image, boxes, []


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
            f"{recipe.width} × {recipe.height} px. Ask for fewer particles, a larger micrograph, a larger pixel "
            "size or a smaller minimal distance."
        )
    return make_boxes(places[:, 0], places[:, 1], size)
