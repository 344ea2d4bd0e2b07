"""The mapping between micrograph and screen, in exact numbers."""

from __future__ import annotations

import pytest

from iceboxer.boxmanager.canvas.camera import Camera

CAMERA = Camera(x=100, y=200, scale=2.0, width=400, height=300)


def test_y_is_up_in_the_micrograph_and_down_on_the_screen() -> None:
    assert CAMERA.to_screen(110, 205) == (220, 140)
    assert CAMERA.to_micrograph(220, 140) == (110, 205)
    assert CAMERA.bounds() == (0, 125, 200, 275)


@pytest.mark.parametrize("point", [(40, 20), (390, 20), (40, 290)])
@pytest.mark.parametrize("factor", [0.5, 1.25, 3.0])
def test_zooming_keeps_the_point_under_the_cursor(point: tuple[float, float], factor: float) -> None:
    zoomed = CAMERA.zoomed(factor, *point)
    assert zoomed.scale == CAMERA.scale * factor
    assert zoomed.to_micrograph(*point) == pytest.approx(CAMERA.to_micrograph(*point))


def test_a_drag_moves_the_picture_with_the_mouse() -> None:
    panned = CAMERA.panned(20, -10)
    assert panned.to_screen(110, 205) == (240, 130)
