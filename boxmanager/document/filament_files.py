"""The files of a project that hold its filaments: one CBOX file per micrograph, named like its box file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from iceboxer.boxmanager.document.disk_state import digest_bytes, read_bytes
from iceboxer.boxmanager.document.filament_settings import WIDTHS_OF_SPACING
from iceboxer.boxmanager.document.filament_store import Filaments, measured, without_numbers
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_folder import BOXES, FILAMENTS, require_project
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.formats import filament_cbox
from iceboxer.engine.errors import ReadError


def filament_file(box_file: str) -> str:
    """Return the name of a micrograph's file of filaments in a project, by that of its box file."""
    return FILAMENTS + box_file.removeprefix(BOXES)


def find_filament_files(project: Project) -> list[Path]:
    """Return the micrographs of a project whose files of filaments exist."""
    if project.folder is None:
        return []
    try:
        with os.scandir(project.folder / FILAMENTS) as entries:
            names = {f"{FILAMENTS}/{entry.name}" for entry in entries}
    except OSError:  # there are none
        return []
    return [path for path in project.micrographs if filament_file(project.box_files[path]) in names]


def read_project_filaments(project: Project, path: Path) -> Filaments:
    """Read the filaments of one micrograph of a project; return none if no file was written yet.

    Raises
    ------
    ReadError
        The file is damaged or cannot be read.
    ProjectGone
        The folder of the project has disappeared.
    """
    box_file = project.box_files.get(path)
    if project.folder is None or box_file is None:
        return ()
    name = filament_file(box_file)
    content = read_bytes(project.folder / name)
    if content is None:
        require_project(project.folder)
        return ()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as e:
        raise ReadError(project.folder / name, "is damaged (it is not text)") from e
    found = filament_cbox.read(project.folder / name, text, None).filaments if text.strip() else ()
    project.disk.digests[name] = digest_bytes(content)
    return measured(without_numbers(found))


def encode_filaments(filaments: Sequence[Filament]) -> bytes:
    """Return the content of a file of filaments."""
    if not filaments:
        return b""
    spacing = WIDTHS_OF_SPACING * min(f.width for f in filaments)
    return filament_cbox.write(filaments, spacing).encode("utf-8")
