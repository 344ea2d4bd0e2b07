"""Model files on disk: list, rename, delete, import and export them.

A training writes `NAME.safetensors`, its card and history as `NAME.json`, and `NAME.resume.safetensors`, from
which it can be resumed.
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

from iceboxer.engine.data.atomic import make_folder, replacing
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.model_card import SUFFIX, Card, read_card, with_suffix
from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.errors import EngineError, ReadError

RESUME = ".resume"  # suffix of the stem of the file from which a training is resumed
HISTORY_KEYS = {"network", "box_size", "history"}  # keys of the JSON file that a training writes beside its model
FORBIDDEN = set('<>:"/\\|?*')  # in file names, on at least one operating system
LONGEST_NAME = 200  # bytes; file systems allow 255, less the suffixes and the temporary name


class ModelFolder(Enum):
    """The folder in which a model is stored: the project's, the user's, or the program's."""

    PROJECT = "project"
    USER = "user"
    SHIPPED = "shipped"


@dataclass(frozen=True)
class Entry:
    """A model file in the list. If it cannot be read, `card` is None and `problem` is the reason."""

    path: Path
    card: Card | None
    place: ModelFolder
    date: datetime
    problem: str = ""

    @property
    def name(self) -> str:
        """File name without suffix."""
        return self.path.stem

    @property
    def figures(self) -> dict[str, float | None]:
        """Validation results `auc`, `f1`, `precision`, `recall`; None for values that were not measured.

        The recall of too few or too sparse labels, whose AUC is unknown, is None too: `evidence` states it.
        """
        found = {name: _number(getattr(self.card, name, None)) for name in ("auc", "f1", "precision", "recall")}
        return found if found["auc"] is not None else dict.fromkeys(found)

    @property
    def counts(self) -> dict[str, int]:
        """Numbers of training `micrographs` and `labels` and of `validation` micrographs, if the card has them."""
        card_values = self.card.trained_on if self.card else None
        if not isinstance(card_values, dict):
            return {}
        values = {name: card_values.get(name) for name in ("micrographs", "labels", "validation")}
        sizes = {name: len(value) if isinstance(value, list) else value for name, value in values.items()}
        return {name: size for name, size in sizes.items() if isinstance(size, int)}


def list_models(folders: Mapping[ModelFolder, Path]) -> list[Entry]:
    """Return the models in `folders`, newest first; damaged files are included with the reason."""
    found = [
        entry
        for place, folder in folders.items()
        for path in folder.glob("[!.]*" + SUFFIX)
        if not path.stem.endswith(RESUME) and path.is_file() and (entry := _entry(path, place))
    ]
    return sorted(found, key=lambda e: (-e.date.timestamp(), e.name))


def is_same_file(one: Path, other: Path | None) -> bool:
    """Return whether two paths refer to the same file."""
    return other is not None and (one == other or one.resolve() == other.resolve())


def rename(entry: Entry, name: str) -> Path:
    """Rename a model and the files that belong to it; return its new path.

    Raises
    ------
    EngineError
        The model is built in, or the name is invalid or taken.
    """
    _refuse_shipped(entry, "renamed")
    name = name.strip().removesuffix(SUFFIX)
    _check_name(name)
    sources = [entry.path, *_companions(entry.path)]
    targets = [p.with_name(name + p.name.removeprefix(entry.name)) for p in sources]
    if targets[0] == entry.path:
        return entry.path
    moves = list(zip(sources, targets, strict=True))
    try:
        taken = [new.name for old, new in moves if new.exists() and not new.samefile(old)]
        if taken:
            raise EngineError(f"A file named “{taken[0]}” already exists. Choose another name.")
        _move(moves)
    except OSError as e:
        raise EngineError(f"Cannot rename {entry.path}: {e.strerror or e}") from e
    return targets[0]


def delete(entry: Entry) -> None:
    """Delete a model and the files that belong to it.

    Raises
    ------
    EngineError
        The model is built in, or the folder is not writable.
    """
    _refuse_shipped(entry, "deleted")
    try:
        for path in (entry.path, *_companions(entry.path)):
            path.unlink(missing_ok=True)
    except OSError as e:
        raise EngineError(f"Cannot delete {path}: {e.strerror or e}") from e


def import_model(path: Path, folder: Path) -> Path:
    """Copy a model file into `folder`, under a free name; return the new path.

    Raises
    ------
    EngineError
        The file is not a model, or the folder is not writable.
    """
    read_card(path)
    if path.parent.resolve() == folder.resolve() and path == with_suffix(path):
        return path
    stem = with_suffix(path).stem.lstrip(".").removesuffix(RESUME) or "model"
    target = folder / (free_name(stem, lambda name: (folder / (name + SUFFIX)).exists()) + SUFFIX)
    _copy(path, target)
    return target


def export_model(entry: Entry, target: Path) -> Path:
    """Copy a model file to `target`, replacing an existing file; return the target with its suffix.

    Raises
    ------
    EngineError
        The model cannot be read, or the folder is not writable.
    """
    read_card(entry.path)
    target = with_suffix(target)
    make_folder(target.parent)
    _copy(entry.path, target)
    return target


def _move(moves: list[tuple[Path, Path]]) -> None:
    """Rename all files, or none."""
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


def _entry(path: Path, place: ModelFolder) -> Entry | None:
    try:
        changed = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except OSError:  # deleted in the meantime, or a broken link
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


def _companions(path: Path) -> list[Path]:
    """Return the files that a training wrote together with the model at `path`."""
    history, state = path.with_suffix(".json"), path.with_name(path.stem + RESUME + SUFFIX)
    return [p for p, ours in ((history, _is_history(history)), (state, state.is_file())) if ours]


def _is_history(path: Path) -> bool:
    try:
        content = json.loads(read_regular_text(path))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.keys() >= HISTORY_KEYS


def _refuse_shipped(entry: Entry, done: str) -> None:
    if entry.place is ModelFolder.SHIPPED:
        raise EngineError(f"“{entry.name}” is built in and cannot be {done}.")


def _check_name(name: str) -> None:
    if not name:
        raise EngineError("The model name is empty. Enter a name.")
    if name.startswith(".") or name.endswith(RESUME):
        raise EngineError(f"A model name must not begin with a dot or end with “{RESUME}”. Choose another name.")
    if FORBIDDEN & set(name) or not name.isprintable():
        raise EngineError(f"A model name must not contain any of these characters: {' '.join(sorted(FORBIDDEN))}")
    if len(name.encode()) > LONGEST_NAME:
        raise EngineError("The model name is too long for a file name. Choose a shorter one.")


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
