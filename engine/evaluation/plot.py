"""Plotting the precision–recall curve, and F1 against the threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from iceboxer.engine.data.atomic import replacing
from iceboxer.engine.data.scores import confidence_range
from iceboxer.engine.errors import EngineError
from iceboxer.engine.evaluation.metrics import Curve, Figures

FORMATS = (".png", ".svg", ".pdf")


def draw_curves(c: Curve, chosen: Figures, path: Path) -> None:
    """Write a plot of both curves, with the chosen threshold marked, as .png, .svg or .pdf.

    Raises
    ------
    EngineError
        The suffix is not supported, or the file cannot be written.
    """
    figure = _figure(path)
    left, right = figure.subplots(1, 2)
    left.plot(c.recall, c.precision)
    left.plot([chosen.recall], [chosen.precision], "o", color="black")
    left.set(xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.02), title=f"AUC {c.auc:.3f}")
    for name, values in (("F1", c.f1), ("precision", c.precision), ("recall", c.recall)):
        right.plot(c.confidence, values, label=name)
    right.axvline(chosen.threshold, color="black", linestyle=":")
    right.set(xlabel="threshold", xlim=confidence_range([c.confidence]), ylim=(0, 1.02))
    right.set_title(f"F1 {chosen.f1:.3f} at {chosen.threshold:.2f}")
    right.legend()
    _write(figure, path)


def draw_length_curves(curve: Sequence[Mapping[str, Any]], chosen: Mapping[str, Any], path: Path) -> None:
    """Write a plot of the figures of filaments against the threshold, as .png, .svg or .pdf.

    Raises
    ------
    EngineError
        The suffix is not supported, or the file cannot be written.
    """
    figure = _figure(path)
    left, right = figure.subplots(1, 2)
    left.plot([row["recall"] for row in curve], [row["precision"] for row in curve])
    left.plot([chosen["recall"]], [chosen["precision"]], "o", color="black")
    left.set(xlabel="recall of length", ylabel="precision of length", xlim=(0, 1.02), ylim=(0, 1.02))
    thresholds = [row["threshold"] for row in curve]
    for name, label in (("f1", "F1"), ("precision", "precision"), ("recall", "recall")):
        right.plot(thresholds, [row[name] for row in curve], label=label)
    right.axvline(chosen["threshold"], color="black", linestyle=":")
    right.set(xlabel="threshold", xlim=(0, 1), ylim=(0, 1.02))
    right.set_title(f"F1 {chosen['f1']:.3f} at {chosen['threshold']:.2f}")
    right.legend()
    _write(figure, path)


def _figure(path: Path) -> Figure:
    if path.suffix.lower() not in FORMATS:
        raise EngineError(f"{path} cannot be written: a plot must end in {', '.join(FORMATS)}.")
    figure = Figure(figsize=(10, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _write(figure: Figure, path: Path) -> None:
    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=120, metadata={"Software": "Iceboxer"} if path.suffix.lower() == ".png" else None)
