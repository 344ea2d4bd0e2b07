"""The parameters of a simulated micrograph, and the strength of its particles."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache

import numpy as np

from iceboxer.engine.errors import ConfigError
from iceboxer.engine.simulation import optics, projection
from iceboxer.engine.simulation.molecule import Molecule, coarsened
from iceboxer.engine.simulation.optics import Optics
from iceboxer.engine.simulation.projection import DensityCanvas

# Defocus spreads a particle's signal (by 70 Å for a spacing of 7 Å at 300 kV and 2.5 μm). A border of this width is
# simulated around the picture so that the Fourier transform does not wrap signal from one edge to the other.
BORDER = 150.0  # Å
VIEWS = 49  # orientations from which the signal's mean power is measured


@dataclass(frozen=True)
class Recipe:
    """The parameters of a simulated micrograph, except the molecule and the seed.

    The defaults are the published recipe (Wagner et al., Commun. Biol. 2, 2019, Methods) at k = 8: 250 randomly
    oriented particles; structural noise, a Gaussian of SD 88·k, added to their projections; a contrast transfer
    function of 2.5 μm, 300 kV, amplitude contrast 0.1, B-factor 200 Å²; then shot noise, a Gaussian of SD 51·k.
    Not in the paper, and chosen here: Cs 2.7 mm, 1.2 Å/px, boxes of 1.5 diameters, centres at least 1.1 diameters
    apart. With these, 250 particles of 130 Å (a TRP channel) fit into 4096² px without overlap.

    The signal-to-noise ratio at k = 1, `snr`, defines the strength of the particles: one scale factor for the
    molecule and this recipe makes sure that
    (variance of the noise-free picture after the CTF within a box, averaged over boxes of isolated particles in
    random orientations) / (variance of the structural noise after the CTF + variance of the shot noise)
    is `snr` for k = 1 in the middle of the defocus range. k, which is `noise`, then multiplies the noise alone,
    so the ratio is proportional to 1/k². Ice and carbon are not counted as noise.

    Attributes
    ----------
    width, height
        px.
    pixel_size
        Å/px.
    noise
        k.
    defocus
        Range of underfocus in μm, from which the defocus of each micrograph is drawn.
    box_ratio
        Side of a box in diameters of the molecule.
    min_distance
        Minimum distance of two centres in diameters; 0 allows any overlap.
    crowding
        Fraction (0–1) of the particles that lie right beside another one.
    ice_gradient
        Difference in darkness between the thickest and the thinnest ice, in SDs of the noise.
    carbon
        Mean fraction (0–1) of the picture covered by carbon film.
    rods, stacks, fragments, crystals, aggregates
        Number of each contaminant on a micrograph, if there is space for them.
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
    ice_gradient: float = 0.0
    carbon: float = 0.0
    rods: int = 0
    stacks: int = 0
    fragments: int = 0
    crystals: int = 0
    aggregates: int = 0

    def __post_init__(self) -> None:
        for name in ("width", "height", "pixel_size", "snr", "box_ratio"):
            if not 0 < getattr(self, name) < 1e6:
                raise ConfigError(f"{name.replace('_', ' ')} must be above zero, not {getattr(self, name)}.")
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, int | float) and not 0 <= value < 1e6:
                raise ConfigError(f"{item.name.replace('_', ' ')} must not be negative, but is {value}.")
        if not 0.05 <= self.pixel_size <= 100:  # smaller ones would need gigabytes around the picture
            raise ConfigError(f"The pixel size must be between 0.05 and 100 Å/px, not {self.pixel_size}.")
        if self.crowding > 1 or self.carbon > 0.6:
            raise ConfigError("The crowding must be between 0 and 1, and the carbon between 0 and 0.6.")
        if not 0 <= self.defocus[0] <= self.defocus[1] <= 20:
            raise ConfigError(f"The defocus must be a range within 0 and 20 μm, not {self.defocus}.")

    def box_size(self, molecule: Molecule) -> int:
        """Return the side of a box in px: even, so that boxes with whole-pixel centres have whole-pixel corners."""
        return max(2, 2 * round(self.box_ratio * molecule.diameter / self.pixel_size / 2))

    def coarsen(self, molecule: Molecule) -> Molecule:
        """Return the molecule with as many points as this pixel size can resolve."""
        return coarsened(molecule, max(2.0, 2 * self.pixel_size))

    @property
    def border(self) -> int:
        """Width of the simulated border around the picture, px."""
        return math.ceil(BORDER / self.pixel_size)

    @property
    def mean_defocus(self) -> float:
        """Middle of the defocus range, μm."""
        return sum(self.defocus) / 2

    @property
    def noise_sd(self) -> float:
        """Standard deviation of the whole noise, after the CTF, at the recipe's k."""
        gain = optics.noise_gain(self.pixel_size, self.mean_defocus, self.optics)
        return self.noise * math.hypot(self.structural_noise * math.sqrt(gain), self.shot_noise)

    def signal_scale(self, molecule: Molecule) -> float:
        """Return the grey value of one electron per pixel for which the signal-to-noise ratio at k = 1 is `snr`."""
        power = _signal_power(
            self.coarsen(molecule), self.box_size(molecule), self.pixel_size, self.mean_defocus, self.optics
        )
        return math.sqrt(self.snr / power) * replace(self, noise=1.0).noise_sd


def hard(recipe: Recipe) -> Recipe:
    """Return the recipe with contaminants and uneven ice, as dense as in poor but usable micrographs.

    A blob filter can pick plain simulations, but not these.
    """
    count = recipe.particles
    return replace(
        recipe,
        min_distance=0.85,
        crowding=0.5,
        ice_gradient=2.0,
        carbon=0.12,
        rods=round(0.05 * count),
        stacks=round(0.12 * count),
        fragments=round(0.24 * count),
        crystals=round(0.03 * count),
        aggregates=round(0.03 * count),
    )


@lru_cache(maxsize=64)
def _signal_power(molecule: Molecule, box: int, pixel_size: float, defocus: float, lens: Optics) -> float:
    """Return the mean variance in a `box` (px) of an isolated particle after the CTF, in squared electrons per px."""
    border = math.ceil(BORDER / pixel_size)
    step, tiles = box + border, math.isqrt(VIEWS)
    canvas = DensityCanvas((tiles * step, tiles * step), pixel_size, border // 2)
    corners = [(step * (i % tiles), step * (i // tiles)) for i in range(VIEWS)]
    turns = projection.random_orientations(np.random.default_rng(0), VIEWS)
    for (x, y), turn in zip(corners, turns, strict=True):
        canvas.add(molecule, turn, x + box / 2, y + box / 2)
    canvas.blur()
    seen = canvas.crop(
        optics.apply(canvas.picture, optics.transfer(canvas.picture.shape, pixel_size, defocus, lens)),
        (tiles * step - border, tiles * step - border),
    )
    return float(np.mean([seen[y : y + box, x : x + box].var(dtype=np.float64) for x, y in corners]))
