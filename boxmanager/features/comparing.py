"""Comparing the visible boxes with other results, live with every edit and threshold."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QObject, QTimer, pyqtSignal
from PyQt5.QtWidgets import QFileDialog, QInputDialog

from iceboxer.boxmanager.canvas.compared import AGREED, ONLY_HERE, ONLY_THERE
from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.comparison import Counts, Results, Split, find_consensus, read_results, split
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.view import shown, shown_in
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.panels.strip import Strip
from iceboxer.engine.data.boxes import Kind

DELAY_MS = 150  # after a change, before all micrographs are counted again


class Comparing(QObject):
    """Holds other `results`, None while nothing is compared, and shows the counts in `strip`.

    `split` compares the current micrograph and `total` all of them; `total` is None until it has been counted in the
    background.
    """

    changed = pyqtSignal()

    def __init__(
        self, session: Session, settings: Settings, canvas: MicrographView, host: Host, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.session, self.settings, self.canvas, self.host = session, settings, canvas, host
        self.results: Results | None = None
        self.split: Split | None = None
        self.total: Counts | None = None
        self._project = session.project
        self._round = 0
        self._thread = Background(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(DELAY_MS)
        self._later.timeout.connect(self._count)
        self.strip = Strip(
            self.tr("Comparison"),
            {self.tr("Consensus…"): self.choose_consensus, self.tr("End comparison"): self.leave},
        )
        self.changed.connect(self._show)
        for signal in (session.boxes_changed, session.view_changed, session.size_changed, session.current_changed):
            signal.connect(self._compare)
        session.project_changed.connect(self._project_changed)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {
            "compare_with_folder": self.choose_folder,
            "compare_with_files": self.choose_files,
            "take_consensus": self.choose_consensus,
            "leave_comparison": self.leave,
        }

    # ── the results to compare with ─────────────────────────────────────────────────────────────────────────

    def choose_folder(self) -> None:
        """Ask for a folder that holds another result, and compare with it."""
        folder = QFileDialog.getExistingDirectory(
            self.host.dialog_parent, self.tr("Compare with a folder"), self._first_folder()
        )
        if folder:
            self._add_chosen([Path(folder)])

    def choose_files(self) -> None:
        """Ask for files, each of which is another result, and compare with them."""
        names, _ = QFileDialog.getOpenFileNames(
            self.host.dialog_parent,
            self.tr("Compare with files"),
            self._first_folder(),
            self.tr("Boxes (*.box *.star *.cbox *.csv *.txt *.cs);;All files (*)"),
        )
        if names:
            self._add_chosen([Path(name) for name in names])

    def _first_folder(self) -> str:
        current = self.session.current
        return str(self.settings.get("import_folder")) or (str(current.parent) if current else "")

    def _add_chosen(self, paths: list[Path]) -> None:
        self.settings.set("import_folder", str(paths[0].parent))
        self.add(paths)

    def add(self, paths: Sequence[Path]) -> None:
        """Read more results and add them to the comparison."""
        session, project = self.session, self.session.project
        micrographs, box_size = list(project.micrographs), project.box_size
        self.host.show_busy(self.tr("Reading boxes…"))

        def done(results: Results) -> None:
            self.host.show_busy("")
            if session.project is project:
                self.results, self._project = (self.results or Results()).with_more(results), project
                if results.notes:
                    self.host.show_message(" ".join(results.notes))
                self._compare()

        self._thread.run(lambda: read_results(paths, micrographs, box_size), done, self._failed)

    def _failed(self, sentence: str, details: str) -> None:
        self.host.show_busy("")
        self.session.problem.emit(sentence, details)

    def leave(self) -> None:
        """End the comparison."""
        self.results = self.split = self.total = None
        self._later.stop()
        self.changed.emit()

    # ── the consensus ───────────────────────────────────────────────────────────────────────────────────────

    def choose_consensus(self) -> None:
        """Ask how many results must agree, and replace the picks by their consensus."""
        if self.results is None:
            return
        every = len(self.results.names) + 1
        least, ok = QInputDialog.getInt(
            self.host.dialog_parent,
            self.tr("Replace picks by the consensus"),
            self.tr(
                "The picks of all micrographs are replaced by the boxes that at least this many of the {0} results\n"
                "agree on. Labels and rejected boxes stay, and undo restores the picks."
            ).format(every),
            every // 2 + 1,
            1,
            every,
        )
        if ok:
            count = self.take_consensus(least)
            one = self.tr("1 pick, on which at least {1} of {2} results agree.")
            many = self.tr("{0:,} picks, on each of which at least {1} of {2} results agree.")
            self.host.show_message(counted(count, one, many, least, every))

    def take_consensus(self, at_least: int) -> int:
        """Replace the picks by the consensus of `at_least` results, as one undo step; return the number of picks."""
        assert self.results is not None
        session, box_size = self.session, self.session.project.box_size
        after = {}
        for path in session.project.included():
            boxes = session.store.boxes(path)
            agreed = find_consensus(
                boxes[shown_in(session.store, path, session.view)], self.results.of(path), box_size, at_least
            )
            after[path] = edits.picked(boxes, agreed)
        count = sum(int(np.count_nonzero(boxes["kind"] == Kind.PICK)) for boxes in after.values())
        session.edit(self.tr("consensus of {0} results").format(len(self.results.names) + 1), after)
        return count

    def close(self) -> None:
        """Stop the thread because the window closes."""
        self._later.stop()
        self._thread.close()

    # ── counting ────────────────────────────────────────────────────────────────────────────────────────────

    def _compare(self, *_: object) -> None:
        if self.results is None:
            return
        session = self.session
        if session.current is not None:
            ours = session.boxes[session.shown()]
            self.split = split(ours, self.results.of(session.current), session.project.box_size)
        self._later.start()
        self.changed.emit()

    def _count(self) -> None:
        """Count all micrographs in the background, from read-only arrays; only the latest count is used."""
        if self.results is None:
            return
        self._round += 1
        this, results = self._round, self.results
        session, store, view = self.session, self.session.store, self.session.view
        box_size = session.project.box_size
        for path in store.pending():
            store.boxes(path)
        everything = [(store.unhidden(path), results.of(path), view.at(path)) for path in session.project.micrographs]

        def work() -> Counts | None:
            total = Counts()
            for ours, others, own in everything:
                if this != self._round:
                    return None
                total += split(ours[shown(ours, own)], others, box_size).counts
            return total

        def done(total: Counts | None) -> None:
            if total is not None and self.results is results:
                self.total = total
                self.changed.emit()

        self._thread.run(work, done, session.problem.emit)

    def _project_changed(self) -> None:
        if self.results is not None and self.session.project is not self._project:
            self.leave()

    # ── display ─────────────────────────────────────────────────────────────────────────────────────────────

    def _show(self) -> None:
        self.canvas.compare(self.split)
        if self.results is None or self.split is None:
            self.strip.show_text("")
            return
        names = ", ".join(html.escape(name) for name in self.results.names)
        here = self._counts(self.split.counts)
        if self.total is not None:
            total = self.total
            every = self.tr("in all {0:,} / {1:,} / {2:,}").format(total.agreed, total.only_here, total.only_there)
        else:
            every = self.tr("counting the other micrographs…")
        self.strip.show_text(self.tr("Compared with <b>{0}</b>").format(names) + f"<br>{here}   ·   {every}")

    def _counts(self, counts: Counts) -> str:
        """Return the counts of the current micrograph, each with its mark on the canvas."""
        parts = (
            (AGREED, "□", self.tr("{0:,} agreed").format(counts.agreed)),
            (ONLY_HERE, "⬚", self.tr("{0:,} only here").format(counts.only_here)),
            (ONLY_THERE, "○", self.tr("{0:,} only there").format(counts.only_there)),
        )
        mark = "<span style='background-color: #3a3f46; color: {0}'>&nbsp;<b>{1}</b>&nbsp;</span> {2}"
        return "   ".join(mark.format(*part) for part in parts)
