"""Filaments in EMAN files: helices of e2helixboxer, and rows of start and end (−1 and −2 in the fifth column)."""

from __future__ import annotations

import io
import math
import re
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import Filament, cut_segments, straight_pieces
from iceboxer.engine.data.formats.base import boxes_from_centres, is_number, number_lines, parse_number
from iceboxer.engine.data.formats.filament_lists import FilamentList, filament_at, is_one_point, notes_on_points
from iceboxer.engine.data.formats.refused import HELIX_HEADS
from iceboxer.engine.errors import ReadError

HELIX = re.compile(r"#helix:\s*\(([^(),]+),([^(),]+)\)\s*,\s*\(([^(),]+),([^(),]+)\)\s*,\s*(\S+)\s*$")
START, END = -1, -2
FLAGS = ("-1", "-2", "-1.0", "-2.0")
MICROGRAPH = "#micrograph:"
STRAIGHT = 0.25  # widths: the farthest that a curve may be from the straight lines that are written for it


def is_helix(text: str) -> bool:
    """Return whether a text is a file of e2helixboxer's segments."""
    return text.lstrip().startswith(HELIX_HEADS)


def is_start_end(text: str) -> bool:
    """Return whether a row of numbers has five columns, the last of them −1 or −2."""
    rows = (line.split() for _, line in number_lines(text))
    return any(len(words) == 5 and words[4] in FLAGS and all(map(is_number, words)) for words in rows)


def read_helices(path: Path, text: str) -> FilamentList:
    """Return the helices of a file, through their ends and the centres of their segments; of one point, a box.

    Raises
    ------
    ReadError
        A row is damaged, or the file has helices of several micrographs.
    """
    found = _Found(path)
    micrograph: str | None = None
    ends: tuple[float, ...] | None = None
    centres: list[tuple[float, float]] = []
    first_line = 0

    def finish() -> None:
        if ends is not None:
            x1, y1, x2, y2, width = ends
            inner = _between((x1, y1), (x2, y2), centres)
            found.add(f"line {first_line}", [(x1, y1), *inner, (x2, y2)], width)

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
        elif line.startswith(MICROGRAPH):
            name = line.removeprefix(MICROGRAPH).strip()
            if micrograph not in (None, name):
                raise ReadError(path, f"has helices of {micrograph} and of {name}; split it into a file for each")
            micrograph = name
        elif line.strip() and not line.startswith("#"):
            words = line.split()
            if len(words) != 2 or ends is None:
                raise ReadError(path, f"has no x and y of a helix segment in line {line_number}")
            x, y = (parse_number(path, f"line {line_number}", word) for word in words)
            centres.append((x, y))
    finish()
    return found.list()


class _Found:
    """The filaments of a file as they are read, and the boxes of single particles among them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._filaments: list[Filament] = []
        self._boxes: list[tuple[float, float, float, float, float]] = []  # x, y, width, height, confidence
        self._points = 0

    def add(self, where: str, points: list[tuple[float, float]], width: float) -> None:
        """Add a filament; one of a single point becomes a box."""
        if is_one_point(points) and 0 < width < math.inf:
            self._points += 1
            self.add_box(*points[0], width, width, math.nan)
            return
        self._filaments.append(filament_at(self._path, where, points, width, id=len(self._filaments) + 1))

    def add_box(self, x: float, y: float, width: float, height: float, confidence: float) -> None:
        """Add a single particle."""
        self._boxes.append((x, y, width, height, confidence))

    def list(self) -> FilamentList:
        """Return everything added."""
        table = np.array(self._boxes, np.float64).reshape(-1, 5)
        x, y, width, height, confidence = table.T
        boxes = boxes_from_centres(self._path, x, y, width, height, confidence, None)
        return FilamentList(None, tuple(self._filaments), boxes, notes_on_points(self._path, self._points))


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

    Rows of four columns, or with another fifth, are boxes of single particles; between 0 and 1 it is a confidence.

    Raises
    ------
    ReadError
        A row is damaged, or a start has no end.
    """
    found = _Found(path)
    start: tuple[float, float] | None = None
    start_line = 0
    for line_number, line in number_lines(text):
        words = line.split()
        if len(words) not in (4, 5):
            raise ReadError(path, f"has {len(words)} columns in line {line_number} instead of 4 or 5")
        x, y, width, height, *rest = (parse_number(path, f"line {line_number}", word) for word in words)
        flag = rest[0] if rest else math.nan
        if flag not in (START, END):
            found.add_box(x + width / 2, y + height / 2, width, height, flag if 0 <= flag <= 1 else math.nan)
            continue
        if (flag == START) != (start is None):
            expected = "−1 (start of a filament)" if start is None else "−2 (its end)"
            raise ReadError(path, f"has {words[4]} in line {line_number} instead of {expected}")
        place = (x + width / 2, y + height / 2)
        if start is None:
            start, start_line = place, line_number
            continue
        found.add(f"lines {start_line} and {line_number}", [start, place], max(width, height))
        start = None
    if start is not None:
        raise ReadError(path, f"has the start of a filament in line {start_line} without its end")
    return found.list()


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
