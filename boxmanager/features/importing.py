"""Importing boxes of other programs, as one undo step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QFileDialog

from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.errors import EngineError


@dataclass(frozen=True)
class Imported:
    """Boxes by micrograph, a message for each file that cannot be read, and notes on skipped boxes."""

    boxes: dict[Path, Boxes]
    problems: list[str]
    notes: list[str]


def read_for(paths: list[Path], micrographs: list[Path], box_size: float) -> Imported:
    """Read files or folders of boxes for `micrographs`; boxes without a size get `box_size` px."""
    from iceboxer.engine.data.matching import load_boxes

    opened: list[Micrograph] = []
    for path in micrographs:
        try:
            opened.append(open_micrograph(path))
        except EngineError:
            continue  # the list shows the problem as soon as the micrograph is selected
    loaded = load_boxes(paths, opened, box_size)
    boxes = {path: boxlist.boxes for path, boxlist in loaded.boxes.items()}
    return Imported(boxes, [str(problem) for problem in loaded.problems], loaded.notes())


class Importing(QObject):
    """Reads files of boxes in the background and adds the boxes to their micrographs."""

    def __init__(self, session: Session, settings: Settings, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.settings, self.host = session, settings, host
        self._thread = Background(self)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {"import_boxes": self.choose_files}

    def choose_files(self) -> None:
        """Ask for files of boxes and import them."""
        current = self.session.current
        first = str(self.settings.get("import_folder")) or (str(current.parent) if current else "")
        names, _ = QFileDialog.getOpenFileNames(
            self.host.dialog_parent,
            self.tr("Import boxes"),
            first,
            self.tr("Boxes (*.box *.star *.cbox *.csv *.txt);;All files (*)"),
        )
        if names:
            self.settings.set("import_folder", str(Path(names[0]).parent))
            self.read([Path(name) for name in names])

    def read(self, paths: list[Path]) -> None:
        """Import files or folders of boxes for the micrographs of the project."""
        project, box_size = self.session.project, self.session.project.box_size
        micrographs = list(project.micrographs)
        self.host.show_busy(self.tr("Reading boxes…"))

        def done(imported: Imported) -> None:
            self.host.show_busy("")
            if self.session.project is project:
                self._add(imported)

        self._thread.run(lambda: read_for(paths, micrographs, box_size), done, self._failed)

    def close(self) -> None:
        """Stop the thread because the window closes."""
        self._thread.close()

    def _failed(self, sentence: str, details: str) -> None:
        self.host.show_busy("")
        self.session.problem.emit(sentence, details)

    def _add(self, imported: Imported) -> None:
        session = self.session
        total = sum(len(boxes) for boxes in imported.boxes.values())
        for sentence in imported.problems:
            session.problem.emit(sentence, "")
        if not imported.boxes:
            if not imported.problems:
                text = self.tr("These files hold no boxes of the open micrographs.")
                session.problem.emit(text, "\n".join(imported.notes))
            return
        size = None
        session.forget_picks()
        if not session.store.has_boxes() and total:
            widths = np.concatenate([boxes["width"] for boxes in imported.boxes.values()])
            size = float(np.median(widths))
        after = {p: edits.joined(session.store.boxes(p), boxes) for p, boxes in imported.boxes.items()}
        before = sum(len(session.store.boxes(p)) for p in after)
        fresh = sum(len(boxes) for boxes in after.values()) - before
        boxes = counted(fresh, self.tr("1 box"), self.tr("{0:,} boxes"))
        session.edit(self.tr("import of {0}").format(boxes), after, box_size=size)
        micrographs = counted(len(imported.boxes), self.tr("1 micrograph"), self.tr("{0:,} micrographs"))
        text = self.tr("{0} of {1} imported.").format(boxes, micrographs)
        self.host.show_message(" ".join([text, *imported.notes]))
