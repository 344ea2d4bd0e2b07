"""The queue of batches that several processes draw; the counterpart of `engine.training.batches.Feed`."""

from __future__ import annotations

from collections.abc import Generator
from types import TracebackType

import torch

from iceboxer.engine.models.base import Target
from iceboxer.engine.training.batches import Batch, Feed
from iceboxer.engine.training.scene_workers import Arrays, DrawerSettings, SceneWorkers


class WorkerFeed(Feed):
    """Queue of batches of simulated scenes that `workers` processes draw."""

    def __init__(self, settings: DrawerSettings, workers: int, batch: int, seed: int, start: int = 0) -> None:
        super().__init__(settings.source(), batch, seed, start)
        self._workers = SceneWorkers(settings, workers, batch, seed, start)

    def __enter__(self) -> WorkerFeed:
        self._workers.__enter__()
        super().__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workers.__exit__(kind, error, trace)  # first, so that the thread does not wait for a batch
        super().__exit__(kind, error, trace)

    def _batches(self) -> Generator[Batch, None, None]:
        while True:
            yield to_batch(self._workers.next())


def to_batch(arrays: Arrays) -> Batch:
    """Return the arrays of a process as pictures (n, 1, side, side) and their target."""
    parts = {name: torch.from_numpy(array) for name, array in arrays.items()}
    pictures = parts.pop("picture")[:, None].float().contiguous(memory_format=torch.channels_last)
    return pictures, Target(**{name: part.long() if name == "junk" else part.float() for name, part in parts.items()})
