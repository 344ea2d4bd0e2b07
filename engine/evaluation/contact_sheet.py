"""A contact sheet: numbered crops of particles in one PNG, for a person to judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from iceboxer.engine.data.atomic import replacing
from iceboxer.engine.data.filters import Image, clip_outliers, fill_dead_border, normalise, percentile_range
from iceboxer.engine.data.shrinking import shrink

Tile = NDArray[np.uint8]  # (TILE, TILE), row 0 at the top

TILE = 240  # px of a crop on the sheet
BOXES_PER_TILE = 2.0  # the box and half a box of surroundings on each side
BLUR = 0.03  # standard deviation of the low-pass in box sides; finer detail is noise at this size
CONTRAST = 5.0  # black to white in ranges between the quartiles, which neither carbon film nor ice crystals stretch
TICK = 0.16  # length of the corner ticks in box sides
MARGIN, HEADER = 8, 20  # px between crops, and for the number above each
BACKGROUND, OUTSIDE, TICK_GREY, INK = 255, 96, 255, 0


@dataclass(frozen=True)
class Scenery:
    """A micrograph prepared for crops: grey values 0 to 255, row 0 at the bottom, and px of the original per pixel."""

    pixels: Image
    scale: tuple[float, float]  # along x and y


def prepare_scenery(image: Image, box_size: float) -> Scenery:
    """Flatten and low-pass a micrograph; the contrast follows the quartiles of the whole micrograph.

    Parameters
    ----------
    image : array (height, width)
        Row 0 at the bottom.
    box_size : float
        Side of a box in px.
    """
    factor = max(1.0, box_size * BOXES_PER_TILE / TILE)
    small = shrink(clip_outliers(fill_dead_border(image)), factor)
    flat = normalise(small, 1.5 * box_size / factor)
    smooth = scipy.ndimage.gaussian_filter(flat, BLUR * box_size / factor, mode="nearest")
    low, high = percentile_range(smooth, 25, 75)
    middle, half = (low + high) / 2, CONTRAST * (high - low) / 2
    grey = np.clip((smooth - middle) / half / 2 + 0.5, 0, 1) * 255
    return Scenery(grey.astype(np.float32), (image.shape[1] / small.shape[1], image.shape[0] / small.shape[0]))


def cut_tile(scenery: Scenery, x: float, y: float, box_size: float) -> Tile:
    """Return the crop around a centre (px of the original, y up); what lies outside the micrograph is dark grey."""
    offsets = ((np.arange(TILE) + 0.5) / TILE - 0.5) * BOXES_PER_TILE * box_size
    columns = (x + offsets) / scenery.scale[0] - 0.5
    rows = (y - offsets) / scenery.scale[1] - 0.5
    at = np.meshgrid(rows, columns, indexing="ij")
    cut = scipy.ndimage.map_coordinates(scenery.pixels, at, order=1, mode="constant", cval=OUTSIDE)
    tile: Tile = np.round(cut).astype(np.uint8)
    return tile


def write_sheet(path: Path, tiles: Sequence[Tile], columns: int = 8) -> None:
    """Write the numbered crops, from 1, as a PNG; ticks at the corners of the box leave the particle uncovered.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    columns = min(columns, max(len(tiles), 1))
    rows = -(-len(tiles) // columns)
    width, height = TILE + MARGIN, TILE + MARGIN + HEADER
    sheet = Pictures.new("L", (columns * width + MARGIN, rows * height + MARGIN), BACKGROUND)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=16)
    for number, tile in enumerate(tiles):
        left, top = MARGIN + number % columns * width, MARGIN + number // columns * height
        draw.text((left, top), str(number + 1), INK, font=font)
        sheet.paste(Pictures.fromarray(tile), (left, top + HEADER))
        _draw_ticks(draw, left, top + HEADER)
    with replacing(path) as temporary:
        sheet.save(temporary)


def _draw_ticks(draw: ImageDraw.ImageDraw, left: int, top: int) -> None:
    """Draw the corners of the box, white with a black edge so that they show on any crop."""
    side = TILE / BOXES_PER_TILE
    low, high, length = (TILE - side) / 2, (TILE + side) / 2, TICK * side
    for x, step_x in ((low, length), (high, -length)):
        for y, step_y in ((low, length), (high, -length)):
            corner = (left + x, top + y)
            ends = ((left + x + step_x, top + y), corner, (left + x, top + y + step_y))
            draw.line(ends, INK, width=3)
            draw.line(ends, TICK_GREY, width=1)
