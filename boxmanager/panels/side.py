"""The side panel: sections one below the other, as wide as they need."""

from __future__ import annotations

from PyQt5.QtCore import QEvent, QObject, Qt
from PyQt5.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from iceboxer.boxmanager.core.qt import required


class Side(QScrollArea):
    """Scroll area that only scrolls vertically."""

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
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside.installEventFilter(self)
        self._widen()

    def eventFilter(self, inside: QObject | None, event: QEvent | None) -> bool:
        """Widen the panel if its contents need more space."""
        if event is not None and event.type() == QEvent.Type.LayoutRequest:
            self._widen()
        return super().eventFilter(inside, event)

    def show_section(self, section: QWidget) -> None:
        """Scroll so that a section can be seen, from its heading on."""
        required(self.verticalScrollBar()).setValue(section.y())

    def _widen(self) -> None:
        needed = required(self.widget()).minimumSizeHint().width()
        self.setMinimumWidth(needed + required(self.verticalScrollBar()).sizeHint().width())
