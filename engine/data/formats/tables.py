"""Tables with a header: CSV of centres, and Topaz's coordinates."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.data.boxes import Boxes, Floats, Kind
from engine.data.formats.base import BoxList, Format, Strings, boxes_from_centres, is_number, numbers
from engine.errors import ReadError

SEPARATORS = ",;\t"
NUMBERS = ("x", "y", "width", "height", "confidence", "estimated_width", "estimated_height")
KIND, MICROGRAPH = "kind", "micrograph"
TOPAZ = ("image_name", "x_coord", "y_coord", "score")


def _header(text: str) -> list[str]:
    """The words of the first line, in lower case; empty where they are numbers."""
    first = text.lstrip().split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    words = [w.strip().strip('"').lower() for w in (first.split(separator) if separator in first else first.split())]
    return [] if any(map(is_number, words)) else words


def sniff_topaz(text: str) -> bool:
    """Topaz's columns in the first line."""
    return set(TOPAZ[:3]) <= set(_header(text))


def sniff_csv(text: str) -> bool:
    """Columns x and y in the first line."""
    return {"x", "y"} <= set(_header(text))


def _columns(path: Path, text: str) -> dict[str, list[str]]:
    """The columns by their name in lower case."""
    first = text.lstrip().split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    if separator not in first:  # Topaz tables edited by hand
        text, separator = "\n".join("\t".join(line.split()) for line in text.splitlines()), "\t"
    try:
        rows = [row for row in csv.reader(io.StringIO(text.lstrip()), delimiter=separator) if any(row)]
    except csv.Error as e:
        raise ReadError(path, f"is not a sound table ({e})") from e
    names = [name.strip().lower() for name in rows[0]]
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(names):
            raise ReadError(path, f"has {len(row)} columns in row {line} where {len(names)} belong")
    return {name: [row[i].strip() for row in rows[1:]] for i, name in enumerate(names)}


def read_csv(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """A list for each micrograph named in it, or one; x and y are centres."""
    columns = _columns(path, text)
    length = len(columns["x"])

    def column(name: str) -> Floats:
        return numbers(path, name, columns[name]) if name in columns else np.full(length, np.nan)

    x, y, width, height, confidence, estimated_width, estimated_height = map(column, NUMBERS)
    boxes = boxes_from_centres(path, x, y, width, height, confidence, box_size)
    boxes["estimated_width"], boxes["estimated_height"] = estimated_width, estimated_height
    if KIND in columns:
        boxes["kind"] = [_kind(path, word) for word in columns[KIND]]
    known = {*NUMBERS, KIND, MICROGRAPH}
    extra = {name: np.array(words, np.str_) for name, words in columns.items() if name not in known}
    return _by_micrograph(BoxList(None, boxes, extra), columns.get(MICROGRAPH))


def _kind(path: Path, word: str) -> int:
    if word.upper() not in Kind.__members__:
        raise ReadError(path, f"has the kind '{word[:40]}'; there are {', '.join(k.name.lower() for k in Kind)}")
    return Kind[word.upper()].value


def _by_micrograph(whole: BoxList, names: list[str] | None) -> list[BoxList]:
    if names is None:
        return [whole]
    each, index = np.unique(np.array(names, np.str_), return_inverse=True)
    return [replace(whole.chosen(index == i), micrograph=str(name)) for i, name in enumerate(each)]


def write_csv(lists: Sequence[BoxList]) -> str:
    """All boxes with all that is known of them."""
    named = any(b.micrograph is not None for b in lists)
    extra = [name for name in (lists[0].extra if lists else {}) if all(name in b.extra for b in lists)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*([MICROGRAPH] if named else []), *NUMBERS, KIND, *extra])
    for b in lists:
        for i, box in enumerate(b.boxes):
            values = ["" if np.isnan(box[n]) else f"{box[n]:.9g}" for n in NUMBERS]
            name = [b.micrograph or ""] if named else []
            writer.writerow([*name, *values, Kind(box["kind"]).name.lower(), *(b.extra[e][i] for e in extra)])
    return text.getvalue()


def read_topaz(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """A list for each image; rows count as the image's file stores them."""
    columns = _columns(path, text)
    x, y = (numbers(path, name, columns[name]) for name in ("x_coord", "y_coord"))
    score = numbers(path, "score", columns["score"]) if "score" in columns else np.full(len(x), np.nan)
    no_size = np.full(len(x), np.nan)
    boxes = boxes_from_centres(path, x, y, no_size, no_size, score, box_size)
    extra: dict[str, Strings] = {k: np.array(v, np.str_) for k, v in columns.items() if k not in TOPAZ}
    return _by_micrograph(BoxList(None, boxes, extra, rows_as_stored=True), columns["image_name"])


def write_topaz(lists: Sequence[BoxList]) -> str:
    """Centres; y as it stands, so that lists of pictures that store their top row first are turned before."""
    surest = any(np.isfinite(b.boxes["confidence"]).any() for b in lists)
    lines = ["\t".join(TOPAZ if surest else TOPAZ[:3])]
    for b in lists:
        for box in _shown(b.boxes):
            score = [f"{np.nan_to_num(box['confidence'], nan=1.0):.6f}"] if surest else []
            lines.append("\t".join([b.micrograph or "", f"{box['x']:.6f}", f"{box['y']:.6f}", *score]))
    return "\n".join(lines) + "\n"


def _shown(boxes: Boxes) -> Boxes:
    shown: Boxes = boxes[boxes["kind"] != Kind.REJECTED]
    return shown


CSV = Format("csv", "CSV", ".csv", many=True, sniff=sniff_csv, read=read_csv, write=write_csv)
TOPAZ_TEXT = Format("topaz", "Topaz text", ".txt", many=True, sniff=sniff_topaz, read=read_topaz, write=write_topaz)
