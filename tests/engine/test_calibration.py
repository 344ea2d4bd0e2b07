"""The recommended threshold from complete, sparse and few labels, on confidences drawn at random."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit

from iceboxer.engine.evaluation.calibration import KNOWN_SPREAD, Calibration, Prior, calibrate, share_of, transfer
from iceboxer.engine.evaluation.metrics import Curve

PICKS = 1200
TRUE_THRESHOLD = 0.6  # where a pick is right every other time


def drawn(seed: int, share: float, held_out: float = 1.0) -> tuple[Curve, Curve]:
    """Return the curve by labels, of which a share exists, on a part of the micrographs, and the true one of all."""
    rng = np.random.default_rng(seed)
    confidence = -np.sort(-rng.uniform(0.02, 0.99, PICKS))
    right = rng.random(PICKS) < expit(2 * (logit(confidence) - logit(TRUE_THRESHOLD)))
    here = rng.random(PICKS) < held_out
    labelled = right & (rng.random(PICKS) < share)
    return curve_of(confidence[here], labelled[here]), curve_of(confidence, right)


def curve_of(confidence: np.ndarray, hit: np.ndarray) -> Curve:
    hits = np.cumsum(hit)
    particles = int(hits[-1])
    precision = hits / np.arange(1, len(hits) + 1)
    return Curve(confidence, precision, hits / max(1, particles), np.zeros(len(hits)), 0.5, particles)


def lost(threshold: float, true: Curve) -> float:
    """Return how far F1 at a threshold is below the best."""
    return float(true.f1.max() - true.f1[int((true.confidence >= threshold).sum()) - 1])


@pytest.mark.parametrize(("share", "held_out"), [(1.0, 1.0), (1.0, 0.2), (0.5, 0.5), (0.1, 1.0), (0.05, 0.2)])
@pytest.mark.parametrize("known", [0.5, 0.6, 0.7])
def test_f1_at_the_threshold_is_close_to_the_best(share: float, held_out: float, known: float) -> None:
    losses = []
    for seed in range(4):
        found, true = drawn(seed, share, held_out)
        losses.append(lost(calibrate(found, Prior(known, KNOWN_SPREAD), 4).threshold.value, true))
    assert np.mean(losses) < 0.02


def test_many_labels_overrule_the_prior_and_few_do_not() -> None:
    """The best threshold is near 0.55; the initial model expected 0.9."""
    values = [calibrate(drawn(1, share)[0], Prior(0.9, 1.0), 5).threshold.value for share in (1.0, 0.005)]
    assert values[0] == pytest.approx(0.55, abs=0.1)
    assert values[1] > values[0] + 0.1


def test_the_interval_is_wider_with_fewer_labels_and_fewer_micrographs() -> None:
    def width(share: float, micrographs: int) -> float:
        t = calibrate(drawn(1, share)[0], Prior(0.6, KNOWN_SPREAD), micrographs).threshold
        assert t.low <= t.value <= t.high
        return t.high - t.low

    assert width(1.0, 10) < width(0.02, 10)
    assert width(1.0, 10) < width(1.0, 1)


def test_one_micrograph_moves_the_threshold_less_than_ten() -> None:
    found, _ = drawn(1, 1.0)
    one, ten = (calibrate(found, Prior(0.8, KNOWN_SPREAD), n).threshold.value for n in (1, 10))
    assert ten < one < 0.8


def test_the_labelled_share_is_found() -> None:
    for share in (1.0, 0.3):
        labelled = calibrate(drawn(2, share)[0], Prior(0.6, KNOWN_SPREAD), 5).labelled
        assert labelled is not None
        assert labelled.low - 0.03 <= share <= labelled.high + 0.03


def test_only_many_complete_labels_support_precision() -> None:
    complete = [
        calibrate(drawn(3, share, held_out)[0], Prior(0.6, KNOWN_SPREAD)).complete
        for share, held_out in ((1.0, 1.0), (0.3, 1.0), (1.0, 0.05))
    ]
    assert complete == [True, False, False]


def test_recall_has_wilsons_interval() -> None:
    half = share_of(4, 8)
    assert (half.value, round(half.low, 3), round(half.high, 3)) == (0.5, 0.215, 0.785)


def test_the_prior_keeps_the_number_of_picks_of_the_initial_model() -> None:
    c = curve_of(np.array([0.9, 0.8, 0.7, 0.1]), np.ones(4, bool))
    assert [transfer(0.3, picks, c) for picks in (None, 0, 1, 3, 9)] == [0.3, 0.3, 0.9, 0.7, 0.1]


def test_the_interval_reaches_down_to_zero_where_all_picks_are_kept() -> None:
    confidence = np.linspace(0.9, 0.7, 60)
    found = calibrate(curve_of(confidence, np.ones(60, bool)), Prior(0.5, 0.4)).threshold
    assert found.low == 0
    assert found.low < found.value <= found.high


def test_without_picks_the_interval_is_that_of_the_prior() -> None:
    nothing = Curve(*[np.zeros(0)] * 4, 0.0, 0)
    found = calibrate(nothing, Prior(0.5, 0.4)).threshold
    assert found.value == 0.5
    assert (found.low, found.high) == pytest.approx((0.3135, 0.6865), abs=1e-3)  # 0.5 ∓ 1.96 · 0.4 logits


def test_the_same_validation_gives_the_same_threshold() -> None:
    found, _ = drawn(4, 0.1)
    results: list[Calibration] = [calibrate(found, Prior()) for _ in range(2)]
    assert results[0] == results[1]
