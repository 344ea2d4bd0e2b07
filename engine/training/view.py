"""A square part of a picture, turned by any angle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import PIL.Image
from numpy.typing import NDArray

from iceboxer.engine.data.filters import Image
from iceboxer.engine.training.targets import Points


@dataclass(frozen=True)
class View:
    """A square of `side` px around `middle`, as x, y in px of a picture, turned by `angle` (radians)."""

    middle: tuple[float, float]
    angle: float
    side: int

    @cached_property
    def _turn(self) -> NDArray[np.float64]:
        """From directions in the view to directions in the picture."""
        cosine, sine = np.cos(self.angle), np.sin(self.angle)
        return np.array([[cosine, -sine], [sine, cosine]])

    def to_picture(self, points: Points) -> Points:
        """Points (n, 2) of the view, as x, y in px, in the picture."""
        found: Points = (points - self.side / 2) @ self._turn.T + np.asarray(self.middle)
        return found

    def from_picture(self, points: Points) -> Points:
        """Points (n, 2) of the picture in the view."""
        found: Points = (points - np.asarray(self.middle)) @ self._turn + self.side / 2
        return found

    def of(self, picture: Image) -> Image:
        """The view (side, side) of a picture, 0 beyond its edges; between pixels by cubic convolution."""
        reach = self.side / 2 * (abs(np.cos(self.angle)) + abs(np.sin(self.angle))) + 2
        low = [max(0, int(m - reach)) for m in self.middle]
        part = picture[low[1] : int(self.middle[1] + reach) + 1, low[0] : int(self.middle[0] + reach) + 1]
        x, y = self.to_picture(np.zeros((1, 2)))[0] - low
        matrix = (self._turn[0, 0], self._turn[0, 1], x, self._turn[1, 0], self._turn[1, 1], y)
        method = PIL.Image.Resampling.BICUBIC if self.angle else PIL.Image.Resampling.NEAREST
        image = PIL.Image.fromarray(np.ascontiguousarray(part))
        turned = image.transform((self.side, self.side), PIL.Image.Transform.AFFINE, matrix, method)
        return np.asarray(turned, np.float32)
