"""A person judges micrographs: widens the list, sorts it, excludes by range and by key, and exports the rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import starfile
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtTest import QTest

from iceboxer.boxmanager.features import held_steps
from iceboxer.boxmanager.panels.micrograph_model import COLUMNS
from tests.stories.conftest import Person, send_move, write_mrc


def write_ctf(path: Path, names: list[str]) -> Path:
    rows = "".join(
        f"Motion/job002/{name}.mrc 1 {10000 + 5000 * i} {9000 + 5000 * i} 4.0\n" for i, name in enumerate(names)
    )
    path.write_text(
        "data_optics\n\nloop_\n_rlnOpticsGroup\n_rlnMicrographPixelSize\n1 1.5\n\ndata_micrographs\n\nloop_\n"
        f"_rlnMicrographName\n_rlnOpticsGroup\n_rlnDefocusU\n_rlnDefocusV\n_rlnCtfMaxResolution\n{rows}\n"
    )
    return path


def names(person: Person) -> list[str]:
    return [path.stem for path in person.window.micrographs.model.paths]


def column(person: Person, name: str) -> list[str]:
    model = person.window.micrographs.model
    return [model.data(model.index(row, COLUMNS.index(name))) for row in range(model.rowCount())]


def click_heading(person: Person, name: str) -> None:
    heads = person.window.micrographs.table.heads
    x = heads.sectionViewportPosition(COLUMNS.index(name)) + 10
    QTest.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(x, 10))


def included(person: Person) -> list[str]:
    return [path.stem for path in person.window.session.project.included()]


def test_judge_exclude_by_range_and_by_key_undo_and_export(start, folder, tmp_path, monkeypatch) -> None:
    shade = np.linspace(0, 60, 800, dtype=np.float32)
    write_mrc(folder / "m2.mrc", 2, slope=shade)
    write_ctf(folder / "micrographs_ctf.star", ["m1", "m2", "m3"])
    person = start(folder, size=(1280, 800))
    window, session = person.window, person.window.session
    person.wait_for_picture()
    panel = window.micrographs
    assert not panel.is_table
    for dock in ("panel_gallery", "panel_classes"):  # they must not keep the canvas wide
        window.docks[dock].show()
    person.do("micrograph_table")
    person.wait_for(lambda: panel.is_table and not window.inspecting.measurer.left and column(person, "defocus")[0])
    assert column(person, "defocus") == ["0.95", "1.45", "1.95"]  # of the file beside the micrographs
    assert column(person, "picks") == ["", "", ""]
    assert panel.minimumSizeHint().width() < panel.limits.minimumSizeHint().width()  # so that F8 narrows it again

    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    person.wait_for(lambda: session.current == folder / "m2.mrc")
    assert panel.chosen() == [folder / "m2.mrc"]  # Ctrl of the shortcut does not extend the selection

    click_heading(person, "gradient")
    click_heading(person, "gradient")
    assert names(person)[0] == "m2"  # the most uneven one
    assert panel.limits.name == "gradient"

    slider = panel.limits.slider
    right, left = QPoint(slider.width() - 8, slider.height() - 12), QPoint(slider.width() // 2, slider.height() - 12)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, right)
    send_move(slider, QPoint(slider.width() * 3 // 4, left.y()), Qt.MouseButton.LeftButton)
    monkeypatch.setattr(held_steps, "PAUSE", -1.0)  # however slowly the mouse moves
    send_move(slider, left, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, left)
    assert included(person) == ["m1", "m3"]
    assert column(person, "excluded")[0].startswith("gradient ")
    steps = session.undo_stack.count()
    assert steps == 1

    panel.table.setCurrentIndex(panel.model.index(panel.model.rows[folder / "m3.mrc"], 0))
    person.key(Qt.Key.Key_K)
    assert included(person) == ["m1"]
    assert "by hand" in window.inspecting.notice.text.text()
    person.click(100, 100)
    assert not len(session.boxes)  # a box would not be seen
    person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert included(person) == ["m1", "m3"]
    assert window.inspecting.notice.isHidden()

    window.inspecting.write_list(tmp_path / "kept.star")
    kept = starfile.read(tmp_path / "kept.star")
    assert list(kept["micrographs"]["rlnMicrographName"]) == ["Motion/job002/m1.mrc", "Motion/job002/m3.mrc"]
    assert kept["optics"]["rlnMicrographPixelSize"].tolist() == [1.5]
    window.inspecting.write_list(tmp_path / "kept.txt")
    assert (tmp_path / "kept.txt").read_text().split() == [str(folder / "m1.mrc"), str(folder / "m3.mrc")]

    for _ in range(steps):
        person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert included(person) == ["m1", "m2", "m3"]
    person.do("micrograph_table")
    person.wait_for(lambda: not panel.is_table)
    assert names(person) == ["m1", "m2", "m3"]


def test_a_ctf_file_of_other_micrographs_is_refused_and_ranges_apply_to_arrivals(start, folder, tmp_path) -> None:
    person = start(folder)
    window, session = person.window, person.window.session
    person.wait_for_picture()
    sentences: list[str] = []
    window.problems.add = lambda sentence, details: sentences.append(sentence)
    session.problem.connect(lambda sentence, details: sentences.append(sentence))
    window.inspecting._read_ctf(write_ctf(tmp_path / "other.star", ["x"]))
    person.wait_for(lambda: sentences)
    assert "fits none of the micrographs" in sentences[0]
    sentences.clear()
    window.inspecting._read_ctf(write_ctf(tmp_path / "twice.star", ["m1", "m1_DW"]))
    person.wait_for(lambda: sentences)
    assert "has two rows for m1.mrc" in sentences[0]
    assert session.project.ctf is None

    window.inspecting.set_range("gradient", (-1.0, 0.0))  # nothing is known yet
    assert included(person) == ["m1", "m2", "m3"]
    window.inspecting.inspect()
    person.wait_for(lambda: included(person) == [])
    assert session.undo_stack.count() == 1
    person.do("pick_all")
    assert window.activity.running is None
    session.undo_stack.undo()
    person.wait_for(lambda: len(included(person)) == 3)
    folder_of_project = window.saver.folder
    person.wait_saved()
    window.inspecting.close()
    assert (folder_of_project / "inspection.json").is_file()
