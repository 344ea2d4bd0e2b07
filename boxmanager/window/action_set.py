"""Qt's actions, made from the table of actions and each connected with its slot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction, QActionGroup, QShortcut, QWidget

from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.core.icons import icon
from iceboxer.boxmanager.window.actions import SPECS, Spec, plain, translated


def collect_slots(*parts: Slots) -> Slots:
    """Join the slots of all features, and check that each action of the table has exactly one.

    Raises
    ------
    ValueError
        An action has no slot or several, or a slot belongs to no action.
    """
    counts = Counter(name for part in parts for name in part)
    names = {spec.name for spec in SPECS}
    faults = (
        ("without a slot", names - counts.keys()),
        ("with several slots", {name for name, count in counts.items() if count > 1}),
        ("that are not in the table", counts.keys() - names),
    )
    texts = [f"actions {fault}: {', '.join(sorted(of))}" for fault, of in faults if of]
    if texts:
        raise ValueError("; ".join(texts))
    return {name: slot for part in parts for name, slot in part.items()}


class Actions:
    """The actions of the table, each connected with its slot."""

    def __init__(
        self, window: QWidget, canvas: QWidget, slots: Slots, shortcuts: Mapping[str, list[str]] | None = None
    ) -> None:
        self._actions: dict[str, QAction] = {}
        self._shortcuts: Mapping[str, list[str]] = {}
        groups: dict[str, QActionGroup] = {}
        for spec in SPECS:
            action = QAction(translated(spec.text), window)
            action.setObjectName(spec.name)
            action.setCheckable(spec.checkable)
            if spec.short:
                action.setIconText(translated(spec.short))
            if spec.icon:
                action.setIcon(icon(spec.icon))
            if spec.group:
                groups.setdefault(spec.group, QActionGroup(window)).addAction(action)
            action.triggered.connect(slots[spec.name])
            window.addAction(action)
            for key in spec.canvas:
                # only in the canvas, so that arrows and Delete keep their meaning in other widgets
                shortcut = QShortcut(QKeySequence(key), canvas)
                shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
                shortcut.activated.connect(action.trigger)
            if spec.canvas and not spec.keys:
                action.setText(f"{action.text()}\t{native(spec.canvas[0])}")
            self._actions[spec.name] = action
        self.rebind(shortcuts or {})

    def keys(self, spec: Spec) -> tuple[str, ...]:
        """Return the shortcuts of an action that work in the whole window: those of the user, or the default."""
        own = self._shortcuts.get(spec.name)
        return spec.keys if own is None else tuple(map(str, own))

    def rebind(self, shortcuts: Mapping[str, list[str]]) -> None:
        """Set the shortcuts of actions by name; the others get their default."""
        self._shortcuts = shortcuts
        for spec in SPECS:
            action, shown = self._actions[spec.name], [*self.keys(spec), *spec.canvas]
            tip = translated(spec.tip) if spec.tip else plain(spec.text)
            action.setToolTip(f"{tip}  ({', '.join(native(k) for k in shown)})" if shown else tip)
            action.setStatusTip(tip)
            action.setShortcuts([QKeySequence(k) for k in self.keys(spec)])

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def enable(self, available: set[str]) -> None:
        """Enable the actions whose precondition is in `available`, and disable the others."""
        for spec in SPECS:
            if spec.needs:
                self._actions[spec.name].setEnabled(spec.needs in available)


def native(key: str) -> str:
    """Return a shortcut as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
