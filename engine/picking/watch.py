"""Picks a folder while it fills: the job behind ``iceboxer pick --watch``."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from iceboxer.engine.data.folders import is_file, unreadable
from iceboxer.engine.errors import Cancelled, EngineError, ReadError
from iceboxer.engine.events import (
    Arrived,
    Finished,
    IsCancelled,
    MicrographFailed,
    Note,
    Progress,
    Report,
    Started,
    check,
)
from iceboxer.engine.picking.arrivals import Arrivals
from iceboxer.engine.picking.picker import Eyes, Picking, eyes
from iceboxer.engine.picking.watch import STOP_FILES, WatchConfig

AT_ONCE = 32  # micrographs between two looks at whether to stop
NAP = 0.2  # s between two looks at whether it was cancelled


def watch(config: WatchConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Pick each micrograph of a folder once it is whole, until a signal, a sentinel file, or nothing comes any more.

    What an earlier run with the same model and settings has picked is taken over. A file that cannot be read is
    reported and tried again when it changes. Being cancelled is an ordinary end.

    Returns
    -------
    dict
        The summary that is also written to ``summary.json``, as of `engine.picking.picker.pick`.

    Raises
    ------
    EngineError
        No such folder or model, or the output cannot be written.
    """
    assert config.watch is not None
    begun = time.monotonic()
    try:
        next(config.watch.iterdir(), None)
    except OSError as e:
        raise unreadable(config.watch, e) from e
    with eyes(config, report) as looking:
        run = _Watching(config, looking, report)
        report(Started("pick", None, looking.name))
        report(Note(f"Watching {config.watch}. A file {STOP_FILES[0]} in it ends this."))
        try:
            why = run.until_stopped(cancelled)
        except Cancelled:
            why = "It was asked to stop."
    report(Note(why))
    summary = run.finish(time.monotonic() - begun)
    report(Finished("pick", summary["seconds"], {k: summary[k] for k in ("picks", "done", "failed")}))
    return summary


class _Watching(Picking):
    """A run that goes on with more micrographs, and keeps of those that are done their counts and sizes only."""

    def __init__(self, config: WatchConfig, looking: Eyes, report: Report) -> None:
        super().__init__(config, [], looking, lambda event: None if isinstance(event, Progress) else report(event))
        assert config.watch is not None
        self.folder, self.poll, self.idle = config.watch, config.poll, config.idle
        self.arrivals = Arrivals(self.folder, config.output, config.poll)
        self.bad: dict[str, str] = {}

    def until_stopped(self, cancelled: IsCancelled) -> str:
        """Look, pick, wait; returns the sentence that says why it ended."""
        last = time.monotonic()
        while True:
            if stop := self._stop_file():
                return f"{stop} is there."
            new, bad = self.arrivals.look()
            if new or bad:
                self.report(Arrived((*map(str, new), *(error.path for error in bad))))
            for error in bad:
                self._is_bad(Path(error.path), error.reason)
            self.written.of(new)
            for some in _portions(new):
                self._pick(some, cancelled)
                last = time.monotonic()
                if self._stop_file():
                    break
            if self.idle is not None and time.monotonic() - last > 60 * self.idle:
                return f"There was no new micrograph for {self.idle:g} minutes."
            _wait(0 if len(new) > AT_ONCE else self.poll, cancelled)

    def _stop_file(self) -> Path | None:
        return next((path for name in STOP_FILES if is_file(path := self.folder / name)), None)

    def _pick(self, paths: Sequence[Path], cancelled: IsCancelled) -> None:
        """Pick a few micrographs and remember what the summary tells of them."""
        self.paths = list(paths)
        self.names = self.written.of(self.paths)
        self._begun, self._done = time.monotonic(), 0
        try:
            self.all(cancelled)
        finally:
            for path in paths:
                if path in self.tally.counts:
                    self.bad.pop(str(path), None)
            for name, reason in self.failed.items():
                self.bad[name] = reason
                self.arrivals.failed(Path(name))
            self.failed = {}

    def _refused(self, path: Path, error: EngineError) -> None:
        """Whatever is wrong with one file, as Å where it states no pixel size, stops no other."""
        super()._refused(path, error if isinstance(error, ReadError) else ReadError(path, str(error)))

    def _is_bad(self, path: Path, reason: str) -> None:
        self.bad[str(path)] = reason
        self.report(MicrographFailed(str(path), reason))

    def finish(self, seconds: float) -> dict[str, Any]:
        """Write the files that are about all micrographs; returns the summary."""
        self.paths = list(self.tally.counts)
        self.names = self.written.of(self.paths)
        self.failed = self.bad
        return super().finish(seconds)


def _portions(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    for start in range(0, len(paths), AT_ONCE):
        yield paths[start : start + AT_ONCE]


def _wait(seconds: float, cancelled: IsCancelled) -> None:
    end = time.monotonic() + seconds
    check(cancelled)
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(NAP, left))
        check(cancelled)
