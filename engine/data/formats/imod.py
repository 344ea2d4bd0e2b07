"""Reading points of IMOD's models (``.mod``): particles that were clicked in 3dmod.

Source: "IMOD Binary File Format", version 1.2 (https://bio3d.colorado.edu/imod/doc/binspec.html). Numbers are
big-endian. After a header, chunks follow: a name of four letters, and their data. Objects, contours and meshes have no
length of their own; all other chunks begin with it.

x and y are px of the image that was loaded, from the outer edges of its lower left pixel.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Floats
from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.formats.base import BOUND, LARGEST, BoxList, boxes_from_centres
from iceboxer.engine.data.regular_file import begins_with, read_regular
from iceboxer.engine.errors import ReadError

SUFFIX = ".mod"
MAGIC, VERSION, END = b"IMOD", b"V1.2", b"IEOF"
HEADER = 240  # bytes, with the magic
FLAGS_AT = 152  # offset of the model's flags in the header
HAS_ORIGIN, FLIPPED = 1 << 14, 1 << 16  # model flags: the image's origin is known; last seen with y and z exchanged
OBJECT, OBJECT_FLAGS_AT = 176, 132  # bytes of an object's data, and the offset of its flags
SCATTERED = 1 << 9  # object flag
ONE_SLICE = 0.75  # slices; a point of a single image has a z of 0 or -0.5
MEANT = (
    "In 3dmod, make them scattered points (Edit > Object > Type), or convert them with model2point and "
    "`iceboxer convert --columns`"
)


@dataclass
class _Model:
    """The points (n, 3) of each contour, whether they are single particles, and the shift from model to image."""

    contours: list[Floats]
    lines: int = 0  # contours of several points that are not scattered
    shift: tuple[float, float] = (0.0, 0.0)


def sniff(path: Path) -> bool:
    """Return whether a file begins like a model; False if it cannot be read."""
    return begins_with(path, MAGIC)


def read(path: Path, box_size: float | None) -> list[BoxList]:
    """Return the points of a model as boxes of `box_size` px, in one list without a name.

    Raises
    ------
    ReadError
        The file is truncated, or holds lines, or points in several slices or with y and z exchanged.
    EngineError
        `box_size` is None.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ReadError(path, f"is larger than {LARGEST >> 20} MB, too large for points of a micrograph")
        data = read_regular(path)
    except OSError as e:
        raise unreadable(path, e) from e
    try:
        model = _parse(path, data)
    except struct.error as e:
        raise ReadError(path, "is truncated") from e
    if model.lines:
        raise ReadError(path, f"has {model.lines:,} lines of several points, not single particles. {MEANT}")
    points = np.concatenate([np.zeros((0, 3)), *model.contours])
    if not (np.abs(points) < BOUND).all():  # also false for NaN
        raise ReadError(path, "has points whose coordinates are not numbers")
    if (np.abs(points[:, 2]) > ONE_SLICE).any():
        raise ReadError(path, "has points in several slices, as in a tomogram; only points in micrographs are read")
    unknown = np.full(len(points), np.nan)
    x, y = points[:, 0] + model.shift[0], points[:, 1] + model.shift[1]
    return [BoxList(None, boxes_from_centres(path, x, y, unknown, unknown, unknown, box_size))]


def _parse(path: Path, data: bytes) -> _Model:
    """Return the points of a model.

    Raises
    ------
    struct.error
        The data ends early.
    """
    if data[4:8] != VERSION:
        raise ReadError(path, "is a model of an old version of IMOD; open it in 3dmod and save it again")
    (flags,) = struct.unpack_from(">I", data, FLAGS_AT)
    if flags & FLIPPED:
        raise ReadError(path, "is a model whose y and z were exchanged in 3dmod; show the XY view and save it again")
    model, scattered, at = _Model([]), False, HEADER
    while (name := data[at : at + 4]) != END:
        at += 4
        if name == b"OBJT":
            scattered = bool(struct.unpack_from(">I", data, at + OBJECT_FLAGS_AT)[0] & SCATTERED)
            at += OBJECT
        elif name == b"CONT":
            (count,) = struct.unpack_from(">i", data, at)
            at += 16
            model.contours.append(_points(data, at, count))
            model.lines += count > 1 and not scattered
            at += 12 * count
        elif name == b"MESH":
            vertices, indices = struct.unpack_from(">ii", data, at)
            at += 16 + 12 * max(vertices, 0) + 4 * max(indices, 0)
        else:
            (length,) = struct.unpack_from(">i", data, at)
            at += 4
            if name == b"MINX" and flags & HAS_ORIGIN:
                model.shift = _shift(data, at)
            at += max(length, 0)
    return model


def _points(data: bytes, at: int, count: int) -> Floats:
    if count < 0 or at + 12 * count > len(data):
        raise struct.error
    return np.frombuffer(data, ">f4", 3 * count, at).reshape(-1, 3).astype(np.float64)


def _shift(data: bytes, at: int) -> tuple[float, float]:
    """Return the vector in px from the part of the image that was loaded to the whole image.

    It is the origin of the image minus that of the part, in units of the part's pixels.
    """
    numbers = struct.unpack_from(">18f", data, at)
    origin, scale, part = numbers[3:5], numbers[9:11], numbers[12:14]
    shift = [(a - b) / s if s else 0.0 for a, b, s in zip(origin, part, scale, strict=True)]
    return shift[0], shift[1]
