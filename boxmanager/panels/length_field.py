"""A field for a length: in Å with the px beside it, or in px if the pixel size is unknown."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from iceboxer.boxmanager.core.number_field import NumberField
from iceboxer.boxmanager.core.session import Session

LARGEST = 100_000.0  # Å


class LengthField(QWidget):
    """A length of `value` px; `changed` is emitted with the new one when a person has set it."""

    changed = pyqtSignal(float)

    def __init__(self, session: Session, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.value = session, 0.0
        self.number, self.pixels = NumberField(), QLabel()
        self.number.setRange(0, LARGEST)
        self.number.setDecimals(1)
        self.number.setKeyboardTracking(False)  # typing 180 must not set 1 and 18 first
        self.number.setAccessibleName(name)
        self.number.setToolTip(tip)
        self.pixels.setObjectName("faint")
        self.number.setMinimumWidth(round(self.fontMetrics().height() * 5.2))  # the side panel must stay narrow
        self.number.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.number, 1)
        layout.addWidget(self.pixels)
        self.number.valueChanged.connect(self._set)
        session.size_changed.connect(self._show)
        self._show()

    def show_length(self, value: float) -> None:
        """Show a length in px."""
        self.value = value
        self._show()

    def _show(self) -> None:
        pixel_size = self.session.pixel_size
        self.number.blockSignals(True)
        self.number.setSuffix(self.tr(" Å") if pixel_size else self.tr(" px"))
        self.number.setSingleStep(1.0 if pixel_size is None else max(1.0, float(round(pixel_size))))
        self.number.setValue(self.value * (pixel_size or 1.0))
        self.number.blockSignals(False)
        self.pixels.setText(self.tr("{0:.0f} px").format(self.value) if pixel_size else "")

    def _set(self, shown: float) -> None:
        self.value = shown / (self.session.pixel_size or 1.0)
        self._show()
        self.changed.emit(self.value)
