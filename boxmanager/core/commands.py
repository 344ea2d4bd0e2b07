"""Undo commands for boxes, box size, marks and verdicts; they change them through the session only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self, TypeVar

import numpy as np
from PyQt5.QtWidgets import QUndoCommand

from iceboxer.boxmanager.document.exclusion import NO_VERDICT, Ranges, Verdict, Verdicts
from iceboxer.boxmanager.document.masks import PackedMask
from iceboxer.boxmanager.document.project import Sizes
from iceboxer.engine.data.boxes import Boxes


class BoxedDocument(Protocol):
    """The interface of the session that commands on boxes use."""

    def exchange(self, changes: Sequence[Change], sizes: Sizes | None) -> None:
        """Replace boxes by others, and set box size and diameter unless `sizes` is None."""

    def set_all_sizes(self, sizes: Sizes, others: Mapping[Path, Boxes] | None, before: float) -> dict[Path, Boxes]:
        """Give all boxes a size, and those of `others` their own; return those that were not of size `before`."""


class JudgedDocument(Protocol):
    """The interface of the session that commands on marks and verdicts use."""

    def set_mark(self, micrograph: Path, empty: bool) -> None:
        """Mark a micrograph as empty, or remove the mark."""

    def set_verdicts(self, verdicts: Verdicts, ranges: Ranges) -> None:
        """Replace the verdicts of micrographs, and the ranges of kept values."""


class MaskedDocument(Protocol):
    """The interface of the session that commands on masks use."""

    def go_to(self, path: Path) -> None:
        """Show a micrograph."""

    @property
    def current(self) -> Path | None:
        """The micrograph on the screen."""

    def set_painted(self, painted: Mapping[Path, PackedMask | None]) -> None:
        """Set painted masks."""


@dataclass(frozen=True)
class Change:
    """The boxes that an edit removes from one micrograph and those that it adds.

    Nothing else is stored, so that undo does not affect picks that arrived after the edit.
    """

    micrograph: Path
    removed: Boxes
    added: Boxes

    @property
    def undone(self) -> Change:
        """The change that reverts this one."""
        return Change(self.micrograph, self.added, self.removed)

    def then(self, later: Change) -> Change:
        """Return one change that combines this one and `later`."""
        ours, theirs = self.added["id"], later.removed["id"]
        removed = np.concatenate([self.removed, later.removed[~np.isin(theirs, ours)]])
        added = np.concatenate([self.added[~np.isin(ours, theirs)], later.added])
        return Change(self.micrograph, removed, added)


class Combinable(Protocol):
    """A change of one micrograph that can be combined with a later one of its kind."""

    @property
    def micrograph(self) -> Path:
        """The micrograph that changes."""

    def then(self, later: Self) -> Self:
        """Return one change that combines this one and `later`."""


C = TypeVar("C", bound=Combinable)


def combined(changes: Sequence[C], later: Sequence[C]) -> tuple[C, ...]:
    """Return the changes followed by later ones, one per micrograph."""
    merged = {change.micrograph: change for change in changes}
    for change in later:
        earlier = merged.get(change.micrograph)
        merged[change.micrograph] = earlier.then(change) if earlier else change
    return tuple(merged.values())


class EditCommand(QUndoCommand):
    """An edit of one or more micrographs. Consecutive commands of the same `gesture` (above 0) merge into one.

    `sizes` are the box size and the diameter before and after, or None if the edit does not change them.
    """

    def __init__(
        self,
        document: BoxedDocument,
        changes: tuple[Change, ...],
        text: str,
        sizes: tuple[Sizes, Sizes] | None = None,
        gesture: int = -1,
    ) -> None:
        super().__init__(text)
        self.document = document
        self.changes = changes
        self.sizes = sizes
        self.gesture = gesture

    def id(self) -> int:
        """Return the number by which Qt finds commands that may merge."""
        return self.gesture

    def redo(self) -> None:
        """Apply the edit."""
        self.document.exchange(self.changes, self.sizes[1] if self.sizes else None)

    def undo(self) -> None:
        """Revert the edit."""
        back = [change.undone for change in self.changes]
        self.document.exchange(back, self.sizes[0] if self.sizes else None)

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        """Absorb the next command of the same gesture; return whether it was one."""
        if not isinstance(other, EditCommand) or other.gesture != self.gesture:
            return False
        self.changes = combined(self.changes, other.changes)
        if other.sizes:
            self.sizes = (self.sizes or other.sizes)[0], other.sizes[1]
        self.setText(other.text())
        return True


class SizeCommand(QUndoCommand):
    """A new box size and particle diameter of the project.

    Consecutive commands of the same `gesture` (above 0) merge into one.
    Only the boxes of micrographs with boxes of another size than before are kept for undo.
    """

    def __init__(self, document: BoxedDocument, before: Sizes, after: Sizes, text: str, gesture: int = -1) -> None:
        super().__init__(text)
        self.document = document
        self.before, self.after = before, after
        self.gesture = gesture
        self._others: dict[Path, Boxes] = {}

    def id(self) -> int:
        """Return the number by which Qt finds commands that may merge."""
        return self.gesture

    def redo(self) -> None:
        """Set the new size."""
        self._others = self.document.set_all_sizes(self.after, None, self.before.box)

    def undo(self) -> None:
        """Restore the sizes as they were."""
        self.document.set_all_sizes(self.before, self._others, self.after.box)

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        """Absorb the next command of the same gesture; return whether it was one."""
        if not isinstance(other, SizeCommand) or other.gesture != self.gesture:
            return False
        self.after = other.after
        self.setText(other.text())
        return True


class MarkCommand(QUndoCommand):
    """Marking a micrograph as empty, or removing the mark."""

    def __init__(self, document: JudgedDocument, micrograph: Path, empty: bool, text: str) -> None:
        super().__init__(text)
        self.document = document
        self.micrograph = micrograph
        self.empty = empty

    def redo(self) -> None:
        """Set or remove the mark."""
        self.document.set_mark(self.micrograph, self.empty)

    def undo(self) -> None:
        """Restore the mark as it was."""
        self.document.set_mark(self.micrograph, not self.empty)


class VerdictCommand(QUndoCommand):
    """New verdicts of micrographs, and the ranges of kept values that they follow from.

    Consecutive commands of the same `gesture` (above 0) merge into one.
    """

    def __init__(
        self,
        document: JudgedDocument,
        verdicts: Mapping[Path, tuple[Verdict, Verdict]],
        ranges: tuple[Ranges, Ranges],
        text: str,
        gesture: int = -1,
    ) -> None:
        super().__init__(text)
        self.document = document
        self.verdicts, self.ranges = dict(verdicts), ranges  # each before and after
        self.gesture = gesture

    def id(self) -> int:
        """Return the number by which Qt finds commands that may merge."""
        return self.gesture

    def redo(self) -> None:
        """Apply the new verdicts."""
        self.document.set_verdicts({path: after for path, (_, after) in self.verdicts.items()}, self.ranges[1])

    def undo(self) -> None:
        """Restore the verdicts as they were."""
        self.document.set_verdicts({path: before for path, (before, _) in self.verdicts.items()}, self.ranges[0])

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        """Absorb the next command of the same gesture; return whether it was one."""
        if not isinstance(other, VerdictCommand) or other.gesture != self.gesture:
            return False
        for path, (before, after) in other.verdicts.items():
            self.verdicts[path] = self.verdicts.get(path, (before, NO_VERDICT))[0], after
        self.ranges = self.ranges[0], other.ranges[1]
        self.setText(other.text())
        return True


class MaskCommand(QUndoCommand):
    """A change of painted masks: those before and after, by micrograph; None is no mask."""

    def __init__(
        self,
        document: MaskedDocument,
        changes: Mapping[Path, tuple[PackedMask | None, PackedMask | None]],
        text: str,
    ) -> None:
        super().__init__(text)
        self.document = document
        self.changes = changes
        self._done = False

    def redo(self) -> None:
        """Set the new masks."""
        if self._done:
            self._show()
        self._done = True
        self.document.set_painted({path: after for path, (_, after) in self.changes.items()})

    def undo(self) -> None:
        """Restore the masks as they were."""
        self._show()
        self.document.set_painted({path: before for path, (before, _) in self.changes.items()})

    def _show(self) -> None:
        """Show a micrograph that changes, otherwise the user would not see what was undone."""
        if self.document.current not in self.changes:
            self.document.go_to(next(iter(self.changes)))
