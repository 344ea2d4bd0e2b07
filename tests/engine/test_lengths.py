"""Evaluation of filaments by length, on lines whose figures are known."""

from __future__ import annotations

import pytest

from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import Filament, make_filament
from iceboxer.engine.evaluation.lengths import curve_of, figures_at, match_lengths


def line(x0: float, y0: float, x1: float, y1: float, confidence: float = 0.9) -> Filament:
    return make_filament([(x0, y0), (x1, y1)], 24, confidence, Kind.PICK)


TRUE = line(0, 100, 1000, 100)


def test_a_pick_on_the_filament_is_right():
    found = figures_at([match_lengths([line(0, 105, 1000, 103)], [TRUE])], 0)
    assert (found["precision"], found["recall"], found["f1"]) == pytest.approx((1, 1, 1))
    assert found["direction_error"] == pytest.approx(0.115, abs=0.01)
    assert found["pieces"] == 1
    assert found["crossings_passed"] is None


def test_half_a_filament_and_as_much_elsewhere_is_half_right():
    found = figures_at([match_lengths([line(0, 100, 500, 100), line(0, 300, 500, 300)], [TRUE])], 0)
    assert (found["precision"], found["recall"]) == pytest.approx((0.5, 0.5), abs=0.01)


@pytest.mark.parametrize(("shift", "right"), [(7.9, 1), (8.1, 0)])
def test_the_tolerance_is_a_third_of_the_width(shift: float, right: int):
    found = figures_at([match_lengths([line(0, 100 + shift, 1000, 100 + shift)], [TRUE])], 0)
    assert (found["precision"], found["recall"]) == pytest.approx((right, right))


def test_a_second_pick_on_the_same_filament_is_wrong():
    found = figures_at([match_lengths([line(0, 100, 1000, 100), line(0, 102, 1000, 102, 0.5)], [TRUE])], 0)
    assert (found["precision"], found["recall"]) == pytest.approx((0.5, 1))


def test_pieces_and_the_threshold():
    picks = [line(0, 100, 480, 100), line(500, 100, 1000, 100, 0.4)]
    matches = [match_lengths(picks, [TRUE])]
    assert figures_at(matches, 0)["pieces"] == 2
    high = figures_at(matches, 0.5)
    assert high["recall"] == pytest.approx(0.48, abs=0.02)
    assert high["precision"] == pytest.approx(1)
    assert [row["threshold"] for row in curve_of(matches)] == [0.4, 0.9]


def test_a_crossing_is_passed_only_if_one_pick_covers_both_sides():
    other = line(500, 0, 500, 200)
    whole = figures_at([match_lengths([TRUE, other], [TRUE, other])], 0)
    assert (whole["crossings"], whole["crossings_passed"]) == (1, 1)
    cut = [line(0, 100, 490, 100), line(510, 100, 1000, 100), other]
    assert figures_at([match_lengths(cut, [TRUE, other])], 0)["crossings_passed"] == 0.5


def test_picks_without_truth_are_wrong_and_nothing_is_nothing():
    assert figures_at([match_lengths([TRUE], [])], 0)["precision"] == 0
    none = figures_at([match_lengths([], [TRUE])], 0)
    assert (none["precision"], none["recall"], none["pieces"]) == (0, 0, None)


def test_the_library_compares_filaments_in_memory_and_in_files(tmp_path) -> None:
    import iceboxer

    truth = [make_filament([(0, 100), (400, 100)], 20)]
    half = [make_filament([(0, 102), (200, 102)], 20, 0.9)]
    in_memory = iceboxer.evaluate_filaments(truth, half)
    assert (in_memory["precision"], round(in_memory["recall"], 2)) == (1.0, 0.51)
    iceboxer.write_filaments(tmp_path / "truth/a.cbox", truth)
    iceboxer.write_filaments(tmp_path / "picks/a.cbox", half)
    in_files = iceboxer.evaluate_filaments(tmp_path / "truth", tmp_path / "picks")
    assert in_files["recall"] == in_memory["recall"]
    assert iceboxer.evaluate_filaments({"a": truth}, {"a.mrc": half})["f1"] == in_memory["f1"]
