"""The assistant trains while a person labels and proposes particles on the current micrograph."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import Kind, make_boxes, no_boxes
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.label_set import LabelSet
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.events import Proposed, ignore
from iceboxer.engine.models.model_file import load_model
from iceboxer.engine.training import assist as module
from iceboxer.engine.training.assist import assist
from iceboxer.engine.training.config import AssistConfig
from iceboxer.engine.training.examples import Example
from iceboxer.engine.training.start import SCRATCH
from iceboxer.engine.training.validation import confidence_of_labels, label_confidences, mark_unsure


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train for a few steps only."""
    monkeypatch.setattr(module, "FIRST_STEPS", 8)
    monkeypatch.setattr(module, "MORE_STEPS", 4)
    monkeypatch.setattr(module, "TRUSTED_AFTER", 4)
    monkeypatch.setattr(module, "ROUND_STEPS", 60)


def run(config: AssistConfig, label_sets: list[LabelSet], proposals: int) -> list[Proposed]:
    """Run with the label sets one after the other, each after the last proposal for the previous one."""
    seen: list[Proposed] = []
    given = 0

    def next_labels() -> LabelSet | None:
        nonlocal given
        if given < len(label_sets) and sum(s.resting for s in seen) >= given:
            given += 1
            return label_sets[given - 1]
        return None

    events = lambda e: seen.append(e) if isinstance(e, Proposed) else None  # noqa: E731
    assist(config, next_labels, events, lambda: len(seen) >= proposals)
    return seen


def test_it_trains_proposes_follows_the_labels_and_writes_a_model(project, tmp_path, short) -> None:
    first, second = sorted(project.micrographs.glob("*.mrc"))[:2]
    (truth,) = read_boxes(project.boxes / f"{first.stem}.box")
    labels = truth.boxes[:12].copy()
    labels["kind"] = Kind.LABEL
    size = float(labels["width"][0])
    one = LabelSet({first: labels}, first, size)
    more = labels.copy()
    more["kind"][:3] = Kind.REJECTED
    two = LabelSet({first: more}, second, size)
    config = AssistConfig(output=tmp_path / "a.safetensors", device="cpu", threads=1)
    seen = run(config, [one, two], 4)
    assert [(Path(s.path), s.labels, s.resting) for s in seen] == [
        (first, 12, False),  # of the general model
        (first, 12, True),
        (second, 9, False),
        (second, 9, True),
    ]
    assert read_card(tmp_path / "a.safetensors").trained_on == {"micrographs": [first.name], "labels": 9}
    again = AssistConfig(output=tmp_path / "b.safetensors", start=tmp_path / "a.safetensors", threads=1)
    assert run(again, [two], 1)[0].labels == 9


@pytest.mark.parametrize(("start", "at"), [(SCRATCH, [12, 24, 30]), (None, [0, 12, 24, 30])])
def test_it_proposes_after_a_number_of_steps_and_a_trained_model_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: Path | None, at: list[int]
) -> None:
    """Thirty steps in rounds of twelve, on however slow a machine."""
    steps: list[int] = []
    proposed: list[int] = []
    monkeypatch.setattr(module, "FIRST_STEPS", 30)
    monkeypatch.setattr(module, "MORE_STEPS", 30)
    clock = SimpleNamespace(monotonic=iter(range(0, 10**6, 1000)).__next__, sleep=lambda _: pytest.fail("idle"))
    monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(module.PictureCache, "get", lambda *_: example(0, 0))
    monkeypatch.setattr(module.Assistant, "_mark_unsure", lambda _: None)
    monkeypatch.setattr(module.Assistant, "_share_of_way", lambda *_: 1.0)
    monkeypatch.setattr(module.Assistant, "save", lambda _: None)
    monkeypatch.setattr(module, "Feed", lambda *_: nullcontext(Batches()))
    monkeypatch.setattr(module.Stepper, "step", lambda _, batch, number, fraction: steps.append(number))
    propose = module.Assistant.propose
    monkeypatch.setattr(module.Assistant, "_picks", lambda *_: no_boxes())
    monkeypatch.setattr(module.Assistant, "propose", lambda one: (proposed.append(one.steps), propose(one)))
    given = iter([labelled(3)])
    config = AssistConfig(tmp_path / "a", start=start, threads=1)
    module.assist(config, lambda: next(given, None), ignore, lambda: len(steps) == 30 and proposed[-1] == 30)
    assert (steps, proposed) == (list(range(30)), at)


class Batches:
    def next(self) -> None:
        """Return no batch, since no step is taken."""


def test_by_default_it_starts_from_the_general_model_at_a_low_rate(tmp_path) -> None:
    device = devices.choose("cpu", 1)
    assistants = [
        module.Assistant(AssistConfig(output=tmp_path / "a", **more), device, lambda _: None)
        for more in ({}, {"start": SCRATCH})
    ]
    general, new = (a.network.state_dict()["head.1.weight"] for a in assistants)
    shipped_weights = load_model(shipped()).network.state_dict()["head.1.weight"]
    assert torch.equal(general, shipped_weights)
    assert not torch.equal(new, shipped_weights)
    assert [a._rate_fraction() for a in assistants] == pytest.approx([1 / 15, 1])


def example(labels: int, rejected: int) -> Example:
    some = make_boxes(np.arange(1, labels + 1) * 100.0, np.full(labels, 50.0), 40)
    return Example(None, (100, 900), None, (1, 1), some, make_boxes([90.0] * rejected, [50.0] * rejected, 40))  # type: ignore[arg-type]


def test_picks_as_confident_as_a_fifth_of_the_labels_are_unsure() -> None:
    picks = make_boxes([101, 201, 500, 700, 800], [50] * 5, 40, 40, [0.9, 0.8, 0.5, 0.18, 0.1], Kind.PICK)
    labelled = example(2, 0)
    assert label_confidences(picks, labelled.labels).tolist() == [0.9, 0.8]
    assert confidence_of_labels([labelled], [picks]) == pytest.approx(0.85)
    (marked,) = mark_unsure([labelled], [picks])
    assert sorted(marked.unsure["x"].tolist()) == [101, 201, 500, 700]


def test_an_empty_micrograph_has_no_unsure_places_and_one_with_rejected_picks_is_not_empty() -> None:
    picks = make_boxes([500], [50], 40, 40, [0.9], Kind.PICK)
    empty, rejected = example(0, 0), example(0, 1)
    assert (empty.empty, rejected.empty) == (True, False)
    found = mark_unsure([example(1, 0), empty, rejected], [make_boxes([100], [50], 40, 40, [0.9]), picks, picks])
    assert [len(e.unsure) for e in found] == [1, 0, 1]
    assert confidence_of_labels([empty], [no_boxes()]) == 1.0


def labelled(count: int, in_view: str = "a") -> LabelSet:
    return LabelSet({Path("a"): example(count, 0).labels}, Path(in_view), 40)


def test_the_assistant_gets_steps_for_new_labels_not_for_another_view(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.PictureCache, "get", lambda *_: example(0, 0))
    one = module.Assistant(AssistConfig(Path("a"), start=SCRATCH), devices.choose("cpu", 1), ignore)
    granted = []
    for labels in (labelled(3), labelled(3, "b"), labelled(4, "b")):
        one.set_labels(labels)
        granted.append(one.steps_left)
        one.steps_left = 0
    assert granted == [300, 0, 60]


def test_the_assistants_rate_falls_to_a_quarter_and_stays() -> None:
    one = module.Assistant(AssistConfig(Path("a"), start=SCRATCH), devices.choose("cpu", 1), ignore)
    rates = []
    for one.steps in (0, 75, 150, 1000):
        rates.append(one._rate_fraction())
    assert rates == pytest.approx([1, 0.625, 0.25, 0.25])


def test_the_assistant_marks_unsure_places_once_its_picks_are_reliable(monkeypatch: pytest.MonkeyPatch) -> None:
    found = make_boxes([100, 200, 400], [50] * 3, 40, 40, [0.8, 0.2, 0.1], Kind.PICK)
    monkeypatch.setattr(module.Assistant, "_picks", lambda *_: found)
    one = module.Assistant(AssistConfig(Path("a"), start=SCRATCH), devices.choose("cpu", 1), ignore)
    for one.steps, unsure in ((39, []), (40, [100, 200])):
        one.examples = [example(1, 0)]
        one._mark_unsure()
        assert one.examples[0].unsure["x"].tolist() == unsure
    assert one._threshold(one.network) == pytest.approx(0.24)  # 0.3 of the confidence at the label
