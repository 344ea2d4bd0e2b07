"""A background thread that runs plain functions and delivers their results to the window's thread."""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PyQt5.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, pyqtSignal, pyqtSlot

from iceboxer.boxmanager.core.pieces import is_working
from iceboxer.engine.errors import EngineError

HELD_MS = 20
SHORT = 0.02  # s; a wait that nobody notices

Result = TypeVar("Result")
OnResult = Callable[[Any], object]
OnError = Callable[[str, str], object]  # message, details


class Background(QObject):
    """One thread with a queue; results are delivered on the thread that created this object."""

    _delivered = pyqtSignal(object, object)
    _finished = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(1)
        self._delivered.connect(self._deliver)
        self._closed = False
        self._held: deque[tuple[Callable[..., object], tuple[Any, ...]]] = deque()  # during a change in pieces

    def run(self, function: Callable[[], Any], done: OnResult, failed: OnError) -> None:
        """Queue `function`; afterwards call `done(result)`, or `failed(message, details)` if it raised an exception."""
        if not self._closed:
            self._threads.submit(self._work, function, done, failed)

    def call(self, function: Callable[[], Result], takes_input: bool = False) -> Result:
        """Run `function` on the thread and return its result or raise its exception.

        The window is painted and timers run meanwhile, but it takes no input unless `takes_input`.
        """
        future = self._threads.submit(function)
        loop = QEventLoop()
        self._finished.connect(loop.quit)
        future.add_done_callback(lambda _: self._finished.emit())
        flag = QEventLoop.ProcessEventsFlag
        accepted = QEventLoop.ProcessEventsFlags(flag.AllEvents if takes_input else flag.ExcludeUserInputEvents)
        while not future.done():
            loop.exec(accepted)
        self._finished.disconnect(loop.quit)
        return future.result()

    def _work(self, function: Callable[[], Any], done: OnResult, failed: OnError) -> None:
        try:
            result = function()
        except EngineError as e:
            self._send(failed, (str(e), traceback.format_exc()))
        except Exception as e:  # noqa: BLE001
            # the edge of the thread: every error must become a message in the window
            self._send(failed, (f"An unexpected error occurred: {e}", traceback.format_exc()))
        else:
            self._send(done, (result,))

    def _send(self, call: Callable[..., object], arguments: tuple[Any, ...]) -> None:
        if not self._closed:
            self._delivered.emit(call, arguments)

    def _deliver_held(self) -> None:
        """Deliver what was held back, in its order, unless the change still runs."""
        while self._held and not is_working() and not self._closed:
            call, arguments = self._held.popleft()
            call(*arguments)
        if self._held and not self._closed:
            QTimer.singleShot(HELD_MS, self._deliver_held)

    @pyqtSlot(object, object)  # without the decorator, PyQt delivers through a proxy object that `wait` does not reach
    def _deliver(self, call: Callable[..., object], arguments: tuple[Any, ...]) -> None:
        if self._closed:
            return
        if is_working() or self._held:
            self._held.append((call, arguments))
            if len(self._held) == 1:
                QTimer.singleShot(HELD_MS, self._deliver_held)
        else:
            call(*arguments)

    def wait(self) -> None:
        """Wait until all queued functions have run and their results are delivered.

        If that takes longer than a moment, the window is painted meanwhile, but takes no input.
        """
        if not self._closed:
            try:
                self._threads.submit(int).result(SHORT)
            except TimeoutError:
                self.call(int)
            QCoreApplication.sendPostedEvents(self, 0)
            self._deliver_held()

    def close(self) -> None:
        """Discard the queue, wait for the running function, and deliver no more results."""
        self._closed = True
        self._threads.shutdown(wait=True, cancel_futures=True)


def ignore(*_: object) -> None:
    """Ignore a result or an error of work in the background."""
