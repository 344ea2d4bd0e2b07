"""The questions before closing the window or starting a task while another is running. No engine."""

from __future__ import annotations

import pytest

from iceboxer.boxmanager.core.task_kind import TaskKind


@pytest.mark.parametrize("kind", [TaskKind.TRAIN, TaskKind.PICK])
def test_closing_asks_about_a_running_task_and_keeps_it_on_cancel(start, folder, answers, kind):
    person = start(folder)
    person.window.activity.running = kind
    answers += ["Cancel"]
    person.window.close()
    assert person.window.isVisible()
    assert answers == []
    person.window.activity.running = None


def test_closing_does_not_ask_about_the_assistant(start, folder, answers):
    person = start(folder)
    person.window.activity.running = TaskKind.ASSIST
    person.window.close()
    assert not person.window.isVisible()
    assert answers == []


def test_a_training_interrupts_the_assistant_and_nothing_interrupts_a_training(start, folder, monkeypatch):
    person = start(folder)
    tasks, cancelled, messages = person.window.tasks, [], []
    monkeypatch.setattr(tasks, "cancel", lambda: cancelled.append(tasks.activity.running))
    person.window.host.message.connect(messages.append)
    for kind in (TaskKind.ASSIST, TaskKind.WATCH, TaskKind.DEVICE, TaskKind.TRAIN, TaskKind.PICK):
        tasks.activity.running = kind
        tasks.start(TaskKind.TRAIN, lambda: (), lambda _: None)
    tasks.activity.running = tasks._next = None
    assert cancelled == [TaskKind.ASSIST, TaskKind.WATCH, TaskKind.DEVICE]
    assert len(messages) == 2
