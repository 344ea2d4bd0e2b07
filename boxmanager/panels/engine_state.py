"""The active model and the device, at the right end of the toolbar."""

from __future__ import annotations

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QPaintEvent
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QStylePainter, QWidget

from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.session import Session

LONGEST = 22  # characters of the model name
FEWEST = 5  # characters that a text shrinks to, so that the toolbar need not leave it out


class ShorteningLabel(QLabel):
    """A label whose text is cut off with an ellipsis where the room ends, instead of asking for more."""

    def minimumSizeHint(self) -> QSize:
        """Return the room of a few letters."""
        return QSize(FEWEST * self.fontMetrics().averageCharWidth(), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw as much of the text as fits."""
        painter = QStylePainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        style, role = required(self.style()), self.foregroundRole()
        style.drawItemText(painter, self.rect(), Qt.AlignmentFlag.AlignVCenter, self.palette(), True, text, role)


class EngineState(QWidget):
    """Names of the active model and the device; the tooltips have the details."""

    def __init__(self, session: Session, activity: Activity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.activity = session, activity
        self.model, self.device = ShorteningLabel(), ShorteningLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, self.fontMetrics().height() // 2, 0)
        rule = QFrame()
        rule.setObjectName("upright")
        for widget in (self.model, rule, self.device):
            layout.addWidget(widget)
        for label in (self.model, self.device):
            label.setObjectName("faint")
        session.model_changed.connect(self._show_model)
        activity.device_found.connect(lambda _: self._show_device())
        self._show_model()
        self._show_device()

    def _show_model(self) -> None:
        path = self.session.project.model
        name = path.stem if path else self.tr("general")
        self.model.setText(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…")
        self.model.setAccessibleName(self.tr("Model: {0}").format(name))
        tip = self.tr("Active model: {0}")
        self.model.setToolTip(tip.format(path or self.tr("the built-in general model")))

    def _show_device(self) -> None:
        device = self.activity.device or self.tr("device: {0}").format(self.activity.devices[0])
        self.device.setText(device)
        self.device.setAccessibleName(self.tr("Device: {0}").format(device))
        memory = self.activity.device_memory
        full = self.tr("{0} with {1:.0f} GB of memory").format(device, memory / 1e9) if memory else device
        self.device.setToolTip(
            self.tr(
                "Networks run on: {0}\nIf memory runs out, the job stops with a message and nothing is lost."
            ).format(full)
        )
