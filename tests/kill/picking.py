"""Picking that is killed: of a folder that is full, and of one that fills."""

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
ALWAYS_NEW = ("summary.json", "settings.json", "names.json")  # in which times and folders stand; they must be whole
AT_THE_END = ("CRYOSPARC", "DISTR")  # written once all is done


class Picking(Victim):
    """``iceboxer pick`` of `count` micrographs."""

    count = COUNT

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
        """What is picked, as options of the command."""
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
            yield "names.json tells other names"
        yield from (
            f"summary.json tells another {k}" for k in ("picks", "done", "counts", "failed") if one[k] != other[k]
        )


class Watching(Picking):
    """``iceboxer pick --watch`` of a folder that fills meanwhile; one file comes in two halves."""

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
        return ("--watch", self.arrived, "--poll", 0.1)

    def run(self, kill_after: float | None) -> bool:
        self._done = []
        self.arrived.mkdir(exist_ok=True)
        (self.arrived / "stop.iceboxer").unlink(missing_ok=True)
        if kill_after is None:  # the last run sees all at once, so that the order is that of the names
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
            if not fault.startswith(AT_THE_END):  # whose order is that of arrival
                yield fault


def fill(source: Path, target: Path, seconds: float) -> None:
    """Let copies of micrographs arrive within so many s, in any order."""
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
    """All files below a folder that a person sees."""
    return [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith(".")]


def json_faults(path: Path) -> Iterator[str]:
    """What is wrong with a file of JSON."""
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError as e:
        yield f"{path.name} is damaged: {e}"
