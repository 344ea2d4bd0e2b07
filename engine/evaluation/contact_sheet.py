"""A contact sheet: numbered crops of particles in one PNG, for a person to judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from iceboxer.engine.data.atomic import replacing
from iceboxer.engine.data.filters import Image, clip_outliers, fill_dead_border, normalise, percentile_range
from iceboxer.engine.data.shrinking import shrink

Crop = NDArray[np.uint8]  # square, row 0 at the top

CROP = 240  # px of a crop on the sheet
BOXES_PER_CROP = 2.0  # the box and half a box of surroundings on each side
BLUR = 0.03  # standard deviation of the low-pass in box sides; finer detail is noise at this size
CONTRAST = 5.0  # black to white in interquartile ranges, which carbon film and ice crystals hardly change
TICK = 0.16  # length of the corner ticks in box sides
MARGIN, HEADER = 8, 20  # px between crops, and for the number above each
BACKGROUND, OUTSIDE, TICK_GREY, INK = 255, 96, 255, 0


@dataclass(frozen=True)
class GreyMicrograph:
    """A micrograph prepared for crops: grey values 0 to 255, row 0 at the bottom, and px of the original per pixel."""

    pixels: Image
    scale: tuple[float, float]  # along x and y


def prepare_grey(image: Image, box_size: float, side: int = CROP) -> GreyMicrograph:
    """Flatten and low-pass a micrograph; the contrast follows the quartiles of the whole micrograph.

    Parameters
    ----------
    image : array (height, width)
        Row 0 at the bottom.
    box_size : float
        Side of a box in px.
    side : int
        Side in px of the crops to be cut, which sets the resolution.
    """
    factor = max(1.0, box_size * BOXES_PER_CROP / side)
    small = shrink(clip_outliers(fill_dead_border(image)), factor)
    flat = normalise(small, 1.5 * box_size / factor)
    smooth = scipy.ndimage.gaussian_filter(flat, BLUR * box_size / factor, mode="nearest")
    low, high = percentile_range(smooth, 25, 75)
    middle, half = (low + high) / 2, CONTRAST * (high - low) / 2
    grey = np.clip((smooth - middle) / half / 2 + 0.5, 0, 1) * 255
    return GreyMicrograph(grey.astype(np.float32), (image.shape[1] / small.shape[1], image.shape[0] / small.shape[0]))


def cut_crop(
    grey: GreyMicrograph, x: float, y: float, box_size: float, side: int = CROP, boxes: float = BOXES_PER_CROP
) -> Crop:
    """Return the crop (side, side), `boxes` box sides wide, around a centre, dark grey outside the micrograph.

    Centre and box size are in px of the original, y up.
    """
    offsets = ((np.arange(side) + 0.5) / side - 0.5) * boxes * box_size
    columns = (x + offsets) / grey.scale[0] - 0.5
    rows = (y - offsets) / grey.scale[1] - 0.5
    at = np.meshgrid(rows, columns, indexing="ij")
    cut = scipy.ndimage.map_coordinates(grey.pixels, at, order=1, mode="constant", cval=OUTSIDE)
    crop: Crop = np.round(cut).astype(np.uint8)
    return crop


def write_sheet(path: Path, crops: Sequence[Crop], columns: int = 8) -> None:
    """Write the crops, numbered from 1, as a PNG; ticks mark the corners of the box without covering the particle.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    columns = min(columns, max(len(crops), 1))
    rows = -(-len(crops) // columns)
    width, height = CROP + MARGIN, CROP + MARGIN + HEADER
    sheet = Pictures.new("L", (columns * width + MARGIN, rows * height + MARGIN), BACKGROUND)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=16)
    for number, crop in enumerate(crops):
        left, top = MARGIN + number % columns * width, MARGIN + number // columns * height
        draw.text((left, top), str(number + 1), INK, font=font)
        sheet.paste(Pictures.fromarray(crop), (left, top + HEADER))
        _draw_ticks(draw, left, top + HEADER)
    with replacing(path) as temporary:
        sheet.save(temporary)


def _draw_ticks(draw: ImageDraw.ImageDraw, left: int, top: int) -> None:
    """Draw the corners of the box, white with a black edge so that they are visible on any crop."""
    side = CROP / BOXES_PER_CROP
    low, high, length = (CROP - side) / 2, (CROP + side) / 2, TICK * side
    for x, step_x in ((low, length), (high, -length)):
        for y, step_y in ((low, length), (high, -length)):
            corner = (left + x, top + y)
            ends = ((left + x + step_x, top + y), corner, (left + x, top + y + step_y))
            draw.line(ends, INK, width=3)
            draw.line(ends, TICK_GREY, width=1)
