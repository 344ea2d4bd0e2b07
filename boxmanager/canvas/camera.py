"""The camera: the mapping between micrograph and screen. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

SMALLEST_SCALE = 0.002
LARGEST_SCALE = 64.0


@dataclass(frozen=True)
class Camera:
    """A mapping between micrograph and screen.

    The micrograph's point `x`, `y` (px, y up) is at the centre of a widget of `width` × `height` screen px; `scale`
    is in screen px per micrograph px.
    """

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    width: int = 1
    height: int = 1

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Return the screen position (y down) of a point of the micrograph."""
        return (x - self.x) * self.scale + self.width / 2, self.height / 2 - (y - self.y) * self.scale

    def to_micrograph(self, sx: float, sy: float) -> tuple[float, float]:
        """Return the point of the micrograph at a screen position."""
        return self.x + (sx - self.width / 2) / self.scale, self.y - (sy - self.height / 2) / self.scale

    def bounds(self) -> tuple[float, float, float, float]:
        """Return left, bottom, right, top of the visible area in px."""
        left, top = self.to_micrograph(0, 0)
        right, bottom = self.to_micrograph(self.width, self.height)
        return left, bottom, right, top

    def resized(self, width: int, height: int) -> Camera:
        """Return a camera with the same centre and scale for a widget of another size."""
        return replace(self, width=max(width, 1), height=max(height, 1))

    def fit_scale(self, shape: tuple[int, int]) -> float:
        """Return the scale at which a micrograph of `shape` (height, width) just fits the widget."""
        return min(self.width / shape[1], self.height / shape[0])

    def fitted(self, shape: tuple[int, int]) -> Camera:
        """Return a camera that shows the whole micrograph of `shape` (height, width), centred."""
        return replace(self, x=shape[1] / 2, y=shape[0] / 2, scale=self.fit_scale(shape))

    def zoomed(self, factor: float, sx: float, sy: float) -> Camera:
        """Return a camera zoomed by `factor` around the screen position (sx, sy)."""
        return self.scaled(self.scale * factor, sx, sy)

    def scaled(self, scale: float, sx: float, sy: float) -> Camera:
        """Return a camera at `scale`, zoomed around the screen position (sx, sy)."""
        scale = min(max(scale, SMALLEST_SCALE), LARGEST_SCALE)
        x, y = self.to_micrograph(sx, sy)
        return replace(self, scale=scale, x=x - (sx - self.width / 2) / scale, y=y + (sy - self.height / 2) / scale)

    def panned(self, dx: float, dy: float) -> Camera:
        """Return a camera with the micrograph dragged by (dx, dy) screen px."""
        return replace(self, x=self.x - dx / self.scale, y=self.y + dy / self.scale)

    def kept_on(self, shape: tuple[int, int]) -> Camera:
        """Return a camera with its centre moved inside the micrograph, so that the micrograph stays visible."""
        return replace(self, x=min(max(self.x, 0), shape[1]), y=min(max(self.y, 0), shape[0]))
