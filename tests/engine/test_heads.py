"""The optional heads: absent, they change nothing; present, their channels, losses and model files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from iceboxer.engine.data.model_card import Card
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.models.base import Loss, LossWeights, Target, make_network
from iceboxer.engine.models.heads import Heads, with_heads, without_junk
from iceboxer.engine.models.model_file import Model, load_model, save_model
from iceboxer.engine.training.batches import collate
from iceboxer.engine.training.muon import inner_weights
from iceboxer.engine.training.targets import FIELDS

WEIGHTS = LossWeights(1, 1, 1, direction=3, junk=5)


def target(**heads: torch.Tensor) -> Target:
    """A target of one row of two cells, with a particle in the first."""
    parts = {name: torch.zeros(1, 1, 2) for name in FIELDS}
    for name in ("object", "near"):
        parts[name][0, 0, 0] = 1
    return Target(**parts, **heads)


def nothing() -> Loss:
    return Loss(*(torch.zeros(()) for _ in range(4)))


def test_a_network_without_heads_is_as_before() -> None:
    """Its weights, their names and its arguments are those of files written before there were heads."""
    network = make_network("compact", width=4)
    assert network.arguments() == {"width": 4}
    assert not [name for name in network.state_dict() if "heads" in name]
    assert network.directions(torch.zeros(1, 5, 2, 2)) is None
    assert network.junk(torch.zeros(1, 5, 2, 2)) is None
    torch.manual_seed(0)
    plain = make_network("compact", width=4)
    torch.manual_seed(0)
    full = make_network("compact", width=4, junk=3, direction=True)
    picture = torch.randn(1, 1, 64, 64)
    with torch.inference_mode():
        assert torch.equal(plain.eval()(picture), full.eval()(picture)[:, :5])


@pytest.mark.parametrize("name", ["compact", "yolo"])
def test_directions_follow_the_own_channels(name: str) -> None:
    network = make_network(name, direction=True)
    own = 5 if name == "compact" else 6
    raw = torch.zeros(1, own + 2, 1, 3)
    raw[0, own] = torch.tensor([0.0, -0.5, 3.0])  # cos 2θ
    raw[0, own + 1] = torch.tensor([1.0, 0.0, 0.0])  # sin 2θ
    found = network.directions(raw)
    assert found is not None
    assert found.angle[0, 0].tolist() == pytest.approx([np.pi / 4, np.pi / 2, 0])
    assert found.certainty[0, 0].tolist() == [1, 0.5, 1]
    with torch.inference_mode():
        assert network.eval()(torch.zeros(1, 1, 64, 32)).shape[1] == own + 2


def test_junk_channels_come_last_and_are_probabilities_beside_a_clean_cell() -> None:
    network = make_network("compact", width=4, junk=2, direction=True)
    raw = torch.zeros(1, 9, 2, 2)
    raw[0, 7:] = torch.tensor([np.log(2.0), np.log(5.0)])[:, None, None]
    shares = network.junk(raw)
    assert shares is not None
    assert shares[0, :, 0, 0].tolist() == pytest.approx([1 / 8, 2 / 8, 5 / 8])
    assert shares.shape == (1, 3, 1, 1)
    with torch.inference_mode():
        out = network.eval()(torch.randn(1, 1, 32, 32))
    assert out.shape == (1, 9, 8, 8)
    assert torch.equal(out[0, 7:, ::2, ::2], out[0, 7:, 1::2, 1::2])


def test_the_direction_is_learnt_near_particles_of_known_direction() -> None:
    heads = Heads(2, 1, direction=True)
    raw = torch.tensor([[[[0.0, 0.0]], [[0.6, 9.0]], [[0.0, 9.0]]]])
    known = torch.tensor([[[[1.0, 1.0]], [[0.0, 0.0]]]])  # the second cell is not near a particle
    loss = heads.add_loss(nothing(), raw, target(direction=known), WEIGHTS)
    assert loss.total.item() == pytest.approx(3 * 0.4**2)
    unknown = heads.add_loss(nothing(), raw, target(direction=torch.zeros(1, 2, 1, 2)), WEIGHTS)
    assert unknown.total.item() == 0


def test_junk_is_learnt_where_it_is_known() -> None:
    heads = Heads(2, 1, junk=2)
    raw = torch.tensor([[[[0.0, 0.0]], [[np.log(2.0), 9.0]], [[np.log(5.0), 9.0]]]])
    loss = heads.add_loss(nothing(), raw, target(junk=torch.tensor([[[1, -1]]])), WEIGHTS)
    assert loss.total.item() == pytest.approx(5 * np.log(4), rel=1e-6)
    clean = heads.add_loss(nothing(), raw, target(junk=torch.tensor([[[0, -1]]])), WEIGHTS)
    assert clean.total.item() == pytest.approx(5 * np.log(8), rel=1e-6)


def test_heads_without_a_target_change_neither_the_loss_nor_their_weights() -> None:
    heads = Heads(2, 1, junk=2, direction=True)
    loss = heads.add_loss(nothing(), torch.zeros(1, 5, 1, 2), target(), WEIGHTS)
    assert (loss.direction, loss.junk) == (None, None)


def test_a_trained_network_gets_heads_and_keeps_its_weights(tmp_path: Path) -> None:
    plain = make_network("compact", width=4).eval()
    extended = with_heads(plain, junk=2).eval()
    assert extended.arguments() == {"width": 4, "junk": 2}
    both = with_heads(extended, direction=True).eval()
    assert both.arguments() == {"width": 4, "junk": 2, "direction": True}
    save_model(Model(both, Card("compact", both.arguments(), 40, 0.3)), tmp_path / "model.safetensors")
    again = load_model(tmp_path / "model.safetensors").network.eval()
    picture = torch.randn(1, 1, 32, 32)
    with torch.inference_mode():
        assert torch.equal(again(picture)[:, :5], plain(picture))
        assert torch.equal(again(picture)[:, 7:], extended(picture)[:, 5:])


def test_a_training_on_labels_drops_the_junk_head_and_nothing_else() -> None:
    full = make_network("compact", width=4, junk=2, direction=True).eval()
    smaller = without_junk(full).eval()
    assert smaller.arguments() == {"width": 4, "direction": True}
    picture = torch.randn(1, 1, 32, 32)
    with torch.inference_mode():
        assert torch.equal(smaller(picture), full(picture)[:, :7])
    assert without_junk(smaller) is smaller


def test_yolo_has_no_junk_head() -> None:
    with pytest.raises(ConfigError, match="junk"):
        with_heads(make_network("yolo"), junk=2)


def test_targets_of_heads_are_batched_and_moved() -> None:
    class One:
        def draw(self, rng: np.random.Generator) -> tuple[np.ndarray, dict[str, np.ndarray]]:
            parts = {name: np.zeros((1, 1), np.float32) for name in FIELDS}
            return np.zeros((4, 4), np.float32), {**parts, "junk": rng.integers(1, 3, (1, 1))}

    _, batch = collate(One(), 0, range(3))
    assert batch.direction is None
    moved = batch.to(torch.device("cpu")).junk
    assert moved is not None
    assert moved.shape == (3, 1, 1)
    assert moved.dtype == torch.int64


def test_muon_trains_no_output() -> None:
    network = make_network("compact", width=4, junk=2, direction=True)
    outputs = {id(part.weight) for part in network.modules() if getattr(part, "bias", None) is not None}
    inner = {id(weight) for weight in inner_weights(network)}
    assert not inner & outputs
    assert len(inner) == len(inner_weights(make_network("compact", width=4))) + 2
