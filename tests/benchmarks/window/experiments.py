"""Measure how fast the window responds: time until a micrograph is visible, and frame rates.

``python -m tests.benchmarks --window --output DIR`` drives the real window on micrographs of noise. Every step of a
drag is painted at once and counted, so the figures are those of the window alone, without waiting for a screen.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from iceboxer.boxmanager.app import make_application
from tests.benchmarks.rows import Row, write_report
from tests.benchmarks.window.first_hour import clicking, memory, opening, reviewing, thresholds
from tests.benchmarks.window.live import gallery, learning
from tests.benchmarks.window.opened import FRAMES, MICROGRAPHS, Opened, noise, some_picks, write_noise
from tests.benchmarks.window.person import person

LARGE = (8184, 11520)  # height, width
FIRST_HOUR = ("opening", "browse", "clicking", "learning", "thresholds", "memory")
READING_AHEAD = 1.5  # s that a person looks at a micrograph, at the least, before the next one
# the program's own way in, ended as soon as the first event after the window's painting is handled
START = """
import sys
from pathlib import Path
from PyQt5.QtCore import QTimer
from iceboxer.boxmanager import app
from iceboxer.boxmanager.core import settings
own = settings.Settings
app.Settings = lambda: own(Path(sys.argv[1]))
running = app.make_application(sys.argv[:1])
QTimer.singleShot(0, running.quit)
sys.exit(app.main([]))
"""


def main(arguments: list[str]) -> int:
    """Run the experiments that the arguments name; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks --window", description="Measure the window.")
    parser.add_argument("--output", type=Path, default=Path("benchmark-gui"), metavar="PATH", help="folder to write to")
    parser.add_argument(
        "--data", type=Path, metavar="PATH", help="a real data set for 'person': a folder with micrographs/ and truth/"
    )
    parser.add_argument(
        "--experiments", nargs="+", choices=[*EXPERIMENTS, "person"], metavar="NAME", help="only these (default: all)"
    )
    parser.add_argument(
        "--first-hour", action="store_true", help="only the figures of the first hour, with their goals"
    )
    given = parser.parse_args(arguments)
    rows = run(given.output, given.data, FIRST_HOUR if given.first_hour else given.experiments)
    if given.first_hour:
        sys.stdout.write("\n" + "".join(f"{judged(row)}\n" for row in rows if row.goal is not None))
    return 0


def judged(row: Row) -> str:
    """Return a row with its goal and whether it is met."""
    assert row.goal is not None
    met = row.value >= row.goal if row.higher_is_better else row.value <= row.goal
    return f"{'met   ' if met else 'MISSED'}  {row} (goal {'≥' if row.higher_is_better else '≤'} {row.goal:g})"


def run(output: Path, data: Path | None = None, wanted: Sequence[str] | None = None) -> list[Row]:
    """Run experiments, print each figure, and write ``report.md`` and ``report.json`` to `output`; return the rows."""
    app = make_application(sys.argv[:1])
    rows: list[Row] = []
    machine = {"system": platform.platform(), "screen": app.platformName()}
    experiments = dict(EXPERIMENTS)
    if data is not None:
        experiments["person"] = lambda folder: person(data, folder)
    for name, experiment in experiments.items():
        if not wanted or name in wanted:
            for row in experiment(output):
                rows.append(row)
                sys.stdout.write(f"{row}\n")
                sys.stdout.flush()
                write_report(output, machine, rows)
    return rows


def starting(output: Path) -> Iterator[Row]:
    """Yield the time to start the program and paint the empty window, in a separate process."""
    seconds = []
    for _ in range(3):
        with TemporaryDirectory() as folder:
            begun = time.monotonic()
            subprocess.run([sys.executable, "-c", START, folder], check=True, capture_output=True)
            seconds.append(time.monotonic() - begun)
    yield Row("start", "start to end of an empty window", statistics.median(seconds), "s", None, note="median of 3")


def browsing(output: Path) -> Iterator[Row]:
    """Yield the time until the first micrograph of a folder is visible, and the next ones after a pause."""
    with Opened(noise(output)) as window:
        yield Row("browse", "first micrograph of 4096² float32", window.seconds, "s", 0.3, False)
        seconds = []
        for _ in range(MICROGRAPHS - 1):
            window.rest(READING_AHEAD)
            seconds.append(window.until_seen(lambda: window.window.session.step(1)))
        note = f"median of {len(seconds)}, longest {max(seconds):.3f}"
        yield Row("browse", "next micrograph", statistics.median(seconds), "s", 0.05, False, note)
    yield Row("browse", "peak memory", _peak(), "GB", None)


def dragging(output: Path) -> Iterator[Row]:
    """Yield the frame rate while contrast and threshold are dragged, all boxes in view."""
    with Opened(noise(output)) as window:
        session = window.window.session
        for count in (2_000, 100_000):
            session.edit_current("picks", some_picks(count))
            window.rest(0.5)
            contrast = window.frames(lambda i: session.change_view(contrast=(0.0, 0.5 + i / FRAMES)))
            threshold = window.frames(lambda i: session.change_view(threshold=0.2 + 0.6 * i / FRAMES))
            yield Row("drag", f"contrast, {count:,} boxes in view", contrast, "frames/s", 30)
            yield Row("drag", f"threshold, {count:,} boxes in view", threshold, "frames/s", 30)


def large(output: Path) -> Iterator[Row]:
    """Yield the figures on a micrograph of a large detector."""
    folder = output / "data" / "large"
    write_noise(folder / "large.mrc", LARGE, 0)
    with Opened(folder) as window:
        yield Row("large", "11,520 × 8,184 float32 on screen", window.seconds, "s", None)
        window.window.session.edit_current("picks", some_picks(2_000))
        contrast = window.frames(lambda i: window.window.session.change_view(contrast=(0.0, 0.5 + i / FRAMES)))
        yield Row("large", "contrast on it, 2,000 boxes in view", contrast, "frames/s", 30)
    yield Row("large", "peak memory of all", _peak(), "GB", 2.0, False)


def _peak() -> float:
    """Return the peak memory of this process in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


EXPERIMENTS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "start": starting,
    "browse": browsing,
    "drag": dragging,
    "large": large,
    "gallery": gallery,
    "learning": learning,
    "opening": opening,
    "clicking": clicking,
    "thresholds": thresholds,
    "reviewing": reviewing,
    "memory": memory,
}


if __name__ == "__main__":  # the engine's process begins by importing this file again
    sys.exit(main(sys.argv[1:]))
