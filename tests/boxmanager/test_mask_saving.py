"""Masks of a project on disk: saved, read again, merged with those of others, and recovered. Without a window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.mask_files import (
    Layer,
    contents_of,
    find_mask_files,
    mask_name,
    read_project_masks,
)
from iceboxer.boxmanager.document.masks import LONGEST, MaskPair, MaskStore, blank_mask, pack, pack_junk
from iceboxer.boxmanager.document.painting import filled, proposed_film, resampled, stroked
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import index_text, read_project
from iceboxer.boxmanager.document.saving import Snapshot, find_merged, owner_of, write_snapshot
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.junk import CLEARED, FILM, PAINTED, JunkMask
from iceboxer.engine.errors import ReadError


def painted(value: int = PAINTED, column: int = 0) -> JunkMask:
    cells = np.zeros((4, 6), np.int8)
    cells[1, column] = value
    return JunkMask(cells, (10.0, 10.0))


@pytest.fixture
def session(qapp: object, tmp_path: Path) -> Session:
    """A project of two micrographs in a folder."""
    session = Session()
    project = Project(box_size=40.0)
    project.add([tmp_path / "a.mrc", tmp_path / "b.mrc"])
    session.open(project)
    return session


@pytest.fixture
def saver(session: Session, tmp_path: Path):
    saver = Saver(session, tmp_path / "unsaved")
    yield saver
    saver.close()


def reopened(folder: Path) -> Session:
    session = Session()
    session.open(read_project(folder))
    return session


def test_masks_come_back_with_the_project_and_grey_at_once(session: Session, saver: Saver, tmp_path: Path) -> None:
    a, b = session.project.micrographs
    picks = make_boxes([5, 25], [15, 15], 40, confidence=[0.9, 0.9], kind=Kind.PICK)
    session.receive(a, picks, junk=JunkMask(np.full((1, 1), FILM, np.int8), (20.0, 40.0)))
    session.paint("paint", {b: painted(), a: painted(CLEARED, 5)})
    assert saver.unsaved
    assert saver.save_as(tmp_path / "p.icebox")
    assert not saver.unsaved
    assert sorted(path.name for path in (tmp_path / "p.icebox").rglob("*.png")) == ["a.png", "a.png", "b.png"]
    again = reopened(tmp_path / "p.icebox")
    assert set(again.masks.pending()) == {a, b}
    assert again.store.boxes(a)["x"][again.greyed()].tolist() == session.store.boxes(a)["x"][session.greyed()].tolist()
    assert again.masks.of(a) == session.masks.of(a)
    assert again.masks.of(b) == session.masks.of(b)


def test_an_edit_is_saved_alone_and_a_removed_mask_stays_removed(
    session: Session, saver: Saver, tmp_path: Path
) -> None:
    a, _ = session.project.micrographs
    assert saver.save_as(tmp_path / "p.icebox")
    index = (tmp_path / "p.icebox" / "project.json").stat().st_mtime_ns
    session.paint("paint", {a: painted()})
    assert session.unsaved_masks == {(Layer.PAINTED, a)}
    assert saver.save_now()
    assert not session.unsaved_masks
    assert (tmp_path / "p.icebox" / "project.json").stat().st_mtime_ns == index
    assert reopened(tmp_path / "p.icebox").masks.of(a).painted == pack(painted())
    session.undo_stack.undo()
    assert saver.save_now()
    assert reopened(tmp_path / "p.icebox").masks.of(a) == MaskPair()


def test_masks_of_a_project_without_a_name_are_recovered(session: Session, saver: Saver, tmp_path: Path) -> None:
    a, _ = session.project.micrographs
    session.paint("paint", {a: painted()})
    assert saver.save_now()
    (folder,) = (
        (tmp_path / "unsaved").glob("*.icebox") if list((tmp_path / "unsaved").glob("*.icebox")) else [saver.folder]
    )
    assert reopened(folder).masks.of(a).painted == pack(painted())


def test_masks_that_were_not_read_yet_are_copied_to_another_folder(
    session: Session, saver: Saver, tmp_path: Path
) -> None:
    a, _ = session.project.micrographs
    session.paint("paint", {a: painted()})
    assert saver.save_as(tmp_path / "p.icebox")
    again = reopened(tmp_path / "p.icebox")
    other = Saver(again, tmp_path / "unsaved2")
    assert again.masks.pending() == [a]
    assert other.save_as(tmp_path / "q.icebox")
    other.close()
    assert reopened(tmp_path / "q.icebox").masks.of(a).painted == pack(painted())


def test_a_mask_that_somebody_else_changed_too_is_saved_beside_theirs(tmp_path: Path) -> None:
    folder, a = tmp_path / "p.icebox", tmp_path / "a.mrc"
    mine, theirs = Project(), Project()
    for project in (mine, theirs):
        project.add([a])

    def write(project: Project, value: int, layer: Layer = Layer.PAINTED):
        store = MaskStore()
        packed = pack(painted(value))
        store.put(a, MaskPair(painted=packed) if layer is Layer.PAINTED else MaskPair(junk=pack_junk(painted(value))))
        masks = contents_of(project, store, [(layer, a)])
        return write_snapshot(Snapshot(folder, lambda: index_text(project, folder), {}, project.disk, masks=masks))

    write(mine, PAINTED)
    mine.disk.confirm(folder)
    theirs = read_project(folder)
    assert read_project_masks(theirs, a).painted == pack(painted())
    write(theirs, CLEARED)
    merged, names = find_merged(folder, lambda: index_text(mine, folder), mine.disk, set())
    assert merged.masks == ["masks/a.png"]
    assert "masks/a.png" in names
    beside = write(mine, PAINTED).beside["masks/a.png"]
    assert owner_of(beside) is not None
    assert read_project_masks(read_project(folder), a).painted == pack(painted(CLEARED))
    assert (folder / beside).is_file()
    # a junk map comes with picks: the last one is right
    write(theirs, FILM, Layer.JUNK)
    assert not write(mine, 2, Layer.JUNK).beside
    assert read_project_masks(read_project(folder), a).junk == pack_junk(painted(2))


def test_damaged_and_foreign_files_are_named_and_left(session: Session, saver: Saver, tmp_path: Path) -> None:
    a, b = session.project.micrographs
    session.paint("paint", {a: painted(), b: painted()})
    assert saver.save_as(tmp_path / "p.icebox")
    (tmp_path / "p.icebox/masks/a.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    foreign = (tmp_path / "p.icebox/masks/b.png").read_bytes().replace(b"Iceboxer", b"Somebody")
    (tmp_path / "p.icebox/masks/b.png").write_bytes(foreign)
    again, problems = reopened(tmp_path / "p.icebox"), []
    again.problem.connect(lambda sentence, _: problems.append(sentence))
    assert again.masks.of(a) == again.masks.of(b) == MaskPair()
    assert len(problems) == 2
    assert "a.png: is a damaged mask" in problems[0]
    other = Saver(again, tmp_path / "unsaved2")
    again.paint("paint", {a: painted(PAINTED, 3)})
    assert other.save_now()
    other.close()
    assert (tmp_path / "p.icebox/masks/a.png").read_bytes() == b"\x89PNG\r\n\x1a\nnothing"


def test_a_folder_of_masks_that_is_a_link_elsewhere_is_refused(session: Session, saver: Saver, tmp_path: Path) -> None:
    assert saver.save_as(tmp_path / "p.icebox")
    (tmp_path / "p.icebox/masks").symlink_to(tmp_path)
    with pytest.raises(ReadError, match="outside the project"):
        read_project(tmp_path / "p.icebox")


def test_names_of_masks_are_those_of_the_boxes() -> None:
    project = Project()
    project.add([Path("/x/a.mrc"), Path("/y/a.mrc")])
    names = {mask_name(name, Layer.PAINTED) for name in project.box_files.values()}
    assert len(names) == 2
    assert find_mask_files(project) == []


def test_a_blank_mask_has_the_proportions_of_the_micrograph() -> None:
    blank = blank_mask((4096, 3000))
    assert max(blank.cells.shape) <= LONGEST
    assert blank.cells.shape[0] * blank.scale[1] == pytest.approx(4096)
    assert blank.cells.shape[1] * blank.scale[0] == pytest.approx(3000)
    assert blank_mask((50, 100)).scale == (1.0, 1.0)


def test_a_stroke_masks_what_is_within_its_radius() -> None:
    blank = JunkMask(np.zeros((40, 60), np.int8), (2.0, 2.0))
    mask = stroked(blank, [(20, 30), (80, 30)], 10, PAINTED)
    y, x = np.mgrid[1:81:2, 1:121:2]
    distance = np.hypot(x - np.clip(x, 20, 80), y - 30)
    assert (mask.cells[distance < 9] == PAINTED).all()
    assert not mask.cells[distance > 11].any()
    assert not blank.cells.any()
    erased = stroked(mask, [(50, 30)], 6, CLEARED)
    assert erased.cells[15, 25] == CLEARED
    assert stroked(blank, [(-500, 30)], 10, PAINTED).cells.any() == np.False_


def test_an_outline_masks_its_inside() -> None:
    blank = JunkMask(np.zeros((50, 50), np.int8), (1.0, 1.0))
    mask = filled(blank, [(10, 10), (40, 10), (10, 40)], PAINTED)
    y, x = np.mgrid[0.5:50:1, 0.5:50:1]
    assert (mask.cells[(x > 11) & (y > 11) & (x + y < 48)] == PAINTED).all()
    assert not mask.cells[(x < 9) | (y < 9) | (x + y > 52)].any()
    assert not filled(blank, [(10, 10), (40, 10)], PAINTED).cells.any()


def test_the_proposal_closes_gaps_drops_specks_and_keeps_the_hole() -> None:
    cells = np.zeros((100, 100), np.int8)
    cells[:, :50] = FILM
    cells[20, 10:20] = 0  # a gap thinner than a particle
    cells[60:62, 80] = FILM  # a speck
    cells[5:30, 70:95] = 2  # ice is no film
    junk = JunkMask(cells, (10.0, 10.0))
    proposed = proposed_film(junk, blank_mask((1000, 1000)), 80.0)
    assert proposed.cells.shape == (500, 500)
    inside = proposed.cells == PAINTED
    assert inside[100, 75]
    assert not inside[:, 270:].any()
    assert inside[:, 5:235].mean() > 0.99
    assert not proposed_film(JunkMask(np.zeros((9, 9), np.int8), (10.0, 10.0)), blank_mask((90, 90)), 80.0).cells.any()


def test_a_mask_of_another_scale_is_resampled_over_the_whole_micrograph() -> None:
    coarse = JunkMask(np.array([[FILM, 0], [0, 0]], np.int8), (50.0, 50.0))
    fine = resampled(coarse, blank_mask((100, 100)))
    assert (fine.cells[:50, :50] == PAINTED).all()
    assert (fine.cells == PAINTED).sum() == 2500


def test_the_proposal_reaches_into_the_corner() -> None:
    y, x = np.mgrid[:40, :40]
    corner = np.where(x + y < 25, FILM, 0).astype(np.int8)
    proposed = proposed_film(JunkMask(corner, (10.0, 10.0)), blank_mask((400, 400)), 80.0)
    assert (proposed.cells[:200, :20] == PAINTED).all()
    assert (proposed.cells[:20, :200] == PAINTED).all()
