"""Writing RELION's ``particles.star``: the particles of all micrographs with their optics groups (RELION 3.1+)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import Floats, no_boxes, plausible
from iceboxer.engine.data.formats.base import BoxList, drop_rejected, read_text, scores_to_write
from iceboxer.engine.data.formats.star import CONFIDENCE, MICROGRAPH, Columns, X, Y, quote, read_tables
from iceboxer.engine.errors import EngineError, ReadError

GROUP = "_rlnOpticsGroup"
PIXEL_SIZE = "_rlnMicrographPixelSize"
IMAGE = ("_rlnImagePixelSize", "_rlnImageSize", "_rlnImageDimensionality")


@dataclass(frozen=True)
class OpticsGroups:
    """The optics groups of a project.

    Attributes
    ----------
    table
        Columns (g,) of the groups, by their names in the file.
    groups
        The number of each micrograph's group, by the micrograph's name.
    """

    table: Columns
    groups: Mapping[str, str]


def read_optics(path: Path) -> OpticsGroups:
    """Read the optics groups of a project from its ``micrographs.star``, RELION 3.1 or newer.

    Raises
    ------
    ReadError
        The file cannot be read or has no optics groups.
    """
    found = read_tables(path, read_text(path))
    optics = [c for name, c in found if name == "optics" and GROUP in c and PIXEL_SIZE in c]
    micrographs = [c for _, c in found if MICROGRAPH in c and GROUP in c]
    if len(optics) != 1 or len(micrographs) != 1:
        raise ReadError(
            path, "has no optics groups with micrographs; give the project's micrographs.star (RELION 3.1 or newer)"
        )
    names, groups = micrographs[0][MICROGRAPH].tolist(), micrographs[0][GROUP].tolist()
    unknown = set(groups) - set(optics[0][GROUP].tolist())
    if unknown:
        raise ReadError(
            path, f"has micrographs in the optics group {min(unknown)[:20]}, which is missing from its table of groups"
        )
    return OpticsGroups(optics[0], dict(zip(names, groups, strict=True)))


def write_particles(
    path: Path, lists: Mapping[str, BoxList], optics: OpticsGroups, columns: Sequence[str] = ()
) -> None:
    """Write the boxes of all micrographs atomically; the keys of `lists` are the project's micrograph names.

    Centres are in the frame of `engine.data`, which is RELION's. The image size is the most common box size, made
    even as RELION requires, and the image pixel size is the micrographs'. Rejected boxes are omitted. If any box
    has a confidence, labels get one that no pick exceeds, at least 1. The extra `columns`, which all lists have, are
    written too.

    Raises
    ------
    EngineError
        There are no boxes, a box has no position or size, a micrograph is not in the project, or the file cannot
        be written.
    """
    chosen = {name: drop_rejected(boxlist) for name, boxlist in lists.items()}
    every = np.concatenate([no_boxes(), *(boxlist.boxes for boxlist in chosen.values())])
    if not len(every):
        raise EngineError(f"{path} was not written: there are no boxes.")
    if not plausible(every).all():
        raise EngineError(f"{path} cannot be written: some boxes have no position or no size.")
    unknown = [name for name in chosen if name not in optics.groups]
    if unknown:
        raise EngineError(f"{path} cannot be written: {unknown[0]} has no optics group.")
    write_text(
        path, _optics_block(optics, _most_common_size(every["width"])) + _particles_block(chosen, optics, columns)
    )


def _most_common_size(widths: Floats) -> int:
    """Return the most common width, rounded to an even number of px."""
    sizes, counts = np.unique(2 * np.round(widths / 2).astype(np.int64), return_counts=True)
    return max(2, int(sizes[counts.argmax()]))


def _optics_block(optics: OpticsGroups, image_size: int) -> str:
    table = {tag: list(map(quote, column.tolist())) for tag, column in optics.table.items() if tag not in IMAGE}
    count = len(optics.table[GROUP])
    image = (table[PIXEL_SIZE], [str(image_size)] * count, ["2"] * count)
    return _block("optics", table | dict(zip(IMAGE, image, strict=True)))


def _particles_block(lists: Mapping[str, BoxList], optics: OpticsGroups, more: Sequence[str]) -> str:
    every = np.concatenate([boxlist.boxes for boxlist in lists.values()])
    counts = [(name, len(boxlist.boxes)) for name, boxlist in lists.items()]
    columns = {
        X: [f"{v:.6f}" for v in every["x"].tolist()],
        Y: [f"{v:.6f}" for v in every["y"].tolist()],
        MICROGRAPH: [word for name, count in counts for word in [quote(name)] * count],
        GROUP: [word for name, count in counts for word in [quote(optics.groups[name])] * count],
    }
    if scores := scores_to_write([BoxList(None, every)]):
        columns[CONFIDENCE] = [f"{v:.6f}" for v in scores[0]]
    for tag in more:
        columns[tag] = [quote(word) for boxlist in lists.values() for word in boxlist.extra[tag].tolist()]
    return _block("particles", columns)


def _block(name: str, columns: Mapping[str, list[str]]) -> str:
    tags = [f"{tag} #{i}" for i, tag in enumerate(columns, 1)]
    rows = map(" ".join, zip(*columns.values(), strict=True))
    return "\n".join(["", "# version 30001", "", f"data_{name}", "", "loop_", *tags, *rows]) + "\n\n"
