"""File names that do not collide: macOS and Windows take `a.box` and `A.box` for the same file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


class FreeNames:
    """The names already taken in one folder; capitals and the composition of accents make no difference."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(map(_key, taken))

    def take(self, candidates: Iterable[str]) -> str:
        """Return the first of the `candidates` that is free, which is then taken.

        Raises
        ------
        StopIteration
            No candidate is free.
        """
        name = next(candidate for candidate in candidates if _key(candidate) not in self._taken)
        self._taken.add(_key(name))
        return name


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
