"""A field for numbers that means the same in every language of the system."""

from __future__ import annotations

from PyQt5.QtCore import QLocale
from PyQt5.QtGui import QValidator
from PyQt5.QtWidgets import QDoubleSpinBox, QWidget


class NumberField(QDoubleSpinBox):
    """A field for a decimal number, shown with a point as in files and on the command line; a comma is a point too.

    With a German system, Qt's own field takes "0.25" for 25.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:  # type: ignore[override]
        """Check a text while it is typed."""
        return super().validate(text.replace(",", "."), position)

    def valueFromText(self, text: str | None) -> float:
        """Return the number that a text represents."""
        return super().valueFromText((text or "").replace(",", "."))

    def setValue(self, value: float) -> None:
        """Set the number; a text that represents it already stays, since it may be a number that is being typed."""
        if round(value, self.decimals()) != self.value():
            super().setValue(value)
