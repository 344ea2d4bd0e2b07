"""IMOD's models: single points are read as particles, all else is refused with a sentence."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.formats import find_box_files, read_boxes
from iceboxer.engine.data.formats.imod import FLIPPED, HAS_ORIGIN, SCATTERED
from iceboxer.engine.errors import EngineError, ReadError

Point = tuple[float, float, float]


def model(*contours: tuple[Point, ...], kind: int = SCATTERED, flags: int = 0, more: bytes = b"") -> bytes:
    """Return a model of one object."""
    header = bytearray(240)
    header[:8] = b"IMODV1.2"
    struct.pack_into(">iiiiI", header, 136, 4096, 4096, 1, 1, flags)
    body = bytearray(176)
    struct.pack_into(">iI", body, 128, len(contours), kind)
    out = bytes(header) + b"OBJT" + bytes(body)
    for points in contours:
        flat = [number for point in points for number in point]
        out += b"CONT" + struct.pack(f">iIii{len(flat)}f", len(points), 0, 0, 0, *flat)
    return out + b"IMAT" + struct.pack(">i", 12) + bytes(12) + more + b"IEOF"


def minx(origin: float, part: float, scale: float) -> bytes:
    numbers = [1.0] * 3 + [origin] * 3 + [0.0] * 3 + [scale] * 3 + [part] * 3 + [0.0] * 3
    return b"MINX" + struct.pack(">i18f", 72, *numbers)


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def centres(path: Path) -> list[tuple[float, float]]:
    (boxlist,) = read_boxes(path, 40)
    assert boxlist.micrograph is None
    assert set(boxlist.boxes["width"].tolist()) <= {40}
    return [(float(x), float(y)) for x, y in boxlist.boxes[["x", "y"]]]


def test_scattered_points_are_centres(tmp_path: Path) -> None:
    mesh = b"MESH" + struct.pack(">iiIhh", 2, 3, 0, 0, 0) + bytes(2 * 12 + 3 * 4)
    path = write(tmp_path / "a.mod", model(((100, 50, 0), (200.5, 150, -0.5)), ((7, 8, 0),), more=mesh))
    assert centres(path) == [(100, 50), (200.5, 150), (7, 8)]


def test_contours_of_one_point_each_are_particles_too(tmp_path: Path) -> None:
    assert centres(write(tmp_path / "a.mod", model(((1, 2, 0),), ((3, 4, 0),), kind=0))) == [(1, 2), (3, 4)]


def test_points_of_a_part_of_the_image_are_shifted(tmp_path: Path) -> None:
    """A part that begins at 20 Å, of pixels of 2 Å: 10 px further."""
    data = model(((1, 2, 0),), flags=HAS_ORIGIN, more=minx(0, -20, 2))
    assert centres(write(tmp_path / "a.mod", data)) == [(11, 12)]
    assert centres(write(tmp_path / "b.mod", model(((1, 2, 0),), more=minx(0, -20, 2)))) == [(1, 2)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (model(((1, 2, 0), (3, 4, 0)), kind=0), "1 lines of several points"),
        (model(((1, 2, 5),)), "several slices"),
        (model(((1, 2, 0),), flags=FLIPPED), "y and z were exchanged"),
        (model(((np.nan, 2, 0),)), "not numbers"),
        (model(((1, 2, 0),)).replace(b"V1.2", b"V1.1"), "old version"),
    ],
)
def test_all_else_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read_boxes(write(tmp_path / "a.mod", data), 40)


def test_damaged_models_are_refused(tmp_path: Path) -> None:
    """Cut anywhere, or with a count of points that the file does not hold."""
    whole = model(((100, 50, 0), (200, 150, 0)))
    for end in range(8, len(whole) - 1, 7):
        with pytest.raises(ReadError, match="truncated"):
            read_boxes(write(tmp_path / "a.mod", whole[:end]), 40)
    for count in (-1, 2**31 - 1):
        with pytest.raises(ReadError, match="truncated"):
            read_boxes(
                write(tmp_path / "a.mod", whole.replace(b"CONT\0\0\0\2", b"CONT" + struct.pack(">i", count))), 40
            )
    with pytest.raises(EngineError, match="box size"):
        read_boxes(write(tmp_path / "a.mod", whole))


def test_models_in_a_folder_are_found_and_converted(tmp_path: Path) -> None:
    write(tmp_path / "a.mod", model(((100, 50, 0),)))
    write(tmp_path / "kernel.mod", b"another program's module")
    assert find_box_files([tmp_path]) == [tmp_path / "a.mod"]
    command = ["convert", tmp_path, "--to", "eman", "--box-size", 40, "--output", tmp_path / "out"]
    assert main([*map(str, command)]) == 0
    assert (tmp_path / "out/a.box").read_text() == "80\t30\t40\t40\n"
