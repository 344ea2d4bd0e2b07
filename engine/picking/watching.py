"""Picks a folder while it fills: the job behind ``iceboxer pick --watch``."""

from __future__ import annotations

import json
import time
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.data.atomic import replacing, write_text
from engine.data.folders import is_file, unreadable
from engine.data.formats.star import CONFIDENCE, MICROGRAPH, X, Y, quote
from engine.errors import Cancelled, EngineError, ReadError
from engine.events import (
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
from engine.picking.arrivals import Arrivals
from engine.picking.names import Names
from engine.picking.output import write_distribution
from engine.picking.picker import Picking, Ready
from engine.picking.watch import STOP_FILES, WatchConfig

AT_ONCE = 32  # micrographs between two looks at whether to stop; their boxes are in memory together
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
    run = _Watching(config, report)
    report(Started("pick", None, run.device.name))
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

    def __init__(self, config: WatchConfig, report: Report) -> None:
        super().__init__(config, [], lambda event: None if isinstance(event, Progress) else report(event))
        assert config.watch is not None
        self.folder, self.poll, self.idle = config.watch, config.poll, config.idle
        self.arrivals = Arrivals(self.folder, config.output, config.poll)
        self.written = Names(config.output / "names.json", self.folder)
        self.counts: dict[Path, int] = {}
        self.bad: dict[str, str] = {}
        self._confidences, self._sizes = array("f"), array("f")

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
        self._begun = time.monotonic()
        try:
            self.all(cancelled)
        finally:
            for path, boxes in self.chosen.items():
                self.bad.pop(str(path), None)
                self.counts[path] = len(boxes)
                size = (boxes["estimated_width"] + boxes["estimated_height"]) / 2
                self._confidences.extend(boxes["confidence"].tolist())
                self._sizes.extend(size.tolist())
            for name, reason in self.failed.items():
                self.bad[name] = reason
                self.arrivals.failed(Path(name))
            self.chosen, self.failed = {}, {}

    def _prepare(self, path: Path) -> Ready:
        try:
            return super()._prepare(path)
        except EngineError as e:  # a setting that does not suit one file, as Å where it states no pixel size
            return Ready(path, error=ReadError(path, str(e)))

    def _is_bad(self, path: Path, reason: str) -> None:
        self.bad[str(path)] = reason
        self.report(MicrographFailed(str(path), reason))

    def finish(self, seconds: float) -> dict[str, Any]:
        """Write the files that are about all micrographs; returns the summary."""
        folder = self.output.folder
        names = self.written.of(list(self.counts))
        stars = [(path.name, folder / "STAR" / f"{names[path]}.star") for path in self.counts]
        _join([star for star in stars if is_file(star[1])], folder / "CRYOSPARC" / "cryosparc.star")
        if self._confidences:
            write_distribution(folder / "DISTR", "confidence", np.frombuffer(self._confidences, "f4"), "confidence")
            write_distribution(folder / "DISTR", "size", np.frombuffer(self._sizes, "f4"), "estimated size (px)")
        summary = self.summary(seconds) | {
            "done": len(self.counts),
            "picks": sum(self.counts.values()),
            "failed": self.bad,
            "counts": {str(path): count for path, count in self.counts.items()},
        }
        write_text(folder / "summary.json", json.dumps(summary, indent=2, default=str) + "\n")
        return summary


def _portions(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    for start in range(0, len(paths), AT_ONCE):
        yield paths[start : start + AT_ONCE]


def _wait(seconds: float, cancelled: IsCancelled) -> None:
    end = time.monotonic() + seconds
    check(cancelled)
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(NAP, left))
        check(cancelled)


def _join(files: Sequence[tuple[str, Path]], target: Path) -> None:
    """One STAR file of many micrographs out of one each, as `Output.write_visible` writes them; row by row.

    Not through arrays of boxes, since there may be more of them than fit into memory.
    """
    tags = (MICROGRAPH, X, Y, CONFIDENCE)
    with replacing(target) as temporary, temporary.open("w", encoding="utf-8", errors="replace", newline="\n") as out:
        out.write("\ndata_\n\nloop_\n" + "".join(f"{tag} #{i}\n" for i, tag in enumerate(tags, 1)))
        for name, file in files:
            word = quote(name)
            with file.open(encoding="utf-8") as rows:
                out.writelines(f"{word} {row}" for row in rows if row[0].isdigit() or row[0] == "-")
        out.write("\n")
