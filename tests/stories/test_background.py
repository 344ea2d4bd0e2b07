"""A thread with a queue: after waiting for it, all results have been delivered."""

from __future__ import annotations

from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.errors import EngineError


def test_after_waiting_every_result_is_delivered(qtbot):
    thread, answers = Background(), []

    def fail() -> None:
        raise EngineError("The disk is full.")

    thread.run(lambda: 1, answers.append, lambda *_: None)
    thread.run(fail, answers.append, lambda sentence, details: answers.append(sentence))
    thread.wait()
    assert answers == [1, "The disk is full."]
    thread.close()
