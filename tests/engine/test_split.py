"""What is held out for validation: about a fifth of the labels, from the full micrographs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.data.boxes import make_boxes, no_boxes
from iceboxer.engine.data.split import hold_out, well_filled
from iceboxer.engine.training.examples import Example, split_examples

SHARE = 0.2


def example(number: int, labels: int) -> Example:
    boxes = make_boxes(np.arange(labels) * 10.0, np.full(labels, 50.0), 8)
    return Example(Path(f"m{number}.mrc"), (9000, 9000), np.zeros((1, 1), np.float32), (1, 1), boxes, no_boxes())


def held_labels(counts: Sequence[int], seed: int = 1) -> list[int]:
    """Return the number of held-out labels of each micrograph."""
    train, validation = split_examples([example(i, n) for i, n in enumerate(counts)], SHARE, seed)
    held = [0] * len(counts)
    for part in validation:
        held[int(part.path.stem[1:])] = len(part.within(part.labels))
    trained = sum(len(e.within(e.labels)) for e in train)
    assert trained + sum(held) == sum(counts)  # none is lost, and none is on both sides
    return held


@pytest.mark.parametrize("counts", [(13, 392, 647), (12, 201, 163, 168), (40,), (200, 3), (3, 400, 2, 2, 2, 2, 2)])
def test_a_fifth_of_the_labels_is_held_out_from_the_full_micrographs(counts: tuple[int, ...]) -> None:
    held = held_labels(counts)
    assert sum(held) == pytest.approx(SHARE * sum(counts), abs=1.5)
    typical = max(counts) / 3
    assert all(bool(part) == (count > typical) for part, count in zip(held, counts, strict=True))


def test_whole_micrographs_are_held_out_where_many_are_full() -> None:
    counts = [100, 3, *[100] * 8, 5, 100]
    for seed in range(8):
        held = held_labels(counts, seed)
        assert sorted(held) == [0] * 10 + [100] * 2
    assert len({tuple(held_labels(counts, seed)) for seed in range(8)}) > 3
    assert held_labels(counts, 4) == held_labels(counts, 4)


def test_nothing_is_held_out_of_four_labels_and_one_of_five() -> None:
    assert held_labels([4]) == [0]
    assert held_labels([1, 1, 1, 1]) == [0] * 4
    assert held_labels([5]) == [1]
    assert sum(held_labels([1, 1, 1, 1, 1])) == 1
    assert not hold_out([50], 0, 1).strips


def test_a_strip_is_at_the_right_side_and_not_trained_on() -> None:
    (part, whole), (strip,) = split_examples([example(0, 5), example(1, 0)], SHARE, 1)
    assert part.region == (-np.inf, 35)
    assert strip.within(strip.labels)["x"].tolist() == [40]
    assert whole == replace(whole, region=(-np.inf, np.inf))


def test_empty_micrographs_are_held_out_by_themselves() -> None:
    held = hold_out([7] * 10 + [0] * 5, 0.3, 1)
    assert len([i for i in held.whole if i < 10]) == 3
    assert len([i for i in held.whole if i >= 10]) == 2
    assert hold_out([7] * 5 + [0], 0.3, 1).whole <= set(range(5))


def test_a_micrograph_is_full_with_half_the_labels_of_a_typical_one() -> None:
    assert well_filled([50, 100, 49, 100, 0]) == [0, 1, 3]
    assert well_filled([]) == well_filled([0]) == []
