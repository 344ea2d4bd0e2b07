"""Takes a person from one uncertain pick to the next, and remembers which were seen. Edits nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.document.uncertain import (
    count_uncertain,
    find_largest_share,
    find_least_certain,
    find_most_uncertain,
)
from iceboxer.boxmanager.session import Session
from iceboxer.engine.data.boxes import Boxes

Say = Callable[[str], None]
CentreOn = Callable[[float, float], None]


class Review(QObject):
    """Goes through what has been read of the project so far; it never waits for the disk."""

    def __init__(self, session: Session, centre_on: CentreOn, say: Say, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.centre_on = centre_on
        self.say = say
        self._picks: set[int] = set()  # ids are never given twice, so they stand for all micrographs
        self._micrographs: set[Path] = set()
        self._project = session.project
        session.project_changed.connect(self._forget)

    def next_uncertain(self) -> None:
        """Select the least sure pick in view that was not seen yet, else go where most of them are."""
        session = self.session
        found = find_least_certain(session.boxes, session.view, self._picks)
        if found is None:
            there = find_most_uncertain(self._known(), session.view, self._picks)
            if there is None:
                self._nothing_left(self._picks)
                return
            session.go_to(there)
            found = find_least_certain(session.boxes, session.view, self._picks)
        if found is not None:
            self._picks.add(found)
            box = session.boxes[session.boxes["id"] == found][0]
            session.select([found])
            self.centre_on(float(box["x"]), float(box["y"]))

    def uncertain_micrograph(self) -> None:
        """Go to the micrograph with the largest share of uncertain picks that was not seen yet."""
        session = self.session
        there = find_largest_share(self._known(), session.view, self._micrographs)
        if there is None:
            self._nothing_left(self._micrographs)
            return
        self._micrographs.add(there)
        session.go_to(there)
        uncertain, picks = count_uncertain(session.store.known(there), session.view)
        self.say(self.tr("{0}: {1:,} of {2:,} picks are close to the threshold.").format(there.name, uncertain, picks))

    def _forget(self) -> None:
        """In another project ids stand for other picks."""
        if self.session.project is not self._project:
            self._project = self.session.project
            self._picks.clear()
            self._micrographs.clear()

    def _known(self) -> dict[Path, Boxes]:
        store = self.session.store
        return {path: store.known(path) for path in self.session.project.micrographs}

    def _nothing_left(self, seen: set[int] | set[Path]) -> None:
        """Say so, and begin anew at the next press."""
        if self.session.store.pending():
            self.say(self.tr("No pick more is close to the threshold so far; boxes are still being read."))
        elif seen:
            self.say(self.tr("You have seen all that is close to the threshold. Once more to start over."))
            seen.clear()
        else:
            self.say(self.tr("No pick is close to the threshold."))
