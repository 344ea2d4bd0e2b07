"""Settings of picking filaments. Does not load torch."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from pathlib import Path

from iceboxer.engine.config import DEVICE, PRECISION, THREADS, require, setting
from iceboxer.engine.data.junk import NO_MASK
from iceboxer.engine.picking.mask_settings import MASK_THRESHOLD, MASK_VALUES, check_masks

WIDTH = "width of the filaments in Å (default: as in training; the filament model estimates it)"
SPACING = "distance between two segments in Å (default: a quarter of the width)"
RISE = "helical rise in Å; with --subunits, the alternative to --spacing"
SUBUNITS = "asymmetric units between two segments"
MIN_LENGTH = "drop filaments shorter than this, in Å (default: 2 widths)"
MIN_RADIUS = "smallest radius of curvature in Å: how far filaments may bend (default: 6 widths)"
GAP = "longest gap in Å that a filament continues through (default: 2.5 widths)"
POLAR = "the direction of the filaments is known: write a flip ratio of 0 instead of 0.5"
CLUSTER = (
    "run on a Dask cluster: scheduler address (tcp://HOST:8786), scheduler file, or local:N for N processes on this "
    "machine"
)


@dataclass(frozen=True)
class PickFilamentsConfig:
    """Settings for picking filaments with a trained model."""

    inputs: tuple[Path, ...] = setting(help="micrographs to pick: files or folders", positional=True)
    model: Path | None = setting(help="model file (default: the filament model)", required=False)
    output: Path = setting(help="output folder")
    threshold: float | None = setting(None, help="minimum confidence, 0 to 1 (default: the model's own)")
    width: float | None = setting(None, help=WIDTH)
    box_size: float | None = setting(None, help="1.5 × the width in px, for micrographs without a pixel size")
    spacing: float | None = setting(None, help=SPACING)
    rise: float | None = setting(None, help=RISE)
    subunits: int | None = setting(None, help=SUBUNITS)
    min_length: float | None = setting(None, help=MIN_LENGTH)
    min_radius: float | None = setting(None, help=MIN_RADIUS)
    gap: float | None = setting(None, help=GAP)
    polar: bool = setting(False, help=POLAR)
    mask: str = setting(NO_MASK, help="hide the parts of filaments in junk", metavar=MASK_VALUES)
    mask_margin: float = setting(0.0, help="also hide parts this near to junk, in half widths")
    mask_threshold: float = setting(0.5, help=MASK_THRESHOLD)
    overwrite: bool = setting(False, help="pick all micrographs again instead of resuming an earlier run")
    pictures: bool = setting(False, help="also save each micrograph with its filaments drawn on it, in PICTURES/")
    keep_folders: bool = setting(False, help="put results into the same subfolders as the micrographs are in")
    cluster: str | None = setting(None, help=CLUSTER, metavar="WHERE")
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)
    precision: str = setting("auto", help=PRECISION)

    def __post_init__(self) -> None:
        require(bool(self.inputs), "No micrographs to pick.")
        threshold = self.threshold
        require(threshold is None or 0 <= threshold <= 1, "The threshold must be between 0 and 1.")
        require(not (self.width and self.box_size), "Set the width or the box size, not both.")
        require(self.box_size is None or self.box_size >= 4, "The box size must be at least 4 px.")
        check_masks(self)
        check_cluster(self.cluster, self.threads)
        check_lengths(self.width, self.spacing, self.rise, self.subunits)
        for name in ("min_length", "min_radius", "gap"):
            value = getattr(self, name)
            require(
                value is None or 0 <= value < inf, f"The {name.replace('_', ' ')} of filaments must not be negative."
            )


def check_cluster(cluster: str | None, threads: int) -> None:
    """Check that the threads are not set for workers of a cluster.

    Raises
    ------
    ConfigError
        They are.
    """
    local = (cluster or "local:").startswith("local:")
    require(local or not threads, "--threads has no effect on a cluster: its workers set their own threads.")


def check_lengths(width: float | None, spacing: float | None, rise: float | None, subunits: int | None) -> None:
    """Check the width of filaments and the distance of their segments.

    Raises
    ------
    ConfigError
        One is not above 0, or they contradict each other.
    """
    require(width is None or 0 < width < inf, "The width of filaments must be above 0 Å.")
    require(spacing is None or 0 < spacing < inf, "The distance between segments must be above 0 Å.")
    require(not (spacing and rise), "Set the spacing or the rise with the subunits, not both.")
    require((rise is None) == (subunits is None), "The rise and the number of subunits belong together; set both.")
    require(rise is None or 0 < rise < inf, "The rise must be above 0 Å.")
    require(subunits is None or subunits >= 1, "There must be at least one subunit between segments.")


def spacing_of(width: float, spacing: float | None, rise: float | None, subunits: int | None) -> float:
    """Return the distance between segments in Å for filaments of `width` Å."""
    if spacing is not None:
        return spacing
    if rise is not None and subunits is not None:
        return rise * subunits
    return width / 4
