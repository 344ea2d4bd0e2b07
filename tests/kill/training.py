"""A training that is killed and resumed with ``--resume``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from safetensors.numpy import load_file

from iceboxer.engine.models.model_file import load_model
from iceboxer.engine.training.checkpoint import path_beside
from tests.engine.conftest import DIAMETER, simulate_set
from tests.kill.picking import json_faults
from tests.kill.victim import Victim, event_of

EPOCHS, STEPS = 8, 3  # steps per epoch
TIMES = ("seconds",)  # keys of a row of the history


def main() -> int:
    """Run the command line with one setting changed.

    The state is saved after each epoch, not every 20 s, so that kills interrupt its writing.
    """
    from iceboxer.boxmanager.__main__ import main as command_line
    from iceboxer.engine.training import loop

    loop.SAVE_EVERY = 0.0
    return command_line()


class Training(Victim):
    """``iceboxer train`` on three micrographs with one thread, so that each run gives identical bits."""

    entry = "tests.kill.training:main"
    epochs = EPOCHS

    @property
    def results(self) -> Path:
        return self.output.parent

    def prepare(self) -> None:
        simulate_set(self.folder, 3)
        self.output = self.reference = self.folder / "reference/m.safetensors"
        self.measure()

    def begin(self) -> None:
        self.output = self.folder / "output/m.safetensors"
        shutil.rmtree(self.output.parent, ignore_errors=True)

    def arguments(self) -> list[str]:
        data = ("--micrographs", self.folder / "micrographs", "--boxes", self.folder / "boxes", "--output", self.output)
        length = ("--epochs", self.epochs, "--epoch-steps", STEPS, "--batch", 1, "--threads", 1, "--missing-weight", 1)
        # killed before the first epoch ended, it has nothing to resume
        resume = ("--resume",) if path_beside(self.output).exists() else ()
        return ["train", *map(str, (*data, *length, "--diameter-px", DIAMETER, *resume, "--events", "json"))]

    def works(self, line: str) -> bool:
        return event_of(line) == "Started"

    def run(self, kill_after: float | None) -> bool:
        if self._at_its_end():
            return False  # killed after everything was written: resuming is refused, since nothing is left to do
        return super().run(kill_after)

    def _at_its_end(self) -> bool:
        state = path_beside(self.output)
        return state.exists() and progress(state)["step"] == self.epochs * STEPS

    def whole(self) -> Iterator[str]:
        if self.output.exists():
            load_model(self.output)
        if (comparable := self.output.with_suffix(".json")).exists():
            yield from json_faults(comparable)
        if (state := path_beside(self.output)).exists():
            load_file(state)
            epochs = [row["epoch"] for row in progress(state)["history"]]
            if epochs != list(range(1, len(epochs) + 1)):
                yield f"its epochs are {epochs}"

    def equal(self) -> Iterator[str]:
        for path in (self.output, path_beside(self.output)):
            mine, other = load_file(path), load_file(self.reference.parent / path.name)
            different = [name for name in mine if mine[name].tobytes() != other[name].tobytes()]
            if mine.keys() != other.keys() or different:
                yield f"{path.name} has other weights in {different[:3]}"
        mine, other = (comparable(path) for path in (self.output, self.reference))
        yield from (f"m.json has another {key}" for key in other if mine.get(key) != other[key])


def progress(state: Path) -> dict[str, Any]:
    """Return the progress in a resume file."""
    from safetensors import safe_open

    with safe_open(state, "np") as file:
        found: dict[str, Any] = json.loads(file.metadata()["progress"])
    return found


def comparable(model: Path) -> dict[str, Any]:
    """Return the content of a model's JSON file without times and settings, which differ after resuming."""
    content: dict[str, Any] = json.loads(model.with_suffix(".json").read_text(encoding="utf-8"))
    content["history"] = [{k: v for k, v in row.items() if k not in TIMES} for row in content["history"]]
    return {key: value for key, value in content.items() if key not in ("created", "config")}
