"""Detection of complete files in a growing folder, by polling: network file systems do not report changes."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from iceboxer.engine.data.micrograph import PICTURE_SUFFIXES, open_micrograph
from iceboxer.engine.data.micrograph_search import walk_pictures
from iceboxer.engine.data.micrograph_versions import choose_best, group_by_micrograph
from iceboxer.engine.data.regular_file import open_regular
from iceboxer.engine.errors import ReadError

PATIENCE = 12  # scans in which an unreadable file must stay unchanged before it counts as bad
CHECKED = 1000  # returned files per scan that are checked for having been replaced, in rotation
Stamp = tuple[int, int]  # size in bytes, time of the last change in ns


@dataclass
class _Pending:
    """A file that is not yet known to be complete: its stamp, when it was first seen (s), and in how many scans."""

    stamp: Stamp
    since: float
    scans: int = 1


class FolderMonitor:
    """The micrographs in a folder and its subfolders, each returned when it is complete, and again once replaced.

    A file is complete if its size and modification time stayed the same for `interval` seconds and two scans, and
    it holds as many pixels as its header claims. A file that stays unreadable without changing is bad: it is
    returned as such, once, and checked again when it changes.

    Which files are micrographs is decided as in `engine.data.micrograph_search`. A JPEG or PNG picture waits as long
    as a bad file does, since the micrograph may follow; it is not returned if one of the same name lies beside it.

    Parameters
    ----------
    excluded : Path
        A folder that is skipped: the output, which may lie in the watched folder.
    clock : callable
        Returns monotonic seconds.
    """

    def __init__(
        self, folder: Path, excluded: Path, interval: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder, self._excluded = folder, excluded.resolve()
        self._interval, self._clock = interval, clock
        self._returned: dict[str, Stamp] = {}  # the least recently checked first
        self.aside: dict[Path, Path] = {}  # files left aside, with the better file of the same micrograph
        self._pending: dict[str, _Pending] = {}
        self._bad: dict[str, Stamp] = {}

    def scan(self) -> tuple[list[Path], list[ReadError]]:
        """Return the micrographs that have become complete, sorted, and the errors of those that are bad."""
        complete, bad, found = [], [], set()
        self._forget_replaced()
        names = list(walk_pictures(self._folder, self._is_excluded))
        new = [name for name in names if name not in self._returned and Path(name) not in self.aside]
        groups = group_by_micrograph(names) if new else []
        group_of = {
            file: list(map(Path, group))
            for group in groups
            if any(file not in self._returned for file in group)
            for file in group
        }
        for name in new:
            others = group_of[name]
            found.add(name)
            try:
                ready = self._is_complete(name) and self._is_micrograph(Path(name), others)
            except ReadError as e:
                bad.append(e)
                self._bad[name] = self._pending.pop(name).stamp
                continue
            if ready:
                self._returned[name] = self._pending.pop(name).stamp
                complete.append(Path(name))
        for gone in [name for name in self._pending if name not in found]:
            del self._pending[gone]
        return sorted(complete), bad

    def put_back(self, path: Path) -> None:
        """Take back a file that could not be read after all; it is returned again once it has changed."""
        self._returned.pop(str(path), None)
        self._bad[str(path)] = _stamp(str(path)) or (0, 0)

    def _forget_replaced(self) -> None:
        """Forget returned files whose size or time has changed, a few per scan, so that they are returned again."""
        for name in list(itertools.islice(self._returned, CHECKED)):
            known = self._returned.pop(name)
            stamp = _stamp(name)
            if stamp in (None, known):  # a file that is gone keeps its results
                self._returned[name] = known

    @property
    def pending(self) -> int:
        """Number of files that are incomplete, or wait for a better file of the same micrograph."""
        return len(self._pending)

    @property
    def waits(self) -> bool:
        """Whether complete pictures wait for a better file of the same micrograph."""
        return any(Path(name).suffix.lower() in PICTURE_SUFFIXES for name in self._pending)

    def _is_excluded(self, folder: str) -> bool:
        path = Path(folder)
        return path.name == self._excluded.name and path.resolve() == self._excluded

    def _is_micrograph(self, path: Path, group: list[Path]) -> bool:
        """Return whether a complete file is the best of its group, and not a picture that came before the micrograph.

        A file that is not the best is left aside for good; a better one that comes later is returned by itself.
        """
        if len(group) > 1 and (best := choose_best(group)) != path:
            self.aside[path] = best
            return False
        if path.suffix.lower() not in PICTURE_SUFFIXES:
            return True
        pending = self._pending[str(path)]
        return pending.scans > PATIENCE and self._clock() - pending.since >= PATIENCE * self._interval

    def _is_complete(self, name: str) -> bool:
        """Return whether a file is complete.

        Raises
        ------
        ReadError
            It has not changed for a long time and cannot be read.
        """
        stamp, now = _stamp(name), self._clock()
        if stamp is None or self._bad.get(name) == stamp:
            self._pending.pop(name, None)
            return False
        self._bad.pop(name, None)
        pending = self._pending.get(name)
        if pending is None or pending.stamp != stamp:
            self._pending[name] = _Pending(stamp, now)
            return False
        pending.scans += 1
        if now - pending.since < self._interval:
            return False
        try:
            open_micrograph(name)
        except ReadError:
            if pending.scans > PATIENCE and now - pending.since >= PATIENCE * self._interval:
                raise
            return False
        return True


def _stamp(name: str) -> Stamp | None:
    """Return size and modification time of a file; None if it is not a regular file or no longer there."""
    try:
        with open_regular(name) as file:
            now = os.fstat(file.fileno())  # of the open file: opening makes NFS query the server again
    except OSError:
        return None
    return now.st_size, now.st_mtime_ns
