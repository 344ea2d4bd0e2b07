"""Names of micrographs without the parts that nearly all of them share, for narrow lists. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import groupby, takewhile
from operator import itemgetter
from pathlib import Path

from iceboxer.engine.data.micrograph import stem_of

SHORTEST = 6  # characters; a shorter beginning or end that the names share is not left out
ODD = 20  # one name in so many may lack it, and one of a few
FEW = 4
SEPARATORS = "_-. "
PART = "_"  # between the parts of a name that may be left out in the middle


def short_names(paths: Sequence[Path]) -> dict[Path, str]:
    """Return the name of each micrograph without the parts that nearly all share.

    Those of one name are followed by the folder that tells them apart: narrow lists show the end of a name.
    """
    stems = {path: stem_of(path) for path in paths}
    counts = Counter(stems.values())
    short = _shortened(counts)
    names = {path: short[stem] for path, stem in stems.items()}
    if len(counts) < len(paths):
        same: dict[str, list[Path]] = {}
        for path, stem in stems.items():
            if counts[stem] > 1:
                same.setdefault(stem, []).append(path)
        folders = {path: folder for group in same.values() for path, folder in _folders(group).items()}
        shorter = _shortened(set(folders.values()))
        names |= {path: f"{names[path]} ({shorter[folder]})" for path, folder in folders.items()}
    return names


def _shortened(names: Collection[str]) -> dict[str, str]:
    """Return each name with … in place of beginning and end that nearly all share, and of a middle that all share."""
    start = _shared_start(names)
    end = _shared_start([name[::-1] for name in names])[::-1]
    cores: dict[str, str] = {}
    marks: dict[str, tuple[str, str]] = {}
    for name in names:
        first = len(start) if start and name.startswith(start) else 0
        last = len(name) - (len(end) if end and name.endswith(end) else 0)
        whole = last <= first
        cores[name] = name if whole else name[first:last]
        marks[name] = ("", "") if whole else ("…" * bool(first), "…" * (last < len(name)))
    cores = _without_middle(cores)
    return {name: cores[name].join(marks[name]) for name in names}


def _without_middle(cores: dict[str, str]) -> dict[str, str]:
    """Return the values with … in place of parts between the ends that are the same in all of them."""
    parts = [core.split(PART) for core in cores.values()]
    if len(parts) < 2 or any(len(of_one) != len(parts[0]) for of_one in parts):
        return cores
    shared = [len(set(column)) == 1 for column in zip(*parts, strict=True)]
    shared[0] = shared[-1] = False
    runs = [(same, [n for n, _ in group]) for same, group in groupby(enumerate(shared), key=itemgetter(1))]
    kept = [(same and sum(len(parts[0][n]) for n in run) >= SHORTEST, run) for same, run in runs]
    if not any(left_out for left_out, _ in kept):
        return cores
    pieces = [(slice(run[0], run[-1] + 1), left_out) for left_out, run in kept]
    return {
        name: PART.join(["…" if left_out else PART.join(of_one[piece]) for piece, left_out in pieces])
        for name, of_one in zip(cores, parts, strict=True)
    }


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
