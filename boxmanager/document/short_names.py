"""Names of micrographs without the parts that nearly all of them share, for narrow lists. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from operator import itemgetter
from pathlib import Path

from iceboxer.engine.data.micrograph import stem_of

SHORTEST = 6  # characters; a shorter beginning or end that the names share is not left out
ODD = 20  # one name in so many may lack it, and one of a few
FEW = 4
SEPARATORS = "_-. "
PART = "_"  # between the parts of a name that may be left out in the middle


class ShortNames:
    """The name of each micrograph without the parts that nearly all share, made when it is needed.

    Those of one name are followed by the folder that distinguishes them: narrow lists show the end of a name.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._stems = {path: stem_of(path) for path in paths}
        counts = Counter(self._stems.values())
        self._shared = _find_shared(counts)
        self._folders: dict[Path, str] = {}
        if len(counts) < len(paths):
            same: dict[str, list[Path]] = {}
            for path, stem in self._stems.items():
                if counts[stem] > 1:
                    same.setdefault(stem, []).append(path)
            self._folders = {path: folder for group in same.values() for path, folder in _folders(group).items()}
        self._shared_of_folders = _find_shared(set(self._folders.values()))

    def of(self, path: Path) -> str:
        """Return the name of a micrograph; the whole one if it was not among the others."""
        short = self._shared.shorten(self._stems[path]) if path in self._stems else stem_of(path)
        folder = self._folders.get(path)
        return short if folder is None else f"{short} ({self._shared_of_folders.shorten(folder)})"

    def cover(self, paths: Set[Path]) -> bool:
        """Return whether all of `paths` were among the micrographs."""
        return self._stems.keys() >= paths


@dataclass(frozen=True)
class _Shared:
    """The beginning and the end that nearly all of some names share, and the parts in the middle that all share.

    `middle` holds the parts between separators, and whether they are left out; it is empty if none are.
    """

    start: str
    end: str
    middle: tuple[tuple[slice, bool], ...] = ()

    def shorten(self, name: str) -> str:
        """Return a name with … in place of what is shared."""
        first, last = self._ends(name)
        core = name[first:last]
        if self.middle:
            parts = core.split(PART)
            core = PART.join(["…" if left_out else PART.join(parts[piece]) for piece, left_out in self.middle])
        return "…" * bool(first) + core + "…" * (last < len(name))

    def core(self, name: str) -> str:
        """Return a name without the shared beginning and end."""
        first, last = self._ends(name)
        return name[first:last]

    def _ends(self, name: str) -> tuple[int, int]:
        first = len(self.start) if self.start and name.startswith(self.start) else 0
        last = len(name) - (len(self.end) if self.end and name.endswith(self.end) else 0)
        return (first, last) if first < last else (0, len(name))


def _find_shared(names: Collection[str]) -> _Shared:
    """Return what names share."""
    shared = _Shared(_shared_start(names), _shared_start([name[::-1] for name in names])[::-1])
    return replace(shared, middle=_shared_middle(list(map(shared.core, names))))


def _shared_middle(cores: Sequence[str]) -> tuple[tuple[slice, bool], ...]:
    """Return the parts between the ends, and whether they are left out since they are the same in all names."""
    if len(cores) < 2 or len({core.count(PART) for core in cores}) > 1:
        return ()
    parts = cores[0].split(PART)
    shared = [len(set(column)) == 1 for column in zip(*(core.split(PART) for core in cores), strict=True)]
    shared[0] = shared[-1] = False
    runs = [(same, [n for n, _ in group]) for same, group in groupby(enumerate(shared), key=itemgetter(1))]
    kept = [(same and sum(len(parts[n]) for n in run) >= SHORTEST, run) for same, run in runs]
    if not any(left_out for left_out, _ in kept):
        return ()
    return tuple((slice(run[0], run[-1] + 1), left_out) for left_out, run in kept)


def _shared_start(names: Collection[str]) -> str:
    """Return the beginning, up to a separator, that nearly all names share."""
    if len(names) < 2:
        return ""
    ordered = sorted(names)
    odd = max(len(ordered) // ODD, int(len(ordered) >= FEW))
    # what two names share, all between them share; the odd ones come before, after or on both sides
    ends = ((ordered[before], ordered[len(ordered) - 1 - odd + before]) for before in range(odd + 1))
    start = max((_common_start(*pair) for pair in ends), key=len)
    cut = max(start.rfind(mark) for mark in SEPARATORS) + 1
    return start[:cut] if cut >= SHORTEST else ""


def _common_start(one: str, other: str) -> str:
    """Return the characters with which both names begin."""
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _folders(group: Sequence[Path]) -> dict[Path, str]:
    """Return the innermost folder of each path that differs from those of all others, or all folders."""
    depths = min(len(path.parts) for path in group) - 1
    for depth in range(1, depths + 1):
        found = {path: path.parts[-1 - depth] for path in group}
        if len(set(found.values())) == len(group):
            return found
    return {path: str(path.parent) for path in group}
