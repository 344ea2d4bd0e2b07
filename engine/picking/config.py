"""Settings of picking. Does not load torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from iceboxer.engine.config import DEVICE, PRECISION, THREADS, derive, require, setting
from iceboxer.engine.data.junk import NO_MASK
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.picking.filament_config import (
    CLUSTER,
    GAP,
    MIN_LENGTH,
    MIN_RADIUS,
    POLAR,
    RISE,
    SPACING,
    SUBUNITS,
    WIDTH,
    PickFilamentsConfig,
    check_cluster,
)
from iceboxer.engine.picking.mask_settings import MASK_THRESHOLD, MASK_VALUES, check_masks

STOP_FILES = ("stop.iceboxer", "stop.cryolo")  # the latter because crYOLO's users know it


@dataclass(frozen=True)
class PickConfig:
    """Settings for picking particles with a trained model."""

    inputs: tuple[Path, ...] = setting(help="micrographs to pick: files or folders", positional=True)
    model: Path | None = setting(
        help="model file (default: the general model, which picks particles of any kind)", required=False
    )
    output: Path = setting(help="output folder for CBOX/, EMAN/, STAR/, CRYOSPARC/, DISTR/ and summary.json")
    threshold: float | None = setting(None, help="minimum confidence, 0 to 1 (default: the model's own)")
    diameter: float | None = setting(
        None, help="particle diameter in Å (default: as in training; the general model estimates it)"
    )
    diameter_px: float | None = setting(
        None, help="particle diameter in px instead of Å, for micrographs without a pixel size"
    )
    box_size: float | None = setting(
        None, help="side of the written boxes in px (default: as in training, or 1.5 × the particle diameter)"
    )
    min_distance: float = setting(
        0.0, help="minimum distance of picks in px; of two closer ones, keep only the more confident"
    )
    max_overlap: float | None = setting(
        None,
        help="maximum intersection over union of two boxes, 0 to 1; above it, keep only the more confident "
        "(default: 0.5; 0.3 for yolo)",
    )
    keep_edge: bool = setting(False, help="keep boxes that extend beyond the micrograph's edge")
    min_size: float | None = setting(None, help="drop picks with a smaller estimated particle size, in px")
    max_size: float | None = setting(None, help="drop picks with a larger estimated particle size, in px")
    mask: str = setting(
        NO_MASK,
        help="hide picks in junk: auto (on carbon film, ice, aggregates and dead borders that the model sees; their "
        "map is saved in MASKS/), none, or a folder of masks named like the micrographs",
        metavar=MASK_VALUES,
    )
    mask_margin: float = setting(
        0.0, help="also hide picks this near to junk, in particle radii or half filament widths"
    )
    mask_threshold: float = setting(0.5, help=MASK_THRESHOLD)
    ctf: Path | None = setting(
        None,
        help="RELION's micrographs_ctf.star or cryoSPARC's exposures (.cs): vary the threshold with the defocus, so "
        "that the share of picks kept is alike at every defocus",
    )
    overwrite: bool = setting(False, help="pick all micrographs again instead of resuming an earlier run")
    keep_folders: bool = setting(
        False, help="put results into the same subfolders as the micrographs are in, below each folder that is picked"
    )
    pictures: bool = setting(False, help="also save each micrograph with its picks drawn on it, in PICTURES/")
    cluster: str | None = setting(None, help=CLUSTER, metavar="WHERE")
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)
    precision: str = setting("auto", help=PRECISION)

    def __post_init__(self) -> None:
        require(bool(self.inputs), "No micrographs to pick.")
        threshold = self.threshold
        require(threshold is None or 0 <= threshold <= 1, "The threshold must be between 0 and 1.")
        overlap = self.max_overlap
        require(overlap is None or 0 <= overlap <= 1, "The maximum overlap must be between 0 and 1.")
        require(self.min_distance >= 0, "The minimum distance cannot be negative.")
        require(self.box_size is None or self.box_size >= 4, "The box size must be at least 4 px.")
        require(self.diameter is None or self.diameter > 0, "The diameter must be above 0 Å.")
        require(self.diameter_px is None or self.diameter_px >= 2, "The diameter must be at least 2 px.")
        smallest, largest = self.min_size or 0, math.inf if self.max_size is None else self.max_size
        require(smallest <= largest and largest > 0, "No size is between the minimum and the maximum size.")
        require(not (self.diameter and self.diameter_px), "Set the diameter in Å or in px, not both.")
        require(
            self.ctf is None or not self.pictures,
            "--pictures and --ctf cannot be combined: pictures are drawn before the thresholds are known.",
        )
        check_masks(self)
        check_cluster(self.cluster, self.threads)

    def threshold_for(self, card: Card) -> float:
        """Return the threshold to use with a model: the one set here, else the one that its card recommends."""
        return card.threshold if self.threshold is None else self.threshold


@dataclass(frozen=True)
class WatchConfig(PickConfig):
    """Settings of ``iceboxer pick``: picking micrographs that exist, or those that arrive in a watched folder."""

    inputs: tuple[Path, ...] = setting(help="micrographs to pick: files or folders", positional=True, nargs="*")
    watch: Path | None = setting(
        None,
        help="watch this folder and pick micrographs as they arrive, until Ctrl-C or until a file "
        f"{STOP_FILES[0]} appears in it",
    )
    poll: float = setting(5.0, help="with --watch: seconds between scans; a file must not change in between")
    idle: float | None = setting(None, help="with --watch: stop after this many minutes without a new micrograph")
    filaments: bool = setting(False, help="pick filaments instead of single particles")
    width: float | None = setting(None, help=f"with --filaments: {WIDTH}")
    spacing: float | None = setting(None, help=f"with --filaments: {SPACING}")
    rise: float | None = setting(None, help=f"with --filaments: {RISE}")
    subunits: int | None = setting(None, help=f"with --filaments: {SUBUNITS}")
    min_length: float | None = setting(None, help=f"with --filaments: {MIN_LENGTH}")
    min_radius: float | None = setting(None, help=f"with --filaments: {MIN_RADIUS}")
    gap: float | None = setting(None, help=f"with --filaments: {GAP}")
    polar: bool = setting(False, help=f"with --filaments: {POLAR}")

    def __post_init__(self) -> None:
        for name in ("width", "spacing", "rise", "subunits", "min_length", "min_radius", "gap"):
            require(self.filaments or getattr(self, name) is None, f"--{name.replace('_', '-')} needs --filaments.")
        require(
            self.ctf is None or (self.watch is None and not self.filaments),
            "--ctf works without --watch and --filaments: it needs the picks of all micrographs.",
        )
        if self.filaments:
            require(self.diameter is None, "Filaments have a --width instead of a --diameter.")
        require(bool(self.inputs) != bool(self.watch), "Give either micrographs to pick or a folder with --watch.")
        require(self.poll > 0, "The time between scans must be above 0 s.")
        require(self.idle is None or self.idle > 0, "The idle time must be above 0 minutes.")
        if self.watch is not None:
            # pictures written to the watched folder would be picked as micrographs
            require(self.watch.resolve() != self.output.resolve(), "The output folder cannot be the watched folder.")
            object.__setattr__(self, "inputs", (self.watch,))
        if self.filaments:
            derive(PickFilamentsConfig, self)  # which checks the settings
        else:
            super().__post_init__()
