"""The recommended threshold of a filament model, from the F1 at each confidence in its validation."""

from __future__ import annotations

import pytest

from iceboxer.engine.training.filament_threshold import (
    FLOOR,
    OTHERWISE,
    FilamentThreshold,
    are_complete,
    middle_threshold,
)


def test_it_is_the_middle_of_the_thresholds_that_keep_the_same_filaments():
    assert middle_threshold([0.2, 0.6, 0.9], [0.5, 0.98, 0.5]) == pytest.approx((0.2 + 0.6) / 2)
    assert middle_threshold([0.2, 0.6, 0.9], [0.97, 0.98, 0.975]) == pytest.approx((0.2 + 0.9) / 2)


def test_a_few_filaments_that_are_all_right_do_not_raise_it_to_their_confidence():
    assert middle_threshold([0.8, 0.9], [1.0, 0.5]) == pytest.approx((FLOOR + 0.8) / 2)


def test_without_a_filament_it_is_one_half():
    assert middle_threshold([], []) == OTHERWISE == 0.5
    assert middle_threshold([0.3], [0.0]) == OTHERWISE


def test_no_f1_is_measured_if_half_of_the_confident_picks_have_no_label():
    assert [are_complete(share) for share in (0.53, 0.95, None)] == [False, True, True]


def test_the_card_states_the_threshold_that_is_recommended():
    text = FilamentThreshold(0.42, 0.9, 5).describe()
    assert text == "Threshold 0.42, from 5 held-out filaments. It keeps 90 % of their length."
