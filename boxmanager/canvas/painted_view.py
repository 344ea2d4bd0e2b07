"""The picture of a micrograph and its boxes on the screen, as the camera shows them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt5.QtCore import QPoint, QPointF, Qt, pyqtSignal
from PyQt5.QtGui import QPainter, QResizeEvent
from PyQt5.QtWidgets import QWidget

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.layers import Layers
from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.canvas.picture_layer import PictureLayer
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.comparison import Split
from iceboxer.boxmanager.document.display import Picture
from iceboxer.engine.data.boxes import Boxes

OF_FILAMENTS = ("filament_threshold", "shortest", "least_radius")
# fields of `View` that change how the picture and the boxes are drawn
OF_PICTURE = ("contrast", "inverted", "lowpass")
OF_BOXES = (
    *("threshold", "thresholds", "smallest", "largest", "show_rejected", "by_confidence"),
    *("grey_junk", "junk_margin", "show_junk", "junk_opacity", *OF_FILAMENTS),
)

SEARCHED = 1000  # changed micrographs; of more, it is quicker to paint than to search


class PaintedView(QWidget):
    """A view of the current micrograph of `session`, with the picture set by `show_picture`."""

    camera_changed = pyqtSignal()

    def __init__(self, session: Session, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.camera = Camera()
        self.layer = PictureLayer(self)
        self.layers = Layers(session, self.layer, style)
        self.layer.improved.connect(self.repaint_picture)
        self._fitted = True
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        for signal in (session.selection_changed, session.current_changed):
            signal.connect(self.repaint_boxes)
        for bent in (session.filaments.changed, session.filaments.selection_changed):
            bent.connect(self.repaint_boxes)
        session.filaments.settings_changed.connect(self.repaint_boxes)
        session.boxes_changed.connect(self._boxes_changed)
        session.size_changed.connect(self.repaint_boxes)  # with the scale bar and the segments of filaments
        session.view_changed.connect(self._view_changed)
        self._view = session.view

    @property
    def style_of_boxes(self) -> Style:
        """Style in which boxes are drawn."""
        return self.layers.style

    @property
    def fitted(self) -> bool:
        """Whether the whole micrograph is shown, whatever the size of the window."""
        return self._fitted

    def show_picture(self, picture: Picture | None, message: str = "") -> None:
        """Show a picture, or a message if it is None. The zoom is kept, unless the whole micrograph was fitted."""
        self.layers.message = message
        self.layer.show(picture)
        if picture is not None and (self._fitted or not self._is_over(picture)):
            self.fit()
        self.repaint_boxes()
        self.repaint_picture()

    def _is_over(self, picture: Picture) -> bool:
        return 0 <= self.camera.x <= picture.shape[1] and 0 <= self.camera.y <= picture.shape[0]

    def fit(self) -> None:
        """Show the whole micrograph."""
        if self.layer.picture is not None:
            self.set_camera(self.camera.fitted(self.layer.picture.shape))
        self._fitted = True

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by `factor` around a screen position, by default the centre."""
        at = at or QPointF(self.width() / 2, self.height() / 2)
        self.set_camera(self.camera.zoomed(factor, at.x(), at.y()))

    def zoom_to(self, scale: float) -> None:
        """Zoom to `scale` screen px per micrograph px, around the centre."""
        self.set_camera(self.camera.scaled(scale, self.width() / 2, self.height() / 2))

    def set_camera(self, camera: Camera) -> None:
        """Set the camera."""
        if self.layer.picture is not None:
            camera = camera.kept_on(self.layer.picture.shape)
        self.camera, self._fitted = camera, False
        self.repaint_boxes()
        self.camera_changed.emit()

    def centre_on(self, x: float, y: float) -> None:
        """Centre the view on a point of the micrograph, close enough to see a particle."""
        near = max(self.camera.scale, min(self.width(), self.height()) / (8 * self.session.project.box_size))
        camera = Camera(x, y, near, self.camera.width, self.camera.height)
        self.set_camera(camera)

    def set_style(self, style: Style) -> None:
        """Set colours, line width and opacity of the boxes."""
        self.layers.style = style
        self.repaint_boxes()

    def compare(self, split: Split | None) -> None:
        """Show the boxes of a comparison; None ends the comparison."""
        if split is not self.layers.split:
            self.layers.split = split
            self.repaint_boxes()

    def mark(self, boxes: Boxes | None) -> None:
        """Mark boxes of the current micrograph; None removes the marks."""
        if boxes is not None or self.layers.marked is not None:
            self.layers.marked = boxes
            self.repaint_boxes()

    def hide_boxes(self, hidden: bool) -> None:
        """Hide or show all boxes."""
        self.layers.hidden_boxes = hidden
        self.repaint_boxes()

    def dim_others(self, dimmed: bool) -> None:
        """Draw the boxes that are not selected faintly, or as usual."""
        if dimmed != self.layers.dimmed:
            self.layers.dimmed = dimmed
            self.repaint_boxes()

    def _boxes_changed(self, paths: Sequence[Path]) -> None:
        if len(paths) > SEARCHED or self.session.current in paths:
            self.repaint_boxes()

    def _view_changed(self) -> None:
        old, self._view = self._view, self.session.view
        changed = {name for name in (*OF_PICTURE, *OF_BOXES) if getattr(old, name) != getattr(self._view, name)}
        if not changed.isdisjoint(OF_BOXES):
            self.repaint_boxes()
        if not changed.isdisjoint(OF_PICTURE):
            self.repaint_picture()
        self.update()  # with what is painted over both

    def repaint_picture(self) -> None:
        """Repaint the picture and keep the boxes."""
        self.layers.invalidate_picture()
        self.update()

    def repaint_boxes(self) -> None:
        """Repaint the boxes, and the picture if the camera has moved."""
        self.layers.invalidate_boxes()
        self.update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the centre, or keep the whole micrograph fitted if it was."""
        fitted = self._fitted
        self.camera = self.camera.resized(self.width(), self.height())
        if fitted:
            self.fit()
        self.repaint_boxes()

    def shut_down(self) -> None:
        """Stop the filter thread."""
        self.layer.close()

    def paint_layers(self, painter: QPainter) -> None:
        """Paint the cached picture with its boxes."""
        painter.drawImage(QPoint(0, 0), self.layers.image(self.camera, self.devicePixelRatioF(), self.font()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
