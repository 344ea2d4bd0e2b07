"""Outlines of very many boxes, compared with drawing them one by one."""

from __future__ import annotations

import numpy as np
import pytest

from iceboxer.boxmanager.canvas.raster import highest, outlines

WIDTH, HEIGHT = 61, 43


def some_boxes(count: int) -> tuple[np.ndarray, ...]:
    """Return the sides of boxes inside, partly inside and outside the image."""
    rng = np.random.default_rng(3)
    left, top = rng.integers(-30, WIDTH + 20, count), rng.integers(-30, HEIGHT + 20, count)
    return left, top, left + rng.integers(6, 30, count), top + rng.integers(6, 30, count)


def drawn_one_by_one(sides: tuple[np.ndarray, ...], level: np.ndarray, thickness: int) -> np.ndarray:
    room = np.zeros((HEIGHT + 200, WIDTH + 200), np.uint8)
    for number in np.argsort(level, kind="stable"):
        left, top, right, bottom = (int(side[number]) + 100 for side in sides)
        for inset in range(thickness):
            rows, columns = slice(top + inset, bottom - inset + 1), slice(left + inset, right - inset + 1)
            for place in ((rows.start, columns), (rows.stop - 1, columns), (rows, columns.start),
                          (rows, columns.stop - 1)):  # fmt: skip
                room[place] = level[number] + 1
    return room[100 : 100 + HEIGHT, 100 : 100 + WIDTH]


@pytest.mark.parametrize("thickness", [1, 2])
def test_the_highest_level_is_seen_where_boxes_cross(thickness):
    sides = some_boxes(40)
    level = np.random.default_rng(4).permutation(np.arange(40) % 9)
    expected = drawn_one_by_one(sides, level, thickness)
    assert (highest(*sides, level, WIDTH, HEIGHT, thickness) == expected).all()
    assert (outlines(*sides, WIDTH, HEIGHT, thickness) == (expected > 0)).all()
    assert len(np.unique(expected)) == 10


def test_many_sides_on_a_pixel_do_not_overflow_into_the_next_level():
    left, top, right, bottom = (np.repeat(n, 60) for n in (5, 5, 20, 20))
    assert np.unique(highest(left, top, right, bottom, np.zeros(60, int), WIDTH, HEIGHT)).tolist() == [0, 1]


def test_a_box_smaller_than_its_line_is_drawn():
    one = np.array([10])
    assert outlines(one, one, one + 1, one + 1, WIDTH, HEIGHT, 3).sum() == 4
