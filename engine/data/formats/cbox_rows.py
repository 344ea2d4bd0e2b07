"""The rows of CBOX files as this program writes them, read and written fast: a project may have millions."""

from __future__ import annotations

import re

import numpy as np

from iceboxer.engine.data.boxes import Boxes, Floats, Kind, corners

# x, y, z, width, height, depth, estimated width and height, confidence, number of boxes, angle, kind, id
_NUMBER = r"(?:-?\d{1,15}\.\d{6,9}|<NA>)"
_CONFIDENCE = rf"(?:{_NUMBER}|1\.0)"
_ROW = (
    rf"{_NUMBER} {_NUMBER} <NA> {_NUMBER} {_NUMBER} 1\.0 {_NUMBER} {_NUMBER} {_CONFIDENCE} <NA> <NA> [012] \d{{1,15}}\n"
)
_END = "\ndata_cryolo_include\n\nloop_\n_slice_index #1\n\n"
WIDTH = 13
NUMBERS = (0, 1, 3, 4, 8, 6, 7)  # x, y of the corner, width, height, confidence, estimated width and height
KIND, ID = 11, 12
_ROWS = re.compile(rf"(?:{_ROW})*")
_WRITTEN = "%s %s <NA> %s %s 1.0 %s %s %s <NA> <NA> %d %d"


def parse_rows(text: str, start: int) -> Floats | None:
    """Return the rows (n, 13) that begin at `start` and end with the file; None if they are not as written here.

    Missing values are NaN.
    """
    found = _ROWS.match(text, start)
    if found is None or text[found.end() :] != _END:
        return None
    body = text[start : found.end()]
    if "<NA>" in body:
        body = body.replace("<NA>", "nan")
    return np.fromstring(body, np.float64, sep=" ").reshape(-1, WIDTH)


def format_rows(boxes: Boxes) -> list[str]:
    """Return one row for each box, with 6 decimals, 9 for confidences; unknown values are <NA>."""
    corner = corners(boxes)
    by_hand = np.isnan(boxes["confidence"]) & (boxes["kind"] == Kind.LABEL)
    confidence = [_format(v, "%.9f") for v in boxes["confidence"].tolist()]
    for row in np.flatnonzero(by_hand).tolist():
        confidence[row] = "1.0"  # as crYOLO writes labels
    lengths = (corner[:, 0], corner[:, 1], boxes["width"], boxes["height"])
    estimates = (boxes["estimated_width"], boxes["estimated_height"])
    columns = [[_format(v, "%.6f") for v in values.tolist()] for values in (*lengths, *estimates)]
    rows = zip(*columns, confidence, boxes["kind"].tolist(), boxes["id"].tolist(), strict=True)
    return [_WRITTEN % row for row in rows]


def _format(value: float, pattern: str) -> str:
    return pattern % value if value == value else "<NA>"  # NaN alone differs from itself
