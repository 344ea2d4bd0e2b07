"""What the formats share: the list of boxes that a file holds, reading text, telling numbers from words."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.boxes import Boxes, Floats, Kind, make_boxes
from engine.errors import EngineError, ReadError

Strings = NDArray[np.str_]
MISSING = ("<NA>", "nan", "None", "", "?", ".")
LARGEST = 512 * 2**20  # bytes; more than this is no list of boxes, and would only fill the memory


@dataclass(frozen=True)
class BoxList:
    """The boxes that a file holds for one micrograph.

    `micrograph` is its name as the file gives it; None where the file is about the micrograph of its own
    name. `extra` keeps, by its name in the file, each column (n,) that means nothing here, as it is written
    there. `rows_as_stored` tells that y counts rows as the picture's own file stores them (Topaz).
    """

    micrograph: str | None
    boxes: Boxes
    extra: dict[str, Strings] = field(default_factory=dict)
    rows_as_stored: bool = False

    def chosen(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> BoxList:
        """Some of the boxes, with their extra columns."""
        extra = {name: column[which] for name, column in self.extra.items()}
        return BoxList(self.micrograph, self.boxes[which], extra, self.rows_as_stored)


@dataclass(frozen=True)
class Format:
    """A file format. `read` takes path, text and box size (px, None where not given); `sniff` the text."""

    name: str
    title: str
    suffix: str
    many: bool  # one file for many micrographs
    sniff: Callable[[str], bool]
    read: Callable[[Path, str, float | None], list[BoxList]]
    write: Callable[[Sequence[BoxList]], str]


def read_text(path: Path) -> str:
    """The text of a file, in whatever encoding a byte order mark tells, else UTF-8 or Latin-1.

    Raises
    ------
    ReadError
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ReadError(path, f"is larger than {LARGEST >> 20} MB, which no list of boxes is")
        raw = path.read_bytes()
    except FileNotFoundError as e:
        raise ReadError(path, "does not exist") from e
    except OSError as e:
        raise ReadError(path, f"cannot be read ({e.strerror})") from e
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw:
        raise ReadError(path, "is not a text file, so it holds no boxes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Line numbers, from 1, and lines that are neither empty nor a comment."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line


def is_number(word: str) -> bool:
    """Whether a word is a finite or infinite number, as Python reads it; digits must not be grouped by _."""
    try:
        float(word)
    except ValueError:
        return False
    return "_" not in word


def number(path: Path, where: str, word: str) -> float:
    """A word as a number, NaN for the words that mean a missing one.

    Raises
    ------
    ReadError
        Naming the place.
    """
    if word in MISSING:
        return float("nan")
    if not is_number(word):
        raise ReadError(path, f"has '{word[:40]}' where a number belongs ({where})")
    return float(word)


def numbers(path: Path, name: str, words: Sequence[str]) -> Floats:
    """A column (n,) of words as numbers; see `number`."""
    return np.array([number(path, f"row {i} of {name}", w) for i, w in enumerate(words, 1)], np.float64)


def sized(path: Path, sizes: Floats, box_size: float | None) -> Floats:
    """Sizes (n,), with the given box size where the file has none.

    Raises
    ------
    EngineError
        The file has none and none is given.
    """
    absent = ~np.isfinite(sizes) | (sizes == 0)
    if not absent.any():
        return sizes
    if box_size is None:
        raise EngineError(f"{path} does not say how large its boxes are. Give the box size in px (--box-size).")
    return np.where(absent, box_size, sizes)


def boxes_from_centres(
    path: Path, x: Floats, y: Floats, width: Floats, height: Floats, confidence: Floats, box_size: float | None
) -> Boxes:
    """Boxes (n,); those with a confidence are picks, the others labels."""
    boxes = make_boxes(x, y, sized(path, width, box_size), sized(path, height, box_size), confidence)
    boxes["kind"] = np.where(np.isfinite(confidence), Kind.PICK, Kind.LABEL)
    return boxes
