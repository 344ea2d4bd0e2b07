"""Reviewing uncertain picks one after the other. Edits nothing."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.uncertain import (
    count_uncertain,
    find_largest_share,
    find_least_certain,
    find_most_uncertain,
)
from iceboxer.engine.data.boxes import Boxes


class Reviewing(QObject):
    """Visits picks close to the threshold, each once. Only boxes that are already read are visited."""

    def __init__(self, session: Session, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.host = session, host
        self._picks: set[int] = set()  # ids seen; ids are unique in the project
        self._micrographs: set[Path] = set()
        self._project = session.project
        session.project_changed.connect(self._forget)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {"next_uncertain": self.next_uncertain, "uncertain_micrograph": self.uncertain_micrograph}

    def next_uncertain(self) -> None:
        """Select the next uncertain pick, first on the current micrograph, then on the one with most of them."""
        session = self.session
        found = find_least_certain(session.boxes, session.view, self._picks)
        if found is None:
            path = find_most_uncertain(self._known(), session.view, self._picks)
            if path is None:
                self._nothing_left(self._picks, "U")
                return
            session.go_to(path)
            found = find_least_certain(session.boxes, session.view, self._picks)
        if found is not None:
            self._picks.add(found)
            box = session.boxes[session.boxes["id"] == found][0]
            session.select([found])
            self.host.centre_on(float(box["x"]), float(box["y"]))

    def uncertain_micrograph(self) -> None:
        """Go to the micrograph with the largest share of uncertain picks that was not visited yet."""
        session = self.session
        path = find_largest_share(self._known(), session.view, self._micrographs)
        if path is None:
            self._nothing_left(self._micrographs, "Shift+U")
            return
        self._micrographs.add(path)
        session.go_to(path)
        uncertain, picks = count_uncertain(session.store.known(path), session.view)
        text = self.tr("{0}: {1:,} of {2:,} picks are close to the threshold.")
        self.host.show_message(text.format(path.name, uncertain, picks))

    def _forget(self) -> None:
        """Start over in another project, where ids belong to other picks."""
        if self.session.project is not self._project:
            self._project = self.session.project
            self._picks.clear()
            self._micrographs.clear()

    def _known(self) -> dict[Path, Boxes]:
        store = self.session.store
        return {path: store.known(path) for path in self.session.project.micrographs}

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
