"""Compares picks with true boxes: the job behind ``iceboxer evaluate``."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from engine.config import EvaluateConfig
from engine.data.atomic import write_text
from engine.data.boxes import Boxes, Kind, no_boxes, plausible, resized
from engine.data.formats import find_box_files, read_boxes
from engine.data.matching import Stems, name_in, not_among
from engine.errors import EngineError, ReadError
from engine.evaluation import metrics
from engine.evaluation.plot import draw_curves
from engine.events import Finished, IsCancelled, MicrographFailed, Note, Report, Started, check


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
    picks = _read(_picked_files(config.picks), config.box_size, problems)
    sizes = [boxes["width"] for boxes in picks.values() if len(boxes)]
    box_size = config.box_size or (float(np.median(np.concatenate(sizes))) if sizes else None)
    check(cancelled)
    truth = _read(config.truth, box_size, problems)
    for problem in problems:
        report(MicrographFailed(problem.path, problem.reason))
    picks = _named_as(truth, picks)
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


def _picked_files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Of a folder that picking wrote, the CBOX files: they keep the picks below the threshold too."""
    return tuple(p / "CBOX" if (p / "CBOX").is_dir() else p for p in paths)


def _read(paths: tuple[Path, ...], box_size: float | None, problems: list[ReadError]) -> dict[str, Boxes]:
    """Boxes by the micrograph's stem, without rejected ones; unreadable files are added to `problems`."""
    boxes: dict[str, Boxes] = {}
    for path in find_box_files(paths):
        try:
            boxlists = read_boxes(path, box_size)
        except ReadError as e:
            problems.append(e)
            continue
        for boxlist in boxlists:
            name = path.stem if boxlist.micrograph is None else name_in(boxlist.micrograph)
            sound = boxlist.boxes[plausible(boxlist.boxes) & (boxlist.boxes["kind"] != Kind.REJECTED)]
            there = boxes.get(name, no_boxes())
            # the same boxes in two formats must not count as two particles
            boxes[name] = np.concatenate([there, sound[not_among(sound, there)]])
    return boxes


def _named_as(truth: dict[str, Boxes], picks: dict[str, Boxes]) -> dict[str, Boxes]:
    """The picks by the names that the truth has for their micrographs, with and without cryoSPARC's numbers."""
    stems = Stems(truth)
    fitting = {name: stems.fitting(name) for name in picks}
    return {fits[0] if len(fits := fitting[name]) == 1 else name: boxes for name, boxes in picks.items()}


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
        report(Note(f"{len(extra)} micrographs have picks but no true boxes and are left out: {_some(extra)}."))
    missing = sorted(set(truth) - set(picks))
    if missing:
        report(Note(f"{len(missing)} micrographs have no picks and count as found nothing: {_some(missing)}."))


def _some(names: list[str], most: int = 3) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
