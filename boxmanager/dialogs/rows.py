"""Rows of a form: a field with its buttons."""

from __future__ import annotations

from PyQt5.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget


def row_of(*widgets: QWidget) -> QHBoxLayout:
    """Return widgets side by side; buttons are as wide as their text, and Enter never presses them."""
    row = QHBoxLayout()
    for widget in widgets:
        if isinstance(widget, QPushButton):
            widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            widget.setAutoDefault(False)
        row.addWidget(widget)
    return row
