"""Reviewing: going from one uncertain pick to the next, and back."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.uncertain import (
    count_uncertain,
    count_uncertain_by_micrograph,
    find_largest_share,
    find_least_certain,
    find_most_uncertain,
)
from iceboxer.engine.data.boxes import no_boxes


class Reviewing(QObject):
    """Visits picks close to the threshold, each once. Only boxes that are already read are visited.

    While the visited pick is the only one that is selected, the review is `active`: to judge it goes on to the next.
    """

    changed = pyqtSignal()  # the review began or ended

    def __init__(self, session: Session, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.host = session, host
        self._picks: set[int] = set()  # ids seen; ids are unique in the project
        self._micrographs: set[Path] = set()
        self._project = session.project
        self._trail: list[tuple[Path, int]] = []  # the picks visited, in order
        self._shape: tuple[int, int] | None = None  # of the micrograph that was shown last; most are alike
        session.selection_changed.connect(self.changed)
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
        return bool(self._trail) and self.session.selection == {self._trail[-1][1]}

    def judged(self) -> None:
        """Go on to the next pick after the visited one was accepted or rejected."""
        if self.active:
            self.next_uncertain()

    def back(self) -> None:
        """Go back to the pick visited before, and make it a pick again if it was judged."""
        session = self.session
        if self._trail:
            self._picks.discard(self._trail.pop()[1])  # it comes next again
        if not self._trail:
            self.host.show_message(self.tr("There is no pick to go back to."))
            return
        path, pick = self._trail[-1]
        session.go_to(path)
        which = edits.by_ids(session.boxes, frozenset({pick}))
        if which.any():
            session.edit_current(session.tr("take back"), edits.reopened(session.boxes, which))
            self._show(pick)

    def next_uncertain(self) -> None:
        """Select the next uncertain pick, first on the current micrograph, then on the one with most of them."""
        session = self.session
        store, path = session.store, session.current
        here = store.unhidden(path) if path is not None else no_boxes()
        found = find_least_certain(here, session.view.at(path), self._picks, self._shape)
        if found is None:
            counts = {path: uncertain for path, (uncertain, _) in self._counts().items()}
            path = find_most_uncertain(store.unhidden, counts, session.view, self._picks)
            if path is None:
                self._nothing_left(self._picks, "U")
                self._trail.clear()
                self.changed.emit()
                return
            session.go_to(path)
            found = find_least_certain(store.unhidden(path), session.view.at(path), self._picks, self._shape)
        if found is not None and session.current is not None:
            self._picks.add(found)
            self._trail.append((session.current, found))
            self._show(found)

    def _show(self, pick: int) -> None:
        box = self.session.boxes[self.session.boxes["id"] == pick][0]
        self.session.select([pick])
        self.host.centre_on(float(box["x"]), float(box["y"]))
        self.changed.emit()

    def _note_shape(self) -> None:
        self._shape = self.session.shape or self._shape

    def uncertain_micrograph(self) -> None:
        """Go to the micrograph with the largest share of uncertain picks that was not visited yet."""
        session = self.session
        path = find_largest_share(self._counts(), self._micrographs)
        if path is None:
            self._nothing_left(self._micrographs, "Shift+U")
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
            self._trail.clear()
            self._shape = None
            self._micrographs.clear()

    def _counts(self) -> dict[Path, tuple[int, int]]:
        """Return the numbers of uncertain and visible picks of each micrograph, in the order of the project."""
        counts = count_uncertain_by_micrograph(self.session.store.picks, self.session.view)
        return {path: counts[path] for path in self.session.project.micrographs if path in counts}

    def _nothing_left(self, seen: set[int] | set[Path], key: str) -> None:
        """Show a message that all were visited; the next press of the key starts over."""
        if self.session.store.pending():
            text = self.tr("No more picks close to the threshold; boxes are still loading.")
        elif seen:
            text = self.tr("You have seen all picks close to the threshold. Press {0} again to start over.").format(key)
            seen.clear()
        else:
            text = self.tr("No picks are close to the threshold.")
        self.host.show_message(text)
