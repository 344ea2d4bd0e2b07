"""Filaments as curves: lengths, directions, segments, and bad points."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import (
    cut_segments,
    make_filament,
    pieces_within,
    psi,
    select_filaments,
    straight_pieces,
)
from iceboxer.engine.errors import ConfigError

ARC = np.linspace(0, np.pi / 2, 7)


def quarter(radius: float = 100.0) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return points on a quarter of a circle, counter-clockwise from the x axis."""
    return radius * np.column_stack([np.cos(ARC), np.sin(ARC)])


def test_a_straight_line_has_its_length_and_direction():
    line = make_filament([(10, 20), (40, 60)], 5)
    places, directions = line.at([0, 25, 50])
    assert line.length == pytest.approx(50)
    assert places == pytest.approx(np.array([[10, 20], [25, 40], [40, 60]]))
    assert directions == pytest.approx(np.full(3, np.arctan2(40, 30)))
    assert line.curvature == 0


def test_an_arc_has_the_length_and_the_curvature_of_its_circle():
    arc = make_filament(quarter(), 5)
    assert arc.length == pytest.approx(100 * np.pi / 2, rel=1e-3)
    assert arc.curvature == pytest.approx(0.01, rel=0.1)
    places, directions = arc.at(arc.length / 2)
    assert np.hypot(*places[0]) == pytest.approx(100, rel=1e-3)
    assert directions[0] == pytest.approx(3 * np.pi / 4, abs=0.01)


def test_segments_start_at_the_first_end_and_keep_the_spacing():
    segments = cut_segments([make_filament([(0, 0), (95, 0)], 10), make_filament([(0, 50), (0, 90)], 20)], 30)
    assert segments.filament.tolist() == [0, 0, 0, 0, 1, 1]
    assert segments.track.tolist() == [0, 30, 60, 90, 0, 30]
    assert segments.boxes["x"] == pytest.approx([0, 30, 60, 90, 0, 0])
    assert segments.boxes["y"] == pytest.approx([0, 0, 0, 0, 50, 80])
    assert segments.boxes["width"].tolist() == [10, 10, 10, 10, 20, 20]


@pytest.mark.parametrize("end", [(30, 40), (-30, 40), (-30, -40), (30, -40), (50, 0), (0, -50)])
def test_psi_is_the_negative_of_the_angle_in_every_quadrant(end: tuple[float, float]):
    segments = cut_segments([make_filament([(5, 7), (5 + end[0], 7 + end[1])], 10)], 10)
    assert psi(segments.direction) == pytest.approx(np.full(6, -np.degrees(np.arctan2(end[1], end[0]))))


def test_equal_points_count_once_and_a_single_one_is_no_filament():
    assert len(make_filament([(1, 1), (1, 1), (5, 1), (5, 1)], 3).points) == 2
    for points in ([(1, 1)], [(1, 1), (1, 1)], []):
        with pytest.raises(ConfigError, match="at least two different points"):
            make_filament(points, 3)
    with pytest.raises(ConfigError, match="without a position"):
        make_filament([(1, 1), (np.nan, 2)], 3)
    with pytest.raises(ConfigError, match="width"):
        make_filament([(1, 1), (2, 2)], 0)


def test_ten_thousand_points_and_a_crossing_of_itself_are_fine():
    t = np.linspace(0, 2 * np.pi, 10_000)
    eight = make_filament(np.column_stack([100 * np.sin(t), 50 * np.sin(2 * t)]), 4)
    assert eight.length == pytest.approx(609.7, rel=0.01)
    assert len(cut_segments([eight], 10).boxes) == 61


def test_a_part_keeps_the_curve():
    arc = make_filament(quarter(), 5)
    piece = arc.part(20, 100)
    assert piece.length == pytest.approx(80, rel=0.01)
    assert np.hypot(*piece.resampled(5)[0].T) == pytest.approx(100, rel=0.01)


def test_pieces_within_a_picture_are_cut_at_its_edges():
    line = make_filament([(-50, 30), (150, 30)], 5)
    (piece,) = pieces_within(line, (0, 0), (100, 100))
    assert piece.points[0] == pytest.approx([0, 30], abs=1)
    assert piece.points[-1] == pytest.approx([100, 30], abs=1)
    assert pieces_within(make_filament([(-50, -30), (150, -30)], 5), (0, 0), (100, 100)) == []


def test_a_bent_filament_is_written_as_straight_pieces_close_to_it():
    pieces = straight_pieces(make_filament(quarter(), 5), 1.0)
    assert len(pieces) > 2
    for piece, following in pairwise(pieces):
        assert piece[1] == pytest.approx(following[0])
        middle = piece.mean(axis=0)
        assert 98.9 < np.hypot(*middle) <= 100.1
    assert len(straight_pieces(make_filament([(0, 0), (5, 5), (100, 100)], 5), 1.0)) == 1


def test_the_threshold_the_length_and_the_curvature_filter():
    line = make_filament([(0, 0), (100, 0)], 5, 0.4, Kind.PICK)
    arc = make_filament(quarter(), 5, 0.8, Kind.PICK)
    label = make_filament([(0, 0), (10, 0)], 5)
    assert select_filaments([line, arc, label], 0.4) == [line, arc, label]
    assert select_filaments([line, arc, label], 0.41) == [arc, label]
    assert select_filaments([line, arc, label], 0, least=100) == [line, arc]
    assert select_filaments([line, arc, label], 0, bend=0.005) == [line, label]
