"""Importing the result of a 2-D classification, as one undo step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PyQt5.QtCore import QObject

from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.micrograph import open_readable
from iceboxer.engine.interop.judgements import Judgements, apply_judgements, read_judgements

Judged = tuple[Judgements, dict[Path, tuple[int, int]]]  # with the shape of each micrograph


class Feedback(QObject):
    """Turns the picks of good classes into labels and rejects those of others."""

    def __init__(self, session: Session, settings: Settings, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.settings, self.host = session, settings, host
        self._thread = Background(self)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {"import_classification": self.choose}

    def choose(self) -> None:
        """Ask for the files and import them."""
        from iceboxer.boxmanager.dialogs.classification import ClassificationDialog

        dialog = ClassificationDialog(self.settings, self.host.dialog_parent)
        if dialog.exec():
            discarded = dialog.discarded.text().strip()
            self.read(
                Path(dialog.kept.text().strip()),
                Path(discarded) if discarded else None,
                dialog.numbers or (),
                dialog.shifts.isChecked(),
            )

    def read(self, kept: Path, discarded: Path | None, classes: tuple[int, ...] = (), shifts: bool = True) -> None:
        """Read the classified particles in the background, and change the boxes of the project accordingly."""
        project = self.session.project
        micrographs = list(project.micrographs)
        self.host.show_busy(self.tr("Reading classified particles…"))

        def work() -> Judged:
            opened = open_readable(micrographs)  # the list shows the problem of another as soon as it is selected
            others = () if discarded is None else (discarded,)
            found = read_judgements((kept,), others, classes, opened, project.pixel_size, shifts)
            return found, {micrograph.path: micrograph.shape for micrograph in opened}

        def done(judged: Judged) -> None:
            self.host.show_busy("")
            if self.session.project is project:
                self._apply(*judged)

        self._thread.run(work, done, self._failed)

    def close(self) -> None:
        """Stop the thread because the window closes."""
        self._thread.close()

    def _failed(self, sentence: str, details: str) -> None:
        self.host.show_busy("")
        self.session.problem.emit(sentence, details)

    def _apply(self, judgements: Judgements, shapes: dict[Path, tuple[int, int]]) -> None:
        session = self.session
        for problem in judgements.problems:
            session.problem.emit(str(problem), "")
        judged = judgements.centre.keys() | judgements.others.keys()
        if not judged:
            if not judgements.problems:
                text = self.tr("These files hold no particles of the open micrographs.")
                session.problem.emit(text, "\n".join(judgements.notes()))
            return
        session.forget_picks()
        size = session.project.box_size
        before = {path: session.store.boxes(path) for path in session.project.micrographs if path in judged}
        after = {p: apply_judgements(boxes, judgements, p, size, shapes[p]) for p, boxes in before.items()}
        labels, rejected = (
            sum(int(np.sum(after[p]["kind"] == kind)) - int(np.sum(before[p]["kind"] == kind)) for p in after)
            for kind in (Kind.LABEL, Kind.REJECTED)
        )
        session.edit(self.tr("import of a classification"), after)
        text = self.tr("{0} and {1} more from the classification.").format(
            counted(labels, self.tr("{0:,} label"), self.tr("{0:,} labels")),
            counted(rejected, self.tr("{0:,} rejected box"), self.tr("{0:,} rejected boxes")),
        )
        self.host.show_message(" ".join([text, *judgements.notes()]))
