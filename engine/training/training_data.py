"""What a training on labels begins with: the network, and the examples for training and validation."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch

from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.errors import EngineError
from iceboxer.engine.events import IsCancelled, Note, Report
from iceboxer.engine.models.base import Network, make_network
from iceboxer.engine.models.heads import with_heads, without_junk
from iceboxer.engine.models.model_file import Model, load_model
from iceboxer.engine.models.yolo import ENOUGH_CELLS, Yolo, cells_of_box, patches_for
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.examples import Example, read_examples, split_examples
from iceboxer.engine.training.labelled import box_size_of, load_labelled
from iceboxer.engine.training.plan import device_of
from iceboxer.engine.training.scale import find_diameter
from iceboxer.engine.training.start import (
    model_file,
)


@dataclass(frozen=True)
class TrainingData:
    """The network to train, and examples for training and validation.

    `box_size` (px) is the person's. `network_box` (px), of 1.5 particle diameters, is the box of all examples; it
    follows from `diameter_px`, or is the person's box if that is None. `start_threshold` is the threshold that the
    initial model recommends; None for random weights.
    """

    network: Network
    box_size: float
    train: list[Example]
    validation: list[Example]
    diameter_px: float | None = None
    start_threshold: float | None = None

    @property
    def network_box(self) -> float:
        """The side in px of the box that sets the scale of the network."""
        return self.box_size if self.diameter_px is None else BOX_RATIO * self.diameter_px


def load_data(config: TrainConfig, report: Report, cancelled: IsCancelled) -> TrainingData:
    """Return the network and the examples as set.

    Raises
    ------
    EngineError
        There are no labels, or the model to start from cannot be used.
    Cancelled
    """
    labelled = load_labelled(config, report)
    box_size = box_size_of(labelled, config.box_size)
    torch.manual_seed(config.seed)  # the same random weights on every rank
    side = max(max(item.micrograph.shape) for item in labelled)
    start, network = load_network(config, report, side, box_size)
    diameter = (
        None if config.filaments else find_diameter(config, network, start, labelled, box_size, device_of(config))
    )
    if diameter is not None:
        report(Note(f"Particle diameter: {diameter:.0f} px. If this is wrong, set --diameter."))
    data = TrainingData(network, box_size, [], [], diameter, start.card.threshold if start else None)
    prepared = read_examples(labelled, network, box_size, config, report, cancelled, data.network_box)
    train, validation = split_examples(prepared, config.validation, config.seed)
    if not any(e.labelled for e in train):
        raise EngineError("No micrograph with boxes could be read, so there is nothing to train on.")
    return replace(data, train=train, validation=validation)


def load_network(config: TrainConfig, report: Report, side: int, box_size: float) -> tuple[Model | None, Network]:
    """Return the initial model, None for random weights, and the network to train.

    `side` is the longest side of the micrographs in px.
    """
    direction = {"direction": True} if config.filaments else {}
    if config.start is None:
        if config.network != Yolo.name:
            return None, make_network(config.network, **direction)
        patches = config.patches or patches_for(side, box_size)
        report(Note(_describe_cells(cells_of_box(side, box_size, patches), patches)))
        return None, make_network(config.network, patches=patches, **direction)
    model = load_model(model_file(config.start))
    if config.filaments and not model.card.arguments.get("direction"):
        report(Note(f"Starting from {config.start} ({model.card.network}), which does not know filaments yet."))
        return None, with_heads(without_junk(model.network), direction=True)
    size = "" if model.card.is_general else f", box size {model.card.box_size:g} px"
    report(Note(f"Starting from {config.start} ({model.card.network}{size})."))
    return model, without_junk(model.network)


def _describe_cells(cells: float, patches: int) -> str:
    text = f"Each micrograph is seen in {patches} × {patches} patches" if patches > 1 else "Micrographs are seen whole"
    text += f"; a box spans {cells:.1f} cells of the network."
    few = " Close particles share a cell, and only one of them is found: use compact, or smaller micrographs."
    return text + (few if cells < ENOUGH_CELLS / 2 else "")
