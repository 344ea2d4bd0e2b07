"""The files of a project that hold its boxes: one CBOX file per micrograph."""

from __future__ import annotations

import os
from pathlib import Path

from iceboxer.boxmanager.document.disk_state import digest_bytes, read_bytes
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_folder import BOXES, require_project
from iceboxer.engine.data.boxes import Boxes, no_boxes

OWN_BOXES = b"\ndata_global\n\n_cbox_format_version 1.0\n"  # how the box files of this program begin


def read_project_boxes(project: Project, path: Path) -> Boxes:
    """Read the boxes of one micrograph of a project; return no boxes if no file was written yet.

    Raises
    ------
    ReadError
        The box file is damaged or cannot be read.
    ProjectGone
        The folder of the project has disappeared.
    """
    name = project.box_files.get(path)
    if project.folder is None or name is None:
        return no_boxes()
    content = read_bytes(project.folder / name)
    if content is None:
        require_project(project.folder)
        return no_boxes()
    boxes = _parse_boxes(project.folder / name, content)
    boxes.flags.writeable = False  # so that the store need not copy them
    project.disk.digests[name] = digest_bytes(content)  # of what was read, so that a change in between is noticed
    return boxes


def _parse_boxes(path: Path, content: bytes) -> Boxes:
    from iceboxer.engine.data.formats import FORMATS, read_boxes

    if content.startswith(OWN_BOXES):
        try:
            lists = FORMATS["cbox"].read(path, content.decode("ascii"), None)
        except ValueError:  # not ASCII: the general reader reports what is wrong
            lists = read_boxes(path)
    else:
        lists = read_boxes(path)
    return lists[0].boxes if lists else no_boxes()


def find_box_files(project: Project) -> list[Path]:
    """Return the micrographs of a project whose box files exist."""
    if project.folder is None:
        return []
    try:
        with os.scandir(project.folder / BOXES) as entries:
            names = {f"{BOXES}/{entry.name}" for entry in entries}
    except OSError:
        return []
    return [path for path in project.micrographs if project.box_files[path] in names]
