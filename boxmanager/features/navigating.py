"""Navigating from one micrograph to another."""

from __future__ import annotations

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QInputDialog

from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.pieces import in_pieces
from iceboxer.boxmanager.core.session import Session
from iceboxer.engine.data.micrograph import stem_of


class Navigating(QObject):
    """Shows the previous, the next or a named micrograph."""

    def __init__(self, session: Session, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.host = session, host

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {
            "previous": lambda: self.session.step(-1),
            "next": lambda: self.session.step(1),
            "next_unlabelled": self.next_unlabelled,
            "go_to": self.choose,
        }

    def next_unlabelled(self) -> None:
        """Go to the next micrograph that has no labels and is neither marked as empty nor excluded."""
        project, here = self.session.project, self.session.index
        for path in in_pieces(project.micrographs[here + 1 :] + project.micrographs[:here]):
            self.session.store.boxes(path)  # reads them if they are only on disk
            labelled = self.session.store.picks.labels_of(path)
            if not labelled and path not in project.empty and not project.is_excluded(path):
                self.session.go_to(path)
                return
        self.host.show_message(self.tr("All other micrographs have labels, are marked as empty or are excluded."))

    def choose(self) -> None:
        """Ask for a name or number and go to that micrograph."""
        text, ok = QInputDialog.getText(
            self.host.dialog_parent, self.tr("Go to micrograph"), self.tr("Name, part of a name, or number:")
        )
        if ok and text.strip():
            self.go_to(text.strip())

    def go_to(self, text: str) -> None:
        """Go to the micrograph with this name, this number (from 1), or this text in its name, in that order."""
        paths = self.session.project.micrographs
        exact = [p for p in paths if stem_of(p) == text]
        part = [p for p in paths if text.lower() in p.name.lower()]
        number = [paths[int(text) - 1]] if text.isdigit() and 1 <= int(text) <= len(paths) else []
        found = exact or number or part
        if found:
            self.session.go_to(found[0])
        else:
            self.host.show_message(self.tr("No micrograph has “{0}” in its name.").format(text))
