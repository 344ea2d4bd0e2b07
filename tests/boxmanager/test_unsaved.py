"""Unsaved projects of killed windows: each is recovered once, by one window."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

from iceboxer.boxmanager.document import unsaved
from iceboxer.boxmanager.document.project_folder import INDEX


def left_by(process: int, folder: Path, machine: str | None = None, stamp: str = "2026-01-02_03-04-05") -> Path:
    """Write a project as a process leaves it."""
    path = folder / f"{stamp}_{machine or unsaved._machine_id()}_{process}.icebox"
    path.mkdir()
    (path / INDEX).write_text("{}")
    return path


def dead() -> int:
    """Return the number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


def _claim(folder: Path, ready: multiprocessing.synchronize.Barrier, found: multiprocessing.Queue[list[str]]) -> None:
    ready.wait()
    found.put([path.name for path in unsaved.claim(folder)])


def test_only_one_of_many_windows_claims_it(tmp_path: Path) -> None:
    gone = dead()
    for number in range(40):
        left_by(gone, tmp_path, stamp=f"2026-01-02_03-04-{number:02d}")
    processes = multiprocessing.get_context("spawn")
    ready, found = processes.Barrier(2), processes.Queue()
    windows = [processes.Process(target=_claim, args=(tmp_path, ready, found)) for _ in range(2)]
    for window in windows:
        window.start()
    names = found.get(timeout=60) + found.get(timeout=60)
    for window in windows:
        window.join()
    assert len(names) == len(set(names)) == 40


def test_folders_of_running_programs_are_not_claimed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        kept = left_by(process.pid, tmp_path)
        left_by(os.getpid(), tmp_path)
        assert not list(unsaved.claim(tmp_path))
        process.communicate(b"\n")
    (mine,) = unsaved.claim(tmp_path)
    assert not kept.exists()
    assert (mine / INDEX).exists()
    assert not list(unsaved.claim(tmp_path))


def test_a_process_number_that_another_program_has_now(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        left_by(process.pid, tmp_path)
        assert len(list(unsaved.claim(tmp_path))) == 1
        process.kill()


def test_folders_of_other_machines_or_without_an_owner_are_not_claimed(tmp_path: Path) -> None:
    left_by(dead(), tmp_path, machine="other")
    for name in ("x.icebox", "_.icebox", f"{'9' * 5000 if os.name == 'nt' else 9}.icebox"):
        (tmp_path / name).mkdir()
    assert not list(unsaved.claim(tmp_path))


def test_the_latest_comes_first(tmp_path: Path) -> None:
    gone = dead()
    for stamp in ("2026-01-01_00-00-00", "2026-01-03_00-00-00", "1970-01-01_00-00-00"):
        (left_by(gone, tmp_path, stamp=stamp) / "stamp").write_text(stamp)
    found = [(path / "stamp").read_text()[:10] for path in unsaved.claim(tmp_path)]
    assert found == ["2026-01-03", "2026-01-01", "1970-01-01"]


def test_a_clock_that_was_set_back_gives_no_folder_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unsaved.time, "strftime", lambda _: "1970-01-01_00-00-00")
    places = []
    for _ in range(3):
        places.append(unsaved.choose_folder(tmp_path))
        places[-1].mkdir()
    assert len(set(places)) == 3
    assert not list(unsaved.claim(tmp_path))


def test_a_container_without_machine_id_and_network_card_is_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unsaved, "MACHINE_ID", tmp_path / "machine-id")
    numbers = iter((0x8F46930A753B, 0x6F21611CEF56))  # random, as uuid marks them
    monkeypatch.setattr(unsaved.uuid, "getnode", lambda: next(numbers))
    assert unsaved._machine_id.__wrapped__() == unsaved._machine_id.__wrapped__()
