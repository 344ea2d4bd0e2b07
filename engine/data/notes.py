"""Notes in a shared folder that a program is using it. They are no locks: a killed program leaves nothing to remove.

A program renews its note; a note that was not renewed for `STALE` seconds, by the clock of its own file system, belongs
to a program that was killed, and so does one of a process of this machine that has ended. Times of different machines
are never compared.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.data.remains import clock_of, machine

RENEWED = 20.0  # s between two renewals
STALE = 90.0  # s


class FolderNote:
    """The note of this program in `folder`, a file whose name begins with `prefix`."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self.folder, self._prefix = folder, prefix
        self.name = f"{prefix}{machine()}-{os.getpid()}-{secrets.token_hex(4)}.json"
        self._content: dict[str, Any] = {}

    @property
    def content(self) -> dict[str, Any]:
        """The content of the note."""
        return dict(self._content)

    def write(self, **content: Any) -> None:
        """Write the note, or change it.

        Raises
        ------
        EngineError
            The folder cannot be written to, or has disappeared.
        """
        self._content = content
        self.renew()

    def renew(self) -> None:
        """Show that this program still runs.

        Raises
        ------
        EngineError
            The folder cannot be written to, or has disappeared.
        """
        # it means nothing after a power failure, and the window's thread writes it
        write_text(self.folder / self.name, json.dumps(self._content) + "\n", lasting=False)

    def remove(self) -> None:
        """Remove the note."""
        with suppress(OSError):
            (self.folder / self.name).unlink(missing_ok=True)

    def others(self) -> dict[str, dict[str, Any]]:
        """Return what the notes of other running programs contain, by file name; remove those of killed programs.

        The content of a damaged note is empty.
        """
        found: dict[str, dict[str, Any]] = {}
        with suppress(OSError):  # a read-only or missing folder
            notes = [path for path in self.folder.glob(f"{self._prefix}*.json") if path.name != self.name]
            now = clock_of(self.folder) if notes else 0.0
            for path in notes:
                with suppress(OSError):  # it was removed at this moment
                    if self._has_ended(path.name) or now - path.stat().st_mtime > STALE:
                        path.unlink()
                    else:
                        found[path.name] = _read(path)
        return found

    def _has_ended(self, name: str) -> bool:
        """Return whether the process that wrote a note is known to have ended."""
        where, _, rest = name.removeprefix(self._prefix).partition("-")
        process = rest.partition("-")[0]
        return where == machine() and process.isdecimal() and not psutil.pid_exists(int(process[:9]))


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(read_regular_text(path))
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
