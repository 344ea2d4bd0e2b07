"""Crops of the boxes of the current micrograph, with its display settings, cached until these change."""

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

KEPT = 1500  # crops; more than fit on a screen, 30 MB at their usual size
OUTSIDE = 128  # grey outside the micrograph


def crop(picture: Picture, box: Any, side: int, lowpass: float, table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the crop of a box, about `side` px wide, with grey values from `table`; rows from the top."""
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


class CropCache:
    """Crops of one picture with one contrast and low-pass, each created on first use."""

    def __init__(self) -> None:
        self._picture: Picture | None = None
        self._display: tuple[Any, ...] = ()
        self._table: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self._made: dict[tuple[float, ...], QPixmap] = {}

    def set_source(self, picture: Picture, view: View, side: int, ratio: float) -> None:
        """Set the picture and its display; `side` of a crop is in window px, each of `ratio` device px."""
        display = view.contrast, view.inverted, view.lowpass, side, ratio
        if picture is not self._picture or display != self._display:
            self._picture, self._display = picture, display
            self._table = contrast_table(view.contrast, view.inverted)
            self._made.clear()

    def of(self, box: Any) -> QPixmap:
        """Return the square crop of a box."""
        key = (float(box["x"]), float(box["y"]), float(box["width"]), float(box["height"]))
        if key not in self._made:
            if len(self._made) >= KEPT:
                self._made.clear()
            self._made[key] = self._make(box)
        return self._made[key]

    def _make(self, box: Any) -> QPixmap:
        assert self._picture is not None
        _, _, lowpass, side, ratio = self._display
        pixels = max(1, round(side * ratio))
        grey = crop(self._picture, box, pixels, lowpass, self._table)
        smooth = Qt.TransformationMode.SmoothTransformation
        image = grey_image(grey).scaled(pixels, pixels, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        pixmap = QPixmap.fromImage(image.copy())  # an image that needed no scaling still shares the array's memory
        pixmap.setDevicePixelRatio(ratio)
        return pixmap
