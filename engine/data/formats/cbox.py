"""CBOX, the format of crYOLO: corners, sizes, confidences and estimated sizes.

It is the project's own format too, since it keeps all picks. Two columns of this program, the kind and the id of
each box, follow those of crYOLO.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote as percent_quote
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Floats, Kind, corners
from iceboxer.engine.data.formats.base import (
    BoxList,
    Format,
    boxes_from_centres,
    is_number,
    number_lines,
    parse_number,
    parse_numbers,
)
from iceboxer.engine.data.formats.cbox_rows import ID as ID_COLUMN
from iceboxer.engine.data.formats.cbox_rows import KIND as KIND_COLUMN
from iceboxer.engine.data.formats.cbox_rows import NUMBERS, format_rows, parse_rows
from iceboxer.engine.data.formats.star import Columns, quote, read_tables
from iceboxer.engine.data.formats.star import sniff as star_sniff
from iceboxer.engine.errors import ReadError

X, Y, Z, WIDTH, HEIGHT = "_CoordinateX", "_CoordinateY", "_CoordinateZ", "_Width", "_Height"
DEPTH = "_Depth"
CONFIDENCE, EST_WIDTH, EST_HEIGHT = "_Confidence", "_EstWidth", "_EstHeight"
CRYOLO = (X, Y, Z, WIDTH, HEIGHT, DEPTH, EST_WIDTH, EST_HEIGHT, CONFIDENCE, "_NumBoxes", "_Angle")
KIND, ID, FOREIGN = "_iceboxer_kind", "_iceboxer_id", "_iceboxer_column_"
UNDERSTOOD = (X, Y, WIDTH, HEIGHT, EST_WIDTH, EST_HEIGHT, CONFIDENCE, KIND, ID)
MADE_WITH = re.compile(r"^_iceboxer_made_with (\w{1,64})$", re.MULTILINE)
OLD_COLUMNS = 7  # before crYOLO 1.8: x, y, width, height, confidence, estimated width and height


def sniff(text: str) -> bool:
    """Return whether a text has crYOLO's data block, or rows of seven numbers."""
    if star_sniff(text):
        return "data_cryolo" in text or "_cbox_format_version" in text
    first = next((line.split() for _, line in number_lines(text)), [])
    return len(first) == OLD_COLUMNS and all(is_number(w) or w in ("<NA>", "nan") for w in first)


def read(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """Return one list of boxes; the columns of this program take precedence over those of crYOLO.

    Raises
    ------
    ReadError
        The file is damaged, or its boxes lie in slices of a tomogram.
    """
    head = _HEAD.match(text)
    rows = parse_rows(text, len(head[0])) if head else None
    if head is not None and rows is not None and len(rows):
        return [_read_rows(path, rows, head[1] or "", box_size)]
    if not star_sniff(text):
        return [_read_old(path, text, box_size)]
    loops = [columns for name, columns in read_tables(path, text) if name == "cryolo" and X in columns and Y in columns]
    if len(loops) != 1:
        raise ReadError(path, f"has no coordinates (columns {X} and {Y} in the block data_cryolo)")
    columns = loops[0]

    def column(name: str) -> Floats:
        return (
            parse_numbers(path, name, columns[name].tolist()) if name in columns else np.full(len(columns[X]), np.nan)
        )

    depth = column(Z)
    if (np.nan_to_num(depth) != 0).any():
        raise ReadError(path, f"holds boxes in slices of a tomogram (column {Z}); only boxes in micrographs are read")
    table = np.column_stack([column(n) for n in (X, Y, WIDTH, HEIGHT, CONFIDENCE, EST_WIDTH, EST_HEIGHT)])
    boxes = _boxes_from_corners(path, table, box_size)
    if KIND in columns:
        boxes["kind"] = _as_integers(path, KIND, column(KIND), max(Kind))
        picked = boxes["kind"] != Kind.LABEL
        boxes["confidence"][picked] = table[picked, 4]
    if ID in columns:
        boxes["id"] = _as_integers(path, ID, column(ID), 2**53)  # larger floats skip integers
    mark = MADE_WITH.search(text)
    return [BoxList(None, boxes, _extra(columns), made_with=mark[1] if mark else "")]


def _read_rows(path: Path, rows: Floats, made_with: str, box_size: float | None) -> BoxList:
    """Return the boxes of rows that this program wrote, as `read` would return them."""
    table = rows[:, NUMBERS]
    boxes = _boxes_from_corners(path, table, box_size)
    boxes["kind"], boxes["id"] = rows[:, KIND_COLUMN], rows[:, ID_COLUMN]
    picked = boxes["kind"] != Kind.LABEL
    boxes["confidence"][picked] = table[picked, 4]
    return BoxList(None, boxes, {DEPTH: np.full(len(boxes), "1.0")}, made_with=made_with)


def _as_integers(path: Path, name: str, values: Floats, largest: int) -> NDArray[np.int64]:
    valid = (values >= 0) & (values <= largest) & (values == np.round(values))
    if not valid.all():
        raise ReadError(path, f"has {values[~valid][0]:g} in {name}, row {np.flatnonzero(~valid)[0] + 1}")
    return values.astype(np.int64)


def _extra(columns: Columns) -> Columns:
    """Return the columns without a meaning here that are not empty; those of other formats by their names there."""
    extra = {k: v for k, v in columns.items() if k not in UNDERSTOOD and (v != "<NA>").any()}
    return {unquote(k.removeprefix(FOREIGN)) if k.startswith(FOREIGN) else k: v for k, v in extra.items()}


def _read_old(path: Path, text: str, box_size: float | None) -> BoxList:
    """Return the boxes of a file written before crYOLO 1.8: seven columns without names."""
    rows = []
    for line_number, line in number_lines(text):
        words = line.split()
        if len(words) != OLD_COLUMNS:
            raise ReadError(path, f"has {len(words)} columns in line {line_number} instead of {OLD_COLUMNS}")
        rows.append([parse_number(path, f"line {line_number}", word) for word in words])
    return BoxList(None, _boxes_from_corners(path, np.array(rows, np.float64).reshape(-1, OLD_COLUMNS), box_size))


def _boxes_from_corners(path: Path, table: Floats, box_size: float | None) -> Boxes:
    """Return boxes from a table (n, 7) of corners.

    A box without an estimated size whose confidence is 1 or missing is a label: crYOLO writes manual boxes this way.
    """
    x, y, width, height, confidence, estimated_width, estimated_height = table.T
    if np.isnan(width).any() or np.isnan(height).any():
        raise ReadError(path, f"has boxes without {WIDTH} and {HEIGHT}, so their centres are unknown")
    by_hand = ~(np.isfinite(estimated_width) | np.isfinite(estimated_height)) & ~(confidence < 1)
    confidence = np.where(by_hand, np.nan, confidence)
    boxes = boxes_from_centres(path, x + width / 2, y + height / 2, width, height, confidence, box_size)
    boxes["kind"] = np.where(by_hand, Kind.LABEL, Kind.PICK)
    boxes["estimated_width"], boxes["estimated_height"] = estimated_width, estimated_height
    return boxes


def write(lists: Sequence[BoxList]) -> str:
    """Return the text of a file with one list, rejected boxes included; unknown values are <NA>."""
    (boxlist,) = lists
    made_with = [f"_iceboxer_made_with {boxlist.made_with}"] if boxlist.made_with else []
    if not boxlist.extra:
        return _write_parts(made_with, (*CRYOLO, KIND, ID), format_rows(boxlist.boxes))
    boxes, tags_by_name = boxlist.boxes, _choose_tags(boxlist.extra)
    extra = {tags_by_name[name]: column for name, column in boxlist.extra.items()}
    corner = corners(boxes)
    lengths = {X: corner[:, 0], Y: corner[:, 1], WIDTH: boxes["width"], HEIGHT: boxes["height"]}
    lengths |= {EST_WIDTH: boxes["estimated_width"], EST_HEIGHT: boxes["estimated_height"]}
    columns = {tag: [_format_number(v) for v in values.tolist()] for tag, values in lengths.items()}
    columns[CONFIDENCE] = list(map(_format_confidence, boxes["confidence"].tolist(), boxes["kind"].tolist()))
    columns |= {KIND: list(map(str, boxes["kind"].tolist())), ID: list(map(str, boxes["id"].tolist()))}
    columns |= {tag: [quote(v) for v in column.tolist()] for tag, column in extra.items()}
    columns.setdefault(DEPTH, ["1.0"] * len(boxes))
    tags = [*CRYOLO, *(tag for tag in extra if tag not in CRYOLO), KIND, ID]
    values = [columns.get(tag, ["<NA>"] * len(boxes)) for tag in tags]
    return _write_parts(made_with, tags, [" ".join(row) for row in zip(*values, strict=True)])


def _write_parts(made_with: Sequence[str], tags: Sequence[str], rows: Sequence[str]) -> str:
    return "\n".join(
        [
            *("", "data_global", "", "_cbox_format_version 1.0", *made_with, "", "data_cryolo", "", "loop_"),
            *(f"{tag} #{i}" for i, tag in enumerate(tags, 1)),
            *rows,
            *("", "data_cryolo_include", "", "loop_", "_slice_index #1", "", ""),
        ]
    )


_HEAD = re.compile(
    r"\ndata_global\n\n_cbox_format_version 1\.0\n(?:_iceboxer_made_with (\w{1,64})\n)?\ndata_cryolo\n\nloop_\n"
    + "".join(rf"{tag} #{i}\n" for i, tag in enumerate((*CRYOLO, KIND, ID), 1))
)


def _choose_tags(names: Iterable[str]) -> dict[str, str]:
    """Return each column's tag in the file; a name that is not a valid tag gets a prefix and is percent-encoded.

    The grammar ignores capitals: of two names that differ only in capitals, the second is encoded byte by byte.
    """
    taken = {tag.lower() for tag in (*CRYOLO, KIND, ID)}
    tags: dict[str, str] = {}
    for name in names:
        coded = percent_quote(name)
        if name in CRYOLO and name not in UNDERSTOOD:
            tags[name] = name
            continue
        tag = name if coded == name and len(name) > 1 and name.startswith("_") else FOREIGN + coded
        if tag.lower() in taken:
            tag = FOREIGN + "".join(f"%{byte:02X}" for byte in name.encode())
        taken.add(tag.lower())
        tags[name] = tag
    return tags


def _format_confidence(value: float, kind: int) -> str:
    # a label has the confidence 1, as crYOLO writes it
    return "1.0" if math.isnan(value) and kind == Kind.LABEL else _format_number(value, 9)


def _format_number(value: float, digits: int = 6) -> str:
    return "<NA>" if math.isnan(value) else f"{value:.{digits}f}"


FORMAT = Format("cbox", "CBOX", ".cbox", one_file_for_many=False, holds_sizes=True, sniff=sniff, read=read, write=write)
