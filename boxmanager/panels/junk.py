"""The junk panel: the tint of junk, the picks that it greys, and the tools that paint masks."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PyQt5.QtCore import QSignalBlocker, Qt, QTimer
from PyQt5.QtWidgets import QAction, QCheckBox, QHBoxLayout, QLabel, QMenu, QSlider, QToolButton, QWidget

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.panels.section import Section, head_of

STEPS_PER_RADIUS = 10
WIDEST = 40  # slider steps: 4 particle radii
RECOUNT_MS = 60


class JunkPanel(Section):
    """Controls of junk maps and masks, with the number of greyed picks on the current micrograph."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.set_title(self.tr("Junk"))
        self.tint = QCheckBox(self.tr("Show"))
        self.tint.setAccessibleName(self.tr("Show junk"))
        self.tint.setToolTip(self.tr("Tint carbon film, ice, aggregates, dead borders and painted masks  (M)"))
        self.tint.toggled.connect(lambda on: session.change_view(show_junk=on))
        self.opacity = _slider(5, 95, self.tr("Opacity of the tint"))
        self.opacity.valueChanged.connect(lambda value: session.change_view(junk_opacity=value / 100))
        self.grey = QCheckBox(self.tr("Grey out picks in junk"))
        self.grey.setAccessibleName(self.tr("Grey out picks in junk"))
        self.grey.setToolTip(
            self.tr("Greyed picks are neither counted nor exported; click one to keep it as a label  (Shift+J)")
        )
        self.grey.toggled.connect(lambda on: session.change_view(grey_junk=on))
        self.margin = _slider(0, WIDEST, self.tr("Margin around junk"))
        self.margin.setToolTip(self.tr("Also grey out picks that are nearer to junk than this"))
        self.margin.valueChanged.connect(lambda value: session.change_view(junk_margin=value / STEPS_PER_RADIUS))
        self.margin_text, self.count = QLabel(), QLabel()
        self._tools = QHBoxLayout()
        self._tools.setSpacing(0)  # the widest row of the side panel
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(RECOUNT_MS)
        self._later.timeout.connect(self._show_count)
        session.boxes_changed.connect(lambda _: self._later.start())
        for signal in (session.view_changed, session.size_changed, session.current_changed, session.project_changed):
            signal.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.addWidget(self.tint)
        first.addWidget(self.opacity, 1)
        self.add(first)
        self.add(self.grey)
        self.add(head_of(self.tr("Margin"), self.margin_text))
        self.add(self.margin)
        self.add(self.count)
        self.add(self._tools)

    def set_actions(self, tools: Iterable[QAction], more: Iterable[QAction]) -> None:
        """Show a button for each tool, and a menu of the other actions."""
        for action in tools:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the micrograph
            button.setAccessibleName(action.iconText())
            self._tools.addWidget(button)
        self._tools.addStretch(1)
        button = QToolButton()
        button.setText(self.tr("More"))
        button.setAccessibleName(self.tr("More about masks"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.addActions(list(more))
        button.setMenu(menu)
        self._tools.addWidget(button)

    def _show(self) -> None:
        session, view = self.session, self.session.view
        for box, on in ((self.tint, view.show_junk), (self.grey, view.grey_junk)):
            with QSignalBlocker(box):
                box.setChecked(on)
        for slider, value in (
            (self.opacity, round(100 * view.junk_opacity)),
            (self.margin, round(STEPS_PER_RADIUS * view.junk_margin)),
        ):
            with QSignalBlocker(slider):
                slider.setValue(value)
        self.margin.setEnabled(view.grey_junk)
        length = view.junk_margin * session.project.diameter / 2
        unit = f"{length * session.pixel_size:.0f} Å" if session.pixel_size else f"{length:.0f} px"
        self.margin_text.setText(self.tr("{0:.1f} radii, {1}").format(view.junk_margin, unit))
        self._show_count()

    def _show_count(self) -> None:
        count = int(np.count_nonzero(self.session.greyed()))
        one, many = self.tr("1 pick greyed here"), self.tr("{0:,} picks greyed here")
        self.count.setText(counted(count, one, many) if self.session.view.grey_junk else self.tr("No picks are greyed"))


def _slider(low: int, high: int, name: str) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(low, high)
    slider.setAccessibleName(name)
    slider.setToolTip(name)
    return slider
