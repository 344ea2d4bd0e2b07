"""Wording shared by all messages: counted nouns, durations, lists of names, and aligned tables."""

from __future__ import annotations

from collections.abc import Sequence


def count_noun(count: int, singular: str, plural: str = "") -> str:
    """Return `count` with its noun: ``1 box``, ``2,000 boxes``. `plural` defaults to `singular` + "s"."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def format_duration(seconds: float) -> str:
    """Return a duration in seconds, minutes or hours: ``45 s``, ``12 min``, ``2.5 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def join_names(names: Sequence[str], limit: int = 3) -> str:
    """Return the first `limit` names separated by commas; an ellipsis marks the others."""
    return ", ".join(names[:limit]) + (", …" if len(names) > limit else "")


def format_table(rows: Sequence[tuple[str, str]]) -> str:
    """Return rows of a name and a value as two aligned columns."""
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def printable(text: str) -> str:
    """Return text with unprintable characters escaped: file names may contain invalid or control characters."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)
