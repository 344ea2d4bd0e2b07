"""The window in German: nothing is clipped, counts have their forms, and numbers and files stay as they are."""

from __future__ import annotations

from PyQt5.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QToolBar, QToolButton

from iceboxer.boxmanager.core import language
from iceboxer.boxmanager.core.settings import DEFAULTS
from iceboxer.engine.data.formats import read_boxes
from tests.stories.test_narrow import MAIN, in_reach


def test_german(start, folder, tmp_path, monkeypatch):
    app, installed = QApplication.instance(), []
    with monkeypatch.context() as patched:
        patched.setattr(QApplication, "installTranslator", lambda _, translator: installed.append(translator))
        language.install(app, "de")
    assert len(installed) == 2  # Qt's own texts, and the program's
    for translator in installed:
        app.installTranslator(translator)
    try:
        person = start(folder, size=(1280, 800))
        window = person.window
        person.wait_for_picture()
        assert window.actions_table["open_folder"].text() == "&Ordner öffnen…"
        assert {*MAIN, "previous", "next"} <= in_reach(window)
        for kind in (QToolButton, QPushButton, QCheckBox, QLabel):
            for widget in window.findChildren(kind):
                if widget.isVisible() and not widget.window().isHidden() and widget.text() and not wraps(widget):
                    assert widget.width() >= widget.minimumSizeHint().width(), widget.text()
        bar = window.findChild(QToolBar, "tools")
        for action in bar.actions():
            button = bar.widgetForAction(action)
            if isinstance(button, QToolButton) and button.isVisible():
                assert button.width() >= button.sizeHint().width(), action.text()
        assert window.picks.exact.text() == "0.300"
        person.do("tool_box")
        person.click(300.5, 200)
        person.wait_for(lambda: window.status.where.text().endswith("1 Box"))
        assert window.actions_table["undo"].text() == "Rückgängig: Box hinzufügen"
        person.click(500, 400)
        person.wait_for(lambda: window.status.where.text().endswith("2 Boxen"))
        assert window.saving.save_to(tmp_path / "p.icebox")
        person.wait_saved()
        (file,) = (tmp_path / "p.icebox").rglob("*.cbox")
        (written,) = read_boxes(file, 0)
        assert written.boxes["x"].tolist() == person.boxes["x"].round(6).tolist()
    finally:
        for translator in installed:
            app.removeTranslator(translator)


def wraps(widget) -> bool:
    return isinstance(widget, QLabel) and widget.wordWrap()


def test_english_is_the_default_whatever_the_system(qtbot, monkeypatch):
    installed = []
    monkeypatch.setattr(QApplication, "installTranslator", lambda _, translator: installed.append(translator))
    for chosen in (DEFAULTS["language"], "tlh"):
        language.install(QApplication.instance(), chosen)
    assert installed == []
