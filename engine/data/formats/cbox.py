"""CBOX, crYOLO's format: corners, sizes, confidence and estimated sizes; the only one that keeps all picks.

Our own columns come after crYOLO's: the kind of each box and its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import gemmi
import numpy as np

from engine.data.boxes import Boxes, Floats, Kind, corners
from engine.data.formats.base import BoxList, Format, boxes_from_centres, is_number, lines_of, number, numbers
from engine.data.formats.star import Columns, tables
from engine.errors import ReadError

X, Y, Z, WIDTH, HEIGHT = "_CoordinateX", "_CoordinateY", "_CoordinateZ", "_Width", "_Height"
CONFIDENCE, EST_WIDTH, EST_HEIGHT = "_Confidence", "_EstWidth", "_EstHeight"
CRYOLO = (X, Y, Z, WIDTH, HEIGHT, "_Depth", EST_WIDTH, EST_HEIGHT, CONFIDENCE, "_NumBoxes", "_Angle")
KIND, ID = "_iceboxer_kind", "_iceboxer_id"
UNDERSTOOD = (X, Y, WIDTH, HEIGHT, EST_WIDTH, EST_HEIGHT, CONFIDENCE, KIND, ID)
OLD_COLUMNS = 7  # before crYOLO 1.8: x, y, width, height, confidence, estimated width and height


def sniff(text: str) -> bool:
    """crYOLO's data block, or rows of seven numbers."""
    if "data_cryolo" in text or "_cbox_format_version" in text:
        return True
    first = next((line.split() for _, line in lines_of(text)), [])
    return len(first) == OLD_COLUMNS and all(is_number(w) or w in ("<NA>", "nan") for w in first)


def read(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """One list.

    Raises
    ------
    ReadError
        It is damaged, or of a tomogram: its boxes lie in several slices.
    """
    if "data_" not in text:
        return [_old(path, text, box_size)]
    columns = tables(path, text).get("cryolo", {})
    if X not in columns or Y not in columns:
        raise ReadError(path, f"holds no coordinates (columns {X} and {Y} in the block data_cryolo)")
    length = len(columns[X])
    if any(len(column) != length for column in columns.values()):
        raise ReadError(path, "has columns of unequal length")

    def column(name: str) -> Floats:
        return numbers(path, name, columns[name].tolist()) if name in columns else np.full(length, np.nan)

    depth = column(Z)
    if np.unique(depth[np.isfinite(depth)]).size > 1:
        raise ReadError(path, "holds boxes in several slices of a tomogram; here are micrographs only")
    table = np.column_stack([column(n) for n in (X, Y, WIDTH, HEIGHT, CONFIDENCE, EST_WIDTH, EST_HEIGHT)])
    boxes = _boxes(path, table, box_size)
    if KIND in columns:
        boxes["kind"] = np.clip(np.nan_to_num(column(KIND)), 0, max(Kind))
    if ID in columns:
        boxes["id"] = np.nan_to_num(column(ID))
    return [BoxList(None, boxes, _extra(columns))]


def _extra(columns: Columns) -> Columns:
    """Columns that are not understood and say something."""
    return {k: v for k, v in columns.items() if k not in UNDERSTOOD and (v != "<NA>").any()}


def _old(path: Path, text: str, box_size: float | None) -> BoxList:
    rows = []
    for line_number, line in lines_of(text):
        words = line.split()
        if len(words) != OLD_COLUMNS:
            raise ReadError(path, f"has {len(words)} columns in line {line_number} where {OLD_COLUMNS} belong")
        rows.append([number(path, f"line {line_number}", word) for word in words])
    return BoxList(None, _boxes(path, np.array(rows, np.float64).reshape(-1, OLD_COLUMNS), box_size))


def _boxes(path: Path, table: Floats, box_size: float | None) -> Boxes:
    """From corners (n, 7). A confidence of exactly 1 without an estimated size is how a person's box is written."""
    x, y, width, height, confidence, estimated_width, estimated_height = table.T
    by_hand = ~np.isfinite(estimated_width) & ~(confidence < 1)
    confidence = np.where(by_hand, np.nan, confidence)
    half_width, half_height = np.nan_to_num(width) / 2, np.nan_to_num(height) / 2
    boxes = boxes_from_centres(path, x + half_width, y + half_height, width, height, confidence, box_size)
    boxes["estimated_width"], boxes["estimated_height"] = estimated_width, estimated_height
    return boxes


def write(lists: Sequence[BoxList]) -> str:
    """All boxes, the rejected ones too; what this program cannot know is <NA>."""
    (boxlist,) = lists
    boxes, extra = boxlist.boxes, boxlist.extra
    more = [n for n in extra if n.startswith("_") and not n.startswith("_rln") and n not in CRYOLO]
    corner = corners(boxes)
    columns = {
        X: [f"{v:.6f}" for v in corner[:, 0]],
        Y: [f"{v:.6f}" for v in corner[:, 1]],
        WIDTH: [f"{v:.6f}" for v in boxes["width"]],
        HEIGHT: [f"{v:.6f}" for v in boxes["height"]],
        EST_WIDTH: [_number(v, 6) for v in boxes["estimated_width"]],
        EST_HEIGHT: [_number(v, 6) for v in boxes["estimated_height"]],
        # a person's box has the confidence 1, as crYOLO writes it
        CONFIDENCE: ["1.0" if np.isnan(v) else _number(v, 9) for v in boxes["confidence"]],
        KIND: [str(int(v)) for v in boxes["kind"]],
        ID: [str(int(v)) for v in boxes["id"]],
    }
    columns |= {n: [gemmi.cif.quote(str(v)) for v in extra[n]] for n in extra if n in CRYOLO or n in more}
    columns.setdefault("_Depth", ["1.0"] * len(boxes))
    tags = [*CRYOLO, *more, KIND, ID]
    values = [columns.get(tag, ["<NA>"] * len(boxes)) for tag in tags]
    return "\n".join(
        [
            *("", "data_global", "", "_cbox_format_version 1.0", "", "data_cryolo", "", "loop_"),
            *(f"{tag} #{i}" for i, tag in enumerate(tags, 1)),
            *(" ".join(row) for row in zip(*values, strict=True)),
            *("", "data_cryolo_include", "", "loop_", "_slice_index #1", "", ""),
        ]
    )


def _number(value: float, digits: int) -> str:
    return "<NA>" if np.isnan(value) else f"{value:.{digits}f}"


FORMAT = Format("cbox", "CBOX", ".cbox", many=False, sniff=sniff, read=read, write=write)
