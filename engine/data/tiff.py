"""Page, grey values and pixel size of a micrograph in a TIFF file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.grey import LUMINANCE, make_grey
from iceboxer.engine.errors import ReadError, StackError

# Å in the units that ImageJ and OME name
ANGSTROM = {
    "å": 1.0,
    "\u212b": 1.0,
    "a": 1.0,
    "angstrom": 1.0,
    "ångström": 1.0,
    "pm": 0.01,
    "nm": 10.0,
    "nanometer": 10.0,
}
ANGSTROM |= {"um": 1e4, "µm": 1e4, "μm": 1e4, "micron": 1e4, "microns": 1e4, "micrometer": 1e4, "mm": 1e7}
ANGSTROM |= {"cm": 1e8, "m": 1e10, "inch": 2.54e8}
RESOLUTION_UNITS = {2: "inch", 3: "cm"}  # of the TIFF tag ResolutionUnit
OME_SIZE = re.compile(r'\bPhysicalSizeX="([^"]{1,40})"')
OME_UNIT = re.compile(r'\bPhysicalSizeXUnit="([^"]{1,40})"')
WHITE_IS_ZERO, PALETTE, PLANES = 0, 3, 2  # of the tags PhotometricInterpretation and PlanarConfiguration
SMALLEST, LARGEST = 0.1, 50.0  # plausible Å/px; resolutions meant for printers lie outside


def micrograph_page(path: Path, tiff: Any) -> tuple[int, Any]:
    """Return the page that is the micrograph, with its number: the largest; smaller ones are thumbnails.

    Parameters
    ----------
    tiff : tifffile.TiffFile

    Raises
    ------
    StackError
        Several pages have that size.
    ReadError
        The pages of a damaged file follow each other in a circle.
    """
    areas, places = [], set()
    for page in tiff.pages:
        if page.offset in places:
            raise ReadError(path, "is damaged: its pages follow each other in a circle")
        places.add(page.offset)
        areas.append(page.imagelength * page.imagewidth)
    if not areas:
        raise ReadError(path, "holds no picture")
    number = areas.index(max(areas))
    page = tiff.pages[number]
    count = areas.count(areas[number])
    if len(areas) == 1:  # ImageJ describes a stack in the text of its first page
        count = max(count, len(tiff.series) and tiff.series[0].size // max(page.size, 1))
    if count != 1:
        raise StackError(path, f"holds {count} pictures; a micrograph is one (sum the frames first)")
    return number, page


def grey_values(page: Any) -> NDArray[Any]:
    """Read a page as grey values (height, width), higher where brighter.

    The numbers in a file are indices of a palette, or inverted, if its tags say so.
    """
    pixels: NDArray[Any] = page.asarray()
    if page.photometric == PALETTE and page.colormap is not None and pixels.ndim == 2:
        brightness = LUMINANCE @ (page.colormap >> 8).astype(np.float32)  # of 16 bits, programs set the upper 8
        return np.asarray(brightness[np.minimum(pixels, len(brightness) - 1)])
    if pixels.ndim == 3 and page.planarconfig == PLANES:
        pixels = np.moveaxis(pixels, 0, -1)
    grey: NDArray[Any] = make_grey(pixels)
    if page.photometric == WHITE_IS_ZERO and grey.dtype.kind == "u":
        return ~grey
    return -grey if page.photometric == WHITE_IS_ZERO else grey


def pixel_size_of(tiff: Any, page: Any) -> float | None:
    """Return Å/px as OME or ImageJ describe it, or from the resolution tags; None if missing or implausible."""
    for found in (_of_ome(tiff), _of_imagej(tiff, page), _of_tags(page)):
        if found is not None and SMALLEST < found < LARGEST:
            return found
    return None


def _of_ome(tiff: Any) -> float | None:
    text = str(tiff.pages[0].description or "") if tiff.is_ome else ""
    size, unit = OME_SIZE.search(text), OME_UNIT.search(text)
    if size is None:
        return None
    try:
        return float(size[1]) * ANGSTROM.get(unit[1].strip().casefold() if unit else "µm", 0.0)
    except ValueError:
        return None


def _of_imagej(tiff: Any, page: Any) -> float | None:
    unit = str((tiff.imagej_metadata or {}).get("unit", "")).replace("\\u00B5", "µ") if tiff.is_imagej else ""
    return _side(page, ANGSTROM.get(unit.strip().casefold()))


def _of_tags(page: Any) -> float | None:
    unit = page.tags.get("ResolutionUnit")
    return _side(page, ANGSTROM.get(RESOLUTION_UNITS.get(int(unit.value), ""))) if unit is not None else None


def _side(page: Any, angstrom: float | None) -> float | None:
    """Return the side of a pixel in Å, given the length in Å to which the resolution refers."""
    resolution = page.tags.get("XResolution")
    if resolution is None or angstrom is None or not all(resolution.value):
        return None
    return float(angstrom * resolution.value[1] / resolution.value[0])
