"""Measured figures beside their goals, and the report that is made of them. Loads no torch."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.data.atomic import write_text
from tests.benchmarks import page


@dataclass(frozen=True)
class Spot:
    """Where a row stands in a plot: the plot's title, the names of its axes, the curve, the place.

    `logarithmic` names the axes that are so: x or xy.
    """

    title: str
    axis: str
    curve: str
    x: float
    y_axis: str = "AUC"
    logarithmic: str = ""


@dataclass(frozen=True)
class Row:
    """One measured figure beside its goal; `note` says how it was obtained, `seed` of which repetition it is."""

    experiment: str
    what: str
    value: float
    unit: str
    goal: float | None
    higher_is_better: bool = True
    note: str = ""
    seed: int | None = None
    spot: Spot | None = None

    def __str__(self) -> str:
        return f"{self.what}: {self.value:.3g} {self.unit}".rstrip()


@dataclass(frozen=True)
class LeftOut:
    """What an experiment could not measure here, as a sentence that says why."""

    experiment: str
    reason: str


@dataclass(frozen=True)
class About:
    """What the report says of an experiment: a heading, what is done, and the command that repeats it."""

    title: str
    text: str
    command: str


@dataclass(frozen=True)
class Figure:
    """The rows of one figure, a repetition each, which differ in seed, value and perhaps goal."""

    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        """The row that stands for all in what does not differ."""
        return self.rows[0]

    @cached_property
    def values(self) -> tuple[float, ...]:
        """The measured values."""
        return tuple(row.value for row in self.rows)

    @property
    def mean(self) -> float:
        """Their mean, which is compared with the goal."""
        return float(np.mean(self.values))

    @property
    def spread(self) -> float | None:
        """Their standard deviation (of a sample), None for a single value."""
        return float(np.std(self.values, ddof=1)) if len(self.values) > 1 else None

    @property
    def goal(self) -> float | None:
        """The goal, None where there is none; where each repetition has its own, their mean."""
        goals = [row.goal for row in self.rows if row.goal is not None]
        return float(np.mean(goals)) if goals else None

    @property
    def reached(self) -> bool | None:
        """Whether the mean reaches the goal, None where there is none."""
        if self.goal is None:
            return None
        return self.mean >= self.goal if self.first.higher_is_better else self.mean <= self.goal

    def to_json(self) -> dict[str, Any]:
        """Plain values for the report."""
        first = self.first
        own = {"experiment": first.experiment, "what": first.what, "unit": first.unit, "note": first.note}
        measured = {"mean": self.mean, "min": min(self.values), "max": max(self.values), "spread": self.spread}
        return {**own, **measured, "goal": self.goal, "reached": self.reached, "repetitions": len(self.rows)}


def gathered(rows: Sequence[Row]) -> list[Figure]:
    """The rows of all repetitions as figures, in the order in which each first appeared."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.experiment, row.what), []).append(row)
    return [Figure(tuple(group)) for group in groups.values()]


def write_report(
    folder: Path,
    machine: Mapping[str, str],
    rows: Sequence[Row],
    about: Mapping[str, About] | None = None,
    left_out: Sequence[LeftOut] = (),
    warning: str = "",
) -> None:
    """Write ``report.html``, which needs no other file, ``report.json``, ``report.md``, and ``headline.md``: the goals.

    Parameters
    ----------
    machine
        What it was measured on, by name.
    about
        What is said of each experiment; those that are not in it go by their name.
    warning
        A sentence on top, such as that nothing was measured long enough.
    """
    figures = gathered(rows)
    plain = {
        "machine": dict(machine),
        "warning": warning,
        "figures": [figure.to_json() for figure in figures],
        "left_out": [asdict(item) for item in left_out],
        "rows": [asdict(row) for row in rows],
    }
    write_text(folder / "report.json", json.dumps(plain, indent=2) + "\n")
    write_text(folder / "report.md", page.markdown(machine, figures, left_out, warning))
    write_text(folder / "headline.md", page.headline(figures))
    write_text(folder / "report.html", page.html(machine, figures, about or {}, left_out, warning))
