"""Where several results of picking agree on the same micrographs: pure functions, by the overlap of boxes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Floats, Kind, make_boxes, neighbours, no_boxes, pair_iou

Members = NDArray[np.intp]  # (groups, results): the index of each result's box in the group, -1 where it has none
AVERAGED = ("x", "y", "width", "height", "estimated_width", "estimated_height")


def groups(results: Sequence[Boxes], iou_limit: float) -> Members:
    """Boxes of one micrograph that mean the same particle, put together; every box is in exactly one group.

    Of two results a group holds at most one box each. Pairs are joined by falling intersection over union, down
    to `iou_limit`, unless both groups have a box of the same result already: so it does not matter in which
    order the results come, but for ties.

    Parameters
    ----------
    results : sequence of Boxes
        Each (n,), one a result.
    """
    starts = np.cumsum([0, *map(len, results)])
    # each box begins as a group of its own
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
    """Numbers of boxes, counted through all results, that overlap by at least `iou_limit`; the closest first."""
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
    """How many results have each group (groups,)."""
    count: NDArray[np.intp] = (members >= 0).sum(axis=1)
    return count


def consensus(results: Sequence[Boxes], members: Members, at_least: int) -> Boxes:
    """One box for each group that at least `at_least` results have: the mean of theirs, surest first.

    Its confidence is the mean too, a person's box counting 1.
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
    """The mean (groups,) of what the boxes of a group say about `name`; NaN where none says anything."""
    total, count = np.zeros(len(members)), np.zeros(len(members))
    for number, boxes in enumerate(results):
        there = members[:, number] >= 0
        values = np.full(len(members), np.nan)
        values[there] = boxes[name][members[there, number]]
        if name == "confidence":
            values[there] = np.nan_to_num(values[there], nan=1.0)
        said = np.isfinite(values)
        total[said] += values[said]
        count += said
    result: Floats = np.divide(total, count, out=np.full(len(members), np.nan), where=count > 0)
    return result
