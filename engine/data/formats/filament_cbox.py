"""Filaments in CBOX files: segments with the number of their filament, and the points of the curves.

crYOLO numbers the segments in ``_filamentid``, and newer versions list the curves in ``data_filament_vertices``. This
program also writes a block of its own, with the width, the confidence and the kind of each filament. CBOX is the
format in which it keeps its own filaments, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import scipy  # which loads its parts when they are first used

from iceboxer.engine.data.boxes import Boxes, Floats, Kind, no_boxes
from iceboxer.engine.data.filaments import Filament, cut_segments
from iceboxer.engine.data.formats import cbox
from iceboxer.engine.data.formats.base import BoxList, as_strings, parse_numbers
from iceboxer.engine.data.formats.filament_lists import FilamentList, filament_at, is_one_point, notes_on_points
from iceboxer.engine.data.formats.star import Columns, read_tables
from iceboxer.engine.errors import ReadError

NUMBER = "_filamentid"
ANGLE = "_Angle"
VERTICES = "filament_vertices"
OWN = "iceboxer_filaments"
OWN_COLUMNS = ("_iceboxer_filament", "_iceboxer_width", "_iceboxer_confidence", "_iceboxer_kind")


def has_filaments(text: str) -> bool:
    """Return whether a text is a CBOX file with numbers of filaments."""
    return cbox.sniff(text) and (NUMBER in text or VERTICES in text)


def read(path: Path, text: str, width: float | None) -> FilamentList:
    """Return filaments and, among the boxes, those that belong to none.

    The width is the one that the file states, else `width` (px), else the side of the segments' boxes.

    Raises
    ------
    ReadError
        The file is damaged, or a filament has fewer than two different points.
    """
    tables = dict(read_tables(path, text))
    (boxlist,) = cbox.read(path, text, width) if "cryolo" in tables else [BoxList(None, no_boxes())]
    boxes = boxlist.boxes
    numbers = np.full(len(boxes), np.nan)
    if NUMBER in boxlist.extra:
        numbers = parse_numbers(path, NUMBER, boxlist.extra[NUMBER].tolist())
    # this program writes centres: the segments of a diagonal filament would also fit its points shifted by half a box
    segments = no_boxes() if OWN in tables else boxes
    curves = _vertices(path, tables[VERTICES], segments) if VERTICES in tables else {}
    own = _own(path, tables[OWN]) if OWN in tables else {}
    filaments: list[Filament] = []
    single, alone = np.isnan(numbers), 0
    for number in sorted({*numbers[~single].tolist(), *curves}):
        mine = boxes[numbers == number]
        where = f"filament {number:g}"
        points = curves.get(number)
        if points is None:
            points = np.column_stack([mine["x"], mine["y"]])
        if len(mine) and is_one_point(points):
            single |= numbers == number
            alone += 1
            continue
        known, confidence, kind = own.get(number, (np.nan, *_of_segments(mine)))
        size = known if np.isfinite(known) else width or _width_of(mine)
        filaments.append(filament_at(path, where, points.tolist(), size, confidence, kind, int(number)))
    return FilamentList(None, tuple(filaments), boxes[single], notes_on_points(path, alone))


def _of_segments(segments: Boxes) -> tuple[float, Kind]:
    """Return the confidence and the kind of a filament, by its segments."""
    if not len(segments):
        return float("nan"), Kind.LABEL
    confidence = segments["confidence"]
    kinds, counts = np.unique(segments["kind"], return_counts=True)
    known = confidence[np.isfinite(confidence)]
    return float(known.mean()) if len(known) else float("nan"), Kind(int(kinds[counts.argmax()]))


def _width_of(segments: Boxes) -> float:
    estimated = segments["estimated_width"]
    known = estimated[np.isfinite(estimated)]
    sizes = known if len(known) else segments["width"]
    return float(np.median(sizes)) if len(sizes) else float("nan")


def _vertices(path: Path, columns: Columns, segments: Boxes) -> dict[float, Floats]:
    """Return the points (n, 2) of each curve by its number.

    They are centres. If the segments lie nearer to the points plus half a box, the file lists corners.
    """
    wanted = (cbox.X, cbox.Y, NUMBER)
    if missing := [name for name in wanted if name not in columns]:
        raise ReadError(path, f"has points of filaments without {' and '.join(missing)}")
    x, y, number = (parse_numbers(path, name, columns[name].tolist()) for name in wanted)
    points = np.column_stack([x, y])
    if np.isnan(points).any() or np.isnan(number).any():
        raise ReadError(path, f"has a point of a filament without a position or a number in {VERTICES}")
    if len(segments) and len(points):
        tree = scipy.spatial.cKDTree(np.column_stack([segments["x"], segments["y"]]))
        half = np.array([np.median(segments["width"]), np.median(segments["height"])]) / 2
        if np.median(tree.query(points + half)[0]) < np.median(tree.query(points)[0]):
            points = points + half
    return {float(n): points[number == n] for n in np.unique(number)}


def _own(path: Path, columns: Columns) -> dict[float, tuple[float, float, Kind]]:
    """Return width, confidence and kind of each filament by its number."""
    if missing := [name for name in OWN_COLUMNS if name not in columns]:
        raise ReadError(path, f"has filaments without {' and '.join(missing)}")
    number, width, confidence, kind = (parse_numbers(path, name, columns[name].tolist()) for name in OWN_COLUMNS)
    if not np.isin(kind, list(Kind)).all():
        raise ReadError(path, f"has an unknown kind of filament in {OWN_COLUMNS[3]}")
    rows = zip(number.tolist(), width.tolist(), confidence.tolist(), kind.tolist(), strict=True)
    return {n: (w, c, Kind(int(k))) for n, w, c, k in rows}


def write(
    filaments: Sequence[Filament], spacing: float, box_size: float | None = None, boxes: Boxes | None = None
) -> str:
    """Return the text of a file with segments every `spacing` px, the curves, and single particles.

    Filaments are numbered from 1 in their order. `box_size` is the side of a segment in px, by default its width.
    """
    segments = cut_segments(filaments, spacing, box_size)
    others = no_boxes() if boxes is None else boxes
    numbers = [str(n + 1) for n in segments.filament.tolist()] + ["<NA>"] * len(others)
    angles = [f"{v:.6f}" for v in segments.direction] + ["<NA>"] * len(others)
    extra = {ANGLE: as_strings(Path(), ANGLE, angles), NUMBER: as_strings(Path(), NUMBER, numbers)}
    text = cbox.write([BoxList(None, np.concatenate([segments.boxes, others]), extra)])
    points = [f"{x:.6f} {y:.6f} {number}" for number, f in enumerate(filaments, 1) for x, y in f.points]
    rows = [
        f"{number} {f.width:.6f} {'<NA>' if np.isnan(f.confidence) else f'{f.confidence:.9f}'} {int(f.kind)}"
        for number, f in enumerate(filaments, 1)
    ]
    return text + _block(VERTICES, (cbox.X, cbox.Y, NUMBER), points) + _block(OWN, OWN_COLUMNS, rows)


def _block(name: str, tags: Sequence[str], rows: Sequence[str]) -> str:
    if not rows:  # the grammar has no loops without rows
        return ""
    return "\n".join([f"data_{name}", "", "loop_", *(f"{tag} #{i}" for i, tag in enumerate(tags, 1)), *rows, "", ""])
