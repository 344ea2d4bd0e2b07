"""RELION's STAR files: centres, of one micrograph or of many. gemmi reads the grammar."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

import gemmi
import numpy as np

from engine.data.boxes import Kind
from engine.data.formats.base import BoxList, Format, Strings, boxes_from_centres, numbers, read_text
from engine.errors import ReadError

X, Y, CONFIDENCE = "_rlnCoordinateX", "_rlnCoordinateY", "_rlnAutopickFigureOfMerit"
MICROGRAPH, FILES = "_rlnMicrographName", "_rlnMicrographCoordinates"
Columns = dict[str, Strings]


def sniff(text: str) -> bool:
    """A data block with columns of RELION."""
    return "data_" in text and "_rln" in text


def tables(path: Path, text: str) -> dict[str, Columns]:
    """The loops of all data blocks by the blocks' names; a block of single values is a loop of one row.

    Raises
    ------
    ReadError
        It does not keep to the grammar.
    """
    # gemmi takes ASCII only, and RELION writes whatever a folder is called
    plain = text if text.isascii() else text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    try:
        document = gemmi.cif.read_string(plain)
    except (ValueError, RuntimeError) as e:
        raise ReadError(path, f"is not a sound STAR file ({str(e).removeprefix('string:')})") from e
    found: dict[str, Columns] = {}
    for block in document:
        columns: Columns = found.setdefault(block.name.strip(), {})
        for item in block:
            if item.loop is not None:
                loop, width = item.loop, len(item.loop.tags)
                for i, tag in enumerate(loop.tags):
                    columns[tag] = _column(list(loop.values)[i::width], plain is not text)
            elif item.pair is not None:
                columns[item.pair[0]] = _column([item.pair[1]], plain is not text)
    return found


def _column(values: list[str], escaped: bool) -> Strings:
    words = [gemmi.cif.as_string(v) if v[:1] in "'\";" else v for v in values]
    return np.array([html.unescape(w) for w in words] if escaped else words, np.str_)


def read(path: Path, text: str, box_size: float | None) -> list[BoxList]:
    """A list for each micrograph; the boxes' size is the given one, since STAR holds none."""
    found = tables(path, text)
    with_boxes = [columns for columns in found.values() if X in columns and Y in columns]
    if with_boxes:
        return [part for columns in with_boxes for part in _lists(path, columns, box_size)]
    listed = [columns for columns in found.values() if MICROGRAPH in columns and FILES in columns]
    if listed:
        return [part for columns in listed for part in _follow(path, columns, box_size)]
    raise ReadError(path, f"holds no coordinates (columns {X} and {Y})")


def _lists(path: Path, columns: Columns, box_size: float | None) -> list[BoxList]:
    x, y = numbers(path, X, columns[X].tolist()), numbers(path, Y, columns[Y].tolist())
    if len(x) != len(y):
        raise ReadError(path, "has columns of unequal length")
    confidence = np.full(len(x), np.nan)
    if CONFIDENCE in columns:
        confidence = numbers(path, CONFIDENCE, columns[CONFIDENCE].tolist())
    no_size = np.full(len(x), np.nan)
    boxes = boxes_from_centres(path, x, y, no_size, no_size, confidence, box_size)
    extra = {k: v for k, v in columns.items() if k not in (X, Y, CONFIDENCE, MICROGRAPH) and len(v) == len(x)}
    whole = BoxList(None, boxes, extra)
    if MICROGRAPH not in columns:
        return [whole]
    names, index = np.unique(columns[MICROGRAPH], return_inverse=True)
    parts = (whole.chosen(index == i) for i in range(len(names)))
    return [BoxList(str(n), part.boxes, part.extra) for n, part in zip(names, parts, strict=True)]


def _follow(path: Path, columns: Columns, box_size: float | None) -> list[BoxList]:
    """The files that RELION's ``autopick.star`` names, each about the micrograph beside it."""
    lists = []
    for micrograph, name in zip(columns[MICROGRAPH].tolist(), columns[FILES].tolist(), strict=True):
        # names are relative to the project, in which the job's folder lies two levels down
        found = next((p for base in (path.parent, *path.parents[1:4]) if (p := base / name).is_file()), None)
        if found is None or found.resolve() == path.resolve():
            raise ReadError(path, f"names the file '{name}', which is not there")
        text = read_text(found)
        inner = tables(found, text)
        for part in (c for c in inner.values() if X in c and Y in c):
            lists += [BoxList(micrograph, b.boxes, b.extra) for b in _lists(found, part, box_size)]
    return lists


def write(lists: Sequence[BoxList]) -> str:
    """One block; the micrographs' names only where the lists have them. Rejected boxes are left out."""
    lists = [b.chosen(b.boxes["kind"] != Kind.REJECTED) for b in lists]
    named = any(b.micrograph is not None for b in lists)
    surest = any(np.isfinite(b.boxes["confidence"]).any() for b in lists)
    extra = [name for name in (lists[0].extra if lists else {}) if name.startswith("_rln")]
    extra = [name for name in extra if all(name in b.extra for b in lists)]
    tags = [*([MICROGRAPH] if named else []), X, Y, *([CONFIDENCE] if surest else []), *extra]
    out = ["", "data_", "", "loop_", *(f"{tag} #{i}" for i, tag in enumerate(tags, 1))]
    for b in lists:
        name = [gemmi.cif.quote(b.micrograph or "")] if named else []
        for i, box in enumerate(b.boxes):
            confidence = [f"{np.nan_to_num(box['confidence'], nan=1.0):.6f}"] if surest else []
            more = [gemmi.cif.quote(str(b.extra[e][i])) for e in extra]
            out.append(" ".join([*name, f"{box['x']:.6f}", f"{box['y']:.6f}", *confidence, *more]))
    return "\n".join(out) + "\n\n"


FORMAT = Format("star", "RELION STAR", ".star", many=True, sniff=sniff, read=read, write=write)
