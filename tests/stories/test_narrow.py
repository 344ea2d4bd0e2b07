"""A screen of 1280 × 800 at a scale factor of 2 has 640 × 400 px: the window fits, and the main way is in reach."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QToolBar

MAIN = ("tool_box", "tool_select", "tool_erase", "undo", "pick_all", "assist", "train")


def in_reach(window) -> set[str]:
    """Return the names of the actions whose buttons are fully visible in the toolbar."""
    bar = window.findChild(QToolBar, "tools")
    found = set()
    for action in bar.actions():
        button = bar.widgetForAction(action)
        if button.isVisible() and button.geometry().right() <= bar.width():
            found.add(action.objectName())
    return found


def test_the_main_buttons_stay_in_reach(start, folder):
    person = start(folder, size=(1280, 800))
    window = person.window
    person.wait_for_picture()
    assert {*MAIN, "previous", "next", "fit", "export"} <= in_reach(window)
    em = window.fontMetrics().height()
    window.resize(640 * em // 15, 400 * em // 15)  # 15 px is the usual height of a line
    person.wait_for(lambda: set(MAIN) <= in_reach(window))
    assert "export" not in in_reach(window)
    assert window.actions_table["export"].isVisible()  # in the menu
    window.resize(1280, 800)
    person.wait_for(lambda: "export" in in_reach(window))


def test_the_review_does_not_widen_the_window(start, folder):
    person = start(folder, size=(900, 640))
    person.wait_for_picture()
    before = person.window.size()
    person.window.pages.show_page(True)
    person.qtbot.wait(50)
    assert person.window.size() == before
    person.window.pages.show_page(False)
    person.qtbot.wait(50)
    assert person.window.size() == before


def test_the_lowpass_is_in_px_without_a_pixel_size(start, tmp_path):
    from tests.stories.conftest import write_mrc

    write_mrc(tmp_path / "u" / "a.mrc", 1, pixel_size=0)
    person = start(tmp_path / "u")
    person.wait_for_picture()
    person.window.session.change_view(lowpass=20.0)
    assert person.window.display.figure.text() == "20 px"


def test_error_dialogs_have_the_icon_of_the_program(start):
    window = start().window
    window.session.problem.emit("The disk is full.", "")
    assert window.problems.icon.pixmap() is not None
    assert not window.problems.icon.pixmap().isNull()
    assert window.problems.windowFlags() & Qt.WindowType.Dialog
