"""Detection of filaments on many micrographs on this machine."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

from iceboxer.engine.events import IsCancelled
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.detector import Outcome
from iceboxer.engine.picking.filament_config import PickFilamentsConfig
from iceboxer.engine.picking.filament_detector import FilamentDetector
from iceboxer.engine.picking.pipeline import MAX_PARALLEL, READ_AHEAD, Reuse, in_order


class LocalFilaments:
    """Detection of filaments by threads of this process; see `engine.picking.pipeline.Pipeline`."""

    writers = 1

    def __init__(self, config: PickFilamentsConfig) -> None:
        self.detector = FilamentDetector(config)
        self.name = self.detector.device.name

    def estimate_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> BoxSize:
        """Return the box size, 1.5 widths, that fits the filaments on a few of the micrographs."""
        return self.detector.estimate_box_size(paths, cancelled)

    def run(self, paths: Sequence[Path], box_size: BoxSize, reuse: Reuse, cancelled: IsCancelled) -> Generator[Outcome]:
        """Yield the micrographs in order while the next few are being picked."""
        threads = self.detector.device.threads
        workers = min(threads, MAX_PARALLEL)
        with ThreadPoolExecutor(workers, "pick", torch.set_num_threads, (max(1, threads // workers),)) as pool:
            ahead = READ_AHEAD + workers + 1
            yield from in_order(
                pool, paths, lambda path: reuse(path) or self.detector.run(path, box_size), ahead, cancelled
            )
