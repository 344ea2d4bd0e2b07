"""RELION's STAR files: centres, of one micrograph or of many. gemmi reads the grammar."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import gemmi
import numpy as np

from iceboxer.engine.data.boxes import no_boxes
from iceboxer.engine.data.folders import is_file
from iceboxer.engine.data.formats.base import (
    BoxList,
    Format,
    Strings,
    boxes_from_centres,
    by_micrograph,
    numbers,
    read_text,
    shown,
    strings,
)
from iceboxer.engine.errors import ReadError

X, Y, CONFIDENCE = "_rlnCoordinateX", "_rlnCoordinateY", "_rlnAutopickFigureOfMerit"
MICROGRAPH, FILES = "_rlnMicrographName", "_rlnMicrographCoordinates"
BLOCK_FIRST = re.compile(r"(?:[ \t]*(?:#.*)?\n)*[ \t]*data_", re.IGNORECASE)
PLAIN = re.compile(r"[A-Za-z0-9+\-./\\~][!-~]*")
RELION = re.compile(r"_rln[A-Za-z0-9_]+")
CHARACTER = re.compile(r"&#(\d{1,7});")
UNDEFINED = -999.0  # what RELION writes as the figure of merit of a particle that a person picked
RESERVED = ("data_", "loop_", "save_", "stop_", "global_", "_", "$")
Columns = dict[str, Strings]


def sniff(text: str) -> bool:
    """A data block before anything else but comments."""
    return BLOCK_FIRST.match(text) is not None


def tables(path: Path, text: str) -> list[tuple[str, Columns]]:
    """Each loop of each data block with the block's name; a block's single values are a loop of one row.

    Raises
    ------
    ReadError
        It does not keep to the grammar.
    """
    found: list[tuple[str, Columns]] = []
    for block in _document(path, text):
        single: Columns = {}
        for item in block:
            if item.loop is not None:
                loop = {tag: _column(path, tag, list(block.find_values(tag))) for tag in item.loop.tags}
                found.append((block.name.strip(), loop))
            elif item.pair is not None:
                single[item.pair[0]] = _column(path, item.pair[0], [item.pair[1]])
        if single:
            found.append((block.name.strip(), single))
    return found


def _document(path: Path, text: str) -> gemmi.cif.Document:
    # gemmi takes ASCII only, and RELION writes whatever a folder is called; `_column` turns it back
    plain = text.replace("&", "&#38;").encode("ascii", "xmlcharrefreplace").decode("ascii")
    try:
        return gemmi.cif.read_string(plain)
    except (ValueError, RuntimeError) as e:
        quoted = "\n".join(map(_quoted, plain.split("\n")))
        if quoted == plain:
            raise _unsound(path, e) from e
    try:
        return gemmi.cif.read_string(quoted)
    except (ValueError, RuntimeError) as e:
        raise _unsound(path, e) from e


def _unsound(path: Path, error: Exception) -> ReadError:
    reason = re.sub(r"^string:(\d+)[^ ]*( in \S*)?\s*:?\s*", r"line \1: ", str(error))
    return ReadError(path, f"is not a sound STAR file ({reason.removeprefix('string:').strip()})")


def _quoted(line: str) -> str:
    """A row with quotes about words that the grammar reserves, where a micrograph is called `data_1.mrc`."""
    words = line.split()
    if len(words) < 2 or words[0].startswith(("_", "#")) or words[1].startswith("#") or {"'", '"'} & set(line):
        return line
    return " ".join(f"'{w}'" if w.lower().startswith(RESERVED) else w for w in words)


def _column(path: Path, name: str, values: list[str]) -> Strings:
    words = [gemmi.cif.as_string(v) if v[:1] in "'\";" else v for v in values]
    return strings(path, name, [CHARACTER.sub(_character, w) if "&" in w else w for w in words])


def _character(match: re.Match[str]) -> str:
    code = int(match[1])
    return chr(code) if code <= sys.maxunicode else match[0]


def read(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """A list for each micrograph; the boxes' size is the given one, since STAR holds none.

    Coordinates are taken as they are: shifts that a refinement found (`_rlnOriginX`) move the particle in its
    box, not the box.
    """
    found = [columns for _, columns in tables(path, text)]
    with_boxes = [columns for columns in found if X in columns and Y in columns]
    if with_boxes:
        return _joined([part for columns in with_boxes for part in _lists(path, columns, box_size)])
    listed = [columns for columns in found if MICROGRAPH in columns and FILES in columns]
    if listed:
        return [part for columns in listed for part in _follow(path, columns, box_size)]
    raise ReadError(path, f"holds no coordinates (columns {X} and {Y})")


def _lists(path: Path, columns: Columns, box_size: float | None) -> list[BoxList]:
    x, y = numbers(path, X, columns[X].tolist()), numbers(path, Y, columns[Y].tolist())
    confidence = np.full(len(x), np.nan)
    if CONFIDENCE in columns:
        confidence = numbers(path, CONFIDENCE, columns[CONFIDENCE].tolist())
        confidence[confidence == UNDEFINED] = np.nan
    no_size = np.full(len(x), np.nan)
    boxes = boxes_from_centres(path, x, y, no_size, no_size, confidence, box_size)
    extra = {k: v for k, v in columns.items() if k not in (X, Y, CONFIDENCE, MICROGRAPH)}
    whole = BoxList(None, boxes, extra)
    return by_micrograph(whole, columns[MICROGRAPH].tolist()) if MICROGRAPH in columns else [whole]


def _joined(lists: list[BoxList]) -> list[BoxList]:
    """One list a micrograph, where several loops are about the same one; columns of only one loop are filled up."""
    parts: dict[str | None, list[BoxList]] = {}
    for part in lists:
        parts.setdefault(part.micrograph, []).append(part)
    return [_concatenated(same) if len(same) > 1 else same[0] for same in parts.values()]


def _concatenated(lists: list[BoxList]) -> BoxList:
    names = dict.fromkeys(name for part in lists for name in part.extra)
    extra = {n: np.concatenate([p.extra.get(n, np.full(len(p.boxes), "<NA>")) for p in lists]) for n in names}
    return BoxList(lists[0].micrograph, np.concatenate([part.boxes for part in lists]), extra)


def _follow(path: Path, columns: Columns, box_size: float | None) -> list[BoxList]:
    """The files that RELION's ``autopick.star`` names, each about the micrograph beside it."""
    lists: list[BoxList] = []
    for micrograph, name in zip(columns[MICROGRAPH].tolist(), columns[FILES].tolist(), strict=True):
        found = _named(path, name)
        text = read_text(found)
        inner = [c for _, c in tables(found, text) if X in c and Y in c] if text.strip() else []
        if text.strip() and not inner:
            raise ReadError(found, f"holds no coordinates (columns {X} and {Y})")
        parts = [part for c in inner for part in _lists(found, c, box_size)] or [BoxList(micrograph, no_boxes())]
        lists += [replace(part, micrograph=micrograph) for part in parts]
    return _joined(lists)


def _named(path: Path, name: str) -> Path:
    """The file that a list names: relative to the project, in which the job's folder lies two levels down.

    Raises
    ------
    ReadError
        It is not there, is the list itself, or may be anywhere: a file from a stranger must not open others.
    """
    way = PureWindowsPath(name)  # which also knows the slashes and the root of other systems
    if way.anchor or ".." in way.parts:
        raise ReadError(path, f"names the file '{name[:80]}'; only files within its project are read")
    found = next((p for folder in path.absolute().parents[:3] if is_file(p := folder / name)), None)
    if found is None:
        raise ReadError(path, f"names the file '{name[:80]}', which is not there")
    if found.resolve() == path.resolve():
        raise ReadError(path, "names itself as a file of coordinates")
    return found


def quote(word: str) -> str:
    """A word as it stands in a STAR file: on one line, in quotes where the grammar asks for them.

    RELION takes quotes for a part of the name, so a word that can do without has none. The grammar knows no line
    with both kinds of quotes in it, so that a double one becomes a single one there.
    """
    if PLAIN.fullmatch(word) and not word.lower().startswith(RESERVED) and word not in (".", "?"):
        return word
    return str(gemmi.cif.quote(writable(word)))


def writable(word: str) -> str:
    """A word without what the grammar does not know in a line."""
    word = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", word)
    return word.replace('"', "'") if {"'", '"'} <= set(word) else word


def _extra(lists: Sequence[BoxList]) -> list[str]:
    """RELION's other columns that all lists have, each once: the grammar takes capitals for small letters."""
    own = {tag.lower() for tag in (X, Y, CONFIDENCE, MICROGRAPH)}
    shared = [n for n in (lists[0].extra if lists else {}) if all(n in b.extra for b in lists)]
    once = {name.lower(): name for name in reversed(shared) if RELION.fullmatch(name)}
    return [name for name in shared if once.get(name.lower()) == name and name.lower() not in own]


def write(lists: Sequence[BoxList]) -> str:
    """One block; the micrographs' names only where the lists have them. Rejected boxes are left out.

    Among boxes with a confidence, one without gets 1: a person is sure of it.
    """
    lists = [shown(b) for b in lists]
    named = any(b.micrograph is not None for b in lists)
    surest = any(np.isfinite(b.boxes["confidence"]).any() for b in lists)
    extra = _extra(lists)
    tags = [*([MICROGRAPH] if named else []), X, Y, *([CONFIDENCE] if surest else []), *extra]
    out = ["", "data_", "", "loop_", *(f"{tag} #{i}" for i, tag in enumerate(tags, 1))]
    for b in lists:
        columns = [[quote(b.micrograph or "")] * len(b.boxes)] if named else []
        columns += [[f"{v:.6f}" for v in b.boxes[axis].tolist()] for axis in ("x", "y")]
        if surest:
            columns.append([f"{v:.6f}" for v in np.nan_to_num(b.boxes["confidence"], nan=1.0).tolist()])
        columns += [[quote(word) for word in b.extra[name].tolist()] for name in extra]
        out += map(" ".join, zip(*columns, strict=True))
    return "\n".join(out) + "\n\n"


FORMAT = Format(
    "star", "RELION STAR", ".star", one_file_for_many=True, holds_sizes=False, sniff=sniff, read=read, write=write
)
