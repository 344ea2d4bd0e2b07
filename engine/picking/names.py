"""The name under which each micrograph's picks are written: the same in every run into one output folder."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.folders import LONGEST_NAME, short_name
from iceboxer.engine.data.micrograph import stem_of

FILE = "names.json"  # in the output folder


class Names:
    """Who has which name, without suffix, as `file` in the output folder remembers it.

    It is the micrograph's stem; where another one has that already, or asks for it at the same time, its folder's
    name stands before it, and a number where that does not do. Once given it stays, so that a second run of another
    folder's micrographs does not take the first one's picks for its own. A name belongs to a path; where the output
    was moved together with the micrographs, to the path that has the same place beside it.
    """

    def __init__(self, file: Path) -> None:
        self._file, self._folder = file, str(file.parent.resolve())
        self._place = cache(lambda folder: str(folder.resolve()))
        folder, self._names = _read(file)  # names by path
        if folder not in ("", self._folder):
            self._names |= _moved(self._names, folder, self._folder)
        self._taken = {name.casefold() for name in self._names.values()}

    def of(self, paths: Sequence[Path]) -> dict[Path, str]:
        """The name of each, whether it was asked for before or not."""
        before = len(self._names)
        new = Counter(stem_of(path) for path in paths if self._key(path) not in self._names)
        names = {path: self._name(path, new[stem_of(path)] > 1) for path in paths}
        if len(self._names) > before:
            content = {"folder": self._folder, "names": self._names}
            write_text(self._file, json.dumps(content, indent=1, sort_keys=True) + "\n")
        return names

    def _key(self, path: Path) -> str:
        return os.path.join(self._place(path.parent), path.name)  # noqa: PTH118  (there may be a million)

    def _name(self, path: Path, shared: bool) -> str:
        key = self._key(path)
        if key in self._names:
            return self._names[key]
        stem = stem_of(path)
        long = f"{path.resolve().parent.name}_{stem}"
        name, number = short_name(long if shared else stem), 1 + shared
        while name.casefold() in self._taken:
            name = short_name(long if number == 1 else f"{long}_{number}")
            number += 1
        self._names[key] = name
        self._taken.add(name.casefold())
        return name


def _read(file: Path) -> tuple[str, dict[str, str]]:
    """Where the output was, and what an earlier run wrote, but for names that are none of a file in it."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        folder, names = content["folder"], content["names"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", {}
    sound = {path: name for path, name in names if path and isinstance(name, str) and _is_plain(name)}
    return (folder if isinstance(folder, str) else ""), sound


def _moved(names: dict[str, str], old: str, new: str) -> dict[str, str]:
    """The same by the paths that have the same place beside `new`, of micrographs that are not where they were."""
    gone = ((path, name) for path, name in names.items() if not os.path.lexists(path))
    return {os.path.normpath(os.path.join(new, os.path.relpath(path, old))): name for path, name in gone}  # noqa: PTH118


def _is_plain(name: str) -> bool:
    try:
        length = len(os.fsencode(name))
    except UnicodeEncodeError:
        return False
    return 0 < length <= LONGEST_NAME and not set(name) & {"/", "\\", "\0"} and name not in (".", "..")
