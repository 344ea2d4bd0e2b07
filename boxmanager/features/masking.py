"""Masks in the window: tint, greying, the proposal of the film, and masks of other programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QFileDialog, QInputDialog

from iceboxer.boxmanager.canvas.mask_tools import MASK_TOOLS
from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.canvas.tools import Tool
from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.reading_words import words_of
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document.masks import blank_mask
from iceboxer.boxmanager.document.painting import proposed_film
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.jobs.mask_transfer import ImportedMasks, read_masks, write_masks
from iceboxer.engine.data.junk import PAINTED, JunkMask
from iceboxer.engine.data.mask_file import MASKED
from iceboxer.engine.data.mask_matching import FORMATS
from iceboxer.engine.data.mask_orientation import Turn
from iceboxer.engine.data.micrograph import SUFFIXES

T = TypeVar("T")


class Masking(QObject):
    """Shows junk, and changes the painted masks of the project."""

    def __init__(
        self, session: Session, settings: Settings, canvas: MicrographView, host: Host, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.session, self.settings, self.canvas, self.host = session, settings, canvas, host
        self._thread = Background(self)
        canvas.tool_changed.connect(self._tool_changed)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        change = self.session.change_view
        return {
            "show_junk": lambda on: change(show_junk=on),
            "grey_junk": lambda on: change(grey_junk=on),
            "propose_mask": self.propose,
            "clear_mask": self.clear,
            "import_masks": self.choose_masks,
            "export_masks": self.choose_export,
        }

    def _tool_changed(self, tool: Tool) -> None:
        """Show what is painted."""
        if tool in MASK_TOOLS:
            self.session.change_view(show_junk=True)

    # ── the current micrograph ──────────────────────────────────────────────────────────────────────────────

    def propose(self) -> None:
        """Mask the carbon film of the junk map, as a painted mask that can be edited."""
        session = self.session
        junk, shape = session.masks.of(session.current).junk, session.shape
        if junk is None or shape is None:
            self.host.show_message(self.tr("There is no junk map here. Pick this micrograph first."))
            return
        film = proposed_film(junk.unpacked(), blank_mask(shape), session.project.diameter)
        if not film.cells.any():
            self.host.show_message(self.tr("The junk map shows no carbon film here."))
            return
        painted = session.painted_mask()
        assert painted is not None
        cells = np.where(film.cells == PAINTED, np.int8(PAINTED), painted.cells)
        session.paint_current(self.tr("propose film"), JunkMask(cells, painted.scale))
        session.change_view(show_junk=True)
        share = float((film.cells == PAINTED).mean())
        self.host.show_message(
            self.tr("Film proposed on {0:.0%} of the micrograph. Edit it with 7 and 8.").format(share)
        )

    def clear(self) -> None:
        """Remove everything that was painted and erased on the current micrograph."""
        if self.session.current is not None:
            self.session.paint(self.tr("clear mask"), {self.session.current: None})

    # ── other programs ──────────────────────────────────────────────────────────────────────────────────────

    def choose_masks(self) -> None:
        """Ask for files of masks and import them."""
        names, _ = QFileDialog.getOpenFileNames(
            self.host.dialog_parent,
            self.tr("Import masks"),
            self._first_folder(),
            self.tr("Masks ({0});;All files (*)").format(" ".join(f"*{suffix}" for suffix in SUFFIXES)),
        )
        if names:
            self.settings.set("import_folder", str(Path(names[0]).parent))
            self.read([Path(name) for name in names])

    def read(self, paths: list[Path]) -> None:
        """Import files or folders of masks for the micrographs of the project, as one undo step."""
        project = self.session.project
        micrographs = list(project.micrographs)

        def done(imported: ImportedMasks) -> None:
            if self.session.project is not project:
                return
            threshold = self._ask_threshold(imported.soft)
            if threshold is None:
                return
            turned = self._ask_turn(imported.better)
            if turned is None:
                return
            turn = imported.better if turned else None
            if turn is None and threshold == MASKED:
                self._add(imported)
            else:
                self._run(lambda: read_masks(paths, micrographs, threshold, turn), self._add)

        self._run(lambda: read_masks(paths, micrographs), done)

    def _ask_threshold(self, soft: int) -> float | None:
        """Ask from which fraction of its highest value on a soft mask masks; None if the person cancels."""
        if not soft:
            return MASKED
        text = self.tr("Some masks have soft edges. Masked from this fraction of the highest value on:")
        value, ok = QInputDialog.getDouble(
            self.host.dialog_parent, self.tr("Threshold of soft masks"), text, MASKED, 0.01, 1.0, 2
        )
        return value if ok else None

    def _ask_turn(self, better: Turn | None) -> bool | None:
        """Ask whether to turn masks that then fit better; None if the person cancels."""
        if better is None:
            return False
        text = self.tr("The masks fit the micrographs clearly better {0}.").format(words_of(better.value))
        buttons = [self.tr("Import {0}").format(words_of(better.value)), self.tr("Import as they are")]
        chosen = self.host.choose(self.tr("Are the masks the right way up?"), text, buttons)
        return None if chosen is None else chosen == 0

    def _add(self, imported: ImportedMasks) -> None:
        for sentence in imported.problems:
            self.session.problem.emit(sentence, "")
        if not imported.masks:
            return
        masks = counted(len(imported.masks), self.tr("1 mask"), self.tr("{0:,} masks"))
        self.session.paint(self.tr("import of {0}").format(masks), imported.masks)
        self.session.change_view(show_junk=True)
        self.host.show_message(" ".join([self.tr("{0} imported.").format(masks), *imported.notes]))

    def choose_export(self) -> None:
        """Ask for a format and a folder, and write the masks of all micrographs."""
        names = [format.upper() for format in FORMATS]
        title = self.tr("Export masks")
        text = self.tr("1 is masked in MRC files, 255 in PNG and TIFF files.")
        format, ok = QInputDialog.getItem(self.host.dialog_parent, title, text, names, 0, False)
        if not ok:
            return
        folder = QFileDialog.getExistingDirectory(self.host.dialog_parent, title, self._first_folder())
        if folder:
            self.write(Path(folder), format.lower())

    def write(self, folder: Path, format: str) -> None:
        """Write the junk and the painted masks of all micrographs that have any."""
        masks = self.session.masks
        known = set(masks.with_masks())
        pairs = {path: masks.of(path) for path in self.session.project.micrographs if path in known}

        def done(count: int) -> None:
            written = counted(count, self.tr("1 mask"), self.tr("{0:,} masks"))
            self.host.show_message(self.tr("{0} written to {1}").format(written, folder))

        self._run(lambda: write_masks(pairs, folder, format), done)

    def _first_folder(self) -> str:
        current = self.session.current
        return str(self.settings.get("import_folder")) or (str(current.parent) if current else "")

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self.host.show_busy(self.tr("Working on masks…"))

        def finish(result: T) -> None:
            self.host.show_busy("")
            done(result)

        def fail(sentence: str, details: str) -> None:
            self.host.show_busy("")
            self.session.problem.emit(sentence, details)

        self._thread.run(work, finish, fail)

    def close(self) -> None:
        """Stop the thread because the window closes."""
        self._thread.close()
