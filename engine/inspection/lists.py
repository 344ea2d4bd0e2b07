"""Lists of the micrographs that are kept, for RELION and for scripts."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from iceboxer.engine.data.atomic import replacing
from iceboxer.engine.data.formats.base import read_text
from iceboxer.engine.data.formats.star import MICROGRAPH, Columns, quote, read_tables, write_block
from iceboxer.engine.data.micrograph_names import HasPath, Named


def write_list(path: Path, micrographs: Sequence[Path]) -> list[Path]:
    """Write the paths of micrographs, one per line; return those that are left out, since they contain a line break.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    lines = [os.fsencode(each) for each in micrographs]
    with replacing(path) as temporary:
        temporary.write_bytes(b"".join(line + b"\n" for line in lines if b"\n" not in line))
    return [each for each, line in zip(micrographs, lines, strict=True) if b"\n" in line]


def list_of_names(paths: Sequence[Path]) -> str:
    """Return the text of a STAR file that lists micrographs by their paths."""
    return _table("micrographs", {MICROGRAPH: list(map(str, paths))})


def filtered_star(path: Path, micrographs: Sequence[HasPath], kept: Collection[Path]) -> tuple[str, frozenset[Path]]:
    """Return the text of RELION's list of `micrographs` with the rows of `kept` only, and those of `kept` with a row.

    Other tables stay whole.

    Raises
    ------
    ReadError
        The file cannot be read.
    """
    named = Named(micrographs)
    listed: set[Path] = set()

    def is_kept(name: str) -> bool:
        micrograph = named.called(name, path)
        if micrograph is None or micrograph.path not in kept:
            return False
        listed.add(micrograph.path)
        return True

    blocks = []
    for block, columns in read_tables(path, read_text(path)):
        rows = range(len(next(iter(columns.values()))))
        if MICROGRAPH in columns:
            names = columns[MICROGRAPH].tolist()
            named.expect(names)
            rows = [i for i in rows if is_kept(names[i])]  # type: ignore[assignment]
        blocks.append(_table(block, {tag: [column[i] for i in rows] for tag, column in columns.items()}))
    return "".join(blocks), frozenset(listed)


def _table(name: str, columns: Columns | dict[str, list[str]]) -> str:
    return write_block(name, list(columns), [" ".join(map(quote, row)) for row in zip(*columns.values(), strict=True)])
