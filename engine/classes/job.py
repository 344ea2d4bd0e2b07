"""Averaging picks in classes: the job behind ``iceboxer classes``."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from iceboxer.engine import devices
from iceboxer.engine.classes.classification import classify_boxes
from iceboxer.engine.classes.config import ClassesConfig
from iceboxer.engine.classes.crops import Defocus
from iceboxer.engine.classes.defocus import read_defocus
from iceboxer.engine.classes.output import SHEET, TABLE, Classification, write_classes
from iceboxer.engine.classes.picks import Picks, read_picks
from iceboxer.engine.classes.workspace import Workspace
from iceboxer.engine.config import to_json
from iceboxer.engine.data.atomic import make_folder
from iceboxer.engine.data.claim import claiming_output
from iceboxer.engine.data.formats.particles import OpticsGroups, read_optics
from iceboxer.engine.errors import EngineError
from iceboxer.engine.events import Finished, IsCancelled, Note, Report, Started
from iceboxer.engine.text import count_noun
from iceboxer.engine.version import __version__

NOT_IN_SIGNATURE = ("output", "overwrite", "threads")


@dataclass(frozen=True)
class RelionOptics:
    """Optics groups and defocus of micrographs in a RELION project."""

    optics: OpticsGroups | None = None
    defocus: dict[int, Defocus] = field(default_factory=dict)


NO_PROJECT = RelionOptics()


@claiming_output
def make_classes(config: ClassesConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Average picks in classes and write them; an interrupted run with the same boxes and settings is resumed.

    Returns
    -------
    dict
        `text` for users; `classes` and `boxes`, their numbers; `doubtful`, the number of classes that are no better
        than those of random places; `failed`, the number of files that could not be read; `result`, the classes.

    Raises
    ------
    EngineError
        There are too few boxes, or the output cannot be written.
    Cancelled
        The finished part is kept, and the next run resumes it.
    """
    began = time.monotonic()
    report(Started("classes", None, prepare_threads(config)))
    check_output(config)
    picks = read_picks(config, report)
    project = _read_project(config, picks, report)
    result = average(config, picks, report, cancelled, project)
    summary = {
        "text": _describe(config, result),
        "classes": len(result.rows),
        "boxes": len(result.picks.boxes),
        "doubtful": sum(row.better_than_noise is False for row in result.rows),
        "failed": result.picks.failed,
    }
    report(Finished("classes", time.monotonic() - began, {k: v for k, v in summary.items() if k != "text"}))
    return {**summary, "result": result}


def prepare_threads(config: ClassesConfig) -> str:
    """Set the number of CPU threads; return the name of the device for users."""
    return devices.choose("cpu", config.threads).name


def average(
    config: ClassesConfig, picks: Picks, report: Report, cancelled: IsCancelled, project: RelionOptics = NO_PROJECT
) -> Classification:
    """Average boxes in classes and write them to the output folder."""
    make_folder(config.output)
    signature = {k: v for k, v in to_json(config).items() if k not in NOT_IN_SIGNATURE}
    workspace = Workspace(config.output, {"program": __version__, "boxes": picks.digest(), **signature})
    if config.overwrite:
        workspace.clear()
    result = classify_boxes(picks, config, project.defocus, workspace, report, cancelled)
    write_classes(config.output, result, project.optics, report)
    workspace.remove()
    return result


def _read_project(config: ClassesConfig, picks: Picks, report: Report) -> RelionOptics:
    if config.optics is None:
        return NO_PROJECT
    optics = read_optics(config.optics)
    defocus = read_defocus(config.optics, picks.micrographs)
    if any(m.pixel_size is None for m in picks.micrographs):
        report(Note("Phases are not flipped where a micrograph has no pixel size."))
    missing = len(picks.micrographs) - len(defocus)
    if missing:
        text = count_noun(missing, "micrograph has", "micrographs have")
        report(Note(f"{text} no defocus in {config.optics}: phases are not flipped there."))
    return RelionOptics(optics, defocus)


def _describe(config: ClassesConfig, result: Classification) -> str:
    """Return the result in two or three sentences."""
    boxes, rows = len(result.picks.boxes), result.rows
    unit = "Å" if result.picks.angstrom else "px"
    known = [row.resolution for row in rows if row.resolution is not None]
    lines = [f"{boxes:,} boxes in {count_noun(len(rows), 'class', 'classes')}: {config.output / SHEET}"]
    if known:
        lines.append(
            f"The best class has a resolution of {min(known):.0f} {unit}; all figures: {config.output / TABLE}"
        )
    doubtful = [row for row in rows if row.better_than_noise is False]
    if len(doubtful) == len(rows):
        lines.append("No class is better than classes of random places: the boxes may hold no particles.")
    elif doubtful:
        members = sum(row.members for row in doubtful)
        text = count_noun(len(doubtful), "class is", "classes are")
        lines.append(f"{text} no better than those of random places ({members:,} boxes).")
    return "\n".join(lines)


def check_output(config: ClassesConfig) -> None:
    """Raise EngineError if the output folder is one of the inputs, whose files would be replaced."""
    output = config.output.resolve()
    if output in [path.resolve() for path in config.picks]:
        raise EngineError(f"{config.output} holds the picks; choose another output folder.")
