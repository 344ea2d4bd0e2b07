"""Looking at micrographs on this machine: some threads read ahead while the network works."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path

import torch

from iceboxer.engine.data.micrograph import Open, open_micrograph
from iceboxer.engine.events import IsCancelled, check
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.looking import Looker, Ready
from iceboxer.engine.picking.size import find_box_size

READ_AHEAD = 3  # prepared micrographs that may wait for the network
AT_ONCE = 4  # micrographs that a processor works on, each of which needs memory

DoneBefore = Callable[[Path], Ready | None]


class Here:
    """This machine.

    On a processor each thread does all of a micrograph, the network too, so that none waits for another; a
    graphics card takes several prepared ones at once.
    """

    def __init__(self, config: PickConfig, open: Open | None = None) -> None:
        self._open = open or open_micrograph
        self.looker = Looker(config, config.threads, open)
        self.device = self.looker.device
        self.name = self.device.name
        self.writers = 1
        self.on_processor = self.looker.on_processor
        self.workers = min(self.device.threads, AT_ONCE) if self.on_processor else 1

    def find_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> float:
        """The size of what is on a few of the micrographs, by looking; see `engine.picking.size`."""
        return find_box_size(self.looker.network, self.device, paths, cancelled, self._open)

    def look_at(
        self, paths: Sequence[Path], box_size: float, done_before: DoneBefore, cancelled: IsCancelled
    ) -> Generator[Ready]:
        """The micrographs in their order, each looked at, done before or refused."""
        self.looker.box_size = box_size
        threads = max(1, self.device.threads // self.workers)
        with ThreadPoolExecutor(self.workers, "read", torch.set_num_threads, (threads,)) as readers:
            ahead = self._read_ahead(readers, paths, done_before, cancelled)
            for batch in iter(lambda: tuple(islice(ahead, self.device.batch)), ()):
                yield from self._looked_at(batch)

    def _read_ahead(
        self, readers: ThreadPoolExecutor, paths: Sequence[Path], done_before: DoneBefore, cancelled: IsCancelled
    ) -> Iterator[Ready]:
        """The micrographs in their order, the next few being prepared while one is worked on."""
        step = self.looker.look if self.on_processor else self.looker.prepare
        waiting: list[Future[Ready]] = []
        try:
            for path in paths:
                check(cancelled)
                waiting.append(readers.submit(lambda path: done_before(path) or step(path), path))
                if len(waiting) > READ_AHEAD + max(self.device.batch, self.workers) - 1:
                    yield waiting.pop(0).result()
            while waiting:
                check(cancelled)
                yield waiting.pop(0).result()
        finally:
            for future in waiting:
                future.cancel()

    def _looked_at(self, batch: Sequence[Ready]) -> Iterator[Ready]:
        """The same, those that are only prepared shown to the network together."""
        prepared = [r.prepared for r in batch if r.prepared is not None and r.found is None]
        found = iter(self.looker.detect(prepared) if prepared else [])
        for ready in batch:
            yield replace(ready, found=next(found)) if ready.prepared is not None and ready.found is None else ready
