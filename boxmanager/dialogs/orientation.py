"""The question how to read imported boxes that fit their micrographs better in another way."""

from __future__ import annotations

import html
from dataclasses import dataclass

from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.reading_words import words_of
from iceboxer.boxmanager.dialogs.frame_view import FrameView
from iceboxer.boxmanager.dialogs.room import resize_within_screen
from iceboxer.boxmanager.document.display import Picture
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.orientation import Judgement
from iceboxer.engine.data.readings import AS_IS, Reading


@dataclass(frozen=True)
class Doubt:
    """A judgement against the coordinates of a file, and one micrograph with its boxes in both readings."""

    judgement: Judgement
    name: str
    picture: Picture
    as_read: Boxes
    better: Boxes


class OrientationDialog(QDialog):
    """The micrograph twice, with the boxes as in the file and as they fit better; a button below each chooses it."""

    def __init__(self, doubt: Doubt, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Are the boxes the right way up?"))
        self.chosen: str | None = None
        best = doubt.judgement.best
        self.text = rich_label(self._sentence(doubt))
        self.text.setWordWrap(True)
        self.as_read = self._button(self.tr("Import as in the file"), AS_IS)
        self.better = self._button(self.tr("Import {0}").format(words_of(best.words)), best)
        self.better.setDefault(True)
        both = QHBoxLayout()
        for boxes, button in ((doubt.as_read, self.as_read), (doubt.better, self.better)):
            view = FrameView(style, magnified=True)
            view.show_picture(doubt.picture)
            view.show_boxes(boxes)
            view.setAccessibleName(button.text())
            column = QVBoxLayout()
            column.addWidget(view, 1)
            column.addWidget(button)
            both.addLayout(column, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addLayout(both, 1)
        layout.addWidget(buttons)
        resize_within_screen(self, 60, 36)

    def _button(self, text: str, reading: Reading) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(text)
        button.clicked.connect(lambda: self._choose(reading))
        return button

    def _choose(self, reading: Reading) -> None:
        self.chosen = reading.name
        self.accept()

    def _sentence(self, doubt: Doubt) -> str:
        judgement = doubt.judgement
        return self.tr(
            "The boxes fit their micrographs better <b>{0}</b>: {1:.0%} of them then have the contrast of a particle, "
            "but only {2:.0%} as they are in the file ({3:,} boxes checked). Below is the middle of {4} with both."
        ).format(
            html.escape(words_of(judgement.best.words)),
            judgement.fit(judgement.best.name).share,
            judgement.fit(AS_IS.name).share,
            judgement.boxes,
            html.escape(doubt.name),
        )
