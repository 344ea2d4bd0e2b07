"""Masks on disk: the junk maps that picking writes, and masks of other programs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import PIL.Image
from PIL.PngImagePlugin import PngInfo

from iceboxer.engine.data.atomic import replacing
from iceboxer.engine.data.junk import FILM, KINDS, JunkMap, JunkMask
from iceboxer.engine.data.micrograph import SUFFIXES, open_micrograph, stem_of
from iceboxer.engine.data.regular_file import require_regular
from iceboxer.engine.errors import ReadError

GREY_STEP = 51  # of the grey values of two kinds: 255 is the fifth
NOTE = "Iceboxer"  # key of the text in the PNG
MASKED = 0.5  # of the highest value of a soft mask


def write_mask(path: Path, mask: JunkMask) -> None:
    """Write a junk map as an 8-bit PNG, the top row first: 0 is clean, 51, 102, … are the kinds in their order.

    A text in the file states the micrograph px per pixel along x and y, and the kinds.
    """
    note = PngInfo()
    kinds = {str(GREY_STEP * number): kind for number, kind in enumerate(KINDS, 1)}
    note.add_text(NOTE, json.dumps({"micrograph_px_per_pixel": list(mask.scale), "kinds": kinds}))
    grey = np.ascontiguousarray(mask.cells[::-1].astype(np.uint8) * GREY_STEP)
    with replacing(path) as temporary:
        PIL.Image.fromarray(grey).save(temporary, "PNG", pnginfo=note)


def read_mask(path: Path, shape: tuple[int, int]) -> JunkMask:
    """Read the mask of a micrograph of `shape` (height, width) px.

    A mask of another program (PNG, TIFF, MRC, JPEG) covers the whole micrograph at any scale; its pixels of half of its
    highest value or more are masked, and count as film.

    Raises
    ------
    ReadError
        The file cannot be read, or has other proportions than the micrograph.
    """
    own = _own_mask(path)
    if own is None:
        image = open_micrograph(path).read()
        own = JunkMask(_masked(image), (shape[1] / image.shape[1], shape[0] / image.shape[0]))
    rows, columns = own.cells.shape
    # a map of this program ends with a cell that may be cut by the micrograph's edge
    x, y = own.scale
    if abs(rows * y - shape[0]) > 1.01 * y or abs(columns * x - shape[1]) > 1.01 * x or not 0.9 < x / y < 1.1:
        raise ReadError(path, f"is a mask of {columns} × {rows} px, which does not fit {shape[1]} × {shape[0]} px")
    return own


def find_mask(folder: Path, stem: str) -> Path | None:
    """Return the file in a folder that is the mask of the micrograph with this stem, or None."""
    named = [path for path in sorted(folder.glob(f"{_escaped(stem)}.*")) if path.name.lower().endswith(SUFFIXES)]
    return next((path for path in named if stem_of(path) == stem), None)


def _own_mask(path: Path) -> JunkMask | None:
    """Return the junk map in a PNG of this program, None if the file is another one."""
    if path.suffix.lower() != ".png":
        return None
    try:
        require_regular(path)
        with PIL.Image.open(path, formats=("PNG",)) as picture:
            note = json.loads(str(picture.info.get(NOTE, "null")))
            if note is None:
                return None
            x, y = (float(n) for n in note["micrograph_px_per_pixel"])
            grey = np.asarray(picture)
    except (OSError, ValueError, TypeError, KeyError, SyntaxError) as e:
        raise ReadError(path, "is a damaged mask; delete it and pick again") from e
    if grey.ndim != 2 or not (x > 0 and y > 0):
        raise ReadError(path, "is a damaged mask; delete it and pick again")
    kinds = np.minimum(grey[::-1] // GREY_STEP, len(KINDS)).astype(np.int8)
    return JunkMask(np.ascontiguousarray(kinds), (x, y))


def _masked(image: np.ndarray) -> JunkMap:
    highest = float(image.max())
    cells: JunkMap = ((image >= MASKED * highest) & (highest > 0)).astype(np.int8) * np.int8(FILM)
    return cells


def _escaped(stem: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in stem)
