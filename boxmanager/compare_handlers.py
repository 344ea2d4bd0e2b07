"""What the actions about comparing do, and the line that tells how many agree."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QFileDialog, QInputDialog

from iceboxer.boxmanager.canvas.compared import AGREED, ONLY_HERE, ONLY_THERE
from iceboxer.boxmanager.comparing import Comparing
from iceboxer.boxmanager.document.comparison import Counts
from iceboxer.boxmanager.panels.strip import Strip

if TYPE_CHECKING:
    from iceboxer.boxmanager.main_window import MainWindow


class CompareHandlers(QObject):
    """One method for each action, by the action's name."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.comparing = Comparing(window.session, window.filing)
        self.strip = Strip(
            self.tr("Comparison"),
            {self.tr("Consensus…"): self.take_consensus, self.tr("Leave"): self.leave_comparison},
        )
        self.comparing.changed.connect(self._show)

    def compare_with_folder(self) -> None:
        """Ask for a folder that holds another result."""
        folder = QFileDialog.getExistingDirectory(self.window, self.tr("Compare with a folder"), self._first_place())
        if folder:
            self._start([Path(folder)])

    def compare_with_files(self) -> None:
        """Ask for files, each of which is another result."""
        names, _ = QFileDialog.getOpenFileNames(
            self.window,
            self.tr("Compare with files"),
            self._first_place(),
            self.tr("Boxes (*.box *.star *.cbox *.csv *.txt *.cs);;All files (*)"),
        )
        if names:
            self._start([Path(name) for name in names])

    def _first_place(self) -> str:
        current = self.window.session.current
        return str(self.window.settings.get("import_folder")) or (str(current.parent) if current else "")

    def _start(self, paths: list[Path]) -> None:
        self.window.settings.set("import_folder", str(paths[0].parent))
        self.comparing.add(paths)

    def leave_comparison(self) -> None:
        """Compare no more."""
        self.comparing.leave()

    def take_consensus(self) -> None:
        """Ask how many must agree, and make picks of what they agree on."""
        results = self.comparing.results
        if results is None:
            return
        every = len(results.names) + 1
        least, ok = QInputDialog.getInt(
            self.window,
            self.tr("Take over the consensus"),
            self.tr(
                "The picks of all micrographs are replaced by what so many of the {0} results agree on.\n"
                "Labels and rejected boxes stay, and undo brings the picks back."
            ).format(every),
            every // 2 + 1,
            1,
            every,
        )
        if ok:
            count = self.comparing.take_over(least)
            self.window.say(self.tr("{0:,} picks that at least {1} results agree on.").format(count, least))

    def _show(self) -> None:
        comparing = self.comparing
        self.window.canvas.compare(comparing.split)
        if comparing.results is None or comparing.split is None:
            self.strip.show_text("")
            return
        names = ", ".join(html.escape(name) for name in comparing.results.names)
        here = self._counts(comparing.split.counts)
        if comparing.total is not None:
            total = comparing.total
            every = self.tr("in all {0:,} / {1:,} / {2:,}").format(total.agreed, total.only_here, total.only_there)
        else:
            every = self.tr("counting the others…")
        self.strip.show_text(self.tr("Compared with <b>{0}</b>").format(names) + f"<br>{here}   ·   {every}")

    def _counts(self, counts: Counts) -> str:
        """The counts of the micrograph in view, each with the mark that it has on the picture."""
        parts = (
            (AGREED, "□", self.tr("{0:,} agreed").format(counts.agreed)),
            (ONLY_HERE, "⬚", self.tr("{0:,} only here").format(counts.only_here)),
            (ONLY_THERE, "○", self.tr("{0:,} only there").format(counts.only_there)),
        )
        mark = "<span style='background-color: #3a3f46; color: {0}'>&nbsp;<b>{1}</b>&nbsp;</span> {2}"
        return "   ".join(mark.format(*part) for part in parts)
