"""The window, killed during boxing and automatic saving."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import index_text, read_project
from iceboxer.engine.data.atomic import remove_folder, write_text
from iceboxer.engine.data.boxes import Boxes
from tests.engine.conftest import simulate_set
from tests.kill.victim import Victim

COUNT = 3  # micrographs
BOXES = 60  # number of boxes at the end
SIZE = 32.0  # px
MAY_BE_LOST = 1.0  # s of work
EVERY_MS = 80  # between two edits; few users are faster


def main() -> int:
    """Open the window on a project and place the remaining boxes, as a user does who continues the work.

    The arguments are a folder of settings, the project, and the number of boxes to reach. Each edit is printed as a
    line: time, micrograph, and a digest of its boxes. The window is closed at the end.
    """
    from PyQt5.QtCore import QTimer

    from iceboxer.boxmanager.app import make_application
    from iceboxer.boxmanager.core.settings import Settings
    from iceboxer.boxmanager.window.main_window import MainWindow

    app = make_application(sys.argv[:1])
    window = MainWindow(Settings(Path(sys.argv[1])))
    window.show()
    window.begin([Path(sys.argv[2])])
    person = _Person(window, int(sys.argv[3]))
    timer = QTimer()
    timer.timeout.connect(person.edit)
    timer.start(EVERY_MS)
    return int(app.exec())


class _Person:
    """Makes one edit at a time, until all boxes are placed."""

    def __init__(self, window: Any, boxes: int) -> None:
        self.window, self.session, self._boxes = window, window.session, boxes
        self._edits = 0

    def edit(self) -> None:
        """Place the next box; now and then place a wrong one and undo it, or move one and undo that."""
        session = self.session
        if session.current is None:
            return
        todo = [n for n in range(self._boxes) if not self._is_boxed(n)]
        if not todo:
            self.window.close()
            return
        path = session.project.micrographs[todo[0] % COUNT]
        session.go_to(path)
        self._edits += 1
        if self._edits % 5 == 0:
            self._add(7, 7)
            session.undo_stack.undo()
        x, y = place_of(todo[0])
        self._add(x, y)
        if self._edits % 7 == 0:
            session.mark_empty(path, True)
            session.undo_stack.undo()

    def _is_boxed(self, number: int) -> bool:
        boxes = self.session.store.boxes(self.session.project.micrographs[number % COUNT])
        x, y = place_of(number)
        return bool(((boxes["x"] == x) & (boxes["y"] == y)).any())

    def _add(self, x: float, y: float) -> None:
        from iceboxer.boxmanager.document import edits

        session = self.session
        session.edit_current("add box", edits.added(session.boxes, x, y, SIZE))
        sys.stdout.write(json.dumps([time.monotonic(), session.current.name, digest(session.boxes)]) + "\n")


class Window(Victim):
    """The window on a project of three micrographs.

    `may_be_lost` is in s; the tests, which may run on a busy machine, allow more.
    """

    entry = "tests.kill.window:main"
    boxes, may_be_lost = BOXES, MAY_BE_LOST

    @property
    def results(self) -> Path:
        return self.project

    def prepare(self) -> None:
        simulate_set(self.folder, COUNT)
        self.project = self.folder / "reference.icebox"
        self._create()
        self.reference = self.project
        self.measure()

    def begin(self) -> None:
        self.project = self.folder / "work.icebox"
        remove_folder(self.project)
        remove_folder(self.folder / "settings")
        self._create()
        self._known = {name: set[str]() for name in self._on_disk()}

    def _create(self) -> None:
        project = Project(self.project, box_size=SIZE)
        project.add(sorted((self.folder / "micrographs").iterdir()))
        write_text(self.project / "project.json", index_text(project, self.project))

    def arguments(self) -> list[str]:
        return [str(self.folder / "settings"), str(self.project), str(self.boxes)]

    def works(self, line: str) -> bool:
        return line.startswith("[")

    def run(self, kill_after: float | None) -> bool:
        self._before = self._on_disk()
        hit = super().run(kill_after)
        self._ended = time.monotonic()
        return hit

    def whole(self) -> Iterator[str]:
        edits = [json.loads(line) for line in self.lines if line.endswith("]\n")]
        for name, found in self._on_disk().items():
            mine = [(when, boxes) for when, path, boxes in edits if path == name]
            safe = [i for i, (when, _) in enumerate(mine) if when < self._ended - self.may_be_lost]
            first = safe[-1] if safe else 0
            allowed = {boxes for _, boxes in mine[first:]} | (set() if safe else {self._before[name]})
            if found not in allowed:
                yield f"the boxes of {name} are none that were there in the last second"

    def equal(self) -> Iterator[str]:
        mine, other = _places(self.project), _places(self.reference)
        if mine != other or sum(map(len, mine.values())) != self.boxes:
            yield f"the project ends with {mine}, not with {other}"

    def _on_disk(self) -> dict[str, str]:
        project = read_project(self.project)
        return {path.name: digest(read_project_boxes(project, path)) for path in project.micrographs}


def place_of(number: int) -> tuple[float, float]:
    """Return the position of box `number`."""
    return 20.0 + 6 * number, 20.0 + (number * 37) % 370


def digest(boxes: Boxes) -> str:
    """Return a digest of the visible properties of boxes (n,)."""
    rows = np.column_stack([boxes[name].astype(np.float64) for name in ("x", "y", "width", "height", "kind")])
    return hashlib.sha256(rows[np.lexsort(rows.T)].tobytes()).hexdigest()[:16]


def _places(folder: Path) -> dict[str, set[tuple[float, float]]]:
    project = read_project(folder)
    boxes = {path.name: read_project_boxes(project, path) for path in project.micrographs}
    return {name: set(zip(b["x"].tolist(), b["y"].tolist(), strict=True)) for name, b in boxes.items()}
