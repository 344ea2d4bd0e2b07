"""Results of a picking that have disappeared from its output folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from iceboxer.engine.errors import EngineError


def find_missing(folder: Path, names: Mapping[Path, str]) -> list[Path]:
    """Return the micrographs whose files of picks are no longer in the output `folder`, by their `names` there."""
    kinds = (("CBOX", ".cbox"), ("EMAN", ".box"), ("STAR", ".star"))
    return [
        path
        for path, name in names.items()
        if not all((folder / kind / f"{name}{suffix}").is_file() for kind, suffix in kinds)
    ]


def report_missing(folder: Path, missing: list[Path]) -> None:
    """Raise EngineError if files of picks are missing, with the first of their micrographs."""
    if missing:
        raise EngineError(
            f"The picks of {len(missing):,} micrographs, such as {missing[0].name}, were written to {folder} but have "
            "disappeared, so they are not in the summary. Run the same command again."
        )
