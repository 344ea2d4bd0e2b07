"""The painted layers of the view, cached as images and repainted only when they change."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from PyQt5.QtCore import QCoreApplication, QRectF, Qt
from PyQt5.QtGui import QColor, QFont, QImage, QPainter

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.compared import paint_compared
from iceboxer.boxmanager.canvas.filament_overlay import FilamentStyle, paint_filaments, paint_greyed_filaments
from iceboxer.boxmanager.canvas.greyed import paint_greyed
from iceboxer.boxmanager.canvas.junk_tint import kinds_in, paint_legend, paint_tint
from iceboxer.boxmanager.canvas.marked import paint_marked
from iceboxer.boxmanager.canvas.overlay import Style, paint_boxes
from iceboxer.boxmanager.canvas.picture_layer import PictureLayer
from iceboxer.boxmanager.canvas.scale_bar import paint_scale_bar
from iceboxer.boxmanager.core.plain_text import escape_hidden
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.comparison import Split
from iceboxer.boxmanager.document.display import Picture
from iceboxer.engine.data.boxes import Boxes, Kind

SURROUND = QColor("#17191c")
DIMMED = 0.35  # of the opacity of boxes that are not under review
MESSAGE = QColor("#c8ccd2")


class Layers:
    """The picture, the boxes over it, and the scale bar; `style` sets how boxes are drawn.

    The boxes have an image of their own, so that a change of contrast does not repaint 100,000 of them, and so has the
    picture, so that a click does not scale it again.
    """

    def __init__(self, session: Session, picture: PictureLayer, style: Style) -> None:
        self.session, self.picture, self.style = session, picture, style
        self.message = ""  # shown if there is no picture
        self.hidden_boxes = False
        self.show_segments = True  # of filaments
        self.dimmed = False  # boxes that are not selected are faint
        self.split: Split | None = None  # set during a comparison
        self.marked: Boxes | None = None  # boxes that something points at
        self._all: QImage | None = None
        self._background: QImage | None = None  # the picture alone, as `_seen` shows it
        self._seen: tuple[Camera, float, Picture | None] | None = None
        self._boxes: QImage | None = None
        self._tint: QImage | None = None
        self._kinds: list[int] = []  # of junk, in the legend

    def invalidate_picture(self) -> None:
        """Discard the image of the picture, and the composed one, but keep that of the boxes."""
        self._all = self._background = None

    def invalidate_boxes(self) -> None:
        """Discard all cached images but that of the picture, which depends on the camera alone."""
        self._all = self._boxes = self._tint = None

    def image(self, camera: Camera, ratio: float, font: QFont) -> QImage:
        """Return the composed image of what `camera` shows, with `ratio` device px per widget px."""
        if self._all is None:
            self._all = self._composed(camera, ratio, font)
        return self._all

    def _composed(self, camera: Camera, ratio: float, font: QFont) -> QImage:
        image = self._painted_picture(camera, ratio).copy()
        painter = QPainter(image)
        painter.setFont(font)
        if self.picture.picture is not None:
            if not self.hidden_boxes:
                tinted = self.session.view.show_junk
                if tinted:
                    painter.drawImage(0, 0, self._painted_tint(camera, ratio))
                painter.drawImage(0, 0, self._painted_boxes(camera, ratio))
                if tinted:
                    paint_legend(painter, camera.height, self._kinds, self._note)
            paint_scale_bar(painter, camera.width, camera.height, self.session.pixel_size, camera.scale)
        elif self.message:
            painter.setPen(MESSAGE)
            text = escape_hidden(self.message)
            room = QRectF(24, 24, camera.width - 48, camera.height - 48)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), text)
        painter.end()
        return image

    def _painted_picture(self, camera: Camera, ratio: float) -> QImage:
        picture = self.picture.picture
        seen = self._seen
        same = seen is not None and seen[:2] == (camera, ratio) and seen[2] is picture
        if self._background is None or not same:
            self._background = _blank(camera, ratio, QImage.Format.Format_RGB32, SURROUND)
            self._seen = camera, ratio, picture
            painter = QPainter(self._background)
            self.picture.paint(painter, camera, self.session.view, ratio)
            painter.end()
        return self._background

    def _painted_tint(self, camera: Camera, ratio: float) -> QImage:
        if self._tint is None:
            self._tint = _blank(camera, ratio, QImage.Format.Format_ARGB32_Premultiplied, QColor(0, 0, 0, 0))
            mask = self.session.combined_mask()
            self._kinds = kinds_in(mask)
            picture = self.picture.picture
            if mask is not None and picture is not None:
                paint_tint(self._tint, camera, mask, self.session.view.junk_opacity, picture.shape)
        return self._tint

    @property
    def _note(self) -> str:
        """The text of the legend where no junk is known."""
        tr = QCoreApplication.translate
        if self.session.masks.of(self.session.current).junk is not None:
            return tr("junk", "No junk found here")
        return tr("junk", "No junk map: pick this micrograph")

    def _painted_boxes(self, camera: Camera, ratio: float) -> QImage:
        if self._boxes is None:
            session = self.session
            self._boxes = _blank(camera, ratio, QImage.Format.Format_ARGB32_Premultiplied, QColor(0, 0, 0, 0))
            which = session.drawn()
            selected = session.selected() if session.selection else which & False
            if self.split is not None:
                paint_compared(self._boxes, camera, self.split, session.boxes[selected], self.style)
            else:
                paint_greyed(self._boxes, camera, session.boxes[session.greyed()], self._box_style())
                span = session.confidence_span() if session.view.by_confidence else None
                paint_boxes(self._boxes, camera, session.boxes, which, selected, self._box_style(), span)
            self._paint_filaments(self._boxes, camera)
            if self.marked is not None:
                paint_marked(self._boxes, camera, self.marked, self.style)
        return self._boxes

    def _paint_filaments(self, image: QImage, camera: Camera) -> None:
        bent = self.session.filaments
        paint_greyed_filaments(image, camera, bent.greyed(), self._box_style())
        if drawn := bent.drawn():
            chosen, visible = bent.selection, {f.id for f in drawn}
            pieces = [f for f in bent.shown() if f.id in visible - chosen]
            whole = [f for f in drawn if f.id in chosen or f.kind is Kind.REJECTED]
            span = bent.confidence_span() if self.session.view.by_confidence else None
            style = FilamentStyle(self._box_style(), bent.spacing if self.show_segments else None, span)
            paint_filaments(image, camera, [*pieces, *whole], chosen, style)

    def _box_style(self) -> Style:
        opacity = self.style.opacity * (DIMMED if self.dimmed else 1.0)
        project = self.session.project
        return replace(self.style, opacity=opacity, box_ratio=project.box_size / project.diameter)


def _blank(camera: Camera, ratio: float, kind: QImage.Format, colour: QColor) -> QImage:
    # rounded up: at a ratio of 1.25, a last column that is not painted would show what was in memory
    image = QImage(max(1, ceil(camera.width * ratio)), max(1, ceil(camera.height * ratio)), kind)
    image.setDevicePixelRatio(ratio)
    image.fill(colour)
    return image
