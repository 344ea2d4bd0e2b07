"""Names that do not collide: on macOS and Windows, `a.box` and `A.box` are the same file."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, count

Parts = tuple[str, ...]  # of a path


class FreeNames:
    """The names already taken in one folder; capitals and the composition of accents make no difference."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(map(same_file, taken))

    def take(self, stem: str, suffix: str = "", pattern: str = "{}-{}") -> str:
        """Return the first free name of `stem` and `suffix`, which is then taken.

        Parameters
        ----------
        pattern : str
            Format of the stem and a number from 2 upwards, used if the name without a number is taken.
        """
        stems = chain([stem], (pattern.format(stem, number) for number in count(2)))
        name = next(name for name in (stem + suffix for stem in stems) if same_file(name) not in self._taken)
        self._taken.add(same_file(name))
        return name


def free_name(name: str, is_taken: Callable[[str], bool], pattern: str = "{}-{}") -> str:
    """Return `name`, or the first of ``name-2``, ``name-3``, … if it is taken.

    Parameters
    ----------
    is_taken : callable
        Whether a name cannot be used.
    pattern : str
        Format of the name and the number.
    """
    candidates = chain([name], (pattern.format(name, number) for number in count(2)))
    return next(candidate for candidate in candidates if not is_taken(candidate))


def same_file(name: str) -> str:
    """Return a key that is equal for names that are the same file on some file system."""
    return unicodedata.normalize("NFC", name).casefold()


def distinguish(paths: Sequence[Parts], key: Callable[[str], str] = str) -> list[str]:
    """Return the last part of each path (n,), with as many parts before it as distinguish the paths that end alike.

    Parts are the same if their keys are.
    """
    groups: dict[str, list[int]] = {}
    for index, parts in enumerate(paths):
        groups.setdefault(key(parts[-1]), []).append(index)
    names = [parts[-1] for parts in paths]
    for group in groups.values():
        keys = {tuple(map(key, paths[index])) for index in group}
        if len(keys) > 1:
            depth = next(n for n in count(2) if len({one[-n:] for one in keys}) == len(keys))
            for index in group:
                names[index] = "/".join(paths[index][-depth:]).removeprefix("//")
    return names
