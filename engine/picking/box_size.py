"""The box size of a picking and the scale of the network, each one length in Å that differs in px by pixel size."""

from __future__ import annotations

from dataclasses import dataclass

from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.errors import ReadError

SMALLEST = 4.0  # px
SAME = 0.01  # relative difference below which two pixel sizes are the same; headers round them


@dataclass(frozen=True)
class BoxSize:
    """The side of the exported boxes and the scale of the network.

    Without `network_side`, both follow from `side`: the side of a box of 1.5 particle diameters, in px on micrographs
    of `pixel_size` Å/px. With it, a person or the model set a box size: `side` is the same in px on every micrograph,
    and `network_side` is the side of the box of 1.5 diameters.

    If `pixel_size` is None, the scale is the same in px on every micrograph. `diameter`: the particle diameter in Å
    that the scale was computed from.
    """

    side: float
    pixel_size: float | None = None
    diameter: float | None = None
    network_side: float | None = None

    def on(self, micrograph: Micrograph) -> float:
        """Return the side of the boxes in px on a micrograph.

        Raises
        ------
        ReadError
            The diameter is set in Å, and the micrograph has no pixel size.
        """
        return self.network_on(micrograph) if self.network_side is None else self.side

    def network_on(self, micrograph: Micrograph) -> float:
        """Return the side in px of a box of 1.5 particle diameters on a micrograph: the scale of the network.

        Raises
        ------
        ReadError
            The diameter is set in Å, and the micrograph has no pixel size.
        """
        side = self.side if self.network_side is None else self.network_side
        if self.pixel_size is None:
            return side
        if micrograph.pixel_size is None:
            if self.diameter is None:
                return side
            raise ReadError(micrograph.path, "has no pixel size, so the diameter cannot be converted from Å to px")
        if is_same_pixel_size(micrograph.pixel_size, self.pixel_size):
            return side
        if self.diameter is not None:
            return side_of(self.diameter, micrograph.pixel_size)
        return even(side * self.pixel_size / micrograph.pixel_size)

    @property
    def particle(self) -> float:
        """The particle diameter in px on micrographs of `pixel_size`."""
        return (self.side if self.network_side is None else self.network_side) / BOX_RATIO


def side_of(diameter: float, pixel_size: float) -> float:
    """Return the side in px of the box of a particle of `diameter` Å, for a pixel size in Å/px."""
    return even(BOX_RATIO * diameter / pixel_size)


def is_same_pixel_size(one: float, other: float) -> bool:
    """Return whether two pixel sizes in Å/px differ by no more than the rounding of headers."""
    return abs(one / other - 1) < SAME


def even(side: float) -> float:
    """Return a side in px rounded to an even number, at least `SMALLEST`."""
    return max(SMALLEST, 2.0 * round(side / 2))
