"""Reading the picks in a project of cisTEM: the active particle positions in its SQLite database.

The table ``PARTICLE_POSITION_ASSETS`` holds the picks that are checked in cisTEM's results, of all images:
``X_POSITION`` and ``Y_POSITION`` in Å from the image's lower left corner, y up, and ``PEAK_HEIGHT``, 0 for particles
that a person clicked. ``IMAGE_ASSETS`` holds each image's file and pixel size, ``PARTICLE_PICKING_LIST`` the images
that were picked.
Source: the public sources of cisTEM (https://github.com/timothygrant80/cisTEM): ``src/core/database.h`` for the tables,
``src/gui/PickingBitmapPanel.cpp`` for the frame.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.formats.base import BOUND, LONGEST, BoxList, boxes_from_centres
from iceboxer.engine.data.regular_file import begins_with
from iceboxer.engine.errors import ReadError

SUFFIX = ".db"
MAGIC = b"SQLite format 3\0"
IMAGES, POSITIONS, PICKED = "IMAGE_ASSETS", "PARTICLE_POSITION_ASSETS", "PARTICLE_PICKING_LIST"
READ_AS_STORED = ".mrc"  # how cisTEM counts the rows of other files is not documented
STEPS, MOST_STEPS = 10_000, 2 * 10**6  # of SQLite's machine between two checks, and checks in all
WAIT = 2.0  # seconds for a lock of cisTEM
ORDERED = f"SELECT PARENT_IMAGE_ASSET_ID, X_POSITION, Y_POSITION, PEAK_HEIGHT FROM {POSITIONS} ORDER BY 1"


def sniff(path: Path) -> bool:
    """Return whether a file is a SQLite database; False if it cannot be read."""
    return begins_with(path, MAGIC)


def has_positions(path: Path) -> bool:
    """Return whether a database is a project of cisTEM with picks; True if it is one that cannot be read."""
    if not sniff(path):
        return False
    try:
        with _opened(path) as database:
            return next(database.execute(f"SELECT 1 FROM {POSITIONS} LIMIT 1"), None) is not None
    except ReadError as e:
        return "no project" not in e.reason


def read(path: Path, box_size: float | None) -> list[BoxList]:
    """Return one list per image with picks, and an empty one for each that was picked without finding any.

    Raises
    ------
    ReadError
        The file is damaged, no project of cisTEM, or has positions whose pixel size or image is unknown.
    EngineError
        `box_size` is None, and there are positions.
    """
    with _opened(path) as database:
        images = {
            row[0]: row[1:] for row in database.execute(_columns(IMAGES, "FILENAME", "PIXEL_SIZE", "POSITION_IN_STACK"))
        }
        rows: dict[Any, list[tuple[Any, ...]]] = {row[0]: [] for row in database.execute(_picked(database))}
        for image, *position in database.execute(ORDERED):
            rows.setdefault(image, []).append(tuple(position))
    return [_list(path, images.get(image), found, box_size) for image, found in rows.items()]


def _columns(table: str, *names: str) -> str:
    return f"SELECT IMAGE_ASSET_ID, {', '.join(names)} FROM {table}"


def _picked(database: sqlite3.Connection) -> str:
    """Return the query of the images that were picked; none in projects without that table."""
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    column = "PARENT_IMAGE_ASSET_ID"
    return (
        f"SELECT DISTINCT {column} FROM {PICKED}" if PICKED in tables else f"SELECT {column} FROM {POSITIONS} LIMIT 0"
    )


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a project for reading only; errors of the database in this context become a ReadError."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            checks = iter(range(MOST_STEPS))
            database.set_progress_handler(lambda: next(checks, None) is None, STEPS)
            kinds = dict(
                database.execute("SELECT name, type FROM sqlite_master WHERE name IN (?, ?)", (IMAGES, POSITIONS))
            )
            if kinds != {IMAGES: "table", POSITIONS: "table"}:
                raise ReadError(path, f"is a database, but no project of cisTEM (no tables {IMAGES} and {POSITIONS})")
            yield database
    except (sqlite3.Error, sqlite3.Warning, UnicodeDecodeError) as e:  # the last: damaged names of tables
        raise ReadError(path, f"cannot be read as a project of cisTEM ({e}); close it in cisTEM first") from e


def _list(path: Path, image: tuple[Any, ...] | None, rows: list[tuple[Any, ...]], box_size: float | None) -> BoxList:
    if image is None:
        raise ReadError(path, f"has {len(rows):,} positions in an image that it does not list ({IMAGES})")
    name, pixel_size, number = image
    if not (isinstance(name, str) and 0 < len(name) <= LONGEST):
        raise ReadError(path, f"has an image without a file name ({IMAGES})")
    if rows and not name.lower().endswith(READ_AS_STORED):
        raise ReadError(path, f"has positions in {name[-80:]}; those in other files than MRC could be upside down")
    if rows and number not in (None, 0, 1):
        raise ReadError(
            path, f"has positions in image {str(number)[:20]} of the stack {name[-80:]}, which is no micrograph"
        )
    if not (_is_number(pixel_size) and pixel_size > 0):
        raise ReadError(path, f"has no pixel size of {name[-80:]}, which converts its positions from Å")
    if not all(_is_number(x) and _is_number(y) and (peak is None or _is_number(peak)) for x, y, peak in rows):
        raise ReadError(path, f"has positions in {name[-80:]} that are not numbers")
    x, y, peak = np.array([[np.nan if v is None else v for v in row] for row in rows], np.float64).reshape(-1, 3).T
    peak[peak == 0] = np.nan
    unknown = np.full(len(rows), np.nan)
    boxes = boxes_from_centres(path, x / pixel_size, y / pixel_size, unknown, unknown, peak, box_size)
    boxes["kind"] = np.where(np.isnan(peak), Kind.LABEL, Kind.PICK)
    return BoxList(name, boxes)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) < BOUND
