"""A few stories on a real X server, with real focus, dragging and high-density screens."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import index_text, read_project
from iceboxer.engine.data.boxes import Boxes, no_boxes
from iceboxer.engine.data.formats import read_boxes
from tests.stories.conftest import write_mrc

PATIENCE = 30.0
MIDDLE = (640, 420)

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("Xvfb", "xdotool", "openbox"))), reason="Xvfb, xdotool or openbox is missing"
)


@pytest.fixture
def display() -> Iterator[str]:
    """A separate screen of 1280 × 800."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as answer:
        name = f":{answer.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": name}, stderr=subprocess.DEVNULL)
    try:
        yield name
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


class Screen:
    """The program on that screen, with a simulated user."""

    def __init__(self, display: str, home: Path, project: Path, scale: str) -> None:
        self.project = project
        self.env = {**os.environ, "DISPLAY": display, "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
        home.mkdir(mode=0o700)
        self.env |= {"QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": scale, "XDG_CONFIG_HOME": str(home / "config")}
        command = [sys.executable, "-m", "iceboxer", str(project)]
        self.program = subprocess.Popen(command, env=self.env, stderr=subprocess.PIPE, text=True)

    def ready(self) -> None:
        """Wait until its window is open and has the keyboard focus."""
        end = time.monotonic() + PATIENCE
        name = ["xdotool", "getactivewindow", "getwindowname"]
        while "m1" not in subprocess.run(name, env=self.env, capture_output=True, text=True, check=False).stdout:
            assert time.monotonic() < end, "no window came"
            time.sleep(0.2)
        self.settle()
        self.hands("mousemove", *map(str, MIDDLE))

    def settle(self) -> None:
        """Wait until the program has done what it began: on a busy machine that takes longer than any fixed time."""
        process, before = psutil.Process(self.program.pid), -1.0
        while (used := sum(process.cpu_times()[:2])) > before + 0.03:
            before = used
            time.sleep(1)

    def hands(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self.env, check=True, timeout=PATIENCE, capture_output=True)
        time.sleep(0.3)  # a person does not click faster

    def click(self, dx: int, dy: int) -> None:
        self.hands("mousemove", str(MIDDLE[0] + dx), str(MIDDLE[1] + dy), "click", "1")

    def saved(self) -> Boxes:
        """Return the boxes on disk."""
        made = read_project(self.project)
        path = self.project / made.box_files[made.micrographs[0]]
        return read_boxes(path)[0].boxes if path.exists() else no_boxes()

    def until(self, condition: Callable[[Boxes], object]) -> Boxes:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.program.poll() is None, self.program.stderr
            boxes = self.saved()
            if condition(boxes):
                return boxes
            time.sleep(0.1)
        raise AssertionError(f"it did not come to that; there are {self.saved()}")


@pytest.fixture(params=["1", "2"])
def screen(request: pytest.FixtureRequest, display: str, tmp_path: Path) -> Iterator[Screen]:
    """The program on a project with one micrograph, on an ordinary and on a high-density screen."""
    folder = tmp_path / "p.icebox"
    folder.mkdir()
    project = Project(folder, box_size=60.0)
    project.add([write_mrc(tmp_path / "m1.mrc", 1)])
    (folder / "project.json").write_text(index_text(project, folder), encoding="utf-8")
    shown = Screen(display, tmp_path / "home", folder, request.param)
    try:
        shown.ready()
        yield shown
    finally:
        shown.program.terminate()
        shown.program.communicate(timeout=PATIENCE)


def test_boxes_are_placed_under_the_mouse_and_saved_automatically(screen: Screen) -> None:
    screen.hands("key", "2")
    screen.click(0, 0)
    screen.click(-120, 0)
    screen.click(0, 120)
    boxes = screen.until(lambda b: len(b) == 3)
    first, left, below = boxes
    assert first["x"] - left["x"] > 20
    assert left["y"] == pytest.approx(first["y"], abs=1)
    assert below["x"] == pytest.approx(first["x"], abs=1)
    pixel = 800 / 300  # px of the micrograph under one point of the narrow canvas at a scale factor of 2
    assert first["y"] - below["y"] == pytest.approx(first["x"] - left["x"], abs=pixel)


def test_a_drag_moves_a_box_and_undo_moves_it_back(screen: Screen) -> None:
    screen.hands("key", "2")
    screen.click(0, 0)
    before = screen.until(lambda b: len(b) == 1)
    screen.hands("mousedown", "1")
    for step in (20, 60, 100):
        screen.hands("mousemove", str(MIDDLE[0] + step), str(MIDDLE[1]))
    screen.hands("mouseup", "1")
    moved = screen.until(lambda b: len(b) == 1 and b["x"][0] > before["x"][0] + 15)
    assert moved["y"][0] == pytest.approx(before["y"][0], abs=1)
    screen.hands("key", "ctrl+z")
    assert np.array_equal(screen.until(lambda b: b["x"][0] == before["x"][0])["y"], before["y"])
    screen.hands("key", "ctrl+z")
    screen.until(lambda b: len(b) == 0)
