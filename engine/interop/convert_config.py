"""Settings of converting boxes to another program's format."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from iceboxer.engine.config import require, setting
from iceboxer.engine.data.formats import FORMATS, parse_columns
from iceboxer.engine.data.readings import AS_IS, READINGS
from iceboxer.engine.interop import filaments
from iceboxer.engine.interop.outputs import CISTEM, PARTICLES
from iceboxer.engine.picking.filament_config import POLAR, RISE, SPACING, SUBUNITS, check_lengths

TARGETS = (*FORMATS, PARTICLES, CISTEM, *filaments.TARGETS)


@dataclass(frozen=True)
class ConvertConfig:
    """Settings for converting boxes to another program's format."""

    inputs: tuple[Path, ...] = setting(help="boxes: files or folders", positional=True, nargs="*")
    to: str = setting(
        help=f"{', '.join(FORMATS)} (one file per micrograph), {PARTICLES} (one particles.star for RELION), {CISTEM} "
        f"(one text); for filaments {', '.join(filaments.TARGETS)}",
        choices=TARGETS,
    )
    output: Path = setting(help="output folder")
    micrographs: tuple[Path, ...] = setting(
        (), help="the micrographs of the boxes; needed to and from Topaz if they are TIFF, JPEG or PNG"
    )
    box_size: float | None = setting(None, help="box side in px, for files without sizes")
    threshold: float | None = setting(
        None,
        help="minimum confidence; boxes without a confidence are kept "
        "(default: for CBOX files of `iceboxer pick` its threshold, else none)",
    )
    ctf: Path | None = setting(
        None,
        help="RELION's micrographs_ctf.star or cryoSPARC's exposures (.cs): vary the threshold with the defocus, so "
        "that the share of picks converted is alike at every defocus",
    )
    greyed: bool = setting(False, help="also convert the picks that were greyed by masks")
    columns: str | None = setting(
        None,
        help="names of the columns in files of bare numbers, for example x,y or _,x,y,confidence: x and y are centres "
        "in px, y up; width, height and confidence are optional, _ is skipped",
    )
    flip_y: bool = setting(
        False, help="flip y, for boxes of mirrored micrographs; --micrographs are those that the boxes should fit"
    )
    turn: str | None = setting(
        None,
        help=f"reading of the coordinates: {', '.join(READINGS)}; as-is skips the orientation check; "
        "needs --micrographs",
        choices=tuple(READINGS),
    )
    from_cryolo: Path | None = setting(
        None, help="crYOLO folder or config.json to convert instead of box files: its labels, else its picks in CBOX"
    )
    width: float | None = setting(None, help="filaments: their width in Å, for files without it")
    pixel_size: float | None = setting(None, help="filaments: pixel size in Å/px (default: that of --micrographs)")
    spacing: float | None = setting(None, help=f"filaments: {SPACING}")
    rise: float | None = setting(None, help=f"filaments: {RISE}")
    subunits: int | None = setting(None, help=f"filaments: {SUBUNITS}")
    start_end: bool = setting(
        False, help="filaments: rows of STAR files without tube numbers are starts and ends in turn"
    )
    polar: bool = setting(False, help=f"filaments: {POLAR}")
    optics: Path | None = setting(
        None, help=f"for {PARTICLES}: the RELION project's micrographs.star, with names and optics groups"
    )

    def __post_init__(self) -> None:
        require(self.to in TARGETS, f"Unknown format '{self.to}'. Choose one of {', '.join(TARGETS)}.")
        require(bool(self.inputs) != bool(self.from_cryolo), "Give either box files or folders, or --from-cryolo.")
        require(
            (self.optics is not None) == (self.to == PARTICLES),
            f"--optics, the RELION project's micrographs.star, is required for {PARTICLES} and for no other format.",
        )
        require(
            bool(self.micrographs) or not self.flip_y,
            "--flip-y needs --micrographs, since it depends on their heights.",
        )
        require(
            self.turn in (None, AS_IS.name) or bool(self.micrographs),
            "--turn needs --micrographs, since it depends on their sizes.",
        )
        require(bool(self.micrographs) or self.to != CISTEM, "cisTEM's positions are in Å; give the --micrographs.")
        require(
            not (self.columns and self.from_cryolo), "--columns is for files of bare numbers, not for a crYOLO folder."
        )
        if self.columns is not None:
            parse_columns(self.columns)
        self._check_filaments()
        require(self.box_size is None or 0 < self.box_size < math.inf, "The box size must be a number above 0 px.")
        require(self.threshold is None or math.isfinite(self.threshold), "The threshold must be a number.")

    def _check_filaments(self) -> None:
        check_lengths(self.width, self.spacing, self.rise, self.subunits)
        require(self.pixel_size is None or self.pixel_size > 0, "The pixel size must be above 0 Å/px.")
        require(self.ctf is None or self.to not in filaments.TARGETS, "--ctf is for single particles.")
        given = (self.width, self.pixel_size, self.spacing, self.rise, self.start_end or None, self.polar or None)
        if self.to not in filaments.TARGETS:
            require(
                all(value is None for value in given),
                f"--width, --pixel-size, --spacing, --rise, --start-end and --polar are for filaments: --to "
                f"{', '.join(filaments.TARGETS)}.",
            )
            return
        others = self.columns or self.flip_y or self.turn or self.from_cryolo or self.box_size
        require(not others, "--columns, --flip-y, --turn, --from-cryolo and --box-size are for single particles.")
