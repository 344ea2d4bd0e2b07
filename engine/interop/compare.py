"""Compares results of picking with each other: the job behind ``iceboxer compare``."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iceboxer.engine.config import require, setting
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import Boxes, no_boxes, resized
from iceboxer.engine.data.formats import BoxList
from iceboxer.engine.data.matching import name_in
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation.agreement import consensus, groups, support
from iceboxer.engine.evaluation.metrics import DEFAULT_IOU
from iceboxer.engine.evaluation.reading import named_as, picked_files, read_by_name, shown_in
from iceboxer.engine.events import Finished, IsCancelled, MicrographFailed, Note, Progress, Report, Started, check
from iceboxer.engine.interop.outputs import FileEach
from iceboxer.engine.text import format_table, join_names


@dataclass(frozen=True)
class CompareConfig:
    """Comparing two or more results of picking."""

    results: tuple[Path, ...] = setting(help="two or more results: files or folders", positional=True)
    iou: float = setting(DEFAULT_IOU, help="intersection over union from which on two boxes are one particle")
    box_size: float | None = setting(None, help="px; for files without sizes, and to compare all at one size")
    threshold: float | None = setting(
        None, help="least confidence; by default that of each picking, else none; boxes without one are kept"
    )
    at_least: int | None = setting(None, help="results that must agree for the consensus; by default more than half")
    output: Path | None = setting(None, help="folder for the consensus, a CBOX file a micrograph")
    json: Path | None = setting(None, help="write the counts, also of each micrograph, to this file")

    def __post_init__(self) -> None:
        require(len(self.results) >= 2, "There must be two results to compare.")
        require(0 < self.iou <= 1, "The intersection over union lies between 0 and 1.")
        require(self.box_size is None or self.box_size > 0, "The box size must be above 0 px.")
        least = self.at_least
        require(least is None or 1 <= least <= len(self.results), "No more can agree than there are results.")

    @property
    def least(self) -> int:
        """How many results must agree."""
        return self.at_least or len(self.results) // 2 + 1


def compare(config: CompareConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Count what the results agree on, and write their consensus where that is asked for.

    Micrographs that only some results have count as empty in the others.

    Returns
    -------
    dict
        ``picks`` of each result, ``found_by``, how many particles one result, two, ... have, ``only``, how many
        each has alone, ``consensus``, ``micrographs`` with the same of each, ``failed`` and ``text``.

    Raises
    ------
    EngineError
        A result has no boxes, none of the micrographs is in two of them, or the output cannot be written.
    """
    begun = time.monotonic()
    results, failed = _read_all(config, report)
    names = sorted(set().union(*results))
    report(Started("compare", len(names)))
    each: dict[str, dict[str, Any]] = {}
    output = FileEach(config.output, "cbox", ()) if config.output else None
    for number, name in enumerate(names, 1):
        check(cancelled)
        each[name], agreed = _one(config, [result.get(name, no_boxes()) for result in results])
        if output:
            output.write(name, name, BoxList(None, agreed), Path(name))
        report(Progress(number, len(names), "micrographs"))
    summary = _summary(config, each, failed)
    if config.json:
        write_text(config.json, json.dumps(summary, indent=2) + "\n")
    report(Finished("compare", time.monotonic() - begun, {k: v for k, v in summary.items() if k != "micrographs"}))
    return {**summary, "text": _text(summary)}


def _read_all(config: CompareConfig, report: Report) -> tuple[list[dict[str, Boxes]], int]:
    """Each result's boxes by micrograph, all named as in the first; and how many files could not be read.

    A micrograph of which a file cannot be read is left out: it would count as empty.
    """
    results: list[dict[str, Boxes]] = []
    problems: list[ReadError] = []
    for path in config.results:
        boxes = read_by_name(picked_files((path,)), config.box_size, problems)
        if config.box_size:
            boxes = {name: resized(b, config.box_size) for name, b in boxes.items()}
        chosen = {name: _shown(config, path, b) for name, b in boxes.items()}
        results.append(named_as(results[0], chosen) if results else chosen)
    for problem in problems:
        report(MicrographFailed(problem.path, problem.reason))
    spoilt = {name_in(problem.path.rsplit(".", 1)[0]) for problem in problems}
    results = [{name: b for name, b in boxes.items() if name not in spoilt} for boxes in results]
    _check_names(config, results, report)
    return results, len(problems)


def _shown(config: CompareConfig, path: Path, boxes: Boxes) -> Boxes:
    """The boxes at or above the threshold; of a folder that picking wrote, those that its own settings show."""
    if config.threshold is None:
        return shown_in(path, boxes)
    kept: Boxes = boxes[~(boxes["confidence"] < config.threshold)]
    return kept


def _check_names(config: CompareConfig, results: list[dict[str, Boxes]], report: Report) -> None:
    for path, boxes in zip(config.results, results, strict=True):
        if not boxes:
            raise EngineError(f"There are no boxes to compare in {path}.")
    counts = Counter(name for boxes in results for name in boxes)
    if max(counts.values()) < 2:
        names = ", ".join(f"'{min(boxes)}'" for boxes in results[:2])
        raise EngineError(f"No micrograph is in two of the results: they are named like {names}.")
    partly = sorted(name for name, count in counts.items() if count < len(results))
    if partly:
        report(
            Note(f"{len(partly)} micrographs are not in all results and count as empty there: {join_names(partly)}.")
        )


def _one(config: CompareConfig, results: list[Boxes]) -> tuple[dict[str, Any], Boxes]:
    """The counts of one micrograph, and its consensus."""
    members = groups(results, config.iou)
    count = support(members)
    agreed = consensus(results, members, config.least)
    counts = {
        "picks": [len(boxes) for boxes in results],
        "found_by": [int((count == n).sum()) for n in range(1, len(results) + 1)],
        "only": [int(((members[:, n] >= 0) & (count == 1)).sum()) for n in range(len(results))],
        "consensus": len(agreed),
    }
    return counts, agreed


def _summary(config: CompareConfig, each: dict[str, dict[str, Any]], failed: int) -> dict[str, Any]:
    def total(key: str) -> list[int]:
        return [sum(column) for column in zip(*(one[key] for one in each.values()), strict=True)]

    return {
        "results": list(map(str, config.results)),
        "iou": config.iou,
        "at_least": config.least,
        **{key: total(key) for key in ("picks", "found_by", "only")},
        "consensus": sum(one["consensus"] for one in each.values()),
        "micrographs": each,
        "failed": failed,
    }


def _text(summary: dict[str, Any]) -> str:
    """The counts as a table for people."""
    many = len(summary["results"])
    rows = [("micrographs", f"{len(summary['micrographs']):,}")]
    for path, picks, only in zip(summary["results"], summary["picks"], summary["only"], strict=True):
        rows.append((path, f"{picks:,} boxes, {only:,} only here"))
    rows += [(f"in {n} of {many}", f"{summary['found_by'][n - 1]:,}") for n in range(2, many + 1)]
    rows.append((f"consensus (at least {summary['at_least']})", f"{summary['consensus']:,}"))
    return format_table(rows)
