"""The settings of masks, which pickings of particles and of filaments share. Does not load torch."""

from __future__ import annotations

from typing import Protocol

from iceboxer.engine.config import require

MASK_VALUES = "auto|none|FOLDER"
MASK_THRESHOLD = "with masks of other programs: masked from this fraction of the mask's highest value on, 0 to 1"


class MaskSettings(Protocol):
    """Settings of where picks are hidden, see `engine.picking.greying`."""

    @property
    def mask(self) -> str:
        """`AUTO_MASK`, `NO_MASK` or a folder."""

    @property
    def mask_margin(self) -> float:
        """Distance from junk up to which picks are hidden, in radii of a particle or half widths of a filament."""

    @property
    def mask_threshold(self) -> float:
        """The fraction of the highest value of a mask from which a pixel is masked."""


def check_masks(settings: MaskSettings) -> None:
    """Check the settings of masks.

    Raises
    ------
    ConfigError
        One is out of range.
    """
    require(settings.mask_margin >= 0, "The margin around junk cannot be negative.")
    require(0 < settings.mask_threshold <= 1, "The threshold of masks must be above 0 and at most 1.")
