"""The base of all killed jobs: each is started, killed, resumed, and compared with an undisturbed run."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from iceboxer.engine.data.remains import PREFIX
from tests.forked import PROCESSES
from tests.kill.writes import LOG, states, watch_writes, written_in_place

TOO_LONG = 300  # s; a job that runs longer hangs


@dataclass
class Outcome:
    """The outcome of the kills: how many hit a running program, and the faults found after them."""

    kills: int = 0
    ends: int = 0
    remains: int = 0  # temporary files left by kills
    faults: list[str] = field(default_factory=list)


class Victim(ABC):
    """A program to kill, which works in its own `folder`.

    `lasts` is the duration of an undisturbed run in s, from its first sign of work. Each run is a separate process,
    forked from one that has loaded the libraries, since loading takes most of a short run and writes nothing.
    """

    entry = "iceboxer.boxmanager.__main__:main"
    broken = False  # write in place, so that this harness is checked itself

    def __init__(self, folder: Path) -> None:
        self.folder, self.lasts = folder, 0.0
        self.lines: list[str] = []
        self.in_place: list[str] = []

    @property
    @abstractmethod
    def results(self) -> Path:
        """The folder in which it alone writes."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the input, and an undisturbed result to compare with."""

    @abstractmethod
    def begin(self) -> None:
        """Start over, without earlier results."""

    @abstractmethod
    def arguments(self) -> list[str]:
        """Return the command line that starts or resumes it."""

    @abstractmethod
    def works(self, line: str) -> bool:
        """Return whether a printed line shows that it has begun to work."""

    @abstractmethod
    def whole(self) -> Iterator[str]:
        """Return, after a kill, the files that are incomplete or lost."""

    @abstractmethod
    def equal(self) -> Iterator[str]:
        """Return, at the end, the differences from the undisturbed result."""

    def heard(self, line: str) -> None:
        """Handle a printed line."""
        self.lines.append(line)

    def run(self, kill_after: float | None) -> bool:
        """Start it and kill it some s after its first sign of work (None: never); return whether the kill hit it."""
        self.lines = []
        mine, its = PROCESSES.Pipe(duplex=False)
        log = self.folder / "errors.txt"
        arguments = self.entry, self.arguments(), its, log, self.folder / LOG, self.broken
        before = states(self.results)
        process = PROCESSES.Process(target=_become, args=arguments)
        process.start()
        its.close()
        timer = threading.Timer(TOO_LONG, process.kill)
        timer.start()
        with open(mine.fileno(), encoding="utf-8", closefd=False) as output:
            for line in output:
                self.heard(line)
                if kill_after is not None and self.works(line):
                    timer.cancel()
                    timer = threading.Timer(kill_after, process.kill)
                    timer.start()
                    kill_after = None
        process.join()
        timer.cancel()
        mine.close()
        self.in_place = written_in_place(self.results, before, self.folder / LOG)
        if process.exitcode not in (0, -signal.SIGKILL):
            raise AssertionError(f"it ended with {process.exitcode}: {log.read_text()[-2000:]}")
        return process.exitcode != 0

    def measure(self) -> None:
        """Measure the duration of an undisturbed run."""
        begun = [0.0]
        heard = self.heard

        def noticed(line: str) -> None:
            if not begun[0] and self.works(line):
                begun[0] = time.monotonic()
            heard(line)

        self.heard = noticed  # type: ignore[method-assign]
        assert not self.run(None)
        self.heard = heard  # type: ignore[method-assign]
        self.lasts = time.monotonic() - begun[0]


def kill_often(victim: Victim, times: int, seed: int) -> Outcome:
    """Kill it a number of times, at random moments from `seed`. On average every other run may reach its end."""
    rng, outcome = random.Random(seed), Outcome()
    victim.prepare()
    victim.begin()
    while outcome.kills < times:
        hit = victim.run(rng.uniform(0, victim.lasts))
        outcome.kills += hit
        outcome.remains += sum(1 for _ in victim.folder.rglob(f"{PREFIX}*")) if hit else 0
        outcome.faults += [f"kill {outcome.kills}: {fault}" for fault in victim.whole()]
        outcome.faults += victim.in_place
        if hit and rng.random() < 0.5 and outcome.kills < times:
            continue  # killed again after resuming
        victim.run(None)
        outcome.ends += 1
        outcome.faults += [f"end after kill {outcome.kills}: {fault}" for fault in victim.equal()]
        outcome.faults += victim.in_place
        outcome.faults += [f"left at the end: {path.name}" for path in victim.folder.rglob(f"{PREFIX}*")]
        victim.begin()
    return outcome


def _become(entry: str, arguments: list[str], output: Connection, log: Path, in_place: Path, broken: bool) -> None:
    """Run the command line in the new process, with its output sent to the killing process."""
    os.dup2(output.fileno(), 1)
    sys.stdout = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    with log.open("w") as errors:
        os.dup2(errors.fileno(), 2)
        sys.argv[1:] = arguments
        watch_writes(in_place.parent, in_place)
        if broken:
            Path.replace = _copy  # type: ignore[assignment,method-assign]
        module, name = entry.split(":")
        code = getattr(import_module(module), name)()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _copy(source: Path, target: Path) -> None:
    """Replace a file as no program should: a kill in between leaves half of it."""
    target.write_bytes(source.read_bytes())
    source.unlink()


def event_of(line: str) -> str:
    """Return the kind of the event in a line; empty if the line is incomplete."""
    try:
        return str(json.loads(line)["event"])
    except ValueError:
        return ""
