"""File names that do not collide: on macOS and Windows, `a.box` and `A.box` are the same file."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from itertools import chain, count


class FreeNames:
    """The names already taken in one folder; capitals and the composition of accents make no difference."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(map(_key, taken))

    def take(self, stem: str, suffix: str = "", pattern: str = "{}-{}") -> str:
        """Return the first free name of `stem` and `suffix`, which is then taken.

        Parameters
        ----------
        pattern : str
            Format of the stem and a number from 2 upwards, used if the name without a number is taken.
        """
        stems = chain([stem], (pattern.format(stem, number) for number in count(2)))
        name = next(name for name in (stem + suffix for stem in stems) if _key(name) not in self._taken)
        self._taken.add(_key(name))
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


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
