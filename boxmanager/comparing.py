"""Comparing what is shown with other results of picking: reads them, and keeps up with every edit and threshold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.comparison import Counts, Results, Split, find_consensus, read_results, split
from iceboxer.boxmanager.document.view import shown
from iceboxer.boxmanager.filing import Filing
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.session import Session

COUNT_MS = 150  # after a change, before all micrographs are counted again


class Comparing(QObject):
    """`results` are None unless something is compared; `split` is about the micrograph in view, `total` about all.

    `total` is None while it is being counted, which is done beside the window.
    """

    changed = pyqtSignal()

    def __init__(self, session: Session, filing: Filing) -> None:
        super().__init__(filing)
        self.session, self.filing = session, filing
        self.results: Results | None = None
        self.split: Split | None = None
        self.total: Counts | None = None
        self._of = session.project
        self._round = 0
        self._thread = Background(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(COUNT_MS)
        self._later.timeout.connect(self._count)
        for signal in (session.boxes_changed, session.view_changed, session.size_changed, session.current_changed):
            signal.connect(self._look)
        session.project_changed.connect(self._project_changed)

    def add(self, paths: Sequence[Path]) -> None:
        """Read other results and compare with them from now on, beside those that there are."""
        session, project = self.session, self.session.project
        micrographs, box_size = list(project.micrographs), project.box_size
        self.filing.busy.emit(self.tr("Reading boxes…"))

        def done(results: Results) -> None:
            self.filing.busy.emit("")
            if session.project is project:
                self.results, self._of = (self.results or Results()).with_more(results), project
                if results.notes:
                    self.filing.notice.emit(" ".join(results.notes))
                self._look()

        self.filing.run(lambda: read_results(paths, micrographs, box_size), done)

    def leave(self) -> None:
        """Compare no more."""
        self.results = self.split = self.total = None
        self._later.stop()
        self.changed.emit()

    def take_over(self, at_least: int) -> int:
        """Make picks of what `at_least` results agree on, as one step that can be undone; how many there are."""
        assert self.results is not None
        session, box_size = self.session, self.session.project.box_size
        after = {}
        for path in session.project.micrographs:
            boxes = session.store.boxes(path)
            agreed = find_consensus(boxes[shown(boxes, session.view)], self.results.of(path), box_size, at_least)
            after[path] = edits.picked(boxes, agreed)
        count = sum(int((boxes["kind"] == 1).sum()) for boxes in after.values())
        session.edit(self.tr("consensus of {0} results").format(len(self.results.names) + 1), after)
        return count

    def close(self) -> None:
        """The window closes."""
        self._later.stop()
        self._thread.close()

    def _look(self, *_: object) -> None:
        if self.results is None:
            return
        session = self.session
        if session.current is not None:
            ours = session.boxes[session.shown()]
            self.split = split(ours, self.results.of(session.current), session.project.box_size)
        self._later.start()
        self.changed.emit()

    def _count(self) -> None:
        """Count all micrographs, from arrays that nobody changes; the latest round counts."""
        if self.results is None:
            return
        self._round += 1
        this, results = self._round, self.results
        session, store, view = self.session, self.session.store, self.session.view
        box_size = session.project.box_size
        everything = [(store.boxes(path), results.of(path)) for path in session.project.micrographs]

        def work() -> Counts | None:
            total = Counts()
            for ours, others in everything:
                if this != self._round:
                    return None
                total += split(ours[shown(ours, view)], others, box_size).counts
            return total

        def done(total: Counts | None) -> None:
            if total is not None and self.results is results:
                self.total = total
                self.changed.emit()

        self._thread.run(work, done, self.session.problem.emit)

    def _project_changed(self) -> None:
        if self.results is not None and self.session.project is not self._of:
            self.leave()
