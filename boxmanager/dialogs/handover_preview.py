"""The preview in the export dialog: the current micrograph with the exported boxes, and where x and y are counted."""

from __future__ import annotations

import html
from pathlib import Path

from PyQt5.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.dialogs.frame_view import FrameView
from iceboxer.boxmanager.document.handover import ExportTarget
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.engine.data.boxes import no_boxes
from iceboxer.engine.data.micrograph import TOP_FIRST_SUFFIXES
from iceboxer.engine.interop.names import Naming


class HandoverPreview(QWidget):
    """The micrograph with its boxes, a sentence on the origin, and a check box (`turn`) to count y from the top."""

    def __init__(self, target: ExportTarget, program: str, session: Session, loader: Loader, style: Style) -> None:
        super().__init__()
        self.target, self.program, self.session, self.loader = target, program, session, loader
        self.naming = Naming()
        self.which, self.frame = rich_label(), rich_label()
        for label in (self.which, self.frame):
            label.setWordWrap(True)
        self.view = FrameView(style)
        self.turn = QCheckBox(self.tr("Count y from the top edge"))
        self.turn.setAccessibleName(self.turn.text())
        self.turn.setToolTip(self.tr("Flip y, for boxes that appear mirrored in {0}.").format(program))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.which)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.frame)
        layout.addWidget(self.turn)
        self.turn.toggled.connect(lambda _: self.refresh())
        session.current_changed.connect(self.refresh)
        loader.ready.connect(lambda _: self.refresh())

    def show_naming(self, naming: Naming) -> None:
        """Set the names in the other program; only micrographs with a name are exported."""
        self.naming = naming
        self.refresh()

    def refresh(self) -> None:
        """Show the current micrograph with its exported boxes."""
        path = self.session.current
        if path is None:
            return
        picture = self.loader.picture(path)
        self.view.show_picture(picture)
        boxes = self.session.boxes[self.session.shown()] if path in self.naming.names else no_boxes()
        turned, first = self.turn.isChecked(), None
        if len(boxes) and picture is not None:
            y = float(boxes["y"][0])
            first = float(boxes["x"][0]), picture.shape[0] - y if turned else y
        self.view.show_boxes(boxes, turned, first)
        self.which.setText(f"<b>{html.escape(path.name)}</b>")
        self.frame.setText(self._frame_sentence(path))

    def _frame_sentence(self, path: Path) -> str:
        if self.turn.isChecked():
            return self.tr("y counts from the top edge, which is mirrored relative to this window and to RELION.")
        text = self.tr("x and y are box centres in px of the full micrograph, from its lower left corner. ")
        their_name = self.naming.names.get(path, path.name)
        if not their_name.lower().endswith(TOP_FIRST_SUFFIXES):
            return text + self.tr("An MRC file stores the bottom row first, and {0} counts from it.").format(
                self.program
            )
        if self.target is ExportTarget.RELION:
            return text + self.tr("RELION flips this file type when reading it, so it counts from the same corner.")
        return text + self.tr(
            "This file type stores its top row first: check one micrograph in cryoSPARC, and count y from the top edge "
            "if the boxes are mirrored there."
        )
