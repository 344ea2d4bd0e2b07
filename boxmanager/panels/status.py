"""The status line: mouse position, number of boxes, scale, running task and state of saving."""

from __future__ import annotations

import numpy as np
from PyQt5.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.panels.progress import JobLine


class StatusLine(QStatusBar):
    """Status bar with transient messages (`showMessage`) on the left and permanent fields on the right."""

    def __init__(
        self,
        session: Session,
        canvas: MicrographView,
        activity: Activity,
        slots: Slots,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session, self.canvas = session, canvas
        self.where, self.scale, self.saved = QLabel(), rich_label(), QLabel()
        self._point: tuple[float, float] | None = None
        self.where.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )  # what is permanent goes first
        self.addWidget(self.where, 1)
        self.job = JobLine(activity, slots)
        for widget in (self.job, self.scale, self.saved):  # what comes and goes moves nothing to its right
            self.addPermanentWidget(widget)
        self.scale.setToolTip(self.tr("Click to set the pixel size"))
        self.scale.linkActivated.connect(lambda _: slots["pixel_size"]())
        canvas.pointed.connect(self._show_where)
        canvas.camera_changed.connect(self._show_scale)
        session.size_changed.connect(self._show_scale)
        for changed in (session.boxes_changed, session.view_changed, session.current_changed, session.marks_changed):
            changed.connect(lambda *_: self._show_where(self._point))

    def _show_where(self, point: tuple[float, float] | None) -> None:
        self._point = point
        picture = self.canvas.layer.picture
        grey = picture.grey(*point) if picture is not None and point else None
        text = f"x {point[0]:.0f}   y {point[1]:.0f}   {grey_text(grey)}" if point and grey is not None else ""
        here = int(np.count_nonzero(self.session.shown())) if self.session.current else 0
        counts = counted(here, self.tr("1 box"), self.tr("{0:,} boxes")) if self.session.current else ""
        self.where.setText("   ·   ".join(filter(None, (text, counts))))

    def _show_scale(self) -> None:
        pixel_size = self.session.pixel_size
        size = f"{pixel_size:.4g} Å/px" if pixel_size else f'<a href="#">{self.tr("pixel size unknown")}</a>'
        zoom = self.canvas.camera.scale * self.canvas.devicePixelRatioF()  # 100 % is one pixel of the screen each
        self.scale.setText(f"{zoom:.0%}   ·   {size}" if self.session.shape else "")


def grey_text(value: float) -> str:
    """Return a grey value as people write it: 33,900 or 0.0123, never 3.39e+04."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
