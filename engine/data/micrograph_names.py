"""Names of micrographs, matched in spite of the prefixes and suffixes of other programs."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Generic, Protocol, TypeVar

from iceboxer.engine.data.folders import safe_name, short_name
from iceboxer.engine.data.formats.star import writable
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.data.result_names import RecordedNames
from iceboxer.engine.errors import ReadError

# cryoSPARC prefixes the names of imported files with a number of 18 to 21 digits and an underscore; shorter numbers
# are part of the name
IMPORTED = re.compile(r"^\d{18,21}_(?=.)", re.ASCII)
# RELION, Gautomatch, Topaz and Warp append the kind of job, or the program that picked, to a micrograph's name
PICKED = re.compile(
    r"(?<=.)_(autopick|manualpick|iceboxer|topaz(picks?)?|automatch|BoxNet[A-Za-z0-9]*(_\d{6,8})?)$", re.ASCII
)
# MotionCor2 and cryoSPARC append how the frames were summed
SUMMED = re.compile(
    r"(?<=.)(_((patch|rigid|local|full)_)?aligned(_mic)?|_doseweighted|_motion_?corrected|_DWS?|_noDW)$", re.IGNORECASE
)
SIMILAR = 0.7  # similarity, 0 to 1, above which a name is worth suggesting


class Stems:
    """The stems of micrographs (names without suffix), found by the names that other programs give them."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._stems = set(stems)
        self._as_files: dict[str, list[str]] = {}  # by the names in or of box files, if they differ
        for stem in sorted(self._stems):
            in_text = stem.encode(errors="replace").decode().strip()
            for name in {short_name(stem), safe_name(stem), writable(stem), in_text} - self._stems:
                self._as_files.setdefault(name, []).append(stem)
        self._without_number: dict[str, list[str]] = {}
        for stem in sorted(self._stems):
            if IMPORTED.match(stem):
                self._without_number.setdefault(IMPORTED.sub("", stem), []).append(stem)
        self._bare: dict[str, list[str]] = {}
        for stem in sorted(self._stems):
            self._bare.setdefault(_bare(stem), []).append(stem)

    def fitting(self, name: str) -> list[str]:
        """Return the stems that `name` may mean.

        The first of these that fits any: the name itself, with cryoSPARC's number more or less, without the picker's
        suffix, and without what was appended when frames were summed.
        """
        picked = PICKED.sub("", name)
        number = IMPORTED.match(picked)
        same = [
            stem
            for stem in self._bare.get(_bare(picked), [])
            if number is None or (other := IMPORTED.match(stem)) is None or other[0] == number[0]
        ]
        return self._fitting(name) or self._fitting(picked) or same

    def nearest(self, name: str) -> str | None:
        """Return the stem that is most similar to a name, None if none is similar."""
        bare = _bare(name)
        found = next(iter(difflib.get_close_matches(bare, self._bare, 1, SIMILAR)), None)
        # names that differ in what a program appended, such as `_fractions`, begin alike
        found = found or max((b for b in self._bare if b and bare.startswith(b)), key=len, default=None)
        return None if found is None else self._bare[found][0]

    def _fitting(self, name: str) -> list[str]:
        if name in self._stems:
            return [name]
        if name in self._as_files:
            return self._as_files[name]
        bare = IMPORTED.sub("", name)
        return [*self._without_number.get(name, []), *([bare] if bare in self._stems else [])]


def _bare(name: str) -> str:
    """Return a name without cryoSPARC's number and without what was appended when frames were summed.

    Accented letters, which macOS stores as a letter and an accent, become one character.
    """
    name = unicodedata.normalize("NFC", name)
    name = IMPORTED.sub("", name)
    while (shorter := SUMMED.sub("", name)) != name:
        name = shorter
    return name


class HasPath(Protocol):
    """An object with the path of a micrograph."""

    @property
    def path(self) -> Path:
        """The path of the micrograph."""


@dataclass(frozen=True)
class OfPath:
    """A micrograph that need not be opened to be found by its name."""

    path: Path


M = TypeVar("M", bound=HasPath)


class Named(Generic[M]):
    """Micrographs, found by the names in box files."""

    def __init__(self, micrographs: Iterable[M]) -> None:
        self._by_stem: dict[str, list[M]] = {}
        for micrograph in micrographs:
            self._by_stem.setdefault(stem_of(micrograph.path), []).append(micrograph)
        self._stems = Stems(self._by_stem)
        self._records = RecordedNames()
        self._others: dict[str, tuple[str, ...]] = {}  # of other micrographs: names, and their rivals

    def expect(self, names: Iterable[str | None]) -> None:
        """Prepare for the names in one file, all of them.

        Of names that fit one micrograph and differ in their folders, the one whose folders are most alike is meant;
        the others belong to micrographs that are not here.
        """
        claims: dict[Path, dict[str, tuple[str, ...]]] = {}
        for name in dict.fromkeys(filter(None, names)):
            fitting, folders = self._fitting(name), parts_in(name)[:-1]
            if len(fitting) == 1 and folders:
                claims.setdefault(fitting[0].path, {})[name] = folders
        self._others = {}
        for path, claimed in claims.items():
            if len(set(claimed.values())) > 1:
                near = most_shared(list(claimed), claimed.__getitem__, path.absolute().parent.parts)
                rivals = tuple(near) if len({claimed[name] for name in near}) > 1 else ()
                self._others |= {name: rivals for name in claimed if rivals or name not in near}

    def called(self, named: str, source: Path) -> M | None:
        """Return the micrograph that the box file `source` calls `named`; None if there is none.

        The names of the folders decide between micrographs of the same name, and in the output of a picking its
        record of names (``names.json``).

        Raises
        ------
        ReadError
            Several micrographs fit, or several names in the file fit one.
        """
        if rivals := self._others.get(named, ()):
            raise ReadError(source, f"'{rivals[0][:80]}' and '{rivals[1][:80]}' fit the same micrograph")
        if named in self._others:
            return None
        fitting = self._fitting(named)
        if len(fitting) > 1:
            folders = [*source.absolute().parent.parts, *parts_in(named)[:-1]]
            fitting = most_shared(fitting, lambda m: m.path.absolute().parent.parts, folders)
        if len(fitting) != 1 and (recorded := self._recorded(source)) is not None:
            return recorded
        if len(fitting) > 1:
            some = ", ".join(str(m.path) for m in fitting[:3])
            raise ReadError(source, f"the boxes of '{named}' fit {len(fitting)} micrographs ({some})")
        return fitting[0] if fitting else None

    def _fitting(self, named: str) -> list[M]:
        return [m for stem in self._stems.fitting(name_in(named)) for m in self._by_stem[stem]]

    def nearest(self, named: str) -> str | None:
        """Return the name of the micrograph that is most similar to a name, None if none is similar."""
        stem = self._stems.nearest(PICKED.sub("", name_in(named)))
        return None if stem is None else self._by_stem[stem][0].path.name

    def _recorded(self, source: Path) -> M | None:
        """Return the micrograph of a result in the output folder of a picking, by the record of names in it."""
        path = self._records.micrograph_of(source)
        fitting = self._by_stem.get(stem_of(path), []) if path is not None else []
        return next((m for m in fitting if m.path.resolve() == path), None)


Item = TypeVar("Item")


def most_shared(
    items: Sequence[Item], folders_of: Callable[[Item], Sequence[str]], folders: Sequence[str]
) -> list[Item]:
    """Return the items whose folders, counted from the innermost, share most names with `folders`."""
    shared = [_shared_folders(folders_of(item), folders) for item in items]
    return [item for item, count in zip(items, shared, strict=True) if count == max(shared)]


def _shared_folders(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many folders, counted from the innermost, have the same names in two paths."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def name_in(text: str) -> str:
    """Return the stem of a micrograph's name in a file: a path of any system, or `000001@stack.mrcs`."""
    return stem_of(_pure(text).name)


def parts_in(text: str) -> tuple[str, ...]:
    """Return the folders and the name in a micrograph's name in a file."""
    return _pure(text).parts


def _pure(text: str) -> PureWindowsPath | PurePosixPath:
    text = text.rsplit("@", 1)[-1]
    return PureWindowsPath(text) if "\\" in text else PurePosixPath(text)
