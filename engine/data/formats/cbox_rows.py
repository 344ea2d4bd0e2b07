"""The rows of CBOX files as this program writes them, read and written fast: a project may have millions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Floats, Kind, corners

# x, y, z, width, height, depth, estimated width and height, confidence, number of boxes, angle, kind, id
_END = "\ndata_cryolo_include\n\nloop_\n_slice_index #1\n\n"
WIDTH = 13
NUMBERS = (0, 1, 3, 4, 8, 6, 7)  # x, y of the corner, width, height, confidence, estimated width and height
KIND, ID = 11, 12
_DEPTH, _UNUSED, _CONFIDENCE = 5, [2, 9, 10], 8
_VALUES = [0, 1, 3, 4, 6, 7, _CONFIDENCE, KIND, ID]  # columns of numbers
_DECIMALS = np.array([[6, 6, 6, 6, 6, 6, 9, 0, 0]]).T
_POINTED = 7  # so many of `_VALUES` have decimals, a sign, and missing values; the last of these is the confidence
_WRITTEN = "%s %s <NA> %s %s 1.0 %s %s %s <NA> <NA> %d %d"
_BLANK, _DOT, _MINUS, _ZERO = b" .-0"
_SEPARATORS = np.frombuffer(b" " * (WIDTH - 1) + b"\n", np.uint8)
_MISSING, _ONE = (np.frombuffer(word, "<u4")[0] for word in (b"<NA>", b"1.0 "))
_MOST = 8  # digits that are parsed at once

Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]
Whole = NDArray[np.uint64]
Mask = NDArray[np.bool_]


def parse_rows(text: str, start: int) -> Floats | None:
    """Return the rows (n, 13) that begin at `start` and end with the file; None if they are not as written here.

    Missing values are NaN. The digits of all numbers are parsed at once, eight at a time, since opening a project
    reads millions of rows.
    """
    if not text.endswith(_END, start):
        return None
    body = text[start : len(text) - len(_END)]
    if not body:
        return np.zeros((0, WIDTH))
    return _parse(np.frombuffer(f"{'':{_MOST}}{body}".encode("ascii"), np.uint8)) if body.isascii() else None


def _parse(text: Bytes) -> Floats | None:
    """Return the rows of a text that begins with `_MOST` blanks; None if they are not as written here."""
    ends: Places = np.flatnonzero(text[_MOST:] <= _BLANK) + _MOST
    if not len(ends) or len(ends) % WIDTH or ends[-1] != len(text) - 1:
        return None
    starts = np.concatenate([[_MOST], ends[:-1] + 1]).reshape(-1, WIDTH).T
    ends = ends.reshape(-1, WIDTH).T
    fours: NDArray[np.uint32] = np.ndarray(len(text) - 3, "<u4", text, strides=(1,))  # the 4 bytes from each place
    words = fours[starts[:KIND]]
    missing, one = (words == _MISSING) & (ends[:KIND] - starts[:KIND] == 4), words == _ONE
    if not ((text[ends.T] == _SEPARATORS).all() and missing[_UNUSED].all() and one[_DEPTH].all()):
        return None
    values, valid = _parse_numbers(text, starts[_VALUES], ends[_VALUES])
    for row, column in enumerate(_VALUES[:_POINTED]):
        values[row, missing[column]], valid[row, missing[column]] = np.nan, True
    labels = one[_CONFIDENCE]
    values[_POINTED - 1, labels], valid[_POINTED - 1, labels] = 1.0, True
    if not valid.all() or (values[_POINTED] > max(Kind)).any():
        return None
    columns = np.full(starts.shape, np.nan)
    columns[_DEPTH], columns[_VALUES] = 1.0, values
    return columns.T


def _parse_numbers(text: Bytes, starts: Places, ends: Places) -> tuple[Floats, Mask]:
    """Return the numbers (9, n) of the columns `_VALUES`, and which of them are valid.

    Each is the quotient of an integer below 2^53 and a power of ten, which a float holds exactly, so that it is
    rounded as by any other reader.
    """
    eights: Whole = np.ndarray(len(text) - 7, "<u8", text, strides=(1,))  # the 8 bytes from each place
    negative = text[starts] == _MINUS
    points = ends - _DECIMALS - (_DECIMALS > 0)  # where the whole part ends
    whole, valid = _parse_digits(eights, points, points - starts - negative)
    valid[_POINTED:] &= ~negative[_POINTED:]
    decimals = _DECIMALS[:_POINTED]
    parts, good = _parse_digits(eights, ends[:_POINTED], np.minimum(decimals, _MOST))
    valid[:_POINTED] &= good & (text[points[:_POINTED]] == _DOT)
    first = text[points[_POINTED - 1] + 1] - np.uint8(_ZERO)  # decimal of the confidence, which has nine
    valid[_POINTED - 1] &= first <= 9
    parts[-1] += first * np.uint64(10**_MOST)
    values = whole.astype(np.float64)
    values[:_POINTED] = (values[:_POINTED] * 10.0**decimals + parts) / 10.0**decimals
    return np.where(negative, -values, values), valid


def _parse_digits(eights: Whole, ends: Places, counts: Places) -> tuple[Whole, Mask]:
    """Return the integers whose `counts` digits, 1 to 8, end before each of `ends`, and which are digits only."""
    unused = (8 * (_MOST - counts.clip(1, _MOST))).astype(np.uint64)
    digits = (
        (eights[ends - _MOST] ^ np.uint64(0x3030303030303030)) >> unused << unused
    )  # one in a byte, the first lowest
    valid = (digits + np.uint64(0x7676767676767676)) & np.uint64(0x8080808080808080) == 0  # none above 9
    pairs = digits * np.uint64(10) + (digits >> np.uint64(8))  # each in every second byte
    pair = np.uint64(0x000000FF000000FF)
    high = (pairs & pair) * np.uint64(100 + (1_000_000 << 32))
    low = (pairs >> np.uint64(16) & pair) * np.uint64(1 + (10_000 << 32))
    return high + low >> np.uint64(32), valid & (counts >= 1) & (counts <= _MOST)


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
