"""Names of micrographs, matched in spite of the prefixes and suffixes of other programs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Generic, Protocol, TypeVar

from iceboxer.engine.data.folders import is_file, safe_name, short_name
from iceboxer.engine.data.formats.star import writable
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.data.result_names import DEEPEST, FILE, read_names
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
    r"(?<=.)(_((patch|rigid|local|full)_)?aligned|_doseweighted|_motion_?corrected|_DWS?|_noDW)$", re.IGNORECASE
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
        return next(iter(difflib.get_close_matches(name, self._stems, 1, SIMILAR)), None)

    def _fitting(self, name: str) -> list[str]:
        if name in self._stems:
            return [name]
        if name in self._as_files:
            return self._as_files[name]
        bare = IMPORTED.sub("", name)
        return [*self._without_number.get(name, []), *([bare] if bare in self._stems else [])]


def _bare(name: str) -> str:
    """Return a name without cryoSPARC's number and without what was appended when frames were summed."""
    name = IMPORTED.sub("", name)
    while (shorter := SUMMED.sub("", name)) != name:
        name = shorter
    return name


class HasPath(Protocol):
    """What is known by the path of its micrograph."""

    @property
    def path(self) -> Path:
        """The path of the micrograph."""


M = TypeVar("M", bound=HasPath)


class Named(Generic[M]):
    """Micrographs, found by the names in box files."""

    def __init__(self, micrographs: Iterable[M]) -> None:
        self._by_stem: dict[str, list[M]] = {}
        for micrograph in micrographs:
            self._by_stem.setdefault(stem_of(micrograph.path), []).append(micrograph)
        self._stems = Stems(self._by_stem)
        self._records: dict[Path, dict[str, Path]] = {}

    def called(self, named: str, source: Path) -> M | None:
        """Return the micrograph that the box file `source` calls `named`; None if there is none.

        The names of the folders decide between micrographs of the same name, and in the output of a picking its
        record of names (``names.json``).

        Raises
        ------
        ReadError
            Several micrographs fit.
        """
        fitting = [m for stem in self._stems.fitting(name_in(named)) for m in self._by_stem[stem]]
        if len(fitting) > 1:
            parts = [*source.absolute().parent.parts, *_pure(named).parent.parts]
            shared = [_shared_folders(m.path.absolute().parent.parts, parts) for m in fitting]
            if max(shared):
                fitting = [m for m, count in zip(fitting, shared, strict=True) if count == max(shared)]
        if len(fitting) != 1 and (recorded := self._recorded(source)) is not None:
            return recorded
        if len(fitting) > 1:
            some = ", ".join(str(m.path) for m in fitting[:3])
            raise ReadError(source, f"the boxes of '{named}' fit {len(fitting)} micrographs ({some})")
        return fitting[0] if fitting else None

    def nearest(self, named: str) -> str | None:
        """Return the name of the micrograph that is most similar to a name, None if none is similar."""
        stem = self._stems.nearest(PICKED.sub("", name_in(named)))
        return None if stem is None else self._by_stem[stem][0].path.name

    def _recorded(self, source: Path) -> M | None:
        """Return the micrograph of a result in the output folder of a picking, by the record of names in it."""
        for above in list(source.absolute().parents)[1 : DEEPEST + 1]:
            if above not in self._records and is_file(above / FILE):
                _, names = read_names(above / FILE)
                self._records[above] = {name: Path(path) for path, name in names.items()}
            if above in self._records:
                name = "/".join(source.absolute().relative_to(above).with_suffix("").parts[1:])
                path = self._records[above].get(name)
                fitting = self._by_stem.get(stem_of(path), []) if path is not None else []
                return next((m for m in fitting if m.path.resolve() == path), None)
        return None


def _shared_folders(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many folders, counted from the innermost, have the same names in two paths."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def name_in(text: str) -> str:
    """Return the stem of a micrograph's name in a file: a path of any system, or `000001@stack.mrcs`."""
    return stem_of(_pure(text).name)


def _pure(text: str) -> PureWindowsPath | PurePosixPath:
    text = text.rsplit("@", 1)[-1]
    return PureWindowsPath(text) if "\\" in text else PurePosixPath(text)
