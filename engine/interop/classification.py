"""Particles after 2-D classification, as RELION and cryoSPARC write them: where they were extracted, and their shifts.

A classification finds how far each particle lies from the centre of its image:

- RELION: ``_rlnOriginXAngst`` and ``_rlnOriginYAngst`` (Å), before version 3.1 ``_rlnOriginX`` and ``_rlnOriginY`` (px
  of the image), shift the image onto the reference, so the particle lies at the coordinate *minus* the origin.
- cryoSPARC: ``alignments2D/shift``, x and y in px of ``alignments2D/psize_A``, with the same sign; y counts like the
  location, from the first row that the micrograph's file stores.

Sources: RELION's manual (Reference, Conventions) and tests with projections of known offsets that others published
(ASPIRE-Python 1146); the example of cryosparc-tools, and published converters from cryoSPARC to RELION.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Floats
from iceboxer.engine.data.formats import cryosparc, cs_table
from iceboxer.engine.data.formats.base import parse_numbers, read_text
from iceboxer.engine.data.formats.star import MICROGRAPH, Columns, X, Y, read_tables
from iceboxer.engine.errors import ReadError

CLASS, GROUP = "_rlnClassNumber", "_rlnOpticsGroup"
ORIGINS = ("_rlnOriginXAngst", "_rlnOriginYAngst")  # Å
OLD_ORIGINS = ("_rlnOriginX", "_rlnOriginY")  # px of the image
DETECTOR, MAGNIFICATION = "_rlnDetectorPixelSize", "_rlnMagnification"  # µm; of the image, before RELION 3.1
PIXEL_SIZE = "_rlnMicrographPixelSize"  # Å/px, in the table of optics groups
SHIFT, SHIFT_PIXEL_SIZE = "alignments2D/shift", "alignments2D/psize_A"
CLASS_2D, MICROGRAPH_PIXEL_SIZE = "alignments2D/class", "location/micrograph_psize_A"
FIELDS = (*cryosparc.FIELDS, cryosparc.UID, SHIFT, SHIFT_PIXEL_SIZE, CLASS_2D, MICROGRAPH_PIXEL_SIZE)
TYPES: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    (cryosparc.UID, "u", ()),
    (SHIFT, "f", (2,)),
    (SHIFT_PIXEL_SIZE, "f", ()),
    (CLASS_2D, "ui", ()),
    (MICROGRAPH_PIXEL_SIZE, "f", ()),
)
UNKNOWN = -1  # class
MOST_CLASSES = 2**31


@dataclass(frozen=True)
class Particles:
    """The particles of one micrograph.

    Attributes
    ----------
    micrograph
        The micrograph's name in the file.
    position
        Centres (n, 2) of the extracted images: x and y in px, y up.
    offset
        Vectors (n, 2) from there to the particles' centres: x and y in Å, y up.
    number
        Their classes (n,), as the program numbers them.
    pixel_size
        Å/px of the micrograph; None if the file does not tell.
    """

    micrograph: str
    position: Floats
    offset: Floats
    number: NDArray[np.int64]
    pixel_size: float | None

    def select(self, which: NDArray[np.bool_]) -> Particles:
        """Return some of the particles; `which` is (n,)."""
        return Particles(self.micrograph, self.position[which], self.offset[which], self.number[which], self.pixel_size)


def read_particles(path: Path) -> list[Particles]:
    """Return the particles in a STAR or `.cs` file, one entry per micrograph.

    Locations that a `.cs` file lacks are read from the passthrough file of the same job.

    Raises
    ------
    ReadError
        The file is damaged, or its particles have no coordinates or no micrographs.
    """
    return _read_cryosparc(path) if cryosparc.sniff(path) else _read_relion(path)


def _split(names: Sequence[str], *columns: Any) -> Iterator[tuple[str, list[Any]]]:
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        rows.setdefault(name, []).append(row)
    for name, indices in rows.items():
        yield name, [column[indices] for column in columns]


# ── RELION ────────────────────────────────────────────────────────────────────────────────────────────


def _read_relion(path: Path) -> list[Particles]:
    tables = [columns for _, columns in read_tables(path, read_text(path))]
    particles = [columns for columns in tables if {X, Y, MICROGRAPH} <= columns.keys()]
    if len(particles) != 1:
        raise ReadError(
            path,
            f"has no table of particles (columns {X}, {Y} and {MICROGRAPH}). Choose particles.star of a Select job, "
            "or run_it025_data.star of a classification",
        )
    columns = particles[0]
    optics = next((c for c in tables if GROUP in c and c is not columns), {})
    position = np.column_stack([_numbers(path, columns, tag) for tag in (X, Y)])
    number = np.full(len(position), UNKNOWN, np.int64)
    if CLASS in columns:
        number = _numbers(path, columns, CLASS).clip(UNKNOWN, MOST_CLASSES).astype(np.int64)
    offset, pixel_size = _offsets(path, columns), _micrograph_pixel_sizes(path, columns, optics)
    return [
        Particles(name, at, away, one, _common(sizes))
        for name, (at, away, one, sizes) in _split(columns[MICROGRAPH].tolist(), position, offset, number, pixel_size)
    ]


def _numbers(path: Path, columns: Columns, tag: str) -> Floats:
    values = parse_numbers(path, tag, columns[tag].tolist())
    if not np.isfinite(values).all():
        raise ReadError(path, f"has particles without a value of {tag}")
    return values


def _offsets(path: Path, columns: Columns) -> Floats:
    """Return the vectors (n, 2) in Å from the centres of the images to the particles."""
    if set(ORIGINS) <= columns.keys():
        return -np.column_stack([_numbers(path, columns, tag) for tag in ORIGINS])
    if set(OLD_ORIGINS) <= columns.keys():
        origin = np.column_stack([_numbers(path, columns, tag) for tag in OLD_ORIGINS])
        if not origin.any():
            return origin
        if not {DETECTOR, MAGNIFICATION} <= columns.keys():
            raise ReadError(
                path, f"has shifts in px ({OLD_ORIGINS[0]}), but not the pixel size ({DETECTOR} and {MAGNIFICATION})"
            )
        size = 1e4 * _numbers(path, columns, DETECTOR) / _numbers(path, columns, MAGNIFICATION)
        return -origin * size[:, None]
    return np.zeros((len(columns[X]), 2))


def _micrograph_pixel_sizes(path: Path, columns: Columns, optics: Columns) -> Floats:
    """Return the micrographs' pixel sizes (n,) in Å/px, from the optics groups of the particles; NaN if unknown."""
    unknown = np.full(len(columns[X]), np.nan)
    if PIXEL_SIZE not in optics or GROUP not in columns:
        return unknown
    sizes = dict(zip(optics[GROUP].tolist(), _numbers(path, optics, PIXEL_SIZE).tolist(), strict=True))
    return np.array([sizes.get(group, np.nan) for group in columns[GROUP].tolist()])


def _common(sizes: Floats) -> float | None:
    size = float(sizes[0])
    return size if np.isfinite(size) and size > 0 else None


# ── cryoSPARC ─────────────────────────────────────────────────────────────────────────────────────────


def _read_cryosparc(path: Path) -> list[Particles]:
    rows = cs_table.read_rows(path, FIELDS)
    there = set(rows.dtype.names or ())
    _check_types(path, rows)
    located = rows
    if not set(cryosparc.FIELDS) <= there:
        located = _passthrough(path, rows)
    _check_types(path, located)
    cryosparc.check_fields(path, located.dtype)
    names, position, from_top = cryosparc.locations(path, located)
    offset = np.zeros((len(rows), 2))
    if {SHIFT, SHIFT_PIXEL_SIZE} <= there:
        offset = -rows[SHIFT].astype(np.float64) * rows[SHIFT_PIXEL_SIZE].astype(np.float64)[:, None]
        offset[:, 1] = np.where(from_top, -offset[:, 1], offset[:, 1])
        if not np.isfinite(offset).all():
            raise ReadError(path, f"has shifts that are not numbers ({SHIFT})")
    number = rows[CLASS_2D].astype(np.int64) if CLASS_2D in there else np.full(len(rows), UNKNOWN, np.int64)
    sizes = np.full(len(rows), np.nan)
    for table in (located, rows):
        if MICROGRAPH_PIXEL_SIZE in (table.dtype.names or ()):
            sizes = table[MICROGRAPH_PIXEL_SIZE].astype(np.float64)
    return [
        Particles(name, at, away, one, _common(size))
        for name, (at, away, one, size) in _split(names.tolist(), position, offset, number, sizes)
    ]


def _check_types(path: Path, rows: Any) -> None:
    """Raise an error about a field that does not hold the numbers that it should."""
    for name, kinds, shape in TYPES:
        if name in (rows.dtype.names or ()):
            column = rows[name]
            if column.dtype.kind not in kinds or column.shape[1:] != shape:
                raise ReadError(path, f"has the unexpected type {rows.dtype[name]} in {name}"[:300])


def _passthrough(path: Path, rows: Any) -> Any:
    """Return the locations of the particles `rows` (n,) from the passthrough file of the same job, in their order."""
    if cryosparc.UID in (rows.dtype.names or ()):
        for other in sorted(path.parent.glob("*passthrough*.cs")):
            found = cs_table.read_rows(other, FIELDS)
            if not {*cryosparc.FIELDS, cryosparc.UID} <= set(found.dtype.names or ()):
                continue
            order = np.argsort(found[cryosparc.UID], kind="stable")
            at = np.searchsorted(found[cryosparc.UID], rows[cryosparc.UID], sorter=order)
            same = order[np.minimum(at, len(order) - 1)] if len(order) else np.zeros(0, np.intp)
            if len(same) == len(rows) and (found[cryosparc.UID][same] == rows[cryosparc.UID]).all():
                return found[same]
    raise ReadError(
        path,
        "has no particle locations, and no passthrough file (*_passthrough_*.cs) beside it holds them. Choose the "
        "file in the job's folder, or copy both files into one folder",
    )
