"""Detection with a network of known output: the pixels of the picture are its confidences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from iceboxer.engine import devices
from iceboxer.engine.data.filters import network_input
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.models.base import Loss, LossWeights, Network, Prediction, Target, make_network
from iceboxer.engine.models.detection import Prepared, detect
from iceboxer.engine.models.model_file import Model, save_model
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import Detector
from tests.engine.conftest import write_micrograph

CPU = devices.choose("cpu", 1, "float32")


class Pixels(Network):
    """A network without weights: a cell's confidence is its brightest pixel, and its centre is at 1/4 and 3/4."""

    name, stride, multiple, nearness, crop, max_overlap = "pixels", 4, 8, 0.0, 24, 0.5
    tile, overlap = 24, 8

    def arguments(self) -> dict[str, Any]:
        return {}

    def input_factor(self, shape: tuple[int, int], box_size: float) -> float:
        return 1.0

    def forward(self, picture: Tensor) -> Tensor:
        return F.max_pool2d(picture, 4)

    def predict(self, raw: Tensor) -> Prediction:
        one = torch.ones_like(raw[:, 0])
        return Prediction(raw[:, 0], 0.25 * one, 0.75 * one, 2 * one, 3 * one)

    def loss(self, raw: Tensor, target: Target, weights: LossWeights) -> Loss:
        raise NotImplementedError


def test_a_cell_becomes_a_box_on_the_micrograph() -> None:
    picture = np.zeros((16, 24), np.float32)
    picture[10, 21] = 0.9
    (picks,) = detect(Pixels(), CPU, [Prepared(picture, (2.0, 3.0))], 30, 0.5)
    assert picks[["x", "y", "width", "height"]].tolist() == [(2 * 4 * 5.25, 3 * 4 * 2.75, 30, 30)]
    assert picks[["estimated_width", "estimated_height"]].tolist() == [(60, 90)]
    assert picks["confidence"].tolist() == pytest.approx([0.9])


@pytest.mark.parametrize("axis", ["x", "y"])
def test_each_cell_is_found_once_at_its_position_in_a_picture_of_several_tiles(axis: str) -> None:
    picture = np.zeros((96, 8), np.float32)
    picture[1::4, 2] = 0.9
    (picks,) = detect(Pixels(), CPU, [Prepared(picture if axis == "y" else picture.T.copy(), (1.0, 1.0))], 2, 0.5)
    assert sorted(picks[axis]) == [4 * (i + (0.75 if axis == "y" else 0.25)) for i in range(24)]


def test_picks_at_the_floor_are_kept() -> None:
    picture = np.zeros((8, 24), np.float32)
    picture[1, [2, 22]] = 0.5, 0.25
    (picks,) = detect(Pixels(), CPU, [Prepared(picture, (1.0, 1.0))], 4, 0.25)
    assert picks["confidence"].tolist() == [0.5, 0.25]


@pytest.mark.parametrize("lowpass", [{"lowpass": 0.05}, {"lowpass_resolution": 80.0}])
def test_a_micrograph_is_filtered_according_to_the_models_card(tmp_path: Path, lowpass: dict[str, float]) -> None:
    image = np.random.default_rng(0).normal(size=(96, 80)).astype("f4")
    write_micrograph(tmp_path / "m.mrc", image, 4.0)  # 4 Å/px: 80 Å are 0.05 of the sampling rate
    save_model(
        Model(make_network("compact", width=4), Card("compact", {"width": 4}, 40, 0.3, **lowpass)), tmp_path / "m"
    )
    detector = Detector(PickConfig((tmp_path,), tmp_path / "m", tmp_path, device="cpu"), 1)
    prepared = detector.prepare(tmp_path / "m.mrc", BoxSize(80)).prepared
    assert prepared is not None
    assert np.array_equal(prepared.picture, network_input(image, 2.0, 80, 0.05))
    assert not np.array_equal(prepared.picture, network_input(image, 2.0, 80))
    assert prepared.scale == (80 / 40, 96 / 48)
