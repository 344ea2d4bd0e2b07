"""The child process in which networks train and pick.

It is a process and not a thread, because loading torch would block the window for seconds and a training that runs
out of memory must not end the program. It does not load Qt.
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
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from enum import Enum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document.classes import Classes, ClassFigures, Members
from iceboxer.engine.data.boxes import no_boxes
from iceboxer.engine.errors import Cancelled, EngineError, ReadError
from iceboxer.engine.events import Event, MicrographFailed, Progress, Report

NICENESS = 5  # keeps the window responsive during a training
PROGRESS_INTERVAL = 0.05  # minimum seconds between two progress events


@dataclass(frozen=True)
class Task:
    """A task for the child process: a key of `WORK` and its arguments."""

    kind: TaskKind
    arguments: tuple[Any, ...]


class Interrupt(Enum):
    """Interruptions of a running task: `CANCEL` discards the result, `STOP` keeps the best so far."""

    CANCEL = "cancel"
    STOP = "stop"


@dataclass(frozen=True)
class Done:
    """Reply of a task that completed, with its result."""

    result: Any


@dataclass(frozen=True)
class Failed:
    """Reply of a task that failed: `sentence` is the message, `details` the traceback."""

    sentence: str
    details: str


@dataclass(frozen=True)
class Aborted:
    """Reply of a task that was cancelled."""


class Inbox:
    """Messages from the window, received on a separate thread so that they take effect at once."""

    def __init__(self, connection: Connection) -> None:
        self.tasks: queue.Queue[Task | None] = queue.Queue()
        self._connection = connection
        self._interrupts: set[Interrupt] = set()
        self._update: Any = None
        threading.Thread(target=self._listen, name="inbox", daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                message = self._connection.recv()
            except (EOFError, OSError):
                os._exit(0)  # the window has ended, so the result is not needed
            if message is None or isinstance(message, Task):
                self._interrupts, self._update = set(), None
                self.tasks.put(message)
            elif isinstance(message, Interrupt):
                self._interrupts = self._interrupts | {message}
            else:
                self._update = message

    def cancelled(self) -> bool:
        """Return whether to cancel the task and discard its result."""
        return Interrupt.CANCEL in self._interrupts

    def stopped(self) -> bool:
        """Return whether to stop the task early and keep its result."""
        return Interrupt.STOP in self._interrupts

    def take_update(self) -> Any:
        """Return the latest update and clear it; None if there is no new one."""
        update, self._update = self._update, None
        return update


def main(connection: Connection) -> None:
    """Run tasks one after the other until the window sends None or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the window handles Ctrl-C in the terminal
    if sys.platform != "win32":
        os.nice(NICENESS)
    _load()
    inbox = Inbox(connection)  # its thread unpickles, and must not import what is being imported
    while (task := inbox.tasks.get()) is not None:
        connection.send(_outcome(task, inbox, _throttled(connection.send)))


def _load() -> None:
    """Load the slow modules that every task needs, so that they are there when the first task comes."""
    with suppress(ImportError, OSError):  # the first task reports it
        import iceboxer.engine.picking.picker  # noqa: F401


def _throttled(send: Callable[[Event], None]) -> Report:
    last = 0.0

    def report(event: Event) -> None:
        nonlocal last
        if isinstance(event, Progress):
            if time.monotonic() - last < PROGRESS_INTERVAL:
                return
            last = time.monotonic()
        send(event)

    return report


def _outcome(task: Task, inbox: Inbox, report: Report) -> Done | Failed | Aborted:
    try:
        return Done(WORK[task.kind](inbox, report, *task.arguments))
    except Cancelled:
        return Aborted()
    except EngineError as e:
        return Failed(str(e), traceback.format_exc())
    except Exception as e:  # noqa: BLE001  the edge of the process: every error must become a message
        return Failed(_sentence(e), traceback.format_exc())


def _sentence(error: Exception) -> str:
    text = str(error)
    if isinstance(error, MemoryError) or "out of memory" in text or "can't allocate memory" in text:
        return (
            "The device ran out of memory. Boxes and picks are safe. Set a smaller batch size under Advanced, choose "
            "another device, or close other programs, then start again."
        )
    return (
        f"An unexpected error occurred: {error}\nBoxes and picks are safe. Start the task again, or report the details."
    )


def _train(inbox: Inbox, report: Report, config: Any, labels: Any, masks: Any) -> Any:
    """Write the labels and painted masks next to the model, then train on the files, as the command line does."""
    from iceboxer.engine.data.atomic import make_folder
    from iceboxer.engine.data.label_set import write_filament_set, write_label_set, write_painted_masks
    from iceboxer.engine.training.trainer import train

    make_folder(config.output.parent)
    (write_filament_set if config.filaments else write_label_set)(labels, config.boxes[0])
    if config.mask is not None:
        write_painted_masks(masks, config.mask)
    return train(config, report, inbox.cancelled, inbox.stopped)


def _pick(inbox: Inbox, report: Report, config: Any) -> Any:
    from iceboxer.engine.picking.filament_config import PickFilamentsConfig
    from iceboxer.engine.picking.filaments import pick_filaments
    from iceboxer.engine.picking.picker import pick

    if isinstance(config, PickFilamentsConfig):
        return pick_filaments(config, report, inbox.cancelled)

    return pick(config, report, inbox.cancelled)


def _watch(inbox: Inbox, report: Report, config: Any, folder: Path, seconds: float) -> Any:
    """Pick new micrographs in `folder` with the settings of `config`; return None if the window cancelled.

    The folder is polled every `seconds`.
    """
    from iceboxer.engine.config import derive
    from iceboxer.engine.picking.config import WatchConfig
    from iceboxer.engine.picking.filament_config import PickFilamentsConfig
    from iceboxer.engine.picking.watch import watch

    filaments = isinstance(config, PickFilamentsConfig)
    settings = derive(WatchConfig, config, inputs=(), watch=folder, poll=seconds, filaments=filaments)
    summary = watch(settings, report, inbox.cancelled)
    return None if inbox.cancelled() else summary


def _assist(inbox: Inbox, report: Report, config: Any) -> Any:
    from iceboxer.engine.training.assist import assist

    return assist(config, inbox.take_update, report, inbox.cancelled)


def _classes(inbox: Inbox, report: Report, config: Any, boxes: dict[Path, Any], pixel_size: float | None) -> Classes:
    """Average boxes in classes; `pixel_size` in Å/px replaces that of the files."""
    from iceboxer.engine.classes.job import average, prepare_threads
    from iceboxer.engine.classes.picks import prepare_picks
    from iceboxer.engine.data.micrograph import open_micrograph

    prepare_threads(config)
    opened, used = [], []
    for path, some in boxes.items():
        try:
            micrograph = open_micrograph(path)
        except ReadError as e:
            report(MicrographFailed(e.path, e.reason))
            continue
        opened.append(replace(micrograph, pixel_size=pixel_size) if pixel_size else micrograph)
        used.append(some)
    number = np.repeat(np.arange(len(used)), [len(some) for some in used])
    every = np.concatenate([no_boxes(), *used])
    result = average(config, prepare_picks(tuple(opened), every, number, report), report, inbox.cancelled)
    return _plain_classes(result)


def _plain_classes(result: Any) -> Classes:
    """Return classes without open files, which cannot be sent to the window."""
    picks = result.picks
    members = {}
    for i, micrograph in enumerate(picks.micrographs):
        mine = picks.number == i
        members[micrograph.path] = Members(picks.boxes[mine], result.number[mine], result.shift[mine])
    names = [field.name for field in fields(ClassFigures)]
    return Classes(
        averages=result.averages,
        figures=tuple(ClassFigures(**{name: getattr(row, name) for name in names}) for row in result.rows),
        members=members,
        resolutions_in_angstrom=picks.angstrom is not None,
        side=result.pixel * result.averages.shape[1],
    )


def _device(inbox: Inbox, report: Report, name: str) -> tuple[str, int, tuple[str, ...]]:  # noqa: ARG001
    """Return the device's description, its memory in bytes, and the names of all available devices."""
    from iceboxer.engine import devices

    device = devices.choose(name)
    return device.name, devices.memory(device), devices.names()


WORK: dict[TaskKind, Callable[..., Any]] = {
    TaskKind.TRAIN: _train,
    TaskKind.PICK: _pick,
    TaskKind.WATCH: _watch,
    TaskKind.ASSIST: _assist,
    TaskKind.DEVICE: _device,
    TaskKind.LOOK: _pick,
    TaskKind.CLASSES: _classes,
}
