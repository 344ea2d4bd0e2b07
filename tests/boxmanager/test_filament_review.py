"""Picked filaments in the window: in junk, under review, and those of another model; without a window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.exclusion import Verdict
from iceboxer.boxmanager.document.origin import Origin
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import index_text, read_project
from iceboxer.boxmanager.features.reviewing import Reviewing
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.filaments import make_filament
from iceboxer.engine.data.junk import CLEARED, FILM, JunkMask

A, B = Path("/data/a.mrc"), Path("/data/b.mrc")


def pick(y: float, confidence: float):
    return make_filament([(0, y), (400, y)], 40, confidence, Kind.PICK)


def film(left: int, right: int) -> JunkMask:
    cells = np.zeros((40, 40), np.int8)
    cells[:, left:right] = FILM
    return JunkMask(cells, (10.0, 10.0))


@pytest.fixture
def session(qapp: object) -> Session:
    session = Session()
    project = Project()
    project.add([A, B])
    session.open(project)
    return session


def spans(filaments) -> list[tuple[float, float]]:
    return [(f.points[0][0], f.points[-1][0]) for f in filaments]


def test_a_pick_through_film_is_shown_and_counted_in_pieces(session: Session) -> None:
    bent = session.filaments
    session.take_junk(A, film(20, 25))
    bent.receive(A, [pick(105, 0.8), make_filament([(210, 0), (240, 200)], 40, 0.8, Kind.PICK)])
    assert spans(bent.shown()) == [(0, 195), (250, 400)]
    assert (bent.count_shown(), bent.count_known(A)) == (2, 2)
    assert [f.points[0][1] for f in bent.drawn()] == [105]  # the other one lies in film
    assert spans(bent.greyed()) == [(195, 250), (210, 240)]
    session.change_view(shortest=180.0)  # applies to the pieces
    assert (spans(bent.shown()), bent.count_shown()) == ([(0, 195)], 1)
    session.change_view(shortest=0.0, junk_margin=1.0)  # half a width, 20 px
    assert spans(bent.shown()) == [(0, 175), (270, 400)]
    session.change_view(grey_junk=False)
    assert (len(bent.shown()), bent.count_shown(), bent.greyed()) == (2, 2, ())
    session.change_view(grey_junk=True, junk_margin=0.0)
    session.paint("clear", {A: JunkMask(np.full((40, 40), CLEARED, np.int8), (10.0, 10.0))})
    assert (len(bent.shown()), bent.count_shown()) == (2, 2)
    session.undo_stack.undo()
    assert spans(bent.shown()) == [(0, 195), (250, 400)]


def test_accepting_a_pick_in_pieces_accepts_the_visible_pieces(session: Session) -> None:
    bent = session.filaments
    session.take_junk(A, film(20, 25))
    bent.receive(A, [pick(105, 0.8)])
    before = bent.here
    bent.accept({before[0].id})
    assert [(f.kind, *spans([f])) for f in bent.here] == [
        (Kind.LABEL, (0, 195)), (Kind.LABEL, (250, 400)), (Kind.PICK, (195, 250)),
    ]  # fmt: skip
    assert spans(bent.shown()) == [(0, 195), (250, 400)]
    session.undo_stack.undo()
    assert bent.here == before


class Host:
    def __init__(self) -> None:
        self.centred: list[tuple[float, float]] = []
        self.message = ""

    def centre_on(self, x: float, y: float) -> None:
        self.centred.append((x, y))

    def show_message(self, text: str) -> None:
        self.message = text


def test_uncertain_filaments_are_visited_after_boxes_and_judging_continues(session: Session) -> None:
    bent, reviewing = session.filaments, Reviewing(session, Host(), session)
    session.change_view(threshold=0.3, filament_threshold=0.3)
    bent.receive(A, [pick(100, 0.36), pick(200, 0.9), pick(300, 0.31), pick(350, 0.2)])
    bent.receive(B, [pick(50, 0.33)])
    session.receive(A, make_boxes([30], [30], 20, confidence=[0.35], kind=Kind.PICK))
    reviewing.next_uncertain()
    assert (len(session.selection), bent.selection) == (1, frozenset())
    visited = []
    for _ in range(3):
        reviewing.next_uncertain()
        assert reviewing.active
        assert not session.selection
        (only,) = bent.selected()
        visited.append((session.current, only.confidence))
    assert visited == [(A, 0.31), (A, 0.36), (B, 0.33)]  # the nearest to the threshold first, then the other micrograph
    assert reviewing.host.centred[-1] == pytest.approx((200, 50))
    reviewing.next_uncertain()
    assert "seen all picks" in reviewing.host.message
    reviewing.next_uncertain()  # starts over, and continues with filaments since one is selected
    assert bent.selected()[0].confidence == 0.33


def test_back_makes_a_judged_filament_a_pick_again(session: Session) -> None:
    bent, reviewing = session.filaments, Reviewing(session, Host(), session)
    session.change_view(filament_threshold=0.3)
    bent.receive(A, [pick(100, 0.31), pick(200, 0.32)])
    reviewing.next_uncertain()
    (first,) = bent.selection
    bent.accept(bent.selection)
    reviewing.judged()
    assert bent.selection != {first}
    reviewing.back()
    assert bent.selection == {first}
    assert [f.kind for f in bent.here] == [Kind.PICK, Kind.PICK]


def test_picks_are_outdated_when_the_model_or_the_width_changes_and_after_reading_a_project(
    session: Session, tmp_path: Path
) -> None:
    bent = session.filaments
    bent.receive(A, [pick(100, 0.8)])
    bent.edit("draw", {B: [make_filament([(0, 50), (400, 50)], 40)]})
    assert bent.outdated() == []
    bent.set_width(60)
    assert bent.outdated() == [A]
    session.undo_stack.undo()
    assert bent.outdated() == []
    bent.use_model(tmp_path / "mine.safetensors")
    assert bent.outdated() == [A]  # B has labels only
    assert bent.is_outdated(A)
    bent.receive(A, [pick(100, 0.8)], tmp_path / "mine.safetensors")
    assert bent.outdated() == []
    text = index_text(session.project, tmp_path)
    (tmp_path / "project.json").write_text(text, encoding="utf-8")
    read = read_project(tmp_path)
    assert read.traced_by == {A: Origin("mine", 60.0)}
    session.set_verdicts({A: Verdict(by_hand=True)}, {})
    bent.use_model(None)
    assert bent.outdated() == []  # it is excluded
