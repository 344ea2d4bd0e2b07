"""The networks: exactly the paper's table, the loss computed by hand, and decoding of drawn particles."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import torch
from scipy.spatial import cKDTree
from torch import nn

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import centres
from iceboxer.engine.errors import ConfigError, DeviceError
from iceboxer.engine.models.base import NETWORKS, LossWeights, Prediction, Target, make_network
from iceboxer.engine.models.detection import Prepared, detect
from iceboxer.engine.models.losses import paper_loss
from iceboxer.engine.models.model_file import for_inference
from iceboxer.engine.models.yolo import cells_of_box, patches_for
from iceboxer.engine.training.targets import FIELDS

# Wagner et al. 2019, table 2: layer, filters, size of the filters; "pool" is max-pooling
TABLE_2 = """
1 32 3, pool, 2 64 3, pool, 3 128 3, 4 64 1, 5 128 3, pool, 6 256 3, 7 128 1, 8 256 3, pool,
9 512 3, 10 256 1, 11 512 3, 12 256 1, 13 512 3, pool, 14 1024 3, 15 512 1, 16 1024 3, 17 512 1,
18 1024 3, 19 1024 3, 20 1024 3, 21 1024 3, detection 6 1
"""


def test_yolo_is_exactly_table_2(capsys: pytest.CaptureFixture[str]) -> None:
    network = make_network("yolo")
    layers: list[str] = []
    number = 0
    for part in (network.early, network.late, network.last, network.detection):  # type: ignore[union-attr]
        for module in part.modules():
            if isinstance(module, nn.MaxPool2d):
                layers.append("pool")
            elif isinstance(module, nn.Conv2d):
                number += 1
                name = "detection" if number == 22 else str(number)
                layers.append(f"{name} {module.out_channels} {module.kernel_size[0]}")
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(layers) + "\n")
    assert layers == [row.strip() for row in TABLE_2.replace("\n", " ").split(",")]
    assert sum(p.numel() for p in network.parameters()) == 50_532_838


def test_yolo_downsamples_by_32_and_its_input_is_1024() -> None:
    network = make_network("yolo").eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, 1, 128, 96)).shape == (1, 6, 4, 3)
    assert 4096 / network.input_factor((4096, 4096), 200) == 1024
    patched = make_network("yolo", patches=2)
    picture = np.zeros([round(n / patched.input_factor((4096, 4096), 200)) for n in (4096, 4096)], np.float32)
    from iceboxer.engine.models.tiling import tiles

    assert [(t.height, t.width) for t in tiles(picture.shape, patched.tile, patched.overlap, 32)] == [(1024, 1024)] * 4


@pytest.mark.parametrize(("side", "patches", "cells"), [(1024, 1, 5.06), (2048, 2, 4.75), (4096, 3, 3.48)])
def test_yolo_takes_as_many_patches_as_make_a_box_span_four_cells(side: int, patches: int, cells: float) -> None:
    """Boxes of 162 px in cells of 32 px of an input of 1024, 1920 or 2816 px; there are 3 × 3 patches at most."""
    assert patches_for(side, 162) == patches
    assert cells_of_box(side, 162, patches) == pytest.approx(cells, abs=0.005)


def test_compact_sees_every_particle_at_the_same_size() -> None:
    network = make_network("compact").eval()
    for box_size in (50, 180, 600):
        assert box_size / network.input_factor((4096, 4096), box_size) == pytest.approx(40)
    with torch.inference_mode():
        assert network(torch.zeros(2, 1, 96, 64)).shape == (2, 5, 24, 16)


def test_the_papers_loss_counted_by_hand() -> None:
    def grid(value: float) -> torch.Tensor:
        return torch.full((1, 1, 2), value)

    target = dict.fromkeys(FIELDS, grid(0))
    there = torch.tensor([[[1.0, 0.0]]])
    target |= {"object": there, "near": there, "weight": grid(0.5), "width": grid(1.0), "height": grid(1.0)}
    target |= {"x": grid(0.5), "y": grid(0.5)}
    prediction = Prediction(grid(0.6), grid(0.7), grid(0.5), grid(4.0), grid(1.0))
    loss = paper_loss(prediction, Target(**target), LossWeights(2, 5, 3))
    assert loss.coordinates.item() == pytest.approx(2 * 0.2**2)
    assert loss.size.item() == pytest.approx(2 * (1 - 2) ** 2)
    assert loss.object.item() == pytest.approx(5 * 0.4**2)
    assert loss.no_object.item() == pytest.approx(3 * 0.5 * 0.6**2)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_step_against_the_loss_lowers_it(name: str) -> None:
    torch.manual_seed(0)
    network = make_network(name)
    cells = 96 // network.stride
    target = {key: torch.zeros(1, cells, cells) for key in FIELDS}
    for key in ("object", "near", "nearness"):
        target[key][0, 1, 2] = 1
    target["weight"] += 1
    target["width"] += 1
    target["height"] += 1
    goal, picture = Target(**target), torch.randn(1, 1, 96, 96)
    network.eval()  # without dropout, so that the two losses can be compared
    optimiser = torch.optim.SGD(network.parameters(), 1e-3)
    before = network.loss(network(picture), goal, network.weights).total
    before.backward()
    optimiser.step()
    assert network.loss(network(picture), goal, network.weights).total < before


class Drawn(nn.Module):
    """A substitute for a network that predicts the drawn particles, to test everything after it."""

    stride, multiple, nearness, tile, overlap, max_overlap = 4, 32, 1.25, 128, 64, 0.5

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        return picture

    def predict(self, picture: torch.Tensor) -> Prediction:
        """Predict a particle at the centre of each pixel of 10, in the pixel's cell."""
        n, _, h, w = picture.shape
        cells = picture.float().reshape(n, h // 4, 4, w // 4, 4).permute(0, 1, 3, 2, 4).reshape(n, h // 4, w // 4, 16)
        value, place = cells.max(-1)
        size = torch.full_like(value, 1.1)
        return Prediction(value / 10, (place % 4 + 0.5) / 4, (place // 4 + 0.5) / 4, size, size)


@pytest.mark.parametrize("shape", [(100, 120), (300, 410)])
def test_detection_finds_each_particle_once_in_tiles_or_the_whole_picture(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    picture = np.zeros(shape, np.float32)
    spots = [(x, y) for x in range(10, shape[1] - 10, 41) for y in range(10, shape[0] - 10, 37)]
    for x, y in spots:
        picture[y, x] = 10 * rng.uniform(0.3, 1)
    cpu = devices.choose("cpu", 1, "float32")
    (boxes,) = detect(Drawn(), cpu, [Prepared(picture, (4.5, 4.4))], 100.0, 0.1)  # type: ignore[arg-type]
    expected = sorted((round((x + 0.5) * 4.5, 3), round((y + 0.5) * 4.4, 3)) for x, y in spots)
    assert sorted((round(b["x"], 3), round(b["y"], 3)) for b in boxes) == expected
    assert boxes["estimated_width"] == pytest.approx(110)
    assert boxes["width"] == pytest.approx(100)


def test_tiles_leave_no_seam() -> None:
    """The same network gives the same picks on the whole picture and in tiles (within its receptive field)."""
    torch.manual_seed(0)
    network = make_network("compact")
    for module in network.modules():  # like after some training, so that the picks differ in confidence
        if isinstance(module, nn.BatchNorm2d):
            module.running_var.fill_(0.5)  # type: ignore[union-attr]
    cpu = devices.choose("cpu", 2, "float32")
    ready = for_inference(network, cpu)
    picture = np.random.default_rng(0).normal(size=(500, 700)).astype(np.float32)
    (whole,) = detect(ready, cpu, [Prepared(picture, (1, 1))], 40.0, 0.0)
    ready.tile, ready.overlap = 384, 256
    (tiled,) = detect(ready, cpu, [Prepared(picture, (1, 1))], 40.0, 0.0)
    assert len(whole) > 50
    distance, partner = cKDTree(centres(whole)).query(centres(tiled))
    assert distance.max() < 0.02
    assert sorted(partner) == list(range(len(whole)))
    assert tiled["confidence"] == pytest.approx(whole["confidence"][partner], abs=1e-4)


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("name", ["compact", "yolo"])
def test_folding_and_fusing_change_nothing(name: str, fused: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    network = make_network(name).train()
    with torch.no_grad():
        network(torch.randn(4, 1, 64, 64) * 3 + 1)
    network.eval()
    cpu = devices.choose("cpu", 1, "float32")
    picture = torch.randn(1, 1, 64, 64)
    if not fused:  # as in a build of torch without the operators
        monkeypatch.setattr("iceboxer.engine.models.model_file.can_fuse", lambda *_: False)
    with torch.inference_mode():
        assert torch.allclose(network(picture), for_inference(network, cpu)(picture), atol=1e-4)


def test_an_unknown_network_or_device_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match=r"no network called 'unet'.*compact, yolo"):
        make_network("unet")
    with pytest.raises(DeviceError, match="is not a device"):
        devices.choose("gpu")
    if not torch.cuda.is_available():
        with pytest.raises(DeviceError, match="torch finds 0 CUDA GPUs"):
            devices.choose("cuda:0")
