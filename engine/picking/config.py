"""The settings of picking; loads no torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iceboxer.engine.config import DEVICE, PRECISION, THREADS, require, setting


@dataclass(frozen=True)
class PickConfig:
    """Picking particles with a trained model."""

    inputs: tuple[Path, ...] = setting(help="micrographs to pick: files or folders", positional=True)
    model: Path | None = setting(
        help="a trained model; by default the general one, which knows particles that it has never seen", required=False
    )
    output: Path = setting(help="folder for CBOX/, EMAN/, STAR/, CRYOSPARC/, DISTR/ and summary.json")
    threshold: float | None = setting(None, help="least confidence, 0 to 1; by default the model's own")
    diameter: float | None = setting(None, help="Å, of the particles; by default as in training, or found by looking")
    box_size: float | None = setting(None, help="px; instead of the diameter, of which it is best one and a half")
    min_distance: float = setting(0.0, help="px; of two picks nearer than this the surer one stays")
    max_overlap: float | None = setting(
        None,
        help="of two boxes with a larger intersection over union the surer one stays; by default 0.5, for yolo 0.3",
    )
    keep_edge: bool = setting(False, help="keep boxes that stick out of the micrograph")
    min_size: float | None = setting(None, help="px; leave out particles estimated smaller")
    max_size: float | None = setting(None, help="px; leave out particles estimated larger")
    overwrite: bool = setting(False, help="pick again what an earlier run has done")
    pictures: bool = setting(False, help="also draw the picks over each micrograph, in PICTURES/")
    cluster: str | None = setting(
        None,
        help="let many machines look: the address of a Dask scheduler (tcp://HOST:8786), its scheduler file, or "
        "local:N for N processes of this machine",
        metavar="WHERE",
    )
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)
    precision: str = setting("auto", help=PRECISION)

    def __post_init__(self) -> None:
        require(bool(self.inputs), "There is no micrograph to pick.")
        threshold = self.threshold
        require(threshold is None or 0 <= threshold <= 1, "The threshold lies between 0 and 1.")
        overlap = self.max_overlap
        require(overlap is None or 0 <= overlap <= 1, "The largest overlap lies between 0 and 1.")
        require(self.min_distance >= 0, "The smallest distance cannot be negative.")
        require(self.box_size is None or self.box_size >= 4, "A box must be at least 4 px wide.")
        require(self.diameter is None or self.diameter > 0, "The diameter must be above 0 Å.")
        require(not (self.box_size and self.diameter), "Give the box size or the diameter, not both.")
        local = (self.cluster or "local:").startswith("local:")
        require(local or not self.threads, "A cluster's workers have as many threads as they were started with.")
