"""Picking that is killed: of an existing folder, and of a watched one."""

from __future__ import annotations

import filecmp
import json
import random
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.engine.conftest import BOX, simulate_set
from tests.kill.victim import Victim, event_of

COUNT = 12  # micrographs
DIAMETER = 40  # px, of the simulated particles
ALWAYS_NEW = ("summary.json", "settings.json", "names.json")  # they contain times and paths; must be complete
AT_THE_END = ("CRYOSPARC", "DISTR")  # files written at the end


class Picking(Victim):
    """``iceboxer pick`` of `count` micrographs."""

    count = COUNT

    @property
    def results(self) -> Path:
        return self.output

    def prepare(self) -> None:
        simulate_set(self.folder, self.count)
        self.reference = self.folder / "reference"
        self.output = self.reference
        self.measure()

    def begin(self) -> None:
        self.output = self.folder / "output"
        shutil.rmtree(self.output, ignore_errors=True)

    def arguments(self) -> list[str]:
        common = ("--box-size", BOX, "--output", self.output, "--threads", 1, "--events", "json")
        return ["pick", *map(str, (*common, *self.inputs()))]  # with the general model

    def inputs(self) -> tuple[object, ...]:
        """Return the command-line options for the input."""
        return (self.folder / "micrographs",)

    def works(self, line: str) -> bool:
        return event_of(line) == "Started"

    def whole(self) -> Iterator[str]:
        for path in files_in(self.output):
            name = path.relative_to(self.output)
            if str(name) in ALWAYS_NEW:
                yield from json_faults(path)
            elif not filecmp.cmp(path, self.reference / name, shallow=False):
                yield f"{name} is not as it should be"

    def equal(self) -> Iterator[str]:
        yield from Picking.whole(self)
        files = [{p.relative_to(f) for p in files_in(f)} for f in (self.output, self.reference)]
        if files[0] != files[1]:
            yield f"other files: {sorted(map(str, files[0] ^ files[1]))}"
        one, other = (json.loads((f / "summary.json").read_text()) for f in (self.output, self.reference))
        names = [json.loads((f / "names.json").read_text())["names"] for f in (self.output, self.reference)]
        if names[0] != names[1]:
            yield "names.json has other names"
        yield from (
            f"summary.json has another {k}" for k in ("picks", "done", "counts", "failed") if one[k] != other[k]
        )


class Watching(Picking):
    """``iceboxer pick --watch`` of a folder in which files arrive; one of them arrives in two parts."""

    def prepare(self) -> None:
        self.arrived = self.folder / "arrived"
        self._done: list[str] = []
        self._filling: threading.Thread | None = None
        super().prepare()

    def begin(self) -> None:
        super().begin()
        self._all_come()
        shutil.rmtree(self.arrived, ignore_errors=True)

    def inputs(self) -> tuple[object, ...]:
        # the diameter is set, since the estimate would depend on the micrograph that arrives first
        return ("--watch", self.arrived, "--poll", 0.1, "--diameter-px", DIAMETER)

    def run(self, kill_after: float | None) -> bool:
        self._done = []
        self.arrived.mkdir(exist_ok=True)
        (self.arrived / "stop.iceboxer").unlink(missing_ok=True)
        if kill_after is None:  # the last run finds all files at once, so that they are in order of their names
            self._all_come()
            fill(self.folder / "micrographs", self.arrived, 0)
        elif self._filling is None:
            arguments = (self.folder / "micrographs", self.arrived, self.lasts / 2)
            self._filling = threading.Thread(target=fill, args=arguments)
            self._filling.start()
        return super().run(kill_after)

    def _all_come(self) -> None:
        if self._filling is not None:
            self._filling.join()
            self._filling = None

    def heard(self, line: str) -> None:
        super().heard(line)
        if event_of(line) == "MicrographDone":
            self._done.append(json.loads(line)["path"])
        if len(self._done) == self.count:
            (self.arrived / "stop.iceboxer").touch()

    def whole(self) -> Iterator[str]:
        if len(set(self._done)) < len(self._done):
            yield "a micrograph was picked twice"
        for fault in super().whole():
            if not fault.startswith(AT_THE_END):  # which are in order of arrival
                yield fault


def fill(source: Path, target: Path, seconds: float) -> None:
    """Copy micrographs into the folder within a number of seconds, in random order."""
    paths = sorted(source.iterdir())
    random.Random(seconds).shuffle(paths)
    for path in paths:
        half, data = target / path.name, path.read_bytes()
        if half.exists() and half.stat().st_size == len(data):
            continue
        with half.open("wb") as file:
            file.write(data[: len(data) // 2])
            file.flush()
            time.sleep(seconds / len(paths))
            file.write(data[len(data) // 2 :])


def files_in(folder: Path) -> list[Path]:
    """Return all files below a folder that are not hidden."""
    return [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith(".")]


def json_faults(path: Path) -> Iterator[str]:
    """Return the faults of a JSON file."""
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError as e:
        yield f"{path.name} is damaged: {e}"
