"""The editor of shortcuts: a list of all actions, and a field for the keys of the selected one."""

from __future__ import annotations

from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.window.action_set import Actions, native
from iceboxer.boxmanager.window.actions import SPECS, plain

HELD = {"Space", "X"}  # keys that act while they are held


class ShortcutEditor(QDialog):
    """Changes shortcuts at once; a shortcut that is in use is refused with the name of the other action."""

    def __init__(self, actions: Actions, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.actions_table, self.settings = actions, settings
        self.setWindowTitle(self.tr("Edit shortcuts"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search actions"))
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([self.tr("Action"), self.tr("Shortcut")])
        self.tree.setRootIsDecorated(False)
        self.tree.setAccessibleName(self.tr("Actions"))
        self.items: dict[str, QTreeWidgetItem] = {}
        for spec in SPECS:
            if spec.name != "recent":
                self.items[spec.name] = QTreeWidgetItem(self.tree, [plain(spec.text), ""])
        self.keys = QKeySequenceEdit()
        self.keys.setAccessibleName(self.tr("New shortcut"))
        self.set = self._button(self.tr("Set"), self._set)
        self.remove = self._button(self.tr("Remove"), lambda: self._change([]))
        self.restore = self._button(self.tr("Default"), lambda: self._change(None))
        self.note = QLabel()
        self.note.setObjectName("faint")
        self.note.setWordWrap(True)
        self._lay_out()
        self.tree.setCurrentItem(next(iter(self.items.values())))
        self._show()

    def _button(self, text: str, call: object) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: call())  # type: ignore[operator]
        return button

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        every = required(buttons.addButton(self.tr("All defaults"), QDialogButtonBox.ButtonRole.ResetRole))
        every.clicked.connect(self._restore_all)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.keys, 1)
        for widget in (self.set, self.remove, self.restore):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        for widget in (self.search, self.tree):
            layout.addWidget(widget)
        layout.addLayout(row)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        em = self.fontMetrics().height()
        self.resize(em * 32, em * 32)
        self.tree.setColumnWidth(0, em * 20)

    def _show(self) -> None:
        for spec in SPECS:
            if spec.name in self.items:
                keys = (*self.actions_table.keys(spec), *spec.canvas)
                self.items[spec.name].setText(1, ", ".join(native(key) for key in keys))

    def _filter(self, text: str) -> None:
        words = text.lower().split()
        for item in self.items.values():
            item.setHidden(not all(word in item.text(0).lower() for word in words))

    def _selected(self) -> str | None:
        current = self.tree.currentItem()
        return next((name for name, item in self.items.items() if item is current), None)

    def _set(self) -> None:
        keys = self.keys.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        if keys:
            self._change([keys])

    def _change(self, keys: list[str] | None) -> None:
        """Set the keys of the selected action; None restores its default."""
        name = self._selected()
        if name is None:
            return
        changed = {n: k for n, k in self.settings.get("shortcuts").items() if n != name}
        wanted = keys if keys is not None else list(next(spec.keys for spec in SPECS if spec.name == name))
        if (other := self._in_use(wanted, name)) is not None:
            self.note.setText(self.tr("{0} is used by “{1}”. Change that one first.").format(native(wanted[0]), other))
            return
        self._apply(changed if keys is None else changed | {name: keys})
        self.keys.clear()

    def _in_use(self, keys: list[str], name: str) -> str | None:
        """Return the name of what uses one of these keys already."""
        normal = {QKeySequence(key).toString() for key in keys}
        if normal & HELD:
            return self.tr("a key that acts while it is held")
        for spec in SPECS:
            used = {QKeySequence(key).toString() for key in (*self.actions_table.keys(spec), *spec.canvas)}
            if spec.name != name and used & normal:
                return plain(spec.text)
        return None

    def _restore_all(self) -> None:
        self._apply({})

    def _apply(self, shortcuts: dict[str, list[str]]) -> None:
        self.settings.set("shortcuts", shortcuts)
        self.actions_table.rebind(shortcuts)
        self.note.setText("")
        self._show()
