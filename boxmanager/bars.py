"""Menus and toolbar, made of the one table of actions."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QWidget

from iceboxer.boxmanager.actions import MENUS, SPECS, TOOLBAR, Actions
from iceboxer.boxmanager.qt import there


def fill_menu_bar(window: QMainWindow, actions: Actions) -> QMenu:
    """Make the menus of `window`; returns the one of what was open recently, which is filled when it opens."""
    bar = there(window.menuBar())
    menus = {name: there(bar.addMenu(actions.translated(title))) for name, title in MENUS}
    recent = QMenu(actions["recent"].text(), window)
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
    return recent


def make_tool_bar(title: str, actions: Actions, size: QWidget, *at_the_end: QWidget) -> QToolBar:
    """The tools, with the box size among them and something at the right end."""
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
                button.setAccessibleName(actions[name].text().replace("&", "").rstrip("…"))
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if at_the_end:
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(gap)
    for widget in at_the_end:
        bar.addWidget(widget)
    return bar
