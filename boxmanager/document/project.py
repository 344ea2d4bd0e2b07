"""A project: a folder `NAME.icebox` with `project.json` and one CBOX file a micrograph.

Each file is written beside its place and then renamed over it, so a crash leaves the old or the new one, never
half of it. No database and no locks: such folders live on network file systems.
"""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from iceboxer.boxmanager.document.view import View
from iceboxer.engine import __version__
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import Boxes, no_boxes
from iceboxer.engine.data.folders import free_name, short_name
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.data.shipped import NAME, path_of_shipped
from iceboxer.engine.errors import EngineError, ReadError

FORMAT = "iceboxer project"
VERSION = 1
SUFFIX = ".icebox"
INDEX = "project.json"
BOXES = "boxes"  # the folder of the files of boxes
KEPT_BESIDE = ("models", "picks")  # folders of a project that the engine writes to
DEFAULT_BOX_SIZE = 180.0


@dataclass
class Project:
    """What a project knows besides its boxes. `pixel_size` (Å/px) overrules what the micrographs say.

    `empty` are the micrographs that a person marked as holding no particle. `model` is the model file that
    picks, and that training goes on from. `box_files` names the file of boxes of each micrograph, relative to
    `folder`.
    """

    folder: Path | None = None
    micrographs: list[Path] = field(default_factory=list)
    box_size: float = DEFAULT_BOX_SIZE
    pixel_size: float | None = None
    empty: set[Path] = field(default_factory=set)
    current: Path | None = None
    model: Path | None = None
    view: View = field(default_factory=View)
    box_files: dict[Path, str] = field(default_factory=dict)

    def add(self, paths: list[Path]) -> list[Path]:
        """Take in micrographs that are not there yet; returns those."""
        known = set(self.micrographs)
        fresh = [path for path in paths if path not in known]
        taken = {name.casefold() for name in self.box_files.values()}  # there are systems that see no difference
        for path in fresh:
            name = _free_name(stem_of(path), taken)
            taken.add(name.casefold())
            self.box_files[path] = name
        self.micrographs.extend(fresh)
        return fresh

    def remove(self, path: Path) -> None:
        """Let go of a micrograph; its file of boxes stays on disk."""
        self.micrographs.remove(path)
        self.box_files.pop(path, None)
        self.empty.discard(path)


def _free_name(stem: str, taken: set[str]) -> str:
    """A file name for the boxes of a micrograph; two micrographs of one name in two folders get two."""
    stem = short_name(stem)
    return f"{BOXES}/{free_name(stem, lambda name: f'{BOXES}/{name}.cbox'.casefold() in taken)}.cbox"


def project_folder(path: Path) -> Path | None:
    """The project that `path` means: the folder itself or its index; None if it means none."""
    if path.name == INDEX:
        return path.parent
    return path if path.suffix == SUFFIX or (path / INDEX).is_file() else None


def index_text(project: Project, folder: Path) -> str:
    """The text of `project.json` for a project that is kept in `folder`."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "box_size": project.box_size,
        "pixel_size": project.pixel_size,
        "view": _view_to_json(project.view),
        "current": project.micrographs.index(project.current) if project.current in project.micrographs else None,
        "model": _model_place(project.model, folder),
        "micrographs": [
            {
                **_place(path, folder),
                "boxes": project.box_files[path],
                "empty": path in project.empty,
            }
            for path in project.micrographs
        ],
    }
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace").decode()  # names that are no Unicode become escapes of JSON


def read_project(folder: Path) -> Project:
    """The project in `folder`; its boxes are read by `read_project_boxes`.

    Raises
    ------
    ReadError
        There is no project, it is damaged, or it was written by a newer version of the program.
    """
    path = folder / INDEX
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as e:
        raise ReadError(folder, "is no project (it has no project.json)") from e
    except (OSError, ValueError, RecursionError) as e:
        raise ReadError(path, f"is damaged ({e})") from e
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ReadError(path, "is not the index of an Iceboxer project")
    version = content.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise ReadError(
            folder, f"was written by a newer version of Iceboxer ({content.get('program')}); nothing was changed"
        )
    try:
        return _from_json(content, folder)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as e:
        raise ReadError(path, f"is damaged ({type(e).__name__}: {e})") from e


def _from_json(content: Mapping[str, Any], folder: Path) -> Project:
    box_size, pixel_size = content["box_size"], content["pixel_size"]
    project = Project(folder=folder, box_size=_length(box_size))
    project.pixel_size = None if pixel_size is None else _length(pixel_size)
    for entry in content["micrographs"]:
        path = _found(entry, folder)
        if path in project.box_files:
            continue
        project.micrographs.append(path)
        project.box_files[path] = _inside(entry["boxes"], folder)
        if entry.get("empty"):
            project.empty.add(path)
    if len({name.casefold() for name in project.box_files.values()}) < len(project.box_files):
        raise ValueError("two micrographs have one file of boxes")
    current = content.get("current")
    if isinstance(current, int) and 0 <= current < len(project.micrographs):
        project.current = project.micrographs[current]
    model = content.get("model")
    if model:
        project.model = path_of_shipped() if model == NAME else _found(model, folder)
    project.view = _view_from_json(content.get("view", {}))
    return project


def _length(value: Any) -> float:
    """A number above 0."""
    if isinstance(value, str) or not 0 < float(value) < math.inf:
        raise ValueError(f"a length of {value}")
    return float(value)


def _inside(name: object, folder: Path) -> str:
    """A file of boxes that lies in the project's folder, whatever the index claims and wherever links lead."""
    if not isinstance(name, str) or "\0" in name or Path(name).suffix != ".cbox":
        raise ValueError(f"no file of boxes: {str(name)[:80]!r}")
    if Path(name).parent != Path(BOXES) or (folder / BOXES).is_symlink():
        raise ValueError(f"boxes outside the project: {name[:80]!r}")
    return name


def _place(path: Path, folder: Path) -> dict[str, str | None]:
    """A file by its full path, and as seen from the project, so that both can be moved together."""
    return {"path": str(path), "relative": _relative(path, folder)}


def _model_place(model: Path | None, folder: Path) -> dict[str, str | None] | str | None:
    """The same of the model in use; the one that comes with the program lies elsewhere on every machine."""
    if model == path_of_shipped():
        return NAME
    return _place(model, folder) if model else None


def _found(entry: Mapping[str, Any], folder: Path) -> Path:
    """Where a file is: beside the project if the two were moved together, else where it was."""
    relative = entry.get("relative")
    if isinstance(relative, str):
        beside = Path(os.path.normpath(folder.absolute() / relative))
        if beside.exists():
            return beside
    return Path(entry["path"])


def _relative(path: Path, folder: Path) -> str | None:
    try:
        return os.path.relpath(path, folder.absolute())
    except ValueError:  # another drive on Windows
        return None


def _view_to_json(view: View) -> dict[str, Any]:
    values = {f.name: getattr(view, f.name) for f in fields(view)}
    return values | {"largest": view.largest if math.isfinite(view.largest) else None}


def _view_from_json(content: Mapping[str, Any]) -> View:
    known = {f.name for f in fields(View)}
    values = {key: value for key, value in content.items() if key in known and value is not None}
    if "contrast" in values:
        low, high = values["contrast"]
        values["contrast"] = (float(low), float(high))
    return replace(View(), **values)


def bring_along(old: Path, new: Path, model: Path | None) -> Path | None:
    """Copy what was trained and picked while the project was kept in `old` to `new`; returns where `model` is then.

    Raises
    ------
    EngineError
    """
    for name in KEPT_BESIDE:
        if (old / name).is_dir():
            try:
                shutil.copytree(old / name, new / name, dirs_exist_ok=True)
            except (OSError, shutil.Error) as e:
                raise EngineError(f"{new} cannot be written: {getattr(e, 'strerror', None) or e}") from e
    return new / model.relative_to(old) if model is not None and model.is_relative_to(old) else model


def read_project_boxes(project: Project, path: Path) -> Boxes:
    """The boxes of one micrograph of a project, none where no file was written yet.

    Raises
    ------
    ReadError
    """
    from iceboxer.engine.data.formats import read_boxes

    name = project.box_files.get(path)
    if project.folder is None or name is None or not (project.folder / name).is_file():
        return no_boxes()
    lists = read_boxes(project.folder / name)
    return lists[0].boxes if lists else no_boxes()


@dataclass(frozen=True)
class Snapshot:
    """All that one save writes. Arrays are never changed in place, so a thread may write it in peace.

    `index` is None where only boxes have changed.
    """

    folder: Path
    index: str | None
    boxes: Mapping[str, Boxes]


def write_snapshot(snapshot: Snapshot) -> None:
    """Put a snapshot on disk: the boxes first, then the index.

    Raises
    ------
    EngineError
        The folder cannot be written to or the disk is full; what was there before is unharmed.
    """
    from iceboxer.engine.data.formats import BoxList, write_boxes

    _refuse_newer(snapshot.folder)
    if snapshot.index is not None and not (snapshot.folder / INDEX).exists():
        write_text(snapshot.folder / INDEX, snapshot.index)  # from here on the folder is a project
    for name, boxes in snapshot.boxes.items():
        write_boxes(snapshot.folder / name, BoxList(None, boxes), "cbox")
    if snapshot.index is not None:
        write_text(snapshot.folder / INDEX, snapshot.index)


def _refuse_newer(folder: Path) -> None:
    """A newer program may have written here since the project was opened; its work is not to be lost."""
    try:
        version = json.loads((folder / INDEX).read_text(encoding="utf-8")).get("version")
    except (OSError, ValueError, AttributeError, RecursionError):
        return
    if isinstance(version, int) and version > VERSION:
        raise EngineError(f"{folder} was written by a newer version of Iceboxer, so nothing is saved there.")
