"""Checking a few picks by eye: the draw, the estimates and the crops, with simulated persons who answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import expit

from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.evaluation.checking import Answer, Estimates, estimate, judged_boxes, weighted_precision
from iceboxer.engine.evaluation.contact_sheet import CROP, cut_crop, prepare_grey
from iceboxer.engine.evaluation.drawing import draw_picks, inclusion_probabilities

THRESHOLD = 0.5


def population(seed: int, picks: int = 2000):
    """Return confidences, micrographs and the truth of picks; half of those at a confidence of 0.4 are correct."""
    rng = np.random.default_rng(seed)
    confidence = np.where(rng.random(picks) < 0.5, rng.beta(1.2, 6, picks), rng.beta(5, 2.5, picks))
    return confidence, rng.integers(8, size=picks), rng.random(picks) < 0.9 * expit(12 * (confidence - 0.4))


def ask(seed: int, judge: Callable[[np.ndarray], list[Answer]] | None = None, count: int = 40) -> Estimates:
    confidence, micrograph, right = population(seed)
    draw = draw_picks(confidence, micrograph, THRESHOLD, count, seed)
    truth = right[draw.index]
    answers = judge(truth) if judge else [Answer.YES if yes else Answer.NO for yes in truth]
    return estimate(confidence, draw.index, 1 / draw.inclusion, answers, THRESHOLD, seed)


def test_draws_spread_over_micrographs_and_confidences():
    confidence, micrograph, _ = population(1)
    draw = draw_picks(confidence, micrograph, THRESHOLD, 40, seed=3)
    assert len(set(draw.index.tolist())) == 40
    assert np.bincount(micrograph[draw.index], minlength=8).min() >= 2
    drawn = confidence[draw.index]
    near, top = np.abs(confidence - THRESHOLD) < 0.1, confidence > 0.8
    assert (np.abs(drawn - THRESHOLD) < 0.1).mean() > 1.5 * near.mean()  # more where the threshold is likely to be
    assert (drawn < 0.1).any()
    assert (drawn > 0.8).mean() > 0.3 * top.mean()


def test_each_range_of_confidences_is_drawn_from_several_micrographs():
    """The draw is balanced over micrographs more than chance would make it."""
    confidence, micrograph, _ = population(1)
    spread = [
        np.bincount(micrograph[draw_picks(confidence, micrograph, THRESHOLD, 40, seed).index], minlength=8).std()
        for seed in range(20)
    ]
    assert np.mean(spread) < 1.6  # 1.83 if micrographs are ignored


def test_the_same_seed_draws_the_same_picks():
    confidence, micrograph, _ = population(1)
    first, again, other = (draw_picks(confidence, micrograph, THRESHOLD, 40, seed).index.tolist() for seed in (3, 3, 4))
    assert first == again != other


def test_picks_are_drawn_with_their_inclusion_probability():
    confidence, micrograph, _ = population(2, picks=100)
    expected = inclusion_probabilities(confidence, THRESHOLD, 20)
    times = np.zeros(100)
    for seed in range(1000):
        times[draw_picks(confidence, micrograph, THRESHOLD, 20, seed).index] += 1
    assert expected.sum() == pytest.approx(20)
    assert np.abs(times / 1000 - expected).max() < 0.07  # four standard deviations


def test_all_picks_are_drawn_if_there_are_too_few():
    draw = draw_picks(np.linspace(0.1, 0.9, 7), np.zeros(7, int), THRESHOLD, 40)
    assert sorted(draw.index.tolist()) == list(range(7))
    assert draw.inclusion == pytest.approx(1.0)


def test_the_intervals_contain_the_truth():
    held = {"precision": 0, "recall": 0, "right_candidates": 0}
    for seed in range(40):
        confidence, _, right = population(seed)
        found, passing = ask(seed), confidence >= THRESHOLD
        truth = {
            "precision": right[passing].mean(),
            "recall": right[passing].sum() / right.sum(),
            "right_candidates": right.sum(),
        }
        for name, true in truth.items():
            interval = getattr(found, name)
            held[name] += interval.low <= true <= interval.high
    assert min(held.values()) >= 34, held  # of 40; 38 are expected


def test_the_best_threshold_costs_little_f1():
    losses = []
    for seed in range(10):
        confidence, _, right = population(seed)
        order = np.argsort(-confidence)
        f1 = 2 * np.cumsum(right[order]) / (np.arange(1, len(order) + 1) + right.sum())
        best = ask(seed).best_threshold
        assert best is not None
        losses.append(f1.max() - f1[(confidence >= best.value).sum() - 1])
    assert np.mean(losses) < 0.02


def test_weights_count():
    # a correct pick that represents nine picks, a wrong pick that represents itself
    found = weighted_precision(np.array([True, False]), np.array([9.0, 1.0]), picks=10)
    assert found is not None
    assert found.value == pytest.approx(0.9)
    # Wilson's interval at (9 + 1)² / (81 + 1) = 1.2195 answers, by hand
    assert (found.low, found.high) == (pytest.approx(0.1958, abs=1e-4), pytest.approx(0.9970, abs=1e-4))


def test_precision_is_exact_if_all_passing_picks_are_judged():
    found = weighted_precision(np.array([True, True, True, False]), np.ones(4), picks=4)
    assert found is not None
    assert (found.low, found.value, found.high) == (0.75, 0.75, 0.75)


def test_recall_falls_with_the_threshold():
    rows = np.array(ask(1).curve)
    assert (np.diff(rows[:, 0]) < 0).all()
    assert (np.diff(rows[:, 2]) >= 0).all()


def test_more_answers_narrow_the_interval():
    few, many = ask(1), ask(1, count=200)
    assert few.precision is not None
    assert many.precision is not None
    assert many.precision.high - many.precision.low < 0.7 * (few.precision.high - few.precision.low)


@pytest.mark.parametrize(("answer", "bound"), [(Answer.YES, "low"), (Answer.NO, "high")])
def test_one_sided_answers_give_no_best_threshold(answer: Answer, bound: str):
    found = ask(1, lambda truth: [answer] * len(truth))
    assert found.best_threshold is None
    assert "may lie" in found.reason
    assert found.precision is not None
    assert 0.15 < abs(getattr(found.precision, bound) - 0.5) < 0.5  # not certain


@pytest.mark.parametrize("answer", [Answer.NONE, Answer.UNSURE])
def test_nothing_is_estimated_without_answers(answer: Answer):
    found = ask(1, lambda truth: [answer] * len(truth))
    assert found.precision is found.recall is found.best_threshold is found.right_candidates is None
    assert "at least 10 answers" in found.reason
    assert found.unsure + found.unanswered == 40


def test_unsure_picks_are_left_out_and_counted():
    def answer_most(instead: Answer) -> Callable[[np.ndarray], list[Answer]]:
        return lambda truth: [instead if i < 8 else Answer("ny"[int(t)]) for i, t in enumerate(truth)]

    found, same = ask(1, answer_most(Answer.UNSURE)), ask(1, answer_most(Answer.NONE))
    assert (found.unsure, found.yes + found.no) == (8, 32)
    assert (found.precision, found.recall, found.curve) == (same.precision, same.recall, same.curve)


def test_answers_become_labels_and_rejected_picks():
    boxes = make_boxes([1, 2, 3, 4], [1, 2, 3, 4], 10, confidence=0.5, kind=Kind.PICK)
    judged = judged_boxes(boxes, [Answer.YES, Answer.NO, Answer.UNSURE, Answer.NONE])
    assert judged["kind"].tolist() == [Kind.LABEL, Kind.REJECTED]
    assert judged["x"].tolist() == [1, 2]
    assert np.isnan(judged["confidence"][0])


def test_a_crop_shows_the_particle_upright_in_its_middle():
    image = np.random.default_rng(1).normal(0, 0.1, (400, 600)).astype(np.float32)
    image[300:310, 445:455] = -5  # centre x = 450, y = 305
    image[330:336, 447:453] = -5  # a smaller one above it
    crop = cut_crop(prepare_grey(image, 60), 450, 305, 60).astype(float)
    middle, above, below = (
        crop[CROP // 2 + d - 8 : CROP // 2 + d + 8, CROP // 2 - 8 : CROP // 2 + 8].mean() for d in (0, -56, 56)
    )
    assert middle < 80
    assert above < below - 40
