"""EMAN1 `.box` files: `x y width height` per line, x and y the lower left corner; also helices of e2helixboxer."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Floats
from iceboxer.engine.data.formats.base import (
    BoxList,
    Format,
    Strings,
    as_strings,
    boxes_from_centres,
    drop_rejected,
    is_number,
    number_lines,
    parse_number,
)
from iceboxer.engine.data.formats.refused import HELIX_HEADS, helix_ends, points_instead_of_boxes
from iceboxer.engine.errors import ReadError

HELIX = re.compile(r"#helix:\s*\([^()]*\)\s*,\s*\([^()]*\)\s*,\s*(\S+)\s*$")
FIFTH = "fifth_column"  # a confidence, or whole numbers without a meaning here, such as EMAN1's -3


def sniff(text: str) -> bool:
    """Return whether the first row has four or five words, most of them numbers, or the file holds helices."""
    if text.lstrip().startswith(HELIX_HEADS):
        return True
    first = next((line.split() for _, line in number_lines(text)), [])
    return len(first) in (4, 5) and sum(map(is_number, first)) >= 3


def read(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """Return one list of boxes.

    If all boxes have the size 0, x and y are centres and `box_size` (px) is their size. A fifth column is the
    confidence, in whatever range, unless it holds whole numbers outside 0 to 1.

    Raises
    ------
    ReadError
        A row is damaged, or the rows are ends of helices or points.
    EngineError
        The file has no sizes and `box_size` is None.
    """
    if text.lstrip().startswith(HELIX_HEADS):
        return [_read_helices(path, text)]
    rows, lines, fifth, columns = [], [], [], 0
    for line_number, line in number_lines(text):
        words = line.split()
        columns = columns or len(words)
        if len(words) != columns or columns not in (4, 5):
            raise ReadError(path, f"has {len(words)} columns in line {line_number} instead of {columns or 4}")
        rows.append([parse_number(path, f"line {line_number}", word) for word in words])
        lines.append(line_number)
        fifth += words[4:]
    table = np.array(rows, np.float64).reshape(len(rows), columns or 4)
    x, y, width, height = table[:, :4].T
    confidence = table[:, 4] if columns == 5 else np.full(len(table), np.nan)
    reason = points_instead_of_boxes(width, height) or helix_ends(lines, confidence)
    if reason:
        raise ReadError(path, reason)
    extra = {}
    if columns == 5 and not _is_confidence(confidence):
        confidence, extra = np.full(len(table), np.nan), {FIFTH: as_strings(path, FIFTH, fifth)}
    boxes = boxes_from_centres(path, x + width / 2, y + height / 2, width, height, confidence, box_size)
    return [BoxList(None, boxes, extra)]


def _is_confidence(fifth: Floats) -> bool:
    """Return whether a fifth column (n,) holds confidences of any program, and no whole numbers outside 0 to 1."""
    known = fifth[np.isfinite(fifth)]
    return bool(((known >= 0) & (known <= 1)).all() or (known != np.round(known)).any())


def _read_helices(path: Path, text: str) -> BoxList:
    """Return a box as wide as its helix for every segment; the extra column `helix` numbers the helices."""
    points: list[tuple[float, float, float]] = []
    helix: list[str] = []
    width, count = math.nan, -1
    for line_number, line in enumerate(io.StringIO(text), 1):
        if line.startswith("#helix:"):
            match = HELIX.match(line)
            if match is None:
                raise ReadError(
                    path, f"has a helix in line {line_number} that is not of the form '(x, y),(x, y),width'"
                )
            width, count = parse_number(path, f"line {line_number}", match[1]), count + 1
        elif line.strip() and not line.startswith("#"):
            words = line.split()
            if len(words) != 2 or count < 0:
                raise ReadError(path, f"has no x and y of a helix segment in line {line_number}")
            x, y = (parse_number(path, f"line {line_number}", w) for w in words)
            points.append((x, y, width))
            helix.append(str(count))
    all_x, all_y, widths = np.array(points, np.float64).reshape(-1, 3).T
    boxes = boxes_from_centres(path, all_x, all_y, widths, widths, np.full(len(points), np.nan), None)
    return BoxList(None, boxes, {"helix": as_strings(path, "helix", helix)})


def write(lists: Sequence[BoxList]) -> str:
    """Return the text of a file with one list; sizes and corners are rounded to whole pixels, as EMAN requires.

    Rounding moves a centre by at most half a pixel. Rejected boxes are omitted. The file has four columns, which
    every program reads, and a fifth only if the boxes were read with a fifth column that is not a confidence.
    """
    boxlist = drop_rejected(lists[0])
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
