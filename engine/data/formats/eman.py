"""EMAN1 `.box`: `x y width height` a line, x and y the lower left corner; helices of e2helixboxer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.data.boxes import Kind, corners
from engine.data.formats.base import BoxList, Format, boxes_from_centres, is_number, lines_of, number
from engine.errors import ReadError

HELIX = re.compile(r"#helix:\s*\(.*\)\s*,\s*\(.*\)\s*,\s*([0-9.eE+-]+)")
HELIX_MARKS = (-1.0, -2.0)  # in the fifth column: the start and the end of a helix
FIFTH = "fifth_column"


def sniff(text: str) -> bool:
    """Four or five numbers in the first row, or helices."""
    if any(line.startswith(("#helix:", "#micrograph:")) for line in text.splitlines()[:20]):
        return True
    first = next((line.split() for _, line in lines_of(text)), [])
    return len(first) in (4, 5) and sum(map(is_number, first)) >= 3


def read(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """One list. Boxes of no size are taken as centres of `box_size` boxes."""
    if "#helix:" in text:
        return [_helices(path, text)]
    rows, columns = [], 0
    for line_number, line in lines_of(text):
        words = line.split()
        columns = columns or len(words)
        if len(words) != columns or columns not in (4, 5):
            raise ReadError(path, f"has {len(words)} columns in line {line_number} where {columns or 4} belong")
        rows.append([number(path, f"line {line_number}", word) for word in words])
    table = np.array(rows, np.float64).reshape(len(rows), columns or 4)
    x, y, width, height = table[:, :4].T
    confidence, extra = np.full(len(table), np.nan), {}
    if columns == 5:
        fifth = table[:, 4]
        if ((fifth >= 0) & (fifth <= 1)).all():
            confidence = fifth
        else:
            extra = {FIFTH: np.array([f"{v:g}" for v in fifth], np.str_)}
    boxes = boxes_from_centres(path, x + width / 2, y + height / 2, width, height, confidence, box_size)
    return [BoxList(None, boxes, extra)]


def _helices(path: Path, text: str) -> BoxList:
    """The segments' centres, as wide as their helix; `helix` numbers the helices."""
    points: list[tuple[float, float, float]] = []
    helix: list[str] = []
    width, count = np.nan, -1
    for line_number, line in enumerate(text.splitlines(), 1):
        if match := HELIX.match(line):
            width, count = float(match[1]), count + 1
        elif line.strip() and not line.startswith("#"):
            words = line.split()
            if len(words) < 2:
                raise ReadError(path, f"has no x and y in line {line_number}")
            x, y = (number(path, f"line {line_number}", w) for w in words[:2])
            points.append((x, y, width))
            helix.append(str(count))
    table = np.array(points, np.float64).reshape(-1, 3)
    no_confidence = np.full(len(table), np.nan)
    boxes = boxes_from_centres(path, table[:, 0], table[:, 1], table[:, 2], table[:, 2], no_confidence, None)
    return BoxList(None, boxes, {"helix": np.array(helix, np.str_)})


def write(lists: Sequence[BoxList]) -> str:
    """Corners to the nearest whole pixel, as EMAN counts; rejected boxes are left out."""
    (boxlist,) = lists
    boxes = boxlist.boxes[boxlist.boxes["kind"] != Kind.REJECTED]
    corner = np.round(corners(boxes)[:, :2]).astype(int)
    rows = zip(corner[:, 0], corner[:, 1], boxes["width"], boxes["height"], strict=True)
    return "".join(f"{x}\t{y}\t{round(width)}\t{round(height)}\n" for x, y, width, height in rows)


FORMAT = Format("eman", "EMAN box", ".box", many=False, sniff=sniff, read=read, write=write)
