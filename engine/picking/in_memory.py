"""Picking whose boxes are returned instead of written."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from iceboxer.engine.data.boxes import Boxes, visible
from iceboxer.engine.data.formats import BoxList, cbox
from iceboxer.engine.data.micrograph import Open
from iceboxer.engine.errors import ReadError
from iceboxer.engine.events import IsCancelled, Report
from iceboxer.engine.picking import sizing
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.here import Here


def pick_in_memory(
    config: PickConfig, paths: Sequence[Path], open: Open, report: Report, cancelled: IsCancelled
) -> Generator[tuple[Path, Boxes | ReadError]]:
    """Yield each micrograph with its visible picks, or with the reason why it cannot be read.

    The boxes are those that `engine.picking.picker.pick` writes to its CBOX files, to the last digit. Inputs and output
    of `config` are not used.

    Parameters
    ----------
    paths
        The micrographs, as `open` opens them.

    Raises
    ------
    EngineError
        The model or the device is missing, or the box size can neither be computed nor found.
    Cancelled
    """
    here = Here(config, open)
    card = here.looker.card
    size = sizing.box_size(config, card, paths, lambda: here.find_box_size(paths, cancelled), report, open)
    threshold = card.threshold if config.threshold is None else config.threshold
    for ready in here.look_at(paths, size, lambda _: None, cancelled):
        if isinstance(ready.error, ReadError):
            yield ready.path, ready.error
        elif ready.error is not None:
            raise ready.error
        else:
            boxes = _as_written(ready.path, ready.boxes(config.keep_edge))
            yield ready.path, visible(boxes, threshold, config.min_size, config.max_size)


def _as_written(path: Path, boxes: Boxes) -> Boxes:
    """Return the boxes with the digits that a CBOX file keeps."""
    (kept,) = cbox.FORMAT.read(path, cbox.FORMAT.write([BoxList(None, boxes)]), None)
    return kept.boxes
