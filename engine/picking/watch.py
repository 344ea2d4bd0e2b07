"""The settings of ``iceboxer pick``, which picks what is there, or with ``--watch`` what arrives too."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from iceboxer.engine.config import require, setting
from iceboxer.engine.events import IsCancelled, Report
from iceboxer.engine.picking.config import PickConfig

STOP_FILES = ("stop.iceboxer", "stop.cryolo")  # the latter since users of crYOLO know it


@dataclass(frozen=True)
class WatchConfig(PickConfig):
    """Picking, also of micrographs that are still to come."""

    inputs: tuple[Path, ...] = setting(help="micrographs to pick: files or folders", positional=True, nargs="*")
    watch: Path | None = setting(
        None, help=f"instead: a folder to pick as it fills, until a file {STOP_FILES[0]} appears in it or Ctrl-C"
    )
    poll: float = setting(5.0, help="with --watch: s between two looks; a file must not change between them")
    idle: float | None = setting(None, help="with --watch: stop after so many minutes without a new micrograph")

    def __post_init__(self) -> None:
        require(bool(self.inputs) != bool(self.watch), "Name micrographs to pick, or a folder with --watch.")
        require(self.poll > 0, "There must be some time between two looks.")
        require(self.idle is None or self.idle > 0, "The idle time must be above 0 minutes.")
        if self.watch is not None:
            # its pictures would be taken for micrographs
            require(self.watch.resolve() != self.output.resolve(), "The output needs a folder of its own.")
            object.__setattr__(self, "inputs", (self.watch,))
        super().__post_init__()


def pick_or_watch(config: WatchConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Pick what is named, or watch a folder; see `engine.picking.picker` and `engine.picking.watching`."""
    from iceboxer.engine.picking.picker import pick
    from iceboxer.engine.picking.watching import watch

    if config.watch is not None:
        return watch(config, report, cancelled)
    return pick(PickConfig(**{f.name: getattr(config, f.name) for f in fields(PickConfig)}), report, cancelled)
