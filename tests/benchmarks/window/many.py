"""Measure the window on projects of many micrographs, picking in a folder of many, and training on large ones.

``python -m tests.benchmarks.window.many --output DIR`` makes projects of 10,000 and 50,000 micrographs (links to one),
drives the real window on them, and prints a table of all figures with their goals, which is also written to
``DIR/many.md``. ``block`` is the longest time for which the window's thread did not reach its event loop, and
``computing`` its processor time in between, which other programs do not prolong. Each part runs in a process of its
own, whose peak memory is measured.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from iceboxer.boxmanager.app import make_application
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.events import MicrographDone
from tests.benchmarks.rows import Row
from tests.benchmarks.window.many_project import SIDE, make_folder, make_project
from tests.benchmarks.window.measured import Measured
from tests.benchmarks.window.opened import Opened, write_noise

LARGE = (8184, 11520)  # height, width in px
SMALL_BOX, LABELS = 48, 300  # px; labels on each large micrograph


def project(output: Path, micrographs: int, picks: int) -> Iterator[Row]:
    """Yield the figures of the window on one project."""
    folder, first, name = make_project(output, micrographs, picks), output / "first", f"{micrographs:,} micrographs"
    write_noise(first / "first.mrc", (SIDE, SIDE), 1)
    for again in (False, True):
        with Opened(first) as opened:
            measured = Measured(opened, output, name)
            yield from measured.opening(folder, " again" if again else "", waits=again)
            if again:
                yield from measured.clicks()
                yield from measured.threshold()
                yield from measured.actions()
                yield from measured.export()
                yield from measured.handover()
                yield from measured.save_as()
                yield from measured.importing()
                yield from measured.resizing()
            measured.until_saved()
    yield Row(name, "peak memory", peak(resource.RUSAGE_SELF), "GB", 1.0, False)


def larger_project(output: Path, micrographs: int, picks: int) -> Iterator[Row]:
    """Yield the figures of a project that is larger than the goals demand."""
    folder, first, name = make_project(output, micrographs, picks), output / "first", f"{micrographs:,} micrographs"
    write_noise(first / "first.mrc", (SIDE, SIDE), 1)
    with Opened(first) as opened:
        measured = Measured(opened, output, name)
        yield from measured.opening(folder, "")
        yield from measured.clicks()
        yield from measured.threshold()
        yield from measured.actions()
        measured.until_saved()
    yield Row(name, "peak memory", peak(resource.RUSAGE_SELF), "GB", None, False)


def first_pick(output: Path, micrographs: int) -> Iterator[Row]:
    """Yield the time from the start of ``iceboxer pick`` on a folder until its first result."""
    make_folder(output, micrographs)
    with TemporaryDirectory() as folder:
        source = output / f"micrographs-{micrographs}"
        command = [sys.executable, "-m", "iceboxer", "pick", str(source), "--output", folder]
        begun = time.monotonic()
        with subprocess.Popen([*command, "--events", "json"], stdout=subprocess.PIPE, text=True) as job:
            assert job.stdout is not None
            for line in job.stdout:
                if json.loads(line).get("event") == MicrographDone.__name__:
                    break
            seconds = time.monotonic() - begun
            job.terminate()
    yield Row("pick", f"pick in a folder of {micrographs:,}: first result", seconds, "s", 5, False)


def training(output: Path, micrographs: int) -> Iterator[Row]:
    """Yield the peak memory of a short training on large micrographs with small boxes."""
    folder, rng = output / "large", np.random.default_rng(0)
    paths = [folder / f"large-{number}.mrc" for number in range(micrographs)]
    for path in paths:
        write_noise(path, LARGE, 0)
        corners = rng.uniform(100, LARGE[0] - 100, (LABELS, 2)).round()
        rows = [f"{x:.0f}\t{y:.0f}\t{SMALL_BOX}\t{SMALL_BOX}\n" for x, y in corners]
        path.with_suffix(".box").write_text("".join(rows))
    given = ["--micrographs", *map(str, paths), "--boxes", str(folder), "--output", str(output / "large.safetensors")]
    short = ["--epochs", "1", "--epoch-steps", "2", "--as-is"]
    begun = time.monotonic()
    subprocess.run([sys.executable, "-m", "iceboxer", "train", *given, *short], check=True, stdout=subprocess.DEVNULL)
    note = f"two steps and one validation, {time.monotonic() - begun:.0f} s"
    size = f"{LARGE[1]:,} × {LARGE[0]:,} px, boxes of {SMALL_BOX} px"
    what = f"training on {micrographs} micrographs of {size}: peak memory"
    yield Row("train", what, peak(resource.RUSAGE_CHILDREN), "GB", 1.5, False, note)


def peak(whose: int) -> float:
    """Return the peak resident memory of this process or its children in GB."""
    return resource.getrusage(whose).ru_maxrss * 1024 / 1e9


PARTS: dict[str, Callable[[argparse.Namespace], Iterator[Row]]] = {
    "window": lambda given: project(given.output, given.micrographs, given.picks),
    "larger": lambda given: larger_project(given.output, given.larger, 30),
    "pick": lambda given: first_pick(given.output, given.larger),
    "train": lambda given: training(given.output, given.large),
}


def main(arguments: list[str] | None = None) -> int:
    """Measure the parts, each in a process of its own, and print the table; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.window.many", description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("benchmark-many"), metavar="PATH")
    parser.add_argument("--micrographs", type=int, default=10_000, metavar="N")
    parser.add_argument("--picks", type=int, default=300, metavar="N", help="picks on each micrograph")
    parser.add_argument("--larger", type=int, default=50_000, metavar="N", help="micrographs for the larger project")
    parser.add_argument("--large", type=int, default=3, metavar="N", help="large micrographs for the training")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.part:
        return measure(given)
    rest = sys.argv[1:] if arguments is None else arguments
    failed = 0
    rows: list[Row] = []
    for part in given.parts:
        file = given.output / f"{part}.json"
        file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.benchmarks.window.many", *rest, "--part", part]
        failed += subprocess.run(command, check=False).returncode != 0
        if file.exists():
            rows += [Row(**entry) for entry in json.loads(file.read_text())]
    text = table(rows)
    write_text(given.output / "many.md", text)
    sys.stdout.write(f"\n{text}")
    return int(failed > 0)


def measure(given: argparse.Namespace) -> int:
    """Measure one part, print each figure, and write them to a file; return the exit code."""
    app = make_application(sys.argv[:1])
    rows: list[Row] = []
    for row in PARTS[given.part](given):
        rows.append(row)
        sys.stdout.write(f"{row}  {row.note}\n")
        sys.stdout.flush()
        write_text(given.output / f"{given.part}.json", json.dumps([asdict(row) for row in rows]))
    app.processEvents()
    return 0


def table(rows: list[Row]) -> str:
    """Return the figures with their goals as a Markdown table."""
    lines = ["| | measured | | goal | reached |", "|---|---|---|---|---|"]
    for row in rows:
        goal = "" if row.goal is None else f"≤ {row.goal:g} {row.unit}"
        reached = "" if row.goal is None else ("yes" if row.value <= row.goal else "**no**")
        lines.append(f"| {row.experiment}: {row.what} | {row.value:.3g} {row.unit} | {row.note} | {goal} | {reached} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
