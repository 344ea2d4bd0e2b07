"""The name under which each micrograph's picks are written, the same in every run into one output folder."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.folders import short_name
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.data.micrograph_versions import versionless
from iceboxer.engine.data.result_names import FILE, read_names

__all__ = ["FILE", "OutputNames"]


class OutputNames:
    """The names of micrographs without suffix, remembered in `file` in the output folder.

    A name is the micrograph's stem. If another micrograph has the same stem, the folder's name is prefixed, and if
    necessary a number is appended. An assigned name never changes, so that a second run with another folder's
    micrographs does not reuse the first run's picks. It belongs to a path; if the output was moved together with the
    micrographs, it belongs to the path with the same relative position. A better file of the same micrograph, such
    as an MRC file that arrives after its JPEG picture or the sum weighted by dose, takes over the name.

    Parameters
    ----------
    inputs : sequence of Path, optional
        If given, a new name includes the folders between the input that holds the micrograph and the micrograph.
    """

    def __init__(self, file: Path, inputs: Sequence[Path] = ()) -> None:
        self._file, self._folder = file, str(file.parent.resolve())
        self._resolve = cache(lambda folder: str(Path(folder).resolve()))
        folder, self._names = read_names(file)  # names by path
        if folder not in ("", self._folder):
            self._names |= _moved(self._names, folder, self._folder)
        self._taken = {name.casefold() for name in self._names.values()}
        self._versions: dict[str, str] = {}  # paths by their versionless form, except for the latest ones
        self._unversioned = list(self._names)
        self._roots = sorted({_root_of(path) for path in inputs}, key=len, reverse=True)

    def assign(self, paths: Sequence[Path]) -> dict[Path, str]:
        """Return the name of each micrograph; new names are saved."""
        before, keys = set(self._names), list(map(self._key, paths))
        if self._names:
            self._take_over(keys)
        stems = list(map(stem_of, paths))
        new = Counter(stem for key, stem in zip(keys, stems, strict=True) if key not in self._names)
        each = zip(paths, keys, stems, strict=True)
        names = {path: self._name(path, key, stem, new[stem] > 1) for path, key, stem in each}
        if set(self._names) != before:
            content = {"folder": self._folder, "names": self._names}
            write_text(self._file, json.dumps(content, indent=1, sort_keys=True) + "\n")
        return names

    def _take_over(self, given: Sequence[str]) -> None:
        """Move the names of files that are no longer the micrograph to the better files of the same micrograph."""
        keys = set(given)
        self._versions |= {versionless(path): path for path in self._unversioned}
        self._unversioned.clear()
        for key in keys - self._names.keys():
            old = self._versions.get(versionless(key))
            if old is not None and old not in keys and old in self._names:
                self._names[key] = self._names.pop(old)
                self._versions[versionless(key)] = key

    def _key(self, path: Path) -> str:
        folder, name = os.path.split(path)  # there may be a million
        return os.path.join(self._resolve(folder), name)  # noqa: PTH118

    def _name(self, path: Path, key: str, stem: str, shared: bool) -> str:
        """Return the name of a micrograph; `shared` is true if another new one has the same stem."""
        if key in self._names:
            return self._names[key]
        within = self._folder_within(key) if self._roots else ""
        name = within + short_name(stem)
        if (shared and not self._roots) or self._is_taken(name):
            long = f"{path.resolve().parent.name}_{stem}"
            name = within + short_name(free_name(long, lambda name: self._is_taken(within + short_name(name)), "{}_{}"))
        self._names[key] = name
        self._unversioned.append(key)
        self._taken.add(name.casefold())
        return name

    def _folder_within(self, key: str) -> str:
        """Return the folders of a micrograph below its input, with a slash at the end; empty if there are none."""
        root = next((root for root in self._roots if key.startswith(root + os.sep)), None)
        if root is None:
            return ""
        parts = Path(key).parent.relative_to(root).parts
        return "".join(f"{short_name(part)}/" for part in parts)

    def _is_taken(self, name: str) -> bool:
        """Return whether a name is in use, on file systems that ignore case too."""
        return name.casefold() in self._taken


def _moved(names: dict[str, str], old: str, new: str) -> dict[str, str]:
    """Return the names of missing micrographs, by the paths at the same position relative to the `new` output."""
    gone = ((path, name) for path, name in names.items() if not os.path.lexists(path))
    return {os.path.normpath(os.path.join(new, os.path.relpath(path, old))): name for path, name in gone}  # noqa: PTH118


def _root_of(path: Path) -> str:
    """Return the folder whose subfolders are mirrored: the input itself, or the folder of a file."""
    return os.path.realpath(path if path.is_dir() else path.parent)
