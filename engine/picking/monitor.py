"""Files that arrive in a folder: which of them are whole. By looking again and again, since network file systems
tell nobody of a change."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from iceboxer.engine.data.folders import PROJECT
from iceboxer.engine.data.micrograph import SUFFIXES, open_micrograph
from iceboxer.engine.errors import ReadError

PATIENCE = 12  # looks at an unchanged file that cannot be read before it is called bad
Stamp = tuple[int, int]  # size in bytes, time of the last change in ns


@dataclass
class _Seen:
    """A file that is not known to be whole: how it looked, since when (s), and in how many looks."""

    stamp: Stamp
    since: float
    looks: int = 1


class Arrivals:
    """The micrographs in a folder and its subfolders, each handed out once, when it is whole.

    A file is whole when its size and its time of change stayed the same for `interval` seconds and two looks,
    and a reader finds as much in it as its header claims. What cannot be read though nothing changes is bad:
    it is handed out as such, once, and looked at again when it changes.

    Parameters
    ----------
    without : Path
        A folder that is passed over: the output's, which may lie in the watched one. Projects of the window are too.
    clock : callable
        Seconds that never go back.
    """

    def __init__(
        self, folder: Path, without: Path, interval: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder, self._without = folder, without.resolve()
        self._interval, self._clock = interval, clock
        self._handed_out: set[str] = set()
        self._waiting: dict[str, _Seen] = {}
        self._bad: dict[str, Stamp] = {}

    def look(self) -> tuple[list[Path], list[ReadError]]:
        """The micrographs that have become whole, by name, and why others never will."""
        whole, bad, there = [], [], set()
        for name in self._names():
            if name in self._handed_out:
                continue
            there.add(name)
            try:
                ready = self._is_whole(name)
            except ReadError as e:
                bad.append(e)
                self._bad[name] = self._waiting.pop(name).stamp
                continue
            if ready:
                del self._waiting[name]
                self._handed_out.add(name)
                whole.append(Path(name))
        for gone in [name for name in self._waiting if name not in there]:
            del self._waiting[gone]
        return sorted(whole), bad

    def failed(self, path: Path) -> None:
        """Take back a file that could not be read after all; it is handed out again when it has changed."""
        self._handed_out.discard(str(path))
        self._bad[str(path)] = _stamp(str(path)) or (0, 0)

    def _names(self) -> Iterator[str]:
        for where, folders, files in os.walk(self._folder):
            folders[:] = [f for f in folders if not self._is_passed_over(where, f)]
            for file in files:
                if file.lower().endswith(SUFFIXES) and not file.startswith("."):
                    yield os.path.join(where, file)  # noqa: PTH118 (as fast as can be: there may be 100,000)

    def _is_passed_over(self, where: str, folder: str) -> bool:
        if folder.startswith(".") or folder.endswith(PROJECT):
            return True
        return folder == self._without.name and Path(where, folder).resolve() == self._without

    def _is_whole(self, name: str) -> bool:
        """Whether a file is whole.

        Raises
        ------
        ReadError
            It has not changed for long, and cannot be read.
        """
        stamp, now = _stamp(name), self._clock()
        if stamp is None or self._bad.get(name) == stamp:
            self._waiting.pop(name, None)
            return False
        self._bad.pop(name, None)
        seen = self._waiting.get(name)
        if seen is None or seen.stamp != stamp:
            self._waiting[name] = _Seen(stamp, now)
            return False
        seen.looks += 1
        if now - seen.since < self._interval:
            return False
        try:
            open_micrograph(name)
        except ReadError:
            if seen.looks > PATIENCE and now - seen.since >= PATIENCE * self._interval:
                raise
            return False
        return True


def _stamp(name: str) -> Stamp | None:
    """How a file looks now; None for what is no file, or not any more."""
    try:
        if not stat.S_ISREG(os.stat(name).st_mode):  # noqa: PTH116 (a pipe would wait for its writer)
            return None
        with open(name, "rb") as file:  # noqa: PTH123
            now = os.fstat(file.fileno())  # of the open file: opening makes NFS ask its server anew
    except OSError:
        return None
    return now.st_size, now.st_mtime_ns
