"""Measured figures with their goals, and the report on them. Does not load torch."""

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
    """The point of a row in a plot: title, axis labels, curve and position.

    `logarithmic` names the logarithmic axes: x or xy.
    """

    title: str
    axis: str
    curve: str
    x: float
    y_axis: str = "AUC"
    logarithmic: str = ""


@dataclass(frozen=True)
class Row:
    """One measured figure with its goal; `note` describes the measurement, `seed` the repetition."""

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
    """A measurement that is not possible here, and the reason."""

    experiment: str
    reason: str


@dataclass(frozen=True)
class About:
    """The text on an experiment in the report: heading, description, and the command that repeats it."""

    title: str
    text: str
    command: str


@dataclass(frozen=True)
class Figure:
    """The rows of one figure, one per repetition; they differ in seed, value and possibly goal."""

    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        """The first row, for everything that is the same in all."""
        return self.rows[0]

    @cached_property
    def values(self) -> tuple[float, ...]:
        """The measured values."""
        return tuple(row.value for row in self.rows)

    @property
    def mean(self) -> float:
        """The mean, which is compared with the goal."""
        return float(np.mean(self.values))

    @property
    def spread(self) -> float | None:
        """The sample standard deviation; None for a single value."""
        return float(np.std(self.values, ddof=1)) if len(self.values) > 1 else None

    @property
    def goal(self) -> float | None:
        """The goal, the mean if each repetition has its own; None without a goal."""
        goals = [row.goal for row in self.rows if row.goal is not None]
        return float(np.mean(goals)) if goals else None

    @property
    def reached(self) -> bool | None:
        """Whether the mean reaches the goal; None without a goal."""
        if self.goal is None:
            return None
        return self.mean >= self.goal if self.first.higher_is_better else self.mean <= self.goal

    def to_json(self) -> dict[str, Any]:
        """Return plain values for the report."""
        first = self.first
        own = {"experiment": first.experiment, "what": first.what, "unit": first.unit, "note": first.note}
        measured = {"mean": self.mean, "min": min(self.values), "max": max(self.values), "spread": self.spread}
        return {**own, **measured, "goal": self.goal, "reached": self.reached, "repetitions": len(self.rows)}


def gathered(rows: Sequence[Row]) -> list[Figure]:
    """Return the rows of all repetitions as figures, in order of first appearance."""
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
    """Write ``report.html`` (self-contained), ``report.json``, ``report.md`` and ``headline.md`` (goals only).

    Parameters
    ----------
    machine
        The description of the machine.
    about
        The text on each experiment; without it, the heading is the name.
    warning
        A sentence at the top of the report.
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
