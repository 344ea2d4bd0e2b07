"""Edits of filaments as pure functions, in numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from iceboxer.boxmanager.document import filament_edits as edits
from iceboxer.boxmanager.document.filament_view import drawn, passing, shown
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import Filament, make_filament

NAN = float("nan")


def line(x0: float, y0: float, x1: float, y1: float, kind: Kind = Kind.LABEL, confidence: float = NAN, id: int = 1):
    return make_filament([(x0, y0), (x1, y1)], 20.0, confidence, kind, id)


def ends(filament: Filament) -> list[list[float]]:
    return np.round(filament.points[[0, -1]]).tolist()


def test_a_label_takes_the_place_of_the_part_of_a_pick_that_it_covers() -> None:
    pick = line(0, 100, 400, 100, Kind.PICK, 0.8, 7)
    label = line(0, 104, 200, 104, id=0)
    rest, new = edits.added([pick], label)
    assert new is label
    assert (rest.id, rest.kind, rest.confidence) == (7, Kind.PICK, 0.8)
    assert rest.points[0][0] == pytest.approx(210, abs=3)  # half a width beyond the end of the label
    assert rest.points[-1].tolist() == [400, 100]


def test_filaments_that_cross_or_lie_side_by_side_do_not_cover_each_other() -> None:
    pick = line(0, 100, 400, 100, Kind.PICK, 0.8)
    across, beside = line(200, 0, 200, 400, id=2), line(0, 121, 400, 121, id=3)
    assert edits.without_covered([pick], [across, beside]) == (pick,)


def test_new_picks_replace_old_ones_and_spare_what_a_person_judged() -> None:
    label, old = line(0, 100, 400, 100), line(0, 300, 400, 300, Kind.PICK, 0.5, 2)
    rejected = line(0, 200, 400, 200, Kind.REJECTED, 0.6, 3)
    news = [line(0, 102, 400, 102, Kind.PICK, 0.9, 1), line(0, 201, 400, 201, Kind.PICK, 0.9, 2)]
    news.append(line(0, 350, 400, 350, Kind.PICK, 0.7, 3))
    found = edits.picked([label, old, rejected], news)
    assert found[:2] == (label, rejected)
    assert [(f.id, f.kind, f.points[0][1]) for f in found[2:]] == [(0, Kind.PICK, 350)]


def test_an_import_of_the_same_filaments_changes_nothing() -> None:
    label, pick = line(0, 100, 400, 100), line(0, 300, 400, 300, Kind.PICK, 0.5, 2)
    assert edits.merged([label, pick], [label, pick]) == (label, pick)
    label_of_pick = line(0, 300, 400, 300)
    assert [f.kind for f in edits.merged([label, pick], [label_of_pick])] == [Kind.LABEL, Kind.LABEL]


def test_deleting_rejects_picks_and_restoring_brings_them_back() -> None:
    both = [line(0, 100, 400, 100), line(0, 300, 400, 300, Kind.PICK, 0.5, 2)]
    (left,) = edits.deleted(both, {1, 2})
    assert (left.id, left.kind) == (2, Kind.REJECTED)
    (back,) = edits.restored([left], {2})
    assert (back.kind, back.confidence) == (Kind.PICK, 0.5)
    (accepted,) = edits.accepted([back], {2})
    assert (accepted.kind, accepted.confidence) == (Kind.LABEL, 0.5)


def test_a_cut_pick_stays_a_pick_and_its_first_part_keeps_the_number() -> None:
    pick = line(0, 100, 400, 100, Kind.PICK, 0.8, 7)
    first, second = edits.cut([pick], 7, 150)
    assert (ends(first), ends(second)) == ([[0, 100], [150, 100]], [[150, 100], [400, 100]])
    assert (first.id, second.id, first.kind, second.kind) == (7, 0, Kind.PICK, Kind.PICK)
    assert edits.cut([pick], 7, 15) == (pick,)  # shorter than a width


@pytest.mark.parametrize("second", [(200, 0, 300, 0), (300, 0, 200, 0)])
def test_filaments_are_joined_at_their_nearest_ends(second) -> None:
    one = line(0, 0, 100, 0, id=4)
    (whole,) = edits.joined([one, line(*second, id=5)], {4, 5})
    assert (whole.id, whole.kind) == (4, Kind.LABEL)
    assert whole.points[:, 0].tolist() == [0, 100, 200, 300]


def test_joining_to_the_first_end_keeps_the_direction_of_the_first() -> None:
    (whole,) = edits.joined([line(200, 0, 300, 0, id=4), line(0, 0, 100, 0, id=5)], {4, 5})
    assert whole.points[:, 0].tolist() == [0, 100, 200, 300]


def test_the_eraser_removes_a_part_and_that_of_a_pick_becomes_rejected() -> None:
    label, pick = line(0, 100, 400, 100), line(0, 110, 400, 110, Kind.PICK, 0.8, 2)
    found = edits.trimmed([label, pick], [(200, 0), (200, 100), (200, 300)], 30.5, {1, 2})
    spans = [(f.kind, *(round(x) for x in f.points[[0, -1], 0])) for f in found]
    assert spans[:2] == [(Kind.LABEL, 0, 169), (Kind.LABEL, 231, 400)]
    assert spans[2:] == [(Kind.PICK, 0, 169), (Kind.PICK, 231, 400), (Kind.REJECTED, 170, 230)]
    assert edits.trimmed([label], [(200, 0), (200, 100), (200, 300)], 30.5, set()) == (label,)


def test_points_are_moved_inserted_and_deleted_and_a_moved_pick_becomes_a_label() -> None:
    pick = make_filament([(0, 0), (100, 0), (200, 0)], 20, 0.8, Kind.PICK, 7)
    moved = edits.with_point_at(pick, 1, (100, 30))
    assert (moved.points[1].tolist(), moved.kind, moved.id) == ([100, 30], Kind.LABEL, 7)
    assert np.isnan(moved.confidence)
    more, index = edits.with_point_between(pick, 150)
    assert index == 2
    assert np.allclose(more.points[:, 0], [0, 100, 150, 200])
    less = edits.without_point(pick, 1)
    assert less is not None
    assert less.points[:, 0].tolist() == [0, 200]
    assert edits.without_point(less, 0) is None


def test_the_filters_apply_to_picks_alone_and_their_limits_are_included() -> None:
    arc = np.radians(np.linspace(0, 90, 30))
    bent = make_filament(np.column_stack([100 * np.cos(arc), 100 * np.sin(arc)]), 20, 0.9, Kind.PICK, 1)
    straight = line(0, 0, 150, 0, Kind.PICK, 0.5, 2)
    short = line(0, 0, 100, 0, Kind.PICK, 0.9, 3)
    label, rejected = line(0, 0, 30, 0, id=4), line(0, 0, 300, 0, Kind.REJECTED, 0.9, 5)
    every = (bent, straight, short, label, rejected)

    def ids(**filters: float) -> list[int]:
        return [f.id for f in shown(every, View(**filters))]

    assert ids(filament_threshold=0.5) == [1, 2, 3, 4]
    assert ids(filament_threshold=0.51) == [1, 3, 4]
    assert ids(filament_threshold=0, shortest=150) == [1, 2, 4]
    assert ids(filament_threshold=0, least_radius=95) == [1, 2, 3, 4]
    assert ids(filament_threshold=0, least_radius=110) == [2, 3, 4]
    assert [f.id for f in shown(every, View(), hides_picks=True)] == [4]
    assert [f.id for f in drawn(every, {2, 4}, View(show_rejected=True))] == [2, 4, 5]
    assert [f.id for f in drawn(every, {2, 4}, View())] == [2, 4]
    assert passing(np.array([[np.nan, 10.0, 0.0]]), View(filament_threshold=0.9)).all()
