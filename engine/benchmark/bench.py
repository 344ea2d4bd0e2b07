"""What the experiments share: where they work, and results that are measured once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import __version__
from engine.benchmark.scale import Scale
from engine.data.atomic import write_text
from engine.events import IsCancelled, Note, Report, check

Result = dict[str, Any]


@dataclass(frozen=True)
class Bench:
    """Where an experiment works, how large it is, and which repetition this is.

    `folder` holds ``data``, ``runs`` and ``results`` of one scale; `data` is a folder with ``micrographs/`` and
    ``truth/`` of a real set, or None.
    """

    folder: Path
    scale: Scale
    data: Path | None
    seed: int
    device: str
    threads: int
    report: Report
    cancelled: IsCancelled

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
            All that the result depends on beside program, device, threads and seed, as plain JSON values.
        """
        path = self.folder / "results" / f"{name}-seed{self.seed}.json"
        common = {"version": __version__, "device": self.device, "threads": self.threads, "seed": self.seed}
        signature = json.loads(json.dumps({**common, **settings}, default=str))
        before = _read(path)
        if before.get("settings") == signature and isinstance(before.get("result"), dict):
            return dict(before["result"])
        check(self.cancelled)
        self.report(Note(f"measuring {name}, seed {self.seed}"))
        result = measure()
        write_text(path, json.dumps({"settings": signature, "result": result}, indent=2) + "\n")
        return result


def _read(path: Path) -> dict[str, Any]:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return plain if isinstance(plain, dict) else {}
