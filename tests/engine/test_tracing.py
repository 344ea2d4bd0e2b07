"""Tracing of filaments through ridge points that are made up from known curves."""

from __future__ import annotations

import numpy as np
import pytest

from iceboxer.engine.data.filaments import Filament, make_filament
from iceboxer.engine.models.joining import join_pieces
from iceboxer.engine.models.ridges import RIDGE_DTYPE, Ridges
from iceboxer.engine.models.tracing import default_tracing, filaments_along, trace
from iceboxer.engine.models.walking import Walk

WIDTH = 40.0


def ridges_of(curves: list[Filament], rng: np.random.Generator, error: float = 1.0, noise: int = 0) -> Ridges:
    """Return ridge points every 6 px with errors of `error` px and 3°, and `noise` faint points anywhere."""
    parts = [c.resampled(6.0) for c in curves]
    places = np.concatenate([p[0] for p in parts] + [rng.uniform(0, 1000, (noise, 2))])
    angles = np.concatenate([p[1] for p in parts] + [rng.uniform(0, np.pi, noise)])
    found = np.zeros(len(places), RIDGE_DTYPE)
    found["x"], found["y"] = (places + rng.normal(0, error, places.shape)).T
    found["angle"] = (angles + rng.normal(0, np.radians(3), len(places))) % np.pi
    found["confidence"] = np.where(
        np.arange(len(places)) < len(places) - noise, 0.8, rng.uniform(0.05, 0.2, len(places))
    )
    found["width"], found["certainty"] = WIDTH, 0.9
    return found[np.argsort(-found["confidence"], kind="stable")]


def largest_error(found: Filament, true: Filament) -> float:
    """Return the largest distance in px from a filament to another."""
    dense = true.resampled(1.0)[0]
    places = found.resampled(5.0)[0]
    return float(np.min(np.hypot(*(places[:, None] - dense[None]).transpose(2, 0, 1)), axis=1).max())


def straight(x0: float, y0: float, x1: float, y1: float) -> Filament:
    """Return a straight filament."""
    return make_filament([(x0, y0), (x1, y1)], WIDTH)


def test_a_bent_filament_is_traced_whole_and_to_a_tenth_of_its_width():
    rng = np.random.default_rng(1)
    t = np.linspace(0, 1, 9)
    true = make_filament(np.column_stack([100 + 800 * t, 500 + 120 * np.sin(4 * t)]), WIDTH)
    (found,) = trace(ridges_of([true], rng, noise=100), default_tracing(WIDTH))
    assert found.length == pytest.approx(true.length, rel=0.03)
    assert largest_error(found, true) < 0.1 * WIDTH
    assert found.confidence == pytest.approx(0.8, abs=0.05)


def test_filaments_that_cross_stay_two():
    rng = np.random.default_rng(2)
    true = [straight(100, 200, 900, 800), straight(100, 800, 900, 250)]
    found = trace(ridges_of(true, rng), default_tracing(WIDTH))
    assert len(found) == 2
    assert {min((largest_error(f, t), i) for i, t in enumerate(true))[1] for f in found} == {0, 1}
    assert all(f.length == pytest.approx(t.length, rel=0.05) for f in found for t in true if largest_error(f, t) < 9)


def test_a_gap_is_bridged_and_a_wider_one_is_not():
    rng = np.random.default_rng(3)
    near = [straight(100, 500, 400, 500), straight(480, 500, 900, 500)]
    assert len(trace(ridges_of(near, rng), default_tracing(WIDTH, gap=100))) == 1
    assert len(trace(ridges_of(near, rng), default_tracing(WIDTH, gap=50))) == 2


def test_parallel_neighbours_at_one_width_are_kept_apart():
    rng = np.random.default_rng(4)
    true = [straight(100, 500 + i * WIDTH, 900, 520 + i * WIDTH) for i in range(3)]
    found = trace(ridges_of(true, rng, 1.5), default_tracing(WIDTH))
    assert len(found) == 3
    assert all(min(largest_error(f, t) for t in true) < 0.15 * WIDTH for f in found)


def test_no_piece_is_shorter_than_the_least_length():
    rng = np.random.default_rng(5)
    true = [straight(100, 100, 200, 100), straight(100, 400, 800, 420)]
    assert len(trace(ridges_of(true, rng, noise=300), default_tracing(WIDTH, least=150))) == 1
    assert len(trace(ridges_of(true, rng), default_tracing(WIDTH, least=80))) == 2


def test_the_curvature_is_bounded():
    rng = np.random.default_rng(6)
    angle = np.linspace(0, 3, 12)
    true = make_filament(500 + 150 * np.column_stack([np.cos(angle), np.sin(angle)]), WIDTH)
    limits = default_tracing(WIDTH, bend=1 / 300)
    assert all(f.curvature <= limits.bend * 1.001 for f in trace(ridges_of([true], rng, 2.0), limits))
    free = trace(ridges_of([true], rng), default_tracing(WIDTH, bend=1 / 100))
    assert free[0].length == pytest.approx(true.length, rel=0.05)


def test_a_certain_walk_that_bends_too_much_is_cut_and_not_lost():
    places = [(x, 500.0) for x in np.arange(100.0, 500, 12)] + [(500.0, y) for y in np.arange(500.0, 700, 12)]
    limits = default_tracing(WIDTH)
    found = filaments_along(Walk(places, [0.8] * len(places)), limits)
    assert sorted(f.length for f in found) == pytest.approx([192, 400], abs=20)
    assert all(f.curvature <= limits.bend for f in found)
    assert filaments_along(Walk(places, [0.2] * len(places)), limits) == []


def test_a_ring_is_traced_once():
    angle = np.linspace(0, 2 * np.pi, 40)
    true = make_filament(500 + 300 * np.column_stack([np.cos(angle), np.sin(angle)]), WIDTH)
    (found,) = trace(ridges_of([true], np.random.default_rng(7)), default_tracing(WIDTH))
    assert found.length == pytest.approx(true.length, rel=0.05)
    assert largest_error(found, true) < 0.1 * WIDTH


def test_nothing_gives_nothing():
    assert trace(np.zeros(0, RIDGE_DTYPE), default_tracing(WIDTH)) == []


def test_pieces_whose_ends_turn_aside_are_joined_without_them():
    first = make_filament([(0, 0), (60, 0), (120, 0), (160, 0), (180, 7)], 20, 0.9)
    second = make_filament([(230, -7), (250, 0), (290, 0), (350, 0), (410, 0)], 20, 0.9)
    (whole,) = join_pieces([first, second], 50, 1 / 120)
    assert whole.length == pytest.approx(410, abs=1)
    assert whole.curvature <= 1 / 120
