"""The masks of a project on disk: one small PNG per micrograph for the junk map, and one for what a person painted.

They are named like the micrograph's box file, in folders beside it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from enum import Enum
from functools import partial
from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.disk_state import digest_bytes, read_bytes
from iceboxer.boxmanager.document.masks import MaskPair, MaskStore, PackedMask, pack, pack_junk
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_folder import JUNK, PAINTED, require_project
from iceboxer.engine.data.junk import JunkMask
from iceboxer.engine.data.mask_file import decode_mask, encode_mask
from iceboxer.engine.errors import ReadError


class Layer(Enum):
    """What a mask file of a project holds; the value is the folder."""

    PAINTED = PAINTED
    JUNK = JUNK


_EMPTY = JunkMask(np.zeros((1, 1), np.int8), (1.0, 1.0))
Unsaved = tuple[Layer, Path]  # a mask of a micrograph


def mask_name(box_file: str, layer: Layer) -> str:
    """Return the name in the project of a mask of the micrograph with this box file."""
    return f"{layer.value}/{box_file.rpartition('/')[2].rpartition('.')[0]}.png"


def contents_of(project: Project, masks: MaskStore, wanted: Iterable[Unsaved]) -> dict[str, Callable[[], bytes]]:
    """Return functions that make the contents of mask files, by name; another thread may call them.

    The file of a removed mask has one clean cell, so that other windows notice the change.
    """
    contents: dict[str, Callable[[], bytes]] = {}
    for layer, path in wanted:
        pair = masks.known(path)
        packed = pair.painted if layer is Layer.PAINTED else pair.junk
        contents[mask_name(project.box_files[path], layer)] = partial(_content, packed, layer)
    return contents


def _content(packed: PackedMask | None, layer: Layer) -> bytes:
    return encode_mask(_EMPTY if packed is None else packed.unpacked(), layer is Layer.PAINTED)


def files_of(project: Project, paths: Iterable[Path]) -> dict[str, Path]:
    """Return the mask files of micrographs that exist in the folder of a project, by name."""
    if project.folder is None:
        return {}
    names = [mask_name(project.box_files[path], layer) for path in paths for layer in Layer]
    return {name: project.folder / name for name in names if (project.folder / name).is_file()}


def read_project_masks(project: Project, path: Path) -> MaskPair:
    """Return the masks of one micrograph of a project that are on disk.

    Raises
    ------
    ReadError
        A file is damaged.
    ProjectGone
        The folder of the project has disappeared.
    """
    found: dict[Layer, PackedMask | None] = {}
    name = project.box_files.get(path)
    if project.folder is not None and name is not None:
        for layer in Layer:
            file = mask_name(name, layer)
            content = read_bytes(project.folder / file)
            if content is None:
                require_project(project.folder)
                continue
            mask = decode_mask(project.folder / file, content)
            if mask is None:
                raise ReadError(project.folder / file, "is not a mask of this program; it is left as it is")
            found[layer] = pack_junk(mask) if layer is Layer.JUNK else pack(mask)
            project.disk.digests[file] = digest_bytes(content)
    return MaskPair(found.get(Layer.JUNK), found.get(Layer.PAINTED))


def find_mask_files(project: Project) -> list[Path]:
    """Return the micrographs of a project that have a mask file."""
    if project.folder is None:
        return []
    names: set[str] = set()
    for layer in Layer:
        try:
            with os.scandir(project.folder / layer.value) as entries:
                names.update(f"{layer.value}/{entry.name}" for entry in entries)
        except OSError:
            continue
    if not names:
        return []
    return [path for path in project.micrographs if names & {mask_name(project.box_files[path], la) for la in Layer}]
