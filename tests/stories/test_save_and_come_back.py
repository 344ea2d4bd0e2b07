"""A project is saved automatically and restored on opening; failures of the disk lose nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import Qt

from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.project_folder import INDEX
from iceboxer.boxmanager.document.project_index import read_project
from iceboxer.boxmanager.jobs import saver as saver_module
from iceboxer.engine.data import atomic
from iceboxer.engine.errors import EngineError


def save_as(person, folder: Path) -> None:
    assert person.window.saving.save_to(folder)


def test_work_is_saved_automatically_within_a_second(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    save_as(person, tmp_path / "work.icebox")
    person.click(200, 100)
    assert "*" in person.window.windowTitle()
    timer = person.window.saver._timer
    assert timer.isSingleShot()
    assert 0 <= timer.remainingTime() < 1000
    person.wait_saved()
    assert "*" not in person.window.windowTitle()
    project = read_project(tmp_path / "work.icebox")
    assert len(read_project_boxes(project, project.micrographs[0])) == 1


def test_everything_is_restored_after_closing(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    person.key(Qt.Key.Key_D)
    person.wait_for_picture()
    person.click(200, 100)
    person.click(400, 300)
    person.window.session.resize_boxes(64)
    person.window.session.change_view(threshold=0.44, contrast=(0.1, 0.9), inverted=True)
    person.key(Qt.Key.Key_N)
    save_as(person, tmp_path / "work.icebox")
    boxes = person.boxes.copy()
    assert person.window.close()

    again = start()  # without a path: the last project
    again.wait_for_picture()
    session = again.window.session
    assert session.project.folder == tmp_path / "work.icebox"
    assert session.current.name == "m2.mrc"
    assert session.view.threshold == 0.44
    assert session.view.contrast == (0.1, 0.9)
    assert session.view.inverted
    assert session.project.box_size == 64
    assert session.current in session.project.empty
    for name in boxes.dtype.names:
        np.testing.assert_allclose(again.boxes[name], boxes[name], atol=1e-5)
    assert not again.window.saver.unsaved


def test_the_micrograph_looked_at_last_comes_back_and_the_project_is_not_changed(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    save_as(person, tmp_path / "work.icebox")
    index = (tmp_path / "work.icebox" / INDEX).read_bytes()
    person.window.session.step(2)
    person.window.close()
    again = start(tmp_path / "work.icebox")
    assert again.window.session.current == folder / "m3.mrc"
    assert again.window.micrographs.list.currentIndex().row() == 2
    assert (tmp_path / "work.icebox" / INDEX).read_bytes() == index


def test_undo_marks_a_saved_project_as_changed(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    person.click(200, 100)
    save_as(person, tmp_path / "work.icebox")
    person.do("undo")
    assert person.window.saver.unsaved
    person.wait_saved()
    project = read_project(tmp_path / "work.icebox")
    assert len(read_project_boxes(project, project.micrographs[0])) == 0


def test_closing_unsaved_work_asks_and_cancel_keeps_it_open(start, folder, answers):
    person = start(folder)
    person.wait_for_picture()
    person.click(200, 100)
    answers.append("Cancel")
    assert not person.window.close()
    assert person.window.isVisible()
    answers.append("Discard")
    assert person.window.close()


def test_closing_without_edits_asks_nothing(start, folder):
    person = start(folder)
    person.wait_for_picture()
    assert person.window.close()


def test_a_project_of_a_newer_version_is_refused_and_unchanged(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    person.click(200, 100)
    save_as(person, tmp_path / "work.icebox")
    index = tmp_path / "work.icebox" / INDEX
    content = json.loads(index.read_text())
    index.write_text(json.dumps(content | {"version": 99, "program": "9.9"}))
    before = {p: p.read_bytes() for p in (tmp_path / "work.icebox").rglob("*") if p.is_file()}

    person.click(400, 300)  # a newer program wrote there in the meantime: it must not be overwritten
    person.wait_for(lambda: person.window.saver.trouble)
    assert "newer version" in person.window.saver.trouble
    assert {p: p.read_bytes() for p in before} == before

    problems: list[str] = []
    person.window.session.problem.connect(lambda sentence, details: problems.append(sentence))
    assert not person.window.files.open_project(tmp_path / "work.icebox")
    assert "newer version" in problems[0]
    assert len(person.boxes) == 2  # the open project stays
    assert {p: p.read_bytes() for p in before} == before


def test_a_damaged_file_of_boxes_is_set_aside_and_never_overwritten(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    person.click(200, 100)
    save_as(person, tmp_path / "work.icebox")
    assert person.window.close()
    damaged = tmp_path / "work.icebox" / "boxes" / "m1.cbox"
    damaged.write_text("data_cryolo\nloop_\n_Coordin")

    again = start(tmp_path / "work.icebox")
    again.wait_for_picture()
    again.click(300, 300)
    again.wait_saved()
    assert damaged.read_text() == "data_cryolo\nloop_\n_Coordin"
    project = read_project(tmp_path / "work.icebox")
    assert len(read_project_boxes(project, project.micrographs[0])) == 1


def test_a_full_disk_is_reported_damages_nothing_and_saving_resumes(start, folder, tmp_path, monkeypatch):
    person = start(folder)
    person.wait_for_picture()
    person.click(200, 100)
    save_as(person, tmp_path / "work.icebox")
    before = {p: p.read_bytes() for p in (tmp_path / "work.icebox").rglob("*") if p.is_file()}

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saver_module, "RETRY_MS", 100)
    monkeypatch.setattr(atomic.os, "fsync", full)
    person.click(400, 300)
    person.wait_for(lambda: person.window.saver.trouble)
    assert "No space left on device. Iceboxer" in person.window.banner.text.text()
    assert person.window.banner.isVisible()
    assert "*" in person.window.windowTitle()
    assert not person.window.saver.save_now()  # as Ctrl+S does, and closing
    assert "*" in person.window.windowTitle()
    assert {p: p.read_bytes() for p in before} == before
    monkeypatch.undo()
    person.wait_saved()
    assert not person.window.banner.isVisible()
    project = read_project(tmp_path / "work.icebox")
    assert len(read_project_boxes(project, project.micrographs[0])) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to a read-only folder")
def test_a_read_only_folder_is_reported(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    save_as(person, tmp_path / "work.icebox")
    (tmp_path / "work.icebox").chmod(0o500)
    person.click(200, 100)
    person.wait_for(lambda: person.window.saver.trouble)
    (tmp_path / "work.icebox").chmod(0o700)
    person.wait_saved()


def test_a_folder_that_cannot_be_written_is_reported_and_another_can_be_chosen(start, folder, tmp_path, monkeypatch):
    """Root may write everywhere, so the refusal is simulated."""
    person = start(folder)
    person.wait_for_picture()
    save_as(person, tmp_path / "work.icebox")
    real = atomic._new_file

    def refuse(path: Path) -> tuple[Path, int]:
        if "work.icebox" in str(path):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(atomic, "_new_file", refuse)
    person.click(200, 100)
    person.wait_for(lambda: person.window.saver.trouble)
    assert "Permission denied" in person.window.saver.trouble
    save_as(person, tmp_path / "elsewhere.icebox")
    assert not person.window.saver.trouble
    project = read_project(tmp_path / "elsewhere.icebox")
    assert len(read_project_boxes(project, project.micrographs[0])) == 1


CHILD = """
import sys
from pathlib import Path
sys.argv = ["iceboxer"]
from iceboxer.boxmanager.app import make_application
from iceboxer.boxmanager.window.main_window import MainWindow
from iceboxer.boxmanager.core.settings import Settings
from PyQt5.QtCore import QTimer
app = make_application(["iceboxer"])
window = MainWindow(Settings(Path({settings!r})))
window.show()
window.begin([Path({folder!r})])
session = window.session
def box():
    if session.shape is not None:
        from iceboxer.boxmanager.document import edits
        session.edit_current("add box", edits.added(session.boxes, 100 + len(session.boxes), 100, 40))
        print(len(session.boxes), flush=True)
timer = QTimer()
timer.timeout.connect(box)
timer.start(20)
app.exec()
"""


def test_kill_9_in_the_middle_of_work_loses_at_most_a_second(start, folder, tmp_path):
    code = CHILD.format(settings=str(tmp_path / "settings"), folder=str(folder))
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert child.stdout is not None
        counts = iter(child.stdout.readline, "")
        first = next(int(line) for line in counts if int(line) >= 30)
        seen_at = time.monotonic()
        killed_with = first
        while time.monotonic() - seen_at < 1.0:
            killed_with = int(next(counts))
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        if child.stdout is not None:
            child.stdout.close()

    person = start()
    session = person.window.session
    assert session.current is not None
    assert first <= len(person.boxes) <= killed_with + 5
    assert person.window.session.edited
    save_as(person, tmp_path / "rescued.icebox")
    assert not list(Settings(tmp_path / "settings").unsaved_folder.glob("*"))


def test_every_moment_of_a_save_leaves_a_project_that_opens(start, folder, tmp_path, monkeypatch):
    """The disk fails at the first, second, ... write of a save; after each failure the project can be opened."""
    person = start(folder)
    person.wait_for_picture()
    person.click(200, 100)
    save_as(person, tmp_path / "work.icebox")
    person.wait_saved()
    real = atomic.os.fsync
    for allowed in range(3):
        left = [allowed]

        def fail_later(handle: int, left=left) -> None:
            if left[0] == 0:
                raise OSError(28, "No space left on device")
            left[0] -= 1
            real(handle)

        person.window.session.edit_current("more", person.boxes[:1].copy())
        person.click(300 + 20 * allowed, 300)
        monkeypatch.setattr(atomic.os, "fsync", fail_later)
        person.window.saver.save_now()
        monkeypatch.setattr(atomic.os, "fsync", real)
        project = read_project(tmp_path / "work.icebox")
        try:
            read_project_boxes(project, project.micrographs[0])
        except EngineError as e:
            pytest.fail(f"half a file: {e}")
    assert person.window.saver.save_now()


def test_a_model_trained_before_the_first_save_is_copied_into_the_project(start, folder, tmp_path):
    from iceboxer.engine.data.shipped import shipped

    person = start(folder)
    session, models = person.window.session, person.window.saver.folder / "models"
    models.mkdir(parents=True)
    (models / "mine.safetensors").write_bytes(shipped().read_bytes())
    session.use_model(models / "mine.safetensors")
    save_as(person, tmp_path / "p.icebox")
    kept = tmp_path / "p.icebox" / "models" / "mine.safetensors"
    assert session.project.model == kept
    assert kept.is_file()
    assert not models.exists()
    assert read_project(tmp_path / "p.icebox").model == kept
