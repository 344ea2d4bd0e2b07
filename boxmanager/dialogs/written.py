"""What an export wrote, read back and drawn over a micrograph as the other program will draw it."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.dialogs.frame_view import FrameView
from iceboxer.boxmanager.dialogs.room import resize_within_screen
from iceboxer.boxmanager.document.display import Picture
from iceboxer.boxmanager.document.export_items import Item
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.written import ReadBack, read_back
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.jobs.loader import read_picture
from iceboxer.engine.data.orientation import Verdict
from iceboxer.engine.data.readings import AS_IS

NameOf = Callable[[Path], str]  # of a micrograph in the exported file


class WrittenView(QWidget):
    """One of the exported micrographs with the boxes in its file, and a sentence on whether they fit."""

    def __init__(self, style: Style, program: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.program = program
        self.view = FrameView(style)
        self.view.setAccessibleName(self.tr("Micrograph with the boxes read back from the exported file"))
        self.text = rich_label()
        self.text.setWordWrap(True)
        self._thread = Background(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.text)

    def check(
        self, items: Sequence[Item], current: Path | None, box_size: float, name_of: NameOf, from_top: bool = False
    ) -> None:
        """Read back the boxes of the micrograph `current`, or of the first one, in the background."""
        item = next((item for item in items if item.micrograph == current), items[0])
        self.text.setText(self.tr("Reading {0}…").format(html.escape(item.target.name)))

        def work() -> tuple[Picture, ReadBack]:
            name = name_of(item.micrograph)
            return read_picture(item.micrograph), read_back(item, name, box_size, from_top)

        def done(result: tuple[Picture, ReadBack]) -> None:
            picture, found = result
            self.view.show_picture(picture)
            self.view.show_boxes(found.boxes, from_top, found.first)
            self.text.setText(self._sentence(found))

        def failed(sentence: str, details: str) -> None:  # noqa: ARG001  (the file is named in the sentence)
            self.text.setText(html.escape(sentence))

        self._thread.run(work, done, failed)

    def close_thread(self) -> None:
        """Stop reading because the dialog closes."""
        self._thread.close()

    def _sentence(self, found: ReadBack) -> str:
        where = html.escape(found.file.name), html.escape(found.micrograph.name)
        if not found.same:
            text = self.tr("<b>{0} does not hold the exported boxes of {1}. Export again.</b>")
            return text.format(*where)
        one = self.tr("{1} as {2} will draw it over {3}: 1 box, as exported. ")
        many = self.tr("{1} as {2} will draw it over {3}: {0:,} boxes, as exported. ")
        text = counted(len(found.boxes), one, many, where[0], self.program, where[1])
        judgement = found.judgement
        share = judgement.fit(AS_IS.name).share
        if judgement.verdict is Verdict.FITS:
            return text + self.tr("They are the right way up: {0:.0%} have the contrast of a particle.").format(share)
        if judgement.verdict is Verdict.UNKNOWN:
            return text + self.tr("Their contrast does not show whether they are the right way up; look at the boxes.")
        return text + self.tr(
            "<b>They fit the micrograph better {0}</b>: {1:.0%} then have the contrast of a particle, but only {2:.0%} "
            "as exported. Check the boxes in the window, and export again."
        ).format(html.escape(judgement.best.words), judgement.fit(judgement.best.name).share, share)


class WrittenDialog(QDialog):
    """The end of an export to files."""

    def __init__(self, style: Style, program: str, outcome: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Exported boxes"))
        self.written = WrittenView(style, program)
        label = rich_label(html.escape(outcome))
        label.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addWidget(self.written, 1)
        layout.addWidget(buttons)
        resize_within_screen(self, 34, 38)

    def done(self, result: int) -> None:
        """Stop reading, and close."""
        self.written.close_thread()
        super().done(result)
