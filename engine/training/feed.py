"""Draws batches in a thread while the network learns from the one before."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from iceboxer.engine.data.filters import Image
from iceboxer.engine.models.base import Target
from iceboxer.engine.training.targets import Grid

Batch = tuple[Tensor, Target]


class Source(Protocol):
    """What draws one picture (side, side) and the arrays of its target."""

    def draw(self, rng: np.random.Generator) -> tuple[Image, dict[str, Grid]]:
        """One of them."""


def collate(crops: Source, seed: int, numbers: Iterable[int]) -> Batch:
    """Crops (n, 1, side, side) and their targets; each number stands for one and the same crop under one seed."""
    drawn = [crops.draw(np.random.default_rng((seed, number))) for number in numbers]
    pictures = torch.from_numpy(np.stack([picture for picture, _ in drawn]))[:, None]
    target = Target(*(torch.from_numpy(np.stack([grid[name] for _, grid in drawn])) for name in Target._fields))
    return pictures.contiguous(memory_format=torch.channels_last), target


class Feed:
    """A queue of batches, filled by one thread: the same seed gives the same batches.

    Parameters
    ----------
    start : int
        The number of the first batch.
    part : (int, int)
        Which of how many processes this is; all together draw the batches that one alone would draw of the same
        size.
    """

    def __init__(self, crops: Source, batch: int, seed: int, start: int = 0, part: tuple[int, int] = (0, 1)) -> None:
        self.crops, self.batch, self.seed = crops, batch, seed
        self._next = (start * part[1] + part[0]) * batch
        self._step = part[1] * batch
        self._queue: queue.Queue[Batch | Exception] = queue.Queue(maxsize=3)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    def __enter__(self) -> Feed:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        while self._thread.is_alive():
            self._drain()
            self._thread.join(0.05)

    def next(self) -> Batch:
        """The next batch; an exception of the thread is raised here."""
        item = self._queue.get()
        if isinstance(item, Exception):
            raise item
        return item

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._queue.put(collate(self.crops, self.seed, range(self._next, self._next + self.batch)))
                self._next += self._step
        except Exception as e:  # noqa: BLE001  handed to the thread that trains, which raises it
            self._queue.put(e)

    def _drain(self) -> None:
        while not self._queue.empty():
            self._queue.get_nowait()
