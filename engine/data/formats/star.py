"""RELION's STAR files: centres of the boxes of one or many micrographs. gemmi parses the grammar."""

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
    as_strings,
    boxes_from_centres,
    drop_rejected,
    parse_numbers,
    read_text,
    scores_to_write,
    split_by_micrograph,
)
from iceboxer.engine.data.formats.refused import star_of_cistem, star_of_tomograms
from iceboxer.engine.errors import ReadError

X, Y, CONFIDENCE = "_rlnCoordinateX", "_rlnCoordinateY", "_rlnAutopickFigureOfMerit"
MICROGRAPH, FILES = "_rlnMicrographName", "_rlnMicrographCoordinates"
IMAGE, Z, TOMOGRAMS = "_rlnImageName", "_rlnCoordinateZ", ("_rlnTomoName", "_rlnTomoParticleName")
BLOCK_FIRST = re.compile(r"(?:[ \t]*(?:#.*)?\n)*[ \t]*data_", re.IGNORECASE)
PLAIN = re.compile(r"[A-Za-z0-9+\-./\\~][!-~]*")
RELION = re.compile(r"_rln[A-Za-z0-9_]+")
CHARACTER = re.compile(r"&#(\d{1,7});")
UNDEFINED = -999.0  # RELION's figure of merit of a manually picked particle
SUFFIX_LIST_ABOVE = 3  # folders of a file of coordinates that may be the job's folder
SUFFIX_WORDS = 2  # longest suffix, in words between underscores
RESERVED = ("data_", "loop_", "save_", "stop_", "global_", "_", "$")
Columns = dict[str, Strings]


def sniff(text: str) -> bool:
    """Return whether a text begins with a data block, after comments."""
    return BLOCK_FIRST.match(text) is not None


def read_tables(path: Path, text: str) -> list[tuple[str, Columns]]:
    """Return each loop of each data block with the block's name; a block's single values become a loop of one row.

    Raises
    ------
    ReadError
        The text violates the grammar of STAR files.
    """
    found: list[tuple[str, Columns]] = []
    for block in _parse(path, text):
        single: Columns = {}
        for item in block:
            if item.loop is not None:
                tags, values = list(item.loop.tags), list(item.loop.values)
                loop = {tag: _column(path, tag, values[i :: len(tags)]) for i, tag in enumerate(tags)}
                found.append((block.name.strip(), loop))
            elif item.pair is not None:
                single[item.pair[0]] = _column(path, item.pair[0], [item.pair[1]])
        if single:
            found.append((block.name.strip(), single))
    return found


def _parse(path: Path, text: str) -> gemmi.cif.Document:
    # gemmi accepts ASCII only, but RELION writes any folder name; `_column` decodes it again
    plain = text.replace("&", "&#38;").encode("ascii", "xmlcharrefreplace").decode("ascii")
    try:
        return gemmi.cif.read_string(plain)
    except (ValueError, RuntimeError) as e:
        quoted = "\n".join(map(_quote_reserved, plain.split("\n")))
        if quoted == plain:
            raise _grammar_error(path, e) from e
    try:
        return gemmi.cif.read_string(quoted)
    except (ValueError, RuntimeError) as e:
        raise _grammar_error(path, e) from e


def _grammar_error(path: Path, error: Exception) -> ReadError:
    reason = re.sub(r"^string:(\d+)[^ ]*( in \S*)?\s*:?\s*", r"line \1: ", str(error))
    return ReadError(path, f"is not a valid STAR file ({reason.removeprefix('string:').strip()})")


def _quote_reserved(line: str) -> str:
    """Return a row with reserved words in quotes, for micrographs with names such as `data_1.mrc`."""
    words = line.split()
    if len(words) < 2 or words[0].startswith(("_", "#")) or words[1].startswith("#") or {"'", '"'} & set(line):
        return line
    return " ".join(f"'{w}'" if w.lower().startswith(RESERVED) else w for w in words)


def _column(path: Path, name: str, values: list[str]) -> Strings:
    words = [gemmi.cif.as_string(v) if v[:1] in "'\";" else v for v in values]
    return as_strings(path, name, [CHARACTER.sub(_character, w) if "&" in w else w for w in words])


def _character(match: re.Match[str]) -> str:
    code = int(match[1])
    return chr(code) if code <= sys.maxunicode else match[0]


def read(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """Return one list per micrograph; `box_size` (px) is the size of all boxes, since STAR files have no sizes.

    Coordinates are used unchanged: the shifts of a refinement (`_rlnOriginX`) move the particle in its box, not
    the box. Of a list of coordinate files (RELION's ``autopick.star``), the listed files are read.

    Raises
    ------
    ReadError
        The file or a listed file is damaged or has no coordinates, they are of a tomogram, or their micrograph is
        unknown.
    EngineError
        `box_size` is None.
    """
    found = [columns for _, columns in read_tables(path, text)]
    with_boxes = [columns for columns in found if X in columns and Y in columns]
    if with_boxes:
        _check_one_table(path, with_boxes)
        return _join([part for columns in with_boxes for part in _lists(path, columns, box_size)])
    listed = [columns for columns in found if MICROGRAPH in columns and FILES in columns]
    if listed:
        return [part for columns in listed for part in _read_listed(path, columns, box_size)]
    tags = {tag for columns in found for tag in columns}
    reason = star_of_cistem(tags) or star_of_tomograms(tags)
    raise ReadError(path, reason or f"has no coordinates (columns {X} and {Y})")


def _check_one_table(path: Path, tables: Sequence[Columns]) -> None:
    """Raise an error if several tables have coordinates and do not name their micrographs."""
    if len(tables) > 1 and not all(MICROGRAPH in columns for columns in tables):
        raise ReadError(
            path,
            f"has {len(tables)} tables with coordinates, but no column {MICROGRAPH} that names their micrographs. "
            "Add that column, or put each table into a file named after its micrograph",
        )


def _check_columns(path: Path, columns: Columns, named: bool) -> None:
    """Raise an error about columns that change the meaning of x and y; `named` if a list names the micrograph."""
    depth = parse_numbers(path, Z, columns[Z].tolist()) if Z in columns else np.zeros(0)
    tomogram = next((tag for tag in TOMOGRAMS if tag in columns), Z if (np.nan_to_num(depth) != 0).any() else None)
    if tomogram:
        raise ReadError(
            path, f"holds coordinates in a tomogram (column {tomogram}); only boxes in micrographs are read"
        )
    if IMAGE in columns and MICROGRAPH not in columns and not named:
        raise ReadError(
            path,
            f"names images in stacks ({IMAGE}) but no micrographs, so it is unknown where its boxes belong. Use a "
            f"particles.star with the column {MICROGRAPH}",
        )


def _lists(path: Path, columns: Columns, box_size: float | None, named: bool = False) -> list[BoxList]:
    _check_columns(path, columns, named)
    x, y = parse_numbers(path, X, columns[X].tolist()), parse_numbers(path, Y, columns[Y].tolist())
    confidence = np.full(len(x), np.nan)
    if CONFIDENCE in columns:
        confidence = parse_numbers(path, CONFIDENCE, columns[CONFIDENCE].tolist())
        confidence[confidence == UNDEFINED] = np.nan
    no_size = np.full(len(x), np.nan)
    boxes = boxes_from_centres(path, x, y, no_size, no_size, confidence, box_size)
    extra = {k: v for k, v in columns.items() if k not in (X, Y, CONFIDENCE, MICROGRAPH)}
    whole = BoxList(_named_by_suffix_list(path), boxes, extra)
    return split_by_micrograph(whole, columns[MICROGRAPH].tolist()) if MICROGRAPH in columns else [whole]


def _named_by_suffix_list(path: Path) -> str | None:
    """Return the micrograph of a file ``a_NAME.star`` if a ``coords_suffix_NAME.star`` of RELION 3.1 is above it."""
    words = path.stem.split("_")
    for first in range(max(1, len(words) - SUFFIX_WORDS), len(words)):
        name = "_".join(words[first:])
        if any(is_file(folder / f"coords_suffix_{name}.star") for folder in path.parents[:SUFFIX_LIST_ABOVE]):
            return "_".join(words[:first])
    return None


def _join(lists: list[BoxList]) -> list[BoxList]:
    """Return one list per micrograph, joining loops that name the same one; missing extra columns become <NA>."""
    parts: dict[str | None, list[BoxList]] = {}
    for part in lists:
        parts.setdefault(part.micrograph, []).append(part)
    return [concatenate(same) if len(same) > 1 else same[0] for same in parts.values()]


def concatenate(lists: Sequence[BoxList]) -> BoxList:
    """Return one list with the boxes of several of the same micrograph; missing extra columns become <NA>."""
    names = dict.fromkeys(name for part in lists for name in part.extra)
    extra = {n: np.concatenate([p.extra.get(n, np.full(len(p.boxes), "<NA>")) for p in lists]) for n in names}
    return BoxList(lists[0].micrograph, np.concatenate([part.boxes for part in lists]), extra)


def _read_listed(path: Path, columns: Columns, box_size: float | None) -> list[BoxList]:
    """Return the boxes in the files that RELION's ``autopick.star`` lists next to their micrographs."""
    lists: list[BoxList] = []
    for micrograph, name in zip(columns[MICROGRAPH].tolist(), columns[FILES].tolist(), strict=True):
        found = find_listed(path, name)
        text = read_text(found)
        inner = [c for _, c in read_tables(found, text) if X in c and Y in c] if text.strip() else []
        if text.strip() and not inner:
            raise ReadError(found, f"has no coordinates (columns {X} and {Y})")
        parts = [part for c in inner for part in _lists(found, c, box_size, named=True)] or [
            BoxList(micrograph, no_boxes())
        ]
        lists += [replace(part, micrograph=micrograph) for part in parts]
    return _join(lists)


def find_listed(path: Path, name: str) -> Path:
    """Return the file that a list names, relative to the project, in which the job's folder lies two levels down.

    Raises
    ------
    ReadError
        The file is missing, is the list itself, or lies outside the project: a foreign list must not open any file.
    """
    listed = PureWindowsPath(name)  # understands the separators and roots of other systems too
    if listed.anchor or ".." in listed.parts:
        raise ReadError(path, f"lists the file '{name[:80]}'; only files within the project are read")
    found = next((p for folder in path.absolute().parents[:3] if is_file(p := folder / name)), None)
    if found is None:
        raise ReadError(path, f"lists the file '{name[:80]}', which does not exist")
    if found.resolve() == path.resolve():
        raise ReadError(path, "lists itself as a coordinate file")
    return found


def quote(word: str) -> str:
    """Return a word as written in a STAR file: on one line, in quotes only if the grammar requires them.

    RELION reads quotes as a part of the name. The grammar allows only one kind of quote in a word, so a double one
    becomes single if the word has both.
    """
    if PLAIN.fullmatch(word) and not word.lower().startswith(RESERVED) and word not in (".", "?"):
        return word
    return str(gemmi.cif.quote(writable(word)))


def writable(word: str) -> str:
    """Return a word without characters that the grammar forbids within a line."""
    word = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", word)
    return word.replace('"', "'") if {"'", '"'} <= set(word) else word


def write_block(name: str, tags: Sequence[str], rows: Sequence[str]) -> str:
    """Return the text of a block with one table in the style of RELION 3.1 and later."""
    head = ["", "# version 30001", "", f"data_{name}", "", "loop_", *(f"{tag} #{i}" for i, tag in enumerate(tags, 1))]
    return "\n".join([*head, *rows]) + "\n\n"


def _extra(lists: Sequence[BoxList]) -> list[str]:
    """Return RELION's other columns that all lists share; the grammar ignores capitals, so each is written once."""
    own = {tag.lower() for tag in (X, Y, CONFIDENCE, MICROGRAPH)}
    shared = [n for n in (lists[0].extra if lists else {}) if all(n in b.extra for b in lists)]
    once = {name.lower(): name for name in reversed(shared) if RELION.fullmatch(name)}
    return [name for name in shared if once.get(name.lower()) == name and name.lower() not in own]


def write(lists: Sequence[BoxList]) -> str:
    """Return the text of a file with one block, with micrograph names if the lists have any.

    Rejected boxes are omitted. If any box has a confidence, labels get one that no pick exceeds, at least 1.
    """
    lists = [drop_rejected(b) for b in lists]
    named = any(b.micrograph is not None for b in lists)
    scores = scores_to_write(lists)
    extra = [name for name in _extra(lists) if named or name != IMAGE]  # an image alone does not say where boxes belong
    tags = [*([MICROGRAPH] if named else []), X, Y, *([CONFIDENCE] if scores else []), *extra]
    out = ["", "data_", "", "loop_", *(f"{tag} #{i}" for i, tag in enumerate(tags, 1))]
    for number, b in enumerate(lists):
        if not named and not extra:  # as for RELION, one file for each of thousands of micrographs
            numbers = [b.boxes["x"], b.boxes["y"], *([np.array(scores[number])] if scores else [])]
            row = " ".join(["%.6f"] * len(numbers))
            rows = "\n".join([row] * len(b.boxes)) % tuple(np.column_stack(numbers).ravel().tolist())
            out += [rows] if rows else []
            continue
        columns = [[quote(b.micrograph or "")] * len(b.boxes)] if named else []
        columns += [[f"{v:.6f}" for v in b.boxes[axis].tolist()] for axis in ("x", "y")]
        if scores:
            columns.append([f"{v:.6f}" for v in scores[number]])
        columns += [[quote(word) for word in b.extra[name].tolist()] for name in extra]
        out += map(" ".join, zip(*columns, strict=True))
    return "\n".join(out) + "\n\n"


FORMAT = Format(
    "star", "RELION STAR", ".star", one_file_for_many=True, holds_sizes=False, sniff=sniff, read=read, write=write
)
