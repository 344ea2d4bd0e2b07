"""Comparing picking results with each other: the job behind ``iceboxer compare``."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iceboxer.engine.config import require, setting
from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.boxes import Boxes, no_boxes, resized
from iceboxer.engine.data.formats import BoxList
from iceboxer.engine.data.micrograph_names import name_in
from iceboxer.engine.data.scores import unit_scale
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation.agreement import consensus, groups, support
from iceboxer.engine.evaluation.metrics import DEFAULT_IOU
from iceboxer.engine.evaluation.reading import Exported, picked_files, read_by_name, rename_like
from iceboxer.engine.events import Finished, IsCancelled, MicrographFailed, Note, Progress, Report, Started, check
from iceboxer.engine.interop.outputs import FileEach
from iceboxer.engine.text import format_table, join_names


@dataclass(frozen=True)
class CompareConfig:
    """Settings for comparing two or more picking results."""

    results: tuple[Path, ...] = setting(help="two or more results: files or folders", positional=True)
    iou: float = setting(DEFAULT_IOU, help="minimum intersection over union of two boxes around the same particle")
    box_size: float | None = setting(
        None, help="box side in px, for files without sizes; if given, all boxes are compared at this size"
    )
    threshold: float | None = setting(
        None, help="minimum confidence (default: that of each picking, else none); boxes without a confidence are kept"
    )
    at_least: int | None = setting(
        None, help="number of results that must agree for the consensus (default: more than half)"
    )
    output: Path | None = setting(None, help="folder for the consensus, one CBOX file per micrograph")
    json: Path | None = setting(None, help="JSON file for the counts, in total and per micrograph")

    def __post_init__(self) -> None:
        require(len(self.results) >= 2, "At least two results are needed.")
        require(0 < self.iou <= 1, "The intersection over union must be above 0 and at most 1.")
        require(self.box_size is None or self.box_size > 0, "The box size must be above 0 px.")
        least = self.at_least
        require(
            least is None or 1 <= least <= len(self.results), "--at-least must be between 1 and the number of results."
        )

    @property
    def least(self) -> int:
        """The number of results that must agree for the consensus."""
        return self.at_least or len(self.results) // 2 + 1


def compare(config: CompareConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Count the particles on which the results agree, and write their consensus if `config.output` is set.

    A micrograph that is missing from a result counts as empty there.

    Returns
    -------
    dict
        ``picks``, the number of boxes in each result; ``found_by``, the number of particles found by one result,
        by two, ...; ``only``, the number found by each result alone; ``consensus``, their number; ``micrographs``,
        the same for each micrograph; ``failed``, the number of unreadable files; ``text``, a table.

    Raises
    ------
    EngineError
        A result has no boxes, no micrograph is in two results, or the output cannot be written.
    """
    begun = time.monotonic()
    results, failed = _read_all(config, report)
    results = _with_comparable_scores(config, results, report)
    names = sorted(set().union(*results))
    report(Started("compare", len(names)))
    each: dict[str, dict[str, Any]] = {}
    output = FileEach(config.output, "cbox", ()) if config.output else None
    if config.output:
        make_folder(config.output)
    if config.json:
        make_folder(config.json.parent)
    for number, name in enumerate(names, 1):
        check(cancelled)
        each[name], agreed = _compare_one(config, [result.get(name, no_boxes()) for result in results])
        if output:
            output.write(name, name, BoxList(None, agreed), Path(name))
        report(Progress(number, len(names), "micrographs"))
    summary = _summary(config, each, failed)
    if config.json:
        write_text(config.json, json.dumps(summary, indent=2) + "\n")
    report(Finished("compare", time.monotonic() - begun, {k: v for k, v in summary.items() if k != "micrographs"}))
    return {**summary, "text": _text(summary)}


def _read_all(config: CompareConfig, report: Report) -> tuple[list[dict[str, Boxes]], int]:
    """Return each result's boxes by micrograph, named as in the first result, and the number of unreadable files.

    A micrograph with an unreadable file is omitted, since it would count as empty.
    """
    results: list[dict[str, Boxes]] = []
    problems: list[ReadError] = []
    for path in config.results:
        boxes = read_by_name(picked_files((path,)), config.box_size, problems)
        if config.box_size:
            boxes = {name: resized(b, config.box_size) for name, b in boxes.items()}
        exported = Exported(path, config.threshold)
        passing = {name: exported.select(name, b) for name, b in boxes.items()}
        for sentence in exported.problems:
            report(Note(sentence))
        results.append(rename_like(results[0], passing) if results else passing)
    for problem in problems:
        report(MicrographFailed(problem.path, problem.reason))
    incomplete = {name_in(problem.path.rsplit(".", 1)[0]) for problem in problems}
    results = [{name: b for name, b in boxes.items() if name.rsplit("/", 1)[-1] not in incomplete} for boxes in results]
    _check_names(config, results, report)
    return results, len(problems)


def _with_comparable_scores(
    config: CompareConfig, results: list[dict[str, Boxes]], report: Report
) -> list[dict[str, Boxes]]:
    """Return the results with scores outside 0–1 converted to that range, so that their mean has a meaning."""
    converted = []
    for path, result in zip(config.results, results, strict=True):
        scale = unit_scale(boxes["confidence"] for boxes in result.values())
        if scale.spread:
            report(Note(f"The scores of {path} are converted to the range from 0 to 1; their order is kept."))
            result = {name: boxes.copy() for name, boxes in result.items()}
            for boxes in result.values():
                boxes["confidence"] = scale.to_unit(boxes["confidence"])
        converted.append(result)
    return converted


def _check_names(config: CompareConfig, results: list[dict[str, Boxes]], report: Report) -> None:
    for path, boxes in zip(config.results, results, strict=True):
        if not boxes:
            raise EngineError(f"{path} has no boxes to compare.")
    counts = Counter(name for boxes in results for name in boxes)
    if max(counts.values()) < 2:
        names = ", ".join(f"'{min(boxes)}'" for boxes in results[:2])
        raise EngineError(f"The results have no micrograph in common: their names are like {names}.")
    partly = sorted(name for name, count in counts.items() if count < len(results))
    if partly:
        names = join_names(partly)
        report(Note(f"{len(partly)} micrographs are missing from some results and count as empty there: {names}."))


def _compare_one(config: CompareConfig, results: list[Boxes]) -> tuple[dict[str, Any], Boxes]:
    """Return the counts of one micrograph and its consensus."""
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
    """Return the counts as a table to print."""
    many = len(summary["results"])
    rows = [("micrographs", f"{len(summary['micrographs']):,}")]
    for path, picks, only in zip(summary["results"], summary["picks"], summary["only"], strict=True):
        rows.append((path, f"{picks:,} boxes, {only:,} only here"))
    rows += [(f"in {n} of {many}", f"{summary['found_by'][n - 1]:,}") for n in range(2, many + 1)]
    rows.append((f"consensus (at least {summary['at_least']})", f"{summary['consensus']:,}"))
    return format_table(rows)
