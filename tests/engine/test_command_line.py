"""Exit codes and the two output streams of the command line, with a job that ends as the test requires."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from iceboxer.engine.cli import doctor
from iceboxer.engine.cli.main import main
from iceboxer.engine.errors import Cancelled, EngineError
from iceboxer.engine.events import Finished, IsCancelled, Report
from iceboxer.engine.training import augmentation
from iceboxer.engine.training.config import AUGMENTATIONS


def run(monkeypatch: pytest.MonkeyPatch, result: Any, *more: str) -> int:
    """Run ``iceboxer doctor`` with a job that reports one event and returns or raises `result`."""

    def job(config: object, report: Report, cancelled: IsCancelled) -> Any:
        report(Finished("doctor", 1.0))
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(doctor, "doctor", job)
    return main(["doctor", *more])


@pytest.mark.parametrize(
    ("result", "code", "message"),
    [
        ({"text": "well"}, 0, ""),
        ({"text": "well", "failed": {}}, 0, ""),
        (
            {"text": "well", "failed": {"a.mrc": "is bad"}},
            1,
            "1 file could not be read (see above); all others are done.",
        ),
        ({"text": "well", "failed": 2}, 1, "2 files could not be read (see above); all others are done."),
        (EngineError("a.mrc: is bad"), 1, "a.mrc: is bad"),
        (Cancelled(), 130, "Stopped. Finished work is kept."),
    ],
)
def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], result: Any, code: int, message: str
) -> None:
    assert run(monkeypatch, result) == code
    error = capsys.readouterr().err
    assert error.startswith(f"iceboxer: {message}") if message else not error


def test_with_events_as_json_standard_output_has_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, {"text": "a table"}) == 0
    assert capsys.readouterr().out == "a table\n"
    assert run(monkeypatch, {"text": "a table"}, "--events", "json") == 0
    assert [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()] == ["Finished"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--threshold", "0,5"), "'0,5' is not a number; write 0.5"),
        (("--box-size", "nan"), "must be between -4,294,967,295 and 4,294,967,295, not nan"),
        (("--diameter", "inf"), "not inf"),
        (("--diameter", "1e300"), "not 1e+300"),
        (("--threads", "1.5"), "'1.5' is not a whole number"),
        (("--threads", "-1"), "The number of threads must be between 0 and 1,024."),
        (("--threads", "100000"), "The number of threads must be between 0 and 1,024."),
        (("--mask-margin", ""), "'' is not a number"),
        (("--model", ""), "the path is empty; write . for the current folder"),
        (("",), "the path is empty"),
        (("--min-size", "9", "--max-size", "8"), "No size is between"),
    ],
)
def test_wrong_values_are_refused_before_anything_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["pick", *words, str(tmp_path), "--output", str(tmp_path / "out")])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_in_a_folder_that_was_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert run(monkeypatch, {"text": "well"}) == 1
    assert "The current folder has been removed" in capsys.readouterr().err
    monkeypatch.chdir(tmp_path)


def test_doctor_reports_its_findings_as_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--events", "json"]) == 0
    (event,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert event["event"] == "Finished"
    assert {"iceboxer", "memory", "GPU", "window"} <= event["summary"].keys()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--seed", "-1"), "The random seed cannot be negative."),
        (("--batch", "0"), "at least 1"),
        (("--learning-rate", "0"), "must be above 0"),
        (("--augmentations", "flip", "rotations"), "There is no augmentation 'rotations'. Choose from flip, rotation,"),
        (("--empty-weight", "-1"), "The weight --empty-weight cannot be negative."),
        (("--box-size", "1e6"), "between 4 and 100,000 px"),
        (("--patience", "0"), "at least one epoch"),
    ],
)
def test_wrong_values_of_a_training_are_refused_before_anything_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["train", *words, "--micrographs", "x", "--boxes", "x", "--output", str(tmp_path / "m")])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_the_settings_name_all_augmentations() -> None:
    assert set(AUGMENTATIONS) == set(augmentation.ALL)
