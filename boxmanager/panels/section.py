"""A collapsible section of the side panel."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget


class Section(QWidget):
    """Section with a heading that shows or hides `body`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QToolButton()
        self.heading.setCheckable(True)
        self.heading.setChecked(True)
        self.heading.setAutoRaise(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setArrowType(Qt.ArrowType.DownArrow)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.heading.setObjectName("section")
        self.heading.toggled.connect(self._fold)
        self.content = QWidget()
        em = self.fontMetrics().height()
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(em // 3, em // 4, em // 3, em // 2)
        self.body.setSpacing(em // 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        layout.addWidget(self.content)

    def set_title(self, title: str) -> None:
        """Set the heading."""
        self.heading.setText(title.upper())
        self.heading.setAccessibleName(title)

    def add(self, item: QWidget | QLayout) -> None:
        """Append a widget or layout."""
        if isinstance(item, QWidget):
            self.body.addWidget(item)
        else:
            self.body.addLayout(item)

    def _fold(self, is_open: bool) -> None:
        self.content.setVisible(is_open)
        self.heading.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)


def head_of(text: str, value: QWidget) -> QHBoxLayout:
    """Return the line above a slider: its name at the left, its value at the right."""
    row = QHBoxLayout()
    row.addWidget(QLabel(text))
    row.addStretch(1)
    row.addWidget(value)
    return row
