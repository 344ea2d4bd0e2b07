"""The threshold that follows the defocus: exact shares and hand-computed thresholds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.data.defocus import DefocusCurve, even_curve, threshold_of_share

CURVE = DefocusCurve(((1.0, 0.2), (2.0, 0.4), (3.0, 0.5)))


def test_the_threshold_is_interpolated_and_constant_outside() -> None:
    assert CURVE.at([0.5, 1.0, 1.5, 2.75, 9.0]).tolist() == pytest.approx([0.2, 0.2, 0.3, 0.475, 0.5])
    assert CURVE.of({Path("a"): 1.5}) == pytest.approx({Path("a"): 0.3})
    assert CURVE.of({}) == {}


def test_points_and_the_whole_curve_are_moved() -> None:
    assert CURVE.moved(1, 0.9).points == ((1.0, 0.2), (2.0, 0.9), (3.0, 0.5))
    assert [y for _, y in CURVE.shifted(-0.3).points] == pytest.approx([0.0, 0.1, 0.2])


@pytest.mark.parametrize(("share", "threshold"), [(0.5, 0.5), (1.0, 0.2), (0.25, 0.7)])
def test_the_threshold_of_a_share_lies_between_the_picks(share: float, threshold: float) -> None:
    assert threshold_of_share(np.array([0.8, 0.4, 0.2, 0.6]), share) == pytest.approx(threshold)


def test_nothing_passes_a_share_of_zero() -> None:
    assert threshold_of_share(np.array([0.8, 0.4]), 0.0) > 0.8


def test_the_same_share_passes_at_every_defocus() -> None:
    rng = np.random.default_rng(1)
    defocus = np.repeat([0.8, 1.2, 1.6, 2.0], 400)
    confidence = np.clip(rng.uniform(0, 0.5, 1600) + 0.2 * defocus, 0, 1)  # less confident at low defocus
    curve = even_curve(confidence, defocus, 0.5)
    assert curve is not None
    share = (confidence >= 0.5).mean()
    assert (confidence[:400] >= 0.5).mean() < share - 0.2 < share + 0.2 < (confidence[1200:] >= 0.5).mean()
    for each in np.unique(defocus):
        here = defocus == each
        assert (confidence[here] >= curve.at(each)).mean() == pytest.approx(share, abs=0.01)


def test_there_is_no_curve_without_two_ranges_of_defocus() -> None:
    rng = np.random.default_rng(2)
    assert even_curve(rng.uniform(size=500), np.full(500, 1.5), 0.5) is None
    assert even_curve(rng.uniform(size=150), rng.uniform(1, 2, 150), 0.5) is None
    assert even_curve(np.full(500, np.nan), rng.uniform(1, 2, 500), 0.5) is None
