"""Runs a plain function on a thread and hands its result to the window's thread."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PyQt5.QtCore import QCoreApplication, QObject, pyqtSignal, pyqtSlot

from iceboxer.engine.errors import EngineError

Done = Callable[[Any], None]
Failed = Callable[[str, str], None]


class Background(QObject):
    """One thread with a queue. `run(function, done, failed)` answers on the thread that made this object."""

    _delivered = pyqtSignal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(1)
        self._delivered.connect(self._deliver)
        self._closed = False

    def run(self, function: Callable[[], Any], done: Done, failed: Failed) -> None:
        """Queue `function`; then `done(result)`, or `failed(sentence, details)` when it raised."""
        if not self._closed:
            self._threads.submit(self._work, function, done, failed)

    def _work(self, function: Callable[[], Any], done: Done, failed: Failed) -> None:
        try:
            result = function()
        except EngineError as e:
            self._send(failed, (str(e), traceback.format_exc()))
        except Exception as e:  # noqa: BLE001
            # the thread's own border: whatever went wrong becomes a sentence in the window
            self._send(failed, (f"Something unexpected went wrong: {e}", traceback.format_exc()))
        else:
            self._send(done, (result,))

    def _send(self, call: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        if not self._closed:
            self._delivered.emit(call, arguments)

    @pyqtSlot(object, object)  # undecorated, PyQt queues it for an object of its own, which `wait` does not reach
    def _deliver(self, call: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        if not self._closed:
            call(*arguments)

    def wait(self) -> None:
        """Wait until all that was queued has run and has been answered."""
        if not self._closed:
            self._threads.submit(int).result()
            QCoreApplication.sendPostedEvents(self, 0)

    def close(self) -> None:
        """Drop what is queued, wait for what runs, and deliver nothing any more."""
        self._closed = True
        self._threads.shutdown(wait=True, cancel_futures=True)
