"""Importing boxes of other programs, as one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QFileDialog

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.pieces import in_pieces
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.dialogs.orientation import Doubt, OrientationDialog
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.jobs.loader import read_picture
from iceboxer.engine.data.boxes import Boxes, make_boxes
from iceboxer.engine.data.formats import SUFFIXES
from iceboxer.engine.data.matching import Loaded, load_boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.orientation import Verdict
from iceboxer.engine.data.readings import AS_IS
from iceboxer.engine.errors import EngineError
from iceboxer.engine.evaluation.orientation_check import OrientationCheck


@dataclass(frozen=True)
class Imported:
    """Boxes by micrograph, a message for each file that cannot be read, and notes on skipped boxes.

    `doubt` is set if the boxes fit their micrographs clearly better in another reading of the coordinates.
    """

    boxes: dict[Path, Boxes]
    problems: list[str]
    notes: list[str]
    doubt: Doubt | None = None


def read_for(
    paths: Sequence[Path], micrographs: Sequence[Path], box_size: float, reading: str | None = None
) -> Imported:
    """Read files or folders of boxes for `micrographs`; boxes without a size get `box_size` px.

    Without a `reading` that a person chose, the coordinates are read as they are, and checked.
    """
    opened: list[Micrograph] = []
    for path in micrographs:
        try:
            opened.append(open_micrograph(path))
        except EngineError:
            continue  # the list shows the problem as soon as the micrograph is selected
    check = OrientationCheck(reading, checks=reading is None)
    loaded = load_boxes(paths, opened, box_size, turn=check.turned)
    boxes = {path: boxlist.boxes for path, boxlist in loaded.boxes.items()}
    problems = [str(problem) for problem in loaded.problems]
    return Imported(boxes, problems, loaded.notes(), _doubt(check, loaded, box_size))


def _doubt(check: OrientationCheck, loaded: Loaded, box_size: float) -> Doubt | None:
    """Return the doubt of a check, if it has one, with the micrograph that has the most boxes."""
    judgement = check.judge()
    if judgement is None or judgement.verdict is not Verdict.OTHER:
        return None
    path, evidence = max(check.evidence.items(), key=lambda item: item[1].boxes)
    here = loaded.boxes.get(Path(path))
    side = float(np.median(here.boxes["width"])) if here is not None and len(here.boxes) else box_size
    drawn = []
    for reading in (AS_IS, judgement.best):
        x, y = evidence.positions[reading.name].T
        drawn.append(make_boxes(x, y, side * reading.scale))
    return Doubt(judgement, Path(path).name, read_picture(Path(path)), *drawn)


class Importing(QObject):
    """Reads files of boxes in the background and adds the boxes to their micrographs."""

    def __init__(
        self, session: Session, settings: Settings, canvas: MicrographView, host: Host, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.session, self.settings, self.canvas, self.host = session, settings, canvas, host
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
            self.tr("Boxes ({0});;All files (*)").format(" ".join(f"*{suffix}" for suffix in SUFFIXES)),
        )
        if names:
            self.settings.set("import_folder", str(Path(names[0]).parent))
            self.read([Path(name) for name in names])

    def read(self, paths: list[Path], reading: str | None = None) -> None:
        """Import files or folders of boxes for the micrographs of the project.

        If the boxes fit better in another `reading` of their coordinates, the person is asked which one to use.
        """
        project, box_size = self.session.project, self.session.project.box_size
        micrographs = list(project.micrographs)
        self.host.show_busy(self.tr("Reading boxes…"))

        def done(imported: Imported) -> None:
            self.host.show_busy("")
            if self.session.project is not project:
                return
            if imported.doubt is None:
                self._add(imported)
                return
            dialog = OrientationDialog(imported.doubt, self.canvas.style_of_boxes, self.host.dialog_parent)
            dialog.exec()
            if dialog.chosen == AS_IS.name:
                self._add(imported)
            elif dialog.chosen is not None:
                self.read(paths, dialog.chosen)

        self._thread.run(lambda: read_for(paths, micrographs, box_size, reading), done, self._failed)

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
        after = {p: edits.joined(session.store.boxes(p), boxes) for p, boxes in in_pieces(imported.boxes.items())}
        before = sum(len(session.store.boxes(p)) for p in after)
        fresh = sum(len(boxes) for boxes in after.values()) - before
        boxes = counted(fresh, self.tr("1 box"), self.tr("{0:,} boxes"))
        session.edit(self.tr("import of {0}").format(boxes), after, box_size=size)
        micrographs = counted(len(imported.boxes), self.tr("1 micrograph"), self.tr("{0:,} micrographs"))
        text = self.tr("{0} of {1} imported.").format(boxes, micrographs)
        self.host.show_message(" ".join([text, *imported.notes]))
