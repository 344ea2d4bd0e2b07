"""Two windows on one project, or a window and a command line: nothing is lost, and both people are informed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import Qt

from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.disk_state import digest_file
from iceboxer.boxmanager.document.presence import PREFIX, find_others
from iceboxer.boxmanager.document.project_folder import INDEX
from iceboxer.boxmanager.document.project_index import read_project
from iceboxer.boxmanager.features import saving_shared
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.notes import STALE
from iceboxer.engine.data.remains import machine


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Windows look at the disk only when a test makes them."""
    monkeypatch.setattr(saving_shared, "POLL_MS", 10_000_000)
    monkeypatch.setattr(saving_shared, "CONFIRM_MS", 10_000_000)


@pytest.fixture
def two(start, folder, tmp_path, answers):
    """Two windows with the same project of three micrographs; the second opened it anyway."""
    first = start(folder)
    first.wait_for_picture()
    assert first.window.saving.save_to(tmp_path / "work.icebox")
    answers.append("Open")
    second = start(tmp_path / "work.icebox")
    second.wait_for_picture()
    assert not answers
    for person in (first, second):
        look(person)
    return first, second


def look(person) -> None:
    """Let a window compare its project with the disk."""
    person.window.files.sharing.compare()
    person.window.saver._thread.wait()


def confirm(person) -> None:
    """What happens a moment after each save."""
    person.window.files.sharing.confirm()
    person.window.saver._thread.wait()


def notices(person) -> list[str]:
    return [sentence for sentence, _ in person.window.problems.items]


def on_disk(tmp_path: Path, number: int) -> list[float]:
    project = read_project(tmp_path / "work.icebox")
    return sorted(read_project_boxes(project, project.micrographs[number])["x"].tolist())


def test_what_does_not_collide_is_merged(two, tmp_path):
    first, second = two
    first.click(200, 100)
    second.key(Qt.Key.Key_D)
    second.wait_for_picture()
    second.click(300, 300)
    second.click(500, 300)
    second.key(Qt.Key.Key_D)
    second.wait_for_picture()
    second.key(Qt.Key.Key_N)
    for person in two:
        assert person.window.saver.save_now()
    assert [len(on_disk(tmp_path, number)) for number in range(3)] == [1, 2, 0]
    assert [path.name for path in read_project(tmp_path / "work.icebox").empty] == ["m3.mrc"]
    for person in two:
        look(person)
        session = person.window.session
        assert [len(session.store.boxes(path)) for path in session.project.micrographs] == [1, 2, 0]
        assert [path.name for path in session.project.empty] == ["m3.mrc"]
        assert not notices(person)


def test_21_boxes_do_not_become_one(two, tmp_path):
    """The boxes of both survive, and both are informed."""
    first, second = two
    first.window.session.edit_current("add", make_boxes(range(100, 310, 10), [100] * 21, 8))
    assert first.window.saver.save_now()
    second.click(400, 400)
    assert second.window.saver.save_now()
    assert len(on_disk(tmp_path, 0)) == 21
    (beside,) = (path for path in (tmp_path / "work.icebox/boxes").glob("*.cbox") if "@" in path.name)
    assert "boxes of m1.mrc too. Your boxes are saved beside theirs" in notices(second)[0]
    assert beside.name in notices(second)[0]
    look(first)
    assert beside.name in notices(first)[0]
    assert "saved beside yours" in notices(first)[0]
    assert (len(first.boxes), len(second.boxes)) == (21, 1)
    second.click(200, 400)  # and so on
    assert second.window.saver.save_now()
    assert len(on_disk(tmp_path, 0)) == 21
    assert len(list((tmp_path / "work.icebox/boxes").glob("*.cbox"))) == 2


def test_a_file_that_was_replaced_before_anybody_saw_it(two, tmp_path):
    """Both compared the disk, then both wrote."""
    first, second = two
    first.click(200, 100)
    second.click(400, 400)
    assert first.window.saver.save_now()
    file = tmp_path / "work.icebox/boxes/m1.cbox"
    second.window.session.project.disk.digests["boxes/m1.cbox"] = digest_file(file)
    assert second.window.saver.save_now()
    look(first)
    assert first.window.saver.save_now()
    assert len(list(file.parent.glob("*@*.cbox"))) == 1
    assert len(notices(first)) == 1


def test_boxes_from_the_command_line(two, tmp_path):
    first, second = two
    write_boxes(tmp_path / "work.icebox/boxes/m1.cbox", BoxList(None, make_boxes([77], [88], 8)), "cbox")
    look(first)
    assert first.boxes["x"].tolist() == [77]
    second.click(200, 100)
    assert second.window.saver.save_now()
    assert on_disk(tmp_path, 0) == [77]
    assert "beside theirs" in notices(second)[0]


def test_boxes_of_others_are_read_again(two, tmp_path):
    first, second = two
    first.click(200, 100)
    assert first.window.saver.save_now()
    confirm(first)
    look(second)
    assert len(second.boxes) == 1
    second.click(400, 400)
    assert second.window.saver.save_now()
    look(first)
    assert len(first.boxes) == 2
    np.testing.assert_allclose(np.sort(first.boxes["x"]), np.sort(second.boxes["x"]), atol=1e-5)
    assert not notices(first)
    assert not notices(second)


def test_saving_under_the_same_name_replaces_nothing(two, tmp_path):
    first, second = two
    first.click(200, 100)
    assert first.window.saver.save_now()
    second.key(Qt.Key.Key_D)
    second.wait_for_picture()
    second.click(300, 300)
    assert second.window.saving.save_to(tmp_path / "work.icebox")
    assert [len(on_disk(tmp_path, number)) for number in range(3)] == [1, 1, 0]


def test_micrographs_that_another_adds(two, folder, tmp_path):
    from tests.stories.conftest import write_mrc

    first, second = two
    one, other = write_mrc(tmp_path / "a/new.mrc", 4), write_mrc(tmp_path / "b/new.mrc", 5)
    for person, path, x in ((first, one, 11.0), (second, other, 22.0)):
        session = person.window.session
        session.add_micrographs([path])
        session.edit("add", {path: make_boxes([x], [1], 8)})
        assert person.window.saver.save_now()
    for _ in range(2):
        for person in two:
            look(person)
            assert person.window.saver.save_now()
    project = read_project(tmp_path / "work.icebox")
    assert {path for path in project.micrographs if path.name == "new.mrc"} == {one, other}
    assert [read_project_boxes(project, path)["x"].tolist() for path in (one, other)] == [[11.0], [22.0]]
    for person in two:
        store = person.window.session.store
        assert [store.boxes(path)["x"].tolist() for path in (one, other)] == [[11.0], [22.0]]


def test_look_only_saves_nothing(start, folder, tmp_path, answers):
    first = start(folder)
    first.wait_for_picture()
    assert first.window.saving.save_to(tmp_path / "work.icebox")
    answers.append("Look only")
    second = start(tmp_path / "work.icebox")
    second.wait_for_picture()
    before = {path: path.read_bytes() for path in (tmp_path / "work.icebox").rglob("*") if path.is_file()}
    second.window.session.change_view(threshold=0.9)
    second.click(200, 100)
    second.window.saver.save()
    assert not second.window.saver.save_now()
    assert {path: path.read_bytes() for path in before} == before
    first.click(300, 100)
    assert first.window.saver.save_now()
    assert len(on_disk(tmp_path, 0)) == 1
    assert second.window.saving.save_to(tmp_path / "mine.icebox")
    second.click(300, 300)
    assert second.window.saver.save_now()
    assert len(on_disk(tmp_path, 0)) == 1


def test_a_project_that_is_not_open_is_opened_without_a_question(start, folder, tmp_path, answers):
    first = start(folder)
    first.wait_for_picture()
    assert first.window.saving.save_to(tmp_path / "work.icebox")
    assert first.window.close()
    assert not list((tmp_path / "work.icebox").glob(f"{PREFIX}*"))
    start(tmp_path / "work.icebox").wait_for_picture()


def test_notes_of_killed_windows_count_no_more(tmp_path, monkeypatch):
    """Killed on this machine, or silent for a while by the clock of the file system."""
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    (tmp_path / f"{PREFIX}{machine()}-{gone.pid}-0.json").write_text("{}")
    far = tmp_path / f"{PREFIX}elsewhere-1-0.json"
    far.write_text(json.dumps({"user": "a", "host": "b", "since": "c"}))
    assert [o.host for o in find_others(tmp_path)] == ["b"]
    assert [path.name for path in tmp_path.iterdir()] == [far.name]
    os.utime(far, (far.stat().st_atime, far.stat().st_mtime - 2 * STALE))
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert not find_others(tmp_path)
    assert not list(tmp_path.iterdir())


# ── the folder disappears ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("what", ["renamed", "emptied"])
def test_a_folder_that_disappears_is_not_made_again(start, folder, tmp_path, what):
    """Everything stays in memory and in recovery, the window reports it, and another place takes all of it."""
    person = start(folder)
    person.wait_for_picture()
    work, away = tmp_path / "work.icebox", tmp_path / "away"
    assert person.window.saving.save_to(work)
    person.click(200, 100)
    assert person.window.saver.save_now()
    work.rename(away)
    if what == "emptied":  # an unmounted folder leaves its mount point behind
        work.mkdir()
    person.key(Qt.Key.Key_D)
    person.wait_for_picture()
    person.click(400, 300)
    person.wait_for(lambda: "kept for recovery" in person.window.banner.text.text())
    assert "has disappeared" in person.window.banner.text.text()
    assert person.window.banner.act.isVisible()
    assert "*" in person.window.windowTitle()
    assert not list(work.glob("*"))
    assert work.exists() == (what == "emptied")
    (rescued,) = person.window.settings.unsaved_folder.iterdir()
    project = read_project(rescued)
    assert [len(read_project_boxes(project, path)) for path in project.micrographs] == [1, 1, 0]
    assert person.window.saving.save_to(tmp_path / "elsewhere.icebox"), person.window.saver.trouble
    project = read_project(tmp_path / "elsewhere.icebox")
    assert [len(read_project_boxes(project, path)) for path in project.micrographs] == [1, 1, 0]
    assert not rescued.exists()
    assert not person.window.banner.isVisible()


def test_a_folder_that_comes_back(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    work, away = tmp_path / "work.icebox", tmp_path / "away"
    assert person.window.saving.save_to(work)
    work.rename(away)
    look(person)  # noticed without an edit
    assert "has disappeared" in person.window.saver.trouble
    person.click(400, 300)
    assert not person.window.saver.save_now()
    away.rename(work)
    assert person.window.saver.save_now()
    assert len(on_disk(tmp_path, 0)) == 1
    assert not list(person.window.settings.unsaved_folder.iterdir())


def test_boxes_that_were_not_read_before_the_folder_disappeared(start, folder, tmp_path):
    """They are neither lost nor taken for none."""
    person = start(folder)
    person.wait_for_picture()
    work, away = tmp_path / "work.icebox", tmp_path / "away"
    assert person.window.saving.save_to(work)
    session = person.window.session
    path = session.project.micrographs[2]
    session.edit("add", {path: make_boxes([5], [5], 8)})
    assert person.window.saver.save_now()
    session.store.forget([path])
    session.store.expect([path], session._load)
    work.rename(away)
    assert not len(session.store.boxes(path))
    away.rename(work)
    assert len(session.store.boxes(path)) == 1
    assert session.project.box_files[path] == "boxes/m3.cbox"


def test_no_task_makes_the_folder_again(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    assert person.window.saving.save_to(tmp_path / "work.icebox")
    (tmp_path / "work.icebox").rename(tmp_path / "away")
    person.window.learning.pick_current()
    assert person.window.activity.running is None
    assert "has disappeared" in notices(person)[0]
    assert not (tmp_path / "work.icebox" / INDEX).exists()


def test_painted_masks_are_merged_like_boxes(two, tmp_path):
    first, second = two
    for person in two:
        person.do("tool_paint")  # a key works in the active window only
    first.drag((200, 100), (300, 100))
    assert first.window.saver.save_now()
    confirm(first)
    look(second)
    session = second.window.session
    assert session.masks.of(session.current).painted is not None
    assert session.masks.of(session.current) == first.window.session.masks.of(session.current)
    assert "changed the mask of m1.mrc" in second.window.status.currentMessage()
    first.drag((200, 300), (300, 300))
    second.drag((500, 500), (600, 500))
    for person in two:
        assert person.window.saver.save_now()
    (beside,) = (path for path in (tmp_path / "work.icebox/masks").glob("*.png") if "@" in path.name)
    assert "the mask of m1.mrc too. Your mask is saved beside theirs" in notices(second)[0]
    assert beside.name in notices(second)[0]
    look(first)
    assert beside.name in notices(first)[0]
    assert len(list((tmp_path / "work.icebox/masks").glob("*.png"))) == 2
