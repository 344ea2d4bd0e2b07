"""One job per output folder, or several that share the work; a killed job blocks no other."""

from __future__ import annotations

import functools
import hashlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

from iceboxer.engine.data.atomic import make_folder
from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.notes import RENEWED, FolderNote
from iceboxer.engine.errors import EngineError

PREFIX = ".job-"  # of the note's file name
STARTING, RUNNING, OPEN = "starting", "running", "open"  # open: others may join
LOOK_AGAIN = 0.2  # s between two looks while another job is starting


class _HasOutput(Protocol):
    @property
    def output(self) -> Path:
        """The output folder."""


Result = TypeVar("Result")
Job = Callable[..., Result]


def claiming_output(job: Job[Result]) -> Job[Result]:
    """Return a job that claims the output folder of its config while it runs.

    Raises
    ------
    EngineError
        Another job is writing to the folder.
    """

    @functools.wraps(job)
    def claimed(config: _HasOutput, *arguments: Any) -> Result:
        with claim(config.output):
            return job(config, *arguments)

    return claimed


@contextmanager
def claim_file(path: Path) -> Iterator[None]:
    """Claim one file in this context, such as a model; its folder is made if it is missing.

    Raises
    ------
    EngineError
        Another job is writing the file, or the folder cannot be written to.
    """
    name = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]  # any name, in one that is short and plain
    with claim(path.parent, prefix=f".file-{name}-", what=path):
        yield


class Claim:
    """A claimed output folder. `joined` describes the jobs that were there before, with which this one shares the work.

    `rank` is their number.
    """

    def __init__(self, note: FolderNote, joined: Sequence[Mapping[str, Any]]) -> None:
        self._note, self.joined = note, joined

    @property
    def rank(self) -> int:
        """The number of jobs that were there before."""
        return len(self.joined)

    def open(self) -> None:
        """Let other jobs join: the settings are written, so that their results will be the same."""
        self._note.write(**{**self._note.content, "state": OPEN})


@contextmanager
def claim(
    folder: Path, key: str = "", joins: bool = True, prefix: str = PREFIX, what: Path | None = None
) -> Iterator[Claim]:
    """Claim a folder in this context; it is made if it is missing.

    Parameters
    ----------
    key
        Everything on which the results depend. Jobs of the same key may share the folder; empty: never shared.
    joins
        Whether to join a job of the same key that is already there, rather than stop.
    prefix, what
        Beginning of the notes' names and the claimed file, if it is not the whole folder.

    Raises
    ------
    EngineError
        Another job is writing to the folder, or the folder cannot be written to.
    """
    try:
        existed = folder.exists()
    except OSError as e:
        raise unreadable(folder, e) from e
    make_folder(folder)
    note = FolderNote(folder, prefix)
    ended = threading.Event()
    renewing = threading.Thread(target=_renew, args=(note, ended), name="claim", daemon=True)
    try:
        claimed = Claim(note, _enter(note, key, joins, what or folder))
        renewing.start()
        yield claimed
    finally:
        ended.set()
        if renewing.is_alive():
            renewing.join()
        note.remove()
        if not existed:
            with suppress(OSError):  # it holds results
                folder.rmdir()


def _enter(note: FolderNote, key: str, joins: bool, what: Path) -> list[dict[str, Any]]:
    """Write the note, and wait until no other job is starting in the folder; return the jobs that this one joins.

    Of jobs that start at the same time, that with the first name stays. Each has written its note before it reads
    those of the others, so at least one of two sees the other. One of the same key waits until the first has written
    its settings.
    """
    who = {"host": socket.gethostname(), "since": time.strftime("%Y-%m-%d %H:%M"), "key": key}
    note.write(state=STARTING, **who)
    while others := note.others():
        running = [name for name, content in others.items() if content.get("state") != STARTING]
        first = min([note.name, *others])
        if running or first != note.name:
            other = others[running[0] if running else first]
            if not (key and joins and other.get("key") == key):
                raise EngineError(_message(what, other))
            if running and all(others[name].get("state") == OPEN for name in running):
                note.write(state=OPEN, **who)
                return [others[name] for name in running]
        time.sleep(LOOK_AGAIN)
        note.renew()
    note.write(state=RUNNING, **who)
    return []


def _message(what: Path, other: Mapping[str, Any]) -> str:
    return (
        f"Another job on {other.get('host', 'another machine')} has been writing to {what} since "
        f"{other.get('since', 'some time ago')}. Wait until it ends, or choose another output."
    )


def _renew(note: FolderNote, ended: threading.Event) -> None:
    while not ended.wait(RENEWED):
        with suppress(EngineError):  # the job finds out when it writes
            note.renew()
