"""The micrographs of several data sets, prepared for one network: everything in px of its input.

In the input, a box of 1.5 particle diameters has the same side in all sets, so their examples can be mixed with each
other and with simulated scenes. For a general model, training pictures are also shown at other scales, as if the
particle's size were not known exactly; the network learns how large the particle is in its box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, no_boxes, resized
from iceboxer.engine.data.filters import Lowpass
from iceboxer.engine.data.junk import JunkMask
from iceboxer.engine.data.project_index import read_project_labels
from iceboxer.engine.data.split import held_out_strip, hold_out
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import ConfigError, EngineError, ReadError
from iceboxer.engine.events import IsCancelled, MicrographFailed, Note, Progress, Report, check
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.model_file import Model
from iceboxer.engine.training import parallel
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.data_sets import DataSet, with_pixel_size
from iceboxer.engine.training.examples import Example, prepare
from iceboxer.engine.training.labelled import (
    LabelledMicrograph,
    box_size_of,
    load_labelled,
    open_micrographs,
    pixel_size_of,
)
from iceboxer.engine.training.scale import RECOGNISED, recognised_box

RATIOS = (1.5, 1.25, 1.8)  # boxes in diameters at which a general model sees particles; the first is the usual one
Region = tuple[float, float]
EVERYWHERE: Region = (-np.inf, np.inf)


@dataclass(frozen=True)
class LabelledSet:
    """A data set with its labelled micrographs on disk, the side of its boxes and the particle diameter in px."""

    data: DataSet
    micrographs: tuple[LabelledMicrograph, ...]
    box_size: float
    diameter_px: float


@dataclass(frozen=True)
class SetMaterial:
    """A data set prepared for training, in input px.

    `labels` is the number of labels to train on, `replayed` whether the initial model has learnt the set before.
    `validation_share` and `seed` determine what is held out.
    """

    labelled: LabelledSet
    train: list[Example]
    validation: list[Example]
    labels: int
    replayed: bool
    validation_share: float
    seed: int

    @property
    def name(self) -> str:
        """The name of the set."""
        return self.labelled.data.name


def load_set(data: DataSet, config: TrainConfig, report: Report) -> tuple[DataSet, list[LabelledMicrograph]]:
    """Return the set, with the values that its project or its micrographs have, and its labelled micrographs.

    Raises
    ------
    EngineError
        The set has no labels, or micrographs of several pixel sizes.
    """
    try:
        if data.project is not None:
            data, labelled = _load_project(data, report)
        else:
            labelled = load_labelled(_config_of(data, config), report)
    except EngineError as e:
        raise type(e)(f"Data set {data.name}: {e}") if type(e) in (EngineError, ConfigError) else e from e
    data = with_pixel_size(data, [item.micrograph.pixel_size for item in labelled])
    size = data.pixel_size
    return data, [replace(item, micrograph=replace(item.micrograph, pixel_size=size)) for item in labelled]


def _config_of(data: DataSet, config: TrainConfig) -> TrainConfig:
    """Return the settings of a training on this set alone."""
    alone = replace(config, sets=(), general=False, simulated=None, structures=None)
    return replace(
        alone,
        micrographs=data.micrographs,
        boxes=data.boxes,
        box_size=data.box_size,
        threshold=data.threshold,
        mask=data.mask,
    )


def _load_project(data: DataSet, report: Report) -> tuple[DataSet, list[LabelledMicrograph]]:
    assert data.project is not None
    found = read_project_labels(data.project)
    opened = open_micrographs(list({**found.boxes, **found.masks}), report)
    boxes = {path.resolve(): boxes for path, boxes in found.boxes.items()}
    masks = {path.resolve(): mask for path, mask in found.masks.items()}
    labelled = []
    for one in opened:
        path = one.path.resolve()
        known = boxes.get(path)
        own = no_boxes() if known is None else known
        labelled.append(LabelledMicrograph(one, own, mask=masks.get(path), only_masked=known is None))
    if not any(len(item.labels) for item in labelled):
        raise EngineError("the project has no labels. Label particles, or leave the set out.")
    given = data.diameter is not None or data.diameter_px is not None
    return replace(
        data,
        box_size=data.box_size or found.box_size or None,
        diameter_px=data.diameter_px if given else found.diameter_px,
        pixel_size=data.pixel_size or found.pixel_size,
    ), labelled


def measure_set(
    data: DataSet, labelled: Sequence[LabelledMicrograph], start: Model | None, device: Device, report: Report
) -> LabelledSet:
    """Return the set with its particle diameter: the one set, or the one at which the initial model fits its labels.

    Raises
    ------
    ConfigError
        The diameter is in Å and no pixel size is known, or no diameter is set and no label is recognised.
    """
    box_size = box_size_of(labelled, data.box_size)
    if data.diameter_px is not None:
        return LabelledSet(data, tuple(labelled), box_size, data.diameter_px)
    if data.diameter is not None:
        try:
            pixels = data.diameter / pixel_size_of(labelled)
        except ConfigError as e:
            raise ConfigError(
                f"The data set {data.name} has a diameter in Å, and {labelled[0].micrograph.path} has no pixel size. "
                "Set the pixel_size of the set, or its diameter_px."
            ) from e
        return LabelledSet(data, tuple(labelled), box_size, pixels)
    places = [(item.micrograph, item.boxes) for item in labelled]
    found = parallel.from_rank_zero(recognised_box(start, places, box_size, device, RECOGNISED) or 0.0)
    if not found:
        raise ConfigError(
            f"The data set {data.name} has no particle diameter, and no model recognises its labels. Set its diameter "
            "(Å) or diameter_px in a list of sets (.toml)."
        )
    report(Note(f"{data.name}: particle diameter {found / BOX_RATIO:.0f} px, found from its labels."))
    return LabelledSet(data, tuple(labelled), box_size, found / BOX_RATIO)


def prepare_set(
    one: LabelledSet,
    network: Network,
    config: TrainConfig,
    report: Report,
    cancelled: IsCancelled,
    replayed: bool = False,
) -> SetMaterial:
    """Read the micrographs of a set and divide them into training and validation.

    Raises
    ------
    EngineError
        No micrograph with labels can be read.
    Cancelled
    """
    items = sorted(one.micrographs, key=lambda item: item.only_masked)  # of those, nothing can be held out
    known = [item for item in items if not item.only_masked]
    held = hold_out([len(item.labels) for item in known], config.validation, config.seed)
    train: list[Example] = []
    validation: list[Example] = []
    trained = [i for i in range(len(items)) if i not in held.whole]
    labels = 0
    lowpass = Lowpass(config.lowpass, config.lowpass_resolution)
    for number, item in enumerate(items):
        check(cancelled)
        left, right = held_out_strip(item.labels, held.strips[number]) if number in held.strips else (np.inf, np.inf)
        try:
            if number in held.whole or number in held.strips:
                region = EVERYWHERE if number in held.whole else (left, right)
                validation.append(_example(item, one.diameter_px, RATIOS[0], region, network, lowpass))
            if number not in held.whole:
                region = (-np.inf, left)
                shown = _ratios(trained.index(number), len(trained), config.general)
                train += [_example(item, one.diameter_px, ratio, region, network, lowpass) for ratio in shown]
                labels += int((item.labels["x"] < left).sum())
        except ReadError as e:
            report(MicrographFailed(e.path, e.reason))
        report(Progress(number + 1, len(items), "micrographs read"))
    if not labels or not any(example.labelled for example in train):
        raise EngineError(f"Data set {one.data.name}: no micrograph with boxes can be read.")
    return SetMaterial(one, train, validation, labels, replayed, config.validation, config.seed)


def _ratios(number: int, count: int, general: bool) -> tuple[float, ...]:
    """Return the boxes in diameters at which training micrograph `number` of `count` is shown."""
    if not general:
        return RATIOS[:1]
    return RATIOS if count < len(RATIOS) else (RATIOS[number % len(RATIOS)],)


def _example(
    item: LabelledMicrograph, diameter: float, ratio: float, region: Region, network: Network, lowpass: Lowpass
) -> Example:
    """Return a micrograph as an example in input px; `diameter` is in px of the micrograph, as is `region`."""
    boxes = resized(item.boxes, BOX_RATIO * diameter)
    example = prepare(item.micrograph, boxes, network, ratio * diameter, lowpass)
    x, y = example.scale
    side = 2 * BOX_RATIO * diameter / (x + y)  # the scale is rounded, so it is not exactly that of the ratio
    return replace(
        example,
        shape=(example.picture.shape[0], example.picture.shape[1]),
        scale=(1.0, 1.0),
        mask=None if item.mask is None else JunkMask(item.mask.cells, (item.mask.scale[0] / x, item.mask.scale[1] / y)),
        only_masked=item.only_masked,
        labels=_scaled(example.labels, x, y, side),
        rejected=_scaled(example.rejected, x, y, side),
        region=(region[0] / x, region[1] / x),
    )


def _scaled(boxes: Boxes, x: float, y: float, side: float) -> Boxes:
    """Return boxes in input px, `x` and `y` micrograph px each, as squares of `side` input px."""
    scaled = resized(boxes, side)
    scaled["x"], scaled["y"] = scaled["x"] / x, scaled["y"] / y
    return scaled
