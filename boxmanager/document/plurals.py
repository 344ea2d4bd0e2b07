"""Singular and plural forms of counted things."""

from __future__ import annotations


def counted(count: int, one: str, many: str, *more: object) -> str:
    """Return `one` if `count` is 1, else `many`, with `count` as {0} and `more` as {1}, {2}, …

    Both texts are already translated, so that each language can place the number itself.
    """
    return (one if count == 1 else many).format(count, *more)
