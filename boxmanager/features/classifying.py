"""Classes of the visible boxes: making them, and what a person does with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PyQt5.QtCore import QObject, QTimer, pyqtSignal
from PyQt5.QtWidgets import QFileDialog

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.class_files import read_class_file, write_class_file
from iceboxer.boxmanager.document.classes import Classes, Members, count_members, find_members, recentred, rejected
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.view import Mask, drawn_in, shown_in
from iceboxer.boxmanager.features.configs import Configs
from iceboxer.boxmanager.features.tasks import Tasks
from iceboxer.boxmanager.panels.classes import ClassesPanel
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.errors import EngineError
from iceboxer.engine.events import ClassRound

DELAY_MS = 150  # after a change, before members are counted again


class Classifying(QObject):
    """Makes classes of the visible boxes and edits the boxes of classes; `panel` shows them."""

    made = pyqtSignal()  # classes are being made or have been

    def __init__(
        self, session: Session, configs: Configs, tasks: Tasks, canvas: MicrographView, host: Host, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.session, self.configs, self.tasks, self.canvas, self.host = session, configs, tasks, canvas, host
        self.classes: Classes | None = None
        self._making = False
        self._project = session.project
        self.panel = ClassesPanel()
        self.open_gallery: Callable[[frozenset[int]], object] = lambda _: None  # shows boxes first; set by the window
        panel = self.panel
        panel.make_requested.connect(self.make)
        panel.hovered.connect(self._hover)
        panel.opened.connect(self._open)
        panel.chosen.connect(self._select_members)
        for button, slot in (
            (panel.reject, self.reject),
            (panel.label, self.label),
            (panel.export, self.export),
            (panel.recentre, self.recentre),
        ):
            button.clicked.connect(lambda _, slot=slot: slot())
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(DELAY_MS)
        self._later.timeout.connect(self._count)
        session.view_changed.connect(self._later.start)
        session.boxes_changed.connect(lambda _: self._later.start())
        session.project_changed.connect(self._project_changed)
        session.current_changed.connect(self._select_members)
        tasks.reported.connect(self._report)
        tasks.activity.changed.connect(self._task_changed)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {
            "make_classes": self.make,
            "reject_classes": self.reject,
            "label_classes": self.label,
            "export_classes": self.export,
            "recentre_boxes": self.recentre,
        }

    # ── making classes ──────────────────────────────────────────────────────────────────────────────────────

    def make(self) -> None:
        """Average the visible boxes of all micrographs in classes."""
        boxes = self._visible()
        if not boxes:
            self.host.show_message(self.tr("There are no visible boxes to average. Pick or box particles first."))
            return
        config = self.configs.classes(boxes)
        pixel_size = self.session.project.pixel_size
        self._project = self.session.project
        self.made.emit()
        self.tasks.start(TaskKind.CLASSES, lambda: (config, boxes, pixel_size), self._made)

    def _visible(self) -> dict[Path, Boxes]:
        """Return the visible boxes of each micrograph that has any."""
        store, view = self.session.store, self.session.view
        found = {}
        for path in self.session.project.micrographs:
            boxes = store.boxes(path)[shown_in(store, path, view)]
            if len(boxes):
                found[path] = boxes
        return found

    def _report(self, event: object) -> None:
        if isinstance(event, ClassRound) and event.result is not None:
            text = self.tr("Round {0} of {1}; not final").format(event.round, event.rounds)
            self.panel.show_progress(event.result[0], text)

    def _made(self, classes: Classes) -> None:
        self._show(classes)
        folder, box_files = self.configs.saver.folder, dict(self.session.project.box_files)
        self.configs.saver.run(
            lambda: write_class_file(folder, classes, box_files), lambda _: None, self.session.problem.emit
        )
        if classes.figures and all(figures.better_than_noise is False for figures in classes.figures):
            self.host.show_message(
                self.tr("No class is better than classes of random places: the boxes may hold no particles.")
            )

    def _show(self, classes: Classes) -> None:
        self.classes = classes
        self.panel.show_classes(classes)
        self._count()

    def _load(self) -> None:
        """Show the classes that are stored with the project, unless others are made meanwhile."""
        project = self.session.project
        folder, box_files = project.folder, dict(project.box_files)
        if folder is None:
            return

        def loaded(classes: Classes | None) -> None:
            unchanged = self.session.project is project and self.classes is None
            if classes is not None and unchanged and self.tasks.activity.running is not TaskKind.CLASSES:
                self._show(classes)

        self.configs.saver.run(lambda: read_class_file(folder, box_files), loaded, self.session.problem.emit)

    def _task_changed(self) -> None:
        """Follow a task that starts or ends; after one that was cancelled or failed, show the classes before it."""
        making = self.tasks.activity.running is TaskKind.CLASSES
        self.panel.make.setEnabled(not making)
        if making and not self._making:
            self.panel.show_text(self.tr("Making classes…"))
        elif self._making and not making:
            self.panel.show_classes(self.classes)
            self._count()
        self._making = making

    def _project_changed(self) -> None:
        if self.session.project is not self._project:
            self._project, self.classes = self.session.project, None
            self.panel.show_classes(None)
            self._load()

    # ── members ─────────────────────────────────────────────────────────────────────────────────────────────

    def _count(self) -> None:
        if self.classes is not None:
            self.panel.show_counts(count_members(self.classes, self.session.store, self.session.view))

    def _members_here(self, numbers: list[int]) -> Mask:
        """Return which boxes (n,) of the current micrograph are on screen and members of classes."""
        current, classes = self.session.current, self.classes
        if classes is None or current not in classes.members:
            return np.zeros(len(self.session.boxes), bool)
        return find_members(self.session.store, current, classes.members[current], numbers)[0] & self.session.drawn()

    def _select_members(self) -> None:
        """Select the members of the selected classes on the current micrograph."""
        if self.classes is not None and (numbers := self.panel.selected()):
            here = self._members_here(numbers)
            self.session.select(self.session.boxes["id"][here].tolist())

    def _hover(self, number: int) -> None:
        """Mark the members of the class under the mouse on the micrograph."""
        self.canvas.mark(self.session.boxes[self._members_here([number])] if number else None)

    def _open(self, number: int) -> None:
        """Show the members of a class in the gallery, on a micrograph that has some."""
        if not self._members_here([number]).any():
            path = self._first_with(number)
            if path is None:
                self.host.show_message(self.tr("No box of this class is visible."))
                return
            self.session.go_to(path)
        here = self._members_here([number])
        self.open_gallery(frozenset(self.session.boxes["id"][here].tolist()))
        self._select_members()

    def _first_with(self, number: int) -> Path | None:
        """Return the first micrograph on which a member of a class is on screen; None if there is none."""
        store, view = self.session.store, self.session.view
        for path, members in self.classes.members.items() if self.classes is not None else ():
            known = path in self.session.project.box_files
            if known and (find_members(store, path, members, [number])[0] & drawn_in(store, path, view)).any():
                return path
        return None

    def _edit(
        self,
        text: str,
        numbers: list[int],
        change: Callable[[Boxes, Mask, Any], Boxes],
        done: tuple[str, str],
        nothing: str,
    ) -> None:
        """Change the visible members of classes as one undo step; show `done`, for one or many, or `nothing`."""
        assert self.classes is not None
        store, after, count = self.session.store, {}, 0
        for path, members in self.classes.members.items():
            if path not in self.session.project.box_files:
                continue  # removed from the project since
            which, shift = find_members(store, path, members, numbers)
            which &= shown_in(store, path, self.session.view)
            boxes = store.boxes(path)
            changed = change(boxes, which, shift)
            differs = np.any([changed[name] != boxes[name] for name in ("kind", "x", "y")], axis=0)
            if differs.any():
                after[path] = changed
                count += int(differs.sum())
        if not after:
            self.host.show_message(nothing)
            return
        self.session.edit(text, after)
        self.host.offer_undo(counted(count, *done))

    def reject(self) -> None:
        """Reject the visible picks of the selected classes, as one undo step."""
        if self.classes is None or not (numbers := self.panel.selected()):
            return
        text = counted(len(numbers), self.tr("reject a class"), self.tr("reject {0} classes"))
        done = (
            self.tr("1 box of the selected classes rejected. The next training learns from it."),
            self.tr("{0:,} boxes of the selected classes rejected. The next training learns from them."),
        )
        self._edit(text, numbers, lambda boxes, which, _: rejected(boxes, which), done, self._no_picks())

    def label(self) -> None:
        """Turn the visible picks of the selected classes into labels, as one undo step."""
        if self.classes is None or not (numbers := self.panel.selected()):
            return
        text = counted(len(numbers), self.tr("label a class"), self.tr("label {0} classes"))
        done = (
            self.tr("1 box of the selected classes is a label now."),
            self.tr("{0:,} boxes of the selected classes are labels now."),
        )
        self._edit(text, numbers, lambda boxes, which, _: edits.accepted(boxes, which), done, self._no_picks())

    def recentre(self) -> None:
        """Move the visible boxes by the shifts of their classes, as one undo step."""
        if self.classes is None:
            return
        numbers = [figures.number for figures in self.classes.figures]
        done = (
            self.tr("1 box moved onto the centre of its class average."),
            self.tr("{0:,} boxes moved onto the centres of their class averages."),
        )
        nothing = self.tr("All visible boxes of the classes are on the centres of their averages.")
        self._edit(self.tr("recentre boxes"), numbers, recentred, done, nothing)

    def _no_picks(self) -> str:
        return self.tr("The selected classes have no visible picks.")

    def export(self) -> None:
        """Ask for a file, and write the visible boxes of the selected classes."""
        if self.classes is None or not (numbers := self.panel.selected()):
            return
        current = self.session.current
        name, chosen = QFileDialog.getSaveFileName(
            self.host.dialog_parent,
            self.tr("Export boxes of the selected classes"),
            str((current.parent if current else Path()) / "classes.star"),
            self.tr("RELION STAR (*.star);;CSV (*.csv)"),
        )
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() not in (".star", ".csv"):
            path = Path(name + (".csv" if "csv" in chosen else ".star"))
        try:
            count = self.write(path, numbers)
        except EngineError as e:
            self.session.problem.emit(str(e), "")
            return
        one, many = self.tr("1 box written to {1}"), self.tr("{0:,} boxes written to {1}")
        self.host.show_message(counted(count, one, many, path))

    def write(self, path: Path, numbers: list[int]) -> int:
        """Write the visible boxes of classes with their class numbers; return how many.

        Raises
        ------
        EngineError
            The file cannot be written.
        """
        assert self.classes is not None
        lists, store = [], self.session.store
        for micrograph, members in self.classes.members.items():
            which, _ = find_members(store, micrograph, members, numbers)
            which &= shown_in(store, micrograph, self.session.view)
            boxes = store.boxes(micrograph)[which]
            number = _numbers_of(members, boxes["id"])
            lists.append(BoxList(micrograph.name, boxes, {"_rlnClassNumber": number.astype(np.str_)}))
        write_boxes(path, lists, "csv" if path.suffix.lower() == ".csv" else "star")
        return sum(len(boxlist.boxes) for boxlist in lists)


def _numbers_of(members: Members, ids: Any) -> Any:
    """Return the class numbers of members by their ids (n,)."""
    order = np.argsort(members.boxes["id"])
    return members.number[order[np.searchsorted(members.boxes["id"][order], ids)]]
