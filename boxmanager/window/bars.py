"""Menus and toolbar, made from the table of actions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QWidget

from iceboxer.boxmanager.core.plain_text import on_button
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.window.action_set import Actions
from iceboxer.boxmanager.window.actions import MENUS, SPECS, TOOLBAR, translated
from iceboxer.boxmanager.window.compact_bar import CompactBar

# left out in this order while the window is too narrow
DISPENSABLE = (
    "state", "actual", "panel_gallery", "export", "fit", "tool_ruler", "tool_filament",
    "previous", "next", "open_folder", "|", "tool_pan",
)  # fmt: skip


class RecentMenu(QMenu):
    """The menu of recent projects and folders, filled whenever it opens."""

    def __init__(self, title: str, settings: Settings, open: Callable[[Path], None], parent: QWidget) -> None:
        super().__init__(title, parent)
        self.settings, self.open = settings, open
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List the recent paths."""
        self.clear()
        for path in self.settings.get("recent"):
            action = required(self.addAction(on_button(path)))
            action.triggered.connect(lambda _, p=path: self.open(Path(p)))


def fill_menu_bar(window: QMainWindow, actions: Actions, recent: QMenu) -> None:
    """Add the menus to `window`, with `recent` as a menu in the first one."""
    bar = required(window.menuBar())
    menus = {name: required(bar.addMenu(translated(title))) for name, title in MENUS}
    for spec in SPECS:
        menu = menus[spec.menu]
        if spec.separator:
            menu.addSeparator()
        if spec.name == "recent":
            menu.addMenu(recent)
        else:
            menu.addAction(actions[spec.name])
        if spec.name == "cancel":
            menu.addSeparator()


def make_tool_bar(title: str, actions: Actions, size: QWidget, state: QWidget) -> QToolBar:
    """Return the toolbar, with `size` at its place in the table and `state` at the right end."""
    bar = CompactBar(title, DISPENSABLE)
    for name in TOOLBAR:
        if name == "|":
            bar.add_part("|", bar.addSeparator())
        elif name == "size":
            bar.add_part(name, bar.addWidget(size))
        else:
            bar.addAction(actions[name])
            bar.add_part(name, actions[name])
            bar.button(actions[name])
    gap = QWidget()
    gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.add_part("gap", bar.addWidget(gap))
    bar.add_part("state", bar.addWidget(state))
    return bar
