"""Drawing boxes over a micrograph, to view results without the window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from iceboxer.engine.data.atomic import replacing
from iceboxer.engine.data.boxes import Boxes, corners
from iceboxer.engine.data.filters import Image, percentile_range

INCHES = 9.0
PICKED, MISSED = "#56b4e9", "#e69f00"  # distinguishable by the colour-blind (Okabe and Ito 2008)


def draw_boxes(
    picture: Image, scale: tuple[float, float], picks: Boxes, path: Path, missed: Boxes | None = None
) -> None:
    """Write a PNG of `picture` (height, width) with boxes drawn on it, y up; boxes are in px of the micrograph.

    Parameters
    ----------
    scale : (float, float)
        Micrograph px per picture px, along x and y.
    missed : Boxes, optional
        True boxes without a pick, drawn in a second colour.
    """
    height, width = picture.shape
    figure = Figure(figsize=(INCHES * width / max(picture.shape), INCHES * height / max(picture.shape)))
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    low, high = percentile_range(picture)
    axes.imshow(picture, cmap="gray", origin="lower", vmin=low, vmax=high, extent=(0, width, 0, height))
    for boxes, colour in ((picks, PICKED), (missed, MISSED)):
        if boxes is None:
            continue
        edges = corners(boxes) / np.tile(scale, 2)
        patches = [Rectangle((left, low_), right - left, high_ - low_) for left, low_, right, high_ in edges]
        axes.add_collection(PatchCollection(patches, facecolor="none", edgecolor=colour, linewidth=1.4))
    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=100, metadata={"Software": "Iceboxer"})
