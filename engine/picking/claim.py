"""One job per output folder: a second one stops with a message, and a killed one blocks nobody."""

from __future__ import annotations

import functools
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

from iceboxer.engine.data.atomic import make_folder
from iceboxer.engine.data.notes import RENEWED, Note
from iceboxer.engine.errors import EngineError

PREFIX = ".picking-"  # of the note's file name
STARTING, RUNNING = "starting", "running"
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
def claim(folder: Path) -> Iterator[None]:
    """Claim a folder in this context; it is made if it is missing.

    Raises
    ------
    EngineError
        Another job is writing to the folder, or the folder cannot be written to.
    """
    existed = folder.exists()
    make_folder(folder)
    note = Note(folder, PREFIX)
    ended = threading.Event()
    renewing = threading.Thread(target=_renew, args=(note, ended), name="claim", daemon=True)
    try:
        _enter(note)
        renewing.start()
        yield
    finally:
        ended.set()
        if renewing.is_alive():
            renewing.join()
        note.remove()
        if not existed:
            with suppress(OSError):  # it holds results
                folder.rmdir()


def _enter(note: Note) -> None:
    """Write the note, and wait until no other job is starting in the folder.

    Of jobs that start at the same time, that with the first name stays. Each has written its note before it reads
    those of the others, so at least one of two sees the other.
    """
    who = {"host": socket.gethostname(), "since": time.strftime("%Y-%m-%d %H:%M")}
    note.write(state=STARTING, **who)
    while others := note.others():
        running = [name for name, content in others.items() if content.get("state") != STARTING]
        first = min([note.name, *others])
        if running or first != note.name:
            raise EngineError(_message(note.folder, others[running[0] if running else first]))
        time.sleep(LOOK_AGAIN)
        note.renew()
    note.write(state=RUNNING, **who)


def _message(folder: Path, other: Mapping[str, Any]) -> str:
    return (
        f"Another job on {other.get('host', 'another machine')} has been writing to {folder} since "
        f"{other.get('since', 'some time ago')}. Wait until it ends, or choose another output folder."
    )


def _renew(note: Note, ended: threading.Event) -> None:
    while not ended.wait(RENEWED):
        with suppress(EngineError):  # the job finds out when it writes
            note.renew()


def find_missing(folder: Path, names: Mapping[Path, str]) -> list[Path]:
    """Return the micrographs whose files of picks are no longer in the output `folder`, by their `names` there."""
    kinds = (("CBOX", ".cbox"), ("EMAN", ".box"), ("STAR", ".star"))
    return [
        path
        for path, name in names.items()
        if not all((folder / kind / f"{name}{suffix}").is_file() for kind, suffix in kinds)
    ]


def report_missing(folder: Path, missing: list[Path]) -> None:
    """Raise EngineError if files of picks are missing, with the first of their micrographs."""
    if missing:
        raise EngineError(
            f"The picks of {len(missing):,} micrographs, such as {missing[0].name}, were written to {folder} but have "
            "disappeared, so they are not in the summary. Run the same command again."
        )
