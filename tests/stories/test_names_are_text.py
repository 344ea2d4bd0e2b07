"""Names of files, models and projects are shown as text, whatever they look like."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QPushButton, QToolTip, QWidget

import iceboxer.boxmanager
from iceboxer.boxmanager.core.plain_text import escape_hidden
from iceboxer.boxmanager.document.project_folder import INDEX
from iceboxer.engine.data.shipped import shipped
from tests.stories.conftest import write_mrc

NAME = "<img src='pipe'><b>a&b</b>\n\x1b[31m\x07\u202e"


@pytest.fixture
def hostile(start, tmp_path):
    """A window with a hostile project; to show its names as HTML would read a file."""
    folder = tmp_path / f"f {NAME}".replace("/", "∕")
    for number in (1, 2):
        write_mrc(folder / f"{number}{NAME}.mrc".replace("/", "∕"), number)
    person = start(folder)
    person.wait_for_picture()
    target = tmp_path / f"p {NAME}.icebox".replace("/", "∕")
    assert person.window.saving.save_to(target)
    model = target / "models" / f"m {NAME}.safetensors".replace("/", "∕")
    model.parent.mkdir()
    model.write_bytes(shipped().read_bytes())
    person.window.session.use_model(model)
    return person


def check_all_widgets() -> None:
    """Nothing that is shown may be taken for HTML, or for a shortcut."""
    QApplication.processEvents()
    for widget in QApplication.allWidgets():
        if isinstance(widget, QLabel) and (
            widget.isVisible() or widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)
        ):
            assert widget.textFormat() != Qt.TextFormat.AutoText, widget.text()
        if isinstance(widget, QLabel) and not widget.visibleRegion().isEmpty():
            widget.repaint()
            assert "\u202e" not in widget.text()
            assert "\x1b" not in widget.text()
        if isinstance(widget, QLabel) and widget.textFormat() == Qt.TextFormat.RichText:
            assert "<img src='pipe'" not in widget.text()
        if isinstance(widget, QPushButton) and "pipe" in widget.text():
            assert "a&&b" in widget.text()
            assert "\x1b" not in widget.text()
        if isinstance(widget, QMenu):
            assert all("a&&b" in action.text() for action in widget.actions() if "pipe" in action.text())
        assert "\x1b" not in widget.windowTitle()


def show_tooltip(text: str, widget: QWidget) -> None:
    QToolTip.showText(QPoint(10, 10), text, widget)
    (tip,) = (label for label in QApplication.allWidgets() if label.metaObject().className() == "QTipLabel")
    assert tip.text() in (text, escape_hidden(text))
    assert tip.textFormat() == Qt.TextFormat.PlainText
    QApplication.processEvents()
    assert tip.text() == escape_hidden(text)
    tip.close()
    tip.deleteLater()
    QApplication.processEvents()


def test_every_widget_shows_names_as_text(hostile, monkeypatch):
    window = hostile.window
    asked = []

    def look_at(box: QMessageBox) -> int:
        box.show()
        check_all_widgets()
        asked.append(box.text())
        box.close()
        return int(QMessageBox.StandardButton.Cancel)

    monkeypatch.setattr(QMessageBox, "exec", look_at)
    hostile.click(200, 100)
    window.recent_menu.fill()
    window.welcome.show_recent([str(path) for path in window.settings.get("recent")])
    window.banner.show_text(NAME, "x", lambda: None)
    window.session.problem.emit(f"{NAME} is damaged", NAME)
    window.host.show_message(NAME)
    window.host.show_busy(NAME)
    window.comparing.strip.show_text("x")
    for dock in window.docks.values():
        dock.show()
    check_all_widgets()
    window.files.remove_current()
    window.saving._may_replace(window.session.project.folder)
    window.session.project.folder = None
    window.session.edited = True
    window.saving.may_leave()
    window.session.edited = False
    window.help.show_about()
    assert sum("pipe" in text for text in asked) == 2
    assert len(asked) == 4


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_tooltips(hostile):
    window = hostile.window
    tips = {widget.toolTip() for widget in QApplication.allWidgets() if "pipe" in widget.toolTip()}
    assert tips
    for tip in (*tips, NAME):
        show_tooltip(tip, window)
    model = window.micrographs.list.model()
    show_tooltip(model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole), window)
    assert model.index(0, 0).data().isprintable()
    assert window.micrographs.model.short_name(Path(f"{NAME}.mrc")).isprintable()  # of no micrograph, so not shortened
    assert "\u202e" not in window.status.currentMessage()


def test_a_forged_index(start, tmp_path):
    """The names of a project are those of its index, which anybody can have written."""
    folder = tmp_path / "p.icebox"
    folder.mkdir()
    entries = [{"path": f"/nowhere/{NAME}{n}.mrc", "relative": None, "boxes": f"boxes/{n}.cbox"} for n in range(2)]
    content = {"format": "iceboxer project", "version": 1, "box_size": 8, "pixel_size": None, "micrographs": entries}
    (folder / INDEX).write_text(json.dumps(content))
    person = start(folder)
    person.wait_for(lambda: person.window.session.problems)
    check_all_widgets()


def test_labels_are_made_rich_in_one_way():
    """A rich label is made by `rich_label`; only the message box about the program is rich by itself."""
    known = {"plain_text.py", "help.py"}
    found = set()
    for path in Path(iceboxer.boxmanager.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("RichText", "setHtml", "toHtml", "AutoText"):
                found.add(path.name)
    assert found == known


def test_no_markup_is_shown_as_text(start, folder):
    """The rule makes labels plain, so one that is meant to be rich must be marked as rich."""
    person = start(folder)
    person.wait_for_picture()
    texts = [label.text() for label in person.window.findChildren(QLabel) if label.textFormat() == Qt.PlainText]
    assert any("Low-pass" in text for text in texts)
    assert not [text for text in texts if "<" in text]
