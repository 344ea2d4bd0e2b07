"""The models panel: listing, choosing, renaming, deleting, importing and exporting models."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QFileDialog, QInputDialog, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.models import ModelFolder
from iceboxer.boxmanager.panels.model_list import ENTRY, IS_ACTIVE, ModelList
from iceboxer.boxmanager.panels.models import ModelsPanel
from iceboxer.engine.data.model_card import Card, read_card
from iceboxer.engine.models.base import make_network
from iceboxer.engine.models.model_file import Model, load_model, save_model
from tests.stories.test_shell import nameless

MEASURED = {"auc": 0.934, "f1": 0.871, "precision": 0.902, "recall": 0.842}
TRAINED_ON = {"micrographs": ["a.mrc", "b.mrc", "c.mrc"], "labels": 1204, "validation": ["d.mrc"]}


class Shelf:
    """The panel, its session, and three folders with a model each."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folders = {place: folder / place.value for place in ModelFolder}
        self.ours = make_model(self.folders[ModelFolder.PROJECT] / "round-2.safetensors", "2026-05-03", **MEASURED)
        self.mine = make_model(self.folders[ModelFolder.USER] / "ribosome.safetensors", "2026-05-02")
        self.shipped = make_model(self.folders[ModelFolder.SHIPPED] / "general.safetensors", "2026-05-01", **MEASURED)
        self.session = Session()
        self.problems: list[str] = []
        self.session.problem.connect(lambda sentence, _: self.problems.append(sentence))
        self.panel = ModelsPanel(self.session, lambda: self.folders)
        self.window = QWidget()
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.panel)
        layout.addStretch(1)
        em = self.window.fontMetrics().height()
        self.window.resize(17 * em, 40 * em)
        qtbot.addWidget(self.window)

    @property
    def list(self) -> ModelList:
        return self.panel.list

    def names(self) -> list[str]:
        return [self.list.item(row).text() for row in range(self.list.count())]

    def used(self) -> list[str]:
        return [self.list.item(row).text() for row in range(self.list.count()) if self.list.item(row).data(IS_ACTIVE)]

    def read_aloud(self, name: str) -> str:
        return str(self.list.item(self.names().index(name)).data(Qt.ItemDataRole.AccessibleTextRole))

    def select(self, name: str) -> None:
        at = self.list.visualItemRect(self.list.item(self.names().index(name))).center()
        QTest.mouseClick(self.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        assert self.list.entry().name == name

    def wait_for(self, *names: str) -> None:
        self.qtbot.waitUntil(lambda: self.names() == list(names), timeout=60_000)

    def press_use(self) -> None:
        QTest.mouseClick(self.panel.use_button, Qt.MouseButton.LeftButton)

    def enabled(self) -> set[str]:
        return {a.text().replace("&", "").rstrip("…") for a in self.panel.menu.actions() if a.isEnabled() and a.text()}

    def texts(self) -> str:
        """Return the texts below the list."""
        return "\n".join(label.text() for label in self.panel.detail.findChildren(QLabel) if label.isVisible())


def make_model(path: Path, day: str, **card: object) -> Path:
    """Write a real, small, untrained model."""
    network = make_network("compact", width=4)
    arguments = network.arguments()
    fields = {"created": f"{day}T12:00:00+00:00", "trained_on": TRAINED_ON, **card}
    save_model(Model(network, Card("compact", arguments, box_size=180, threshold=0.37, **fields)), path)
    return path


@pytest.fixture
def shelf(qtbot: QtBot, tmp_path: Path) -> Iterator[Shelf]:
    """The visible panel, with its models listed."""
    shelf = Shelf(qtbot, tmp_path)
    shelf.window.show()
    qtbot.waitExposed(shelf.window)
    shelf.wait_for("round-2", "ribosome", "general")
    yield shelf
    shelf.panel.shut_down()
    assert shelf.problems == []


def types(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: (text, True))


def chooses(monkeypatch: pytest.MonkeyPatch, dialog: str, path: Path | str) -> None:
    monkeypatch.setattr(QFileDialog, dialog, lambda *_, **__: (str(path), ""))


def test_models_of_all_three_folders_are_listed_newest_first(shelf: Shelf) -> None:
    assert "this project" in shelf.read_aloud("round-2")
    assert "yours" in shelf.read_aloud("ribosome")
    assert "built in" in shelf.read_aloud("general")
    assert "AUC 0.93" in shelf.read_aloud("round-2")
    assert "AUC" not in shelf.read_aloud("ribosome")


def test_figures_on_simulations_say_so(shelf: Shelf) -> None:
    shipped = {"general": True, "validation": ["1bxn", "1e6v"]}  # molecules, not micrographs
    make_model(shelf.folders[ModelFolder.USER] / "everything.safetensors", "2026-06-01", trained_on=shipped)
    shelf.panel.refresh()
    shelf.wait_for("everything", "round-2", "ribosome", "general")
    shelf.select("everything")
    assert "Trained and validated on simulated micrographs" in shelf.texts()
    shelf.select("round-2")
    assert "simulated" not in shelf.texts()


def test_nothing_is_read_before_the_panel_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    shelf = Shelf(qtbot, tmp_path)
    shelf.session.use_model(shelf.ours)
    QApplication.processEvents()
    assert shelf.names() == []
    shelf.window.show()
    shelf.wait_for("round-2", "ribosome", "general")
    assert shelf.used() == ["round-2"]
    assert shelf.list.entry().name == "round-2"
    shelf.panel.shut_down()


def test_the_details_of_a_model_are_shown(shelf: Shelf) -> None:
    shelf.select("round-2")
    shown = shelf.texts()
    for part in ("compact", "180 px", "2026-05-03", "1,204", "0.93", "0.87", "0.90", "0.84", "0.37"):
        assert part in shown
    shelf.select("ribosome")
    assert [figure.text() for figure in shelf.panel.detail.figures.values()] == ["—"] * 4
    assert "not validated" in shelf.texts()


def test_a_note_explains_figures_that_are_too_low_for_missing_labels(shelf: Shelf) -> None:
    make_model(shelf.ours, "2026-05-03", **MEASURED, missing_labels=True)
    shelf.panel.refresh()
    shelf.select("round-2")
    shelf.qtbot.waitUntil(lambda: "The true values are higher" in shelf.texts(), timeout=60_000)


def test_a_model_is_used_by_button_double_click_and_return(shelf: Shelf) -> None:
    session = shelf.session
    shelf.select("ribosome")
    shelf.press_use()
    assert (session.project.model, session.view.threshold) == (shelf.mine, 0.37)
    assert shelf.used() == ["ribosome"]
    assert "active" in shelf.read_aloud("ribosome")
    assert "ribosome" in shelf.panel.using.text()
    assert not shelf.panel.use_button.isEnabled()
    shelf.select("general")
    at = shelf.list.visualItemRect(shelf.list.currentItem()).center()
    QTest.mouseDClick(shelf.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert shelf.used() == ["general"]
    QTest.keyClick(shelf.list, Qt.Key.Key_Up)
    QTest.keyClick(shelf.list, Qt.Key.Key_Up)
    QTest.keyClick(shelf.list, Qt.Key.Key_Return)
    assert session.project.model == shelf.ours
    shelf.panel.unuse_action.trigger()
    assert session.project.model is None
    assert shelf.used() == []


def test_the_active_model_is_selected_until_another_is(shelf: Shelf) -> None:
    shelf.session.use_model(make_model(shelf.folders[ModelFolder.PROJECT] / "round-3.safetensors", "2026-05-04"))
    shelf.wait_for("round-3", "round-2", "ribosome", "general")
    assert shelf.list.entry().name == "round-3"


def test_a_model_that_was_just_trained_appears(shelf: Shelf) -> None:
    shelf.select("ribosome")
    shelf.session.use_model(make_model(shelf.folders[ModelFolder.PROJECT] / "round-3.safetensors", "2026-05-04"))
    shelf.wait_for("round-3", "round-2", "ribosome", "general")
    assert shelf.used() == ["round-3"]
    assert shelf.list.entry().name == "ribosome"


def test_a_damaged_model_is_listed_and_can_only_be_deleted(shelf: Shelf, answers: list[str]) -> None:
    shelf.mine.write_bytes(shelf.mine.read_bytes()[:100])
    shelf.panel.refresh()
    shelf.wait_for("ribosome", "round-2", "general")
    assert "cannot be read" in shelf.read_aloud("ribosome")
    shelf.select("ribosome")
    assert "damaged" in shelf.texts()
    assert shelf.enabled() == {"Delete", "Import"}
    QTest.keyClick(shelf.list, Qt.Key.Key_Return)
    assert shelf.session.project.model is None
    answers.append("Delete")
    shelf.panel.delete_action.trigger()
    shelf.wait_for("round-2", "general")


def test_a_built_in_model_can_be_used_and_exported_but_not_changed(shelf: Shelf) -> None:
    shelf.select("general")
    assert shelf.enabled() == {"Export", "Copy command", "Import"}
    QTest.keyClick(shelf.list, Qt.Key.Key_Delete)
    QTest.keyClick(shelf.list, Qt.Key.Key_F2)
    assert shelf.shipped.exists()


def test_a_renamed_active_model_stays_active_at_the_same_threshold(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.select("round-2")
    shelf.press_use()
    shelf.session.change_view(threshold=0.61)
    types(monkeypatch, "apoferritin")
    QTest.keyClick(shelf.list, Qt.Key.Key_F2)
    shelf.wait_for("apoferritin", "ribosome", "general")
    assert shelf.session.project.model == shelf.ours.with_name("apoferritin.safetensors")
    assert (shelf.used(), shelf.session.view.threshold) == (["apoferritin"], 0.61)
    assert shelf.list.entry().name == "apoferritin"
    assert not shelf.ours.exists()


def test_a_taken_name_is_refused_with_a_message(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(shelf.ours, shelf.ours.with_name("taken.safetensors"))
    shelf.select("round-2")
    types(monkeypatch, "taken")
    shelf.panel.rename_action.trigger()
    assert shelf.problems == ["A file named “taken.safetensors” already exists. Choose another name."]
    assert shelf.ours.exists()
    shelf.problems.clear()


def test_deleting_asks_and_a_deleted_model_is_no_longer_active(shelf: Shelf, answers: list[str]) -> None:
    state = shelf.ours.with_name("round-2.resume.safetensors")
    shutil.copy(shelf.ours, state)
    shelf.select("round-2")
    shelf.press_use()
    answers.append("Cancel")
    QTest.keyClick(shelf.list, Qt.Key.Key_Delete)
    assert shelf.ours.exists()
    answers.append("Delete")
    QTest.keyClick(shelf.list, Qt.Key.Key_Delete)
    shelf.wait_for("ribosome", "general")
    assert not shelf.ours.exists()
    assert not state.exists()
    assert shelf.session.project.model is None
    assert shelf.list.entry().name == "ribosome"


def test_an_imported_model_is_in_the_users_folder_and_selected(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = make_model(tmp_path / "from a friend" / "ribosome.safetensors", "2026-04-01")
    chooses(monkeypatch, "getOpenFileName", given)
    shelf.panel.import_action.trigger()
    shelf.wait_for("round-2", "ribosome", "general", "ribosome-2")
    entry = shelf.list.currentItem().data(ENTRY)
    assert (entry.name, entry.place) == ("ribosome-2", ModelFolder.USER)
    assert load_model(entry.path).network.arguments() == {"width": 4}


def test_a_file_that_is_not_a_model_is_refused_with_a_message(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.safetensors"
    photo.write_bytes(b"\x89PNG" * 100)
    chooses(monkeypatch, "getOpenFileName", photo)
    shelf.panel.import_action.trigger()
    shelf.qtbot.waitUntil(lambda: len(shelf.problems) == 1, timeout=60_000)
    assert "photo.safetensors" in shelf.problems.pop()
    assert len(shelf.names()) == 3


def test_an_export_asks_before_it_replaces(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answers: list[str]
) -> None:
    target = tmp_path / "out.safetensors"
    target.write_text("something else")
    chooses(monkeypatch, "getSaveFileName", tmp_path / "out")
    shelf.select("round-2")
    answers.append("Cancel")
    shelf.panel.export_action.trigger()
    assert answers == []
    assert target.read_text() == "something else"
    answers.append("Replace")
    shelf.panel.export_action.trigger()
    shelf.qtbot.waitUntil(lambda: target.stat().st_size == shelf.ours.stat().st_size, timeout=60_000)
    assert read_card(target).auc == 0.934


def test_a_cancelled_dialog_changes_nothing(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.select("round-2")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("other", False))
    chooses(monkeypatch, "getOpenFileName", "")
    chooses(monkeypatch, "getSaveFileName", "")
    for action in (shelf.panel.rename_action, shelf.panel.import_action, shelf.panel.export_action):
        action.trigger()
    assert shelf.ours.exists()


def test_the_command_is_requested_for_the_selected_model(shelf: Shelf) -> None:
    shelf.select("ribosome")
    with shelf.qtbot.waitSignal(shelf.panel.command_wanted, timeout=60_000) as wanted:
        shelf.panel.command_action.trigger()
    assert wanted.args == [shelf.mine]


def test_without_models_the_panel_explains_what_to_do(shelf: Shelf) -> None:
    shelf.folders = {ModelFolder.USER: shelf.ours.parent / "nothing here"}
    shelf.session.project_changed.emit()
    shelf.wait_for()
    assert shelf.panel.none_yet.isVisible()
    assert shelf.enabled() == {"Import"}
    assert not shelf.panel.use_button.isEnabled()


def test_a_missing_active_model_is_reported(shelf: Shelf) -> None:
    shelf.select("round-2")
    shelf.ours.unlink()
    shelf.press_use()
    assert "cannot be read" in shelf.panel.using.text()
    assert "does not exist" in shelf.problems.pop()
    shelf.wait_for("ribosome", "general")


def test_names_in_files_are_shown_as_text(shelf: Shelf) -> None:
    make_model(shelf.folders[ModelFolder.USER] / "<b>bold.safetensors", "2026-06-01")
    shelf.panel.refresh()
    shelf.wait_for("<b>bold", "round-2", "ribosome", "general")
    shelf.select("<b>bold")
    shelf.press_use()
    assert shelf.panel.using.textFormat() == Qt.TextFormat.PlainText
    assert shelf.panel.detail.text.textFormat() == Qt.TextFormat.PlainText


def test_everything_has_a_name_and_letters_are_left_to_the_window(shelf: Shelf) -> None:
    assert nameless(shelf.window) == []
    reached = [shelf.window]
    while (follower := reached[-1].nextInFocusChain()) is not shelf.window:
        reached.append(follower)
    for control in (shelf.panel.heading, shelf.list, shelf.panel.use_button, shelf.panel.more):
        assert control in reached
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    shelf.select("round-2")
    QTest.keyClick(shelf.list, Qt.Key.Key_G)
    assert shelf.list.entry().name == "round-2"


def test_closing_while_the_folders_are_read_is_quiet(qtbot: QtBot, tmp_path: Path) -> None:
    shelf = Shelf(qtbot, tmp_path)
    read: Callable[[], None] = shelf.panel.refresh
    for _ in range(5):
        read()
    shelf.panel.shut_down()
    read()
    QApplication.processEvents()
    assert shelf.names() == []
