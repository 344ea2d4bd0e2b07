"""Data sets to train on together: folders, projects, or a list of sets in a TOML file. Does not load torch."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.folders import is_project
from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.errors import ConfigError, EngineError, ReadError
from iceboxer.engine.events import Note, Report
from iceboxer.engine.text import count_noun, join_names

LIST_SUFFIX = ".toml"
TABLE = "set"  # each [[set]] of a list is one
FOLDERS = "micrographs", "boxes"  # subfolders of a set that is given as a folder
NUMBERS = "diameter", "diameter_px", "pixel_size", "box_size", "threshold"
PATHS = "micrographs", "boxes"


@dataclass(frozen=True)
class DataSet:
    """Micrographs with their boxes, or a project that has both, and how large the particles are.

    `diameter` is in Å, `diameter_px` and `box_size` in px, `pixel_size` in Å/px and instead of that of the files;
    `threshold` is the minimum confidence of picks that are used as labels, `mask` a folder of masks (a project has its
    own). None: as in a training on one set.
    """

    name: str
    micrographs: tuple[Path, ...] = ()
    boxes: tuple[Path, ...] = ()
    project: Path | None = None
    diameter: float | None = None
    diameter_px: float | None = None
    pixel_size: float | None = None
    box_size: float | None = None
    threshold: float | None = None
    mask: Path | None = None

    def to_plain(self) -> dict[str, Any]:
        """Return the set as plain JSON values with absolute paths, without empty ones."""
        plain = {name: value for name, value in asdict(self).items() if value not in (None, ())}
        plain |= {name: [str(p.absolute()) for p in getattr(self, name)] for name in PATHS if name in plain}
        single = {"project": self.project, "mask": self.mask}
        return plain | {name: str(path.absolute()) for name, path in single.items() if path}


def read_sets(paths: Sequence[Path]) -> list[DataSet]:
    """Return the sets of folders, projects and lists, in this order.

    Raises
    ------
    EngineError
        A path is none of these, a list has an error, a set is given twice, or two sets have one name.
    """
    for number, path in enumerate(paths):
        if os.path.realpath(path) in map(os.path.realpath, paths[:number]):
            raise ConfigError(f"{path} is given twice in --sets.")
    sets = [one for path in paths for one in _sets_of(path)]
    names = [one.name for one in sets]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigError(
            f"Two data sets are called {join_names(twice)}. Give each a name of its own in a list (.toml)."
        )
    return sets


def _sets_of(path: Path) -> list[DataSet]:
    if path.suffix == LIST_SUFFIX:
        return _listed(path)
    if is_project(path):
        return [DataSet(path.absolute().stem, project=path)]
    micrographs, boxes = (path / name for name in FOLDERS)
    if micrographs.is_dir() and boxes.is_dir():
        return [DataSet(path.absolute().name, (micrographs,), (boxes,))]
    raise ConfigError(
        f"{path} is no data set. Give a folder with micrographs/ and boxes/, a project, or a list of sets (.toml)."
    )


def _listed(path: Path) -> list[DataSet]:
    try:
        content = tomllib.loads(read_regular_text(path))
    except OSError as e:
        raise ReadError(path, f"cannot be read ({e.strerror})") from e
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise ReadError(path, f"is not a list of sets ({e})") from e
    tables = content.get(TABLE)
    if set(content) != {TABLE} or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        raise ReadError(path, "is not a list of sets; each begins with a line [[set]]")
    return [_from_table(path, number + 1, table) for number, table in enumerate(tables)]


def _from_table(path: Path, number: int, table: Mapping[str, Any]) -> DataSet:
    """Return the set of a table; its paths are relative to the list."""
    try:
        return from_plain(table, path.absolute().parent)
    except ConfigError as e:
        raise ReadError(path, f"set {number}: {e}") from e


def from_plain(table: Mapping[str, Any], folder: Path) -> DataSet:
    """Return the set that plain values describe; relative paths begin at `folder`.

    Raises
    ------
    ConfigError
        An entry is unknown or has the wrong type, or micrographs or boxes are missing.
    """
    known = [f.name for f in fields(DataSet)]
    if unknown := sorted(set(table) - set(known)):
        raise ConfigError(f"unknown entry {join_names(unknown)}; possible are {', '.join(known)}.")
    values: dict[str, Any] = {name: _paths(name, table[name], folder) for name in PATHS if name in table}
    for name in NUMBERS:
        if name in table:
            values[name] = _number(name, table[name])
    for name in ("project", "mask"):
        if name in table:
            values[name] = _path(name, table[name], folder)
    if "project" in table:
        if "mask" in values:
            raise ConfigError("a project has its own masks; remove mask.")
    elif not (values.get("micrographs") and values.get("boxes")):
        raise ConfigError("needs micrographs and boxes, or a project.")
    if "diameter" in values and "diameter_px" in values:
        raise ConfigError("set the diameter in Å (diameter) or in px (diameter_px), not both.")
    return DataSet(str(table.get("name") or _default_name(values)), **values)


def _paths(name: str, value: Any, folder: Path) -> tuple[Path, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise ConfigError(f"{name} must be a path or a list of paths.")
    return tuple(folder / text for text in texts)


def _path(name: str, value: Any, folder: Path) -> Path:
    if not isinstance(value, str):
        raise ConfigError(f"{name} must be a path.")
    return folder / value


def _number(name: str, value: Any) -> float:
    good = isinstance(value, int | float) and not isinstance(value, bool) and (value > 0 or name == "threshold")
    if not good:
        raise ConfigError(f"{name} must be a number above 0, not {value!r}.")
    return float(value)


def _default_name(values: Mapping[str, Any]) -> str:
    """Return the name of the folder that holds the micrographs, or of the one above a folder "micrographs"."""
    first: Path = values.get("project") or values["micrographs"][0]
    return first.parent.name if first.name == FOLDERS[0] else first.stem


def write_sets(sets: Sequence[DataSet], path: Path) -> None:
    """Write a list of sets that `read_sets` reads."""
    tables = []
    for one in sets:
        entries = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in one.to_plain().items()]
        tables.append("\n".join([f"[[{TABLE}]]", *entries]) + "\n")
    make_folder(path.parent)
    write_text(path, "\n".join(tables))


@dataclass(frozen=True)
class EarlierSets:
    """The sets that a model was trained on before: their records in its card, and those of them to replay."""

    records: tuple[Mapping[str, Any], ...] = ()
    replayed: Mapping[str, DataSet] = field(default_factory=dict)

    def record(self, name: str) -> Mapping[str, Any]:
        """Return the record of a set."""
        return next((one for one in self.records if one.get("name") == name), {})


def earlier_sets(trained_on: Mapping[str, Any], new: Sequence[DataSet], model: Path, report: Report) -> EarlierSets:
    """Return the earlier sets of a model that are not among the `new` ones; report those that cannot be found."""
    listed = trained_on.get("sets")
    listed = listed if isinstance(listed, list) else []
    records = [one for one in listed if isinstance(one, Mapping) and "data" in one]  # others are simulated
    names = {one.name for one in new}
    kept = tuple(one for one in records if one.get("name") not in names)
    found: dict[str, DataSet] = {}
    lost: list[str] = []
    for one in kept:
        try:
            data = _with_diameter(from_plain(one["data"], Path()), one.get("diameter_px"))
        except (KeyError, TypeError, ConfigError):
            data = DataSet(str(one.get("name")))
        masks = () if data.mask is None else (data.mask,)
        present = data.project is not None and data.project.exists()
        present |= bool(data.micrographs) and all(p.exists() for p in (*data.micrographs, *data.boxes, *masks))
        if present:
            found[data.name] = data
        else:
            lost.append(data.name)
    if lost:
        report(
            Note(
                f"Of the sets that {model} was trained on, {count_noun(len(lost), 'set')} cannot be found: "
                f"{join_names(lost)}. What the model forgets of them is not measured. If they were moved, list them "
                "under these names."
            )
        )
    return EarlierSets(kept, found)


def _with_diameter(data: DataSet, known: Any) -> DataSet:
    """Return an earlier set with the diameter (px) that it had, so that it is not measured again."""
    if data.diameter is not None or data.diameter_px is not None or not isinstance(known, int | float):
        return data
    return replace(data, diameter_px=float(known))


def require_disjoint(micrographs: Mapping[str, Sequence[Path]]) -> None:
    """Check that no micrograph is in two sets, by the sets' names.

    Raises
    ------
    ConfigError
        One is.
    """
    owner: dict[Path, str] = {}
    for name, paths in micrographs.items():
        for path in paths:
            other = owner.setdefault(path.resolve(), name)
            if other != name:
                raise ConfigError(
                    f"{path} is in two data sets, {other} and {name}. A micrograph belongs to one set, so that the "
                    "held-out labels of one are not trained on in the other."
                )


def with_pixel_size(one: DataSet, known: Sequence[float | None]) -> DataSet:
    """Return the set with the pixel size of its micrographs, None if they have none.

    Raises
    ------
    EngineError
        They differ, and none is set.
    """
    if one.pixel_size is not None:
        return one
    sizes = sorted({round(size, 3) for size in known if size is not None})
    if len(sizes) > 1 and sizes[-1] > 1.01 * sizes[0]:
        raise EngineError(
            f"The data set {one.name} has micrographs of {' and '.join(f'{size:g}' for size in sizes)} Å/px. Make a "
            "set of each, or set the pixel_size of the set."
        )
    return replace(one, pixel_size=sizes[0] if sizes else None)
