"""The box size of micrographs that have no boxes yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from iceboxer.boxmanager.document.project import DEFAULT_BOX_SIZE
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.errors import EngineError

BOXES_PER_WIDTH = 22  # the first box size is this part of a micrograph's width
SMALLEST_FIRST_SIZE = 16.0  # px


def first_box_size(found: Sequence[Path]) -> float:
    """Return a box size in px for micrographs without boxes, an even part of their width."""
    for path in found[:3]:
        try:
            width = open_micrograph(path).shape[1]
        except EngineError:
            continue
        return max(SMALLEST_FIRST_SIZE, 2.0 * round(width / BOXES_PER_WIDTH / 2))
    return DEFAULT_BOX_SIZE
