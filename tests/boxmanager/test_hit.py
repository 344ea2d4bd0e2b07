"""Hit tests: the boxes under the mouse, the rubber band and the eraser."""

from __future__ import annotations

import numpy as np

from iceboxer.boxmanager.canvas.hit import box_at, centres_in, swept, visible
from iceboxer.boxmanager.document.box_ids import with_ids
from iceboxer.engine.data.boxes import make_boxes

BOXES = with_ids(make_boxes([10, 14, 50], [10, 10, 50], 10))
ALL = np.ones(3, bool)


def test_of_two_boxes_under_the_mouse_the_nearer_is_hit() -> None:
    assert box_at(BOXES, ALL, 11.9, 10) == BOXES["id"][0]
    assert box_at(BOXES, ALL, 12.1, 10) == BOXES["id"][1]
    assert box_at(BOXES, ALL, 30, 30) is None


def test_a_hidden_box_is_not_hit() -> None:
    assert box_at(BOXES, np.array([False, True, True]), 10, 10) == BOXES["id"][1]
    assert box_at(BOXES, ~ALL, 10, 10) is None


def test_a_rubber_band_may_be_drawn_in_any_direction() -> None:
    for corners in ((0, 0, 20, 20), (20, 20, 0, 0), (20, 0, 0, 20)):
        assert centres_in(BOXES, *corners).tolist() == [True, True, False]


def test_the_eraser_hits_boxes_between_two_mouse_events() -> None:
    assert swept(BOXES, 0, 0, 60, 60, 3).tolist() == [True, True, True]
    assert swept(BOXES, 0, 0, 60, 60, 1).tolist() == [True, False, True]
    assert swept(BOXES, 50, 50, 50, 50, 1).tolist() == [False, False, True]


def test_only_boxes_on_screen_are_painted() -> None:
    assert visible(BOXES, 19.5, 0, 60, 45.5).tolist() == [False, False, True]
    assert visible(BOXES, 18, 0, 60, 44).tolist() == [False, True, False]
