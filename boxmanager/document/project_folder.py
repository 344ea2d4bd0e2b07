"""The folder of a project, `NAME.icebox`: what lies where, and whether it is still there.

Each file is written under a temporary name and then renamed, so a crash leaves the old or the new file, never half
of one. There is no database and no lock file, because projects are often on network file systems.
"""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.regular_file import retry_stale
from iceboxer.engine.errors import EngineError, ReadError

SUFFIX = ".icebox"
INDEX = "project.json"
BOXES = "boxes"  # folder of the box files
FILAMENTS = "filaments"  # folder of the files of filaments
PAINTED, JUNK = "masks", "junk"  # folders of painted masks and of junk maps, see `document.mask_files`
OWN_FOLDERS = (BOXES, FILAMENTS, PAINTED, JUNK)
ENGINE_FOLDERS = ("models", "picks", "classes")  # folders of a project that the engine writes to


def find_project_folder(path: Path) -> Path | None:
    """Return the project folder for `path`, which is the folder or its index; None if it is neither."""
    if path.name == INDEX:
        return path.parent
    return path if path.suffix == SUFFIX or (path / INDEX).is_file() else None


def copy_engine_folders(old: Path, new: Path, model: Path | None) -> Path | None:
    """Copy the models, picks and classes of the project folder `old` to `new`; return the new path of `model`.

    Raises
    ------
    EngineError
        The files cannot be copied.
    """
    for name in ENGINE_FOLDERS:
        if (old / name).is_dir():
            try:
                # hidden files are notes and temporary files of the jobs that write to the old folder
                shutil.copytree(old / name, new / name, ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)
            except (OSError, shutil.Error) as e:
                raise EngineError(f"Cannot write {new}: {getattr(e, 'strerror', None) or e}") from e
    return moved_model(model, old, new)


def moved_model(model: Path | None, old: Path, new: Path) -> Path | None:
    """Return the path of a model after the project folder `old` was copied to `new`."""
    return new / model.relative_to(old) if model is not None and model.is_relative_to(old) else model


class ProjectGone(ReadError):
    """The folder of a project has disappeared: it was renamed, removed or unmounted."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "the folder has disappeared. It was renamed, removed or unmounted.")


def is_gone(folder: Path) -> bool:
    """Return whether the folder of a project is known to have disappeared."""
    try:
        require_project(folder)
    except ProjectGone:
        return True
    except ReadError:
        return False
    return False


def require_project(folder: Path) -> None:
    """Raise ProjectGone unless there is a project in `folder`; another ReadError if that cannot be determined."""
    try:
        found = retry_stale((folder / INDEX).is_file)
    except OSError as e:
        if e.errno != errno.ESTALE:
            raise unreadable(folder, e) from e
        found = False  # the server has no such folder any more
    if not found:
        raise ProjectGone(folder)
