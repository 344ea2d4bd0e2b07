"""Turns boxes into another program's format: the job behind ``iceboxer convert``."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.config import require, setting
from engine.data.formats import FORMATS, BoxList, find_box_files, read_boxes, write_boxes
from engine.data.matching import match_stem, name_in, turned
from engine.data.micrograph import Micrograph, find_micrographs, open_micrograph, stem_of
from engine.errors import EngineError, ReadError
from engine.events import Finished, IsCancelled, MicrographFailed, Note, Progress, Report, Started, check


@dataclass(frozen=True)
class ConvertConfig:
    """Turning boxes into another program's format."""

    inputs: tuple[Path, ...] = setting(help="boxes: files or folders", positional=True)
    to: str = setting(help=f"one of {', '.join(FORMATS)}", choices=tuple(FORMATS))
    output: Path = setting(help="folder to write to")
    micrographs: tuple[Path, ...] = setting(
        (), help="their micrographs; needed to and from Topaz where they are TIFF, JPEG or PNG"
    )
    box_size: float | None = setting(None, help="px; for files that do not say how large their boxes are")
    threshold: float | None = setting(None, help="least confidence; boxes without one are always kept")

    def __post_init__(self) -> None:
        require(self.to in FORMATS, f"There is no format '{self.to}'. There are: {', '.join(FORMATS)}.")
        require(self.box_size is None or self.box_size > 0, "The box size must be above 0 px.")


def convert(config: ConvertConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Read each file and write one a micrograph; a file that cannot be read is reported and skipped.

    Returns
    -------
    dict
        ``written`` and ``failed``, numbers of files, and ``boxes``, how many.

    Raises
    ------
    EngineError
        There is nothing to convert, a box size is needed, or the output cannot be written.
    """
    begun = time.monotonic()
    files = find_box_files(config.inputs)
    if not files:
        raise EngineError(f"There is no file of boxes in {', '.join(map(str, config.inputs))}.")
    report(Started("convert", len(files)))
    micrographs = _micrographs(config, report)
    names: Counter[str] = Counter()
    boxes = failed = 0
    for number, path in enumerate(files, 1):
        check(cancelled)
        try:
            lists = read_boxes(path, config.box_size)
        except ReadError as e:
            report(MicrographFailed(e.path, e.reason))
            failed += 1
            continue
        for boxlist in lists:
            name = path.stem if boxlist.micrograph is None else name_in(boxlist.micrograph)
            chosen = _chosen(boxlist, config.threshold)
            ready = _in_frame(config, chosen, _of(name, micrographs), path, report)
            write_boxes(config.output / _file_name(name, config.to, names), ready, config.to)
            boxes += len(chosen.boxes)
        report(Progress(number, len(files), "files"))
    summary = {"written": sum(names.values()), "boxes": boxes, "failed": failed}
    report(Finished("convert", time.monotonic() - begun, summary))
    return summary


def _micrographs(config: ConvertConfig, report: Report) -> dict[str, Micrograph]:
    found = {}
    for path in find_micrographs(list(config.micrographs)):
        try:
            found[stem_of(path)] = open_micrograph(path)
        except ReadError as e:
            report(Note(f"{e.path} {e.reason}"))
    return found


def _of(name: str, micrographs: dict[str, Micrograph]) -> Micrograph | None:
    stems = match_stem(name, list(micrographs))
    return micrographs[stems[0]] if len(stems) == 1 else None


def _chosen(boxlist: BoxList, threshold: float | None) -> BoxList:
    if threshold is None:
        return boxlist
    confidence = boxlist.boxes["confidence"]
    return boxlist.chosen(np.isnan(confidence) | (confidence >= threshold))


def _in_frame(
    config: ConvertConfig, boxlist: BoxList, micrograph: Micrograph | None, path: Path, report: Report
) -> BoxList:
    """The list with its rows counted as the target counts them, and the name that the target wants."""
    to_topaz = config.to == "topaz"
    name = micrograph.path.stem if micrograph else boxlist.micrograph or path.stem
    if boxlist.rows_as_stored != to_topaz:
        if micrograph is not None:
            boxlist = turned(replace(boxlist, rows_as_stored=True), micrograph)
        else:
            report(
                Note(
                    f"{name}: Topaz counts rows as the picture's file stores them. Taken as MRC; for TIFF, JPEG "
                    "and PNG name the --micrographs, or y is mirrored."
                )
            )
    return replace(boxlist, micrograph=name_in(name) if to_topaz else None, rows_as_stored=to_topaz)


def _file_name(name: str, format_name: str, taken: Counter[str]) -> str:
    """A name within the output folder that no other list has got."""
    safe = "".join("_" if c in '/\\:*?"<>|' or ord(c) < 32 else c for c in name).lstrip(".") or "boxes"
    taken[safe] += 1
    number = f"_{taken[safe]}" if taken[safe] > 1 else ""
    return f"{safe}{number}{FORMATS[format_name].suffix}"
