"""Class averages from Python."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from iceboxer.engine.data.boxes import no_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.events import Report, ignore, never
from iceboxer.engine.library.files import BoxesByMicrograph, PathLike, Paths

if TYPE_CHECKING:
    from iceboxer.engine.classes.output import Classification


def classify(
    boxes: Paths | BoxesByMicrograph,
    micrographs: Paths = (),
    *,
    classes: int | None = None,
    threshold: float | None = None,
    box_size: float | None = None,
    mask: float = 0.85,
    crop: int = 64,
    seed: int = 1,
    threads: int = 0,
    output: PathLike | None = None,
    report: Report = ignore,
) -> Classification:
    """Average boxes in two-dimensional classes, as ``iceboxer classes`` does.

    Parameters
    ----------
    boxes : path-like, sequence of path-like, or dict
        Output folders of picking, files and folders of boxes, or arrays of boxes by the paths of their micrographs.
    micrographs : path-like or sequence of path-like
        The micrographs of files of boxes; not used for arrays.
    classes : int, optional
        Number of classes; by default one per 70 boxes, from 10 to 50.
    threshold : float, optional
        Minimum confidence, 0 to 1; by default that of the picking.
    box_size : float, optional
        Side of the boxes in px, for files without sizes.
    mask : float
        Diameter of the circular mask in box sides.
    crop : int
        Side of a crop after downscaling, px; it covers 1.2 box sides.
    seed, threads : int
        The random seed, and the number of CPU threads; 0 uses all that this process may use.
    output : path-like, optional
        A folder for the files that ``iceboxer classes --output`` writes. By default nothing is written.
    report : callable, optional
        Called with each event of the job (`engine.events`); `ClassRound` holds the averages so far.

    Returns
    -------
    Classification
        ``averages`` (k, side, side), best first; ``rows``, the figures of each; and for each box its class ``number``
        from 1, ``angle`` in degrees and ``shift`` in px; ``centred()`` returns the boxes moved by the shifts.

    Raises
    ------
    ConfigError
        A setting is out of range.
    EngineError
        There are fewer than 20 boxes.
    """
    from iceboxer.engine.classes.config import ClassesConfig
    from iceboxer.engine.classes.job import average, make_classes, prepare_threads
    from iceboxer.engine.classes.picks import prepare_picks

    with TemporaryDirectory() as temporary:
        config = ClassesConfig(
            picks=() if isinstance(boxes, Mapping) else _paths(boxes),
            micrographs=_paths(micrographs),
            output=Path(temporary if output is None else output),
            classes=classes,
            threshold=threshold,
            box_size=box_size,
            mask=mask,
            crop=crop,
            seed=seed,
            threads=threads,
        )
        if not isinstance(boxes, Mapping):
            result: Classification = make_classes(config, report, never)["result"]
            return result
        prepare_threads(config)
        used = [(Path(name), array) for name, array in boxes.items() if len(array)]
        opened = tuple(open_micrograph(path) for path, _ in used)
        number = np.repeat(np.arange(len(used)), [len(array) for _, array in used])
        picks = prepare_picks(opened, np.concatenate([no_boxes(), *(a for _, a in used)]), number, report)
        return average(config, picks, report, never)


def _paths(paths: Paths) -> tuple[Path, ...]:
    return (Path(paths),) if isinstance(paths, str | Path) else tuple(map(Path, paths))
