"""The assistant learns from what a person says as it is said, and proposes on the micrograph in view."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import Kind, make_boxes, no_boxes
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.label_set import LabelSet
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.events import Proposed
from iceboxer.engine.models.model_file import load_model
from iceboxer.engine.training import assist as module
from iceboxer.engine.training.assist import assist
from iceboxer.engine.training.config import AssistConfig
from iceboxer.engine.training.dataset import Example
from iceboxer.engine.training.start import SCRATCH
from iceboxer.engine.training.unsure import confidence_of_labels, found_at, with_unsure


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few steps only."""
    monkeypatch.setattr(module, "FIRST", 8)
    monkeypatch.setattr(module, "MORE", 4)
    monkeypatch.setattr(module, "TRUSTED", 4)
    monkeypatch.setattr(module, "ROUND", 60.0)


def run(config: AssistConfig, lessons: list[LabelSet], proposals: int) -> list[Proposed]:
    """Give the lessons one after the other, each as soon as the one before was answered."""
    seen: list[Proposed] = []
    given = 0

    def news() -> LabelSet | None:
        nonlocal given
        if given < len(lessons) and len(seen) >= given:
            given += 1
            return lessons[given - 1]
        return None

    assist(config, news, lambda e: seen.append(e) if isinstance(e, Proposed) else None, lambda: len(seen) >= proposals)
    return seen


def test_it_learns_proposes_goes_on_and_leaves_a_model(project, tmp_path, short) -> None:
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
    seen = run(config, [one, two], 2)
    assert [(s.path, s.labels, s.resting) for s in seen] == [(str(first), 12, True), (str(second), 9, True)]
    assert read_card(tmp_path / "a.safetensors").trained_on == {"micrographs": [first.name], "labels": 9}
    again = AssistConfig(output=tmp_path / "b.safetensors", start=tmp_path / "a.safetensors", threads=1)
    assert run(again, [two], 1)[0].labels == 9


def test_without_a_model_of_ones_own_it_starts_from_the_general_one_and_learns_slowly(tmp_path) -> None:
    device = devices.choose("cpu", 1)
    pupils = [
        module.Pupil(AssistConfig(output=tmp_path / "a", **more), device, lambda _: None)
        for more in ({}, {"start": SCRATCH})
    ]
    general, new = (p.network.state_dict()["head.1.weight"] for p in pupils)
    shipped_weights = load_model(shipped()).network.state_dict()["head.1.weight"]
    assert torch.equal(general, shipped_weights)
    assert not torch.equal(new, shipped_weights)
    assert [p._share() for p in pupils] == pytest.approx([1 / 15, 1])


def example(labels: int, rejected: int) -> Example:
    some = make_boxes(np.arange(1, labels + 1) * 100.0, np.full(labels, 50.0), 40)
    return Example(None, (100, 900), None, (1, 1), some, make_boxes([90.0] * rejected, [50.0] * rejected, 40))  # type: ignore[arg-type]


def test_what_looks_like_the_labels_is_unsure_and_what_does_not_is_empty() -> None:
    picks = make_boxes([101, 201, 500, 700, 800], [50] * 5, 40, 40, [0.9, 0.8, 0.5, 0.18, 0.1], Kind.PICK)
    labelled = example(2, 0)
    assert found_at(picks, labelled.labels).tolist() == [0.9, 0.8]
    assert confidence_of_labels([labelled], [picks]) == pytest.approx(0.85)
    (marked,) = with_unsure([labelled], [picks])
    assert sorted(marked.unsure["x"].tolist()) == [101, 201, 500, 700]


def test_a_micrograph_marked_empty_has_nothing_unsure_and_one_with_refused_picks_is_not_empty() -> None:
    picks = make_boxes([500], [50], 40, 40, [0.9], Kind.PICK)
    empty, refused = example(0, 0), example(0, 1)
    assert (empty.empty, refused.empty) == (True, False)
    found = with_unsure([example(1, 0), empty, refused], [make_boxes([100], [50], 40, 40, [0.9]), picks, picks])
    assert [len(e.unsure) for e in found] == [1, 0, 1]
    assert confidence_of_labels([empty], [no_boxes()]) == 1.0
