"""The measurements on a GPU: what they compare, and that one failure costs no other measurement."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.models.base import Target
from tests.benchmarks.gpu import session as module
from tests.benchmarks.gpu.__main__ import main
from tests.benchmarks.gpu.agreement import compare
from tests.benchmarks.gpu.extent import QUICK
from tests.benchmarks.gpu.rates import repeated
from tests.benchmarks.gpu.session import TRAININGS, Session


def session(folder: Path, limit: float = 1e6) -> Session:
    return Session("cpu", replace(QUICK, limit=limit, crop=None), folder, folder / "work", None, lambda _: None)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_nothing_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--output", str(tmp_path / "out")]) == 1
    assert "Nothing was measured: There is no device 'cuda'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_picks_are_compared_one_to_one() -> None:
    mine = make_boxes([100, 300], [50, 50], 40, 40, [0.9, 0.5], Kind.PICK)
    theirs = make_boxes([101, 500], [50, 50], 40, 40, [0.8, 0.06], Kind.PICK)
    found = compare([mine], [theirs], 40, 0.45)
    assert found["confidence_max"] == pytest.approx(0.1)
    assert found["shift_max_boxes"] == pytest.approx(1 / 40)
    assert (found["matched"], found["unmatched"]) == (1, 2)
    assert found["unmatched_max"] == pytest.approx(0.5)
    assert (found["passing_on_cpu"], found["passing"]) == (2, 1)
    nothing = compare([mine[:0]], [theirs[:0]], 40, 0.45)
    assert (nothing["matched"], nothing["unmatched"], nothing["confidence_max"]) == (0, 0, 0.0)


def test_a_batch_is_repeated_to_any_size() -> None:
    pictures = torch.arange(3.0).reshape(3, 1, 1, 1)
    target = Target(*(torch.arange(3.0) for _ in Target._fields))
    more, parts = repeated((pictures, target), 7)
    assert more.flatten().tolist() == parts.object.tolist() == [0, 1, 2, 0, 1, 2, 0]


def test_a_failed_measurement_is_recorded_and_the_others_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ValueError("no such kernel")

    one = session(tmp_path)
    one.measure("first", fail)
    one.measure("second", lambda: {"value": 1})
    written = json.loads((tmp_path / "gpu.json").read_text(encoding="utf-8"))
    assert written["results"] == {"first": {"error": "no such kernel"}, "second": {"value": 1}}
    assert "no such kernel" in written["errors"]["first"]
    assert "no such kernel" in (tmp_path / "gpu.md").read_text(encoding="utf-8")


def test_what_does_not_fit_into_the_limit_is_left_out(tmp_path: Path) -> None:
    one = session(tmp_path, limit=-1)
    one.measure("first", lambda: pytest.fail("measured"))
    assert one.results == {"first": {"left out": "the limit of -1 s was reached"}}


def test_trainings_share_the_time_that_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 300 s, 60 are reserved, and a third of the rest is for the first training, with 12 s around it."""
    monkeypatch.setattr(module, "learn", lambda training, work: {"steps": training.steps})
    one = session(tmp_path, limit=300)
    one.extent = replace(one.extent, steps=None, learning=180)
    one.results["training speed"] = {"yolo": {"steps per second from files": 10.0}}
    one._begun = time.monotonic()
    assert one._yolo("k4", len(TRAININGS))["steps"] == pytest.approx(0.6 * 10 * (240 / 3 - 12), abs=5)
    assert np.isfinite(one.left)
