"""Drawing filaments: an assembly is laid along a curve and projected."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.filaments import Filament, make_filament
from iceboxer.engine.simulation import optics
from iceboxer.engine.simulation.assemblies import Assembly
from iceboxer.engine.simulation.optics import Optics
from iceboxer.engine.simulation.projection import DensityCanvas

Image = NDArray[np.float32]
STEP = 0.5  # px between the samples of a curve
REFERENCE = 6  # widths: the length of the straight filament that the signal is measured on


def draw_filament(canvas: DensityCanvas, curve: Filament, assembly: Assembly, phase: float) -> None:
    """Add an assembly along a curve in px of the micrograph; `phase` turns it around its axis (radians)."""
    places, angles, distances = curve.resampled(STEP)
    along, across, weights = assembly.flattened(curve.length * canvas.pixel_size, phase)
    along, across = along / canvas.pixel_size, across / canvas.pixel_size
    kept = (along >= 0) & (along <= curve.length)
    along, across, weights = along[kept], across[kept], weights[kept]
    # between two samples, which are so close that the curve is straight there
    index = np.minimum((along / STEP).astype(np.intp), len(distances) - 1)
    cosine, sine = np.cos(angles)[index], np.sin(angles)[index]
    rest = along - distances[index]
    x = places[index, 0] + cosine * rest - sine * across
    y = places[index, 1] + sine * rest + cosine * across
    canvas.add_points(np.column_stack([x, y]), weights)


def measure(assembly: Assembly, pixel_size: float, defocus: float, lens: Optics, side: float) -> tuple[float, float]:
    """Return the signal of a straight filament in electrons/px: its RMS after the optics, and its mean density.

    The RMS is that within `side` px across the axis; the density is that within 0.4 widths of the axis.
    """
    width = assembly.width / pixel_size
    length = int(REFERENCE * max(width, side))
    high = int(max(3 * width, 2 * side))
    canvas = DensityCanvas((high, length), pixel_size, 0)
    axis = make_filament([(-width, high / 2), (length + width, high / 2)], width)
    draw_filament(canvas, axis, assembly, 0.0)
    across = np.abs(np.arange(high) + 0.5 - high / 2)
    density = float(canvas.picture[across < 0.4 * width].mean())
    seen = optics.apply(canvas.picture, optics.transfer((high, length), pixel_size, defocus, lens))
    inner = seen[across < side / 2, length // 6 : -length // 6]
    return float(np.sqrt(np.mean(np.square(inner - seen.mean())))), density
