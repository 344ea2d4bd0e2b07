"""A sample to try the program on: a few micrographs, simulated when they are first asked for."""

from __future__ import annotations

from pathlib import Path

MICROGRAPHS = 4
SIDE = 2048  # px; made in a second or two each
PARTICLES = 130
PIXEL_SIZE = 1.8  # Å/px
NOISE = 5.0  # particles are seen without effort, and yet look real
SEED = 20


def make_sample(folder: Path) -> Path:
    """The folder of the sample's micrographs, made in `folder` unless they are there.

    Raises
    ------
    EngineError
        The folder cannot be written to.
    """
    from iceboxer.engine.events import ignore, never
    from iceboxer.engine.simulation.job import SimulateConfig, simulate

    config = SimulateConfig(
        output=folder,
        micrographs=MICROGRAPHS,
        particles=PARTICLES,
        noise=NOISE,
        width=SIDE,
        height=SIDE,
        pixel_size=PIXEL_SIZE,
        seed=SEED,
    )
    simulate(config, ignore, never)
    return folder / "micrographs"
