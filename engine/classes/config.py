"""Settings of classes. Does not load torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iceboxer.engine.config import THREADS, check_seed, check_threads, require, setting

FEWEST_BOXES = 20
MOST_CLASSES = 200
PER_CLASS = 70  # boxes, by default
FEWEST_MEMBERS = 10  # boxes per class, in the mean
SMALLEST_BOX = 4  # px


@dataclass(frozen=True)
class ClassesConfig:
    """Settings for averaging picks in classes."""

    picks: tuple[Path, ...] = setting(
        help="picks: output folders of picking, or files and folders of boxes", positional=True
    )
    micrographs: tuple[Path, ...] = setting(help="the micrographs: files or folders")
    output: Path = setting(help="folder for averages.mrcs, averages.png, classes.csv, assignments.star and CBOX/")
    classes: int | None = setting(None, help="number of classes (default: one per 70 boxes, from 10 to 50)")
    threshold: float | None = setting(
        None, help="minimum confidence, 0 to 1 (default: the one used in picking; none for other files)"
    )
    box_size: float | None = setting(None, help="box side in px, for files without sizes")
    mask: float = setting(0.85, help="diameter of the circular mask in box sides, 0.4 to 1")
    crop: int = setting(64, help="side of a crop after downscaling in px, 32 to 128; it covers 1.2 box sides")
    optics: Path | None = setting(
        None,
        help="the RELION project's micrographs_ctf.star: its defocus values are used to flip the phases, and its "
        "names and optics groups to write particles.star",
    )
    greyed: bool = setting(False, help="also average the picks that were greyed by masks")
    seed: int = setting(1, help="random seed")
    overwrite: bool = setting(False, help="start again instead of resuming an earlier run")
    threads: int = setting(0, help=THREADS)

    def __post_init__(self) -> None:
        count = self.classes
        require(count is None or 2 <= count <= MOST_CLASSES, f"The number of classes must be 2 to {MOST_CLASSES}.")
        threshold = self.threshold
        require(threshold is None or 0 <= threshold <= 1, "The threshold must be between 0 and 1.")
        require(
            self.box_size is None or self.box_size >= SMALLEST_BOX, f"The box size must be at least {SMALLEST_BOX} px."
        )
        require(0.4 <= self.mask <= 1, "The mask diameter must be between 0.4 and 1 box side.")
        require(32 <= self.crop <= 128, "The side of a crop must be between 32 and 128 px.")
        check_seed(self.seed)
        check_threads(self.threads)

    def count_classes(self, boxes: int) -> int:
        """Return the number of classes for a number of boxes."""
        return min(self.classes or max(10, min(50, boxes // PER_CLASS)), max(2, boxes // FEWEST_MEMBERS))
