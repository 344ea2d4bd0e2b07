"""The table of inspected micrographs: a row each, the columns that can be sorted, filtered and written."""

from __future__ import annotations

import csv
import io
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from iceboxer.engine.data.ctf import Ctf
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.inspection.measures import Measures


@dataclass(frozen=True)
class Row:
    """The properties of one micrograph.

    `shape` is (height, width) in px, `pixel_size` in Å/px; `picks` at or above the threshold and their mean confidence
    are None if the micrograph was not picked; `junk` is the fraction that junk covers, None without a junk map;
    `reason` is why it is excluded, empty if it is not.
    """

    path: Path
    shape: tuple[int, int] | None
    pixel_size: float | None
    measures: Measures | None
    ctf: Ctf | None = None
    picks: int | None = None
    confidence: float | None = None
    junk: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Column:
    """A column of numbers: its `name` in conditions and files, heading, unit, digits after the point, and value."""

    name: str
    heading: str
    unit: str
    digits: int
    value: Callable[[Row], float | None]

    def format(self, row: Row) -> str:
        """Return the value as text, empty if it is unknown."""
        value = self.value(row)
        return "" if value is None else f"{value:.{self.digits}f}"


def _measured(name: str) -> Callable[[Row], float | None]:
    return lambda row: None if row.measures is None else getattr(row.measures, name)


def _of_ctf(name: str) -> Callable[[Row], float | None]:
    return lambda row: None if row.ctf is None else getattr(row.ctf, name)


COLUMNS = (
    Column("picks", "picks", "", 0, lambda row: row.picks),
    Column("confidence", "mean confidence", "", 3, lambda row: row.confidence),
    Column("junk", "junk", "", 3, lambda row: row.junk),
    Column("defocus", "defocus", "μm", 2, _of_ctf("defocus")),
    Column("astigmatism", "astigmatism", "μm", 3, _of_ctf("astigmatism")),
    Column("resolution", "CTF resolution", "Å", 1, _of_ctf("resolution")),
    Column("ice", "crystalline ice", "", 2, _measured("ice")),
    Column("rings", "CTF rings", "", 3, _measured("rings")),
    Column("gradient", "gradient", "", 2, _measured("gradient")),
    Column("dead", "dead area", "", 3, _measured("dead")),
    Column("pixel_size", "pixel size", "Å", 3, lambda row: row.pixel_size),
)
BY_NAME = {column.name: column for column in COLUMNS}
CONDITION = re.compile(r"\s*([a-z_]+)\s*(<=|>=|<|>)\s*([-+0-9.eE]+)\s*")
OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
BLANK, UNREADABLE = "blank", "cannot be read"


@dataclass(frozen=True)
class Condition:
    """A condition under which a micrograph is excluded, such as `resolution > 6`; unknown values never meet it."""

    column: Column
    sign: str
    limit: float

    def is_met(self, row: Row) -> bool:
        """Return whether the row meets the condition."""
        value = self.column.value(row)
        return value is not None and bool(OPERATORS[self.sign](value, self.limit))

    def describe(self, row: Row) -> str:
        """Return the reason for excluding a row that meets the condition."""
        unit = f" {self.column.unit}" if self.column.unit else ""
        return f"{self.column.heading} {self.column.format(row)}{unit} ({self.sign} {self.limit:g})"


def parse_condition(text: str) -> Condition:
    """Return the condition in a text such as "resolution > 6".

    Raises
    ------
    ConfigError
        It is not a column, a sign and a number.
    """
    match = CONDITION.fullmatch(text)
    if match is None or match[1] not in BY_NAME:
        names = ", ".join(BY_NAME)
        raise ConfigError(
            f"'{text[:60]}' is not a condition. Write a column, <, <=, > or >=, and a number in quotation marks, such "
            f'as "resolution > 6"; the columns are {names}.'
        )
    try:
        return Condition(BY_NAME[match[1]], match[2], float(match[3]))
    except ValueError as e:
        raise ConfigError(f"'{match[3]}' in '{text[:60]}' is not a number.") from e


def reason_to_exclude(row: Row, conditions: Sequence[Condition]) -> str:
    """Return why a micrograph is excluded, empty if it is kept; blank and unreadable ones always are."""
    if row.measures is None:
        return row.reason or UNREADABLE
    reasons = [BLANK] if row.measures.blank else []
    return "; ".join(reasons + [c.describe(row) for c in conditions if c.is_met(row)])


def write_csv(rows: Sequence[Row]) -> str:
    """Return the table as the text of a CSV file; unknown values are empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["micrograph", "width", "height", *BY_NAME, "excluded"])
    for row in rows:
        height, width = row.shape or ("", "")
        writer.writerow([row.path, width, height, *(column.format(row) for column in COLUMNS), row.reason])
    return text.getvalue()
