"""Thresholds that follow the defocus, and the picks of a project by defocus. Qt-free."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.view import View, size_limits
from iceboxer.engine.data.boxes import Floats, Kind, select_passing
from iceboxer.engine.data.defocus import DefocusCurve, Points


def thresholds_by_defocus(curve: Points, defocus: Mapping[Path, float]) -> dict[Path, float]:
    """Return the threshold of each micrograph whose defocus (μm) is known; none without a curve."""
    return DefocusCurve(curve).of(defocus) if curve else {}


def picks_by_defocus(project: Project, store: BoxStore, view: View) -> tuple[Floats, Floats]:
    """Return confidence and defocus in μm (n,) of the picks in memory that are of the right size and not excluded."""
    confidences, numbers = [np.zeros(0)], [0]
    defocus = [0.0]
    for path, value in project.defocus.items():
        boxes = store.unhidden(path)
        if len(boxes):
            picks = select_passing(boxes[boxes["kind"] == Kind.PICK], -np.inf, *size_limits(view))
            confidences.append(picks["confidence"].astype(float))
            numbers.append(len(picks))
            defocus.append(value)
    return np.concatenate(confidences), np.repeat(defocus, numbers)
