"""The box size control of the toolbar, in px and Å."""

from __future__ import annotations

from PyQt5.QtWidgets import QHBoxLayout, QLabel, QWidget

from iceboxer.boxmanager.core.number_field import NumberField
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.edits import LARGEST_BOX, SMALLEST_BOX


class SizeControl(QWidget):
    """Box size in px, and in Å if the pixel size is known; `plain` omits the caption."""

    def __init__(self, session: Session, parent: QWidget | None = None, plain: bool = False) -> None:
        super().__init__(parent)
        self.session = session
        self.number = NumberField()
        self.number.setRange(SMALLEST_BOX, LARGEST_BOX)
        self.number.setDecimals(0)
        self.number.setSingleStep(2)
        self.number.setSuffix(" px")
        self.number.setKeyboardTracking(False)  # typing 180 must not resize all boxes to 1 and 18 first
        self.number.setAccessibleName(self.tr("Box size"))
        self.number.setToolTip(self.tr("Side of all boxes in px of the micrograph  ([ and ])"))
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
