"""The setting of an experiment: its folders, and results that are saved and reused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from iceboxer import engine
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.shipped import path_of_shipped
from iceboxer.engine.events import IsCancelled, Note, Report, check
from tests.benchmarks.scale import Scale
from tests.benchmarks.workers import Claim, nobody_else

Result = dict[str, Any]
# the sources that, with the general model, determine a result: when they change, it is measured again
MEASURED = ("config.py", "devices.py", "data", "evaluation", "models", "picking", "simulation", "training")


class NotMeasuredError(Exception):
    """A result is missing, and measuring is switched off."""


@dataclass(frozen=True)
class Bench:
    """The folder, size and seed of an experiment.

    `folder` holds ``data``, ``runs`` and ``results`` of one scale; `data` is a folder with ``micrographs/`` and
    ``truth/`` of a real data set, or None. `claim` locks a result, so that two processes do not measure the same.
    If `measure` is False, only saved results are available.
    """

    folder: Path
    scale: Scale
    data: Path | None
    seed: int
    device: str
    threads: int
    report: Report
    cancelled: IsCancelled
    claim: Claim = nobody_else
    measure: bool = True

    def run_folder(self, name: str) -> Path:
        """Return the folder for the files of the measurement `name`."""
        return self.folder / "runs" / f"{name}-seed{self.seed}"

    def once(self, name: str, settings: Mapping[str, Any], measure: Callable[[], Result]) -> Result:
        """Return the result of `measure`, or the saved one of a run or an experiment with the same settings.

        Parameters
        ----------
        name
            Name of the saved result; may contain slashes.
        settings
            Everything that the result depends on except the engine's sources, device and seed, as JSON values.

        Raises
        ------
        NotMeasuredError
            The result is not saved, and measuring is switched off.
        """
        path = self.folder / "results" / f"{name}-seed{self.seed}.json"
        common = {"engine": engine_sources(), "device": self.device, "seed": self.seed}
        signature = json.loads(json.dumps({**common, **settings}, default=str))
        with self.claim(str(path)):
            before = _read(path)
            if before.get("settings") == signature and isinstance(before.get("result"), dict):
                return dict(before["result"])
            if not self.measure:
                raise NotMeasuredError(name)
            check(self.cancelled)
            self.report(Note(f"measuring {name}, seed {self.seed}"))
            result = measure()
            write_text(path, json.dumps({"settings": signature, "result": result}, indent=2) + "\n")
            return result


@cache
def engine_sources() -> str:
    """Return a digest of the engine's sources and of the general model."""
    folder = Path(engine.__file__).parent
    files = [file for name in MEASURED for file in sorted((folder / name).rglob("*.py"))]
    files += [folder / name for name in MEASURED if name.endswith(".py")]
    files += [path_of_shipped()] if path_of_shipped().is_file() else []
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _read(path: Path) -> dict[str, Any]:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return plain if isinstance(plain, dict) else {}
