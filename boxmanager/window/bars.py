"""Menus and toolbar, made from the table of actions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QWidget

from iceboxer.boxmanager.core.plain_text import on_button
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.window.actions import MENUS, SPECS, TOOLBAR, Actions, plain


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
    menus = {name: required(bar.addMenu(actions.translated(title))) for name, title in MENUS}
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


def make_tool_bar(title: str, actions: Actions, size: QWidget, *at_the_end: QWidget) -> QToolBar:
    """Return the toolbar, with `size` at its place in the table and the widgets `at_the_end` at the right end."""
    bar = QToolBar(title)
    bar.setObjectName("tools")
    bar.setMovable(False)
    for name in TOOLBAR:
        if name == "|":
            bar.addSeparator()
        elif name == "size":
            bar.addWidget(size)
        else:
            bar.addAction(actions[name])
            button = bar.widgetForAction(actions[name])
            if button is not None:
                button.setAccessibleName(plain(actions[name].text()))
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if at_the_end:
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(gap)
    for widget in at_the_end:
        bar.addWidget(widget)
    return bar
