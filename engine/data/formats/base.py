"""What the formats share: the list of boxes that a file holds, reading text, telling numbers from words."""

from __future__ import annotations

import codecs
import io
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Floats, Kind, make_boxes
from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.errors import EngineError, ReadError

Strings = NDArray[np.str_]
MISSING = ("", "<na>", "na", "n/a", "nan", "none", "null", "?", ".")
LARGEST = 512 * 2**20  # bytes; more than this is no list of boxes, and would only fill the memory
LONGEST = 4096  # characters of a word; the longest path that Linux knows
LONGEST_LINE = 2**20  # characters
BOUND = 1e100  # what is beyond has no meaning, and overflows where it is reckoned with


@dataclass(frozen=True)
class BoxList:
    """The boxes that a file holds for one micrograph.

    `micrograph` is its name as the file gives it; None where the file is about the micrograph of its own
    name. `extra` keeps, by its name in the file, each column (n,) that means nothing here, as it is written
    there. `rows_as_stored` tells that y counts rows as the picture's own file stores them (Topaz). `made_with` is a
    mark of the settings that all the boxes are picked with, and kept by CBOX only.
    """

    micrograph: str | None
    boxes: Boxes
    extra: dict[str, Strings] = field(default_factory=dict)
    rows_as_stored: bool = False
    made_with: str = ""

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
    one_file_for_many: bool  # micrographs
    holds_sizes: bool
    sniff: Callable[[str], bool]
    read: Callable[[Path, str, float | None], list[BoxList]]
    write: Callable[[Sequence[BoxList]], str]


def read_text(path: Path) -> str:
    """The text of a file, in whatever encoding a byte order mark tells, else UTF-8 or Latin-1; lines end in \\n.

    Raises
    ------
    ReadError
        It is missing, no file, too large, no text, or one endless line.
    """
    try:
        if path.exists() and not path.is_file():
            raise ReadError(path, "is not a file")
        if path.stat().st_size > LARGEST:
            raise ReadError(path, f"is larger than {LARGEST >> 20} MB, which no list of boxes is")
        raw = path.read_bytes()
    except OSError as e:
        raise unreadable(path, e) from e
    text = _decoded(path, raw).replace("\r\n", "\n").replace("\r", "\n")
    longest = max(map(len, io.StringIO(text)), default=0)
    if longest > LONGEST_LINE:
        raise ReadError(path, f"has a line of {longest:,} letters, so it holds no boxes")
    return text


def head_of(path: Path, length: int = 4096) -> str:
    """The first `length` bytes of a file as text, to tell its format by.

    Raises
    ------
    ReadError
    """
    try:
        with path.open("rb") as f:
            raw = f.read(length)
    except OSError as e:
        raise unreadable(path, e) from e
    return _decoded(path, raw).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(path: Path, raw: bytes) -> str:
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as e:
            raise ReadError(path, f"is not sound UTF-16 text ({e.reason} at byte {e.start:,})") from e
    if b"\0" in raw:
        raise ReadError(path, "is not a text file, so it holds no boxes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Line numbers, from 1, and lines that are neither empty nor a comment."""
    for line_number, line in enumerate(io.StringIO(text), 1):  # splitlines would break at stranger characters too
        if line.strip() and not line.lstrip().startswith("#"):
            yield line_number, line


def is_number(word: str) -> bool:
    """Whether a word is a number, and not one that is missing; digits must not be grouped by _."""
    value = _value(word)
    return value is not None and not math.isnan(value)


def _value(word: str) -> float | None:
    """A word as a number, NaN where it means a missing one, None where it is none or beyond all bounds."""
    try:
        value = float(word)
    except ValueError:
        return math.nan if word.lower() in MISSING else None
    return None if abs(value) > BOUND or "_" in word else value


def number(path: Path, where: str, word: str) -> float:
    """A word as a number, NaN for the words that mean a missing one.

    Raises
    ------
    ReadError
        It is no number, or one beyond all bounds; names the place.
    """
    value = _value(word)
    if value is None:
        raise ReadError(path, f"has '{word[:40]}' where a number belongs ({where})")
    return value


def numbers(path: Path, name: str, words: Sequence[str], lines: Sequence[int] | None = None) -> Floats:
    """A column (n,) of words as numbers; see `number`. `lines` (n,) are their lines in the file."""
    values = [_value(word) for word in words]
    if None in values:
        i = values.index(None)
        number(path, f"line {lines[i]}, {name}" if lines else f"row {i + 1} of {name}", words[i])
    return np.array(values, np.float64)


def strings(path: Path, name: str, words: Sequence[str]) -> Strings:
    """A column (n,) of words as they are.

    Raises
    ------
    ReadError
        A word is so long that the column, which takes room for its longest word in each row, is hostile.
    """
    longest = max(map(len, words), default=0)
    if longest > LONGEST or longest * len(words) > LARGEST:
        raise ReadError(path, f"has a word of {longest:,} letters in column '{name[:40]}'")
    return np.array(words, np.str_)


def _sized(path: Path, sizes: Floats, box_size: float | None) -> Floats:
    """Sizes (n,), with the given box size where the file has none; a size is missing if NaN, or if all are 0."""
    absent = np.isnan(sizes) | (sizes == 0).all()
    if not absent.any():
        return sizes
    if box_size is None:
        raise EngineError(f"{path} does not say how large its boxes are. Give the box size in px (--box-size).")
    return np.where(absent, box_size, sizes)


def boxes_from_centres(
    path: Path, x: Floats, y: Floats, width: Floats, height: Floats, confidence: Floats, box_size: float | None
) -> Boxes:
    """Boxes (n,); those with a confidence are picks, the others labels.

    Raises
    ------
    EngineError
        The file has no sizes and `box_size` (px) is None.
    """
    boxes = make_boxes(x, y, _sized(path, width, box_size), _sized(path, height, box_size), confidence)
    boxes["kind"] = np.where(np.isfinite(confidence), Kind.PICK, Kind.LABEL)
    return boxes


def by_micrograph(whole: BoxList, names: Sequence[str]) -> list[BoxList]:
    """The list divided by its boxes' micrographs (n,), in the order in which they first appear.

    A table without a row is about the micrograph of the file's own name: it has no boxes.
    """
    rows: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        rows.setdefault(name, []).append(i)
    if not rows:
        return [whole]
    parts = ((name, whole.chosen(np.array(indices, np.intp))) for name, indices in rows.items())
    return [replace(part, micrograph=name or None) for name, part in parts]


def shown(boxlist: BoxList) -> BoxList:
    """The list without the boxes that a person rejected, for programs that know no rejected ones."""
    return boxlist.chosen(boxlist.boxes["kind"] != Kind.REJECTED)
