"""What is in each box, cut out of the micrograph in view and drawn as it is; kept until it looks different."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QPixmap

from iceboxer.boxmanager.core.qt import grey_image
from iceboxer.boxmanager.document.display import Picture, blurred, contrast_table, region_for
from iceboxer.boxmanager.document.view import View

KEPT = 1500  # crops; more than a screen holds, and 30 MB at their usual size
OUTSIDE = 128  # grey beyond the rim of the micrograph


def crop(picture: Picture, box: Any, side: int, lowpass: float, table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What is in a box, about `side` px wide, with grey values from `table`; grey outside. Rows from the top."""
    half_width, half_height = box["width"] / 2, box["height"] / 2
    bounds = (box["x"] - half_width, box["y"] - half_height, box["x"] + half_width, box["y"] + half_height)
    region = region_for(picture, bounds, side / max(box["width"], 1))
    if region is None:
        return np.full((2, 2), OUTSIDE, np.uint8)
    region, grey = blurred(picture, region, lowpass)
    scale = region.scale
    width, height = max(1, round(box["width"] / scale)), max(1, round(box["height"] / scale))
    canvas = np.full((height, width), OUTSIDE, np.uint8)
    left = region.columns.start - math.floor(bounds[0] / scale)
    bottom = region.rows.start - math.floor(bounds[1] / scale)
    piece = table[grey][: max(0, height - bottom), : max(0, width - left)]
    canvas[bottom : bottom + piece.shape[0], left : left + piece.shape[1]] = piece
    return np.ascontiguousarray(canvas[::-1])


class Crops:
    """The crops of one picture under one contrast and low-pass, each made when it is first asked for."""

    def __init__(self) -> None:
        self._picture: Picture | None = None
        self._look: tuple[Any, ...] = ()
        self._table: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self._made: dict[tuple[float, ...], QPixmap] = {}

    def look_at(self, picture: Picture, view: View, side: int, ratio: float) -> None:
        """Which picture and how; `side` of a crop in px of the window, each of `ratio` px of the screen."""
        look = view.contrast, view.inverted, view.lowpass, side, ratio
        if picture is not self._picture or look != self._look:
            self._picture, self._look = picture, look
            self._table = contrast_table(view.contrast, view.inverted)
            self._made.clear()

    def of(self, box: Any) -> QPixmap:
        """The crop of a box, square."""
        key = (float(box["x"]), float(box["y"]), float(box["width"]), float(box["height"]))
        if key not in self._made:
            if len(self._made) >= KEPT:
                self._made.clear()
            self._made[key] = self._make(box)
        return self._made[key]

    def _make(self, box: Any) -> QPixmap:
        assert self._picture is not None
        _, _, lowpass, side, ratio = self._look
        pixels = max(1, round(side * ratio))
        grey = crop(self._picture, box, pixels, lowpass, self._table)
        smooth = Qt.TransformationMode.SmoothTransformation
        image = grey_image(grey).scaled(pixels, pixels, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        pixmap = QPixmap.fromImage(image.copy())  # a picture of the right size may still lie on the array
        pixmap.setDevicePixelRatio(ratio)
        return pixmap
