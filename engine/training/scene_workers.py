"""Batches of simulated scenes drawn by several processes, which do not load torch."""

from __future__ import annotations

import multiprocessing
import os
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.filters import Image
from iceboxer.engine.errors import EngineError
from iceboxer.engine.training.targets import Grid

Arrays = dict[str, NDArray[Any]]  # "picture" (n, side, side) and the parts of the target (n, rows, columns)

AHEAD = 3  # batches that each process prepares in advance
PATIENCE = 5.0  # seconds between two checks that a process is alive
STOPPED = "A process that simulates scenes stopped unexpectedly; memory may have run out. Use fewer --workers."
# the linear algebra of each process would otherwise start a thread per core
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Drawer(Protocol):
    """A source of scenes."""

    def draw(self, rng: np.random.Generator) -> tuple[Image, dict[str, Grid]]:
        """Return one scene (side, side) and the arrays of its target."""


class DrawerSettings(Protocol):
    """The settings of a source, which are sent to the processes."""

    def source(self) -> Drawer:
        """Return the source."""


def draw_arrays(source: Drawer, seed: int, numbers: range) -> Arrays:
    """Return the pictures of these numbers and their targets, in half precision for a faster transfer."""
    drawn = [source.draw(np.random.default_rng((seed, number))) for number in numbers]
    arrays = {"picture": np.stack([picture for picture, _ in drawn])}
    arrays |= {name: np.stack([target[name] for _, target in drawn]) for name in drawn[0][1]}
    return {name: a.astype(np.int8 if name == "junk" else np.float16) for name, a in arrays.items()}


class SceneWorkers:
    """Processes that draw batches; worker w of n draws the batches w, w + n, …

    The same seed, batch size and number of workers give the same batches. Use as a context manager.

    Parameters
    ----------
    batch : int
        Pictures per batch.
    start : int
        Number of the first batch.
    """

    def __init__(self, settings: DrawerSettings, workers: int, batch: int, seed: int, start: int = 0) -> None:
        context = multiprocessing.get_context("spawn")
        self._next = start
        self._queues = [context.Queue(AHEAD) for _ in range(workers)]
        self._processes = [
            context.Process(
                target=_work,
                args=(settings, batch, seed, start + (number - start) % workers, workers, self._queues[number]),
                daemon=True,
            )
            for number in range(workers)
        ]

    def __enter__(self) -> SceneWorkers:
        with _single_threaded():
            for process in self._processes:
                process.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()

    def next(self) -> Arrays:
        """Return the next batch.

        Raises
        ------
        EngineError
            A process has failed or was killed.
        """
        number = self._next % len(self._queues)
        self._next += 1
        while True:
            try:
                item = self._queues[number].get(timeout=PATIENCE)
                break
            except queue.Empty:
                if not self._processes[number].is_alive():
                    raise EngineError(STOPPED) from None
        if isinstance(item, str):
            raise EngineError(f"A scene could not be simulated: {item}")
        arrays: Arrays = item
        return arrays


def _work(settings: DrawerSettings, batch: int, seed: int, first: int, step: int, batches: Any) -> None:
    """Draw batches for ever: the main function of a process."""
    source = settings.source()
    number = first
    try:
        while True:
            batches.put(draw_arrays(source, seed, range(number * batch, (number + 1) * batch)))
            number += step
    except Exception as e:  # noqa: BLE001  reported by the training process
        batches.put(f"{type(e).__name__}: {e}")


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Let processes that are started here use one thread each."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
