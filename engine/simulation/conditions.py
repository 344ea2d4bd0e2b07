"""Imaging conditions of a scene for the general model, drawn as widely as microscopes and samples vary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iceboxer.engine.simulation.optics import Optics


@dataclass(frozen=True)
class Conditions:
    """The imaging conditions of one scene.

    Attributes
    ----------
    box_ratio
        Side of a box in diameters.
    visibility
        RMS of a particle's contrast within its disc, in SDs of the noise, both at the network's scale.
    filling
        Fraction of the area that the particles' discs would fill without overlap.
    distance
        Minimum distance of two centres in diameters.
    crowding
        Fraction of the particles that lie beside another one.
    views
        Number of preferred orientations; 0: uniform orientations.
    cut
        Fraction of the particles that protrude from the ice.
    defocus
        μm.
    structural
        Fraction of the noise variance that comes from the ice and passes through the optics.
    colour
        Exponent with which the noise falls with frequency; 0: white.
    carbon
        Whether the edge of a carbon film crosses the picture.
    gradient
        Gradient of the darkness of the ice, in SDs of the noise.
    dirt
        Mean number of each kind of contaminant.
    crystalline
        Whether the ice is crystalline all over.
    """

    box_ratio: float = 1.5
    visibility: float = 0.6
    filling: float = 0.2
    distance: float = 1.0
    crowding: float = 0.0
    views: int = 0
    cut: float = 0.0
    defocus: float = 2.0
    optics: Optics = Optics()
    structural: float = 0.5
    colour: float = 0.0
    carbon: bool = False
    gradient: float = 0.0
    dirt: float = 0.0
    crystalline: bool = False


def draw_conditions(rng: np.random.Generator) -> Conditions:
    """Return random conditions; about one scene in seven has no particles and more dirt."""
    empty = rng.random() < 0.15
    tight = rng.random()
    phase_plate = rng.random() < 0.12
    return Conditions(
        box_ratio=float(rng.uniform(1.2, 1.9)),
        visibility=_log_uniform(rng, 0.25, 1.8),
        filling=0.0 if empty else _log_uniform(rng, 0.04, 0.6),
        distance=float(rng.uniform(0.45, 0.7) if tight < 0.12 else rng.uniform(0.7, 1.15)),
        crowding=float(rng.choice([0.0, 0.2, 0.5, 0.8])),
        views=int(rng.choice([0, 0, 1, 2, 3])),
        cut=float(rng.choice([0.0, 0.0, 0.1, 0.3])),
        defocus=float(rng.uniform(0.2, 1.2) if phase_plate else rng.uniform(0.6, 4.5)),
        optics=Optics(
            voltage=float(rng.choice([200.0, 300.0, 300.0])),
            spherical_aberration=2.7,
            amplitude_contrast=float(rng.uniform(0.05, 0.14)),
            b_factor=_log_uniform(rng, 50, 2000),
            phase_shift=float(rng.uniform(50, 110)) if phase_plate else 0.0,
            astigmatism=float(rng.exponential(0.1)),
            astigmatism_angle=float(rng.uniform(0, 180)),
        ),
        structural=float(rng.uniform(0.1, 0.9)),
        colour=float(rng.choice([0.0, rng.uniform(0.1, 0.9)])),
        carbon=bool(rng.random() < (0.4 if empty else 0.18)),
        gradient=float(rng.choice([0.0, rng.exponential(2.0)])),
        dirt=float(rng.choice([0.0, 0.7, 2.0], p=(0.05, 0.3, 0.65) if empty else (0.3, 0.4, 0.3))),
        crystalline=bool(empty and rng.random() < 0.2),
    )


def _log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))
