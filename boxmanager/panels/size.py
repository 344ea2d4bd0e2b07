"""The size of all boxes, in px and in Å, in the toolbar."""

from __future__ import annotations

from PyQt5.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.edits import LARGEST_BOX, SMALLEST_BOX


class SizeControl(QWidget):
    """A number in px, and what it is in Å where the pixel size is known; `plain` where a form names it already."""

    def __init__(self, session: Session, parent: QWidget | None = None, plain: bool = False) -> None:
        super().__init__(parent)
        self.session = session
        self.number = QDoubleSpinBox()
        self.number.setRange(SMALLEST_BOX, LARGEST_BOX)
        self.number.setDecimals(0)
        self.number.setSingleStep(2)
        self.number.setSuffix(" px")
        self.number.setKeyboardTracking(False)  # typing 180 is not to resize all boxes to 1 and 18 on the way
        self.number.setAccessibleName(self.tr("Box size"))
        self.number.setToolTip(self.tr("Size of all boxes in pixels of the micrograph  ([ and ])"))
        self.number.valueChanged.connect(self._changed)
        self.physical = QLabel()
        self.physical.setObjectName("faint")
        self.label = QLabel(self.tr("Box size"))
        self.label.setBuddy(self.number)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*((0,) * 4 if plain else (4, 0, 4, 0)))
        for widget in (self.number,) if plain else (self.label, self.number, self.physical):
            layout.addWidget(widget)

        self._gesture = -1
        self.number.editingFinished.connect(self._done)
        session.size_changed.connect(self._show)
        self._show()

    def _changed(self, size: float) -> None:
        if self._gesture < 0:
            self._gesture = self.session.new_gesture()
        self.session.resize_boxes(size, self._gesture)

    def _done(self) -> None:
        self._gesture = -1

    def _show(self) -> None:
        self.number.blockSignals(True)
        self.number.setValue(self.session.project.box_size)
        self.number.blockSignals(False)
        pixel_size = self.session.pixel_size
        self.physical.setText(f"{self.session.project.box_size * pixel_size:.0f} Å" if pixel_size else "")
