"""The index of a project, `project.json`: all that is stored of it but its boxes, filaments and masks."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from iceboxer.boxmanager.document.by_defocus import thresholds_by_defocus
from iceboxer.boxmanager.document.exclusion import (
    Verdict,
    ranges_from_json,
    ranges_to_json,
    verdict_from_json,
    verdict_to_json,
)
from iceboxer.boxmanager.document.filament_settings import FilamentSettings, settings_from_json, settings_to_json
from iceboxer.boxmanager.document.origin import Origin, origin_from_json
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_folder import BOXES, INDEX, OWN_FOLDERS
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.project_index import FORMAT, VERSION, is_readable
from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.data.shipped import NAME, path_of_shipped
from iceboxer.engine.errors import ReadError
from iceboxer.engine.version import __version__

OF_MICROGRAPHS = {"own_thresholds", "by_defocus"}  # fields of the view that are stored elsewhere or follow from it


def index_text(project: Project, folder: Path) -> str:
    """Return the text of `project.json` for a project stored in `folder`."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "box_size": project.box_size,
        "diameter_px": project.diameter_px,
        "pixel_size": project.pixel_size,
        "view": _view_to_json(project.view),
        "current": project.index(project.current) if project.current in project.box_files else None,
        "model": _model_location(project.model, folder),
        "filaments": filament_values(project.filaments, folder),
        "ranges": ranges_to_json(project.ranges),
        "ctf": _location(project.ctf, folder) if project.ctf else None,
        "micrographs": [],
    }
    text = json.dumps(content, indent=1, ensure_ascii=False)
    base, names, empty = folder.absolute(), project.box_files, project.empty
    own, origins, verdicts = project.view.own_thresholds, project.picked_by, project.verdicts
    defocus = project.defocus
    entries = [
        _entry_text(
            path,
            base,
            names[path],
            path in empty,
            own.get(path),
            origins.get(path),
            verdicts.get(path),
            defocus.get(path),
            project.traced_by.get(path),
        )
        for path in project.micrographs
    ]
    if entries:
        text = text.removesuffix("[]\n}") + "[\n" + ",\n".join(entries) + "\n ]\n}"
    return _encodable(text) + "\n" if not text.isascii() else text + "\n"


@lru_cache(maxsize=200_000)  # the index is written after each change of the threshold
def _entry_text(
    path: Path,
    folder: Path,
    boxes: str,
    empty: bool,
    threshold: float | None,
    origin: Origin | None,
    verdict: Verdict | None,
    defocus: float | None,
    traced: Origin | None,
) -> str:
    """Return the text of a micrograph in the index, with its properties besides its boxes."""
    entry: dict[str, Any] = {**_location(path, folder), "boxes": boxes, "empty": empty}
    if threshold is not None:
        entry["threshold"] = threshold
    if origin is not None:
        entry["picked_by"] = asdict(origin)
    if verdict is not None and (judged := verdict_to_json(verdict)) is not None:
        entry["verdict"] = judged
    if defocus is not None:
        entry["defocus_um"] = defocus
    if traced is not None:
        entry["traced_by"] = asdict(traced)
    lines = json.dumps(entry, indent=1, ensure_ascii=False).split("\n")
    return "\n".join(f"  {line}" for line in lines)


def _encodable(text: str) -> str:
    """Return a text in which names that are not valid Unicode are JSON escapes."""
    return text.encode(errors="backslashreplace").decode()


def read_project(folder: Path) -> Project:
    """Read the index of the project in `folder`; `box_files.read_project_boxes` reads its boxes.

    Raises
    ------
    ReadError
        There is no project, it is damaged, or a newer version of the program wrote it.
    """
    path = folder / INDEX
    try:
        text = read_regular_text(path)
        content = json.loads(text)
    except FileNotFoundError as e:
        raise ReadError(folder, "is not a project (it has no project.json)") from e
    except (OSError, ValueError, RecursionError) as e:
        raise _damaged(path, str(e)) from e
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ReadError(path, "is not the index of an Iceboxer project")
    if not is_readable(content):
        program = content.get("program")
        raise ReadError(folder, f"was written by a newer version of Iceboxer ({program}); nothing was changed")
    try:
        project = _from_json(content, folder)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as e:
        raise _damaged(path, f"{type(e).__name__}: {e}") from e
    project.disk.index = text
    return project


def _damaged(index: Path, reason: str) -> ReadError:
    """Return the error of a damaged index, with the way to the boxes, which have files of their own."""
    boxes = index.parent / BOXES
    way = f". The boxes are in {boxes}: open the micrographs, then import them" if boxes.is_dir() else ""
    return ReadError(index, f"is damaged ({reason}){way}")


def _from_json(content: Mapping[str, Any], folder: Path) -> Project:
    pixel_size = content["pixel_size"]
    project = Project(folder=folder, box_size=_positive(content["box_size"]))
    project.pixel_size = None if pixel_size is None else _positive(pixel_size)
    diameter = content.get("diameter_px")  # version 0.1 wrote none
    project.diameter_px = None if diameter is None else _positive(diameter)
    thresholds: dict[Path, float] = {}
    for entry in content["micrographs"]:
        path = locate(entry, folder)
        if path in project.box_files:
            continue
        project.micrographs.append(path)
        project.box_files[path] = _checked_name(entry["boxes"], folder)
        if entry.get("empty"):
            project.empty.add(path)
        if entry.get("threshold") is not None:
            thresholds[path] = float(entry["threshold"])
        _take_origins(project, path, entry)
        if entry.get("verdict") is not None:
            project.verdicts[path] = verdict_from_json(entry["verdict"])
        if entry.get("defocus_um") is not None:
            project.defocus[path] = float(entry["defocus_um"])
    if len({name.casefold() for name in project.box_files.values()}) < len(project.box_files):
        raise ValueError("two micrographs share one box file")
    current = content.get("current")
    if isinstance(current, int) and 0 <= current < len(project.micrographs):
        project.current = project.micrographs[current]
    project.model = locate_model(content.get("model"), folder)
    project.ranges = ranges_from_json(content.get("ranges"))
    project.ctf = locate(content["ctf"], folder) if content.get("ctf") else None
    project.filaments = locate_filament_settings(content.get("filaments"), folder)
    view = replace(_view_from_json(content.get("view", {})), own_thresholds=thresholds)
    project.view = replace(view, by_defocus=thresholds_by_defocus(view.curve, project.defocus))
    return project


def _take_origins(project: Project, path: Path, entry: Mapping[str, Any]) -> None:
    for name, origins in (("picked_by", project.picked_by), ("traced_by", project.traced_by)):
        if (origin := origin_from_json(entry.get(name))) is not None:
            origins[path] = origin


def _positive(value: Any) -> float:
    """Return `value` as a number; raise ValueError unless it is above 0."""
    if isinstance(value, str) or not 0 < float(value) < math.inf:
        raise ValueError(f"a length of {value}")
    return float(value)


def _checked_name(name: object, folder: Path) -> str:
    """Return `name`, the path of a box file; raise ValueError if it is outside the project or behind a link."""

    def is_link(place: str) -> bool:
        return (folder / place).is_symlink()

    if not isinstance(name, str) or "\0" in name or Path(name).suffix != ".cbox":
        raise ValueError(f"not a box file: {str(name)[:80]!r}")
    if Path(name).parent != Path(BOXES) or any(map(is_link, OWN_FOLDERS)):
        raise ValueError(f"boxes outside the project: {name[:80]!r}")
    return name


def _location(path: Path, folder: Path) -> dict[str, str | None]:
    """Return the absolute path of a file and its path from the project, so that both can move together."""
    return {"path": str(path), "relative": relative_path(path, folder)}


def _model_location(model: Path | None, folder: Path) -> dict[str, str | None] | str | None:
    """Return the location of the active model; a built-in model is stored by name, as its path differs by machine."""
    if model == path_of_shipped():
        return NAME
    return _location(model, folder) if model else None


def filament_values(settings: FilamentSettings, folder: Path) -> dict[str, Any]:
    """Return the settings of filaments as the index stores them."""
    return settings_to_json(settings, _location(settings.model, folder) if settings.model else None)


def locate_filament_settings(content: Any, folder: Path) -> FilamentSettings:
    """Return the settings of filaments in the index, with the path of their model; the defaults if there are none.

    Raises
    ------
    ValueError
        A value is not a number above 0.
    """
    model = content.get("model") if isinstance(content, Mapping) else None
    return settings_from_json(content, locate(model, folder) if model else None)


def locate_model(model: Mapping[str, Any] | str | None, folder: Path) -> Path | None:
    """Return the path of the active model in the index; None if there is none."""
    if not model:
        return None
    return path_of_shipped() if isinstance(model, str) and model == NAME else locate(model, folder)  # type: ignore[arg-type]


def locate(entry: Mapping[str, Any], folder: Path) -> Path:
    """Return the path of a file: relative to the project if it moved with the project, else its old absolute path."""
    relative = entry.get("relative")
    if isinstance(relative, str):
        moved = os.path.normpath(folder.absolute() / relative)
        if moved != entry["path"] and Path(moved).exists():
            return Path(moved)
    return Path(entry["path"])


def relative_path(path: Path, folder: Path) -> str | None:
    """Return the path of a file from the project's folder; None if it is on another drive."""
    try:
        return os.path.relpath(path, folder.absolute())
    except ValueError:  # another drive on Windows
        return None


def _view_to_json(view: View) -> dict[str, Any]:
    values = {f.name: getattr(view, f.name) for f in fields(view) if f.name not in OF_MICROGRAPHS}
    return values | {"largest": view.largest if math.isfinite(view.largest) else None}


def _view_from_json(content: Mapping[str, Any]) -> View:
    known = {f.name for f in fields(View)} - OF_MICROGRAPHS
    values = {key: value for key, value in content.items() if key in known and value is not None}
    if "contrast" in values:
        low, high = values["contrast"]
        values["contrast"] = (float(low), float(high))
    if "curve" in values:
        values["curve"] = tuple((float(x), float(y)) for x, y in values["curve"])
    return replace(View(), **values)
