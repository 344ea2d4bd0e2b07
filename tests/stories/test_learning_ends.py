"""The ends of a training, a picking and the assistant: cancelled, closed, failed, or interrupted by each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document.options import options
from iceboxer.boxmanager.jobs import child
from iceboxer.boxmanager.jobs.child import Failed, Task
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.events import EpochDone, LossPoint, ignore
from iceboxer.engine.training.config import TrainConfig
from tests.stories.conftest import Person
from tests.stories.test_learning import begin, idle, label, simulated, wait

__all__ = ["begin", "simulated"]


def rows(person: Person) -> list[int]:
    session = person.window.session
    return [int((session.store.boxes(p)["kind"] == Kind.PICK).sum()) for p in session.project.micrographs]


def test_a_cancelled_picking_keeps_finished_work_and_is_resumed(begin, simulated):
    person = begin()
    session = person.window.session
    done: list[Path] = []
    session.boxes_changed.connect(
        lambda paths: (done.extend(paths), person.window.tasks.cancel()) if len(done) == 0 else None
    )
    person.do("pick_all")
    wait(person, lambda: idle(person))
    first = [session.store.boxes(p).tobytes() for p in done]
    assert len(done) >= 1
    assert not person.window.status.job.isVisible()
    person.do("pick_all")
    wait(person, lambda: idle(person))
    assert sum(1 for count in rows(person) if count) == 4
    # ids are new; positions and confidences are those of the first run
    again = session.store.boxes(done[0])
    assert len(again) * again.itemsize == len(first[0])


def test_an_assistant_that_is_switched_off_at_once_leaves_no_model(begin, simulated):
    person = begin()
    session = person.window.session
    label(person, simulated, 20)
    before = session.boxes.tobytes()
    person.do("assist")
    person.do("assist")
    wait(person, lambda: idle(person))
    assert not person.window.activity.assisting
    assert session.boxes.tobytes() == before
    assert not person.window.actions_table["assist"].isChecked()


def test_a_project_opened_during_a_training_gets_nothing_of_it(begin, simulated, folder, answers):
    person = begin()
    session = person.window.session
    label(person, simulated, 20)
    person.do("train")
    answers += ["Discard"]
    person.window.files.open([folder])
    person.wait_for(lambda: len(session.project.micrographs) == 3)
    wait(person, lambda: idle(person))
    assert session.project.model is None
    assert rows(person) == [0, 0, 0]


def test_the_panel_shows_task_device_and_progress(begin, simulated):
    person = begin()
    window = person.window
    label(person, simulated)
    person.do("train")
    wait(person, lambda: "%" in window.status.job.text.text())
    assert window.status.job.stop.isVisible()
    assert "thread" in window.engine_state.device.text() or "GPU" in window.engine_state.device.text()
    window.status.job.cancel.click()
    wait(person, lambda: idle(person))
    assert not window.status.job.isVisible()


def test_training_lowers_the_confidence_of_rejected_picks(begin, simulated):
    """Of the six most confident picks of the general model, three are rejected and three left as they are."""
    person = begin()
    session = person.window.session
    session.resize_boxes(float(label(person, simulated, 1)["width"][0]))
    person.do("pick_current")
    wait(person, lambda: idle(person))
    session.change_view(threshold=0.0)
    picks = session.boxes[session.boxes["kind"] == Kind.PICK]
    picks = picks[np.argsort(-picks["confidence"])]
    rejected, left_alone, accepted = picks[:6:2], picks[1:6:2], picks[6:20]
    before = confidences(person.window, session.current, rejected)
    session.delete(frozenset(rejected["id"].tolist()))
    boxes = session.boxes.copy()
    boxes["kind"][np.isin(boxes["id"], accepted["id"])] = Kind.LABEL
    session.edit_current("accept", boxes)
    person.window.settings.set("train_start", "general")
    # with so few labels validation is not reliable: the last weights are kept
    settings = {"threads": 1, "batch": 2, "epoch_steps": 25}
    settings |= {"validation": 0.0, "learning_rate": 0.005, "missing_weight": 0.1}
    person.window.settings.set("train_advanced", settings)
    epochs: list[EpochDone] = []
    person.window.activity.epoch_done.connect(epochs.append)
    person.do("train")
    wait(person, lambda: len(epochs) >= 2)
    person.do("stop_job")
    wait(person, lambda: idle(person))
    after = confidences(person.window, session.current, rejected)
    assert after.mean() < before.mean() - 0.1
    assert after.mean() < confidences(person.window, session.current, left_alone).mean() - 0.1


def confidences(window, micrograph: Path, boxes) -> np.ndarray:
    return np.array([confidence_at(window, micrograph, float(b["x"]), float(b["y"])) for b in boxes])


def confidence_at(window, micrograph: Path, x: float, y: float) -> float:
    """Return the confidence of the pick at a position in the active model's CBOX file; 0 if there is none."""
    from iceboxer.engine.data.formats import read_boxes

    config = window.configs.picking([micrograph])
    (found,) = read_boxes(config.output / "CBOX" / f"{micrograph.stem}.cbox")
    boxes = found.boxes
    near = np.hypot(boxes["x"] - x, boxes["y"] - y) < 0.5 * boxes["width"]
    return float(boxes["confidence"][near].max()) if near.any() else 0.0


# ── without an engine ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("CUDA out of memory. Tried"), RuntimeError("can't allocate memory")]
)
def test_running_out_of_memory_is_explained(monkeypatch, error):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setitem(child.WORK, TaskKind.DEVICE, fail)
    outcome = child._outcome(Task(TaskKind.DEVICE, ("auto",)), None, ignore)
    assert isinstance(outcome, Failed)
    assert "device ran out of memory" in outcome.sentence
    assert "Boxes and picks are safe" in outcome.sentence
    assert "batch" in outcome.sentence
    assert "Traceback" in outcome.details


def epoch(number: int, auc: float | None, best: bool) -> EpochDone:
    return EpochDone(number, 1 / number, 1.2 / number if auc else None, auc, auc, best, number)


def test_loss_and_auc_are_plotted_per_epoch_and_the_best_is_marked(start, folder):
    person = start(folder)
    curves = person.window.train_panel.curves
    curves.begin()
    person.wait_for(lambda: curves.loss is not None)
    for event in (epoch(1, 0.5, True), epoch(2, None, False), epoch(3, 0.9, True), epoch(4, 0.8, False)):
        person.window.activity.epoch_done.emit(event)
    assert curves.isVisibleTo(person.window.train_panel)
    assert curves._training.getData()[0].tolist() == [1, 2, 3, 4]
    assert curves._validation.getData()[0].tolist() == [1, 3, 4]
    assert curves._scores.getData()[1].tolist() == [0.5, 0.9, 0.8]
    assert [line.value() for line in curves._best_lines] == [3, 3]
    assert curves._star.getData()[1].tolist() == [0.9]
    assert "0.900" in curves.figures.text()
    curves.begin()
    assert not curves.isVisibleTo(person.window.train_panel)


def test_the_loss_is_plotted_before_the_first_epoch_and_recall_where_auc_is_unknown(start, folder):
    person = start(folder)
    curves, activity = person.window.train_panel.curves, person.window.activity
    curves.begin()
    person.wait_for(lambda: curves.loss is not None)
    for step, loss in ((1, 0.9), (10, 0.5)):
        activity.loss_measured.emit(LossPoint(step, step / 40, loss))
    assert curves.isVisibleTo(person.window.train_panel)
    assert curves._training.getData()[1].tolist() == [0.9, 0.5]
    assert "0.500" in curves.figures.text()
    activity.epoch_done.emit(EpochDone(1, 0.4, 0.5, None, None, True, 9, recall=0.75, labels=12))
    assert curves._scores.getData()[1].tolist() == [0.75]
    assert curves.auc.viewRange()[1][0] <= 0
    assert curves.auc.viewRange()[1][1] >= 1
    assert "9 of 12 held-out labels found" in curves.figures.text().replace("</b>", "").replace("<b>", "")
    assert "AUC" not in curves._heading.text()


def test_advanced_settings_reach_the_training_and_wrong_ones_are_refused(start, folder):
    from iceboxer.boxmanager.dialogs.advanced import AdvancedDialog

    person = start(folder)
    person.wait_for_picture()
    window = person.window
    window.session.edit_current("boxes", make_boxes([100, 300], [100, 200], 36))
    dialog = AdvancedDialog(window.settings, window)
    assert set(dialog.fields) == {o.name for o in options()}
    for name, text in (("batch", "2.5"), ("validation", "3"), ("seed", "x")):
        dialog.fields[name][1].setText(text)
        dialog._save()
        assert dialog.refusal.text()
        dialog.fields[name][1].clear()
    assert window.settings.get("train_advanced") == {}
    for name, text in (("batch", "2"), ("augmentations", "flip noise"), ("lowpass", "0.1"), ("precision", "float32")):
        dialog.fields[name][1].setText(text)
    dialog._save()
    assert dialog.result() == dialog.DialogCode.Accepted
    configs = window.configs
    config = configs.training(configs.label_set(whole=True))
    assert isinstance(config, TrainConfig)
    assert (config.batch, config.augmentations, config.lowpass) == (2, ("flip", "noise"), 0.1)
    assert configs.picking([window.session.current]).precision == "float32"
    assert configs.assisting().lowpass == 0.1
    again = AdvancedDialog(window.settings, window)
    assert again.fields["augmentations"][1].text() == "flip noise"


def test_the_start_of_a_training_is_chosen_in_the_panel(start, folder):
    person = start(folder)
    person.wait_for_picture()
    window = person.window
    window.session.edit_current("boxes", make_boxes([100, 300], [100, 200], 36))
    configs, box = window.configs, window.train_panel.options.start
    starts = []
    for index in range(box.count()):
        box.setCurrentIndex(index)
        box.activated.emit(index)
        config = configs.training(configs.label_set(whole=True))
        starts.append(str(config.start))
    assert starts == ["None", "general", "none"]
    window.settings.set("train_network", "yolo")
    window.settings.set("train_start", "general")
    assert configs.training(configs.label_set(whole=True)).start is None


def test_the_copied_command_picks_with_the_model_as_the_window_would(begin, simulated, tmp_path, monkeypatch):
    import shlex

    from PyQt5.QtWidgets import QApplication

    from iceboxer.engine.cli.main import main
    from iceboxer.engine.data.formats import read_boxes
    from iceboxer.engine.data.shipped import path_of_shipped

    person = begin()
    session = person.window.session
    session.resize_boxes(label(person, simulated, 1)["width"][0])
    session.use_model(path_of_shipped())
    session.change_view(threshold=0.4)
    person.window.models.command_wanted.emit(path_of_shipped())
    words = shlex.split(QApplication.clipboard().text())
    assert words[:2] == ["iceboxer", "pick"]
    assert str(simulated / "micrographs") in words
    person.do("pick_current")
    wait(person, lambda: idle(person))
    monkeypatch.chdir(tmp_path)
    assert main([*words[1:], "--threads", "1"] if "--threads" not in words else words[1:]) == 0
    (written,) = read_boxes(tmp_path / "picks" / "EMAN" / f"{session.current.stem}.box")
    mine = session.boxes[session.shown() & (session.boxes["kind"] == Kind.PICK)]
    assert len(written.boxes) >= len(mine) > 0
    theirs = {(round(x), round(y)) for x, y in zip(written.boxes["x"], written.boxes["y"], strict=True)}
    assert sum((round(b["x"]), round(b["y"])) in theirs for b in mine) >= 0.9 * len(mine)
