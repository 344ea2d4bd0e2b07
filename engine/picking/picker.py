"""Picks many micrographs: the job behind ``iceboxer pick`` and the window's *Pick*."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Any, Protocol

from iceboxer.engine.config import to_json
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.micrograph import find_micrographs
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation.picture import draw_boxes
from iceboxer.engine.events import (
    Finished,
    IsCancelled,
    MicrographDone,
    MicrographFailed,
    Note,
    Progress,
    Report,
    Started,
)
from iceboxer.engine.picking import sizing
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.here import DoneBefore, Here
from iceboxer.engine.picking.looking import Ready
from iceboxer.engine.picking.names import FILE, Names
from iceboxer.engine.picking.output import Output
from iceboxer.engine.picking.tally import Tally
from iceboxer.engine.version import __version__


class Eyes(Protocol):
    """Who looks at the micrographs: this machine (`engine.picking.here`) or many (`engine.picking.cluster`).

    `name` is for people; `writers` is how many threads write, fewer than which would hold the lookers up.
    """

    name: str
    writers: int

    def find_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> float:
        """The size of what is on a few of the micrographs."""

    def look_at(
        self, paths: Sequence[Path], box_size: float, done_before: DoneBefore, cancelled: IsCancelled
    ) -> Generator[Ready]:
        """Each micrograph looked at, done before or refused, in any order."""


def pick(config: PickConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Pick all micrographs; a file that cannot be read is reported and skipped.

    What an earlier run with the same model and settings has done is taken over. Cancelled, what is done
    stays, and the next run goes on from there.

    Returns
    -------
    dict
        The summary that is also written to ``summary.json``.

    Raises
    ------
    EngineError
        No micrograph, no model, no such device or cluster, or the output cannot be written.
    Cancelled
    """
    begun = time.monotonic()
    paths = find_micrographs(list(config.inputs))
    if not paths:
        raise EngineError(f"There is no micrograph in {', '.join(map(str, config.inputs))}.")
    with eyes(config, report) as looking:
        run = Picking(config, paths, looking, report)
        report(Started("pick", len(paths), looking.name))
        if run.output.continues:
            report(Note(f"Going on in {run.output.folder}; what is done there is not picked again."))
        run.all(cancelled)
    summary = run.finish(time.monotonic() - begun)
    report(Finished("pick", time.monotonic() - begun, {k: summary[k] for k in ("picks", "done", "failed")}))
    return summary


def eyes(config: PickConfig, report: Report) -> AbstractContextManager[Eyes]:
    """Who looks at the micrographs, for as long as the context lasts."""
    if config.cluster is None:
        return nullcontext(Here(config))
    from iceboxer.engine.picking.cluster import cluster

    return cluster(config, report)


class Picking:
    """One run over many micrographs: somebody looks at them, threads write what was seen."""

    def __init__(self, config: PickConfig, paths: Sequence[Path], looking: Eyes, report: Report) -> None:
        self.config, self.looking, self.report = config, looking, report
        self.model_file = config.model or shipped()
        self.card = read_card(self.model_file)
        self.threshold = self.card.threshold if config.threshold is None else config.threshold
        self.output = Output(config, self.threshold)
        self.output.remove_remains()
        self.written = Names(config.output / FILE)
        self.names = self.written.of(paths)
        self.paths = paths
        self.tally = Tally()
        self.failed: dict[str, str] = {}
        self.taken_over = 0
        self._box_size: float | None = None
        self._done = 0
        self._begun = time.monotonic()
        self._told = threading.Lock()  # one event after the other

    def all(self, cancelled: IsCancelled) -> None:
        """Pick every micrograph."""
        box_size = self._settle_box_size(cancelled)
        self.output.begin(box_size)
        seen = self.looking.look_at(self.paths, box_size, self._done_before, cancelled)
        with ThreadPoolExecutor(self.looking.writers, "write") as writers, closing(seen):
            written: list[Future[None]] = []
            for ready in seen:
                if ready.error is not None:
                    self._refused(ready.path, ready.error)
                else:
                    written.append(writers.submit(self._write, ready))
                written = [f for f in written if not (f.done() and f.result() is None)]
            for future in written:
                future.result()
        self.failed = {str(path): self.failed[str(path)] for path in self.paths if str(path) in self.failed}

    def _settle_box_size(self, cancelled: IsCancelled) -> float:
        """Once, before the first micrograph: an earlier run's where this one goes on with it."""
        if self._box_size is None:
            self._box_size = self.output.box_size_before or sizing.box_size(
                self.config,
                self.card,
                self.paths,
                lambda: self.looking.find_box_size(self.paths, cancelled),
                self.report,
            )
        return self._box_size

    def _done_before(self, path: Path) -> Ready | None:
        done = self.output.done_before(self.names[path])
        return None if done is None else Ready(path, done=done)

    def _refused(self, path: Path, error: EngineError) -> None:
        """Report a file that cannot be read; whatever else is wrong ends the run."""
        if not isinstance(error, ReadError):
            raise error
        with self._told:
            self.failed[str(path)] = error.reason
            self.report(MicrographFailed(str(path), error.reason))

    def _write(self, ready: Ready) -> None:
        name = self.names[ready.path]
        boxes = ready.boxes(self.config.keep_edge)
        if ready.done is None:
            boxes = self.output.write_all(name, boxes)
        chosen = self.output.write_visible(name, boxes)
        if self.config.pictures and ready.prepared is not None:
            path = self.output.folder / "PICTURES" / f"{name}.png"
            draw_boxes(ready.prepared.picture, ready.prepared.scale, chosen, path)
        with self._told:
            self._count(ready, boxes, chosen)

    def _count(self, ready: Ready, boxes: Boxes, chosen: Boxes) -> None:
        self.taken_over += ready.done is not None
        self.tally.add(ready.path, chosen)
        self._done += 1
        seconds = time.monotonic() - self._begun
        finished = self._done + len(self.failed)
        self.report(MicrographDone(str(ready.path), len(chosen), seconds / finished, boxes))
        left = seconds / finished * (len(self.paths) - finished)
        self.report(Progress(finished, len(self.paths), "micrographs", left))

    def finish(self, seconds: float) -> dict[str, Any]:
        """Write the files that are about all micrographs, which each run replaces; returns the summary."""
        self.tally.sort(self.paths)
        summary = self.summary(seconds)
        self.output.finish(self.tally, self.names, summary)
        return summary

    def summary(self, seconds: float) -> dict[str, Any]:
        """What ran, with which model and threshold, counts and times."""
        counts = self.tally.counts
        return {
            "version": __version__,
            "model": str(self.model_file),
            "network": self.card.network,
            "box_size": self._box_size if self._box_size is not None else self.card.box_size,
            "threshold": self.threshold,
            "recommended_threshold": self.card.threshold,
            "device": self.looking.name,
            "done": len(counts),
            "taken_over": self.taken_over,
            "picks": sum(counts.values()),
            "failed": self.failed,
            "seconds": seconds,
            "counts": {str(path): count for path, count in counts.items()},
            "config": to_json(self.config),
        }
