"""Merging of a project's index with the changes that somebody else saved in the meantime.

Both sides are compared with the index as it was before (a three-way merge). Changes by both of the same value are
collisions: ours stays, and the other is reported.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from iceboxer.engine.data.free_names import free_name

VALUES = (
    "box_size",
    "diameter_px",
    "pixel_size",
    "model",
    "ranges",
    "ctf",
)  # the view and the current micrograph stay each person's own

Index = Mapping[str, Any]  # the content of project.json
Entries = Mapping[str, Mapping[str, Any]]  # its micrographs, by `key_of`


@dataclass
class IndexChanges:
    """Changes to an index by somebody else; micrographs are named by `key_of`.

    `marks` and `verdicts` hold new empty marks and verdicts. `renamed` holds new names for our box files, which the
    other person took for other micrographs.
    """

    added: list[Index] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    marks: dict[str, bool] = field(default_factory=dict)
    verdicts: dict[str, Index | None] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    collisions: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        per_micrograph = self.added or self.removed or self.marks or self.verdicts or self.renamed
        return bool(per_micrograph or self.values or self.collisions)


def key_of(entry: Index) -> str:
    """Return what identifies a micrograph of the index: its path from the project, which moves with it."""
    return str(entry.get("relative") or entry["path"])


def find_changes(base: Index, ours: Index, theirs: Index) -> IndexChanges:
    """Return the changes from `base` to `theirs` that apply to `ours`."""
    before, mine, other = (_entries(index) for index in (base, ours, theirs))
    changes = IndexChanges()
    for name in VALUES:
        if theirs.get(name) != base.get(name) and theirs.get(name) != ours.get(name):
            if ours.get(name) == base.get(name):
                changes.values[name] = theirs.get(name)
            else:
                changes.collisions.append(name)
    changes.added = [entry for key, entry in other.items() if key not in before and key not in mine]
    changes.removed = {key for key, entry in before.items() if key not in other and entry == mine.get(key)}
    for key in before.keys() & mine.keys() & other.keys():
        if other[key]["empty"] != before[key]["empty"] and other[key]["empty"] != mine[key]["empty"]:
            changes.marks[key] = other[key]["empty"]
        if other[key]["verdict"] not in (before[key]["verdict"], mine[key]["verdict"]):
            changes.verdicts[key] = other[key]["verdict"]
    changes.renamed = _renamed(before, mine, other)
    return changes


def apply_changes(ours: Index, changes: IndexChanges) -> dict[str, Any]:
    """Return our index with the changes."""
    current = ours.get("current")
    shown = ours["micrographs"][current] if isinstance(current, int) else None
    entries: list[Index] = []
    for entry in ours["micrographs"]:
        key = key_of(entry)
        if key not in changes.removed:
            name = changes.renamed.get(key, entry["boxes"])
            merged = {**entry, "boxes": name, "empty": changes.marks.get(key, entry["empty"])}
            if key in changes.verdicts:
                merged["verdict"] = changes.verdicts[key]
            entries.append(merged)
    entries += changes.added
    keys = [key_of(entry) for entry in entries]
    place = keys.index(key_of(shown)) if shown is not None and key_of(shown) in keys else None
    return {**ours, **changes.values, "current": place, "micrographs": entries}


def parse_index(text: str | None) -> Index | None:
    """Return the content of an index, None if it is missing, damaged or of another program."""
    try:
        content = json.loads(text or "")
        sound = all(isinstance(key_of(e), str) and isinstance(e["boxes"], str) for e in content["micrographs"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return content if sound else None


def _entries(index: Index) -> dict[str, dict[str, Any]]:
    return {key_of(e): {**e, "empty": bool(e.get("empty")), "verdict": e.get("verdict")} for e in index["micrographs"]}


def _renamed(before: Entries, mine: Entries, other: Entries) -> dict[str, str]:
    """Return new names for those of our box files that have another name, or another micrograph, in the other index."""
    theirs = {entry["boxes"].casefold(): key for key, entry in other.items()}
    taken = set(theirs) | {entry["boxes"].casefold() for entry in mine.values()}
    renamed = {}
    for key, entry in mine.items():
        if key in other:
            if other[key]["boxes"] not in (entry["boxes"], before.get(key, {}).get("boxes")):
                renamed[key] = other[key]["boxes"]
        elif entry["boxes"].casefold() in theirs:
            stem = entry["boxes"].removesuffix(".cbox")
            renamed[key] = free_name(stem, lambda name: f"{name}.cbox".casefold() in taken) + ".cbox"
            taken.add(renamed[key].casefold())
    return renamed
