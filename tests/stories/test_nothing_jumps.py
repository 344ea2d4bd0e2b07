"""The main way is in the toolbar, and nothing moves under the mouse when picks arrive or a task starts."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QPoint
from PyQt5.QtWidgets import QToolBar

from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.window.actions import TOOLBAR
from iceboxer.engine.data.boxes import Kind, make_boxes


@pytest.fixture
def person(start, folder):
    person = start(folder, size=(1280, 800))
    person.wait_for_picture()
    return person


def place(widget) -> QPoint:
    return widget.mapTo(widget.window(), QPoint(0, 0))


def test_the_main_way_is_in_the_toolbar_and_fits(person):
    bar = person.window.findChild(QToolBar)
    for name in ("pick_all", "assist", "train", "export"):
        assert name in TOOLBAR
        button = bar.widgetForAction(person.window.actions_table[name])
        assert button.isVisible()
        assert place(button).x() + button.width() <= 1280
    assert bar.widgetForAction(person.window.actions_table["pick_all"]).text() == "Pick all"


def test_picks_and_tasks_move_no_control(person):
    window, session = person.window, person.window.session
    pick_all = window.findChild(QToolBar).widgetForAction(window.actions_table["pick_all"])
    panel = window.train_panel
    controls = [pick_all, panel.train, panel.options, window.picks.exact, window.status.saved]
    before = [place(control) for control in controls]
    size = window.canvas.size()
    session.edit_current("picks", make_boxes([200, 300], [100, 200], 40, confidence=[0.9, 0.4], kind=Kind.PICK))
    person.qtbot.wait(150)
    assert [place(control) for control in controls[:4]] == before[:4]
    window.activity.running = TaskKind.PICK
    window.activity.changed.emit()
    person.qtbot.wait(50)
    assert window.status.job.isVisible()
    assert window.status.where.text().endswith("2 boxes")
    assert not window.actions_table["train"].isEnabled()
    assert [place(control) for control in controls[:4]] == before[:4]
    assert window.canvas.size() == size
    session.set_file_facts(session.shape, None)  # a micrograph without a pixel size
    person.qtbot.wait(50)
    assert [place(control) for control in controls[:4]] == before[:4]
    window.activity.running = None
    window.activity.changed.emit()
    assert window.actions_table["train"].isEnabled()
