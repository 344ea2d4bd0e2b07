"""Masks on disk: the junk maps that picking writes, masks that a person painted, and masks of other programs."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import PIL.Image
from PIL.PngImagePlugin import PngInfo

from iceboxer.engine.data.atomic import write_bytes
from iceboxer.engine.data.junk import CLEARED, FILM, KINDS, PAINTED, JunkMap, JunkMask
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.regular_file import read_regular
from iceboxer.engine.errors import ReadError

GREY_STEP = 51  # of the grey values of two kinds: 255 is the fifth
NOTE = "Iceboxer"  # key of the text in the PNG
MASKED = 0.5  # of the highest value of a soft mask
NOISE = 0.1  # of the highest value: a soft mask may go below 0 by so much, from interpolation
PAINTED_GREY = {128: CLEARED, 255: PAINTED}  # grey values of a person's mask
DAMAGED = "is a damaged mask; replace it with a good copy, or delete it"


class ReadMask(NamedTuple):
    """A mask in a file, and whether another program wrote it with more than two values."""

    mask: JunkMask
    soft: bool


def write_mask(path: Path, mask: JunkMask, painted: bool = False) -> None:
    """Write a junk map or a person's mask as an 8-bit PNG, see `encode_mask`."""
    write_bytes(path, encode_mask(mask, painted))


def encode_mask(mask: JunkMask, painted: bool = False) -> bytes:
    """Return the content of an 8-bit PNG, the top row first; a text in it states the scale and the grey values.

    Of a junk map, 0 is clean and 51, 102, … are the kinds in their order. Of a mask that a person `painted`, 255 is
    painted and 128 is erased from the junk map. The scale is micrograph px per pixel along x and y.
    """
    cells = mask.cells[::-1]
    if painted:
        kinds = {"128": "erased", "255": "painted"}
        grey = np.zeros(cells.shape, np.uint8)
        for value, kind in PAINTED_GREY.items():
            grey[cells == kind] = value
    else:
        kinds = {str(GREY_STEP * number): kind for number, kind in enumerate(KINDS, 1)}
        grey = np.ascontiguousarray(cells.astype(np.uint8) * GREY_STEP)
    note = PngInfo()
    note.add_text(NOTE, json.dumps({"micrograph_px_per_pixel": list(mask.scale), "kinds": kinds}))
    content = io.BytesIO()
    PIL.Image.fromarray(grey).save(content, "PNG", pnginfo=note)
    return content.getvalue()


def decode_mask(path: Path, content: bytes) -> JunkMask | None:
    """Return the junk map or the person's mask in a PNG of this program; None if the file is another one.

    Raises
    ------
    ReadError
        The file is damaged.
    """
    try:
        with PIL.Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
            note = json.loads(str(picture.info.get(NOTE, "null")))
            if note is None:
                return None
            x, y = (float(n) for n in note["micrograph_px_per_pixel"])
            painted = "255" in note["kinds"] and note["kinds"]["255"] == "painted"
            grey = np.asarray(picture)
    except (OSError, ValueError, TypeError, KeyError, SyntaxError) as e:
        raise ReadError(path, DAMAGED) from e
    if grey.ndim != 2 or grey.dtype != np.uint8 or not (0 < x < np.inf and 0 < y < np.inf):
        raise ReadError(path, DAMAGED)
    grey = grey[::-1]
    if painted:
        kinds = np.zeros(grey.shape, np.int8)
        for value, kind in PAINTED_GREY.items():
            kinds[grey == value] = kind
    else:
        kinds = np.minimum(grey // GREY_STEP, len(KINDS)).astype(np.int8)
    return JunkMask(np.ascontiguousarray(kinds), (x, y))


def read_mask(path: Path, shape: tuple[int, int], threshold: float = MASKED) -> JunkMask:
    """Read the mask of a micrograph of `shape` (height, width) px, see `read_any_mask`."""
    return read_any_mask(path, shape, threshold).mask


def read_any_mask(path: Path, shape: tuple[int, int], threshold: float = MASKED) -> ReadMask:
    """Read the mask of a micrograph of `shape` (height, width) px.

    A mask of another program (PNG, TIFF, MRC, JPEG) covers the whole micrograph at any scale. Its pixels of at least
    `threshold` times its highest value are masked, and count as film.

    Raises
    ------
    ReadError
        The file cannot be read, has other proportions than the micrograph, or masks all of it.
    """
    own = _own_mask(path)
    soft = False
    if own is None:
        image = open_micrograph(path).read_stored()
        _check_values(path, image)
        own = JunkMask(_masked(image, threshold), (shape[1] / image.shape[1], shape[0] / image.shape[0]))
        soft = bool(((image > image.min()) & (image < image.max())).any())
        _check_shape(path, own, shape)
        if own.cells.all():
            raise ReadError(path, "masks the whole micrograph; if masked and clean are swapped, invert the mask")
    _check_shape(path, own, shape)
    return ReadMask(own, soft)


def _own_mask(path: Path) -> JunkMask | None:
    if path.suffix.lower() != ".png":
        return None
    try:
        return decode_mask(path, read_regular(path))
    except OSError as e:
        raise ReadError(path, f"cannot be read ({e.strerror})") from e


def _check_values(path: Path, image: np.ndarray) -> None:
    if not np.isfinite(image).all():
        raise ReadError(path, "has pixels that are not numbers (NaN or infinity), so it does not show what is masked")
    if image.min() < -NOISE * image.max():
        raise ReadError(path, "has negative values, so it is no mask; a mask is 0 where nothing is masked")


def _check_shape(path: Path, mask: JunkMask, shape: tuple[int, int]) -> None:
    """Raise an error for a mask of other proportions than the micrograph."""
    rows, columns = mask.cells.shape
    # a map of this program ends with a cell that may be cut by the micrograph's edge
    x, y = mask.scale
    if abs(rows * y - shape[0]) <= 1.01 * y and abs(columns * x - shape[1]) <= 1.01 * x and 0.9 < x / y < 1.1:
        return
    reason = f"is a mask of {columns} × {rows} px, which does not fit {shape[1]} × {shape[0]} px"
    if 0.9 < (shape[0] / columns) / (shape[1] / rows) < 1.1:
        reason += "; it lies on its side, so turn it by a quarter first"
    raise ReadError(path, reason)


def _masked(image: np.ndarray, threshold: float) -> JunkMap:
    highest = float(image.max())
    cells: JunkMap = ((image >= threshold * highest) & (image > 0)).astype(np.int8) * np.int8(FILM)
    return cells
