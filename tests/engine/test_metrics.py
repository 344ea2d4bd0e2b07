"""Figures of merit, compared with examples counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from iceboxer.engine.data.boxes import Boxes, make_boxes, no_boxes
from iceboxer.engine.evaluation.metrics import (
    best_threshold,
    bootstrap,
    curve,
    figures_at,
    match,
    match_all,
    robust_threshold,
)


def picks(*rows: tuple[float, float]) -> Boxes:
    return make_boxes([x for x, _ in rows], np.zeros(len(rows)), 40, confidence=[c for _, c in rows])


TRUTH = make_boxes([0, 100, 200, 300], np.zeros(4), 40)


def test_precision_recall_and_auc_counted_by_hand() -> None:
    c = curve([match(picks((0, 0.9), (50, 0.8), (102, 0.7), (200, 0.4)), TRUTH)])
    assert c.precision == pytest.approx([1, 1 / 2, 2 / 3, 3 / 4])
    assert c.recall == pytest.approx([1 / 4, 1 / 4, 2 / 4, 3 / 4])
    assert c.auc == pytest.approx((1 + 2 / 3 + 3 / 4) / 4)


def test_a_pick_without_a_confidence_counts_as_certain() -> None:
    matches = match(picks((0, 0.9), (100, np.nan)), TRUTH)
    assert matches.confidence.tolist() == [1, 0.9]


def test_the_overlap_is_averaged_over_hits() -> None:
    c = curve([match(picks((0, 0.9), (50, 0.8), (105, 0.7)), TRUTH)])
    assert c.mean_iou == pytest.approx([1, 1, (1 + 35 / 45) / 2])


def test_a_true_box_is_claimed_once_by_the_most_confident_pick() -> None:
    matches = match(picks((1, 0.5), (0, 0.9), (2, 0.4)), TRUTH)
    assert matches.confidence.tolist() == [0.9, 0.5, 0.4]
    assert matches.hit.tolist() == [True, False, False]


def test_a_pick_takes_the_true_box_that_it_overlaps_most() -> None:
    crowded = make_boxes([0, 6], [0, 0], 40)
    matches = match(picks((5, 0.9), (1, 0.8)), crowded)
    assert matches.hit.all()
    assert matches.iou[0] == pytest.approx(39 / 41)


def test_the_limit_itself_is_a_hit() -> None:
    quarter_off = make_boxes([10], [0], 40, confidence=[1])
    assert match(quarter_off, TRUTH, 0.6).hit.all()
    assert not match(quarter_off, TRUTH, 0.61).hit.any()


def test_micrographs_without_picks_count() -> None:
    matches = match_all({"a": picks((0, 0.9))}, {"a": TRUTH, "b": TRUTH})
    assert figures_at(curve(matches), 0.5).recall == pytest.approx(1 / 8)


def test_picks_with_one_confidence_are_kept_all_or_none() -> None:
    c = curve([match(picks((0, 0.5), (50, 0.5), (60, 0.5), (100, 0.5)), TRUTH)])
    figures = figures_at(c, best_threshold(c))
    assert figures.picks == 4
    assert figures.precision == pytest.approx(2 / 4)


def test_the_best_threshold_never_cuts_between_equal_confidences() -> None:
    """At 0.5 a hit comes before two misses: without the misses, 0.5 would be better than 0.9."""
    c = curve([match(picks((0, 0.9), (100, 0.5), (50, 0.5), (60, 0.5), (150, 0.5)), TRUTH[:2])])
    assert c.f1.tolist() == pytest.approx([2 / 3, 1, 4 / 5, 2 / 3, 4 / 7])
    assert best_threshold(c) == 0.9


def test_thresholds_of_perfect_and_of_no_picks() -> None:
    c = curve([match(picks((0, 0.9), (100, 0.8), (200, 0.7), (300, 0.6), (50, 0.5)), TRUTH)])
    assert best_threshold(c) == pytest.approx(0.6)
    assert robust_threshold(c) == pytest.approx(0.55)
    assert figures_at(c, 0.6).f1 == 1
    nothing = curve([match(no_boxes(), TRUTH)])
    assert (nothing.auc, best_threshold(nothing), figures_at(nothing, 0.5).recall) == (0, 1, 0)


def test_missing_labels_do_not_move_the_recommended_threshold() -> None:
    rng = np.random.default_rng(0)
    true_x, false_x = np.arange(400) * 100.0, np.arange(400) * 100.0 + 50
    confidence = np.concatenate([rng.beta(5, 2, 400), rng.beta(2, 5, 400)])
    boxes = make_boxes(np.concatenate([true_x, false_x]), np.zeros(800), 40, confidence=confidence)
    full = make_boxes(true_x, np.zeros(400), 40)
    sparse = full[rng.random(400) < 0.2]
    at_full, at_sparse = (robust_threshold(curve([match(boxes, t)])) for t in (full, sparse))
    assert at_sparse == pytest.approx(at_full, abs=0.1)


def test_the_interval_contains_the_figure_and_needs_two_micrographs() -> None:
    good, bad = match(picks((0, 0.9), (100, 0.8)), TRUTH), match(picks((50, 0.9)), TRUTH)
    low, high = bootstrap([good, bad, good, bad], 0.5)["recall"]
    assert low <= figures_at(curve([good, bad]), 0.5).recall <= high
    assert low < high
    assert bootstrap([good], 0.5) == {}
