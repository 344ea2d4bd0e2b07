"""Picking in memory: the boxes are returned instead of written."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, select_passing
from iceboxer.engine.data.formats import BoxList, cbox
from iceboxer.engine.data.micrograph import Open
from iceboxer.engine.errors import ReadError
from iceboxer.engine.events import IsCancelled, Note, Report
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.by_defocus import DefocusSelection
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.greying import Greying
from iceboxer.engine.picking.pipeline import LocalPipeline
from iceboxer.engine.picking.size import choose_box_size


def pick_in_memory(
    config: PickConfig, paths: Sequence[Path], open: Open, report: Report, cancelled: IsCancelled
) -> Generator[tuple[Path, Boxes | ReadError]]:
    """Yield each micrograph with its selected picks, or with the reason why it cannot be read.

    The boxes equal those that `engine.picking.picker.pick` writes to its CBOX files, to the last digit. `inputs` and
    `output` of `config` are not used.

    Parameters
    ----------
    paths
        The micrographs, as `open` takes them.

    Raises
    ------
    EngineError
        The model or the device is missing, or the box size can neither be computed nor estimated.
    Cancelled
    """
    by_defocus = None if config.ctf is None else DefocusSelection(config, config.ctf, paths)
    pipeline = LocalPipeline(config, open)
    card = pipeline.detector.card
    size = choose_box_size(config, card, paths, lambda: pipeline.estimate_box_size(paths, cancelled), report, open)
    threshold = config.threshold_for(card)
    greying = Greying(config)
    for sentence in [*greying.match(paths), *(by_defocus.notes if by_defocus else [])]:
        report(Note(sentence))
    found: Iterable[tuple[Path, Boxes | ReadError]] = _visible_picks(pipeline, config, paths, size, greying, cancelled)
    thresholds: dict[Path, float] = {}
    if by_defocus is not None:
        found = list(found)
        for path, picks in found:
            if not isinstance(picks, ReadError):
                by_defocus.add(path, picks, np.ones(len(picks), bool))
        thresholds = by_defocus.thresholds(threshold)
        report(Note(by_defocus.result))
    for path, picks in found:
        if not isinstance(picks, ReadError):
            picks = select_passing(picks, thresholds.get(path, threshold), config.min_size, config.max_size)
        yield path, picks


def _visible_picks(
    pipeline: LocalPipeline,
    config: PickConfig,
    paths: Sequence[Path],
    size: BoxSize,
    greying: Greying,
    cancelled: IsCancelled,
) -> Generator[tuple[Path, Boxes | ReadError]]:
    """Yield each micrograph with all its picks that are not in junk, or with the reason why it cannot be read."""
    for outcome in pipeline.run(paths, size, lambda _: None, cancelled):
        if isinstance(outcome.error, ReadError):
            yield outcome.path, outcome.error
        elif outcome.error is not None:
            raise outcome.error
        else:
            boxes = _as_written(outcome.path, outcome.boxes(config.keep_edge))
            mask = greying.mask_of(outcome, outcome.path.stem)
            yield outcome.path, boxes[greying.visible(boxes, mask, outcome.network_box / BOX_RATIO)]


def _as_written(path: Path, boxes: Boxes) -> Boxes:
    """Return the boxes with the digits that a CBOX file keeps."""
    (kept,) = cbox.FORMAT.read(path, cbox.FORMAT.write([BoxList(None, boxes)]), None)
    return kept.boxes
