"""Reading of MRC, TIFF, JPEG and PNG micrographs: shape and pixel size on opening, the pixels on demand.

MRC stores rows from the bottom, the other formats from the top; those are flipped here, once, so that array
row = y everywhere else. The size that a header claims is checked against the file before memory is allocated.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import tifffile
from numpy.typing import NDArray

from iceboxer.engine.config import require
from iceboxer.engine.data import mrc
from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.grey import in_strips, usable
from iceboxer.engine.data.regular_file import require_regular
from iceboxer.engine.data.tiff import WHITE_IS_ZERO, grey_values, micrograph_page, pixel_size_of
from iceboxer.engine.errors import EngineError, ReadError

Image = NDArray[np.float32]  # (height, width), row 0 at the bottom

MRC_SUFFIXES = (".mrc", ".mrcs", ".map", ".mrc.gz", ".mrc.bz2", ".rec", ".st")
TIFF_SUFFIXES = (".tif", ".tiff")
PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png")
TOP_FIRST_SUFFIXES = (*TIFF_SUFFIXES, *PICTURE_SUFFIXES)  # these files store the top row first
SUFFIXES = (*MRC_SUFFIXES, *TOP_FIRST_SUFFIXES)
LONGEST_FIRST = sorted(SUFFIXES, key=len, reverse=True)
_LAST = frozenset(turn(s) for s in SUFFIXES if s.count(".") == 1 for turn in (str.lower, str.upper))  # quick to find

# no codec read here compresses more; a file that claims to is damaged or hostile
MAX_COMPRESSION = 2000
MAX_PIXELS = 400_000_000  # four times the largest detector's; any more would take gigabytes of memory
logging.getLogger("tifffile").addHandler(logging.NullHandler())  # otherwise damaged files flood the terminal
PIL.Image.MAX_IMAGE_PIXELS = None  # its limit is below an 11,520 × 8,184 micrograph; _check_claim replaces it


@dataclass(frozen=True)
class Micrograph:
    """A micrograph on disk, of `shape` (height, width); `pixel_size` is in Å/px, None if the file has none.

    `rows_from_top`: the file stores its top row first; the array never does. `bits` are those of a pixel in the file.
    """

    path: Path
    shape: tuple[int, int]
    pixel_size: float | None
    rows_from_top: bool
    _load: Callable[[], NDArray[Any]] = field(repr=False, compare=False)
    bits: int = field(default=0, compare=False)

    def read(self) -> Image:
        """Read the picture (height, width) as float32, row 0 at the bottom, see `engine.data.grey.usable`.

        Raises
        ------
        ReadError
            The file is damaged or cut short.
        """
        return usable(self.read_stored())

    def read_stored(self) -> Image:
        """Read the picture like `read`, but with NaN and infinity as they are.

        Raises
        ------
        ReadError
            The file is damaged or cut short.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                pixels = self._load()
        except ReadError:
            raise
        except (
            OSError,
            ValueError,
            EOFError,
            MemoryError,
            SyntaxError,
            RuntimeError,
            KeyError,
            TypeError,
        ) as e:
            raise ReadError(self.path, f"is damaged or cut short ({e})") from e
        if pixels.shape != self.shape:
            raise ReadError(self.path, f"holds {pixels.shape} pixels, but its header claims {self.shape}")
        with np.errstate(all="ignore"):  # float64 values beyond float32 become infinite
            return np.ascontiguousarray(pixels[::-1] if self.rows_from_top else pixels, np.float32)


Open = Callable[[Path], Micrograph]  # `open_micrograph`, or a function that returns micrographs in memory


def suffix_of(path: Path) -> str:
    """Return the suffix in lower case; that of a packed file includes the inner one (`.mrc.gz`)."""
    return _known_suffix(path.name) or path.suffix.lower()


def stem_of(path: Path | str) -> str:
    """Return the file name without a micrograph's suffix, by which boxes and micrographs are matched."""
    name = path.name if isinstance(path, Path) else os.path.basename(path.rstrip(os.sep))  # noqa: PTH119  (for speed)
    dot = name.rfind(".")
    if name[dot:] in _LAST and dot >= 0:
        return name[:dot]
    known = _known_suffix(name)
    return name[: -len(known)] if known else name


def _known_suffix(name: str) -> str:
    name = name.lower()
    if name.endswith(SUFFIXES):
        for suffix in LONGEST_FIRST:
            if name.endswith(suffix):
                return suffix
    return ""


def open_micrograph(path: Path | str) -> Micrograph:
    """Open a micrograph and read its header.

    Raises
    ------
    ReadError
        The file is missing, empty, not a micrograph, a volume, complex, larger than a micrograph can be, or claims more
        pixels than it can hold.
    """
    path = Path(path)
    suffix = suffix_of(path)
    try:
        require_regular(path)  # distinguishes a missing permission from a damaged file
        if path.stat().st_size == 0:
            raise ReadError(path, "is empty")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if suffix in MRC_SUFFIXES:
                return _of_possible_size(_open_mrc(path))
            if suffix in TIFF_SUFFIXES:
                return _of_possible_size(_open_tiff(path))
            if suffix in PICTURE_SUFFIXES:
                return _of_possible_size(_open_picture(path))
    except OSError as e:
        raise unreadable(path, e) from e
    raise ReadError(path, f"is not a micrograph in a supported format ({', '.join(SUFFIXES)})")


def open_readable(paths: Iterable[Path]) -> list[Micrograph]:
    """Open micrographs, without those that cannot be opened."""
    opened: list[Micrograph] = []
    for path in paths:
        with suppress(EngineError):
            opened.append(open_micrograph(path))
    return opened


def _of_possible_size(micrograph: Micrograph) -> Micrograph:
    """Return the micrograph; raise ReadError if it is too large for one, such as a montage or an atlas."""
    height, width = micrograph.shape
    if height * width > MAX_PIXELS:
        raise ReadError(
            micrograph.path,
            f"has {width:,} × {height:,} px, more than any micrograph ({MAX_PIXELS // 1_000_000} million pixels). "
            "Cut a montage into its micrographs first",
        )
    return micrograph


def micrograph_of(array: NDArray[Any], pixel_size: float | None = None, name: str = "array") -> Micrograph:
    """Return an array as a micrograph that is not on disk.

    Parameters
    ----------
    array : ndarray
        The picture (height, width), row 0 at the bottom; integers or real floating-point numbers.
    pixel_size : float, optional
        Å/px.
    name : str
        The name in messages and results.

    Raises
    ------
    ConfigError
        The array is not a picture, or the pixel size is not above 0.
    """
    require(array.ndim == 2 and array.size > 0, f"A micrograph is a 2-D array; this one has the shape {array.shape}.")
    require(array.dtype.kind in "uif", f"A micrograph holds real numbers; this array holds {array.dtype}.")
    require(pixel_size is None or 0 < pixel_size < np.inf, "The pixel size must be a number above 0 Å/px.")
    return Micrograph(Path(name), (array.shape[0], array.shape[1]), pixel_size, False, lambda: array)


def is_blank(image: Image) -> bool:
    """Return whether all pixels of a picture have the same value, so that it shows nothing."""
    return all(bool(np.all(row == image[0, 0])) for row in image)  # ends at the first row of a picture


def _open_mrc(path: Path) -> Micrograph:
    header = mrc.read_header(path)
    bits = 8 * header.dtype.itemsize
    return Micrograph(path, header.shape, header.pixel_size, False, lambda: mrc.read_pixels(path, header), bits)


def _check_claim(path: Path, claimed: int, ratio: int) -> None:
    held = path.stat().st_size
    if claimed > held * ratio:
        raise ReadError(path, f"claims {claimed:,} bytes of pixels, more than its {held:,} bytes can hold")


def _open_tiff(path: Path) -> Micrograph:
    try:
        with tifffile.TiffFile(path) as tiff:
            number, page = micrograph_page(path, tiff)
            shape, dtype, compressed = page.shape, page.dtype, page.compression != 1
            inverted = page.photometric == WHITE_IS_ZERO
            size, samples = (int(page.imagelength), int(page.imagewidth)), int(page.samplesperpixel)
            pixel_size = pixel_size_of(tiff, page)
    except ReadError:
        raise
    except Exception as e:
        raise ReadError(path, f"is not a readable TIFF ({e})") from e
    if dtype is None or dtype.kind not in "uifb":
        raise ReadError(path, f"holds {dtype} pixels; a micrograph has plain numbers")
    if dtype.kind == "b" and inverted:  # programs disagree which of the two values such a file means by white
        raise ReadError(path, "holds 1-bit numbers of which 0 is white; save it with 8 bits")
    if 0 in shape or not 1 <= samples <= 4 or shape not in (size, (*size, samples), (samples, *size)):
        raise ReadError(path, f"is not a single picture (its shape is {shape})")
    # unpacked 1-bit pixels take an eighth of the bytes on disk that they take in memory
    _check_claim(path, int(np.prod(shape, dtype=object)) * dtype.itemsize, MAX_COMPRESSION if compressed else 8)

    def load() -> NDArray[Any]:
        try:
            with tifffile.TiffFile(path) as tiff:
                return grey_values(tiff.pages[number])
        except Exception as e:
            raise ReadError(path, f"is damaged or cut short ({e})") from e

    return Micrograph(path, size, pixel_size, True, load, 8 * dtype.itemsize)


def _open_picture(path: Path) -> Micrograph:
    try:
        with PIL.Image.open(path, formats=("JPEG", "PNG")) as picture:
            width, height = picture.size
            channels = len(picture.getbands())
            bits = 8 if picture.mode not in ("I", "F") and not picture.mode.startswith("I;16") else 16
    except (OSError, SyntaxError, ValueError) as e:
        raise ReadError(path, "is not a readable JPEG or PNG") from e
    _check_claim(path, width * height * channels, MAX_COMPRESSION)

    def load() -> NDArray[Any]:
        with PIL.Image.open(path, formats=("JPEG", "PNG")) as picture:
            grey = picture.mode in ("L", "I", "F") or picture.mode.startswith("I;16")
            if grey:
                return np.asarray(picture)
            return in_strips(
                height, width, lambda top, end: np.asarray(picture.crop((0, top, width, end)).convert("RGB"))
            )

    return Micrograph(path, (height, width), None, True, load, bits)
