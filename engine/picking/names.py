"""Names for micrographs that come one after the other, the same after a restart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from engine.data.atomic import write_text
from engine.data.micrograph import stem_of


class Names:
    """The name, without suffix, under which each micrograph's picks are written; once given it stays.

    It is the micrograph's stem; where another one has that already, its folder's name stands before it, and a
    number where that does not do. Who has which name is written to `file` as soon as two ask for the same one:
    after a restart they may come in another order.

    Parameters
    ----------
    folder : Path
        What the paths in `file` are relative to.
    """

    def __init__(self, file: Path, folder: Path) -> None:
        self._file, self._folder = file, folder
        self._claimed = _read(file)  # names by path
        self._names = dict(self._claimed)
        self._owners = {name: path for path, name in self._names.items()}

    def of(self, paths: Sequence[Path]) -> dict[Path, str]:
        """The name of each, whether it was asked for before or not."""
        before = len(self._claimed)
        names = {path: self._name(path) for path in paths}
        if len(self._claimed) > before:
            write_text(self._file, json.dumps(self._claimed, indent=1, sort_keys=True) + "\n")
        return names

    def _name(self, path: Path) -> str:
        key = path.relative_to(self._folder).as_posix()
        if key in self._names:
            return self._names[key]
        stem = name = stem_of(path)
        number = 1
        while (owner := self._owners.get(name)) is not None:
            self._claimed[owner] = name
            name = f"{path.resolve().parent.name}_{stem}" + (f"_{number}" if number > 1 else "")
            number += 1
        if name != stem:
            self._claimed[key] = name
        self._names[key], self._owners[name] = name, key
        return name


def _read(file: Path) -> dict[str, str]:
    """What an earlier run wrote, but for names that are none of a file in the output's own folder."""
    try:
        claimed = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(claimed, dict):
        return {}
    return {path: name for path, name in claimed.items() if isinstance(name, str) and _is_plain(name)}


def _is_plain(name: str) -> bool:
    return bool(name) and not set(name) & {"/", "\\", "\0"} and name not in (".", "..")
