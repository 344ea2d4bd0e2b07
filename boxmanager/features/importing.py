"""Importing boxes of other programs, as one undo step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QObject, Qt
from PyQt5.QtWidgets import QFileDialog, QInputDialog, QPlainTextEdit

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.dialogs.orientation import Doubt, OrientationDialog
from iceboxer.boxmanager.dialogs.text_window import TextWindow
from iceboxer.boxmanager.document import edits, filament_edits
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.features.importing_filaments import (
    ImportedFilaments,
    read_filament_files,
    split_filament_files,
)
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.jobs.loader import read_picture
from iceboxer.engine.data.boxes import Boxes, make_boxes, no_boxes
from iceboxer.engine.data.formats import SUFFIXES
from iceboxer.engine.data.formats.filaments import holds_filaments
from iceboxer.engine.data.matching import Loaded, load_boxes
from iceboxer.engine.data.micrograph import open_readable
from iceboxer.engine.data.orientation import Verdict
from iceboxer.engine.data.readings import AS_IS
from iceboxer.engine.evaluation.orientation_check import OrientationCheck
from iceboxer.engine.text import join_names


@dataclass(frozen=True)
class Imported:
    """Boxes by micrograph, a message for each file that cannot be read, and notes on skipped boxes.

    `doubt` is set if the boxes fit their micrographs clearly better in another reading of the coordinates.
    """

    boxes: dict[Path, Boxes]
    problems: list[str]
    notes: list[str]
    doubt: Doubt | None = None
    filaments: ImportedFilaments | None = None  # of files that hold some


def read_for(
    paths: Sequence[Path], micrographs: Sequence[Path], box_size: float, reading: str | None = None
) -> Imported:
    """Read files or folders of boxes for `micrographs`; boxes without a size get `box_size` px.

    Without a `reading` that a person chose, the coordinates are read as they are, and checked.
    """
    opened = open_readable(micrographs)  # the list shows the problem of another as soon as it is selected
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
        return {"import_boxes": self.choose_files, "import_filaments": self.choose_filaments}

    def choose_files(self) -> None:
        """Ask for files of boxes and import them."""
        if names := self._ask_files(self.tr("Import boxes")):
            self.read([Path(name) for name in names])

    def _ask_files(self, title: str) -> list[str]:
        current = self.session.current
        first = str(self.settings.get("import_folder")) or (str(current.parent) if current else "")
        names, _ = QFileDialog.getOpenFileNames(
            self.host.dialog_parent,
            title,
            first,
            self.tr("Boxes ({0});;All files (*)").format(" ".join(f"*{suffix}" for suffix in SUFFIXES)),
        )
        if names:
            self.settings.set("import_folder", str(Path(names[0]).parent))
        return names

    def choose_filaments(self) -> None:
        """Ask for files of filaments and import them; STAR files may hold starts and ends in turn."""
        names = self._ask_files(self.tr("Import filaments"))
        stars = [name for name in names if name.lower().endswith(".star") and not holds_filaments(Path(name))]
        pairs = bool(stars)
        if stars:
            text = self.tr("{0} has no numbers of filaments. Are its rows starts and ends in turn, two per filament?")
            question = text.format(Path(stars[0]).name)
            if not self.host.confirm(self.tr("Starts and ends?"), question, self.tr("Starts and ends")):
                return
        if names:
            self.read([Path(name) for name in names], pairs=pairs)

    def read(
        self, paths: list[Path], reading: str | None = None, width: float | None = None, pairs: bool = False
    ) -> None:
        """Import files or folders of boxes or filaments for the micrographs of the project.

        If the boxes fit better in another `reading` of their coordinates, the person is asked which one to use; and
        for the `width` in px of filaments if a file does not state it. With `pairs`, the rows of STAR files are starts
        and ends of filaments in turn.
        """
        project, box_size = self.session.project, self.session.project.box_size
        micrographs, known = list(project.micrographs), width or project.filaments.width
        self.host.show_busy(self.tr("Reading boxes…"))

        def work() -> Imported:
            bent, others = (paths, []) if pairs else split_filament_files(paths)
            if not bent:
                return read_for(paths, micrographs, box_size, reading)
            filaments = read_filament_files(bent, micrographs, known, pairs)
            boxes = read_for(others, micrographs, box_size, reading) if others else Imported({}, [], [])
            return replace(boxes, filaments=filaments)

        def done(imported: Imported) -> None:
            self.host.show_busy("")
            if self.session.project is not project:
                return
            if imported.filaments is not None and imported.filaments.width_missing is not None:
                self._ask_width(imported.filaments.width_missing, lambda px: self.read(paths, reading, px, pairs))
                return
            if imported.doubt is None:
                self._add(imported)
                return
            dialog = OrientationDialog(imported.doubt, self.canvas.style_of_boxes, self.host.dialog_parent)
            dialog.exec()
            if dialog.chosen == AS_IS.name:
                self._add(imported)
            elif dialog.chosen is not None:
                self.read(paths, dialog.chosen, width, pairs)

        self._thread.run(work, done, self._failed)

    def _ask_width(self, file: Path, use: Callable[[float], None]) -> None:
        """Ask for the width of filaments that a file does not state, and continue with it in px."""
        pixel_size = self.session.pixel_size
        unit = self.tr("Å") if pixel_size else self.tr("px")
        text = self.tr("{0} does not state how wide its filaments are.\nWidth in {1}:").format(file.name, unit)
        first = self.session.filaments.width * (pixel_size or 1.0)
        title = self.tr("Width of the filaments")
        value, ok = QInputDialog.getDouble(self.host.dialog_parent, title, text, first, 1.0, 100_000.0, 1)
        if ok:
            use(value / (pixel_size or 1.0))

    def close(self) -> None:
        """Stop the thread because the window closes."""
        self._thread.close()

    def _failed(self, sentence: str, details: str) -> None:
        self.host.show_busy("")
        self.session.problem.emit(sentence, details)

    def _add(self, imported: Imported) -> None:
        session, bent = self.session, imported.filaments or ImportedFilaments()
        for sentence in (*imported.problems, *bent.problems):
            session.problem.emit(sentence, "")
        boxes, notes = dict(imported.boxes), [*imported.notes, *bent.notes]
        for path, some in bent.boxes.items():
            boxes[path] = np.concatenate([boxes.get(path, no_boxes()), some])
        if not boxes and not any(bent.filaments.values()):
            if not imported.problems and not bent.problems:
                text = self.tr("These files hold no boxes of the open micrographs.")
                session.problem.emit(text, "\n".join(notes))
            return
        session.forget_picks()
        both = bool(boxes and bent.filaments)
        if both:
            session.undo_stack.beginMacro(self.tr("import"))
        texts = [self._add_boxes(boxes)] if boxes else []
        texts += [self._add_filaments(bent.filaments)] if bent.filaments else []
        if both:
            session.undo_stack.endMacro()
        places = len({*boxes, *bent.filaments})
        micrographs = counted(places, self.tr("1 micrograph"), self.tr("{0:,} micrographs"))
        text = self.tr("{0} of {1} imported.").format(join_names(texts), micrographs)
        self.host.show_message(" ".join([text, *notes]))
        if len(notes) > 1:  # more than the status bar has room for
            self._show_notes(text, notes)

    def _show_notes(self, text: str, notes: Sequence[str]) -> None:
        """Show what was unusual about the files, a sentence per line."""
        window = TextWindow(self.tr("Import"), "\n".join(notes), self.host.dialog_parent, text)
        window.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.show()

    def _add_boxes(self, boxes: dict[Path, Boxes]) -> str:
        """Add boxes to their micrographs; return how many are new."""
        session, size = self.session, None
        if not session.store.has_boxes() and any(len(some) for some in boxes.values()):
            widths = np.concatenate([some["width"] for some in boxes.values()])
            size = float(np.median(widths))
        # one by one: all boxes of a large project together would be in memory twice
        joined = ((path, edits.joined(session.store.boxes(path), some)) for path, some in boxes.items())
        changes = session.find_changes(joined)
        fresh = sum(len(change.added) - len(change.removed) for change in changes)
        text = counted(fresh, self.tr("1 box"), self.tr("{0:,} boxes"))
        session.change(self.tr("import of {0}").format(text), changes, box_size=size)
        return text

    def _add_filaments(self, filaments: dict[Path, Filaments]) -> str:
        """Add filaments to their micrographs; return how many are new."""
        bent, settings = self.session.filaments, self.session.filaments.settings
        before = sum(len(bent.store.filaments(path)) for path in filaments)
        after = {path: filament_edits.merged(bent.store.filaments(path), new) for path, new in filaments.items()}
        fresh = sum(map(len, after.values())) - before
        text = counted(fresh, self.tr("1 filament"), self.tr("{0:,} filaments"))
        widths = [f.width for new in filaments.values() for f in new]
        if settings.width is None and widths:
            settings = replace(settings, width=float(np.median(widths)))
        bent.edit(self.tr("import of {0}").format(text), after, settings=settings)
        return text
