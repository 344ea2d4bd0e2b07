"""Reviewing: going from one uncertain pick to the next, and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PyQt5.QtCore import QObject, pyqtSignal

from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document import edits, filament_edits
from iceboxer.boxmanager.document.uncertain import (
    count_uncertain,
    count_uncertain_by_micrograph,
    find_largest_share,
    find_least_certain,
    find_most_uncertain,
)
from iceboxer.boxmanager.document.uncertain_filaments import (
    find_least_certain_filament,
    find_most_uncertain_filaments,
)
from iceboxer.engine.data.boxes import no_boxes


class Visit(NamedTuple):
    """A pick that was visited: its micrograph, its number, and whether it is a filament."""

    path: Path
    number: int
    is_filament: bool


class Reviewing(QObject):
    """Visits picks close to the threshold, each once: boxes, then filaments. Only those already read are visited.

    While the visited pick is the only one that is selected, the review is `active`: judging it selects the next one.
    """

    changed = pyqtSignal()  # the review began or ended

    def __init__(self, session: Session, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.host = session, host
        self._picks: set[int] = set()  # ids seen; ids are unique in the project
        self._filaments: set[int] = set()  # numbers seen
        self._micrographs: set[Path] = set()
        self._project = session.project
        self._trail: list[Visit] = []  # the picks visited, in order
        self._shape: tuple[int, int] | None = None  # of the micrograph that was shown last; most are alike
        session.selection_changed.connect(self.changed)
        session.filaments.selection_changed.connect(self.changed)
        session.size_changed.connect(self._note_shape)
        session.project_changed.connect(self._forget)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {
            "next_uncertain": self.next_uncertain,
            "uncertain_micrograph": self.uncertain_micrograph,
            "review_back": self.back,
        }

    @property
    def active(self) -> bool:
        """Whether the pick that was visited last is the one that is selected."""
        if not self._trail:
            return False
        only, session = {self._trail[-1].number}, self.session
        boxes, filaments = session.selection, session.filaments.selection
        return (filaments == only and not boxes) if self._trail[-1].is_filament else (boxes == only and not filaments)

    def judged(self) -> None:
        """Continue with the next pick after the visited one was accepted or rejected."""
        if self.active:
            self.next_uncertain()

    def back(self) -> None:
        """Go back to the pick visited before, and make it a pick again if it was judged."""
        session = self.session
        if self._trail:
            last = self._trail.pop()  # it comes next again
            (self._filaments if last.is_filament else self._picks).discard(last.number)
        if not self._trail:
            self.host.show_message(self.tr("There is no pick to go back to."))
            return
        path, pick, is_filament = self._trail[-1]
        session.go_to(path)
        if is_filament:
            self._reopen_filament(pick)
            return
        which = edits.by_ids(session.boxes, frozenset({pick}))
        if which.any():
            session.edit_current(session.tr("take back"), edits.reopened(session.boxes, which))
            self._show(pick)

    def _reopen_filament(self, number: int) -> None:
        bent = self.session.filaments
        if filament_edits.by_ids(bent.here, {number}):
            bent.edit_current(self.session.tr("take back"), filament_edits.reopened(bent.here, {number}))
            self._show_filament(number)

    def next_uncertain(self) -> None:
        """Select the next uncertain pick, first on the current micrograph, then on the one with most of them.

        Boxes come first, unless a filament is selected.
        """
        steps = [self._next_box, self._next_filament]
        if self.session.filaments.selection and not self.session.selection:
            steps.reverse()
        if not any(step() for step in steps):
            self._nothing_left([self._picks, self._filaments], "U")
            self._trail.clear()
            self.changed.emit()

    def _next_box(self) -> bool:
        """Select the next uncertain box; return whether there is one."""
        session = self.session
        store, path = session.store, session.current
        here = store.unhidden(path) if path is not None else no_boxes()
        found = find_least_certain(here, session.view.at(path), self._picks, self._shape)
        if found is None:
            counts = {path: uncertain for path, (uncertain, _) in self._counts().items()}
            path = find_most_uncertain(store.unhidden, counts, session.view, self._picks)
            if path is None:
                return False
            session.go_to(path)
            found = find_least_certain(store.unhidden(path), session.view.at(path), self._picks, self._shape)
        if found is None or session.current is None:
            return False
        self._picks.add(found)
        self._trail.append(Visit(session.current, found, False))
        self._show(found)
        return True

    def _next_filament(self) -> bool:
        """Select the next uncertain filament; return whether there is one."""
        session, bent = self.session, self.session.filaments
        hidden = session.project.empty | set(session.project.excluded())
        here = () if session.current in hidden else bent.store.in_sight(session.current)
        found = find_least_certain_filament(here, session.view, self._filaments)
        if found is None:
            paths = session.project.micrographs
            path = find_most_uncertain_filaments(bent.store, paths, session.view, hidden, self._filaments)
            if path is None:
                return False
            session.go_to(path)
            found = find_least_certain_filament(bent.store.in_sight(path), session.view, self._filaments)
        if found is None or session.current is None:
            return False
        self._filaments.add(found.id)
        self._trail.append(Visit(session.current, found.id, True))
        self._show_filament(found.id)
        return True

    def _show(self, pick: int) -> None:
        box = self.session.boxes[self.session.boxes["id"] == pick][0]
        self.session.filaments.select(())
        self.session.select([pick])
        self.host.centre_on(float(box["x"]), float(box["y"]))
        self.changed.emit()

    def _show_filament(self, number: int) -> None:
        (filament,) = filament_edits.by_ids(self.session.filaments.here, {number})
        self.session.select(())
        self.session.filaments.select([number])
        x, y = filament.at(filament.length / 2)[0][0]
        self.host.centre_on(float(x), float(y))
        self.changed.emit()

    def _note_shape(self) -> None:
        self._shape = self.session.shape or self._shape

    def uncertain_micrograph(self) -> None:
        """Go to the micrograph with the largest share of uncertain picks that was not visited yet."""
        session = self.session
        path = find_largest_share(self._counts(), self._micrographs)
        if path is None:
            self._nothing_left([self._micrographs], "Shift+U")
            return
        self._micrographs.add(path)
        session.go_to(path)
        uncertain, picks = count_uncertain(session.store.unhidden(path), session.view.at(path))
        text = self.tr("{0}: {1:,} of {2:,} picks are close to the threshold.")
        self.host.show_message(text.format(path.name, uncertain, picks))

    def _forget(self) -> None:
        """Start over in another project, where ids belong to other picks."""
        if self.session.project is not self._project:
            self._project = self.session.project
            self._picks.clear()
            self._filaments.clear()
            self._trail.clear()
            self._shape = None
            self._micrographs.clear()

    def _counts(self) -> dict[Path, tuple[int, int]]:
        """Return the numbers of uncertain and visible picks of each micrograph, in the order of the project."""
        counts = count_uncertain_by_micrograph(self.session.store.picks, self.session.view)
        return {path: counts[path] for path in self.session.project.micrographs if path in counts}

    def _nothing_left(self, seen: Sequence[set[int] | set[Path]], key: str) -> None:
        """Show a message that all were visited; the next press of the key starts over."""
        if self.session.store.pending() or self.session.filaments.store.pending():
            text = self.tr("No more picks close to the threshold; boxes are still loading.")
        elif any(seen):
            text = self.tr("You have seen all picks close to the threshold. Press {0} again to start over.").format(key)
            for each in seen:
                each.clear()
        else:
            text = self.tr("No picks are close to the threshold.")
        self.host.show_message(text)
