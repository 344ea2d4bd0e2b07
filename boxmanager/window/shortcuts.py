"""The sheet of all shortcuts and the palette of all actions, both made from the table of actions."""

from __future__ import annotations

from PyQt5.QtCore import QCoreApplication, QEvent, QObject, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.window.action_set import Actions, native
from iceboxer.boxmanager.window.actions import CONTEXT, GESTURES, MENUS, SPECS, plain


class ShortcutSheet(QDialog):
    """A page of all keys and mouse gestures, by menu, in columns."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shortcuts"))
        blocks = [
            (
                plain(title),
                [
                    ("  ".join(native(k) for k in (*actions.keys(s), *s.canvas)), plain(s.text))
                    for s in SPECS
                    if s.menu == menu and (actions.keys(s) or s.canvas)
                ],
            )
            for menu, title in MENUS
        ]
        mouse = [(QCoreApplication.translate(CONTEXT, a), QCoreApplication.translate(CONTEXT, b)) for a, b in GESTURES]
        blocks.append((self.tr("Mouse and held keys"), mouse))
        page = QWidget()
        columns = QHBoxLayout(page)
        em = self.fontMetrics().height()
        columns.setSpacing(em * 2)
        for part in _in_columns(blocks, 3):
            column = QVBoxLayout()
            column.setSpacing(em // 4)  # not that of the columns
            for title, rows in part:
                column.addWidget(self._heading(title))
                column.addLayout(self._rows(rows))
                column.addSpacing(em // 2)
            column.addStretch(1)
            columns.addLayout(column)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("Shortcuts"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(buttons)
        hint = page.sizeHint()
        room = parent.size().boundedTo(required(self.screen()).availableSize())
        self.resize(min(hint.width() + 5 * em, room.width()), min(hint.height() + 6 * em, room.height()))

    def _heading(self, title: str) -> QLabel:
        label = QLabel(title)
        label.setObjectName("heading")
        return label

    def _rows(self, rows: list[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.fontMetrics().height())
        grid.setVerticalSpacing(self.fontMetrics().height() // 6)
        for number, (keys, text) in enumerate(rows):
            grid.addWidget(rich_label(f"<b>{keys}</b>"), number, 0)
            grid.addWidget(QLabel(text), number, 1)
        grid.setColumnStretch(1, 1)
        return grid


Block = tuple[str, list[tuple[str, str]]]


def _in_columns(blocks: list[Block], count: int) -> list[list[Block]]:
    """Return the blocks in `count` columns of about the same length, each in the order of the blocks."""
    columns: list[list[int]] = [[] for _ in range(count)]
    lengths = [len(rows) + 2 for _, rows in blocks]
    for number in sorted(range(len(blocks)), key=lambda i: -lengths[i]):  # the longest first
        min(columns, key=lambda column: sum(lengths[i] for i in column)).append(number)
    return [[blocks[i] for i in sorted(column)] for column in sorted(columns, key=min)]


class Palette(QDialog):
    """A search field over all actions that are enabled; Enter runs the selected one."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Find an action"))
        self.actions_table = actions
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("What do you want to do?"))
        self.field.setAccessibleName(self.tr("What do you want to do?"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Actions"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.field.textChanged.connect(self._filter)
        self.field.returnPressed.connect(self._run)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(lambda _: self._run())
        em = self.fontMetrics().height()
        self.resize(em * 30, em * 22)
        self._filter("")

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Move the selection with Up and Down while the field keeps the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step:
                row = self.list.currentRow() + step
                self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
                return True
        return super().eventFilter(watched, event)

    def _filter(self, text: str) -> None:
        self.list.clear()
        words = text.lower().split()
        for spec in SPECS:
            name = plain(spec.text)
            if spec.name in ("recent", "palette") or not self.actions_table[spec.name].isEnabled():
                continue
            if all(word in name.lower() for word in words):
                keys = ", ".join(native(k) for k in (*self.actions_table.keys(spec), *spec.canvas))
                item = QListWidgetItem(f"{name}    {keys}" if keys else name)
                item.setData(Qt.ItemDataRole.UserRole, spec.name)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        item = self.list.currentItem()
        self.accept()
        if item is not None:
            self.actions_table[item.data(Qt.ItemDataRole.UserRole)].trigger()
