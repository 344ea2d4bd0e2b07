"""Straightened filaments."""

from __future__ import annotations

from pathlib import Path

import mrcfile
import numpy as np

from iceboxer.boxmanager.document.display import contrast_table
from iceboxer.boxmanager.jobs.loader import read_picture
from iceboxer.boxmanager.panels.strips import OUTSIDE, straighten
from iceboxer.engine.data.filaments import make_filament


def test_a_curve_becomes_a_straight_line_and_its_left_side_lies_on_top(tmp_path: Path) -> None:
    y, x = np.mgrid[:300, :400]
    radius = np.hypot(x - 200, y)
    grey = np.where(np.abs(radius - 200) < 4, 0.0, np.where(radius < 200, 60.0, 100.0)).astype(np.float32)
    with mrcfile.new(tmp_path / "arc.mrc") as mrc:
        mrc.set_data(grey)
    picture = read_picture(tmp_path / "arc.mrc")
    angle = np.radians(np.linspace(30, 150, 9))
    arc = make_filament(np.column_stack([200 + 200 * np.cos(angle), 200 * np.sin(angle)]), 20)
    strip = straighten(picture, arc, 30, 0.0, contrast_table((0.0, 1.0), False))
    assert strip.shape == (30, 419)  # 200 px x 120 degrees
    middle, top, bottom = strip[14:16].astype(float), strip[2:8].astype(float), strip[-8:-2].astype(float)
    assert middle.max() < top.min() < bottom.min()  # counter-clockwise, the centre of the circle is to the left
    away = make_filament([(5000, 5000), (5100, 5000)], 20)
    assert (straighten(picture, away, 30, 0.0, contrast_table((0.0, 1.0), False)) == OUTSIDE).all()
