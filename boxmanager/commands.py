"""The commands on the undo stack. They only exchange boxes in the store, through the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from PyQt5.QtWidgets import QUndoCommand

from iceboxer.engine.data.boxes import Boxes


class Document(Protocol):
    """What commands need of the session."""

    def exchange(self, changes: Sequence[Change], box_size: float | None) -> None:
        """Exchange these boxes for others, and hold this box size unless it is None."""

    def put_mark(self, micrograph: Path, empty: bool) -> None:
        """Mark a micrograph as holding no particle, or take the mark away."""


@dataclass(frozen=True)
class Change:
    """The boxes of one micrograph that an edit takes away, and those that it puts there.

    Only these: picks that arrive between an edit and its undoing are left alone.
    """

    micrograph: Path
    removed: Boxes
    added: Boxes

    @property
    def undone(self) -> Change:
        """The way back."""
        return Change(self.micrograph, self.added, self.removed)

    def then(self, later: Change) -> Change:
        """This change and a later one as a single one."""
        ours, theirs = self.added["id"], later.removed["id"]
        removed = np.concatenate([self.removed, later.removed[~np.isin(theirs, ours)]])
        added = np.concatenate([self.added[~np.isin(ours, theirs)], later.added])
        return Change(self.micrograph, removed, added)


class EditCommand(QUndoCommand):
    """One edit of one or many micrographs. Commands of the same `gesture` (above 0) merge into one."""

    def __init__(
        self,
        document: Document,
        changes: tuple[Change, ...],
        text: str,
        box_size: tuple[float, float] | None = None,
        gesture: int = -1,
    ) -> None:
        super().__init__(text)
        self.document = document
        self.changes = changes
        self.box_size = box_size
        self.gesture = gesture

    def id(self) -> int:
        """What Qt asks to find commands that may merge."""
        return self.gesture

    def redo(self) -> None:
        """Do the edit."""
        self.document.exchange(self.changes, self.box_size[1] if self.box_size else None)

    def undo(self) -> None:
        """Take it back."""
        back = [change.undone for change in self.changes]
        self.document.exchange(back, self.box_size[0] if self.box_size else None)

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        """Take in the next step of the same gesture."""
        if not isinstance(other, EditCommand) or other.gesture != self.gesture:
            return False
        merged = {change.micrograph: change for change in self.changes}
        for change in other.changes:
            earlier = merged.get(change.micrograph)
            merged[change.micrograph] = earlier.then(change) if earlier else change
        self.changes = tuple(merged.values())
        if other.box_size:
            self.box_size = (self.box_size or other.box_size)[0], other.box_size[1]
        self.setText(other.text())
        return True


class MarkCommand(QUndoCommand):
    """Mark a micrograph as holding no particle, or take the mark away."""

    def __init__(self, document: Document, micrograph: Path, empty: bool, text: str) -> None:
        super().__init__(text)
        self.document = document
        self.micrograph = micrograph
        self.empty = empty

    def redo(self) -> None:
        """Set the mark."""
        self.document.put_mark(self.micrograph, self.empty)

    def undo(self) -> None:
        """Set the mark as it was."""
        self.document.put_mark(self.micrograph, not self.empty)
