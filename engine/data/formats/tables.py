"""Tables with a header: CSV of centres, and Topaz's coordinates."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Floats, Kind
from iceboxer.engine.data.formats.base import (
    MISSING,
    BoxList,
    Format,
    Strings,
    boxes_from_centres,
    by_micrograph,
    numbers,
    shown,
    strings,
)
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.errors import ReadError

SEPARATORS = ",;\t"
NUMBERS = ("x", "y", "width", "height", "confidence", "estimated_width", "estimated_height")
KIND, MICROGRAPH = "kind", "micrograph"
CSV_COLUMNS = (*NUMBERS, KIND, MICROGRAPH)
TOPAZ = ("image_name", "x_coord", "y_coord", "score")


def _header(text: str) -> list[str]:
    """The words of the first line, in lower case."""
    first = text.lstrip().split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    return [w.strip().strip('"').lower() for w in (first.split(separator) if separator in first else first.split())]


def sniff_topaz(text: str) -> bool:
    """Topaz's columns in the first line."""
    return set(TOPAZ[:3]) <= set(_header(text))


def sniff_csv(text: str) -> bool:
    """Columns x and y in the first line."""
    return {"x", "y"} <= set(_header(text))


@dataclass(frozen=True)
class Table:
    """The columns (n,) by their names, `lines` (n,) where each row stands in the file."""

    path: Path
    columns: dict[str, list[str]]
    lines: list[int]

    def numbers(self, name: str) -> Floats:
        """A column as numbers (n,), NaN where it is absent."""
        if name not in self.columns:
            return np.full(len(self.lines), np.nan)
        return numbers(self.path, name, self.columns[name], self.lines)

    def extra(self, understood: Collection[str]) -> dict[str, Strings]:
        """The columns that are not understood, as they are."""
        others = {name: words for name, words in self.columns.items() if name not in understood}
        return {name: strings(self.path, name, words) for name, words in others.items()}


def _table(path: Path, text: str, understood: Collection[str], needed: Collection[str]) -> Table:
    """The table; names that are `understood` in lower case, others as written.

    Raises
    ------
    ReadError
        Its rows are not all alike, or a column that is `needed` is not there.
    """
    separator = max(SEPARATORS, key=text.lstrip().split("\n", 1)[0].count)
    if separator not in text.lstrip().split("\n", 1)[0]:  # aligned by blanks, as people edit them
        text, separator = "\n".join("\t".join(line.split()) for line in text.split("\n")), "\t"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, lines = [], []
    try:
        for row in reader:
            if any(word.strip() for word in row):
                rows.append([word.strip() for word in row])
                lines.append(reader.line_num)
    except csv.Error as e:
        raise ReadError(path, f"is not a sound table ({e} in line {reader.line_num})") from e
    rows = _without_empty_end(rows)
    names = [name.lower() if name.lower() in understood else name for name in rows[0]]
    if len(set(names)) < len(names):
        raise ReadError(path, f"has two columns of one name ({', '.join(names)[:80]})")
    if missing := [name for name in needed if name not in names]:  # the first line has quotes that never end
        raise ReadError(path, f"has no column '{missing[0]}' that can be read")
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(names):
            raise ReadError(path, f"has {len(row)} columns in line {line} where {len(names)} belong")
    return Table(path, {name: [row[i] for row in rows[1:]] for i, name in enumerate(names)}, lines[1:])


def _without_empty_end(rows: list[list[str]]) -> list[list[str]]:
    """The rows without the nameless empty columns that spreadsheets put behind the last one."""
    wide = len(rows[0])
    while wide and not any(row[wide - 1] for row in rows if len(row) >= wide):
        wide -= 1
    return [row if any(row[wide:]) else row[:wide] for row in rows]


def read_csv(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """A list for each micrograph named in it, or one; x and y are centres. Without a height, boxes are square."""
    table = _table(path, text, CSV_COLUMNS, NUMBERS[:2])
    x, y, width, height, confidence, estimated_width, estimated_height = map(table.numbers, NUMBERS)
    height = np.where(np.isnan(height), width, height)
    boxes = boxes_from_centres(path, x, y, width, height, confidence, box_size)
    boxes["estimated_width"], boxes["estimated_height"] = estimated_width, estimated_height
    for i, word in enumerate(table.columns.get(KIND, [])):
        if word.lower() not in MISSING:
            boxes["kind"][i] = _kind(path, table.lines[i], word)
    whole = BoxList(None, boxes, table.extra(CSV_COLUMNS))
    return by_micrograph(whole, table.columns[MICROGRAPH]) if MICROGRAPH in table.columns else [whole]


def _kind(path: Path, line: int, word: str) -> int:
    if word.upper() not in Kind.__members__:
        kinds = ", ".join(k.name.lower() for k in Kind)
        raise ReadError(path, f"has the kind '{word[:40]}' in line {line}; there are {kinds}")
    return Kind[word.upper()].value


def write_csv(lists: Sequence[BoxList]) -> str:
    """All boxes with all that is known of them; an extra column is empty for lists that have it not."""
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
    """A list for each image; rows count as the image's file stores them."""
    table = _table(path, text, TOPAZ, TOPAZ[:3])
    no_size = np.full(len(table.lines), np.nan)
    x, y, score = (table.numbers(name) for name in TOPAZ[1:])
    boxes = boxes_from_centres(path, x, y, no_size, no_size, score, box_size)
    whole = BoxList(None, boxes, table.extra(TOPAZ), rows_as_stored=True)
    return by_micrograph(whole, table.columns[TOPAZ[0]])


def write_topaz(lists: Sequence[BoxList]) -> str:
    """Centres; images without suffix, as Topaz calls them. Rejected boxes are left out.

    y is written as it stands: lists of pictures that store their top row first are to be turned before. Among
    boxes with a confidence, one without gets 1.
    """
    surest = any(np.isfinite(b.boxes["confidence"]).any() for b in lists)
    lines = ["\t".join(TOPAZ if surest else TOPAZ[:3])]
    for b in map(shown, lists):
        name = re.sub(r"\s", " ", stem_of(b.micrograph or ""))
        columns = [[name] * len(b.boxes), *([f"{v:.6f}" for v in b.boxes[axis].tolist()] for axis in ("x", "y"))]
        if surest:
            columns.append([f"{v:.6f}" for v in np.nan_to_num(b.boxes["confidence"], nan=1.0).tolist()])
        lines += map("\t".join, zip(*columns, strict=True))
    return "\n".join(lines) + "\n"


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
