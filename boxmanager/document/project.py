"""Projects: a folder `NAME.icebox` with `project.json` and one CBOX file per micrograph.

Each file is written under a temporary name and then renamed, so a crash leaves the old or the new file, never half
of one. There is no database and no lock file, because projects are often on network file systems.
"""

from __future__ import annotations

import errno
import json
import math
import os
import shutil
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from iceboxer.boxmanager.document.disk_state import DiskState, digest_bytes, read_bytes
from iceboxer.boxmanager.document.exclusion import (
    Range,
    Verdict,
    ranges_from_json,
    ranges_to_json,
    verdict_from_json,
    verdict_to_json,
)
from iceboxer.boxmanager.document.filament_settings import FilamentSettings, settings_from_json, settings_to_json
from iceboxer.boxmanager.document.origin import Origin, origin_from_json
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, no_boxes
from iceboxer.engine.data.defocus import DefocusCurve, Points
from iceboxer.engine.data.folders import short_name, unreadable
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.data.regular_file import read_regular_text, retry_stale
from iceboxer.engine.data.shipped import NAME, path_of_shipped
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.version import __version__

FORMAT = "iceboxer project"
VERSION = 1
SUFFIX = ".icebox"
INDEX = "project.json"
BOXES = "boxes"  # folder of the box files
FILAMENTS = "filaments"  # folder of the files of filaments
PAINTED, JUNK = "masks", "junk"  # folders of painted masks and of junk maps, see `document.mask_files`
OWN_FOLDERS = (BOXES, FILAMENTS, PAINTED, JUNK)
ENGINE_FOLDERS = ("models", "picks", "classes")  # folders of a project that the engine writes to
DEFAULT_BOX_SIZE = 180.0
OWN_BOXES = b"\ndata_global\n\n_cbox_format_version 1.0\n"  # how the box files of this program begin
OF_MICROGRAPHS = {"own_thresholds", "by_defocus"}  # fields of the view that are stored elsewhere or follow from it
TIGHTEST, WIDEST = 0.8, 2.5  # boxes in particle diameters; others show that the diameter is not that of these particles


class Sizes(NamedTuple):
    """The box size and the particle diameter of a project in px; None: the diameter is not known."""

    box: float
    diameter: float | None


@dataclass
class Project:
    """The contents of a project, except its boxes. `pixel_size` (Å/px) overrides the value in the micrographs.

    `diameter_px` is the particle diameter that the engine found or a person set; it sets the scale of networks, while
    `box_size` is the side of the boxes.

    `empty` holds the micrographs that a person marked as having no particles. `model` is the active model: it picks,
    and training starts from it.
    `verdicts` holds why micrographs are excluded or kept, `ranges` the values of each column that are kept; `ctf` is
    the file of defocus and resolution, and `defocus` (μm) what it has for the micrographs.
    `picked_by` holds the origin of each micrograph's picks. `box_files` maps each micrograph to its box file, relative
    to `folder`. `disk` remembers what the files of the project contained when they were last read or written.
    """

    folder: Path | None = None
    micrographs: list[Path] = field(default_factory=list)
    box_size: float = DEFAULT_BOX_SIZE
    diameter_px: float | None = None
    pixel_size: float | None = None
    empty: set[Path] = field(default_factory=set)
    verdicts: dict[Path, Verdict] = field(default_factory=dict)
    ranges: dict[str, Range] = field(default_factory=dict)
    ctf: Path | None = None
    defocus: dict[Path, float] = field(default_factory=dict)
    current: Path | None = None
    model: Path | None = None
    view: View = field(default_factory=View)
    filaments: FilamentSettings = field(default_factory=FilamentSettings)
    picked_by: dict[Path, Origin] = field(default_factory=dict)
    box_files: dict[Path, str] = field(default_factory=dict)
    disk: DiskState = field(default_factory=DiskState, compare=False)

    @property
    def sizes(self) -> Sizes:
        """The box size and the diameter."""
        return Sizes(self.box_size, self.diameter_px)

    @property
    def known_diameter(self) -> float | None:
        """The particle diameter in px, None if it is not known or does not go with the boxes."""
        known = self.diameter_px
        return known if known is not None and TIGHTEST <= self.box_size / known <= WIDEST else None

    @property
    def diameter(self) -> float:
        """The assumed particle diameter in px: the known one, or that of a box of 1.5 diameters."""
        return self.known_diameter or self.box_size / BOX_RATIO

    def is_excluded(self, path: Path | None) -> bool:
        """Return whether a micrograph is neither trained on, picked, counted nor exported."""
        return path in self.verdicts and self.verdicts[path].excludes

    def excluded(self) -> list[Path]:
        """Return the excluded micrographs."""
        return [path for path, verdict in self.verdicts.items() if verdict.excludes]

    def included(self) -> list[Path]:
        """Return the micrographs that are not excluded, in the order of the project."""
        return [path for path in self.micrographs if not self.is_excluded(path)]

    def add(self, paths: list[Path]) -> list[Path]:
        """Add the micrographs of `paths` that are not in the project yet; return those."""
        known = set(self.micrographs)
        fresh = [path for path in paths if path not in known]
        taken = {name.casefold() for name in self.box_files.values()}  # some file systems ignore case
        for path in fresh:
            name = _free_name(stem_of(path), taken)
            taken.add(name.casefold())
            self.box_files[path] = name
        self.micrographs.extend(fresh)
        return fresh

    def sort(self) -> None:
        """Sort the micrographs by their paths."""
        self.micrographs.sort(key=_parts)

    def index(self, path: Path) -> int:
        """Return the index of a micrograph, found by bisection if they are sorted.

        Raises
        ------
        ValueError
            It is not in the project.
        """
        here = bisect_left(self.micrographs, path.parts, key=_parts)
        found = here < len(self.micrographs) and self.micrographs[here] == path
        return here if found else self.micrographs.index(path)

    def frozen(self) -> Project:
        """Return a copy that another thread can read while this project changes."""
        return replace(
            self,
            micrographs=list(self.micrographs),
            box_files=dict(self.box_files),
            empty=set(self.empty),
            verdicts=dict(self.verdicts),
            defocus=dict(self.defocus),
        )

    def remove(self, path: Path) -> None:
        """Remove a micrograph from the project; its box file stays on disk."""
        del self.micrographs[self.index(path)]
        self.box_files.pop(path, None)
        self.empty.discard(path)
        self.picked_by.pop(path, None)
        self.verdicts.pop(path, None)
        self.defocus.pop(path, None)


def _parts(path: Path) -> tuple[str, ...]:
    return path.parts


def _free_name(stem: str, taken: set[str]) -> str:
    """Return an unused box file name for a micrograph; micrographs of the same name get different files."""
    stem = short_name(stem)
    return f"{BOXES}/{free_name(stem, lambda name: f'{BOXES}/{name}.cbox'.casefold() in taken)}.cbox"


def project_folder(path: Path) -> Path | None:
    """Return the project folder for `path`, which is the folder or its index; None if it is neither."""
    if path.name == INDEX:
        return path.parent
    return path if path.suffix == SUFFIX or (path / INDEX).is_file() else None


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
) -> str:
    """Return the text of a micrograph in the index, with what is known beside its boxes."""
    entry: dict[str, Any] = {**_location(path, folder), "boxes": boxes, "empty": empty}
    if threshold is not None:
        entry["threshold"] = threshold
    if origin is not None:
        entry["picked_by"] = asdict(origin)
    if verdict is not None and (judged := verdict_to_json(verdict)) is not None:
        entry["verdict"] = judged
    if defocus is not None:
        entry["defocus_um"] = defocus
    lines = json.dumps(entry, indent=1, ensure_ascii=False).split("\n")
    return "\n".join(f"  {line}" for line in lines)


def _encodable(text: str) -> str:
    """Return a text in which names that are not valid Unicode are JSON escapes."""
    return text.encode(errors="backslashreplace").decode()


def read_project(folder: Path) -> Project:
    """Read the project in `folder`; `read_project_boxes` reads its boxes.

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
        raise ReadError(path, f"is damaged ({e})") from e
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ReadError(path, "is not the index of an Iceboxer project")
    version = content.get("version")
    if not isinstance(version, int) or version > VERSION:
        program = content.get("program")
        raise ReadError(folder, f"was written by a newer version of Iceboxer ({program}); nothing was changed")
    try:
        project = _from_json(content, folder)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as e:
        raise ReadError(path, f"is damaged ({type(e).__name__}: {e})") from e
    project.disk.index = text
    return project


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
        if (origin := origin_from_json(entry.get("picked_by"))) is not None:
            project.picked_by[path] = origin
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


def thresholds_by_defocus(curve: Points, defocus: Mapping[Path, float]) -> dict[Path, float]:
    """Return the threshold of each micrograph whose defocus (μm) is known; none without a curve."""
    return DefocusCurve(curve).of(defocus) if curve else {}


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
        except ValueError:  # not ASCII: the general reader says what is wrong
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


class ProjectGone(ReadError):
    """The folder of a project has disappeared: it was renamed, removed or unmounted."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "has disappeared. It was renamed, removed or unmounted.")


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
    """Raise ProjectGone unless there is a project in `folder`; another ReadError if nobody can know."""
    try:
        found = retry_stale((folder / INDEX).is_file)
    except OSError as e:
        if e.errno != errno.ESTALE:
            raise unreadable(folder, e) from e
        found = False  # the server has no such folder any more
    if not found:
        raise ProjectGone(folder)
