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
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import Detector, Outcome
from iceboxer.engine.picking.size import estimate_box_size

READ_AHEAD = 3  # prepared micrographs that may wait for the network
MAX_PARALLEL = 4  # micrographs read, or on a CPU processed, at once; each needs memory

Reuse = Callable[[Path], Outcome | None]  # returns the outcome of an earlier run, None if there is none


class Pipeline(Protocol):
    """The interface of detection on this machine (`LocalPipeline`) and on a cluster (`engine.picking.cluster`).

    `name` describes the device to users; `writers` is the number of threads that write results, chosen so that
    writing never slows down detection.
    """

    name: str
    writers: int

    def estimate_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> BoxSize:
        """Return the box size that fits the particles on a few of the micrographs."""

    def run(self, paths: Sequence[Path], box_size: BoxSize, reuse: Reuse, cancelled: IsCancelled) -> Generator[Outcome]:
        """Yield the outcome of each micrograph, in any order."""


def in_order(
    pool: ThreadPoolExecutor,
    paths: Sequence[Path],
    step: Callable[[Path], Outcome],
    ahead: int,
    cancelled: IsCancelled,
) -> Generator[Outcome]:
    """Yield the outcome of `step` on each micrograph in order, while that on the next few (`ahead`) is running."""
    waiting: list[Future[Outcome]] = []
    try:
        for path in paths:
            check(cancelled)
            waiting.append(pool.submit(step, path))
            if len(waiting) >= ahead:
                yield waiting.pop(0).result()
        while waiting:
            check(cancelled)
            yield waiting.pop(0).result()
    finally:
        for future in waiting:
            future.cancel()


class LocalPipeline:
    """Detection on this machine.

    On a CPU, each thread processes a micrograph from reading to detection, so that no thread waits for another; a
    GPU processes several micrographs at once, which the threads have read and prepared.
    """

    def __init__(self, config: PickConfig, open: Open | None = None) -> None:
        self.detector = Detector(config, config.threads, open)
        self._open = open or open_micrograph
        self.device = self.detector.device
        self.name = self.device.name
        self.writers = 1
        self.on_cpu = self.detector.on_cpu
        self.workers = min(self.device.threads, MAX_PARALLEL)

    def estimate_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> BoxSize:
        """Return the box size that fits the particles; see `engine.picking.size.estimate_box_size`."""
        detector = self.detector
        return estimate_box_size(detector.network, self.device, paths, cancelled, self._open, detector.config.box_size)

    def run(self, paths: Sequence[Path], box_size: BoxSize, reuse: Reuse, cancelled: IsCancelled) -> Generator[Outcome]:
        """Yield the outcome of each micrograph, in the order of `paths`."""
        workers = max(1, min(self.workers, len(paths)))
        threads = max(1, self.device.threads // workers)
        with ThreadPoolExecutor(workers, "read", torch.set_num_threads, (threads,)) as readers:
            ahead = self._read_ahead(readers, paths, box_size, reuse, cancelled)
            for batch in iter(lambda: tuple(islice(ahead, self.device.batch)), ()):
                yield from self._detect_batch(batch)

    def _read_ahead(
        self,
        readers: ThreadPoolExecutor,
        paths: Sequence[Path],
        box_size: BoxSize,
        reuse: Reuse,
        cancelled: IsCancelled,
    ) -> Iterator[Outcome]:
        """Yield the micrographs in order while the next few are being prepared."""
        step = self.detector.run if self.on_cpu else self.detector.prepare
        ahead = READ_AHEAD + max(self.device.batch, self.workers)
        return in_order(readers, paths, lambda path: reuse(path) or step(path, box_size), ahead, cancelled)

    def _detect_batch(self, batch: Sequence[Outcome]) -> Iterator[Outcome]:
        """Yield the batch; micrographs that are only prepared go through the network together, by scale."""
        outcomes = list(batch)
        pending = [i for i, o in enumerate(outcomes) if o.prepared is not None and o.found is None]
        sizes = {i: (outcomes[i].network_box, outcomes[i].box_size) for i in pending}
        for size in dict.fromkeys(sizes.values()):
            same = [i for i in pending if sizes[i] == size]
            prepared = [p for i in same if (p := outcomes[i].prepared) is not None]
            for i, found in zip(same, self.detector.detect(prepared, *size), strict=True):
                outcomes[i] = replace(outcomes[i], found=found.picks, junk=found.junk)
        yield from outcomes
