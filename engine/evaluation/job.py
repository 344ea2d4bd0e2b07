"""Compares picks with true boxes: the job behind ``iceboxer evaluate``."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.config import require, setting
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import Boxes, resized
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation import metrics
from iceboxer.engine.evaluation.plot import draw_curves
from iceboxer.engine.evaluation.reading import named_as, picked_files, read_by_name
from iceboxer.engine.events import Finished, IsCancelled, MicrographFailed, Note, Report, Started, check
from iceboxer.engine.text import join_names


@dataclass(frozen=True)
class EvaluateConfig:
    """Comparing picks with true boxes."""

    truth: tuple[Path, ...] = setting(help="the true boxes: files or folders")
    picks: tuple[Path, ...] = setting(help="the picks: files or folders (CBOX keeps all confidences)")
    iou: float = setting(0.6, help="intersection over union from which on a pick is a hit")
    box_size: float | None = setting(None, help="px; for files without sizes, and to score both at one size")
    threshold: float | None = setting(None, help="judge at this confidence; by default at the best F1")
    json: Path | None = setting(None, help="write the figures to this file")
    plot: Path | None = setting(None, help="draw precision–recall and F1 to this file (.png, .svg, .pdf)")

    def __post_init__(self) -> None:
        require(0 < self.iou <= 1, "The intersection over union lies between 0 and 1.")


def evaluate(config: EvaluateConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Precision, recall, F1, AUC, mean IoU, the best threshold, and 95 % intervals.

    Returns
    -------
    dict
        ``auc``, ``precision``, ``recall``, ``f1``, ``iou``, ``threshold``, ``particles``, ``picks``,
        ``interval_95``, ``micrographs`` and ``failed``, the number of files that could not be read.

    Raises
    ------
    EngineError
        No file of boxes could be read, or none of the picks belongs to any of the true boxes.
    """
    begun = time.monotonic()
    report(Started("evaluate"))
    problems: list[ReadError] = []
    picks = read_by_name(picked_files(config.picks), config.box_size, problems)
    sizes = [boxes["width"] for boxes in picks.values() if len(boxes)]
    box_size = config.box_size or (float(np.median(np.concatenate(sizes))) if sizes else None)
    check(cancelled)
    truth = read_by_name(config.truth, box_size, problems)
    for problem in problems:
        report(MicrographFailed(problem.path, problem.reason))
    picks = named_as(truth, picks)
    _check_names(truth, picks, report)
    if config.box_size:
        truth, picks = ({k: resized(v, config.box_size) for k, v in side.items()} for side in (truth, picks))
    matches = metrics.match_all(picks, truth, config.iou)
    c = metrics.curve(matches)
    threshold = metrics.best_threshold(c) if config.threshold is None else config.threshold
    figures = metrics.figures_at(c, threshold)
    result = metrics.as_json(figures, metrics.bootstrap(matches, threshold))
    result |= {"micrographs": len(matches), "failed": len(problems)}
    if config.json:
        write_text(config.json, json.dumps(result, indent=2) + "\n")
    if config.plot:
        draw_curves(c, figures, config.plot)
    report(Finished("evaluate", time.monotonic() - begun, result))
    return result


def _check_names(truth: dict[str, Boxes], picks: dict[str, Boxes], report: Report) -> None:
    if not truth:
        raise EngineError("None of the files with the true boxes could be read.")
    if picks and not set(truth) & set(picks):
        raise EngineError(
            f"No pick belongs to any of the true boxes: the true ones are named like '{min(truth)}', "
            f"the picks like '{min(picks)}'."
        )
    extra = sorted(set(picks) - set(truth))
    if extra:
        report(Note(f"{len(extra)} micrographs have picks but no true boxes and are left out: {join_names(extra)}."))
    missing = sorted(set(truth) - set(picks))
    if missing:
        report(Note(f"{len(missing)} micrographs have no picks and count as found nothing: {join_names(missing)}."))
