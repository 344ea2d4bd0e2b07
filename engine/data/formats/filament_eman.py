"""Filaments in EMAN files: helices of e2helixboxer, and rows of start and end (−1 and −2 in the fifth column)."""

from __future__ import annotations

import io
import math
import re
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import Filament, cut_segments, straight_pieces
from iceboxer.engine.data.formats.base import number_lines, parse_number
from iceboxer.engine.data.formats.filament_lists import FilamentList, filament_at
from iceboxer.engine.data.formats.refused import HELIX_HEADS
from iceboxer.engine.errors import ReadError

HELIX = re.compile(r"#helix:\s*\(([^(),]+),([^(),]+)\)\s*,\s*\(([^(),]+),([^(),]+)\)\s*,\s*(\S+)\s*$")
START, END = -1, -2
STRAIGHT = 0.25  # widths: the farthest that a curve may be from the straight lines that are written for it


def is_helix(text: str) -> bool:
    """Return whether a text is a file of e2helixboxer's segments."""
    return text.lstrip().startswith(HELIX_HEADS)


def is_start_end(text: str) -> bool:
    """Return whether the first row of numbers has five columns, the last of them −1 or −2."""
    words = next((line.split() for _, line in number_lines(text)), [])
    return len(words) == 5 and words[4] in ("-1", "-2", "-1.0", "-2.0")


def read_helices(path: Path, text: str) -> FilamentList:
    """Return the helices of a file, through their ends and the centres of their segments.

    Raises
    ------
    ReadError
        A row is damaged, or a helix has fewer than two different points.
    """
    filaments: list[Filament] = []
    ends: tuple[float, ...] | None = None
    centres: list[tuple[float, float]] = []
    first_line = 0

    def finish() -> None:
        if ends is not None:
            x1, y1, x2, y2, width = ends
            inner = _between((x1, y1), (x2, y2), centres)
            where = f"line {first_line}"
            filaments.append(filament_at(path, where, [(x1, y1), *inner, (x2, y2)], width, id=len(filaments) + 1))

    for line_number, line in enumerate(io.StringIO(text), 1):
        if line.startswith("#helix:"):
            finish()
            match = HELIX.match(line)
            if match is None:
                raise ReadError(
                    path, f"has a helix in line {line_number} that is not of the form '(x, y),(x, y),width'"
                )
            ends = tuple(parse_number(path, f"line {line_number}", word.strip()) for word in match.groups())
            centres, first_line = [], line_number
        elif line.strip() and not line.startswith("#"):
            words = line.split()
            if len(words) != 2 or ends is None:
                raise ReadError(path, f"has no x and y of a helix segment in line {line_number}")
            x, y = (parse_number(path, f"line {line_number}", word) for word in words)
            centres.append((x, y))
    finish()
    return FilamentList(None, tuple(filaments))


def _between(
    first: tuple[float, float], last: tuple[float, float], centres: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Return the centres without those at the ends, in the order from the first end; on a straight line, none."""
    if not centres:
        return []
    if math.dist(first, centres[0]) > math.dist(first, centres[-1]):
        centres = centres[::-1]
    along = np.subtract(last, first)
    length = float(np.hypot(*along))
    apart = np.subtract(centres, first)
    if length > 0:
        away = np.abs(apart[:, 0] * along[1] - apart[:, 1] * along[0]) / length
        if away.max() <= 1:
            return []
    return [c for c in centres if min(math.dist(c, first), math.dist(c, last)) > 1]


def read_start_end(path: Path, text: str) -> FilamentList:
    """Return a straight filament for each pair of rows ``x y width height −1`` and ``x y width height −2``.

    Raises
    ------
    ReadError
        A row is damaged, or a start has no end.
    """
    filaments: list[Filament] = []
    start: tuple[float, float] | None = None
    start_line = 0
    for line_number, line in number_lines(text):
        words = line.split()
        if len(words) != 5:
            raise ReadError(path, f"has {len(words)} columns in line {line_number} instead of 5")
        x, y, width, height, flag = (parse_number(path, f"line {line_number}", word) for word in words)
        if flag not in (START, END) or (flag == START) != (start is None):
            expected = "−1 (start of a filament)" if start is None else "−2 (its end)"
            raise ReadError(path, f"has {words[4]} in line {line_number} instead of {expected}")
        place = (x + width / 2, y + height / 2)
        if start is None:
            start, start_line = place, line_number
            continue
        where = f"lines {start_line} and {line_number}"
        filaments.append(filament_at(path, where, [start, place], max(width, height), id=len(filaments) + 1))
        start = None
    if start is not None:
        raise ReadError(path, f"has the start of a filament in line {start_line} without its end")
    return FilamentList(None, tuple(filaments))


def write_helices(name: str, filaments: list[Filament], spacing: float, box_size: float | None) -> str:
    """Return the text of a file of segments every `spacing` px; `box_size` is the side of a segment, px."""
    side = box_size or max((f.width for f in filaments), default=1)
    out = [f"#micrograph: {name}", f"#segment length: {round(side)}", f"#segment width: {round(side)}"]
    for f in filaments:
        if f.kind == Kind.REJECTED:
            continue
        (x1, y1), (x2, y2) = f.points[0], f.points[-1]
        out.append(f"#helix: ({x1:.2f}, {y1:.2f}),({x2:.2f}, {y2:.2f}),{f.width:g}")
        segments = cut_segments([f], spacing)
        out += [f"{b['x']:.2f}\t{b['y']:.2f}" for b in segments.boxes]
    return "\n".join(out) + "\n"


def write_start_end(filaments: list[Filament]) -> str:
    """Return the text of a file of starts and ends; a bent filament becomes several straight ones, end to end."""
    rows = []
    for f in filaments:
        if f.kind == Kind.REJECTED:
            continue
        side = max(1, round(f.width))
        for piece in straight_pieces(f, STRAIGHT * f.width):
            for (x, y), flag in zip(piece, (START, END), strict=True):
                rows.append(
                    f"{math.floor(x - side / 2 + 0.5)}\t{math.floor(y - side / 2 + 0.5)}\t{side}\t{side}\t{flag}"
                )
    return "".join(row + "\n" for row in rows)
