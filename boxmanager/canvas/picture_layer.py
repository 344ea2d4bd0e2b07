"""The grey picture under the boxes: the visible region of a suitable level, filtered in a background thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PyQt5.QtCore import QObject, QRectF, pyqtSignal
from PyQt5.QtGui import QPainter

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.core.qt import grey_image
from iceboxer.boxmanager.document.display import (
    Grey,
    Picture,
    Region,
    blurred,
    contrast_table,
    region_for,
    values,
)
from iceboxer.boxmanager.document.view import View
from iceboxer.boxmanager.jobs.background import Background

MARGIN = 0.15  # share of the view that is filtered beyond each edge, so that a short drag uncovers nothing unfiltered
CRISP = 2.5  # screen px per micrograph px; at or above it, pixels are drawn as squares


@dataclass(frozen=True)
class Frame:
    """Filtered 16-bit grey values of a region, with the request they answer."""

    picture: Picture
    lowpass: float
    requested: Region
    region: Region
    grey: Grey


class PictureLayer(QObject):
    """Painter of a picture. `improved` is emitted when a filtered region is ready to be painted."""

    improved = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture: Picture | None = None
        self._frame: Frame | None = None
        self._request: tuple[Picture, Region, float] | None = None
        self._busy = False
        self._filter = Background(self)
        self._contrast: tuple[tuple[float, float], bool] | None = None  # black and white point, inverted
        self._table = contrast_table((0.0, 1.0), False)

    def show(self, picture: Picture | None) -> None:
        """Set the picture to paint."""
        self.picture = picture
        self._frame = None

    def settled(self) -> bool:
        """Whether no filtered region is pending."""
        return not self._busy and self._request is None

    def paint(self, painter: QPainter, camera: Camera, view: View, ratio: float) -> None:
        """Paint the area that the camera shows, with `ratio` device px per px."""
        picture = self.picture
        if picture is None:
            return
        if self._contrast != (view.contrast, view.inverted):
            self._contrast = (view.contrast, view.inverted)
            self._table = contrast_table(*self._contrast)
        region = region_for(picture, camera.bounds(), camera.scale * ratio)
        if region is None:
            return
        if view.lowpass <= 0:
            self._frame = None
            self._draw(painter, camera, region, values(picture, region), ratio)
            return
        self._request_filter(picture, camera, view.lowpass, ratio)
        if self._frame is None:
            # a placeholder until the filtered region is ready: two levels coarser
            rough = region_for(picture, camera.bounds(), camera.scale * ratio / 4) or region
            region, grey = blurred(picture, rough, view.lowpass)
            self._draw(painter, camera, region, grey, ratio)
        else:
            self._draw(painter, camera, self._frame.region, self._frame.grey, ratio)

    def _request_filter(self, picture: Picture, camera: Camera, lowpass: float, ratio: float) -> None:
        left, bottom, right, top = camera.bounds()
        dx, dy = (right - left) * MARGIN, (top - bottom) * MARGIN
        wide = (left - dx, bottom - dy, right + dx, top + dy)
        region = region_for(picture, wide, camera.scale * ratio)
        frame = self._frame
        if region is None:
            return
        if frame and frame.picture is picture and frame.lowpass == lowpass and _covers(frame.requested, region, camera):
            return
        self._request = (picture, region, lowpass)
        self._start()

    def _start(self) -> None:
        if self._busy or self._request is None:
            return
        picture, requested, lowpass = self._request
        self._request, self._busy = None, True

        def work() -> Frame:
            region, grey = blurred(picture, requested, lowpass)
            return Frame(picture, lowpass, requested, region, grey)

        self._filter.run(work, self._take, self._fail)

    def _take(self, frame: Frame) -> None:
        self._busy = False
        if frame.picture is self.picture:
            self._frame = frame
            self.improved.emit()
        self._start()

    def _fail(self, sentence: str, details: str) -> None:
        """Keep the unfiltered picture; the usual cause is a lack of memory."""
        self._busy = False

    def _draw(self, painter: QPainter, camera: Camera, region: Region, grey: Grey, ratio: float) -> None:
        shades = self._table[grey[::-1]]  # screen rows run from the top
        image = grey_image(shades)
        left, bottom, right, top = region.bounds()
        x0, y0 = camera.to_screen(left, top)
        x1, y1 = camera.to_screen(right, bottom)
        smooth = camera.scale * ratio * region.scale < CRISP
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(QRectF(x0, y0, x1 - x0, y1 - y0), image)

    def close(self) -> None:
        """Stop the filter thread."""
        self._filter.close()


def _covers(requested: Region, region: Region, camera: Camera) -> bool:
    """Return whether a filtered region still covers the view at this level."""
    if requested.level != region.level:
        return False
    have, need = requested.bounds(), camera.bounds()
    whole = region.bounds()
    return bool(
        np.all(
            [
                have[0] <= max(need[0], whole[0]),
                have[1] <= max(need[1], whole[1]),
                have[2] >= min(need[2], whole[2]),
                have[3] >= min(need[3], whole[3]),
            ]
        )
    )
