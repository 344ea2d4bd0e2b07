"""Boxes: overlap, suppression, plausibility."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iceboxer.engine.data.boxes import (
    inside,
    make_boxes,
    neighbours,
    no_boxes,
    pair_iou,
    plausible,
    select_passing,
    suppressed,
    without_doubles,
)


def test_iou_of_known_pairs() -> None:
    first = make_boxes([0, 0, 0], [0, 0, 0], 10)
    second = make_boxes([0, 5, 20], [0, 0, 0], 10)
    assert pair_iou(first, second) == pytest.approx([1.0, 50 / 150, 0.0])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(*[st.floats(0, 100)] * 2, st.floats(1, 40)), max_size=30))
def test_neighbours_include_every_overlapping_pair(rows: list[tuple[float, float, float]]) -> None:
    boxes = make_boxes(*(np.array([r[i] for r in rows]) for i in range(3)))
    found = set(zip(*(i.tolist() for i in neighbours(boxes, boxes)), strict=True))
    for a in range(len(boxes)):
        for b in range(len(boxes)):
            if pair_iou(boxes[a : a + 1], boxes[b : b + 1])[0] > 0:
                assert (a, b) in found


def test_suppression_keeps_the_most_confident_of_a_crowd_and_all_separate_boxes() -> None:
    boxes = make_boxes([50, 53, 56, 200], [50, 50, 50, 50], 40, confidence=[0.5, 0.9, 0.6, 0.2])
    kept = suppressed(boxes, max_iou=0.3)
    assert kept["confidence"].tolist() == [0.9, 0.2]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(*[st.floats(0, 60)] * 2, *[st.floats(4, 40)] * 2, st.floats(0, 1)), max_size=25),
    st.sampled_from([0.0, 0.3, 0.5, 1.0]),
    st.sampled_from([0.0, 12.0]),
)
def test_suppression_equals_pairwise_suppression(
    rows: list[tuple[float, ...]], max_iou: float, min_distance: float
) -> None:
    boxes = make_boxes(*(np.array([r[i] for r in rows]) for i in range(5)))
    kept = no_boxes()
    for box in boxes[np.argsort(-boxes["confidence"], kind="stable")]:
        one = np.array([box] * len(kept), boxes.dtype)
        apart = np.hypot(one["x"] - kept["x"], one["y"] - kept["y"]) >= min_distance
        if (apart & (pair_iou(one, kept) <= max_iou)).all():
            kept = np.append(kept, box)
    assert suppressed(boxes, max_iou, min_distance).tobytes() == kept.tobytes()


def test_a_suppressed_box_suppresses_nothing() -> None:
    chain = make_boxes([0, 15, 30], [0, 0, 0], 40, confidence=[0.9, 0.8, 0.7])
    assert suppressed(chain, max_iou=0.3)["x"].tolist() == [0, 30]


def test_min_distance_reaches_beyond_the_boxes() -> None:
    boxes = make_boxes([0, 100], [0, 0], 10, confidence=[0.9, 0.8])
    assert len(suppressed(boxes, 0.3, min_distance=99)) == 2
    assert len(suppressed(boxes, 0.3, min_distance=101)) == 1


def test_inside_is_width_first_in_x_and_height_in_y() -> None:
    boxes = make_boxes([5, 95, 195, 96], [5, 45, 5, 46], 10)
    assert inside(boxes, (50, 100)).tolist() == [True, True, False, False]


def test_implausible_boxes_are_found() -> None:
    boxes = make_boxes([1, np.nan, 5, 5, -1], [1, 5, np.inf, 5, 5], [4, 4, 4, -4, 4])
    assert plausible(boxes, (50, 100)).tolist() == [True, False, False, False, False]


def test_duplicates_are_removed() -> None:
    assert len(without_doubles(make_boxes([1, 1, 2], [3, 3, 3], 4))) == 2
    assert len(without_doubles(no_boxes())) == 0


def test_a_pick_at_a_limit_passes() -> None:
    boxes = make_boxes([1, 2, 3], [1] * 3, 10, confidence=[0.49, 0.5, 0.51])
    boxes["estimated_width"], boxes["estimated_height"] = [9, 10, 20], [11, 10, 20]
    assert select_passing(boxes, 0.5, None, None)["x"].tolist() == [2, 3]
    assert select_passing(boxes, 0, 10, 20)["x"].tolist() == [1, 2, 3]
    assert select_passing(boxes, 0, 10.5, None)["x"].tolist() == [3]
    assert select_passing(boxes, 0, None, 19)["x"].tolist() == [1, 2]


def test_a_box_without_confidence_or_size_passes() -> None:
    boxes = make_boxes([1, 2], [1] * 2, 10, confidence=[np.nan, 0.9])
    assert select_passing(boxes, 0.5, 5, 20)["x"].tolist() == [1, 2]


def test_boxes_at_the_limits_of_suppression_are_kept() -> None:
    boxes = make_boxes([0, 5], [0, 0], 10, confidence=[0.9, 0.8])  # their intersection over union is 1/3
    assert len(suppressed(boxes, max_iou=50 / 150)) == 2
    assert len(suppressed(boxes, 1.0, min_distance=5)) == 2
    assert len(suppressed(boxes, 1.0, min_distance=5.001)) == 1
