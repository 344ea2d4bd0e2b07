"""EMAN1 `.box`: `x y width height` a line, x and y the lower left corner; helices of e2helixboxer."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from iceboxer.engine.data.formats.base import (
    BoxList,
    Format,
    Strings,
    boxes_from_centres,
    is_number,
    lines_of,
    number,
    shown,
    strings,
)
from iceboxer.engine.errors import ReadError

HELIX = re.compile(r"#helix:\s*\([^()]*\)\s*,\s*\([^()]*\)\s*,\s*(\S+)\s*$")
HEADS = ("#helix:", "#micrograph:", "#segment length:", "#segment width:")
FIFTH = "fifth_column"  # a flag, where it is no confidence: -1 and -2 start and end a helix, -3 is a common filler


def sniff(text: str) -> bool:
    """Four or five words in the first row, most of them numbers; or helices."""
    if text.lstrip().startswith(HEADS):
        return True
    first = next((line.split() for _, line in lines_of(text)), [])
    return len(first) in (4, 5) and sum(map(is_number, first)) >= 3


def read(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """One list. Boxes that all have no size are taken as centres of `box_size` boxes.

    A fifth column is the confidence where all its values lie between 0 and 1.
    """
    if text.lstrip().startswith(HEADS):
        return [_helices(path, text)]
    rows, fifth, columns = [], [], 0
    for line_number, line in lines_of(text):
        words = line.split()
        columns = columns or len(words)
        if len(words) != columns or columns not in (4, 5):
            raise ReadError(path, f"has {len(words)} columns in line {line_number} where {columns or 4} belong")
        rows.append([number(path, f"line {line_number}", word) for word in words])
        fifth += words[4:]
    table = np.array(rows, np.float64).reshape(len(rows), columns or 4)
    x, y, width, height = table[:, :4].T
    confidence, extra = np.full(len(table), np.nan), {}
    if columns == 5 and ((table[:, 4] >= 0) & (table[:, 4] <= 1)).all():
        confidence = table[:, 4]
    elif columns == 5:
        extra = {FIFTH: strings(path, FIFTH, fifth)}
    boxes = boxes_from_centres(path, x + width / 2, y + height / 2, width, height, confidence, box_size)
    return [BoxList(None, boxes, extra)]


def _helices(path: Path, text: str) -> BoxList:
    """The segments' centres, as wide as their helix; `helix` numbers the helices."""
    points: list[tuple[float, float, float]] = []
    helix: list[str] = []
    width, count = math.nan, -1
    for line_number, line in enumerate(io.StringIO(text), 1):
        if line.startswith("#helix:"):
            match = HELIX.match(line)
            if match is None:
                raise ReadError(path, f"has a helix in line {line_number} that is not '(x, y),(x, y),width'")
            width, count = number(path, f"line {line_number}", match[1]), count + 1
        elif line.strip() and not line.startswith("#"):
            words = line.split()
            if len(words) != 2 or count < 0:
                raise ReadError(path, f"has no x and y of a helix in line {line_number}")
            x, y = (number(path, f"line {line_number}", w) for w in words)
            points.append((x, y, width))
            helix.append(str(count))
    all_x, all_y, widths = np.array(points, np.float64).reshape(-1, 3).T
    boxes = boxes_from_centres(path, all_x, all_y, widths, widths, np.full(len(points), np.nan), None)
    return BoxList(None, boxes, {"helix": strings(path, "helix", helix)})


def write(lists: Sequence[BoxList]) -> str:
    """Sizes and corners to the nearest whole pixel, as EMAN counts; rejected boxes are left out.

    A centre moves by at most half a pixel on the way. There are four columns, which every program reads; a
    fifth only where the boxes were read with one that is no confidence.
    """
    boxlist = shown(lists[0])
    flags: Strings | list[str] = boxlist.extra.get(FIFTH, [""] * len(boxlist.boxes))
    rows = []
    for box, flag in zip(boxlist.boxes, flags, strict=True):
        width, height = max(1, round(box["width"])), max(1, round(box["height"]))
        x, y = math.floor(box["x"] - width / 2 + 0.5), math.floor(box["y"] - height / 2 + 0.5)
        rows.append("\t".join([str(x), str(y), str(width), str(height), *([str(flag)] if flag else [])]) + "\n")
    return "".join(rows)


FORMAT = Format(
    "eman", "EMAN box", ".box", one_file_for_many=False, holds_sizes=True, sniff=sniff, read=read, write=write
)
