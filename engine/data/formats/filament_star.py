"""Filaments in RELION's STAR files: pairs of start and end, and segments with the number of their tube.

Column names and their meaning are RELION's. psi is explained in `engine.data.filaments.psi`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Floats, Kind, make_boxes, no_boxes
from iceboxer.engine.data.filaments import Filament, Segments, cut_segments, psi, straight_pieces
from iceboxer.engine.data.formats import star
from iceboxer.engine.data.formats.base import BoxList, Strings, as_strings, parse_numbers
from iceboxer.engine.data.formats.filament_eman import STRAIGHT
from iceboxer.engine.data.formats.filament_lists import (
    FilamentList,
    filament_at,
    is_one_point,
    note_kept,
    notes_on_points,
)
from iceboxer.engine.data.formats.star import CONFIDENCE, MICROGRAPH, UNDEFINED, Columns, X, Y
from iceboxer.engine.errors import ReadError

TUBE, TILT, PSI = "_rlnHelicalTubeID", "_rlnAngleTiltPrior", "_rlnAnglePsiPrior"
FLIP, TRACK = "_rlnAnglePsiFlipRatio", "_rlnHelicalTrackLengthAngst"


@dataclass(frozen=True)
class SegmentSettings:
    """How filaments are cut into segments.

    `spacing` is in px of the micrograph, `pixel_size` in Å/px; `box_size` (px) leaves out the segments whose box
    extends beyond a micrograph, if its shape is known. `bimodal`: the polarity of the filaments is unknown, so
    that RELION gets a flip ratio of 0.5.
    """

    spacing: float
    pixel_size: float
    box_size: float | None = None
    bimodal: bool = True


def has_tubes(text: str) -> bool:
    """Return whether a STAR file has the column of tube numbers."""
    return star.sniff(text) and TUBE in text


def read_segments(path: Path, text: str, width: float) -> list[FilamentList]:
    """Return one list per micrograph: a filament of `width` px through the segments of each tube.

    Segments are ordered by their track length, or as in the file if it has none. A tube of one segment, or of equal
    ones, stays a box, and so does a row without the number of a tube.

    Raises
    ------
    ReadError
        The file is damaged or has no coordinates.
    """
    tables = [c for _, c in star.read_tables(path, text) if X in c and Y in c and TUBE in c]
    if not tables:
        raise ReadError(path, f"has no segments of filaments (columns {X}, {Y} and {TUBE})")
    lists: dict[str | None, list[FilamentList]] = {}
    alone = _Alone()
    for columns in tables:
        names = columns[MICROGRAPH] if MICROGRAPH in columns else np.full(len(columns[X]), "")
        for name in dict.fromkeys(names.tolist()):
            rows = np.flatnonzero(names == name)
            lists.setdefault(name or None, []).append(_tubes(path, columns, rows, width, alone))
    notes = []
    if missing := [name for name in (TILT, PSI) if not all(name in columns for columns in tables)]:
        notes.append(f"{path.name} has tube numbers and no {' and '.join(missing)}; priors are made from the curves.")
    found = [replace(_joined(parts), micrograph=name) for name, parts in lists.items()]
    return [replace(one, notes=(*notes, *alone.notes(path)) if one is found[0] else ()) for one in found]


@dataclass
class _Alone:
    """Numbers of rows without a tube, and of tubes of a single point."""

    rows: int = 0
    points: int = 0

    def notes(self, path: Path) -> tuple[str, ...]:
        """Return a sentence on each."""
        return *note_kept(path, self.rows, "row", "without a tube number"), *notes_on_points(path, self.points)


def _joined(parts: Sequence[FilamentList]) -> FilamentList:
    filaments = [f for part in parts for f in part.filaments]
    return FilamentList(None, tuple(filaments), np.concatenate([no_boxes(), *(part.boxes for part in parts)]))


def _tubes(
    path: Path, columns: Columns, rows: np.ndarray[tuple[int], np.dtype[np.intp]], width: float, alone: _Alone
) -> FilamentList:
    """Return the filaments in some rows of a table, and count in `alone` what is kept as boxes."""

    def column(name: str) -> Floats | None:
        return parse_numbers(path, name, columns[name][rows].tolist()) if name in columns else None

    x, y, tube = (parse_numbers(path, name, columns[name][rows].tolist()) for name in (X, Y, TUBE))
    track, confidence = column(TRACK), column(CONFIDENCE)
    if confidence is not None:
        confidence[confidence == UNDEFINED] = np.nan
    filaments: list[Filament] = []
    single: list[int] = np.flatnonzero(np.isnan(tube)).tolist()
    alone.rows += len(single)
    for number in np.unique(tube[~np.isnan(tube)]):
        mine = np.flatnonzero(tube == number)
        if track is not None and not np.isnan(track[mine]).any():
            mine = mine[np.argsort(track[mine], kind="stable")]
        points = np.column_stack([x[mine], y[mine]])
        if is_one_point(points):
            single.append(int(mine[0]))
            alone.points += 1
            continue
        found = np.nan if confidence is None else float(np.mean(confidence[mine]))
        kind = Kind.PICK if np.isfinite(found) else Kind.LABEL
        where = f"tube {number:g}"
        filaments.append(filament_at(path, where, points.tolist(), width, found, kind, int(number)))
    return FilamentList(None, tuple(filaments), make_boxes(x[single], y[single], width))


def read_pairs(path: Path, text: str, width: float) -> list[FilamentList]:
    """Return one list per micrograph: a straight filament of `width` px for each two rows, start and end.

    Raises
    ------
    ReadError
        The file is damaged, has no coordinates, or an odd number of rows for a micrograph.
    """
    tables = [c for _, c in star.read_tables(path, text) if X in c and Y in c]
    if not tables:
        raise ReadError(path, f"has no coordinates (columns {X} and {Y})")
    found: dict[str | None, list[Filament]] = {}
    for columns in tables:
        names = columns[MICROGRAPH] if MICROGRAPH in columns else np.full(len(columns[X]), "")
        x, y = (parse_numbers(path, name, columns[name].tolist()) for name in (X, Y))
        for name in dict.fromkeys(names.tolist()):
            rows = np.flatnonzero(names == name)
            if len(rows) % 2:
                of = f" of {name[:80]}" if name else ""
                raise ReadError(path, f"has {len(rows)} rows{of}; pairs of start and end need an even number")
            mine = found.setdefault(name or None, [])
            for first, last in rows.reshape(-1, 2):
                where, points = f"rows {first + 1} and {last + 1}", [(x[first], y[first]), (x[last], y[last])]
                mine.append(filament_at(path, where, points, width, id=len(mine) + 1))
    return [FilamentList(name, tuple(filaments)) for name, filaments in found.items()]


def segments_of(
    filaments: Sequence[Filament], settings: SegmentSettings, shape: tuple[int, int] | None = None
) -> Segments:
    """Return the segments to write: no rejected ones, and on a known `shape` none outside.

    If the boxes have a size, none extends beyond the edge.
    """
    kept = [f for f in filaments if f.kind != Kind.REJECTED]
    segments = cut_segments(kept, settings.spacing, settings.box_size)
    if shape is None:
        return segments
    half = (settings.box_size or 0.0) / 2
    x, y = segments.boxes["x"], segments.boxes["y"]
    return segments.select((x >= half) & (y >= half) & (x <= shape[1] - half) & (y <= shape[0] - half))


def segment_list(micrograph: str | None, segments: Segments, settings: SegmentSettings) -> BoxList:
    """Return segments as boxes with RELION's columns, for `engine.data.formats.star`; tubes count from 1."""
    columns = {
        TUBE: [str(n) for n in _renumbered(segments.filament)],
        TILT: ["90.000000"] * len(segments.boxes),
        PSI: [f"{v:.6f}" for v in psi(segments.direction)],
        FLIP: [f"{0.5 if settings.bimodal else 0.0:.6f}"] * len(segments.boxes),
        TRACK: [f"{v:.6f}" for v in segments.track * settings.pixel_size],
    }
    extra: dict[str, Strings] = {name: as_strings(Path(), name, words) for name, words in columns.items()}
    return BoxList(micrograph, segments.boxes, extra)


def _renumbered(numbers: np.ndarray[tuple[int], np.dtype[np.intp]]) -> list[int]:
    """Return numbers that count from 1 in order of appearance: a filament may have no segment within the picture."""
    order = {int(number): i for i, number in enumerate(dict.fromkeys(numbers.tolist()), 1)}
    return [order[int(number)] for number in numbers]


def pair_list(micrograph: str | None, filaments: Sequence[Filament]) -> BoxList:
    """Return the starts and ends as boxes in turn; a bent filament becomes several straight ones, end to end."""
    ends = [
        point
        for f in filaments
        if f.kind != Kind.REJECTED
        for piece in straight_pieces(f, STRAIGHT * f.width)
        for point in piece
    ]
    places = np.array(ends, np.float64).reshape(-1, 2)
    return BoxList(micrograph, make_boxes(places[:, 0], places[:, 1], 1.0))
