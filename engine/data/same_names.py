"""Micrographs of the same name in different folders: names that tell them apart, with as few folders as needed.

A name with folders, such as ``job002/Movies/a``, is also that of a result: a file that is written under it is matched
to its micrograph again by its folders, see `engine.data.micrograph_names.Named`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from iceboxer.engine.data.folders import safe_name
from iceboxer.engine.data.formats.sources import is_format_folder
from iceboxer.engine.data.free_names import FreeNames, Parts, distinguish, same_file
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.data.micrograph_names import Stems, most_shared, name_in, parts_in
from iceboxer.engine.data.result_names import RecordedNames
from iceboxer.engine.errors import EngineError


def distinct_names(paths: Sequence[Path]) -> dict[Path, str]:
    """Return the file name of each micrograph, with as many of its folders as tell apart those of the same name."""
    return dict(zip(paths, distinguish([path.absolute().parts for path in paths]), strict=True))


def distinct_stems(paths: Sequence[Path]) -> dict[Path, str]:
    """Return the name of each micrograph's results: the path of a file without suffix, below any folder.

    Names that are equal on some file system count as the same. If the folders do not tell two micrographs apart, a
    number is appended.
    """
    parts = []
    safe = cache(safe_name)  # of the few folders
    for path in paths:
        *folders, name = path.absolute().parts
        parts.append((*(safe(folder) or "_" for folder in folders), safe_name(stem_of(name)) or "boxes"))
    free_names = FreeNames()
    names = distinguish(parts, same_file)
    return {path: free_names.take(name) for path, name in zip(paths, names, strict=True)}


def names_of_lists(lists: Sequence[tuple[str | None, Path]]) -> list[str]:
    """Return the name of the micrograph of each list of boxes (n,): its stem, with folders if these tell two apart.

    Lists of the same stem belong to different micrographs if their names in the files, or two files of the same
    format, lie in different folders. In the output of a picking, its record of names decides.

    Parameters
    ----------
    lists : sequence of (str or None, Path)
        The micrograph's name in the file, if there is one, and the file.
    """
    records = RecordedNames()
    places = [_place(named, source, records) for named, source in lists]
    of_format: dict[tuple[str, str], set[Parts]] = {}
    for place, (_, source) in zip(places, lists, strict=True):
        of_format.setdefault((place[-1], source.suffix.lower()), set()).add(place)
    several = {stem for (stem, _), found in of_format.items() if len(found) > 1}
    return distinguish([place if place[-1] in several else place[-1:] for place in places])


def _place(named: str | None, source: Path, records: RecordedNames) -> Parts:
    """Return the folders, as far as they are known, and the stem of the micrograph of a list."""
    if (recorded := records.micrograph_of(source)) is not None:
        return (*recorded.parts[:-1], stem_of(recorded))
    stem = source.stem if named is None else name_in(named)
    if named is not None and len(parts := parts_in(named)) > 1:
        return (*parts[:-1], stem)
    return (*(part for part in source.absolute().parent.parts if not is_format_folder(part)), stem)


class KnownNames:
    """Names of micrographs, found by the names that other programs or other folders give them."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_stem: dict[str, list[str]] = {}
        for name in known:
            self._by_stem.setdefault(name.rsplit("/", 1)[-1], []).append(name)
        self._stems = Stems(self._by_stem)

    def meant_by(self, other: str) -> str | None:
        """Return the known name that another means; its folders decide between several. None if there is none."""
        *folders, stem = other.split("/")
        fitting = [name for same in self._stems.fitting(stem) for name in self._by_stem[same]]
        fitting = most_shared(fitting, lambda name: name.split("/")[:-1], folders)
        return fitting[0] if len(fitting) == 1 else None


def match_names(known: Iterable[str], others: Iterable[str]) -> dict[str, str]:
    """Return the known name of each of the other names; those without one are left out.

    Raises
    ------
    EngineError
        Two of the others mean the same name.
    """
    known, others = list(known), list(others)
    same = set(known) & set(others)
    found = {name: name for name in same}
    found |= _meant([name for name in known if name not in same], [name for name in others if name not in same])
    left = set(known) - set(found.values())
    reverse = _meant([name for name in others if name not in found], sorted(left))  # `known` has the suffixes
    hits = Counter(reverse.values())
    found |= {other: name for name, other in reverse.items() if hits[other] == 1}
    first: dict[str, str] = {}
    for other, name in found.items():
        if first.setdefault(name, other) != other:
            raise EngineError(
                f"The boxes of '{first[name]}' and those of '{other}' fit the same micrograph '{name}'. Give box files "
                "whose folders are named like those of the micrographs, or convert them with --micrographs first."
            )
    return found


def _meant(known: Sequence[str], others: Sequence[str]) -> dict[str, str]:
    names = KnownNames(known)
    return {other: name for other in others if (name := names.meant_by(other)) is not None}
