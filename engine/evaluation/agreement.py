"""Agreement of several picking results on one micrograph, by the overlap of their boxes: pure functions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Floats, Kind, make_boxes, neighbours, no_boxes, pair_iou

Members = NDArray[np.intp]  # (groups, results): the index of each result's box in the group, -1 if it has none
AVERAGED = ("x", "y", "width", "height", "estimated_width", "estimated_height")


def groups(results: Sequence[Boxes], iou_limit: float) -> Members:
    """Group boxes of one micrograph that belong to the same particle; every box is in exactly one group.

    A group has at most one box of each result. Pairs are joined in order of descending intersection over union,
    down to `iou_limit`, unless both groups already have a box of the same result. Thus the order of the results
    matters only for ties.

    Parameters
    ----------
    results : sequence of Boxes
        One array (n,) per result.
    """
    starts = np.cumsum([0, *map(len, results)])
    # each box starts as a group of its own
    group = list(range(starts[-1]))
    members = [{number: index} for number, boxes in enumerate(results) for index in range(len(boxes))]
    for first, second in _pairs(results, starts, iou_limit):
        a, b = group[first], group[second]
        if a == b or members[a].keys() & members[b].keys():
            continue
        for number, index in members[b].items():
            group[starts[number] + index] = a
        members[a] |= members[b]
        members[b] = {}
    table = np.full((sum(map(bool, members)), len(results)), -1, np.intp)
    for row, one in enumerate(filter(None, members)):
        for number, index in one.items():
            table[row, number] = index
    return table


def _pairs(results: Sequence[Boxes], starts: NDArray[np.intp], iou_limit: float) -> list[tuple[int, int]]:
    """Return pairs of boxes, numbered consecutively, that overlap by at least `iou_limit`, the closest first."""
    firsts, seconds = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)]
    overlaps: list[Floats] = [np.zeros(0)]
    for i, boxes in enumerate(results):
        for j in range(i + 1, len(results)):
            first, second = neighbours(boxes, results[j])
            overlap = pair_iou(boxes[first], results[j][second])
            near = overlap >= iou_limit
            firsts.append(starts[i] + first[near])
            seconds.append(starts[j] + second[near])
            overlaps.append(overlap[near])
    order = np.argsort(-np.concatenate(overlaps), kind="stable")
    return list(zip(np.concatenate(firsts)[order].tolist(), np.concatenate(seconds)[order].tolist(), strict=True))


def support(members: Members) -> NDArray[np.intp]:
    """Return the number of results in each group (groups,)."""
    count: NDArray[np.intp] = (members >= 0).sum(axis=1)
    return count


def consensus(results: Sequence[Boxes], members: Members, at_least: int) -> Boxes:
    """Return the mean box of each group with at least `at_least` results, in order of descending confidence.

    The confidence is the mean too; a label counts as 1.
    """
    kept = members[support(members) >= at_least]
    if not len(kept):
        return no_boxes()
    mean = {name: _mean(results, kept, name) for name in (*AVERAGED, "confidence")}
    boxes = make_boxes(
        mean["x"], mean["y"], mean["width"], mean["height"], confidence=mean["confidence"], kind=Kind.PICK
    )
    for name in ("estimated_width", "estimated_height"):
        boxes[name] = mean[name]
    order = np.argsort(-boxes["confidence"], kind="stable")
    ordered: Boxes = boxes[order]
    return ordered


def _mean(results: Sequence[Boxes], members: Members, name: str) -> Floats:
    """Return the mean (groups,) of the field `name` over the boxes of each group; NaN if none has a value."""
    total, count = np.zeros(len(members)), np.zeros(len(members))
    for number, boxes in enumerate(results):
        present = members[:, number] >= 0
        values = np.full(len(members), np.nan)
        values[present] = boxes[name][members[present, number]]
        if name == "confidence":
            values[present] = np.nan_to_num(values[present], nan=1.0)
        finite = np.isfinite(values)
        total[finite] += values[finite]
        count += finite
    result: Floats = np.divide(total, count, out=np.full(len(members), np.nan), where=count > 0)
    return result
