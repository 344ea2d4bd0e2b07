"""Filaments in cryoSPARC's `.cs` files: particles with the fields ``filament/…``.

The pose is the direction of the filament in radians, counter-clockwise from x in the frame of the locations; RELION's
psi is its negative in degrees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.atomic import replacing
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.formats import cryosparc, cs_table
from iceboxer.engine.data.formats.filament_lists import FilamentList, filament_at, is_one_point, notes_on_points
from iceboxer.engine.data.formats.filament_star import SegmentSettings, segments_of
from iceboxer.engine.errors import EngineError, ReadError

UID, POSITION, POSE = "filament/filament_uid", "filament/position_A", "filament/filament_pose"
ARC = "filament/arc_length_A"
SPACING = "filament/inter_box_dist_A"
PIXEL_SIZE = "location/micrograph_psize_A"


@dataclass(frozen=True)
class Place:
    """A micrograph as cryoSPARC names it: its path there, its shape (height, width), and whether rows run from the top.

    `uid` is its number in the project; None if that is not known.
    """

    name: str
    shape: tuple[int, int]
    rows_from_top: bool = False
    uid: int | None = None


def has_filaments(path: Path) -> bool:
    """Return whether a `.cs` file has the fields of filaments."""
    return UID in cs_table.field_names(path)


def read(path: Path, width: float) -> list[FilamentList]:
    """Return one list per micrograph: a filament of `width` px through the segments of each filament.

    Raises
    ------
    ReadError
        The file is damaged, or has no locations or no filaments.
    """
    lists, columns = cryosparc.read_with(path, width, (UID, POSITION, ARC))
    if UID not in columns:
        raise ReadError(path, f"has no filaments (field {UID}); give the particles of a filament tracer")
    order = columns.get(POSITION, columns.get(ARC))
    found = []
    for boxlist, rows in lists:
        uids = columns[UID][rows]
        filaments: list[Filament] = []
        single: list[int] = []
        for uid in dict.fromkeys(uids.tolist()):
            mine = np.flatnonzero(uids == uid)
            if order is not None:
                mine = mine[np.argsort(order[rows][mine], kind="stable")]
            points = np.column_stack([boxlist.boxes["x"][mine], boxlist.boxes["y"][mine]])
            if is_one_point(points):
                single.append(int(mine[0]))
                continue
            number = len(filaments) + 1
            filaments.append(filament_at(path, f"filament {uid}", points.tolist(), width, id=number))
        notes = notes_on_points(path, len(single))
        found.append(FilamentList(boxlist.micrograph, tuple(filaments), boxlist.boxes[single], notes))
    return found


def write(path: Path, filaments: Mapping[Place, Sequence[Filament]], settings: SegmentSettings) -> int:
    """Write the segments of all micrographs, atomically; return their number.

    Raises
    ------
    EngineError
        There are no segments, or the file cannot be written.
    """
    parts = [_rows(place, found, settings) for place, found in filaments.items()]
    parts = [part for part in parts if len(part)]
    if not parts:
        raise EngineError(f"{path} was not written: there are no segments.")
    longest = max(part[cryosparc.MICROGRAPH].dtype.itemsize for part in parts)
    dtype = np.dtype(
        [(n, f"S{longest}" if n == cryosparc.MICROGRAPH else parts[0].dtype[n]) for n in parts[0].dtype.names or ()]
    )
    table = np.concatenate([part.astype(dtype) for part in parts])
    with replacing(path) as temporary, temporary.open("wb") as stream:
        np.lib.format.write_array(stream, table, allow_pickle=False)
    return len(table)


def _rows(place: Place, filaments: Sequence[Filament], settings: SegmentSettings) -> NDArray[Any]:
    """Return the table (n,) of one micrograph."""
    shown = list(filaments)
    if place.rows_from_top:  # cryoSPARC counts the rows of such files from their first row
        shown = [replace(f, points=f.points * (1, -1) + (0, place.shape[0])) for f in shown]
    segments = segments_of(shown, settings, place.shape)
    name = place.name.encode()
    fields: list[tuple[Any, ...]] = [
        (cryosparc.UID, "u8"), ("location/micrograph_uid", "u8"), ("location/exp_group_id", "u4"),
        (cryosparc.MICROGRAPH, f"S{max(1, len(name))}"), (cryosparc.SHAPE, "u4", (2,)), (PIXEL_SIZE, "f4"),
        (cryosparc.X, "f4"), (cryosparc.Y, "f4"),
        (UID, "u8"), (POSITION, "f4"), (ARC, "f4"), (POSE, "f4"), (SPACING, "f4"),
    ]  # fmt: skip
    table = np.zeros(len(segments.boxes), np.dtype(fields))
    lengths = np.array([f.length for f in filaments], np.float64) * settings.pixel_size
    micrograph = _number(place.name) if place.uid is None else place.uid
    table[cryosparc.UID] = [_number(f"{place.name}/{i}") for i in range(len(table))]
    table["location/micrograph_uid"] = micrograph
    table[cryosparc.MICROGRAPH], table[cryosparc.SHAPE] = name, place.shape
    table[PIXEL_SIZE], table[SPACING] = settings.pixel_size, settings.spacing * settings.pixel_size
    table[cryosparc.X] = segments.boxes["x"] / place.shape[1]
    table[cryosparc.Y] = segments.boxes["y"] / place.shape[0]
    table[UID] = [_number(f"{place.name}/filament {n}") for n in segments.filament.tolist()]
    table[POSITION], table[POSE] = segments.track * settings.pixel_size, segments.direction
    table[ARC] = lengths[segments.filament] if len(lengths) else 0
    return table


def _number(word: str) -> int:
    """Return a number of 63 bits for a name, the same in every run."""
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little") >> 1
