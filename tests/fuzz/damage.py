"""Damage to the bytes of a file: a few edits, drawn by hypothesis or by a random generator."""

from __future__ import annotations

import random
import struct
from dataclasses import dataclass

WORDS = (
    b"nan",
    b"inf",
    b"\n",
    b"<NA>",
    b"'",
    b'"',
    b";",
    b"\n;",
    b"1e400",
    b"1.7e308",
    b"-1",
    b"\t",
    b"#",
    b"\r",
    b"\0",
)
WORDS += (b"loop_", b"data_", b"_", b",", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"1_000", b"../", b"0x1p3", b" " * 50)
WORDS += (b"[" * 200, b"{", b"}", b"9" * 400, b"%s", b"\xf0\x9f\xa7\x8a", b"/etc/passwd", b"\x1f\x8b\x08", b"BZh9")
NUMBERS = (0, 1, -1, 2, 127, 255, 256, 32767, 65535, 2**20, 2**31 - 1, -(2**31), 2**32 - 1, 2**63 - 1)
LAYOUTS = ("<i", ">i", "<q", ">q", "<h", ">h")
LONGEST = 64  # bytes that are removed or repeated


@dataclass(frozen=True)
class Edit:
    """One change at `place` (0 to 1, of the length); what `value` (0 to 65,535) means depends on the `kind`."""

    kind: str
    place: float
    value: int


def _flip(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + bytes([data[at] ^ (value % 255 + 1)]) + data[at + 1 :] if data else data


def _delete(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + data[at + value % LONGEST + 1 :]


def _insert(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + WORDS[value % len(WORDS)] + data[at:]


def _number(data: bytes, at: int, value: int) -> bytes:
    """Write a number at the limit of a header field, in either byte order, at the start of a field."""
    layout = LAYOUTS[value % len(LAYOUTS)]
    size = struct.calcsize(layout)
    number = NUMBERS[value // len(LAYOUTS) % len(NUMBERS)] & (256**size - 1)
    packed = struct.pack(layout[0] + layout[1].upper(), number)
    at -= at % size
    return data[:at] + packed + data[at + size :]


def _cut(data: bytes, at: int, value: int) -> bytes:
    return data[:at] if value % 2 else data[at:]


def _repeat(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + data[at : at + value % LONGEST + 1] * (value // LONGEST % 40 + 1) + data[at:]


KINDS = {"flip": _flip, "delete": _delete, "insert": _insert, "number": _number, "cut": _cut, "repeat": _repeat}


def damaged(data: bytes, edits: list[Edit]) -> bytes:
    """Return the data after all edits."""
    for edit in edits:
        data = KINDS[edit.kind](data, int(edit.place * len(data)), edit.value)
    return data


def drawn(rng: random.Random) -> list[Edit]:
    """Draw one to six edits, often near the beginning, where headers are."""
    kinds = list(KINDS)
    return [
        Edit(rng.choice(kinds), rng.random() ** rng.choice((1, 1, 4)), rng.randrange(65536))
        for _ in range(rng.choice((1, 1, 1, 2, 3, 6)))
    ]
