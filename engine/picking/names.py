"""The name under which each micrograph's picks are written, the same in every run into one output folder."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.folders import LONGEST_NAME, short_name
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.micrograph import stem_of

FILE = "names.json"  # in the output folder


class OutputNames:
    """The names of micrographs without suffix, remembered in `file` in the output folder.

    A name is the micrograph's stem. If another micrograph has it already, or needs it at the same time, the name of
    the folder is put before it, and a number behind it if that is not enough. A name once assigned stays, so that a
    second run with another folder's micrographs does not take the first run's picks for its own. It belongs to a
    path; if the output was moved together with the micrographs, to the path with the same relative position.
    """

    def __init__(self, file: Path) -> None:
        self._file, self._folder = file, str(file.parent.resolve())
        self._resolve = cache(lambda folder: str(folder.resolve()))
        folder, self._names = _read(file)  # names by path
        if folder not in ("", self._folder):
            self._names |= _moved(self._names, folder, self._folder)
        self._taken = {name.casefold() for name in self._names.values()}

    def assign(self, paths: Sequence[Path]) -> dict[Path, str]:
        """Return the name of each micrograph; new names are saved."""
        before = len(self._names)
        new = Counter(stem_of(path) for path in paths if self._key(path) not in self._names)
        names = {path: self._name(path, new[stem_of(path)] > 1) for path in paths}
        if len(self._names) > before:
            content = {"folder": self._folder, "names": self._names}
            write_text(self._file, json.dumps(content, indent=1, sort_keys=True) + "\n")
        return names

    def _key(self, path: Path) -> str:
        return os.path.join(self._resolve(path.parent), path.name)  # noqa: PTH118  (there may be a million)

    def _name(self, path: Path, shared: bool) -> str:
        """Return the name of a micrograph; `shared` is true if another new one has the same stem."""
        key = self._key(path)
        if key in self._names:
            return self._names[key]
        stem = stem_of(path)
        name = short_name(stem)
        if shared or self._is_taken(name):
            long = f"{path.resolve().parent.name}_{stem}"
            name = short_name(free_name(long, lambda name: self._is_taken(short_name(name)), "{}_{}"))
        self._names[key] = name
        self._taken.add(name.casefold())
        return name

    def _is_taken(self, name: str) -> bool:
        """Return whether a name is in use, on file systems that ignore case too."""
        return name.casefold() in self._taken


def _read(file: Path) -> tuple[str, dict[str, str]]:
    """Return the output's path at the last run and its names by path, except those that are no valid file names."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        folder, names = content["folder"], content["names"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", {}
    sound = {path: name for path, name in names if path and isinstance(name, str) and _is_plain(name)}
    return (folder if isinstance(folder, str) else ""), sound


def _moved(names: dict[str, str], old: str, new: str) -> dict[str, str]:
    """Return the names of missing micrographs, by the paths at the same position relative to the `new` output."""
    gone = ((path, name) for path, name in names.items() if not os.path.lexists(path))
    return {os.path.normpath(os.path.join(new, os.path.relpath(path, old))): name for path, name in gone}  # noqa: PTH118


def _is_plain(name: str) -> bool:
    """Return whether a name is that of a file in the folder, and not too long."""
    try:
        length = len(os.fsencode(name))
    except UnicodeEncodeError:
        return False
    return 0 < length <= LONGEST_NAME and not set(name) & {"/", "\\", "\0"} and name not in (".", "..")
