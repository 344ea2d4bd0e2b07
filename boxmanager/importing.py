"""Boxes of other programs, brought in as one step that can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QObject

from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.filing import Filing
from iceboxer.boxmanager.session import Session
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.errors import EngineError


@dataclass(frozen=True)
class Imported:
    """What was read: boxes by micrograph, sentences about what could not be, and about what was left out."""

    boxes: dict[Path, Boxes]
    problems: list[str]
    notes: list[str]


def read_for(paths: list[Path], micrographs: list[Path], box_size: float) -> Imported:
    """Read files or folders of boxes for `micrographs`; centres without a size get `box_size` px."""
    from iceboxer.engine.data.matching import load_boxes

    opened: list[Micrograph] = []
    for path in micrographs:
        try:
            opened.append(open_micrograph(path))
        except EngineError:
            continue  # the list tells of it as soon as somebody looks at it
    loaded = load_boxes(paths, opened, box_size)
    boxes = {path: boxlist.boxes for path, boxlist in loaded.boxes.items()}
    return Imported(boxes, [str(problem) for problem in loaded.problems], loaded.notes())


class Importing(QObject):
    """Reads files off the window's thread, and puts what they hold beside what is there."""

    def __init__(self, session: Session, filing: Filing) -> None:
        super().__init__(filing)
        self.session = session
        self.filing = filing

    def run(self, paths: list[Path]) -> None:
        """Read `paths` (files or folders of boxes) for the micrographs that are open."""
        project, box_size = self.session.project, self.session.project.box_size
        micrographs = list(project.micrographs)
        self.filing.busy.emit(self.tr("Reading boxes…"))

        def work() -> Imported:
            return read_for(paths, micrographs, box_size)

        def done(imported: Imported) -> None:
            self.filing.busy.emit("")
            if self.session.project is project:
                self._take(imported)

        self.filing.run(work, done)

    def _take(self, imported: Imported) -> None:
        session = self.session
        total = sum(len(boxes) for boxes in imported.boxes.values())
        for sentence in imported.problems:
            session.problem.emit(sentence, "")
        if not imported.boxes:
            if not imported.problems:
                session.problem.emit(
                    self.tr("These files hold no boxes of the micrographs that are open."), "\n".join(imported.notes)
                )
            return
        size = None
        if not session.store.with_boxes() and total:
            widths = np.concatenate([boxes["width"] for boxes in imported.boxes.values()])
            size = float(np.median(widths))
        after = {p: edits.joined(session.store.boxes(p), boxes) for p, boxes in imported.boxes.items()}
        before = sum(len(session.store.boxes(p)) for p in after)
        fresh = sum(len(boxes) for boxes in after.values()) - before
        session.edit(self.tr("import of {0:,} boxes").format(fresh), after, box_size=size)
        told = self.tr("{0:,} boxes of {1:,} micrographs imported.").format(fresh, len(imported.boxes))
        self.filing.notice.emit(" ".join([told, *imported.notes]))
