"""Lists of the micrographs that are kept, for RELION."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from iceboxer.engine.data.formats.base import read_text
from iceboxer.engine.data.formats.star import MICROGRAPH, Columns, quote, read_tables, write_block
from iceboxer.engine.data.micrograph_names import HasPath, Named


def list_of_names(paths: Sequence[Path]) -> str:
    """Return the text of a STAR file that lists micrographs by their paths."""
    return _table("micrographs", {MICROGRAPH: list(map(str, paths))})


def filtered_star(path: Path, micrographs: Sequence[HasPath], kept: Collection[Path]) -> str:
    """Return the text of RELION's list of `micrographs` with the rows of `kept` only; other tables stay whole.

    Raises
    ------
    ReadError
        The file cannot be read.
    """
    named = Named(micrographs)

    def is_kept(name: str) -> bool:
        micrograph = named.called(name, path)
        return micrograph is not None and micrograph.path in kept

    blocks = []
    for block, columns in read_tables(path, read_text(path)):
        rows = range(len(next(iter(columns.values()))))
        if MICROGRAPH in columns:
            names = columns[MICROGRAPH].tolist()
            named.expect(names)
            rows = [i for i in rows if is_kept(names[i])]  # type: ignore[assignment]
        blocks.append(_table(block, {tag: [column[i] for i in rows] for tag, column in columns.items()}))
    return "".join(blocks)


def _table(name: str, columns: Columns | dict[str, list[str]]) -> str:
    return write_block(name, list(columns), [" ".join(map(quote, row)) for row in zip(*columns.values(), strict=True)])
