"""Figures of picks against true boxes, the same for every picker."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from iceboxer.engine.data.boxes import Boxes, centres, make_boxes, no_boxes, resized
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.evaluation.edge import match_inside
from iceboxer.engine.evaluation.metrics import best_threshold, curve, figures_at, match, match_all

ByName = Mapping[str, Boxes]  # by the micrograph's stem


def read_all(files: Iterable[Path], box_size: float) -> dict[str, Boxes]:
    """Return the boxes of each file, one per micrograph, by its stem; all with sides of `box_size` px."""
    found = {}
    for path in files:
        lists = read_boxes(path, box_size)
        found[path.stem] = resized(np.concatenate([no_boxes(), *(one.boxes for one in lists)]), box_size)
    return found


def scored(picks: ByName, truth: ByName, shapes: Mapping[str, tuple[int, int]] | None = None) -> dict[str, Any]:
    """Return the figures of merit over all micrographs of `truth`.

    If the `shapes` of the micrographs are given, particles at the edge are left out, as in ``iceboxer evaluate``.

    Returns
    -------
    dict
        ``auc``; at the threshold with the highest F1 ``precision``, ``recall``, ``f1``, ``iou`` and
        ``centre_error``, the mean distance in px of true positives from their particles, or None; that ``threshold``.
    """
    nothing = no_boxes()
    matches = (
        match_all(picks, truth)
        if shapes is None
        else [match_inside(picks.get(name, nothing), boxes, shapes[name]) for name, boxes in truth.items()]
    )
    c = curve(matches)
    threshold = best_threshold(c)
    figures = figures_at(c, threshold)
    names = ("auc", "precision", "recall", "f1", "iou", "threshold")
    kept = _above(picks, threshold)
    return {**{name: getattr(figures, name) for name in names}, "centre_error": _centre_error(kept, truth)}


def misled(
    picks: ByName, truth: ByName, others: Mapping[str, list[tuple[str, Boxes]]], radius: float, threshold: float
) -> dict[str, float]:
    """Return the share (0 to 1) of the contaminants of each kind that is picked at or above `threshold`.

    A contaminant is picked if the centre of a pick lies in one of its squares, more than `radius` px from every
    particle.

    Parameters
    ----------
    others
        The contaminants of each micrograph: their kind, and the squares that cover them.
    """
    kept = _above(picks, threshold)
    fooled: dict[str, list[bool]] = {}
    for name, contaminants in others.items():
        astray = centres(kept.get(name, no_boxes()))
        if len(truth[name]) and len(astray):
            astray = astray[cKDTree(centres(truth[name])).query(astray)[0] > radius]
        for kind, squares in contaminants:
            apart = np.abs(astray[:, None] - centres(squares)[None])
            inside = (apart <= np.column_stack([squares["width"], squares["height"]]) / 2).all(axis=2)
            fooled.setdefault(kind, []).append(bool(inside.any()))
    return {kind: float(np.mean(picked)) for kind, picked in sorted(fooled.items())}


def read_contaminants(path: Path) -> list[tuple[str, Boxes]]:
    """Return kind and squares of each contaminant in a table of ``iceboxer simulate``."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault((row["contaminant"], row["kind"]), []).append(row)
    return [(kind, _squares(group)) for (_, kind), group in groups.items()]


def _squares(rows: list[dict[str, str]]) -> Boxes:
    x, y, width, height = ([float(row[key]) for row in rows] for key in ("x", "y", "width", "height"))
    return make_boxes(x, y, width, height)


def _above(picks: ByName, threshold: float) -> dict[str, Boxes]:
    return {name: boxes[boxes["confidence"] >= threshold] for name, boxes in picks.items()}


def _centre_error(picks: ByName, truth: ByName) -> float | None:
    distances = [np.zeros(0)]
    for name, boxes in truth.items():
        here = picks.get(name, no_boxes())
        here = here[np.argsort(-here["confidence"], kind="stable")]  # the order in which `match` answers
        hits = here[match(here, boxes).hit]
        if len(hits):
            distances.append(cKDTree(centres(boxes)).query(centres(hits))[0])
    together = np.concatenate(distances)
    return float(together.mean()) if len(together) else None
