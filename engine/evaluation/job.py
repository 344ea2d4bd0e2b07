"""Comparing picks with true boxes: the job behind ``iceboxer evaluate``."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.config import require, setting
from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.boxes import Boxes, no_boxes, resized
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.data.scores import label_confidence
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation import edge, metrics
from iceboxer.engine.evaluation.edge import Shape
from iceboxer.engine.evaluation.plot import draw_curves
from iceboxer.engine.evaluation.reading import picked_files, read_by_name, rename_like
from iceboxer.engine.events import Finished, IsCancelled, MicrographFailed, Note, Report, Started, check
from iceboxer.engine.text import join_names


@dataclass(frozen=True)
class EvaluateConfig:
    """Settings for comparing picks with true boxes."""

    truth: tuple[Path, ...] = setting(help="the true boxes: files or folders")
    picks: tuple[Path, ...] = setting(help="the picks: files or folders (CBOX keeps all confidences)")
    micrographs: tuple[Path, ...] = setting(
        (),
        help="the micrographs: files or folders, to leave out particles at the edge (default: those that the folder of "
        "picks names)",
    )
    iou: float = setting(
        metrics.DEFAULT_IOU, help="minimum intersection over union of a pick and a true box to count as a hit"
    )
    box_size: float | None = setting(
        None, help="box side in px, for files without sizes; if given, both sides are compared at this size"
    )
    threshold: float | None = setting(None, help="confidence at which to evaluate (default: the one with the best F1)")
    filaments: bool = setting(False, help="compare filaments by length instead of boxes")
    width: float | None = setting(None, help="with --filaments: width in px, for files without it")
    start_end: bool = setting(
        False, help="with --filaments: rows of STAR files without tube numbers are starts and ends in turn"
    )
    json: Path | None = setting(None, help="JSON file for the figures")
    plot: Path | None = setting(None, help="file for a plot of precision–recall and F1 (.png, .svg, .pdf)")

    def __post_init__(self) -> None:
        require(0 < self.iou <= 1, "The intersection over union must be above 0 and at most 1.")
        require(self.width is None or 0 < self.width < inf, "The width of filaments must be above 0 px.")
        require(self.filaments or not (self.width or self.start_end), "--width and --start-end need --filaments.")


def evaluate(config: EvaluateConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Compute precision, recall, F1, AUC, mean IoU, the best threshold, and 95 % intervals.

    Returns
    -------
    dict
        ``auc``, ``precision``, ``recall``, ``f1``, ``iou``, ``threshold``, ``particles``, ``picks``,
        ``interval_95``, ``micrographs``, ``at_edge`` and ``failed``, the number of files that could not be read.
        ``at_edge`` is the number of true boxes left out because picking drops boxes that extend beyond the
        micrograph; None if no micrograph's size is known, so that nothing was left out.

    Raises
    ------
    EngineError
        No box file could be read, or picks and true boxes have no micrograph in common.
    """
    begun = time.monotonic()
    report(Started("evaluate"))
    problems: list[ReadError] = []
    picks = read_by_name(picked_files(config.picks), config.box_size, problems)
    box_size = config.box_size or edge.side_of(picks.values())
    check(cancelled)
    truth = read_by_name(config.truth, box_size, problems)
    shapes = edge.read_shapes(
        find_micrographs(list(config.micrographs)) or edge.picked_micrographs(config.picks), truth
    )
    for problem in problems:
        report(MicrographFailed(problem.path, problem.reason))
    result = score(truth, picks, config, report, len(problems), shapes)
    report(Finished("evaluate", time.monotonic() - begun, result))
    return result


def score(
    truth: dict[str, Boxes],
    picks: dict[str, Boxes],
    config: EvaluateConfig,
    report: Report,
    failed: int = 0,
    shapes: Mapping[str, Shape] | None = None,
) -> dict[str, Any]:
    """Return the figures of boxes by micrograph name, and write the files set in `config`.

    `failed` is the number of files that could not be read, for the result; `shapes` holds the known shapes of
    micrographs by the names in `truth`.

    Raises
    ------
    EngineError
        There are no true boxes, or picks and true boxes have no micrograph in common.
    """
    picks = rename_like(truth, picks)
    _check_names(truth, picks, report)
    if config.box_size:
        truth, picks = ({k: resized(v, config.box_size) for k, v in side.items()} for side in (truth, picks))
    matches = _match(truth, _with_confidences(picks), config.iou, shapes or {})
    c = metrics.curve(matches)
    at_edge = sum(map(len, truth.values())) - c.particles if shapes else None
    report(Note(edge.describe(at_edge, shapes or {}, len(truth))))
    threshold = metrics.best_threshold(c) if config.threshold is None else config.threshold
    figures = metrics.figures_at(c, threshold)
    result = metrics.as_json(figures, metrics.bootstrap(matches, threshold))
    result |= {"micrographs": len(matches), "at_edge": at_edge, "failed": failed}
    for path in (config.json, config.plot):
        if path:
            make_folder(path.parent)
    if config.json:
        write_text(config.json, json.dumps(result, indent=2) + "\n")
    if config.plot:
        draw_curves(c, figures, config.plot)
    return result


def _with_confidences(picks: dict[str, Boxes]) -> dict[str, Boxes]:
    """Return the picks; those without a confidence get one that no other exceeds, in the scale of the others."""
    certain = label_confidence(boxes["confidence"] for boxes in picks.values())
    filled = {}
    for name, boxes in picks.items():
        filled[name] = boxes.copy()
        filled[name]["confidence"] = np.where(np.isnan(boxes["confidence"]), certain, boxes["confidence"])
    return filled


def _match(
    truth: dict[str, Boxes], picks: dict[str, Boxes], iou_limit: float, shapes: Mapping[str, Shape]
) -> list[metrics.Matches]:
    """Match each micrograph, without the boxes at the edge where its shape is known."""
    side = edge.side_of(picks.values())
    matches = []
    for name, true in truth.items():
        found = picks.get(name, no_boxes())
        shape = shapes.get(name)
        if shape is None:
            matches.append(metrics.match(found, true, iou_limit))
        else:
            matches.append(edge.match_inside(found, true, shape, side, iou_limit))
    return matches


def _check_names(truth: dict[str, Boxes], picks: dict[str, Boxes], report: Report) -> None:
    if not truth:
        raise EngineError("No file with true boxes could be read.")
    if picks and not set(truth) & set(picks):
        raise EngineError(
            f"Picks and true boxes have no micrograph in common: the true boxes are named like '{min(truth)}', "
            f"the picks like '{min(picks)}'."
        )
    extra = sorted(set(picks) - set(truth))
    if extra:
        report(Note(f"{len(extra)} micrographs have picks but no true boxes and are ignored: {join_names(extra)}."))
    missing = sorted(set(truth) - set(picks))
    if missing:
        report(
            Note(
                f"{len(missing)} micrographs have no picks; all their particles count as missed: {join_names(missing)}."
            )
        )
