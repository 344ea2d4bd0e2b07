"""What the experiments share: where they work, and results that are measured once."""

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
# whose sources, beside the general model, decide what is measured; a result of others is measured again
MEASURED = ("config.py", "devices.py", "data", "evaluation", "models", "picking", "simulation", "training")


class NotMeasuredError(Exception):
    """A result is not there, and nothing is to be measured."""


@dataclass(frozen=True)
class Bench:
    """Where an experiment works, how large it is, and which repetition this is.

    `folder` holds ``data``, ``runs`` and ``results`` of one scale; `data` is a folder with ``micrographs/`` and
    ``truth/`` of a real set, or None. `claim` keeps two processes from measuring the same. Where it does not
    `measure`, only what was measured before is there.
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
        """Where what is measured under `name` may write."""
        return self.folder / "runs" / f"{name}-seed{self.seed}"

    def once(self, name: str, settings: Mapping[str, Any], measure: Callable[[], Result]) -> Result:
        """What `measure` gives: taken from an earlier run, or another experiment, that had the same settings.

        Parameters
        ----------
        name
            Under which the result is kept; may have slashes.
        settings
            All that the result depends on beside the engine's sources, device and seed, as plain JSON values.

        Raises
        ------
        NotMeasuredError
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
    """A digest of the sources of all that is measured, without the benchmark's own, and of the general model."""
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
