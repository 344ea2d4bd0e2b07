"""Feedback from 2-D classification: particles of good classes become labels, those of others rejected boxes."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.config import require, setting
from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes
from iceboxer.engine.data.claim import claiming_output
from iceboxer.engine.data.formats import BoxList
from iceboxer.engine.data.matching import load_boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.micrograph_search import search_micrographs
from iceboxer.engine.data.same_names import distinct_stems
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation.reading import picked_files
from iceboxer.engine.events import Finished, IsCancelled, MicrographFailed, Note, Progress, Report, Started, check
from iceboxer.engine.interop.judgements import Judgements, apply_judgements, read_judgements
from iceboxer.engine.interop.outputs import FileEach
from iceboxer.engine.text import count_noun


@dataclass(frozen=True)
class FeedbackConfig:
    """Settings for feedback from 2-D classification."""

    kept: tuple[Path, ...] = setting(
        help="particles of the good classes: particles.star of RELION's Select job, particles_selected.cs of "
        "cryoSPARC's; with --classes, the data of a classification",
        positional=True,
    )
    micrographs: tuple[Path, ...] = setting(help="the micrographs: files or folders")
    output: Path = setting(help="folder for the labels and rejected boxes, one CBOX file per micrograph")
    classified: tuple[Path, ...] = setting(
        (),
        help="all classified particles, or the discarded ones (run_it025_data.star, particles_excluded.cs); those that "
        "are not kept become rejected",
    )
    classes: tuple[int, ...] = setting(
        (), help="numbers of the good classes, as the program counts them: RELION from 1, cryoSPARC from 0"
    )
    picks: tuple[Path, ...] = setting(
        (), help="the picks that the particles came from, for their sizes and confidences: files or folders"
    )
    box_size: float | None = setting(None, help="box side in px, where no pick has one")
    pixel_size: float | None = setting(
        None, help="Å/px of the micrographs (default: that in their files, or in RELION's or cryoSPARC's)"
    )
    no_shifts: bool = setting(False, help="do not move boxes to the centres that the classification found")

    def __post_init__(self) -> None:
        require(self.box_size is None or 0 < self.box_size < math.inf, "The box size must be a number above 0 px.")
        require(
            self.pixel_size is None or 0 < self.pixel_size < math.inf, "The pixel size must be a number above 0 Å/px."
        )
        require(bool(self.picks) or self.box_size is not None, "Give either --picks or --box-size.")


@claiming_output
def feedback(config: FeedbackConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Write the labels and rejected boxes that follow from a classification, one CBOX file per micrograph.

    Picks that were not classified are left out, since they are neither.

    Returns
    -------
    dict
        ``labels``, ``rejected`` and ``written``, the numbers of boxes and files; ``failed``, that of unreadable files;
        ``text`` for users.

    Raises
    ------
    EngineError
        No kept particle belongs to a micrograph, or the output cannot be written.
    """
    begun = time.monotonic()
    report(Started("feedback"))
    found = search_micrographs(config.micrographs)
    micrographs, failed = _open(found.micrographs, report)
    judgements = read_judgements(
        config.kept, config.classified, config.classes, micrographs, config.pixel_size, not config.no_shifts
    )
    loaded = load_boxes(picked_files(config.picks), micrographs, config.box_size)
    problems = [*judgements.problems, *loaded.problems]
    for problem in problems:
        report(MicrographFailed(problem.path, problem.reason))
    for sentence in [*found.notes(), *loaded.notes(), *judgements.notes()]:
        report(Note(sentence))
    if not any(map(len, judgements.centre.values())):
        raise EngineError(f"No kept particle belongs to these micrographs: {', '.join(map(str, config.kept))}.")
    picks = {path: _as_picks(boxlist.boxes) for path, boxlist in loaded.boxes.items()}
    counts = _write(config, micrographs, judgements, picks, report, cancelled)
    summary = {**counts, "failed": failed + len(problems), "text": _text(config, counts)}
    report(Finished("feedback", time.monotonic() - begun, {k: v for k, v in summary.items() if k != "text"}))
    return summary


def _as_picks(boxes: Boxes) -> Boxes:
    """Return the boxes with labels as picks: a file without confidences does not tell them apart."""
    picks = boxes.copy()
    picks["kind"][boxes["kind"] == Kind.LABEL] = Kind.PICK
    return picks


def _open(paths: Sequence[Path], report: Report) -> tuple[list[Micrograph], int]:
    """Return the micrographs that can be opened, and the number of the others, which are reported."""
    opened = []
    for path in paths:
        try:
            opened.append(open_micrograph(path))
        except ReadError as e:
            report(MicrographFailed(e.path, e.reason))
    return opened, len(paths) - len(opened)


def _write(
    config: FeedbackConfig,
    micrographs: Sequence[Micrograph],
    judgements: Judgements,
    picks: Mapping[Path, Boxes],
    report: Report,
    cancelled: IsCancelled,
) -> dict[str, int]:
    output, names = FileEach(config.output, "cbox", ()), distinct_stems([m.path for m in micrographs])
    size = config.box_size or median_side(picks.values())
    counts = {"labels": 0, "rejected": 0, "written": 0}
    for number, micrograph in enumerate(micrographs, 1):
        check(cancelled)
        before = picks.get(micrograph.path, no_boxes())
        boxes = apply_judgements(before, judgements, micrograph.path, size, micrograph.shape)
        boxes = boxes[boxes["kind"] != Kind.PICK]
        if len(boxes):
            name = names[micrograph.path]
            output.write(name, name, BoxList(None, boxes), micrograph.path)
        counts["labels"] += int((boxes["kind"] == Kind.LABEL).sum())
        counts["rejected"] += int((boxes["kind"] == Kind.REJECTED).sum())
        report(Progress(number, len(micrographs), "micrographs"))
    for sentence in output.finish():
        report(Note(sentence))
    return counts | {"written": output.written}


def median_side(lists: Any) -> float:
    """Return the median side of boxes in px.

    Raises
    ------
    EngineError
        There are no boxes.
    """
    sides = [np.maximum(boxes["width"], boxes["height"]) for boxes in lists]
    if not sum(map(len, sides)):
        raise EngineError("There are no picks on these micrographs. Give the box size in px with --box-size.")
    return float(np.median(np.concatenate(sides)))


def _text(config: FeedbackConfig, counts: Mapping[str, int]) -> str:
    micrographs = count_noun(counts["written"], "micrograph")
    return (
        f"{counts['labels']:,} labels and {counts['rejected']:,} rejected boxes on {micrographs}: {config.output}\n"
        f"To train on them: iceboxer train --micrographs {' '.join(map(str, config.micrographs))} "
        f"--boxes {config.output} --output MODEL.safetensors"
    )
