"""The panels beside the micrograph, one below the other, as wide as they need to be."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from boxmanager.qt import there


class Side(QScrollArea):
    """Scrolls up and down only."""

    def __init__(self, *sections: QWidget) -> None:
        super().__init__()
        inside = QWidget()
        inside.setObjectName("panel")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for section in sections:
            layout.addWidget(section)
        layout.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        self.setMinimumWidth(inside.minimumSizeHint().width() + there(self.verticalScrollBar()).sizeHint().width())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
