"""What somebody else changed in the files of the open project, found and read in a background thread. Qt-free."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.filament_files import filament_file, read_project_filaments
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.boxmanager.document.mask_files import Layer, mask_name, read_project_masks
from iceboxer.boxmanager.document.masks import MaskPair
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import index_text
from iceboxer.boxmanager.document.saving import Merged, find_merged
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.errors import ReadError


@dataclass(frozen=True)
class Layers:
    """Micrographs whose boxes, filaments and painted masks have something in common."""

    boxes: Collection[Path]
    filaments: Collection[Path]
    masks: Collection[Path]


@dataclass
class ChangedFiles:
    """What somebody else changed, and the `names` of the files in the folders of the project."""

    merged: Merged
    names: set[str]
    boxes: dict[Path, Boxes] = field(default_factory=dict)
    filaments: dict[Path, Filaments] = field(default_factory=dict)
    masks: dict[Path, MaskPair] = field(default_factory=dict)


def find_changed_files(project: Project, folder: Path, unread: Layers, edited: Layers) -> ChangedFiles:
    """Compare a frozen project with its files in `folder`, and read what changed unless it is `edited` here.

    `unread` are the micrographs of which this window has not read the files yet.

    Raises
    ------
    ProjectGone
        The folder of the project has disappeared.
    """
    files = project.box_files
    names = {files[path] for path in unread.boxes if path in files}
    names |= {filament_file(files[path]) for path in unread.filaments if path in files}
    names |= {mask_name(files[path], Layer.PAINTED) for path in unread.masks if path in files}
    found = ChangedFiles(*find_merged(folder, lambda: index_text(project, folder), project.disk, names))
    _read_boxes(project, found, edited)
    masks = found.merged.masks
    paths = {mask_name(name, Layer.PAINTED): path for path, name in files.items()} if masks else {}
    repainted = {paths[name] for name in masks if name in paths} - set(edited.masks)
    found.masks = _read_masks(project, found.boxes.keys() | repainted)
    return found


def _read_boxes(project: Project, found: ChangedFiles, edited: Layers) -> None:
    """Read the changed boxes and filaments."""
    changed = found.merged.boxes
    paths = {name: path for path, name in project.box_files.items()} if changed else {}
    of_filaments = {filament_file(name): path for name, path in paths.items()}
    for name in changed:
        path = paths.get(name, of_filaments.get(name))
        with suppress(ReadError):  # half a file of another program; the next comparison sees its end
            if name in paths and path not in edited.boxes:
                found.boxes[paths[name]] = read_project_boxes(project, paths[name])
            elif name in of_filaments and path not in edited.filaments:
                found.filaments[of_filaments[name]] = read_project_filaments(project, of_filaments[name])


def _read_masks(project: Project, paths: Iterable[Path]) -> dict[Path, MaskPair]:
    """Return the masks of micrographs that can be read."""
    read: dict[Path, MaskPair] = {}
    for path in paths:
        with suppress(ReadError):  # half a file of another program; the next comparison sees its end
            read[path] = read_project_masks(project, path)
    return read
