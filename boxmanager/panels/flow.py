"""A layout for a row of controls that continues on the next line where the row is too narrow."""

from __future__ import annotations

from PyQt5.QtCore import QPoint, QRect, QSize, Qt
from PyQt5.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Lines of widgets from left to right, as many as the width needs; the layout above it must ask for the height."""

    def __init__(self, *widgets: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem | None) -> None:
        """Add an item at the end."""
        if item is not None:
            self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None if there is none."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return an item, or None if there is none."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientations:
        """Return no directions: the lines take only the height that they need."""
        return Qt.Orientations()

    def hasHeightForWidth(self) -> bool:
        """Return that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines at a width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size of a single line."""
        sizes = [item.sizeHint() for item in self._visible()]
        wide = sum(size.width() for size in sizes) + max(0, len(sizes) - 1) * self.spacing()
        return self._framed(wide, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the largest widget."""
        sizes = [item.minimumSize() for item in self._visible()]
        return self._framed(*(max((part(s) for s in sizes), default=0) for part in (QSize.width, QSize.height)))

    def _framed(self, width: int, height: int) -> QSize:
        margins = self.contentsMargins()
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def _visible(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _size(self, item: QLayoutItem, room: int) -> QSize:
        size = item.sizeHint().boundedTo(QSize(room, item.sizeHint().height()))
        return QSize(size.width(), item.heightForWidth(size.width())) if item.hasHeightForWidth() else size

    def _place(self, rect: QRect, move: bool) -> int:
        """Return the height of the lines within a rectangle, and move the widgets there if wanted."""
        room, gap = rect.marginsRemoved(self.contentsMargins()), self.spacing()
        lines: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        left = 0
        for item in self._visible():
            size = self._size(item, room.width())
            if lines[-1] and left + size.width() > room.width():
                lines.append([])
                left = 0
            left += size.width() + gap
            lines[-1].append((item, size))
        heights = [max((size.height() for _, size in line), default=0) for line in lines]
        needed = sum(heights) + gap * (len(lines) - 1)
        top = max(0, room.height() - needed) // 2
        for line, high in zip(lines if move else (), heights, strict=False):
            left = 0
            for item, size in line:
                at = room.topLeft() + QPoint(left, top + (high - size.height()) // 2)
                item.setGeometry(QRect(at, size))
                left += size.width() + gap
            top += high + gap
        return self._framed(0, needed).height()
