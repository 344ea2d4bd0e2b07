"""The extent of the measurements on a GPU."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Extent:
    """Sizes and durations.

    Attributes
    ----------
    learn, test : int
        Micrographs per simulated set.
    large : int
        Side in px of the micrographs of which picking is timed.
    picked : int
        Micrographs per timing of picking.
    batches : dict
        For each network, the batches with which training is timed.
    timing : float
        Seconds of each timing of training.
    learning : float
        Seconds of each training of `yolo`, at most; `steps` at most.
    limit : float
        Seconds of all measurements; what would not finish in time is left out.
    crop : int or None
        Side in px of the training crops of `yolo` instead of its own.
    """

    learn: int
    test: int
    large: int
    picked: int
    batches: dict[str, tuple[int, ...]]
    timing: float
    learning: float
    steps: int | None
    limit: float
    crop: int | None = None


FULL = Extent(40, 10, 4096, 64, {"compact": (4, 16, 64), "yolo": (4, 16, 32)}, 1.0, 180.0, None, 285.0)
QUICK = Extent(3, 1, 1024, 6, {"compact": (1,), "yolo": (1,)}, 0.0, 1.0, 1, 3600.0, 128)
