"""The page of the review: the crops in a grid, the surroundings of one of them, and the keys to answer."""

from __future__ import annotations

import math
from collections.abc import Callable

from PyQt5.QtCore import QEvent, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.plain_text import on_one_line
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.document.review import Review
from iceboxer.boxmanager.jobs.crop_reader import CropReader
from iceboxer.boxmanager.panels.check_figures import CheckFigures
from iceboxer.boxmanager.panels.crop_grid import CropGrid
from iceboxer.boxmanager.panels.side import Side
from iceboxer.boxmanager.panels.surroundings import Surroundings
from iceboxer.engine.evaluation.checking import Answer

KEYS = {
    Qt.Key.Key_Y: Answer.YES, Qt.Key.Key_Return: Answer.YES, Qt.Key.Key_Enter: Answer.YES,
    Qt.Key.Key_N: Answer.NO, Qt.Key.Key_Delete: Answer.NO,
    Qt.Key.Key_Space: Answer.UNSURE, Qt.Key.Key_Question: Answer.UNSURE,
}  # fmt: skip
BACK_KEYS = (Qt.Key.Key_B, Qt.Key.Key_Backspace)
COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
NARROWEST = 8  # lines of text; width of the choice in a narrow window
FEWEST_ACROSS = 7  # crops that would fit the width of a narrow window
SMALL, LARGE = 6, 9  # width of a crop in lines of text: in a list of all picks, and in a check


class ReviewPage(QWidget):
    """A page over the whole window; it shows the review and emits what the person wants."""

    answered = pyqtSignal(int, object)  # row, Answer
    back_wanted = pyqtSignal()
    show_wanted = pyqtSignal(int)  # a row, on its micrograph
    left = pyqtSignal()
    order_chosen = pyqtSignal(bool)  # True for a check

    def __init__(self, reader: CropReader, grid: CropGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.reader, self.grid = reader, grid
        self.review: Review | None = None
        self.order = QComboBox()
        self.order.addItems([self.tr("All visible picks, least confident first"), self.tr("Check a sample of picks")])
        self.order.setAccessibleName(self.tr("Picks to review"))
        self.order.activated.connect(lambda index: self.order_chosen.emit(index == 1))
        self.progress = QLabel()
        self.progress.setObjectName("faint")
        self.leave = self._button(self.tr("Leave"), "Esc", self.left.emit)
        self.surroundings = Surroundings(reader)
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.figures = CheckFigures()
        self.yes = self._button(self.tr("Particle"), "Y", lambda: self._answer(Answer.YES))
        self.no = self._button(self.tr("No particle"), "N", lambda: self._answer(Answer.NO))
        self.unsure = self._button(self.tr("Unsure"), self.tr("Space"), lambda: self._answer(Answer.UNSURE))
        self.back = self._button(self.tr("Back"), "B", self.back_wanted.emit)
        self.show_it = self._button(self.tr("Show on micrograph"), "S", self._show_current)
        self._lay_out()
        grid.current_changed.connect(self._show_facts)
        grid.hovered.connect(lambda row: self._show_facts(row if row >= 0 else grid.row))
        grid.chosen.connect(self.show_wanted)

    def _button(self, text: str, key: str, call: Callable[[], None]) -> QPushButton:
        button = QPushButton(f"{text}  ({key})")
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the crops
        button.clicked.connect(call)
        return button

    def _lay_out(self) -> None:
        em = self.fontMetrics().height()
        strip = QFrame()
        strip.setObjectName("strip")
        head = QHBoxLayout(strip)
        head.setContentsMargins(em // 2, em // 4, em // 2, em // 4)
        self.order.setMinimumWidth(em * NARROWEST)
        self.order.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for widget in (self.order, self.progress):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.leave)
        column = QWidget()
        column.setObjectName("panel")
        side = QVBoxLayout(column)
        side.setContentsMargins(em // 2, em // 2, em // 2, em // 2)
        side.addWidget(self.surroundings)
        side.addWidget(self.facts)
        side.addSpacing(em // 2)
        keys = QGridLayout()
        for number, button in enumerate((self.yes, self.no, self.unsure, self.back)):
            keys.addWidget(button, number // 2, number % 2)
        keys.addWidget(self.show_it, 2, 0, 1, 2)
        side.addLayout(keys)
        side.addSpacing(em // 2)
        side.addWidget(self.figures)
        side.addStretch(1)
        self.facts.setFixedWidth(self.surroundings.sizeHint().width())
        self.figures.setFixedWidth(self.surroundings.sizeHint().width())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.grid, 1)
        area = Side(column)
        area.setMinimumWidth(column.minimumSizeHint().width())
        middle.addWidget(area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(strip)
        layout.addLayout(middle, 1)

    def crop_side(self, checking: bool) -> int:
        """Return the width of a crop on the screen, in px of the window."""
        em, room = self.fontMetrics().height(), required(self.window()).width()
        return min(em * (LARGE if checking else SMALL), room // FEWEST_ACROSS)

    def show_review(self, review: Review | None, checking: bool) -> None:
        """Show the crops of a review; `checking` also shows the figures of a check."""
        self.review = review
        self.surroundings.fit(required(self.window()).height())
        self.order.setCurrentIndex(int(checking))
        self.figures.show_estimates(None)
        self.figures.setVisible(checking)
        self.grid.show_review(review, self.crop_side(checking))
        self.refresh()
        self.grid.setFocus()

    def refresh(self) -> None:
        """Show the answers and how many there are."""
        review = self.review
        if review is None:
            return
        self.progress.setText(self.tr("{0:,} of {1:,} answered").format(review.answered, len(review.picks)))
        for button in (self.yes, self.no, self.unsure, self.back, self.show_it):
            button.setEnabled(bool(len(review.picks)))
        viewport = self.grid.viewport()
        if viewport is not None:
            viewport.update()
        self._show_facts(self.grid.row)

    def _show_facts(self, row: int) -> None:
        review = self.review
        self.surroundings.show_row(row)
        if review is None or row < 0:
            self.facts.setText("")
            return
        box = review.picks.boxes[row]
        texts = {
            Answer.YES: self.tr("particle"),
            Answer.NO: self.tr("no particle"),
            Answer.UNSURE: self.tr("unsure"),
            Answer.NONE: self.tr("no answer yet"),
        }
        confidence = float(box["confidence"])
        name, room = review.picks.path(row).name, self.surroundings.sizeHint().width()
        self.facts.setToolTip(name)
        shown = self.facts.fontMetrics().elidedText(on_one_line(name), Qt.TextElideMode.ElideMiddle, room)
        lines = [shown, self.tr("x {0:.0f}, y {1:.0f}").format(box["x"], box["y"])]
        if math.isfinite(confidence):
            lines.append(self.tr("confidence {0:.2f}").format(confidence))
        self.facts.setText("\n".join([*lines, texts[review.answer(row)]]))

    def _answer(self, answer: Answer) -> None:
        if self.grid.row >= 0:
            self.answered.emit(self.grid.row, answer)

    def _show_current(self) -> None:
        if self.grid.row >= 0:
            self.show_wanted.emit(self.grid.row)

    def event(self, event: QEvent | None) -> bool:
        """Claim all plain keys, so that none acts on the hidden micrograph as a shortcut."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            function_key = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
            if not event.modifiers() & COMMANDS and not function_key:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Answer, go back, show the pick on its micrograph, or leave."""
        if event is None or event.modifiers() & COMMANDS:
            return
        key = Qt.Key(event.key())
        if key in KEYS:
            self._answer(KEYS[key])
        elif key in BACK_KEYS:
            self.back_wanted.emit()
        elif key == Qt.Key.Key_S:
            self._show_current()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.ignore()
