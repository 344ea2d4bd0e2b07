"""Checking a few picks by eye: the job behind ``iceboxer check``."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.config import check_seed, require, setting
from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.same_names import distinct_stems
from iceboxer.engine.errors import ReadError
from iceboxer.engine.evaluation.answers import Row, read_answers, write_answers
from iceboxer.engine.evaluation.candidates import Candidates, read_candidates
from iceboxer.engine.evaluation.checking import Answer, Estimate, Estimates, estimate, judged_boxes
from iceboxer.engine.evaluation.contact_sheet import Crop, cut_crop, prepare_grey, write_sheet
from iceboxer.engine.evaluation.drawing import DEFAULT_COUNT, draw_picks
from iceboxer.engine.events import Finished, IsCancelled, MicrographFailed, Progress, Report, Started, check

SHEET, ANSWERS, FIGURES, LABELS = "sheet.png", "answers.csv", "check.json", "LABELS"
SAME_PICK = 0.02  # px; positions in the file of answers are rounded to 0.01


@dataclass(frozen=True)
class CheckConfig:
    """Settings for checking picks."""

    picks: tuple[Path, ...] = setting(
        help="picks with confidences: output folders of picking, or CBOX files", positional=True
    )
    micrographs: tuple[Path, ...] = setting(help="the micrographs: files or folders")
    output: Path = setting(help=f"folder for {SHEET}, {ANSWERS}, {FIGURES} and {LABELS}/")
    count: int = setting(DEFAULT_COUNT, help="number of picks to draw")
    threshold: float | None = setting(
        None, help="threshold to evaluate, in the scale of the confidences (default: the one used in picking)"
    )
    seed: int = setting(1, help="random seed of the draw")
    overwrite: bool = setting(False, help=f"draw again and discard the answers in {ANSWERS}")

    def __post_init__(self) -> None:
        require(10 <= self.count <= 1000, "The number of picks to draw must be between 10 and 1000.")
        require(self.threshold is None or math.isfinite(self.threshold), "The threshold must be a number.")
        check_seed(self.seed)


def check_picks(config: CheckConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Draw picks for a person to judge; once answers are filled in, estimate precision and the best threshold.

    Returns
    -------
    dict
        `text` for users; with answers, also the fields of `engine.evaluation.checking.Estimates`.

    Raises
    ------
    EngineError
        There are too few picks with confidences and micrographs, or the answers do not fit them.
    """
    begun = time.monotonic()
    report(Started("check"))
    candidates = read_candidates(config.picks, config.micrographs, config.threshold, report)
    check(cancelled)
    make_folder(config.output)
    path = config.output / ANSWERS
    rows = read_answers(path) if path.exists() and not config.overwrite else []
    if any(row.answer != Answer.NONE for row in rows):
        result = _evaluate(config, candidates, rows)
    else:
        result = _draw(config, candidates, report, cancelled)
    result["failed"] = candidates.failed + result.get("failed", 0)
    report(Finished("check", time.monotonic() - begun, {k: v for k, v in result.items() if k != "text"}))
    return result


def _draw(config: CheckConfig, candidates: Candidates, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Write the contact sheet and the empty table of answers."""
    failed = 0
    while True:
        unit = candidates.scale.to_unit
        confidence, threshold = unit(candidates.confidence), float(unit(np.array([candidates.threshold]))[0])
        draw = draw_picks(confidence, candidates.number, threshold, config.count, config.seed)
        drawn = draw.index
        try:
            crops = _crops(candidates, drawn, report, cancelled)
            break
        except ReadError as e:  # draw again without its picks
            report(MicrographFailed(e.path, e.reason))
            candidates = candidates.without(Path(e.path))
            failed += 1
    names = candidates.names
    write_sheet(config.output / SHEET, crops)
    drawn_boxes = [candidates.boxes[i] for i in drawn]
    micrographs = [names[candidates.number[i]] for i in drawn]
    rows = [
        Row(name, float(box["x"]), float(box["y"]), float(box["confidence"]), float(1 / inclusion))
        for name, box, inclusion in zip(micrographs, drawn_boxes, draw.inclusion, strict=True)
    ]
    write_answers(config.output / ANSWERS, rows)
    text = (
        f"{len(drawn)} of {len(candidates.boxes):,} picks drawn: {config.output / SHEET}\n"
        f"Write y, n or ? into the last column of {config.output / ANSWERS}, then run the same command again."
    )
    return {"text": text, "drawn": len(drawn), "candidates": len(candidates.boxes), "failed": failed}


def _crops(candidates: Candidates, drawn: Any, report: Report, cancelled: IsCancelled) -> list[Crop]:
    """Return the crops of the drawn picks; each micrograph is read once."""
    crops: dict[int, Crop] = {}
    numbers = np.unique(candidates.number[drawn])
    for done, number in enumerate(numbers, 1):
        check(cancelled)
        grey = prepare_grey(candidates.micrographs[number].read(), candidates.box_size)
        for i in drawn[candidates.number[drawn] == number]:
            box = candidates.boxes[i]
            crops[int(i)] = cut_crop(grey, float(box["x"]), float(box["y"]), candidates.box_size)
        report(Progress(done, len(numbers), "micrographs read"))
    return [crops[int(i)] for i in drawn]


def _evaluate(config: CheckConfig, candidates: Candidates, rows: Sequence[Row]) -> dict[str, Any]:
    """Write the estimates and the labels."""
    index = _find(config.output / ANSWERS, candidates, rows)
    answers = [row.answer for row in rows]
    weight = np.array([row.weight for row in rows])
    found = _estimate(candidates, index, weight, answers, config.seed)
    written = _write_labels(config.output / LABELS, candidates, index, answers)
    figures = asdict(found)
    write_text(config.output / FIGURES, json.dumps(figures, indent=2) + "\n")
    labels = f"{found.yes} labels and {found.no} rejected picks on {written} micrographs: {config.output / LABELS}"
    return {**figures, "text": f"{describe(found)}\n{labels}"}


def _estimate(candidates: Candidates, index: Any, weight: Any, answers: Sequence[Answer], seed: int) -> Estimates:
    """Return the estimates, with thresholds in the scale of the confidences; the model needs values from 0 to 1."""
    scale = candidates.scale
    confidence = scale.to_unit(candidates.confidence)
    threshold = float(scale.to_unit(np.array([candidates.threshold]))[0])
    found = estimate(confidence, index, weight, answers, threshold, seed)
    best = found.best_threshold
    if best is not None:
        best = Estimate(*(scale.to_score(value) for value in (best.value, best.low, best.high)))
    curve = tuple((scale.to_score(value), precision, recall) for value, precision, recall in found.curve)
    return replace(found, threshold=candidates.threshold, best_threshold=best, curve=curve)


def _find(path: Path, candidates: Candidates, rows: Sequence[Row]) -> Any:
    """Return the index (n,) of each row's pick."""
    by_name = {name: np.flatnonzero(candidates.number == i) for i, name in enumerate(candidates.names)}
    index: dict[int, int] = {}
    for row in rows:
        here = by_name.get(row.micrograph, np.zeros(0, np.intp))
        boxes = candidates.boxes[here]
        distance = np.maximum(np.abs(boxes["x"] - row.x), np.abs(boxes["y"] - row.y))
        if not len(here) or not distance.min() <= SAME_PICK:
            reason = f"has a pick in line {row.line} that is not in these files; if they have changed, use --overwrite"
            raise ReadError(path, reason)
        pick = int(here[distance.argmin()])
        if pick in index:
            raise ReadError(path, f"has the same pick in lines {index[pick]} and {row.line}; delete one of them")
        index[pick] = row.line
    return np.array(list(index), np.intp)


def _write_labels(folder: Path, candidates: Candidates, index: Any, answers: Sequence[Answer]) -> int:
    """Write a CBOX file for each micrograph with answers; files of earlier answers are removed."""
    names, written = distinct_stems([m.path for m in candidates.micrographs]), set()
    for number, micrograph in enumerate(candidates.micrographs):
        here = np.flatnonzero(candidates.number[index] == number)
        boxes: Boxes = judged_boxes(candidates.boxes[index[here]], [answers[i] for i in here.tolist()])
        if len(boxes):
            path = folder / f"{names[micrograph.path]}.cbox"
            write_boxes(path, BoxList(None, boxes), "cbox")
            written.add(path)
    for path in folder.rglob("*.cbox"):
        if path not in written:
            path.unlink(missing_ok=True)
    return len(written)


def describe(found: Estimates) -> str:
    """Return the estimates as lines of text for users."""
    other = ((found.unsure, "unsure"), (found.unanswered, "unanswered"))
    lines = [f"{found.yes} yes, {found.no} no" + "".join(f", {count} {name}" for count, name in other if count)]
    rows = [
        (f"precision at threshold {found.threshold:.3f}", _span(found.precision)),
        ("recall among all candidates", _span(found.recall)),
        (f"correct picks among {found.candidates:,} candidates", _span(found.right_candidates, 0)),
        ("best threshold", _span(found.best_threshold, 3)),
        ("F1 at the best threshold", _span(found.best_f1)),
    ]
    wide = max(len(name) for name, _ in rows)
    lines += [f"{name:<{wide}}  {value}" for name, value in rows]
    best = found.best_threshold
    if best and best.low <= found.threshold <= best.high:
        lines.append(
            "The current threshold is within the interval of the best one, so there is no reason to change it."
        )
    if found.reason:
        lines.append(f"No best threshold: {found.reason}.")
    return "\n".join(lines)


def _span(found: Estimate | None, digits: int = 2) -> str:
    if found is None:
        return "unknown"
    return f"{found.value:,.{digits}f}  (95 %: {found.low:,.{digits}f} – {found.high:,.{digits}f})"
