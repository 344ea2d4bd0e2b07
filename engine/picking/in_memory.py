"""Picking in memory: the boxes are returned instead of written."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, select_passing
from iceboxer.engine.data.formats import BoxList, cbox
from iceboxer.engine.data.micrograph import Open
from iceboxer.engine.errors import ReadError
from iceboxer.engine.events import IsCancelled, Note, Report
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
    pipeline = LocalPipeline(config, open)
    card = pipeline.detector.card
    size = choose_box_size(config, card, paths, lambda: pipeline.estimate_box_size(paths, cancelled), report, open)
    threshold = config.threshold_for(card)
    greying = Greying(config)
    for sentence in greying.match(paths):
        report(Note(sentence))
    for outcome in pipeline.run(paths, size, lambda _: None, cancelled):
        if isinstance(outcome.error, ReadError):
            yield outcome.path, outcome.error
        elif outcome.error is not None:
            raise outcome.error
        else:
            boxes = _as_written(outcome.path, outcome.boxes(config.keep_edge))
            mask = greying.mask_of(outcome, outcome.path.stem)
            boxes = boxes[greying.visible(boxes, mask, outcome.network_box / BOX_RATIO)]
            yield outcome.path, select_passing(boxes, threshold, config.min_size, config.max_size)


def _as_written(path: Path, boxes: Boxes) -> Boxes:
    """Return the boxes with the digits that a CBOX file keeps."""
    (kept,) = cbox.FORMAT.read(path, cbox.FORMAT.write([BoxList(None, boxes)]), None)
    return kept.boxes
