"""Tables: CSV files of centres, Topaz's coordinate files, and bare numbers whose columns a person names."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from iceboxer.engine.data.boxes import Floats, Kind
from iceboxer.engine.data.formats import refused
from iceboxer.engine.data.formats.base import (
    MISSING,
    BoxList,
    Format,
    Strings,
    as_strings,
    boxes_from_centres,
    drop_rejected,
    number_lines,
    parse_numbers,
    scores_to_write,
    split_by_micrograph,
)
from iceboxer.engine.data.free_names import distinguish
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.errors import ConfigError, ReadError

SEPARATORS = ",;\t"
NUMBERS = ("x", "y", "width", "height", "confidence", "estimated_width", "estimated_height")
KIND, MICROGRAPH = "kind", "micrograph"
SKIPPED = "_"
CSV_COLUMNS = (*NUMBERS, KIND, MICROGRAPH)
TOPAZ = ("image_name", "x_coord", "y_coord", "score")


def _header(text: str) -> list[str]:
    """Return the words of the first line in lower case."""
    first = text.lstrip().split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    return [w.strip().strip('"').lower() for w in (first.split(separator) if separator in first else first.split())]


def sniff_topaz(text: str) -> bool:
    """Return whether the first line names Topaz's columns."""
    return set(TOPAZ[:3]) <= set(_header(text))


def sniff_csv(text: str) -> bool:
    """Return whether the first line names columns x and y."""
    return {"x", "y"} <= set(_header(text))


@dataclass(frozen=True)
class Table:
    """The columns (n,) of a table by their names, and the line number of each row, `lines` (n,)."""

    path: Path
    columns: dict[str, list[str]]
    lines: list[int]

    def numbers(self, name: str) -> Floats:
        """Return a column as numbers (n,), all NaN if the column is missing."""
        if name not in self.columns:
            return np.full(len(self.lines), np.nan)
        return parse_numbers(self.path, name, self.columns[name], self.lines)

    def extra(self, understood: Collection[str]) -> dict[str, Strings]:
        """Return all columns except those `understood`, unchanged."""
        others = {name: words for name, words in self.columns.items() if name not in understood}
        return {name: as_strings(self.path, name, words) for name, words in others.items()}


def _table(path: Path, text: str, understood: Collection[str], needed: Collection[str]) -> Table:
    """Parse a table; the names of columns that are `understood` become lower case.

    Raises
    ------
    ReadError
        Rows differ in length, or a column that is `needed` is missing.
    """
    separator = max(SEPARATORS, key=text.lstrip().split("\n", 1)[0].count)
    if separator not in text.lstrip().split("\n", 1)[0]:  # columns aligned with blanks, as people edit them
        text, separator = "\n".join("\t".join(line.split()) for line in text.split("\n")), "\t"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, lines = [], []
    try:
        for row in reader:
            if any(word.strip() for word in row):
                rows.append([word.strip() for word in row])
                lines.append(reader.line_num)
    except csv.Error as e:
        raise ReadError(path, f"is not a valid table ({e} in line {reader.line_num})") from e
    rows = _strip_empty_columns(rows)
    names = [name.lower() if name.lower() in understood else name for name in rows[0]]
    if len(set(names)) < len(names):
        raise ReadError(path, f"has two columns with the same name ({', '.join(names)[:80]})")
    if missing := [name for name in needed if name not in names]:  # the first line has an unclosed quote
        raise ReadError(path, f"has no readable column '{missing[0]}'")
    for line, row in zip(lines, rows, strict=True):
        if row == rows[0] and line != lines[0]:
            raise ReadError(path, f"has a second table from line {line}; put each table into a file of its own")
        if len(row) != len(names):
            raise ReadError(path, f"has {len(row)} columns in line {line} instead of {len(names)}")
    return Table(path, {name: [row[i] for row in rows[1:]] for i, name in enumerate(names)}, lines[1:])


def _strip_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows without the unnamed empty columns that spreadsheets append."""
    wide = len(rows[0])
    while wide and not any(row[wide - 1] for row in rows if len(row) >= wide):
        wide -= 1
    return [row if any(row[wide:]) else row[:wide] for row in rows]


def read_csv(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """Return one list per named micrograph, else one list; x and y are centres, a missing height is the width."""
    table = _table(path, text, CSV_COLUMNS, NUMBERS[:2])
    if reason := refused.columns_of_csv(table.columns, (*NUMBERS, KIND)):
        raise ReadError(path, reason)
    x, y, width, height, confidence, estimated_width, estimated_height = map(table.numbers, NUMBERS)
    height = np.where(np.isnan(height), width, height)
    boxes = boxes_from_centres(path, x, y, width, height, confidence, box_size)
    boxes["estimated_width"], boxes["estimated_height"] = estimated_width, estimated_height
    for i, word in enumerate(table.columns.get(KIND, [])):
        if word.lower() not in MISSING:
            boxes["kind"][i] = _kind(path, table.lines[i], word)
    whole = BoxList(None, boxes, table.extra(CSV_COLUMNS))
    return split_by_micrograph(whole, table.columns[MICROGRAPH]) if MICROGRAPH in table.columns else [whole]


def _kind(path: Path, line: int, word: str) -> int:
    if word.upper() not in Kind.__members__:
        kinds = ", ".join(k.name.lower() for k in Kind)
        raise ReadError(path, f"has the unknown kind '{word[:40]}' in line {line}; the kinds are {kinds}")
    return Kind[word.upper()].value


def write_csv(lists: Sequence[BoxList]) -> str:
    """Return the text of a file with all columns of all boxes; an extra column is empty for lists without it."""
    named = any(b.micrograph is not None for b in lists)
    names = dict.fromkeys(name for b in lists for name in b.extra)
    extra = [name for name in names if name.lower() not in CSV_COLUMNS]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*([MICROGRAPH] if named else []), *NUMBERS, KIND, *extra])
    for b in lists:
        columns = [[b.micrograph or ""] * len(b.boxes)] if named else []
        columns += [["" if math.isnan(v) else f"{v:.12g}" for v in b.boxes[n].tolist()] for n in NUMBERS]
        columns.append([Kind(k).name.lower() for k in b.boxes[KIND].tolist()])
        columns += [b.extra[n].tolist() if n in b.extra else [""] * len(b.boxes) for n in extra]
        writer.writerows(zip(*columns, strict=True))
    return text.getvalue()


def read_topaz(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """Return one list per micrograph; y counts rows in the order in which the micrograph's file stores them."""
    table = _table(path, text, TOPAZ, TOPAZ[:3])
    if reason := refused.columns_of_topaz(table.columns):
        raise ReadError(path, reason)
    no_size = np.full(len(table.lines), np.nan)
    x, y, score = (table.numbers(name) for name in TOPAZ[1:])
    boxes = boxes_from_centres(path, x, y, no_size, no_size, score, box_size)
    whole = BoxList(None, boxes, table.extra(TOPAZ), rows_as_stored=True)
    return split_by_micrograph(whole, table.columns[TOPAZ[0]])


def write_topaz(lists: Sequence[BoxList]) -> str:
    """Return the text of a file of centres; micrographs are named without suffix, as in Topaz.

    Their folders are included only where they tell micrographs of the same name apart.

    y is written unchanged: for a micrograph that is stored from the top it must be flipped before. Rejected boxes
    are omitted. If any box has a confidence, labels get one that no pick exceeds, at least 1.
    """
    lists = list(map(drop_rejected, lists))
    scores = scores_to_write(lists)
    lines = ["\t".join(TOPAZ if scores else TOPAZ[:3])]
    paths = [PurePosixPath(b.micrograph or "") for b in lists]
    names = distinguish([(*path.parts[:-1], stem_of(path.name)) for path in paths])
    for number, (b, called) in enumerate(zip(lists, names, strict=True)):
        name = re.sub(r"\s", " ", called)
        columns = [[name] * len(b.boxes), *([f"{v:.6f}" for v in b.boxes[axis].tolist()] for axis in ("x", "y"))]
        if scores:
            columns.append([f"{v:.6f}" for v in scores[number]])
        lines += map("\t".join, zip(*columns, strict=True))
    return "\n".join(lines) + "\n"


def parse_columns(text: str) -> tuple[str, ...]:
    """Return the names of columns in a text such as "x,y,_"; "_" is a column to skip.

    Raises
    ------
    ConfigError
        A name is unknown or there twice, or x or y is missing.
    """
    names = tuple(name.strip().lower() for name in text.split(","))
    known = (*NUMBERS[:5], SKIPPED)
    if unknown := [name for name in names if name not in known]:
        raise ConfigError(f"Unknown column '{unknown[0][:20]}'. Choose from {', '.join(known)}.")
    for name in NUMBERS[:5]:
        if names.count(name) > 1 or (name in ("x", "y") and name not in names):
            raise ConfigError(f"The columns must have x and y, and each name once, not '{text[:40]}'.")
    return names


def read_columns(path: Path, text: str, columns: Sequence[str], box_size: float | None) -> list[BoxList]:
    """Return one list from rows of bare numbers, see `parse_columns`; x and y are centres in px, y up.

    Words are separated by blanks, tabs, commas or semicolons; empty lines and lines that begin with # are skipped.

    Raises
    ------
    ReadError
        A row has another number of columns, or a word is not a number.
    EngineError
        There is no width and `box_size` (px) is None.
    """
    rows, lines = [], []
    for number, line in number_lines(text):
        words = re.split(r"[,;]\s*|\s+", line.strip())
        if len(words) != len(columns):
            raise ReadError(path, f"has {len(words)} columns in line {number} instead of {len(columns)}")
        rows.append(words)
        lines.append(number)
    table = Table(path, {name: [row[i] for row in rows] for i, name in enumerate(columns) if name != SKIPPED}, lines)
    x, y, width, height, confidence = map(table.numbers, NUMBERS[:5])
    height = np.where(np.isnan(height), width, height)
    return [BoxList(None, boxes_from_centres(path, x, y, width, height, confidence, box_size))]


CSV = Format(
    "csv", "CSV", ".csv", one_file_for_many=True, holds_sizes=True, sniff=sniff_csv, read=read_csv, write=write_csv
)
TOPAZ_TEXT = Format(
    "topaz",
    "Topaz text",
    ".txt",
    one_file_for_many=True,
    holds_sizes=False,
    sniff=sniff_topaz,
    read=read_topaz,
    write=write_topaz,
)
