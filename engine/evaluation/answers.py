"""The file of answers: a CSV table with one drawn pick per row, for a text editor or a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.formats.base import read_text
from iceboxer.engine.errors import ReadError
from iceboxer.engine.evaluation.checking import Answer

COLUMNS = ("number", "micrograph", "x", "y", "confidence", "weight", "answer")
NEEDED = ("micrograph", "x", "y", "weight", "answer")
WORDS = {"y": Answer.YES, "yes": Answer.YES, "n": Answer.NO, "no": Answer.NO, "?": Answer.UNSURE, "": Answer.NONE}


@dataclass(frozen=True)
class Row:
    """A drawn pick: its centre in px (y up), the number of picks that it represents, and the answer.

    `line` is its line number in the file.
    """

    micrograph: str
    x: float
    y: float
    confidence: float
    weight: float
    answer: Answer = Answer.NONE
    line: int = 0


def write_answers(path: Path, rows: Sequence[Row]) -> None:
    """Write the table, numbered from 1 like the crops of the contact sheet.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows, 1):
        numbers = [f"{row.x:.2f}", f"{row.y:.2f}", f"{row.confidence:.4f}", f"{row.weight:.4f}"]
        writer.writerow([number, row.micrograph, *numbers, row.answer.value])
    write_text(path, text.getvalue())


def read_answers(path: Path) -> list[Row]:
    """Read the table, with rows and columns in any order, separated by commas, semicolons or tabs.

    Raises
    ------
    ReadError
        A column is missing, a position is not a number, or an answer is not y, n or ?.
    """
    text = read_text(path).lstrip("\ufeff")
    heading = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)
    return list(_rows(path, csv.DictReader(io.StringIO(text), delimiter=delimiter), delimiter))


def _rows(path: Path, reader: csv.DictReader[str], delimiter: str) -> Iterator[Row]:
    try:
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        if missing := [name for name in NEEDED if name not in names]:
            raise ReadError(path, f"has no column '{missing[0]}' in its first line")
        for cells in reader:
            if any(value for value in cells.values()):
                yield _row(path, reader.line_num, cells, delimiter)
    except csv.Error as e:
        raise ReadError(path, f"is not a table of answers ({e})") from e


def _row(path: Path, line: int, cells: dict[str, str], delimiter: str) -> Row:
    answer = (cells["answer"] or "").strip().lower()
    if answer not in WORDS:
        raise ReadError(path, f"has the answer '{answer[:20]}' in line {line}; write y, n or ?")
    x, y, weight = (_number(path, line, name, cells[name] or "", delimiter) for name in ("x", "y", "weight"))
    if not weight >= 1:
        raise ReadError(
            path, f"has the weight {weight:g} in line {line}; weights are at least 1 and must not be edited"
        )
    return Row(cells["micrograph"] or "", x, y, float("nan"), weight, WORDS[answer], line)


def _number(path: Path, line: int, name: str, word: str, delimiter: str) -> float:
    try:  # if columns are separated by semicolons, a comma may be the decimal sign
        value = float(word.replace(",", ".") if delimiter != "," else word)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ReadError(path, f"has '{word[:20]}' for {name} in line {line}, which is not a number")
    return value
