"""Experiment: a session of boxing, assisted training, corrections, picking and export, scored against the truth.

Boxes are placed, accepted and rejected by mouse and key events. The simulated user knows the truth, so all its
corrections are right.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtTest import QTest

from iceboxer.boxmanager.document.export import plan_export
from iceboxer.engine.data.boxes import Boxes, Kind, centres
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.evaluation.job import EvaluateConfig
from iceboxer.engine.events import ignore, never
from tests.benchmarks.rows import Row
from tests.benchmarks.window.opened import Opened

BOX = 180.0  # px, of the truth
FIRST = 40  # boxes placed by clicks
# The second micrograph of β-galactosidase has labels on half of its particles only; a user that takes them for the
# truth would reject particles, which no person does. So the rounds are on the first and the third.
CORRECTED = (0, 2)
MOST_REJECTED, MOST_ACCEPTED, MOST_ADDED = 20, 20, 10  # in one round
FALSE, TRUE = 0.75, 0.25  # of a box from the nearest particle: clearly no particle, clearly one
RESTS = 90.0  # s that the user waits for the assistant, at most
PATIENCE = 900.0  # s, for what must come


def person(data: Path, output: Path) -> Iterator[Row]:
    """Yield AUC and F1 after each round of corrections, from the first click to the export, on a real data set."""
    with Opened(data / "micrographs") as opened:
        user = User(opened, data / "truth", output / "person")
        for start in ("scratch", "general"):
            yield from user.session(start)


class User:
    """A simulated user, who sends mouse and key events."""

    def __init__(self, opened: Opened, truth: Path, output: Path) -> None:
        self.opened, self.window, self.open = opened, opened.window, opened.window.session
        self.truth_folder, self.output = truth, output
        self.rng = np.random.default_rng(1)

    def session(self, start: str) -> Iterator[Row]:
        """Yield the figures of one session that begins without boxes."""
        window, session = self.window, self.open
        folder = self.output / start
        session.edited = False
        window.saving.save_to(folder / "project.icebox")
        window.settings.set("train_start", start)
        session.resize_boxes(BOX)
        begun = time.monotonic()
        heard: list[float] = []
        window.activity.proposed.connect(lambda e: heard.append(time.monotonic()) if len(e.result) else None)
        window.actions_table["assist"].trigger()
        self._box_first()
        self.opened.until(lambda: bool(heard), PATIENCE)
        yield self._row(start, "assistant's first proposals after", heard[0] - begun, "s")
        for number in range(len(CORRECTED) + 1):
            self._until_it_rests()
            if number < len(CORRECTED):
                yield from self._judged(
                    start, f"after {FIRST} clicks" if not number else f"after round {number}", begun
                )
                self._go_to(CORRECTED[number])
                self._correct()
        yield from self._judged(start, f"after round {len(CORRECTED)}", begun)
        yield from self._exported(start, folder / "export")
        self._clear()

    # ── the rounds ──────────────────────────────────────────────────────────────────────────────────────────

    def _box_first(self) -> None:
        self._go_to(0)
        true = centres(self._truth())
        placed: list[NDArray[Any]] = []
        for x, y in true[self.rng.permutation(len(true))]:
            if all(max(abs(x - px), abs(y - py)) > BOX for px, py in placed):
                self._click(x, y)
                placed.append(np.array([x, y]))
                self.opened.rest(0.3)  # nobody clicks faster
            if len(placed) == FIRST:
                return

    def _correct(self) -> None:
        """Reject clear false positives, accept clear true ones, add missed particles; the most confident first."""
        true = centres(self._truth())
        session = self.open
        shown = session.boxes[session.shown() & (session.boxes["kind"] == Kind.PICK)]
        shown = shown[np.argsort(-shown["confidence"])]
        away = _distance(centres(shown), true)
        for box in shown[away > FALSE * BOX][:MOST_REJECTED]:
            self._click(box["x"], box["y"], Qt.KeyboardModifier.ControlModifier)
        for box in shown[away < TRUE * BOX][:MOST_ACCEPTED]:
            self._click(box["x"], box["y"])
            self._key(Qt.Key.Key_Return)
        boxed = centres(session.boxes[session.drawn()])
        missed = true[_distance(true, boxed) > BOX / np.sqrt(2)]
        for x, y in missed[:MOST_ADDED]:
            self._click(x, y)
        self.opened.rest(1.0)

    def _until_it_rests(self) -> None:
        """Wait until the assistant is idle, or at most `RESTS` seconds."""
        rests: list[bool] = []
        self.window.activity.proposed.connect(lambda e: rests.append(e.resting))
        end = time.monotonic() + RESTS
        self.opened.until(lambda: bool(rests and rests[-1]) or time.monotonic() > end, 2 * RESTS)

    # ── judging ─────────────────────────────────────────────────────────────────────────────────────────────

    def _judged(self, start: str, when: str, begun: float) -> Iterator[Row]:
        """Pick all micrographs with the assistant's model, score those without corrections, and resume."""
        seconds = time.monotonic() - begun
        window = self.window
        window.actions_table["assist"].trigger()
        self._idle()
        window.actions_table["pick_all"].trigger()
        self._idle()
        folder = window.saver.folder / "picks" / (self.open.project.model or Path("general")).stem
        measured = self._evaluate(folder / "CBOX", [p for n, p in self._numbered() if n not in CORRECTED])
        yield self._row(start, f"AUC {when}", measured["auc"], "", note=f"{seconds:.0f} s after the first click")
        yield self._row(start, f"F1 {when}", measured["f1"], "", note=f"best, at {measured['threshold']:.2f}")
        window.actions_table["assist"].trigger()

    def _exported(self, start: str, folder: Path) -> Iterator[Row]:
        """Export the visible boxes at the current threshold, and score them."""
        self.window.actions_table["assist"].trigger()
        self._idle()
        session = self.open
        items = plan_export(session.store, session.view, session.project.micrographs, "star", folder)
        for item in items:
            write_boxes(item.target, BoxList(None, item.boxes), "star")
        measured = self._evaluate(folder, session.project.micrographs, threshold=0.0)
        note = f"precision {measured['precision']:.3f}, recall {measured['recall']:.3f}, {measured['picks']} boxes"
        yield self._row(start, "F1 of the export of all eight", measured["f1"], "", note=note)

    def _evaluate(self, picks: Path, micrographs: list[Path], threshold: float | None = None) -> dict[str, Any]:
        from iceboxer.engine.evaluation.job import evaluate

        stems = {stem_of(p) for p in micrographs}
        truth = tuple(p for p in sorted(self.truth_folder.iterdir()) if p.stem in stems)
        files = tuple(p for p in sorted(picks.iterdir()) if p.stem in stems)
        return evaluate(EvaluateConfig(truth, files, box_size=BOX, threshold=threshold), ignore, never)

    # ── mouse and keys ────────────────────────────────────────────────────────────────────────────────────────

    def _numbered(self) -> list[tuple[int, Path]]:
        return list(enumerate(self.open.project.micrographs))

    def _truth(self) -> Boxes:
        current = self.open.current
        assert current is not None
        (found,) = read_boxes(self.truth_folder / f"{stem_of(current)}.star", BOX)
        return found.boxes

    def _go_to(self, number: int) -> None:
        path = self.open.project.micrographs[number]
        self.open.go_to(path)
        canvas, loader = self.window.canvas, self.window.loader
        self.opened.until(lambda: canvas.layer.picture is not None and canvas.layer.picture is loader.picture(path))

    def _idle(self) -> None:
        self.opened.until(lambda: not self.window.activity.running, PATIENCE)

    def _click(self, x: float, y: float, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        at = QPointF(*self.window.canvas.camera.to_screen(float(x), float(y))).toPoint()
        QTest.mouseClick(self.window.canvas, Qt.MouseButton.LeftButton, held, at)  # type: ignore[call-overload]
        self.opened.rest(0.05)

    def _key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window.canvas, key)  # type: ignore[call-overload]
        self.opened.rest(0.05)

    def _clear(self) -> None:
        """Remove all boxes and the model from the project."""
        session = self.open
        session.use_model(None)
        session.edit("clear", {p: session.store.boxes(p)[:0] for p in session.project.micrographs})

    def _row(self, start: str, what: str, value: float, unit: str, note: str = "") -> Row:
        begin = "from nothing" if start == "scratch" else "from the general model"
        return Row("person", f"{begin}: {what}", value, unit, None, note=note)


def _distance(places: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """Return the distance (n,) in px of each point (n, 2) from the nearest of `others` (m, 2)."""
    if not len(others):
        return np.full(len(places), np.inf)
    nearest: NDArray[Any] = np.linalg.norm(places[:, None] - others[None], axis=2).min(1)
    return nearest
