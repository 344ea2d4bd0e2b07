"""Singular and plural forms of counted things."""

from __future__ import annotations


def counted(count: int, one: str, many: str, *more: object) -> str:
    """Return `one` if `count` is 1, else `many`, with `count` as {0} and `more` as {1}, {2}, …

    Both texts come translated, so that each language can put the number where it belongs.
    """
    return (one if count == 1 else many).format(count, *more)
