"""The undo commands for filaments; they change them through the session only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PyQt5.QtWidgets import QUndoCommand

from iceboxer.boxmanager.core.commands import combined
from iceboxer.boxmanager.document.filament_settings import FilamentSettings
from iceboxer.boxmanager.document.filament_store import Filaments

COMMAND_IDS = 1 << 28  # is added to the numbers of gestures, so that no command merges with one for boxes
SettingsChange = tuple[FilamentSettings, FilamentSettings]  # before and after


class FilamentDocument(Protocol):
    """The interface of the session's filaments that commands use."""

    def exchange(self, changes: Sequence[FilamentChange], settings: FilamentSettings | None) -> None:
        """Replace filaments by others, and the settings unless `settings` is None."""


@dataclass(frozen=True)
class FilamentChange:
    """The filaments that an edit removes from one micrograph and those that it adds.

    Nothing else is stored, so that undo does not affect picks that arrived after the edit.
    """

    micrograph: Path
    removed: Filaments
    added: Filaments

    @property
    def undone(self) -> FilamentChange:
        """The change that reverts this one."""
        return FilamentChange(self.micrograph, self.added, self.removed)

    def then(self, later: FilamentChange) -> FilamentChange:
        """Return one change that combines this one and `later`."""
        ours, theirs = {f.id for f in self.added}, {f.id for f in later.removed}
        removed = (*self.removed, *(f for f in later.removed if f.id not in ours))
        added = (*(f for f in self.added if f.id not in theirs), *later.added)
        return FilamentChange(self.micrograph, removed, added)


class FilamentCommand(QUndoCommand):
    """An edit of the filaments of one or more micrographs.

    Consecutive commands of the same `gesture` (above 0) merge into one. `settings` are those before and after, or None
    if the edit does not change them.
    """

    def __init__(
        self,
        document: FilamentDocument,
        changes: tuple[FilamentChange, ...],
        text: str,
        settings: SettingsChange | None = None,
        gesture: int = -1,
    ) -> None:
        super().__init__(text)
        self.document, self.changes, self.settings, self.gesture = document, changes, settings, gesture

    def id(self) -> int:
        """Return the number by which Qt finds commands that may merge."""
        return self.gesture if self.gesture < 0 else COMMAND_IDS + self.gesture

    def redo(self) -> None:
        """Apply the edit."""
        self.document.exchange(self.changes, self.settings[1] if self.settings else None)

    def undo(self) -> None:
        """Revert the edit."""
        back = [change.undone for change in self.changes]
        self.document.exchange(back, self.settings[0] if self.settings else None)

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        """Absorb the next command of the same gesture; return whether it was one."""
        if not isinstance(other, FilamentCommand) or other.gesture != self.gesture:
            return False
        self.changes = combined(self.changes, other.changes)
        if other.settings:
            self.settings = (self.settings or other.settings)[0], other.settings[1]
        self.setText(other.text())
        return True
