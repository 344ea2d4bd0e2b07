"""The box size of a picking, which is one length in Å and so differs in px between pixel sizes."""

from __future__ import annotations

from dataclasses import dataclass

from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.errors import ReadError

SMALLEST = 4.0  # px
SAME = 0.01  # relative difference below which two pixel sizes are the same; headers round them


@dataclass(frozen=True)
class BoxSize:
    """The side of the boxes, `side` px on micrographs of `pixel_size` Å/px.

    If `pixel_size` is None, the side is the same in px on every micrograph. `diameter`: the particle diameter in Å
    that the side was computed from.
    """

    side: float
    pixel_size: float | None = None
    diameter: float | None = None

    def on(self, micrograph: Micrograph) -> float:
        """Return the side in px on a micrograph.

        Raises
        ------
        ReadError
            The diameter is set in Å, and the micrograph has no pixel size.
        """
        if self.pixel_size is None:
            return self.side
        if micrograph.pixel_size is None:
            if self.diameter is None:
                return self.side
            raise ReadError(micrograph.path, "has no pixel size, so the diameter cannot be converted from Å to px")
        if is_same_pixel_size(micrograph.pixel_size, self.pixel_size):
            return self.side
        if self.diameter is not None:
            return side_of(self.diameter, micrograph.pixel_size)
        return _even(self.side * self.pixel_size / micrograph.pixel_size)


def side_of(diameter: float, pixel_size: float) -> float:
    """Return the side in px of the box of a particle of `diameter` Å, for a pixel size in Å/px."""
    return _even(BOX_RATIO * diameter / pixel_size)


def is_same_pixel_size(one: float, other: float) -> bool:
    """Return whether two pixel sizes in Å/px differ by no more than the rounding of headers."""
    return abs(one / other - 1) < SAME


def _even(side: float) -> float:
    return max(SMALLEST, 2.0 * round(side / 2))
