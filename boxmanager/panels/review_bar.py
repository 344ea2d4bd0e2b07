"""The bar below the micrograph: judges one pick after the other, with a mouse or with the keys that it names."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.engine.data.boxes import Boxes, Kind


class ReviewBar(QFrame):
    """Buttons to judge the selected pick and to step forward and back, and its confidence; of constant height."""

    def __init__(self, session: Session, slots: Slots, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setObjectName("strip")
        self.setAccessibleName(self.tr("Review"))
        self.accept = self._button(self.tr("Accept"), self.tr("Return"), slots["accept_selected"])
        self.reject = self._button(self.tr("Reject"), self.tr("Delete"), slots["delete"])
        self.next = self._button(self.tr("Next uncertain"), "U", slots["next_uncertain"])
        self.back = self._button(self.tr("Back"), "B", slots["review_back"])
        self.state = QLabel()
        self.state.setObjectName("faint")
        row = QHBoxLayout(self)
        em = self.fontMetrics().height()
        row.setContentsMargins(em // 2, em // 4, em // 2, em // 4)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # does not keep the window wide
        for button in (self.accept, self.reject, self.next, self.back):
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(em * 2)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.state)
        for signal in (session.selection_changed, session.current_changed, session.project_changed):
            signal.connect(self._show)
        session.filaments.selection_changed.connect(self._show)
        for changed in (session.boxes_changed, session.filaments.changed):
            changed.connect(lambda _: self._show())
        self._show()

    def _button(self, text: str, key: str, call: Callable[..., Any]) -> QPushButton:
        button = QPushButton(f"{text}  ({key})")
        button.setAccessibleName(text)
        button.setToolTip(button.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the micrograph
        button.clicked.connect(call)
        return button

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Leave out the keys, which the tooltips have too, then the sentence, then words, where there is no room."""
        buttons = (self.accept, self.reject, self.next, self.back)
        sentence = self._width(self.tr("Nothing selected"))
        wide = self._width(*(button.toolTip() for button in buttons))
        for button in buttons:
            button.setText(button.toolTip() if self.width() >= wide + sentence else button.accessibleName())
        narrow = self._width(*(button.accessibleName() for button in buttons))
        if self.width() < narrow:
            self.next.setText(self.tr("Next"))
        if self.width() < self._width(*(button.text() for button in buttons)):
            self.accept.setText("✓")
            self.reject.setText("✕")
        if self.width() < self._width(*(button.text() for button in buttons), padding=1):
            self.next.setText("→")
            self.back.setText("←")
        self.state.setVisible(self.width() >= narrow + sentence)
        super().resizeEvent(event)

    def _width(self, *texts: str, padding: int = 2) -> int:
        """Return the width of buttons or labels with these texts and so many heights of a line beside each."""
        font = self.fontMetrics()
        return sum(font.horizontalAdvance(text) + padding * font.height() for text in texts)

    def _show(self) -> None:
        session = self.session
        chosen = session.boxes[session.selected()]
        picks = chosen[chosen["kind"] == Kind.PICK]
        bent = session.filaments.selected()
        self.accept.setEnabled(bool(len(picks)) or any(f.kind is Kind.PICK for f in bent))
        self.reject.setEnabled(bool(len(chosen) or bent))
        for button in (self.next, self.back):
            button.setEnabled(session.current is not None)
        self.setVisible(session.current is not None)
        self.state.setText(self._sentence_on_filaments(bent) if bent and not len(chosen) else self._sentence(chosen))

    def _sentence(self, chosen: Boxes) -> str:
        """Return what is selected, with the confidence of a single box."""
        if len(chosen) != 1:
            return self.tr("{0:,} boxes selected").format(len(chosen)) if len(chosen) else self.tr("Nothing selected")
        return self._describe(Kind(int(chosen["kind"][0])), float(chosen["confidence"][0]))

    def _sentence_on_filaments(self, chosen: Filaments) -> str:
        """Return how many filaments are selected, with confidence and length of a single one."""
        if len(chosen) != 1:
            return self.tr("{0:,} filaments selected").format(len(chosen))
        (one,), pixel_size = chosen, self.session.pixel_size
        length = self.tr("{0:,.0f} Å").format(one.length * pixel_size) if pixel_size else f"{one.length:,.0f} px"
        return self.tr("{0}, {1} long").format(self._describe(one.kind, one.confidence), length)

    def _describe(self, kind: Kind, confidence: float) -> str:
        text = {Kind.LABEL: self.tr("Label"), Kind.PICK: self.tr("Pick"), Kind.REJECTED: self.tr("Rejected")}[kind]
        return text if math.isnan(confidence) else self.tr("{0}, confidence {1:.2f}").format(text, confidence)
