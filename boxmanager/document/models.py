"""Models on disk: found in their folders, told by their cards, renamed, deleted and copied.

A training writes `NAME.safetensors`, its card and history as `NAME.json`, and `NAME.resume.safetensors` to go on from.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from iceboxer.engine.data.atomic import replacing
from iceboxer.engine.data.folders import free_name
from iceboxer.engine.data.model_card import SUFFIX, Card, read_card, with_suffix
from iceboxer.engine.errors import EngineError, ReadError

STATE = ".resume"  # ends the stem of the file that a training goes on from
STORY_KEYS = {"network", "box_size", "history"}  # of the JSON file that a training writes beside its model
FORBIDDEN = set('<>:"/\\|?*')  # in names of files, on one system or another
LONGEST_NAME = 200  # bytes; file systems allow 255, and suffixes and a temporary name come on top


class Place(Enum):
    """Where a model lies: with the project, with the person, or with the program."""

    PROJECT = "project"
    USER = "user"
    SHIPPED = "shipped"


@dataclass(frozen=True)
class Entry:
    """A model file as a list shows it. `card` is None where it cannot be read, and `problem` says why."""

    path: Path
    card: Card | None
    place: Place
    date: datetime
    problem: str = ""

    @property
    def name(self) -> str:
        """The name of the file without its suffix."""
        return self.path.stem

    @property
    def figures(self) -> dict[str, float | None]:
        """`auc`, `f1`, `precision`, `recall` of the validation; None where nothing was measured."""
        return {name: _number(getattr(self.card, name, None)) for name in ("auc", "f1", "precision", "recall")}

    @property
    def counts(self) -> dict[str, int]:
        """How many `micrographs` and `labels` it learnt from, and `validation` micrographs, where the card says."""
        said = self.card.trained_on if self.card else None
        if not isinstance(said, dict):
            return {}
        values = {name: said.get(name) for name in ("micrographs", "labels", "validation")}
        sizes = {name: len(value) if isinstance(value, list) else value for name, value in values.items()}
        return {name: size for name, size in sizes.items() if isinstance(size, int)}


def listed(folders: Mapping[Place, Path]) -> list[Entry]:
    """The models in `folders`, newest first; damaged files are among them, with their reason."""
    found = [
        entry
        for place, folder in folders.items()
        for path in folder.glob("[!.]*" + SUFFIX)
        if not path.stem.endswith(STATE) and path.is_file() and (entry := _entry(path, place))
    ]
    return sorted(found, key=lambda e: (-e.date.timestamp(), e.name))


def same_file(one: Path, other: Path | None) -> bool:
    """Whether two paths, however they are written, mean one file."""
    return other is not None and (one == other or one.resolve() == other.resolve())


def rename(entry: Entry, name: str) -> Path:
    """Give a model another name, together with the files beside it; returns its new path.

    Raises
    ------
    EngineError
        It ships with the program, the name cannot be one, or is taken.
    """
    _refuse_shipped(entry, "renamed")
    name = name.strip().removesuffix(SUFFIX)
    _check_name(name)
    sources = [entry.path, *_beside(entry.path)]
    targets = [p.with_name(name + p.name.removeprefix(entry.name)) for p in sources]
    if targets[0] == entry.path:
        return entry.path
    moves = list(zip(sources, targets, strict=True))
    try:
        taken = [new.name for old, new in moves if new.exists() and not new.samefile(old)]
        if taken:
            raise EngineError(f"There is a file called “{taken[0]}” already.")
        _move(moves)
    except OSError as e:
        raise EngineError(f"{entry.path} cannot be renamed: {e.strerror or e}") from e
    return targets[0]


def delete(entry: Entry) -> None:
    """Remove a model and the files beside it that belong to it.

    Raises
    ------
    EngineError
        It ships with the program, or the folder cannot be written to.
    """
    _refuse_shipped(entry, "deleted")
    try:
        for path in (entry.path, *_beside(entry.path)):
            path.unlink(missing_ok=True)
    except OSError as e:
        raise EngineError(f"{path} cannot be deleted: {e.strerror or e}") from e


def import_model(path: Path, folder: Path) -> Path:
    """Copy a model file into `folder`, under another name if its own is taken; returns where it lies now.

    Raises
    ------
    EngineError
        It is not a model, or the folder cannot be written to.
    """
    read_card(path)
    if path.parent.resolve() == folder.resolve() and path == with_suffix(path):
        return path
    stem = with_suffix(path).stem.lstrip(".").removesuffix(STATE) or "model"
    target = folder / (free_name(stem, lambda name: (folder / (name + SUFFIX)).exists()) + SUFFIX)
    _copy(path, target)
    return target


def export_model(entry: Entry, target: Path) -> Path:
    """Copy a model file to `target`, which is replaced if it is there; returns it with its suffix.

    Raises
    ------
    EngineError
        The model cannot be read, or the folder cannot be written to.
    """
    read_card(entry.path)
    target = with_suffix(target)
    _copy(entry.path, target)
    return target


def _move(moves: list[tuple[Path, Path]]) -> None:
    """Rename all of them, or none."""
    for done, (old, new) in enumerate(moves):
        try:
            old.rename(new)
        except OSError:
            for before, after in moves[:done]:
                with suppress(OSError):
                    after.rename(before)
            raise


def _copy(source: Path, target: Path) -> None:
    with replacing(target) as temporary:
        shutil.copyfile(source, temporary)


def _entry(path: Path, place: Place) -> Entry | None:
    try:
        changed = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except OSError:  # deleted meanwhile, or a link to nowhere
        return None
    try:
        card = read_card(path)
    except ReadError as e:
        return Entry(path, None, place, changed, e.reason)
    return Entry(path, card, place, _created(card) or changed)


def _created(card: Card) -> datetime | None:
    try:
        date = datetime.fromisoformat(card.created)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone()
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _beside(path: Path) -> list[Path]:
    """The files that a training wrote together with the model at `path`."""
    story, state = path.with_suffix(".json"), path.with_name(path.stem + STATE + SUFFIX)
    return [p for p, ours in ((story, _is_story(story)), (state, state.is_file())) if ours]


def _is_story(path: Path) -> bool:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.keys() >= STORY_KEYS


def _refuse_shipped(entry: Entry, done: str) -> None:
    if entry.place is Place.SHIPPED:
        raise EngineError(f"“{entry.name}” ships with the program and cannot be {done}.")


def _check_name(name: str) -> None:
    if not name:
        raise EngineError("A model needs a name.")
    if name.startswith(".") or name.endswith(STATE):
        raise EngineError(f"The name of a model can neither begin with a dot nor end with “{STATE}”.")
    if FORBIDDEN & set(name) or not name.isprintable():
        raise EngineError(f"The name of a model cannot hold any of {' '.join(sorted(FORBIDDEN))}")
    if len(name.encode()) > LONGEST_NAME:
        raise EngineError("That name is too long for a file.")


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
