"""EMAN2's ``info/NAME_info.json``, in which e2boxer keeps the boxes of a micrograph, by their centres.

The key ``boxes`` holds rows of x, y, the name of the picking mode, and sometimes a score. The box size stands elsewhere
in the project. Source: e2boxer of EMAN2 (https://blake.bcm.edu/emanwiki/EMAN2), which subtracts half the box size from
x and y to write `.box` files.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np

from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.folders import is_file
from iceboxer.engine.data.formats.base import BOUND, BoxList, Format, boxes_from_centres, drop_rejected, read_text
from iceboxer.engine.errors import EngineError, ReadError

SUFFIX = "_info.json"
BOXES, BOXES_3D = "boxes", "boxes_3d"
MANUAL = "manual"


def sniff(text: str) -> bool:
    """Return whether a text looks like JSON with boxes."""
    return text.lstrip().startswith("{") and f'"{BOXES}' in text


def has_boxes(path: Path) -> bool:
    """Return whether an info file holds boxes; EMAN2 writes one for every micrograph, boxed or not."""
    try:
        return bool(_parse(path, read_text(path)).get(BOXES))
    except ReadError:
        return True  # reading it will report the reason


def read(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """Return one list, named after the file; boxes of the mode "manual" are labels, all others picks.

    Raises
    ------
    ReadError
        The file is not valid JSON or has no boxes in a micrograph.
    EngineError
        `box_size` is None.
    """
    rows = _rows(path, text)
    for number, row in enumerate(rows, 1):
        if not (isinstance(row, list) and len(row) >= 3 and all(map(_is_number, row[:2])) and isinstance(row[2], str)):
            raise ReadError(path, f"has no x, y and mode in box {number} ({str(row)[:40]})")
    scores = [float(row[3]) if len(row) > 3 and _is_number(row[3]) else np.nan for row in rows]
    x, y = (np.array([row[axis] for row in rows], np.float64) for axis in (0, 1))
    no_size = np.full(len(rows), np.nan)
    boxes = boxes_from_centres(path, x, y, no_size, no_size, np.array(scores, np.float64), box_size)
    boxes["kind"] = [Kind.LABEL if row[2] == MANUAL else Kind.PICK for row in rows]
    name = path.name.removesuffix(SUFFIX)
    return [BoxList(name if name != path.name else None, boxes)]


def _rows(path: Path, text: str) -> list[Any]:
    content = _parse(path, text)
    rows = content.get(BOXES)
    if isinstance(rows, list):
        return rows
    if BOXES_3D in content:
        raise ReadError(path, "holds boxes in a tomogram; only boxes in micrographs are read")
    raise ReadError(path, f"has no boxes (key '{BOXES}')")


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise ReadError(path, "is not valid JSON, as EMAN2's info files are") from e
    if not isinstance(content, dict):
        raise ReadError(path, "is not an info file of EMAN2")
    return content


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < BOUND


def write(lists: Sequence[BoxList]) -> str:
    """Return the text of a file with one list. Rejected boxes and confidences are omitted: every box is "manual"."""
    boxes = drop_rejected(lists[0]).boxes
    rows = [f"[{round(x, 6)}, {round(y, 6)}, {json.dumps(MANUAL)}]" for x, y in boxes[["x", "y"]].tolist()]
    return f'{{"{BOXES}": [\n' + ",\n".join(rows) + "\n]}\n"


def check_replaceable(path: Path) -> None:
    """Raise an error if a file holds more than boxes: EMAN2 keeps the CTF and more in it.

    Raises
    ------
    EngineError
    """
    if not is_file(path):
        return
    try:
        content = _parse(path, read_text(path))
    except ReadError:
        return  # it is no info file of EMAN2
    if set(content) - {BOXES}:
        raise EngineError(
            f"{path} was not written: it holds more than boxes, such as EMAN2's CTF. Choose another output folder."
        )


FORMAT = Format(
    "eman2",
    "EMAN2 info",
    SUFFIX,
    one_file_for_many=False,
    holds_sizes=False,
    sniff=sniff,
    read=read,
    write=write,
)
