"""Xmipp's `.pos` files, as its picker and Scipion write them: centres in whole pixels, in a STAR file.

The block ``particles`` holds boxes of a person, ``particles_auto`` those of the picker; ``_enabled`` is -1 for a box
that was refused. The meaning of ``_cost`` depends on the picker, so it is kept as a column. Scipion passes the same x
and y to RELION, so the frame is RELION's. Source: Xmipp and Scipion (https://github.com/I2PC).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.formats.base import (
    BoxList,
    Format,
    boxes_from_centres,
    drop_rejected,
    parse_numbers,
)
from iceboxer.engine.data.formats.star import Columns, concatenate, read_tables
from iceboxer.engine.data.formats.star import sniff as star_sniff
from iceboxer.engine.errors import ReadError

X, Y, Z, ENABLED = "_xcoor", "_ycoor", "_zcoor", "_enabled"
KINDS = {"particles": Kind.LABEL, "particles_auto": Kind.PICK}


def sniff(text: str) -> bool:
    """Return whether a text is a STAR file with Xmipp's columns or header."""
    return star_sniff(text) and (X in text or "_pickingMicrographState" in text)


def read(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """Return one list with the boxes of both blocks.

    Raises
    ------
    ReadError
        The file is damaged, holds boxes in a tomogram, or blocks of another meaning.
    EngineError
        `box_size` is None.
    """
    tables = [(name, columns) for name, columns in read_tables(path, text) if X in columns and Y in columns]
    if not tables:
        raise ReadError(path, f"has no coordinates (columns {X} and {Y})")
    for name, columns in tables:
        if name not in KINDS:
            raise ReadError(path, f"has coordinates in the block '{name[:40]}'; understood are {' and '.join(KINDS)}")
        if Z in columns:
            raise ReadError(path, f"holds coordinates in a tomogram (column {Z}); only boxes in micrographs are read")
    return [concatenate([_read_table(path, columns, KINDS[name], box_size) for name, columns in tables])]


def _read_table(path: Path, columns: Columns, kind: Kind, box_size: float | None) -> BoxList:
    x, y = (parse_numbers(path, tag, columns[tag].tolist()) for tag in (X, Y))
    unknown = np.full(len(x), np.nan)
    boxes = boxes_from_centres(path, x, y, unknown, unknown, unknown, box_size)
    boxes["kind"] = kind
    if ENABLED in columns:
        boxes["kind"][parse_numbers(path, ENABLED, columns[ENABLED].tolist()) < 0] = Kind.REJECTED
    return BoxList(None, boxes, {tag: column for tag, column in columns.items() if tag not in (X, Y, ENABLED)})


def write(lists: Sequence[BoxList]) -> str:
    """Return the text of a file with one list, as boxes of a person; rejected boxes and confidences are omitted."""
    boxes = drop_rejected(lists[0]).boxes
    head = ["# XMIPP_STAR_1 *", "#", "data_header", "loop_", " _pickingMicrographState", "Manual"]
    head += ["data_particles", "loop_", f" {X}", f" {Y}"]
    rows = [f" {math.floor(x + 0.5)} {math.floor(y + 0.5)}" for x, y in boxes[["x", "y"]].tolist()]
    return "\n".join([*head, *rows]) + "\n"


FORMAT = Format(
    "xmipp", "Xmipp", ".pos", one_file_for_many=False, holds_sizes=False, sniff=sniff, read=read, write=write
)
