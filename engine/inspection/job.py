"""Inspecting micrographs: the job behind ``iceboxer inspect``."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.config import THREADS, require, setting
from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes
from iceboxer.engine.data.claim import claiming_output
from iceboxer.engine.data.ctf import match_ctf
from iceboxer.engine.data.formats import cryosparc
from iceboxer.engine.data.matching import Select, load_boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.micrograph_search import search_micrographs
from iceboxer.engine.data.result_names import name_of
from iceboxer.engine.devices import available_threads
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation.picking_masks import PickingMasks
from iceboxer.engine.evaluation.reading import PickingLimits, picked_files, read_limits
from iceboxer.engine.events import Finished, IsCancelled, MicrographFailed, Note, Progress, Report, Started, check
from iceboxer.engine.inspection.junk import add_junk
from iceboxer.engine.inspection.lists import filtered_star, list_of_names, write_list
from iceboxer.engine.inspection.measures import measure
from iceboxer.engine.inspection.page import thumbnail, write_page
from iceboxer.engine.inspection.table import Row, parse_condition, reason_to_exclude, write_csv
from iceboxer.engine.text import count_noun, join_names

TABLE, PAGE, KEPT_STAR, KEPT_LIST = "micrographs.csv", "micrographs.html", "kept.star", "kept.txt"


@dataclass(frozen=True)
class InspectConfig:
    """Settings for inspecting micrographs."""

    micrographs: tuple[Path, ...] = setting(help="micrographs: files or folders", positional=True)
    output: Path = setting(help=f"folder for {TABLE}, {PAGE}, {KEPT_STAR} and {KEPT_LIST}")
    picks: tuple[Path, ...] = setting((), help="their picks: output folders of picking, or box files")
    ctf: Path | None = setting(None, help="RELION's micrographs_ctf.star or cryoSPARC's exposures (.cs)")
    threshold: float | None = setting(
        None, help="minimum confidence of counted picks (default: the one used in picking, else none)"
    )
    exclude: tuple[str, ...] = setting(
        (),
        help='conditions for excluding a micrograph, in quotation marks, such as "resolution > 6" "picks < 20" '
        '"ice > 1.3"; any of them is enough',
        metavar="CONDITION",
    )
    threads: int = setting(0, help=THREADS)

    def __post_init__(self) -> None:
        require(bool(self.micrographs), "No micrographs to inspect.")
        for text in self.exclude:
            parse_condition(text)


@claiming_output
def inspect_micrographs(config: InspectConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Measure micrographs, exclude some, and write the table as CSV and HTML and the list of those that are kept.

    Returns
    -------
    dict
        `text` for users, `kept`, `excluded`, and `failed`: micrographs and files that could not be read.

    Raises
    ------
    EngineError
        There are no micrographs, or the CTF file cannot be used.
    Cancelled
    """
    begun = time.monotonic()
    found = search_micrographs(config.micrographs)
    for sentence in found.notes():
        report(Note(sentence))
    if not found.micrographs:
        raise EngineError("No micrographs were found. Give files or folders with micrographs.")
    make_folder(config.output)
    report(Started("inspect", len(found.micrographs)))
    inspected = _measure_all(found.micrographs, config, report, cancelled)
    rows, pictures = [each.row for each in inspected], [each.picture for each in inspected]
    opened = [each.micrograph for each in inspected if each.micrograph is not None]
    failed = len(rows) - len(opened)
    failed += _add_picks(rows, opened, config, report)
    failed += add_junk(rows, opened, config.picks, report)
    if config.ctf is not None:
        _add_ctf(rows, opened, config.ctf, report)
    conditions = [parse_condition(text) for text in config.exclude]
    rows = [replace(row, reason=reason_to_exclude(row, conditions)) for row in rows]
    _write(config, rows, pictures, opened, report)
    kept = sum(not row.reason for row in rows)
    result = {"kept": kept, "excluded": len(rows) - kept, "failed": failed}
    report(Finished("inspect", time.monotonic() - begun, result))
    text = f"{count_noun(len(rows), 'micrograph')}, {kept:,} kept: {config.output / PAGE}"
    return {**result, "text": text}


@dataclass(frozen=True)
class _Inspected:
    """A row of the table with a small JPEG, and the micrograph; both are None if it cannot be read."""

    row: Row
    picture: bytes | None = None
    micrograph: Micrograph | None = None


def _measure_all(
    paths: Sequence[Path], config: InspectConfig, report: Report, cancelled: IsCancelled
) -> list[_Inspected]:
    inspected = []
    for done, each in enumerate(_measured(paths, config.threads or available_threads()), 1):
        check(cancelled)
        if each.micrograph is None:
            report(MicrographFailed(str(each.row.path), each.row.reason))
        inspected.append(each)
        report(Progress(done, len(paths), "micrographs"))
    return inspected


def _measured(paths: Sequence[Path], threads: int) -> Iterator[_Inspected]:
    """Yield rows in order, measuring a few micrographs ahead so that memory stays bounded."""
    with ThreadPoolExecutor(threads, "inspect") as pool:
        for start in range(0, len(paths), 2 * threads):
            yield from pool.map(_inspect, paths[start : start + 2 * threads])


def _inspect(path: Path) -> _Inspected:
    try:
        micrograph = open_micrograph(path)
        image = micrograph.read()
    except ReadError as e:
        return _Inspected(Row(path, None, None, None, reason=e.reason))
    row = Row(path, micrograph.shape, micrograph.pixel_size, measure(image, micrograph.pixel_size))
    return _Inspected(row, thumbnail(image), micrograph)


def _add_picks(rows: list[Row], micrographs: Sequence[Micrograph], config: InspectConfig, report: Report) -> int:
    """Enter the number of picks and labels of each micrograph and their mean confidence; return the failed files."""
    failed, found = 0, dict[Path, list[Boxes]]()
    for path in config.picks:
        limits = read_limits(path) or PickingLimits(None, None, None)
        if config.threshold is not None:
            limits = replace(limits, threshold=config.threshold, by_name={})
        masks = PickingMasks(path)
        loaded = load_boxes(picked_files((path,)), micrographs, box_size=1.0, select=_within(limits, masks))
        for problem in loaded.problems:
            report(MicrographFailed(problem.path, problem.reason))
        for sentence in [*loaded.notes(), *masks.problems]:
            report(Note(sentence))
        failed += len(loaded.problems)
        for name, boxlist in loaded.boxes.items():
            boxes = boxlist.boxes[boxlist.boxes["kind"] != Kind.REJECTED]
            found.setdefault(name, []).append(boxes)
    for i, row in enumerate(rows):
        if row.path in found:
            boxes = np.concatenate([no_boxes(), *found[row.path]])
            known = boxes["confidence"][np.isfinite(boxes["confidence"])]
            rows[i] = replace(row, picks=len(boxes), confidence=float(known.mean()) if len(known) else None)
    return failed


def _within(limits: PickingLimits, masks: PickingMasks) -> Select:
    """Return a function that selects the visible boxes of a result."""

    def select(file: Path, boxes: Boxes, ours: bool) -> NDArray[np.bool_]:
        passing = limits.of(name_of(file)).passing(boxes)
        return passing & ~masks.greyed(name_of(file), boxes) if ours else passing

    return select


def _add_ctf(rows: list[Row], micrographs: Sequence[Micrograph], path: Path, report: Report) -> None:
    matched = match_ctf(path, micrographs)
    for sentence in matched.notes():
        report(Note(sentence))
    for i, row in enumerate(rows):
        rows[i] = replace(row, ctf=matched.by_path.get(row.path))


def _write(
    config: InspectConfig,
    rows: Sequence[Row],
    pictures: Sequence[bytes | None],
    opened: Sequence[Micrograph],
    report: Report,
) -> None:
    kept = [row for row in rows if not row.reason]
    paths = [row.path for row in kept]
    remaining = set(paths)
    write_text(config.output / TABLE, write_csv(rows))
    write_text(config.output / PAGE, write_page(rows, pictures))
    if broken := write_list(config.output / KEPT_LIST, paths):
        count, names = count_noun(len(broken), "micrograph"), join_names([path.name for path in broken])
        report(Note(f"{count} not in {KEPT_LIST}, since the name contains a line break: {names}."))
    if config.ctf is None or cryosparc.sniff(config.ctf):
        write_text(config.output / KEPT_STAR, list_of_names(paths))
        return
    text, listed = filtered_star(config.ctf, opened, remaining)
    write_text(config.output / KEPT_STAR, text)
    if missing := [path.name for path in paths if path not in listed]:
        count = count_noun(len(missing), "micrograph")
        report(
            Note(f"{count} without a row in {config.ctf.name}, therefore not in {KEPT_STAR}: {join_names(missing)}.")
        )
