"""Picking of micrographs as they arrive in a folder: the job behind ``iceboxer pick --watch``."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from iceboxer.engine.config import derive
from iceboxer.engine.data.claim import claiming_output
from iceboxer.engine.data.folders import is_file, unreadable
from iceboxer.engine.data.micrograph_search import Found
from iceboxer.engine.data.micrograph_versions import versionless
from iceboxer.engine.errors import Cancelled, EngineError, NoParticles, ReadError
from iceboxer.engine.events import (
    Arrived,
    Event,
    Finished,
    Incomplete,
    IsCancelled,
    MicrographFailed,
    Note,
    Progress,
    Report,
    Started,
    check,
)
from iceboxer.engine.picking.config import STOP_FILES, PickConfig, WatchConfig
from iceboxer.engine.picking.filament_config import PickFilamentsConfig
from iceboxer.engine.picking.filaments import FilamentRun, open_filament_pipeline, pick_filaments
from iceboxer.engine.picking.monitor import PATIENCE, FolderMonitor
from iceboxer.engine.picking.picker import open_pipeline, pick
from iceboxer.engine.picking.pipeline import Pipeline
from iceboxer.engine.picking.run import PickRun

CHUNK = 32  # micrographs picked between two checks for a stop file
NAP = 0.2  # s between two checks for cancellation


def pick_or_watch(config: WatchConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Pick existing micrographs, or watch a folder; see `engine.picking.picker.pick` and `watch`."""
    if config.watch is not None:
        return watch(config, report, cancelled)
    if config.filaments:
        return pick_filaments(derive(PickFilamentsConfig, config), report, cancelled)
    return pick(derive(PickConfig, config), report, cancelled)


@claiming_output
def watch(config: WatchConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Pick each micrograph of a folder once it is complete, until a signal, a stop file, or the idle time.

    Results of an earlier run with the same model and settings are reused. A file that was replaced is picked again;
    one that cannot be read is reported and tried again when it changes. Cancelling is a normal end.

    Returns
    -------
    dict
        The summary that is also written to ``summary.json``; see `engine.picking.picker.pick`.

    Raises
    ------
    EngineError
        The folder or the model does not exist, or the output cannot be written.
    """
    assert config.watch is not None
    begun = time.monotonic()
    try:
        next(config.watch.iterdir(), None)
    except OSError as e:
        raise unreadable(config.watch, e) from e
    with _open_pipeline(config, report) as pipeline:
        run = _Watching(config, _new_run(config, pipeline, report), report)
        report(Started("pick", None, pipeline.name))
        report(Note(f"Watching {config.watch}, until a file {STOP_FILES[0]} appears there or watching is stopped."))
        try:
            why = run.until_stopped(cancelled)
        except Cancelled:
            why = "Stopped on request."
    report(Note(why))
    summary = run.finish(time.monotonic() - begun)
    report(Finished("pick", summary["seconds"], {k: summary[k] for k in ("picks", "done", "failed")}))
    return summary


def _open_pipeline(config: WatchConfig, report: Report) -> AbstractContextManager[Pipeline]:
    if config.filaments:
        return open_filament_pipeline(derive(PickFilamentsConfig, config), report)
    return open_pipeline(config, report)


def _new_run(config: WatchConfig, pipeline: Pipeline, report: Report) -> _ParticleRun | _FilamentRun:
    """Return a run without micrographs. It reports no progress, since nobody knows how many will arrive."""

    def without_progress(event: Event) -> None:
        if not isinstance(event, Progress):
            report(event)

    if config.filaments:
        return _FilamentRun(derive(PickFilamentsConfig, config), [], pipeline, without_progress)
    return _ParticleRun(config, [], pipeline, without_progress)


class _ParticleRun(PickRun):
    """A run whose micrographs arrive over time; of finished ones it keeps only counts and sizes."""

    def begin(self, paths: Sequence[Path]) -> None:
        """Prepare for these micrographs."""
        self.paths = list(paths)
        self.names = self.output_names.assign(self.paths)
        self._begun, self._done = time.monotonic(), 0
        if not self.output.continues:  # else the picture is compared, and noted if it differs
            self.output.changed += [path for path in paths if path in self.totals.counts]

    def _fail(self, path: Path, error: EngineError) -> None:
        super()._fail(path, _as_read_error(path, error))


class _FilamentRun(FilamentRun):
    """A run of filaments whose micrographs arrive over time."""

    def begin(self, paths: Sequence[Path]) -> None:
        """Prepare for these micrographs."""
        self.paths = list(paths)

    def _fail(self, path: Path, error: EngineError) -> None:
        super()._fail(path, _as_read_error(path, error))


def _as_read_error(path: Path, error: EngineError) -> ReadError:
    """Return the error as one of its file: no error of one file, such as a missing pixel size, ends the run."""
    return error if isinstance(error, ReadError) else ReadError(path, str(error))


class _Watching:
    """Picks with a run what arrives in a folder."""

    def __init__(self, config: WatchConfig, run: _ParticleRun | _FilamentRun, report: Report) -> None:
        assert config.watch is not None
        self.run, self.report = run, report
        self.folder, self.poll, self.idle = config.watch, config.poll, config.idle
        self.monitor = FolderMonitor(self.folder, config.output, config.poll)
        self.bad: dict[str, str] = {}
        self._files: dict[str, Path] = {}  # the file of each micrograph, by `versionless`
        self._gone = False  # the watched folder has disappeared
        self._pending = 0  # files, as reported
        self._explained = False  # why pictures wait
        self._waiting: list[Path] = []  # until a micrograph shows the size of what is picked

    def until_stopped(self, cancelled: IsCancelled) -> str:
        """Scan, pick and wait in a loop; return a sentence on why it ended."""
        last = time.monotonic()
        while True:
            if stop := self._stop_file():
                return f"Stopped: found {stop}."
            self._report_whether_gone()
            new, bad = self.monitor.scan()
            self._report_pending()
            if new or bad:
                self.report(Arrived((*map(str, new), *(error.path for error in bad))))
            for error in bad:
                self._report_bad(Path(error.path), error.reason)
            self.run.output_names.assign(new)
            self._remove_worse(new)
            for chunk in _chunks(new):
                self._pick(chunk, cancelled)
                last = time.monotonic()
                if self._stop_file():
                    break
            if self.idle is not None and time.monotonic() - last > 60 * self.idle and not self.monitor.waits:
                return f"Stopped: no new micrograph for {self.idle:g} minutes."
            _wait(0 if len(new) > CHUNK else self.poll, cancelled)

    def _remove_worse(self, new: Sequence[Path]) -> None:
        """Forget the results of files that new ones replace, such as a JPEG picture that came before its MRC file."""
        for path in new:
            earlier = self._files.setdefault(versionless(path), path)
            if earlier != path:
                self.run.totals.remove(earlier)
                self.monitor.aside[earlier] = path
                self._files[versionless(path)] = path

    def _report_whether_gone(self) -> None:
        """Report that the watched folder has disappeared, or that it is back."""
        gone = not _is_readable(self.folder)
        if gone and not self._gone:
            self.report(Note(f"{self.folder} has disappeared. Watching continues when it is back."))
        elif self._gone and not gone:
            self.report(Note(f"{self.folder} is back. Watching continues."))
        self._gone = gone

    def _report_pending(self) -> None:
        """Report how many files are not ready, and once why pictures take longer."""
        if self.monitor.pending != self._pending:
            self._pending = self.monitor.pending
            self.report(Incomplete(self._pending))
        if self.monitor.waits and not self._explained:
            self._explained = True
            seconds = PATIENCE * self.poll
            self.report(Note(f"JPEG and PNG pictures wait {seconds:g} s for a better file of the same micrograph."))

    def _stop_file(self) -> Path | None:
        return next((path for name in STOP_FILES if is_file(path := self.folder / name)), None)

    def _pick(self, paths: Sequence[Path], cancelled: IsCancelled) -> None:
        """Pick a few micrographs and record the results for the summary."""
        run = self.run
        paths = list(dict.fromkeys([*self._waiting, *paths]))
        run.begin(paths)
        try:
            run.pick_all(cancelled)
            self._waiting = []
        except NoParticles as e:
            if not self._waiting:
                self.report(Note(f"{e} Meanwhile, micrographs wait for one from which it can be estimated."))
            self._waiting = paths
        finally:
            for path in paths:
                if path in run.totals.counts:
                    self.bad.pop(str(path), None)
            for name, reason in run.failed.items():
                self.bad[name] = reason
                run.totals.remove(Path(name))
                self.monitor.put_back(Path(name))
            run.failed = {}

    def _report_bad(self, path: Path, reason: str) -> None:
        self.bad[str(path)] = reason
        self.run.totals.remove(path)
        self.report(MicrographFailed(str(path), reason))

    def finish(self, seconds: float) -> dict[str, Any]:
        """Write the files that cover all micrographs; return the summary."""
        run = self.run
        run.paths = list(run.totals.counts)
        run.names = run.output_names.assign(run.paths)
        run.failed = self.bad
        for sentence in Found(aside=self.monitor.aside).notes():
            self.report(Note(sentence))
        return run.finish(seconds)


def _is_readable(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            next(entries, None)
    except OSError:
        return False
    return True


def _chunks(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    for start in range(0, len(paths), CHUNK):
        yield paths[start : start + CHUNK]


def _wait(seconds: float, cancelled: IsCancelled) -> None:
    end = time.monotonic() + seconds
    check(cancelled)
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(NAP, left))
        check(cancelled)
