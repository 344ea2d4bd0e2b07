"""Detection on many micrographs on this machine: threads read ahead while the network runs."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Protocol

import torch

from iceboxer.engine.data.micrograph import Open, open_micrograph
from iceboxer.engine.events import IsCancelled, check
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import Detector, Outcome
from iceboxer.engine.picking.size import estimate_box_size

READ_AHEAD = 3  # prepared micrographs that may wait for the network
MAX_PARALLEL = 4  # micrographs processed at once on a CPU; each needs memory

Reuse = Callable[[Path], Outcome | None]  # returns the outcome of an earlier run, None if there is none


class Pipeline(Protocol):
    """What runs the detection: this machine (`LocalPipeline`) or a cluster (`engine.picking.cluster`).

    `name` describes the device to people; `writers` is the number of threads that write results, chosen so that
    writing never holds up detection.
    """

    name: str
    writers: int

    def estimate_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> float:
        """Return the box size in px that fits the particles on a few of the micrographs."""

    def run(self, paths: Sequence[Path], box_size: float, reuse: Reuse, cancelled: IsCancelled) -> Generator[Outcome]:
        """Yield the outcome of each micrograph, in any order."""


class LocalPipeline:
    """Detection on this machine.

    On a CPU each thread takes a micrograph through all steps, the network included, so that no thread waits for
    another; a GPU takes several prepared micrographs at once.
    """

    def __init__(self, config: PickConfig, open: Open | None = None) -> None:
        self.detector = Detector(config, config.threads, open)
        self._open = open or open_micrograph
        self.device = self.detector.device
        self.name = self.device.name
        self.writers = 1
        self.on_cpu = self.detector.on_cpu
        self.workers = min(self.device.threads, MAX_PARALLEL) if self.on_cpu else 1

    def estimate_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> float:
        """See `Pipeline.estimate_box_size` and `engine.picking.size`."""
        return estimate_box_size(self.detector.network, self.device, paths, cancelled, self._open)

    def run(self, paths: Sequence[Path], box_size: float, reuse: Reuse, cancelled: IsCancelled) -> Generator[Outcome]:
        """Yield the outcome of each micrograph, in the order of `paths`."""
        threads = max(1, self.device.threads // self.workers)
        with ThreadPoolExecutor(self.workers, "read", torch.set_num_threads, (threads,)) as readers:
            ahead = self._read_ahead(readers, paths, box_size, reuse, cancelled)
            for batch in iter(lambda: tuple(islice(ahead, self.device.batch)), ()):
                yield from self._detect_batch(batch, box_size)

    def _read_ahead(
        self,
        readers: ThreadPoolExecutor,
        paths: Sequence[Path],
        box_size: float,
        reuse: Reuse,
        cancelled: IsCancelled,
    ) -> Iterator[Outcome]:
        """Yield the micrographs in order while the next few are being prepared."""
        step = self.detector.run if self.on_cpu else self.detector.prepare
        waiting: list[Future[Outcome]] = []
        try:
            for path in paths:
                check(cancelled)
                waiting.append(readers.submit(lambda path: reuse(path) or step(path, box_size), path))
                if len(waiting) > READ_AHEAD + max(self.device.batch, self.workers) - 1:
                    yield waiting.pop(0).result()
            while waiting:
                check(cancelled)
                yield waiting.pop(0).result()
        finally:
            for future in waiting:
                future.cancel()

    def _detect_batch(self, batch: Sequence[Outcome], box_size: float) -> Iterator[Outcome]:
        """Yield the batch; micrographs that are only prepared go through the network together."""
        prepared = [o.prepared for o in batch if o.prepared is not None and o.found is None]
        found = iter(self.detector.detect(prepared, box_size) if prepared else [])
        for outcome in batch:
            pending = outcome.prepared is not None and outcome.found is None
            yield replace(outcome, found=next(found)) if pending else outcome
