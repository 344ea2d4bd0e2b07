"""Drawing boxes over a micrograph, to view results without the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from iceboxer.engine.data.atomic import replacing
from iceboxer.engine.data.boxes import Boxes, corners
from iceboxer.engine.data.filaments import Filament, cut_segments, psi
from iceboxer.engine.data.filters import Image, percentile_range

INCHES = 9.0
PICKED, SEGMENT = "#56b4e9", "#e69f00"  # distinguishable by the colour-blind (Okabe and Ito 2008)


def draw_boxes(picture: Image, scale: tuple[float, float], boxes: Boxes, path: Path) -> None:
    """Write a PNG of `picture` (height, width) with boxes drawn on it, y up; boxes are in px of the micrograph.

    Parameters
    ----------
    scale : (float, float)
        Micrograph px per picture px, along x and y.
    """
    figure, axes = _shown(picture)
    edges = corners(boxes) / np.tile(scale, 2)
    patches = [Rectangle((left, low), right - left, high - low) for left, low, right, high in edges]
    axes.add_collection(PatchCollection(patches, facecolor="none", edgecolor=PICKED, linewidth=1.4))
    _write(figure, path)


def draw_filaments(
    picture: Image, scale: tuple[float, float], filaments: Sequence[Filament], spacing: float, path: Path
) -> None:
    """Write a PNG of `picture` (height, width) with filaments drawn on it: their bands, and a bar along each segment.

    Each bar is drawn from RELION's psi, every `spacing` px of the micrograph, so that a wrong psi shows.

    Parameters
    ----------
    scale : (float, float)
        Micrograph px per picture px, along x and y.
    """
    figure, axes = _shown(picture)
    size = np.asarray(scale)
    bands = []
    for f in filaments:
        places, directions, _ = f.resampled(max(1.0, f.width / 8))
        across = f.width / 2 * np.column_stack([-np.sin(directions), np.cos(directions)])
        bands += [(places + across) / size, (places - across) / size]
    axes.add_collection(LineCollection(bands, colors=PICKED, linewidths=1.2))
    segments = cut_segments(filaments, spacing)
    angles = -np.radians(psi(segments.direction))
    middles = np.column_stack([segments.boxes["x"], segments.boxes["y"]])
    half = 0.3 * segments.boxes["width"][:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    bars = np.stack([(middles - half) / size, (middles + half) / size], axis=1)
    axes.add_collection(LineCollection(list(bars), colors=SEGMENT, linewidths=1.0))
    _write(figure, path)


def _shown(picture: Image) -> tuple[Figure, Axes]:
    """Return a figure that shows a picture, and its axes in px of the picture, y up."""
    height, width = picture.shape
    figure = Figure(figsize=(INCHES * width / max(picture.shape), INCHES * height / max(picture.shape)))
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    low, high = percentile_range(picture)
    axes.imshow(picture, cmap="gray", origin="lower", vmin=low, vmax=high, extent=(0, width, 0, height))
    axes.autoscale(enable=False)
    return figure, axes


def _write(figure: Figure, path: Path) -> None:
    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=100, metadata={"Software": "Iceboxer"})
