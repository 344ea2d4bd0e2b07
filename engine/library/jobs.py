"""Training and evaluation from Python."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict, Unpack

import numpy as np

from iceboxer.engine.data.boxes import Boxes, Kind, plausible
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.data.model_card import Card, with_suffix
from iceboxer.engine.data.same_names import names_of_lists
from iceboxer.engine.errors import ReadError
from iceboxer.engine.evaluation import edge
from iceboxer.engine.evaluation.job import EvaluateConfig, score
from iceboxer.engine.evaluation.reading import picked_files, read_by_name
from iceboxer.engine.events import Report, ignore, never
from iceboxer.engine.library.files import BoxesByMicrograph, PathLike, Paths


class TrainSettings(TypedDict, total=False):
    """The other settings of `train`: options and defaults of ``iceboxer train``."""

    threshold: float | None
    as_is: bool
    filaments: bool
    start_end: bool
    network: str
    patches: int | None
    resume: bool
    patience: int
    validation: float
    missing_weight: float | None
    coordinate_weight: float | None
    object_weight: float | None
    empty_weight: float | None
    learning_rate: float | None
    batch: int | None
    epoch_steps: int
    augmentations: tuple[str, ...] | None
    lowpass: float
    lowpass_resolution: float | None
    seed: int
    device: str
    threads: int
    precision: str


def train(
    micrographs: Paths,
    boxes: Paths | BoxesByMicrograph,
    output: PathLike,
    *,
    minutes: float | None = None,
    epochs: int | None = None,
    box_size: float | None = None,
    diameter: float | None = None,
    diameter_px: float | None = None,
    start: PathLike | None = None,
    report: Report = ignore,
    **settings: Unpack[TrainSettings],
) -> Card:
    """Train a network on boxed micrographs, as ``iceboxer train`` does.

    Parameters
    ----------
    micrographs : path-like or sequence of path-like
        Files and folders.
    boxes : path-like, sequence of path-like, or dict
        Files and folders of boxes, which are matched to micrographs by name, or arrays of boxes by the paths of their
        micrographs; arrays are also saved beside the model (``MODEL.boxes``). A micrograph with an empty file or array
        has no particles; one without a file or array is not used.
    output : path-like
        The model file to write (.safetensors).
    minutes, epochs : float, int, optional
        Maximum training time; 3 minutes if neither is given.
    box_size : float, optional
        Side of the boxes in px; by default the median of the labels.
    diameter, diameter_px : float, optional
        Diameter of the particles in Å or in px, which sets the scale of the network; by default it is found from the
        labels.
    start : path-like, optional
        A model to start from; ``"general"``, the default, or ``"none"`` for random weights.
    report : callable, optional
        Called with each event of the job (`engine.events`), such as the figures of each epoch.
    **settings
        All other settings, named as the options of ``iceboxer train --help`` with underscores.

    Returns
    -------
    Card
        The model card: ``box_size``, ``diameter_px``, the recommended ``threshold`` with its interval, ``recall`` of
        the held-out labels, ``evidence`` in words, and ``auc``, ``precision`` and ``f1``, which are None unless the
        labels support them.

    Raises
    ------
    ConfigError
        A setting is out of range.
    EngineError
        There are no labels, or the model cannot be written.
    """
    from iceboxer.engine.training.config import TrainConfig
    from iceboxer.engine.training.trainer import train as train_network

    output = with_suffix(Path(output))
    config = TrainConfig(
        micrographs=_paths(micrographs),
        boxes=(_labels_beside(output),) if isinstance(boxes, Mapping) else _paths(boxes),
        output=output,
        minutes=minutes,
        epochs=epochs,
        box_size=box_size,
        diameter=diameter,
        diameter_px=diameter_px,
        start=None if start is None else Path(start),
        **settings,
    )
    if isinstance(boxes, Mapping):
        from iceboxer.engine.data.atomic import make_folder
        from iceboxer.engine.data.label_set import write_label_set

        make_folder(output.parent)
        write_label_set({Path(name): array for name, array in boxes.items()}, _labels_beside(output))
    return train_network(config, report, never)


def evaluate(
    truth: Paths | Boxes | BoxesByMicrograph,
    picks: Paths | Boxes | BoxesByMicrograph,
    *,
    micrographs: Paths = (),
    iou: float = EvaluateConfig.iou,
    box_size: float | None = None,
    threshold: float | None = None,
    report: Report = ignore,
) -> dict[str, Any]:
    """Compare picks with true boxes, as ``iceboxer evaluate`` does.

    Parameters
    ----------
    truth, picks : path-like, sequence of path-like, dict or ndarray
        Files and folders of boxes, boxes by micrograph, or the boxes of one micrograph. Pick with ``threshold=0`` for a
        meaningful AUC.
    micrographs : path-like or sequence of path-like, optional
        The micrographs, to leave out particles at the edge as picking does; by default those that the folder of picks
        or the keys of a dict name.
    iou : float
        Minimum intersection over union of a true positive, 0 to 1.
    box_size : float, optional
        Side of the boxes in px, for files without sizes; both sides are compared at this size.
    threshold : float, optional
        Confidence at which the figures are computed; by default that with the highest F1.
    report : callable, optional
        Called with notes on micrographs that only the picks or only the true boxes contain.

    Returns
    -------
    dict
        ``auc``, ``precision``, ``recall``, ``f1``, ``iou`` (mean), ``threshold``, ``particles``, ``picks``,
        ``micrographs``, ``at_edge`` (the number of true boxes left out at the edge, None if no micrograph is known),
        ``failed`` (the number of unreadable files, each with a warning) and ``interval_95``.

    Raises
    ------
    ConfigError
        The intersection over union is out of range.
    EngineError
        There are no true boxes, or no pick is on a micrograph that has any.
    """
    config = EvaluateConfig((), (), (), iou, box_size, threshold)
    problems: list[ReadError] = []
    found = _by_name(picks, box_size, problems)
    true = _by_name(truth, box_size or edge.side_of(found.values()), problems)
    for problem in problems:
        warnings.warn(f"{problem} (skipped)", stacklevel=2)
    named = find_micrographs(list(_paths(micrographs))) or _named(picks) or _named(truth)
    if set(true) == {""} and len(named) == 1:  # one micrograph, whose boxes have no name
        true, found = ({stem_of(named[0]): boxes for boxes in side.values()} for side in (true, found))
    shapes = edge.read_shapes(named, true)
    return score(true, found, config, report, len(problems), shapes)


def _named(boxes: Paths | Boxes | BoxesByMicrograph) -> list[Path]:
    """Return the micrographs that the keys of a dict, or folders of picking, name and that exist."""
    if isinstance(boxes, np.ndarray):
        return []
    if isinstance(boxes, Mapping):
        return [path for path in map(Path, boxes) if path.is_file()]
    return edge.picked_micrographs(_paths(boxes))


def _paths(paths: Paths) -> tuple[Path, ...]:
    return (Path(paths),) if isinstance(paths, str | Path) else tuple(map(Path, paths))


def _labels_beside(output: Path) -> Path:
    return output.with_suffix(".boxes")


def _by_name(
    boxes: Paths | Boxes | BoxesByMicrograph, box_size: float | None, problems: list[ReadError]
) -> dict[str, Boxes]:
    """Return boxes by the name of their micrograph, without rejected ones."""
    if isinstance(boxes, np.ndarray):
        return {"": _sound(boxes)}
    if isinstance(boxes, Mapping):
        names = names_of_lists([(str(name), Path(name)) for name in boxes])
        return dict(zip(names, map(_sound, boxes.values()), strict=True))
    return read_by_name(picked_files(_paths(boxes)), box_size, problems)


def _sound(boxes: Boxes) -> Boxes:
    sound: Boxes = boxes[plausible(boxes) & (boxes["kind"] != Kind.REJECTED)]
    return sound
