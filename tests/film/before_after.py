"""Draw the picture of the README: ``python -m tests.film.before_after MICROGRAPH OUTPUT``.

The left half is a part of the micrograph, the right half the same part with what the general model picks at its
recommended threshold, without a label.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from scipy.ndimage import gaussian_filter

import iceboxer

SIDE = 1100  # px of the part that is shown
SMOOTHING = 2.0  # px, for the eye; the network sees the micrograph as it is


def main(micrograph: Path, output: Path) -> int:
    """Pick the micrograph and draw its middle, without and with the picks."""
    image = iceboxer.open_micrograph(micrograph).read()
    boxes = iceboxer.pick(micrograph)
    low = [(side - SIDE) // 2 for side in image.shape]
    part = gaussian_filter(image, SMOOTHING)[low[0] : low[0] + SIDE, low[1] : low[1] + SIDE]
    black, white = np.percentile(part, (1, 99))
    figure = Figure(figsize=(12, 6), dpi=100)
    FigureCanvasAgg(figure)
    for number in range(2):
        axes = figure.add_axes((number * 0.502, 0, 0.498, 1))
        axes.imshow(part, cmap="gray", vmin=black, vmax=white, origin="lower", extent=(0, SIDE, 0, SIDE))
        axes.set_axis_off()
        if number:
            x, y = boxes["x"] - low[1], boxes["y"] - low[0]
            near = (x > 0) & (x < SIDE) & (y > 0) & (y < SIDE)
            points = 72 / figure.dpi * 0.498 * figure.get_figwidth() * figure.dpi / SIDE  # of 1 px
            diameter = float(np.median(boxes["width"])) / 1.5 * points
            axes.scatter(x[near], y[near], s=diameter**2, facecolors="none", edgecolors="#ffb340", linewidths=1.4)
            axes.set_xlim(0, SIDE)
            axes.set_ylim(0, SIDE)
    figure.savefig(output, pil_kwargs={"quality": 88})
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
