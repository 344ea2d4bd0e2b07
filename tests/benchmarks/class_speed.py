"""The command that times classes and measures their memory, from files to files, in this process.

A few micrographs are simulated by another process and repeated by hard links until they hold enough boxes.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from iceboxer.engine.classes.config import ClassesConfig
from iceboxer.engine.classes.job import make_classes
from iceboxer.engine.data.formats import read_boxes, write_boxes
from iceboxer.engine.events import ClassRound, Event, Note, Progress, never

DIFFERENT, PARTICLES = 6, 250  # micrographs, and particles on each


def make_set(folder: Path, boxes: int) -> int:
    """Simulate micrographs and repeat them with their true boxes; return the number of boxes."""
    needed = -(-boxes // PARTICLES)
    different = min(DIFFERENT, needed)
    made = folder / "simulated"
    arguments = ["--output", made, "--micrographs", different, "--particles", PARTICLES, "--noise", 6]
    command = [sys.executable, "-m", "iceboxer", "simulate", *arguments, "--half-precision"]
    subprocess.run([str(each) for each in command], check=True)
    originals = sorted((made / "micrographs").iterdir())
    (folder / "micrographs").mkdir()
    count = 0
    for i in range(needed):
        original = originals[i % different]
        (folder / "micrographs" / f"m{i:04d}.mrc").hardlink_to(original)  # a symbolic link is the same micrograph
        (boxlist,) = read_boxes(next((made / "boxes").glob(f"{original.stem}.*")))
        write_boxes(folder / "boxes" / f"m{i:04d}.cbox", boxlist, "cbox")
        count += len(boxlist.boxes)
    return count


class Clock:
    """Wall-clock and processor time in s since the start, at the first averages and at those of all classes."""

    def __init__(self, classes: int) -> None:
        self._classes = classes
        self._began = time.monotonic(), time.process_time()
        self.first: tuple[float, float] | None = None
        self.all: tuple[float, float] | None = None

    def now(self) -> tuple[float, float]:
        """Return wall-clock and processor time since the start."""
        return time.monotonic() - self._began[0], time.process_time() - self._began[1]

    def report(self, event: Event) -> None:
        """Note the time of the first averages, and print notes and progress."""
        if isinstance(event, ClassRound):
            self.first = self.first or self.now()
            if event.classes >= self._classes:
                self.all = self.all or self.now()
        if isinstance(event, Note):
            sys.stdout.write(f"{event.text}\n")
        if isinstance(event, Progress) and event.done == event.total:
            wall, processor = self.now()
            sys.stdout.write(f"{event.unit}: {wall:.0f} s, processor {processor:.0f} s\n")
        sys.stdout.flush()


def measure(folder: Path, boxes: int, classes: int, threads: int, write: Callable[[str], object]) -> None:
    """Make classes of at least `boxes` boxes and write what it took."""
    count = make_set(folder, boxes)
    config = ClassesConfig(
        (folder / "boxes",), (folder / "micrographs",), folder / "out", classes=classes, threads=threads
    )
    clock = Clock(classes)
    make_classes(config, clock.report, never)
    write(f"{count:,} boxes, {classes} classes\n")
    for what, taken in (("first averages", clock.first), ("all averages", clock.all), ("finished", clock.now())):
        if taken is not None:
            write(f"{what:<16} {taken[0]:7.1f} s, processor {taken[1]:7.1f} s\n")
    write(f"{'peak memory':<16} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:7.2f} GiB\n")


def main(arguments: list[str] | None = None) -> int:
    """Simulate, make classes, and print times and memory."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.class_speed", description=__doc__)
    parser.add_argument("--boxes", type=int, default=3000, help="least number of boxes (default: 3000)")
    parser.add_argument("--classes", type=int, default=30, help="number of classes (default: 30)")
    parser.add_argument("--threads", type=int, default=0, help="CPU threads; 0 leaves the choice to torch")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        measure(Path(folder), chosen.boxes, chosen.classes, chosen.threads, sys.stdout.write)
    return 0


if __name__ == "__main__":
    sys.exit(main())
