"""What the files of a project contained when this window last read or wrote them.

A file has changed if its contents differ; times are only a hint that it is worth reading, since the clocks of a network
folder's machines differ.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.regular_file import read_regular
from iceboxer.engine.errors import ReadError


@dataclass
class DiskState:
    """The text of the index and the digests of the files of boxes and masks, by their names in the project.

    `beside` maps a file that somebody else changed to the file that holds our boxes or mask instead. `seen` holds the
    directory's entry of each file when it was last compared; `unconfirmed` are files that were written since then.
    """

    index: str | None = None
    digests: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    seen: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    unconfirmed: set[str] = field(default_factory=set)

    def changed_files(self, folder: Path, place: str, unread: Collection[str]) -> tuple[list[str], set[str]]:
        """Return the names of the files that somebody else changed, and of all files, in the folder `place`.

        Files that this window has not read yet, `unread`, are left out.
        """
        changed, names = [], set()
        for entry in _entries(folder / place):
            name = f"{place}/{entry.name}"
            names.add(name)
            with suppress(OSError, ReadError):  # it was replaced or is unreadable; the next comparison sees it
                facts = entry.stat(follow_symlinks=False)
                hint = facts.st_ino, facts.st_size, facts.st_mtime_ns
                if name not in unread and self.seen.get(name) != hint:
                    known, found = self.digests.get(name), digest_file(folder / name)
                    self.seen[name] = hint
                    self.unconfirmed.discard(name)
                    if found not in (None, known):
                        changed.append(name)
        return changed, names

    def confirm(self, folder: Path) -> None:
        """Remove from `unconfirmed` the files that are still as written: others see them from now on."""
        self.unconfirmed -= {name for name in self.unconfirmed if digest_file(folder / name) == self.digests.get(name)}


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return []


def digest_file(path: Path) -> str | None:
    """Return the digest of a file's contents; None if there is no file.

    Raises
    ------
    ReadError
        It exists but cannot be read, so it is unknown whether it has changed.
    """
    content = read_bytes(path)
    return None if content is None else digest_bytes(content)


def read_bytes(path: Path) -> bytes | None:
    """Return a file's contents; None if there is no file.

    Raises
    ------
    ReadError
        It exists but cannot be read.
    """
    try:
        return read_regular(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as e:
        raise unreadable(path, e) from e


def digest_bytes(content: bytes) -> str:
    """Return the digest of a file with this content."""
    return hashlib.sha256(content).hexdigest()
