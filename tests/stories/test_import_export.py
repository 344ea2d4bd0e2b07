"""Import and export: boxes of other programs keep their positions, and other programs read the visible boxes."""

from __future__ import annotations

import json
from pathlib import Path

import gemmi
import numpy as np
import pytest
import starfile
from PIL import Image
from PyQt5.QtWidgets import QDialogButtonBox

from iceboxer.boxmanager.dialogs.export import ExportDialog
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import read_boxes
from tests.stories.conftest import SHAPE


@pytest.fixture
def person(start, folder):
    person = start(folder)
    person.wait_for_picture()
    return person


def fill(person) -> None:
    """Add labels, confident and uncertain picks, and a rejected one, on two micrographs."""
    session = person.window.session
    session.resize_boxes(50)
    boxes = np.concatenate(
        [
            make_boxes([100.5, 700.25], [200, 50], 50),
            make_boxes([300, 400, 500], [100, 200, 300], 50, confidence=[0.9, 0.5, 0.1], kind=Kind.PICK),
            make_boxes([600], [500], 50, confidence=0.95, kind=Kind.REJECTED),
        ]
    )
    first, second = session.project.micrographs[:2]
    session.edit("fill", {first: boxes, second: boxes[:1]})


def export(person, format: str, folder: Path) -> ExportDialog:
    dialog = ExportDialog(person.window.session, person.window.settings, format, person.window)
    dialog.folder.setText(str(folder))
    dialog.buttons.button(QDialogButtonBox.StandardButton.Save).click()
    return dialog


def test_the_visible_boxes_are_counted_and_exported(person, tmp_path):
    fill(person)
    for threshold, expected in ((0.0, 6), (0.3, 5), (0.6, 4), (1.0, 3)):
        person.window.session.change_view(threshold=threshold)
        dialog = export(person, "cbox", tmp_path / f"at-{threshold}")
        written = sum(len(read_boxes(p)[0].boxes) for p in (tmp_path / f"at-{threshold}").glob("*.cbox"))
        assert written == expected
        assert f"{expected} boxes" in dialog.outcome
        assert f"<b>{expected}</b>" in person.window.picks.summary.text()
        sidecar = json.loads((tmp_path / f"at-{threshold}" / "iceboxer-export.json").read_text())
        assert sidecar["threshold"] == threshold
        assert sidecar["boxes"] == expected


def test_relion_reads_the_star_file(person, tmp_path):
    fill(person)
    person.window.session.change_view(threshold=0.3)
    export(person, "star", tmp_path / "out")
    table = starfile.read(tmp_path / "out" / "m1.star")
    assert sorted(zip(table["rlnCoordinateX"], table["rlnCoordinateY"], strict=True)) == [
        (100.5, 200), (300, 100), (400, 200), (700.25, 50),
    ]  # fmt: skip
    block = gemmi.cif.read(str(tmp_path / "out" / "m1.star")).sole_block()
    assert len(list(block.find_loop("_rlnCoordinateX"))) == 4


def test_eman_reads_the_box_file(person, tmp_path):
    fill(person)
    export(person, "eman", tmp_path / "out")
    corners = np.loadtxt(tmp_path / "out" / "m2.box").reshape(-1, 4) if (tmp_path / "out" / "m2.box").exists() else None
    assert corners is not None
    x, y, width, height = corners[0][:4]
    assert (width, height) == (50, 50)
    assert abs(x + 25 - 100.5) <= 0.5  # EMAN's corners are whole pixels
    assert y + 25 == 200


@pytest.mark.parametrize("format", ["star", "eman", "cbox", "csv", "topaz"])
def test_each_format_is_exported_and_imported_again(person, tmp_path, format):
    fill(person)
    session = person.window.session
    session.change_view(threshold=0.0)
    expected = {p: session.store.boxes(p)[session.shown()] for p in session.project.micrographs[:1]}
    export(person, format, tmp_path / "out")
    for path in session.project.micrographs:
        session.edit("clear", {path: session.store.boxes(path)[:0]})
    person.window.importing.read([tmp_path / "out"])
    person.wait_for(lambda: len(session.store.boxes(session.project.micrographs[0])))
    for path, before in expected.items():
        after = session.store.boxes(path)
        order, other = np.argsort(before["x"]), np.argsort(after["x"])
        tolerance = 0.51 if format == "eman" else 1e-3
        np.testing.assert_allclose(after["x"][other], before["x"][order], atol=tolerance)
        np.testing.assert_allclose(after["y"][other], before["y"][order], atol=tolerance)
    count = sum(len(session.store.boxes(p)) for p in session.project.micrographs)
    person.do("undo")
    assert sum(len(session.store.boxes(p)) for p in session.project.micrographs) == 0
    person.do("redo")
    assert sum(len(session.store.boxes(p)) for p in session.project.micrographs) == count == 6


def test_topaz_counts_rows_from_the_top_of_a_png(start, tmp_path):
    (tmp_path / "p").mkdir()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, SHAPE, np.uint8)).save(tmp_path / "p" / "a.png")
    person = start(tmp_path / "p")
    person.wait_for_picture()
    person.window.session.edit_current("one", make_boxes([123], [100], 40))
    export(person, "topaz", tmp_path / "out")
    (table,) = (tmp_path / "out").glob("boxes*")
    if table.name.endswith(".json"):
        pytest.fail("no table")
    header, row = [line.split("\t") for line in table.read_text().splitlines()[:2]]
    assert float(row[header.index("y_coord")]) == SHAPE[0] - 100


def test_replacing_existing_files_is_confirmed_once(person, tmp_path, answers):
    fill(person)
    export(person, "star", tmp_path / "out")
    before = (tmp_path / "out" / "m1.star").read_bytes()
    person.window.session.change_view(threshold=0.0)
    answers.append("Cancel")
    assert export(person, "star", tmp_path / "out").outcome == ""
    assert (tmp_path / "out" / "m1.star").read_bytes() == before
    answers.append("Replace")
    assert export(person, "star", tmp_path / "out").outcome
    assert (tmp_path / "out" / "m1.star").read_bytes() != before
    assert not answers


def test_the_first_lines_are_shown_before_anything_is_written(person, tmp_path):
    fill(person)
    dialog = ExportDialog(person.window.session, person.window.settings, "star", person.window)
    dialog.folder.setText(str(tmp_path / "out"))
    assert "_rlnCoordinateX" in dialog.preview.toPlainText()
    assert "m1.star" in dialog.preview.toPlainText()
    dialog.one.setChecked(True)
    assert len(dialog.items()) == 1
    dialog.reject()
    assert not (tmp_path / "out").exists()


def test_the_last_choice_is_remembered(person, tmp_path):
    fill(person)
    export(person, "csv", tmp_path / "out")
    again = ExportDialog(person.window.session, person.window.settings, person.window.settings.get("export_format"),
                         person.window)  # fmt: skip
    assert again.chosen_format() == "csv"
    assert again.folder.text() == str(tmp_path / "out")


def test_a_bad_file_is_reported_and_the_others_are_imported(person, tmp_path, qtbot):
    fill(person)
    export(person, "star", tmp_path / "out")
    (tmp_path / "out" / "m3.box").write_text("12 fish 40 40\n")
    session = person.window.session
    session.edit("clear", {p: session.store.boxes(p)[:0] for p in session.project.micrographs})
    person.window.importing.read([tmp_path / "out"])
    person.wait_for(lambda: len(person.boxes))
    assert "m3.box" in person.window.problems.text.text()


def test_importing_the_same_file_twice_adds_nothing(person, tmp_path):
    fill(person)
    export(person, "cbox", tmp_path / "out")
    session = person.window.session
    count, messages = len(session.boxes), []
    person.window.host.message.connect(messages.append)
    person.window.importing.read([tmp_path / "out"])
    person.wait_for(lambda: messages)
    assert len(session.boxes) == count


def test_an_import_into_an_empty_project_sets_the_box_size(person, tmp_path):
    fill(person)
    person.window.session.resize_boxes(88)
    export(person, "eman", tmp_path / "out")
    session = person.window.session
    session.edit("clear", {p: session.store.boxes(p)[:0] for p in session.project.micrographs}, box_size=30)
    person.window.importing.read([tmp_path / "out"])
    person.wait_for(lambda: len(person.boxes))
    assert session.project.box_size == 88
