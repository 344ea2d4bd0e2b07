"""The note in a project's folder that a window has it open.

It is no lock: it only lets a second window say so. The window renews its file; a file that was not renewed for `STALE`
seconds, by the clock of its own file system, belongs to a killed program and counts no more.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from iceboxer.boxmanager.document.saving import user_name
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.remains import clock_of, machine
from iceboxer.engine.errors import EngineError

PREFIX = ".open-"  # of the files; machine, process and a random part follow
RENEWED = 20.0  # s between two renewals
STALE = 90.0  # s


@dataclass(frozen=True)
class Other:
    """Another window that has the project open: its user, host, and since when, by the host's clock."""

    user: str
    host: str
    since: str


class Presence:
    """The note of this window in the folder of the open project."""

    def __init__(self) -> None:
        self._mark = f"{PREFIX}{machine()}-{os.getpid()}-{secrets.token_hex(4)}.json"
        self._since = ""

    def enter(self, folder: Path) -> None:
        """Note that the project in `folder` is open; do nothing if the folder cannot be written to."""
        self._since = time.strftime("%Y-%m-%d %H:%M")
        self.renew(folder)

    def renew(self, folder: Path) -> None:
        """Show that this window still runs."""
        content = {"user": user_name(), "host": socket.gethostname(), "since": self._since}
        with suppress(EngineError):
            write_text(folder / self._mark, json.dumps(content) + "\n")

    def leave(self, folder: Path) -> None:
        """Remove the note."""
        with suppress(OSError):
            (folder / self._mark).unlink(missing_ok=True)

    def find_others(self, folder: Path) -> list[Other]:
        """Return the other windows that have the project open; remove the notes of those that were killed."""
        others = []
        with suppress(OSError):  # a read-only or missing folder
            notes = [path for path in folder.glob(f"{PREFIX}*.json") if path.name != self._mark]
            now = clock_of(folder) if notes else 0.0
            for path in notes:
                with suppress(OSError):  # it was closed at this moment
                    if _has_ended(path) or now - path.stat().st_mtime > STALE:
                        path.unlink()
                    else:
                        others.append(_read(path))
        return others


def _has_ended(path: Path) -> bool:
    """Return whether the process that wrote a note is known to have ended."""
    where, _, rest = path.name.removeprefix(PREFIX).partition("-")
    process = rest.partition("-")[0]
    return where == machine() and process.isdecimal() and not psutil.pid_exists(int(process[:9]))


def _read(path: Path) -> Other:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Other(*(str(content[key])[:60] for key in ("user", "host", "since")))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Other("?", "?", "?")
