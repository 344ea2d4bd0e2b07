"""A sample data set of a few micrographs, simulated on first use."""

from __future__ import annotations

from pathlib import Path

MICROGRAPHS = 4
SIDE = 2048  # px; takes a second or two per micrograph
PARTICLES = 130
PIXEL_SIZE = 1.8  # Å/px
NOISE = 5.0  # particles are easy to see but look real
SEED = 20


def make_sample(folder: Path) -> Path:
    """Return the folder of the sample micrographs, which are created in `folder` if they are missing.

    Raises
    ------
    EngineError
        The folder is not writable.
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
