"""The process beside the window in which networks learn and pick.

A process and no thread: loading torch would hold the window for seconds, and a training that runs out of memory
must not take the boxes with it. Nothing of Qt is loaded here.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from iceboxer.engine.errors import Cancelled, EngineError
from iceboxer.engine.events import Event, Progress, Report

LESS_URGENT = 5  # niceness: a click goes before a training
BETWEEN = 0.05  # seconds between two events of progress


@dataclass(frozen=True)
class Task:
    """What to do: a name of `WORK` and what it takes."""

    name: str
    arguments: tuple[Any, ...]


class Word(Enum):
    """What is said to a task that runs."""

    CANCEL = "cancel"
    STOP = "stop"


@dataclass(frozen=True)
class Done:
    """The task is over, with what it returns."""

    result: Any


@dataclass(frozen=True)
class Failed:
    """The task is over; `sentence` is for people, `details` for those who mend it."""

    sentence: str
    details: str


@dataclass(frozen=True)
class Gone:
    """The task was cancelled."""


class Inbox:
    """What the window says, taken in by a thread of its own so that it counts at once."""

    def __init__(self, connection: Connection) -> None:
        self.tasks: queue.Queue[Task | None] = queue.Queue()
        self._connection = connection
        self._said: set[Word] = set()
        self._news: Any = None
        threading.Thread(target=self._listen, name="inbox", daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                message = self._connection.recv()
            except (EOFError, OSError):
                os._exit(0)  # the window is gone, and whatever runs here is for nobody
            if message is None or isinstance(message, Task):
                self._said, self._news = set(), None
                self.tasks.put(message)
            elif isinstance(message, Word):
                self._said = self._said | {message}
            else:
                self._news = message

    def cancelled(self) -> bool:
        """Whether the task is to leave everything."""
        return Word.CANCEL in self._said

    def stopped(self) -> bool:
        """Whether the task is to end early and well."""
        return Word.STOP in self._said

    def news(self) -> Any:
        """The latest news, once."""
        news, self._news = self._news, None
        return news


def main(connection: Connection) -> None:
    """Do one task after the other until the window says None or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is meant for the window
    if sys.platform != "win32":
        os.nice(LESS_URGENT)
    inbox = Inbox(connection)
    while (task := inbox.tasks.get()) is not None:
        connection.send(_outcome(task, inbox, _throttled(connection.send)))


def _throttled(send: Callable[[Event], None]) -> Report:
    last = 0.0

    def report(event: Event) -> None:
        nonlocal last
        if isinstance(event, Progress):
            if time.monotonic() - last < BETWEEN:
                return
            last = time.monotonic()
        send(event)

    return report


def _outcome(task: Task, inbox: Inbox, report: Report) -> Done | Failed | Gone:
    try:
        return Done(WORK[task.name](inbox, report, *task.arguments))
    except Cancelled:
        return Gone()
    except EngineError as e:
        return Failed(str(e), traceback.format_exc())
    except Exception as e:  # noqa: BLE001  the process's own border: whatever went wrong becomes a sentence
        return Failed(_sentence(e), traceback.format_exc())


def _sentence(error: Exception) -> str:
    text = str(error)
    if isinstance(error, MemoryError) or "out of memory" in text or "can't allocate memory" in text:
        return (
            "The memory of the device is used up. Nothing that was boxed or picked is lost. Choose a smaller batch "
            "under Advanced, or another device, or end other programs, and start again."
        )
    return f"Something unexpected went wrong: {error}"


def _train(inbox: Inbox, report: Report, config: Any, lesson: Any) -> Any:
    """Write what is learnt from beside the model, then train on the files, as the command line would."""
    from iceboxer.engine.training.snapshot import write_label_set
    from iceboxer.engine.training.trainer import train

    write_label_set(lesson, config.boxes[0])
    return train(config, report, inbox.cancelled, inbox.stopped)


def _pick(inbox: Inbox, report: Report, config: Any) -> Any:
    from iceboxer.engine.picking.picker import pick

    return pick(config, report, inbox.cancelled)


def _watch(inbox: Inbox, report: Report, config: Any, folder: Path, seconds: float) -> Any:
    """Pick `folder` as it fills, otherwise as `config` says; None where the window ended it.

    It is looked at every so many `seconds`.
    """
    from iceboxer.engine.config import derive
    from iceboxer.engine.picking.config import WatchConfig
    from iceboxer.engine.picking.watch import watch

    settings = derive(WatchConfig, config, inputs=(), watch=folder, poll=seconds)
    summary = watch(settings, report, inbox.cancelled)
    return None if inbox.cancelled() else summary


def _assist(inbox: Inbox, report: Report, config: Any) -> Any:
    from iceboxer.engine.training.assist import assist

    return assist(config, inbox.news, report, inbox.cancelled)


def _device(inbox: Inbox, report: Report, name: str) -> tuple[str, int, tuple[str, ...]]:  # noqa: ARG001
    """The device in words, its memory in bytes, and the names of all that can be chosen; plain, without torch."""
    from iceboxer.engine import devices

    device = devices.choose(name)
    return device.name, devices.memory(device), devices.names()


WORK: dict[str, Callable[..., Any]] = {
    "train": _train,
    "pick": _pick,
    "watch": _watch,
    "assist": _assist,
    "device": _device,
}
