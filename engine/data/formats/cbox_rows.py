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
    """Return one row for each box, with 6 decimals, 9 for confidences; unknown values are <NA>.

    All digits are made at once, since a noisy micrograph with small boxes has tens of thousands of picks.
    """
    values = _values(boxes)
    by_hand = np.isnan(boxes["confidence"]) & (boxes["kind"] == Kind.LABEL)
    one = np.frombuffer(b"1.0", np.uint8)  # as crYOLO writes labels
    unknown, depth = (np.frombuffer(word, np.uint8) for word in (b"<NA> ", b"1.0 "))
    blank = np.frombuffer(b" ", np.uint8)
    parts: list[Bytes] = []
    for column, number, decimals in zip(_VALUES, values, _DECIMALS[:, 0].tolist(), strict=True):
        field = _format_numbers(number, decimals)
        if column == _CONFIDENCE:
            field[by_hand] = 0
            field[by_hand, : len(one)] = one
        before = {3: (unknown,), 6: (depth,), KIND: (unknown, unknown)}.get(column, ())
        parts += [*before, field, blank]
    parts[-1] = np.frombuffer(b"\n", np.uint8)
    table = np.concatenate([np.broadcast_to(part, (len(boxes), part.shape[-1])) for part in parts], axis=1)
    rows = table[table > 0].tobytes().decode("ascii").split("\n")[:-1]
    for row in np.flatnonzero(_is_inexact(values)).tolist():
        rows[row] = _format_exactly(values[:, row].tolist(), bool(by_hand[row]))
    return rows


def _values(boxes: Boxes) -> Floats:
    """Return the numbers (9, n) of the columns `_VALUES`."""
    corner = corners(boxes)
    names = ("width", "height", "estimated_width", "estimated_height", "confidence", "kind", "id")
    return np.array([corner[:, 0], corner[:, 1], *(boxes[name].astype(np.float64) for name in names)])


def _format_numbers(values: Floats, decimals: int) -> Bytes:
    """Return numbers (n,) as characters (n, width), with 0 for no character; those that are not finite as <NA>."""
    known = np.isfinite(values)
    number = np.rint(np.abs(np.where(known, values, 0)) * 10.0**decimals).clip(0, 2.0**63).astype(np.uint64)
    whole = number // np.uint64(10**decimals)
    part = number - whole * np.uint64(10**decimals)
    left = _format_digits(whole, max(3, len(str(int(whole.max(initial=0))))))
    left[:, :-1] *= np.maximum.accumulate(left[:, :-1] > _ZERO, axis=1)  # no leading zeros
    sign = np.where(np.signbit(values), np.uint8(_MINUS), np.uint8(0))[:, None]
    point = np.full((len(values), min(decimals, 1)), _DOT, np.uint8)
    field = np.concatenate([sign, left, point, _format_digits(part, decimals)], axis=1)
    field[~known] = 0
    field[~known, :4] = np.frombuffer(b"<NA>", np.uint8)
    return field


def _format_digits(numbers: Whole, count: int) -> Bytes:
    """Return the last `count` digits of numbers (n,) as characters (n, count)."""
    digits = np.empty((count, len(numbers)), np.uint8)
    rest = numbers.astype(np.uint32) if count <= 9 else numbers
    ten = rest.dtype.type(10)
    for place in range(count - 1, -1, -1):
        tens = rest // ten  # much faster than divmod
        digits[place] = rest - tens * ten
        rest = tens
    digits += np.uint8(_ZERO)
    return digits.T


def _is_inexact(values: Floats) -> Mask:
    """Return which boxes (n,) have a number that is too large, or too near the middle of two decimals, to be rounded.

    The values (9, n) are those of `_values`.
    """
    scaled = np.abs(values) * 10.0**_DECIMALS
    large = ~(scaled < 2.0**53) & ~np.isnan(values)
    fraction = scaled[:_POINTED] - np.floor(np.where(large[:_POINTED], 0, scaled[:_POINTED]))
    halves = np.abs(fraction - 0.5) <= scaled[:_POINTED] * 2.0**-51
    return np.asarray(large.any(axis=0) | halves.any(axis=0))


def _format_exactly(values: list[float], by_hand: bool) -> str:
    """Return the row of one box."""
    words = [_format(v, f"%.{d}f") for v, d in zip(values[:_POINTED], _DECIMALS[:, 0].tolist(), strict=False)]
    if by_hand:
        words[-1] = "1.0"
    return _WRITTEN % (*words, *values[_POINTED:])


def _format(value: float, pattern: str) -> str:
    return pattern % value if value == value else "<NA>"  # NaN alone differs from itself
