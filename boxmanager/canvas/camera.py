"""Where the eye is: which point of the micrograph is in the middle, and how large a pixel is. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

SMALLEST_SCALE = 0.002
LARGEST_SCALE = 64.0


@dataclass(frozen=True)
class Camera:
    """`x`, `y`: the micrograph's point (px, y up) in the middle of a widget of `width` × `height` screen px.

    `scale` is screen pixels to one of the micrograph.
    """

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    width: int = 1
    height: int = 1

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """A point of the micrograph on the screen, whose y runs down."""
        return (x - self.x) * self.scale + self.width / 2, self.height / 2 - (y - self.y) * self.scale

    def to_micrograph(self, sx: float, sy: float) -> tuple[float, float]:
        """A point of the screen in the micrograph."""
        return self.x + (sx - self.width / 2) / self.scale, self.y - (sy - self.height / 2) / self.scale

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top in px of what the widget shows."""
        left, top = self.to_micrograph(0, 0)
        right, bottom = self.to_micrograph(self.width, self.height)
        return left, bottom, right, top

    def resized(self, width: int, height: int) -> Camera:
        """The same middle and scale in a widget of another size."""
        return replace(self, width=max(width, 1), height=max(height, 1))

    def fit_scale(self, shape: tuple[int, int]) -> float:
        """The scale at which a micrograph of `shape` (height, width) just fits."""
        return min(self.width / shape[1], self.height / shape[0])

    def fitted(self, shape: tuple[int, int]) -> Camera:
        """The whole micrograph of `shape` (height, width) in the middle."""
        return replace(self, x=shape[1] / 2, y=shape[0] / 2, scale=self.fit_scale(shape))

    def zoomed(self, factor: float, sx: float, sy: float) -> Camera:
        """Zoomed so that the point under (sx, sy) on the screen stays there."""
        return self.scaled(self.scale * factor, sx, sy)

    def scaled(self, scale: float, sx: float, sy: float) -> Camera:
        """At `scale`, with the point under (sx, sy) on the screen where it was."""
        scale = min(max(scale, SMALLEST_SCALE), LARGEST_SCALE)
        x, y = self.to_micrograph(sx, sy)
        return replace(self, scale=scale, x=x - (sx - self.width / 2) / scale, y=y + (sy - self.height / 2) / scale)

    def panned(self, dx: float, dy: float) -> Camera:
        """The picture dragged by (dx, dy) screen px."""
        return replace(self, x=self.x - dx / self.scale, y=self.y + dy / self.scale)

    def kept_on(self, shape: tuple[int, int]) -> Camera:
        """The middle kept over the micrograph, so that it cannot be lost out of sight."""
        return replace(self, x=min(max(self.x, 0), shape[1]), y=min(max(self.y, 0), shape[0]))
