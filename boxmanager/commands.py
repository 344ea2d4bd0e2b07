"""The commands on the undo stack. They only put arrays into the store, through the session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PyQt5.QtWidgets import QUndoCommand

from engine.data.boxes import Boxes


class Document(Protocol):
    """What commands need of the session."""

    def put(self, boxes: Mapping[Path, Boxes], box_size: float | None) -> None:
        """Hold these boxes from now on, and this box size unless it is None."""

    def put_mark(self, micrograph: Path, empty: bool) -> None:
        """Mark a micrograph as holding no particle, or take the mark away."""


@dataclass(frozen=True)
class Change:
    """The boxes of one micrograph before and after an edit."""

    micrograph: Path
    before: Boxes
    after: Boxes


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
        """Put the boxes after the edit."""
        after = self.box_size[1] if self.box_size else None
        self.document.put({c.micrograph: c.after for c in self.changes}, after)

    def undo(self) -> None:
        """Put the boxes before the edit."""
        before = self.box_size[0] if self.box_size else None
        self.document.put({c.micrograph: c.before for c in self.changes}, before)

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        """Take in the next step of the same gesture."""
        if not isinstance(other, EditCommand) or other.gesture != self.gesture:
            return False
        first = {c.micrograph: c.before for c in self.changes}
        last = {c.micrograph: c.after for c in self.changes}
        for change in other.changes:
            first.setdefault(change.micrograph, change.before)
            last[change.micrograph] = change.after
        self.changes = tuple(Change(path, first[path], last[path]) for path in first)
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
