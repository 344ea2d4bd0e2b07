"""The display of a job's events: a progress bar with the time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from iceboxer.engine.events import (
    EpochDone,
    Event,
    Finished,
    LossPoint,
    MicrographDone,
    MicrographFailed,
    Note,
    Progress,
    Started,
)
from iceboxer.engine.text import count_noun, format_duration, printable


def json_lines(event: Event) -> None:
    """Write an event as one line of JSON to standard output."""
    sys.stdout.write(event.to_json() + "\n")
    sys.stdout.flush()


class Console:
    """A display of events on standard error, so that standard output holds only results."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._is_terminal = self._stream.isatty()
        self._bar: Any = None
        self._loss = ""

    def __call__(self, event: Event) -> None:
        """Show one event."""
        if isinstance(event, LossPoint):
            self._loss = f"loss {event.loss:.3f}"
        elif isinstance(event, Progress):
            self._progress(event)
        elif (line := _line(event)) is not None:
            self._write(line)
        if isinstance(event, Finished):
            self.close()

    def close(self) -> None:
        """Remove the progress bar, so that the terminal is left clean after an error too."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _write(self, line: str) -> None:
        if self._bar is not None:
            self._bar.clear()
        self._stream.write(printable(line) + "\n")
        self._stream.flush()

    def _progress(self, event: Progress) -> None:
        if not self._is_terminal:
            return
        if self._bar is None or self._bar.total != event.total or self._bar.desc != event.unit:
            self.close()
            self._bar = tqdm(
                total=event.total,
                desc=event.unit,
                file=self._stream,
                leave=False,
                bar_format="{desc} {percentage:3.0f}% {bar} {postfix}",
            )
        left = "" if event.seconds_left is None else f"{format_duration(event.seconds_left)} left"
        self._bar.set_postfix_str(", ".join(filter(None, (self._loss, left))), refresh=False)
        self._bar.update(event.done - self._bar.n)


def _line(event: Event) -> str | None:
    if isinstance(event, Started):
        return f"{event.job} on {event.device}" if event.device else None
    if isinstance(event, Note):
        return event.text
    if isinstance(event, MicrographDone):
        return f"{Path(event.path).name}: {event.count}"
    if isinstance(event, MicrographFailed):
        return f"{event.path} {event.reason} (skipped)"
    if isinstance(event, EpochDone):
        return _epoch(event)
    return None


def _epoch(event: EpochDone) -> str:
    line = f"epoch {event.epoch:3d}  {format_duration(event.seconds):>7}  loss {event.loss:.3f}"
    if event.validation_loss is not None:
        line += f"  validation {event.validation_loss:.3f}"
    if event.recall is not None:
        line += f"  {round(event.recall * event.labels):,} of {count_noun(event.labels, 'held-out label')} found"
    if event.auc is not None:
        line += f"  AUC {event.auc:.3f}  F1 {event.f1 or 0:.3f}"
    return line + ("  best" if event.best else "")
