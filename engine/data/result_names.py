"""The record of the names under which a picking wrote the results of each micrograph."""

from __future__ import annotations

import json
import os
from pathlib import Path

from iceboxer.engine.data.folders import LONGEST_NAME, is_file
from iceboxer.engine.data.regular_file import read_regular_text

FILE = "names.json"  # in the output folder
ALL_PICKS = "CBOX"  # the folder with all picks of a picking
JUNK_MAPS = "MASKS"  # the folder with the junk maps that its network made
DEEPEST = 32  # folders in a name, of outputs that mirror the input's folders


def read_names(file: Path) -> tuple[str, dict[str, str]]:
    """Return the output's path at the last run and its names by path, except those that are no valid file names."""
    try:
        content = json.loads(read_regular_text(file))
        folder, names = content["folder"], content["names"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", {}
    sound = {path: name for path, name in names if path and isinstance(name, str) and is_plain(name)}
    return (folder if isinstance(folder, str) else ""), sound


def output_of(result: Path) -> Path:
    """Return the output folder of the picking that wrote a file into ``CBOX/`` or a folder in it."""
    folder = result.absolute().parent
    return next((above for above in (folder, *folder.parents) if above.name == ALL_PICKS), folder).parent


def name_of(result: Path) -> str:
    """Return the name of a result of picking: that of its file without suffix, with the folders below ``CBOX/``."""
    output = output_of(result)
    within = result.absolute().with_suffix("")
    return within.relative_to(
        output / ALL_PICKS if within.is_relative_to(output / ALL_PICKS) else within.parent
    ).as_posix()


class RecordedNames:
    """The records of names in the output folders of pickings; each is read once."""

    def __init__(self) -> None:
        self._records: dict[Path, dict[str, Path]] = {}

    def micrograph_of(self, source: Path) -> Path | None:
        """Return the micrograph of a result, by the record in the folder above it; None if there is none."""
        for above in list(source.absolute().parents)[1 : DEEPEST + 1]:
            if above not in self._records and is_file(above / FILE):
                _, names = read_names(above / FILE)
                self._records[above] = {name: Path(path) for path, name in names.items()}
            if above in self._records:
                name = "/".join(source.absolute().relative_to(above).with_suffix("").parts[1:])
                return self._records[above].get(name)
        return None


def is_plain(name: str) -> bool:
    """Return whether a name, or each part of a relative path, is that of a file below the folder and not too long."""
    parts = name.split("/")
    return len(parts) <= DEEPEST and all(map(_is_plain_part, parts))


def _is_plain_part(name: str) -> bool:
    try:
        length = len(os.fsencode(name))
    except UnicodeEncodeError:
        return False
    return 0 < length <= LONGEST_NAME and not set(name) & {"\\", "\0"} and name not in (".", "..")
