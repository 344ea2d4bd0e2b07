"""The box size control of the toolbar, in px and Å."""

from __future__ import annotations

from PyQt5.QtWidgets import QHBoxLayout, QLabel, QWidget

from iceboxer.boxmanager.core.number_field import NumberField
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.edits import LARGEST_BOX, SMALLEST_BOX

LARGEST_PHYSICAL = 99_999  # Å


class SizeControl(QWidget):
    """Box size in px, and in Å, which can be set if the pixel size is known; `plain` is in px only, without caption."""

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
        self.physical = NumberField()
        self.physical.setRange(0, LARGEST_PHYSICAL)
        self.physical.setDecimals(0)
        self.physical.setSuffix(" Å")
        self.physical.setSpecialValueText("– Å")
        self.physical.setButtonSymbols(NumberField.ButtonSymbols.NoButtons)
        self.physical.setKeyboardTracking(False)
        self.physical.setAccessibleName(self.tr("Box size in Å"))
        self.physical.valueChanged.connect(self._physical_changed)
        self.label = QLabel(self.tr("Box size"))
        self.label.setBuddy(self.number)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*((0,) * 4 if plain else (4, 0, 4, 0)))
        for widget in (self.number,) if plain else (self.label, self.number, self.physical):
            layout.addWidget(widget)

        self._gesture = -1
        self.number.editingFinished.connect(self._done)
        self.physical.editingFinished.connect(self._done)
        session.size_changed.connect(self._show)
        self._show()

    def _changed(self, size: float) -> None:
        if self._gesture < 0:
            self._gesture = self.session.new_gesture()
        self.session.resize_boxes(size, self._gesture)

    def _physical_changed(self, size: float) -> None:
        if self.session.pixel_size:
            self._changed(max(SMALLEST_BOX, 2.0 * round(size / self.session.pixel_size / 2)))
            self._show()  # the size in px is even

    def _done(self) -> None:
        self._gesture = -1

    def _show(self) -> None:
        self.number.blockSignals(True)
        self.number.setValue(self.session.project.box_size)
        self.number.blockSignals(False)
        pixel_size = self.session.pixel_size
        self.physical.blockSignals(True)
        self.physical.setSingleStep(2 * (pixel_size or 1))
        self.physical.setValue(self.session.project.box_size * (pixel_size or 0))
        self.physical.setEnabled(bool(pixel_size))
        self.physical.setToolTip(
            self.tr("Side of all boxes in Å") if pixel_size else self.tr("Unknown, since the pixel size is")
        )
        self.physical.blockSignals(False)
