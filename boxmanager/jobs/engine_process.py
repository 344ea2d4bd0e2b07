"""The window's end of the child process that trains and picks. No Qt."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from iceboxer.boxmanager.jobs import child
from iceboxer.boxmanager.jobs.child import Aborted, Done, Failed, Task
from iceboxer.engine.errors import Cancelled, EngineError
from iceboxer.engine.events import Event

PATIENCE = 5.0  # seconds to wait for the process to end before killing it


class TaskFailed(EngineError):
    """Failure of a task, with the traceback in `details`."""

    def __init__(self, sentence: str, details: str) -> None:
        super().__init__(sentence)
        self.details = details


class EngineProcess:
    """The child process, started on first use and restarted if it has died."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._sending, self._starting = threading.Lock(), threading.Lock()
        self._task: Task | None = None  # the running task
        self._early: list[tuple[Task, object]] = []  # messages for tasks that have not been sent yet

    def run(self, task: Task, report: Callable[[Event], object]) -> Any:
        """Run a task and return its result; `report` is called with its events, on this thread.

        Raises
        ------
        TaskFailed
            The task failed, or the process died.
        Cancelled
            The task was cancelled.
        """
        connection = self._connected()
        try:
            with self._sending:
                for message in (task, *(message for of, message in self._early if of is task)):
                    connection.send(message)
                self._task, self._early = task, []
            while True:
                message = connection.recv()
                if isinstance(message, Event):
                    report(message)
                elif isinstance(message, Done):
                    return message.result
                elif isinstance(message, Aborted):
                    raise Cancelled
                elif isinstance(message, Failed):
                    raise TaskFailed(message.sentence, message.details)
        except (EOFError, OSError) as e:
            raise TaskFailed(self._death(), repr(e)) from e
        finally:
            with self._sending:
                self._task = None

    def start(self) -> None:
        """Start the process, so that a first task finds it ready; it takes seconds to load."""
        self._connected()

    def send(self, task: Task, message: object) -> None:
        """Send a message to a task that is running or about to run; a finished task ignores it."""
        with self._sending:
            if self._task is task:
                self._write(message)
            else:
                self._early.append((task, message))

    def _write(self, message: object) -> None:
        if self._connection is not None and not self._connection.closed:
            try:
                self._connection.send(message)
            except OSError:
                return  # `run`, which waits for the reply, reports the end of the process

    def _connected(self) -> Connection:
        with self._starting:
            return self._connected_alone()

    def _connected_alone(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._connection is None:
            context = multiprocessing.get_context("spawn")
            self._connection, theirs = context.Pipe()
            self._process = context.Process(target=child.main, args=(theirs,), daemon=True, name="iceboxer-engine")
            self._process.start()
            theirs.close()
        return self._connection

    def _death(self) -> str:
        code = None
        if self._process is not None:
            self._process.join(PATIENCE)
            code = self._process.exitcode
        self._drop()
        return (
            f"The engine process ended unexpectedly (exit code {code}); it may have run out of memory. "
            "Boxes and picks are safe. Start the task again to continue."
        )

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None

    def kill(self) -> None:
        """Kill the process."""
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """Ask the process to end, and kill it if it does not."""
        with self._sending:
            self._write(None)
        if self._process is not None:
            self._process.join(PATIENCE)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
        self._drop()
