"""The note in a project's folder that a window has it open, so that a second window can warn of it."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from iceboxer.boxmanager.document.saving import user_name
from iceboxer.engine.data.notes import FolderNote
from iceboxer.engine.errors import EngineError

PREFIX = ".open-"  # of the note's file name


@dataclass(frozen=True)
class Other:
    """Another window that has the project open: its user, host, and since when, by the host's clock."""

    user: str
    host: str
    since: str


class Presence:
    """The note of this window in the folder of the open project, none while no project is open."""

    def __init__(self) -> None:
        self._note: FolderNote | None = None

    def enter(self, folder: Path) -> None:
        """Note that the project in `folder` is open; do nothing if the folder cannot be written to."""
        self._note = FolderNote(folder, PREFIX)
        with suppress(EngineError):
            self._note.write(user=user_name(), host=socket.gethostname(), since=time.strftime("%Y-%m-%d %H:%M"))

    def renew(self) -> None:
        """Show that this window still runs."""
        if self._note is not None:
            with suppress(EngineError):
                self._note.renew()

    def leave(self) -> None:
        """Remove the note."""
        if self._note is not None:
            self._note.remove()
            self._note = None


def find_others(folder: Path) -> list[Other]:
    """Return the windows that have the project in `folder` open; remove the notes of those that were killed."""
    found = FolderNote(folder, PREFIX).others().values()
    return [Other(*(str(content.get(key, "?"))[:60] for key in ("user", "host", "since"))) for content in found]
