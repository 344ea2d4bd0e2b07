"""Measured figures beside their goals, and the report that is made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.data.atomic import write_text


@dataclass(frozen=True)
class Row:
    """One measured figure beside its goal; `note` says how it was obtained."""

    experiment: str
    what: str
    value: float
    unit: str
    goal: float | None
    higher_is_better: bool = True
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the goal was reached, None where there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.higher_is_better else self.value <= self.goal

    def __str__(self) -> str:
        return f"{self.what}: {self.value:.3g} {self.unit}".rstrip()


def write_report(folder: Path, machine: Mapping[str, str], rows: Sequence[Row]) -> None:
    """Write ``report.json`` and ``report.md``; `machine` says what it was measured on."""
    plain = {"machine": dict(machine), "rows": [asdict(row) for row in rows]}
    write_text(folder / "report.json", json.dumps(plain, indent=2) + "\n")
    lines = [f"{name}: {value}  " for name, value in machine.items()]
    lines += ["", "| what | measured | goal | reached | |", "|---|---|---|---|---|"]
    for row in rows:
        goal = "" if row.goal is None else f"{'≥' if row.higher_is_better else '≤'} {row.goal:g}"
        reached = {None: "", True: "yes", False: "**no**"}[row.reached]
        lines.append(f"| {row.what} | {row.value:.3f} {row.unit} | {goal} | {reached} | {row.note} |")
    write_text(folder / "report.md", "\n".join(lines) + "\n")
