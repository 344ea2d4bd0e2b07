"""Types and functions shared by all formats: the boxes of one micrograph, reading text, parsing numbers."""

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
from iceboxer.engine.data.regular_file import open_regular, read_regular, require_regular
from iceboxer.engine.data.scores import label_confidence
from iceboxer.engine.errors import EngineError, ReadError

Strings = NDArray[np.str_]
MISSING = ("", "<na>", "na", "n/a", "nan", "none", "null", "?", ".")
LARGEST = 512 * 2**20  # bytes; no box file is larger, and a hostile one must not fill the memory
LONGEST = 4096  # characters of a word: the longest path in Linux
LONGEST_LINE = 2**20  # characters
COMPRESSED = (b"\x1f\x8b", b"PK\3\4", b"BZh", b"\xfd7zXZ")  # gzip, zip, bzip2, xz
BOUND = 1e100  # larger numbers are meaningless and would overflow in computations


@dataclass(frozen=True)
class BoxList:
    """The boxes of one micrograph, as a file holds them.

    Attributes
    ----------
    micrograph
        The micrograph's name in the file; None if the file has the micrograph's name and holds no other.
    boxes
        Boxes (n,).
    extra
        Columns (n,) without a meaning in this program, unchanged, by their names in the file.
    rows_as_stored
        Whether y counts rows in the order in which the micrograph's file stores them (Topaz).
    made_with
        Digest of the settings with which the boxes were picked; only CBOX files keep it.
    """

    micrograph: str | None
    boxes: Boxes
    extra: dict[str, Strings] = field(default_factory=dict)
    rows_as_stored: bool = False
    made_with: str = ""

    def select(self, selection: NDArray[np.bool_] | NDArray[np.intp]) -> BoxList:
        """Return the list with the selected boxes and their extra columns only."""
        extra = {name: column[selection] for name, column in self.extra.items()}
        return BoxList(self.micrograph, self.boxes[selection], extra, self.rows_as_stored)


@dataclass(frozen=True)
class Format:
    """A file format: its names, its properties and its functions.

    `sniff` takes the beginning of a file or all of it and returns whether it has this format. `read` takes path,
    text and box size (px, or None).
    """

    name: str
    title: str
    suffix: str
    one_file_for_many: bool  # whether a file can hold several micrographs
    holds_sizes: bool
    sniff: Callable[[str], bool]
    read: Callable[[Path, str, float | None], list[BoxList]]
    write: Callable[[Sequence[BoxList]], str]


def read_text(path: Path) -> str:
    """Return the text of a file with lines that end in \\n.

    The encoding is that of the byte order mark, else UTF-8, else Latin-1.

    Raises
    ------
    ReadError
        The file is missing, too large, not a regular file, not text, or has an extremely long line.
    """
    try:
        require_regular(path)
        if path.stat().st_size > LARGEST:
            raise ReadError(path, f"is larger than {LARGEST >> 20} MB, too large for a box file")
        raw = read_regular(path)
    except OSError as e:
        raise unreadable(path, e) from e
    text = _decoded(path, raw).replace("\r\n", "\n").replace("\r", "\n")
    if length := _find_long_line(text):
        raise ReadError(path, f"has a line of {length:,} characters, so it is not a box file")
    return text


def _find_long_line(text: str) -> int:
    """Return the length of the first line that is too long, 0 if there is none; no line is copied."""
    start = 0
    while len(text) - start > LONGEST_LINE:
        end = text.rfind("\n", start, start + LONGEST_LINE + 1)
        if end < 0:
            end = text.find("\n", start)
            return (len(text) if end < 0 else end) - start
        start = end + 1
    return 0


def read_head(path: Path, length: int = 4096) -> str:
    """Return the first `length` bytes of a file as text, enough to recognise its format.

    Raises
    ------
    ReadError
    """
    try:
        with open_regular(path) as f:
            raw = f.read(length)
    except OSError as e:
        raise unreadable(path, e) from e
    return _decoded(path, raw).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(path: Path, raw: bytes) -> str:
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as e:
            raise ReadError(path, f"is not valid UTF-16 text ({e.reason} at byte {e.start:,})") from e
    if raw.startswith(COMPRESSED):
        raise ReadError(path, "is not a text file but a compressed one; unpack it first")
    if b"\0" in raw:
        raise ReadError(path, "is not a text file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def number_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield line numbers, from 1, and lines; empty lines and comments are skipped."""
    for line_number, line in enumerate(io.StringIO(text), 1):  # splitlines would also split at form feeds and others
        if line.strip() and not line.lstrip().startswith("#"):
            yield line_number, line


def is_number(word: str) -> bool:
    """Return whether a word is a number, not a mark for a missing value; digits grouped by _ are refused."""
    value = _value(word)
    return value is not None and not math.isnan(value)


def _value(word: str) -> float | None:
    """Return a word as a number, NaN if it marks a missing value, None if it is not a number or exceeds `BOUND`."""
    try:
        value = float(word)
    except ValueError:
        return math.nan if word.lower() in MISSING else None
    return None if abs(value) > BOUND or "_" in word else value


def parse_number(path: Path, where: str, word: str) -> float:
    """Return a word as a number, NaN if it marks a missing value.

    Raises
    ------
    ReadError
        The word is not a number or exceeds `BOUND`; the message includes `where`, its place in the file.
    """
    value = _value(word)
    if value is None:
        raise ReadError(path, f"has '{word[:40]}' instead of a number ({where})")
    return value


def parse_numbers(path: Path, name: str, words: Sequence[str], lines: Sequence[int] | None = None) -> Floats:
    """Return a column (n,) of words as numbers, see `parse_number`; `lines` (n,) are their line numbers."""
    values = [_value(word) for word in words]
    if None in values:
        i = values.index(None)
        parse_number(path, f"line {lines[i]}, {name}" if lines else f"row {i + 1} of {name}", words[i])
    return np.array(values, np.float64)


def as_strings(path: Path, name: str, words: Sequence[str]) -> Strings:
    """Return a column (n,) of words unchanged, as an array.

    Raises
    ------
    ReadError
        A word is too long: the array would need room for the longest word in each row.
    """
    longest = max(map(len, words), default=0)
    if longest > LONGEST or longest * len(words) > LARGEST:
        raise ReadError(path, f"has a word of {longest:,} characters in column '{name[:40]}'")
    return np.array(words, np.str_)


def _fill_sizes(path: Path, sizes: Floats, box_size: float | None) -> Floats:
    """Return sizes (n,) with `box_size` in place of missing ones, which are NaN, or 0 if all are 0."""
    absent = np.isnan(sizes) | (sizes == 0).all()
    if not absent.any():
        return sizes
    if box_size is None:
        raise EngineError(f"{path} has no box sizes. Give the box size in px (--box-size).")
    return np.where(absent, box_size, sizes)


def boxes_from_centres(
    path: Path, x: Floats, y: Floats, width: Floats, height: Floats, confidence: Floats, box_size: float | None
) -> Boxes:
    """Return boxes (n,) from columns (n,) in px; those with a confidence are picks, the others labels.

    Raises
    ------
    EngineError
        The file has no sizes and `box_size` (px) is None.
    """
    boxes = make_boxes(x, y, _fill_sizes(path, width, box_size), _fill_sizes(path, height, box_size), confidence)
    boxes["kind"] = np.where(np.isfinite(confidence), Kind.PICK, Kind.LABEL)
    return boxes


def split_by_micrograph(whole: BoxList, names: Sequence[str]) -> list[BoxList]:
    """Return one list per micrograph, in the order in which their `names` (n,) first appear.

    A table without rows belongs to the micrograph with the file's name, which then has no boxes.
    """
    rows: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        rows.setdefault(name, []).append(i)
    if not rows:
        return [whole]
    parts = ((name, whole.select(np.array(indices, np.intp))) for name, indices in rows.items())
    return [replace(part, micrograph=name or None) for name, part in parts]


def scores_to_write(lists: Sequence[BoxList]) -> list[list[float]] | None:
    """Return the confidences of each list for programs that cannot mark labels; None if no box has any.

    A label among scored picks gets `engine.data.scores.label_confidence`.
    """
    columns = [boxlist.boxes["confidence"] for boxlist in lists]
    if not any(np.isfinite(column).any() for column in columns):
        return None
    certain = label_confidence(columns)
    return [np.nan_to_num(column, nan=certain).tolist() for column in columns]


def drop_rejected(boxlist: BoxList) -> BoxList:
    """Return the list without rejected boxes, for programs that cannot mark a box as rejected."""
    return boxlist.select(boxlist.boxes["kind"] != Kind.REJECTED)
