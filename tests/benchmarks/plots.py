"""Plots of figures against the quantity varied, to be embedded in a page."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import LogLocator, NullLocator

if TYPE_CHECKING:
    from tests.benchmarks.rows import Figure, Spot

# distinguishable for the colour-blind (Okabe and Ito 2008), and by their markers
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
MARKERS = "osD^v*"


def plots(figures: Sequence[Figure]) -> Iterator[tuple[str, str]]:
    """Yield title and address (``data:image/svg+xml;base64,…``) of each plot in which figures have a `Spot`."""
    spots = [(f.first.spot, f) for f in figures if f.first.spot is not None]
    for title in dict.fromkeys(spot.title for spot, _ in spots):
        drawing = Drawing(figsize=(7, 4), layout="constrained")
        FigureCanvasAgg(drawing)
        axes = drawing.subplots()
        here = [(spot, figure) for spot, figure in spots if spot.title == title]
        for number, curve in enumerate(dict.fromkeys(spot.curve for spot, _ in here)):
            points = sorted([(s.x, f) for s, f in here if s.curve == curve], key=lambda point: point[0])
            x, means = [at for at, _ in points], [figure.mean for _, figure in points]
            # by rounding, the mean of equal values may lie beyond them
            below = [max(0.0, figure.mean - min(figure.values)) for _, figure in points]
            above = [max(0.0, max(figure.values) - figure.mean) for _, figure in points]
            colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
            axes.errorbar(x, means, yerr=[below, above], label=curve, capsize=3, color=colour, marker=marker)
        _finish(axes, [spot for spot, _ in here])
        yield title, _address(drawing)


def _finish(axes: Axes, spots: Sequence[Spot]) -> None:
    """Set the titles, and ticks at the measured points."""
    first, places = spots[0], sorted({spot.x for spot in spots})
    axes.set(title=first.title, xlabel=first.axis, ylabel=first.y_axis)
    if "y" in first.logarithmic:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_locator(NullLocator())
    if "x" in first.logarithmic:
        axes.set_xscale("log")
    axes.set_xticks(places, [f"{place:.3g}" for place in places])
    axes.set_xticks([], minor=True)
    axes.grid(alpha=0.3)
    axes.legend()


def _address(drawing: Drawing) -> str:
    picture = io.BytesIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with mpl.rc_context({"svg.hashsalt": "iceboxer"}):  # the same figures give the same bytes
        drawing.savefig(picture, format="svg", metadata=nothing)
    return "data:image/svg+xml;base64," + base64.b64encode(picture.getvalue()).decode("ascii")
