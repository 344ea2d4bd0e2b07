"""Uncertain picks and micrographs: the limits of the band, and boxes that are never uncertain."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.box_ids import with_ids
from iceboxer.boxmanager.document.uncertain import (
    BAND,
    count_uncertain,
    find_largest_share,
    find_least_certain,
    find_most_uncertain,
    is_uncertain,
)
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes

VIEW = View(threshold=0.4)


def picks(*confidence: float) -> Boxes:
    n = len(confidence)
    return with_ids(make_boxes(100 * np.arange(n), [50] * n, 30, None, confidence, Kind.PICK))


def counts(boxes: dict[Path, Boxes]) -> dict[Path, tuple[int, int]]:
    return {path: count_uncertain(each, VIEW) for path, each in boxes.items()}


def test_the_band_begins_at_the_threshold_and_ends_a_tenth_above_it():
    boxes = picks(0.39, 0.4, 0.45, VIEW.threshold + BAND, 0.51, np.nan)
    assert is_uncertain(boxes, VIEW).tolist() == [False, True, True, True, False, False]


def test_labels_rejected_boxes_and_picks_outside_the_size_range_are_never_uncertain():
    boxes = picks(0.41, 0.42, 0.43, 0.44).copy()
    boxes["kind"][:2] = Kind.LABEL, Kind.REJECTED
    boxes["estimated_width"][2] = boxes["estimated_height"][2] = 90
    view = View(threshold=0.4, largest=60, show_rejected=True)
    assert is_uncertain(boxes, view).tolist() == [False, False, False, True]
    assert count_uncertain(boxes, view) == (1, 1)


def test_the_least_confident_comes_first_and_none_comes_twice():
    boxes = picks(0.47, 0.41, 0.9, 0.44, 0.1)
    seen: list[int] = []
    while (found := find_least_certain(boxes, VIEW, seen)) is not None:
        seen.append(found)
    assert [boxes["confidence"][boxes["id"] == i][0] for i in seen] == [0.41, 0.44, 0.47]


def test_nothing_is_found_among_no_boxes():
    assert find_least_certain(picks(), VIEW) is None
    assert find_most_uncertain({}.__getitem__, {}, VIEW) is None
    assert find_largest_share(counts({Path("a"): picks(), Path("b"): picks(0.9)})) is None


def test_most_uncertain_picks_and_largest_share_differ():
    many = picks(*[0.42] * 12, *[0.9] * 80)
    mostly = picks(*[0.42] * 8, 0.9)
    single = picks(0.42)
    boxes = {Path("many"): many, Path("mostly"): mostly, Path("single"): single}
    most = {path: uncertain for path, (uncertain, _) in counts(boxes).items()}
    assert find_most_uncertain(boxes.__getitem__, most, VIEW) == Path("many")
    assert find_most_uncertain(boxes.__getitem__, most, VIEW, range(1, 9)) == Path("many")  # 4 ids left
    assert find_largest_share(counts(boxes)) == Path("mostly")  # and not the one whose only pick is uncertain
    assert find_largest_share(counts(boxes), {Path("mostly")}) == Path("many")
