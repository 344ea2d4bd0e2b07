"""Muon, the optimiser of inner convolutions: its steps, and resuming a training with it."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.devices import choose
from iceboxer.engine.events import ignore
from iceboxer.engine.models.base import make_network
from iceboxer.engine.models.model_file import load_model
from iceboxer.engine.training import augmentation
from iceboxer.engine.training.assist import Assistant
from iceboxer.engine.training.batches import Crops, collate
from iceboxer.engine.training.checkpoint import load_state, save_state
from iceboxer.engine.training.config import AssistConfig, TrainConfig
from iceboxer.engine.training.examples import prepare
from iceboxer.engine.training.muon import Muon, inner_weights, orthogonal
from iceboxer.engine.training.start import GENERAL
from iceboxer.engine.training.stepper import Stepper
from iceboxer.engine.training.trainer import LabelTraining
from iceboxer.engine.training.training_data import TrainingData
from tests.engine.conftest import BOX, Project


@pytest.mark.parametrize("shape", [(48, 432), (144, 96), (24, 24)])
def test_singular_values_are_equalised_and_directions_are_kept(shape: tuple[int, int]) -> None:
    torch.manual_seed(0)
    u, _, v = torch.linalg.svd(torch.randn(shape), full_matrices=False)
    stretched = u @ torch.diag(torch.logspace(0, -1.3, len(v))) @ v  # the largest is twenty times the smallest
    made = orthogonal(stretched)
    singular = torch.linalg.svdvals(made)
    assert singular.max() < 1.25
    assert singular.max() / singular.min() < 5
    assert torch.nn.functional.cosine_similarity(made.flatten(), (u @ v).flatten(), dim=0) > 0.9


def test_without_a_gradient_nothing_changes() -> None:
    assert torch.equal(orthogonal(torch.zeros(4, 9)), torch.zeros(4, 9))
    weight = torch.nn.Parameter(torch.ones(4, 1, 3, 3))
    Muon([weight], 0.1, 0.01).step()
    assert torch.equal(weight, torch.ones(4, 1, 3, 3))


def test_a_step_goes_against_the_gradient_whatever_its_magnitude() -> None:
    torch.manual_seed(0)
    gradient, moved = torch.randn(8, 4, 3, 3), []
    for times in (1e-3, 1e3):
        weight = torch.nn.Parameter(torch.zeros_like(gradient))
        weight.grad = times * gradient
        Muon([weight], 0.01, 0.0).step()
        moved.append(weight.detach())
        assert (weight * gradient).sum() < 0
    assert torch.allclose(*moved, rtol=1e-3)


def test_the_first_and_the_last_layer_are_left_to_adamw() -> None:
    network = make_network("compact")
    inner = {id(weight) for weight in inner_weights(network)}
    names = [name for name, weight in network.named_parameters() if id(weight) not in inner and weight.ndim > 1]
    assert names == ["down.0.0.0.weight", "head.1.weight"]


def test_adamw_alone_trains_on_few_labels_and_in_the_assistant(project: Project, tmp_path: Path) -> None:
    """With forty labels of a real micrograph Muon was worse, and it is too slow for the assistant."""
    network = load_model(shipped()).network
    (boxlist,) = read_boxes(project.boxes / "m0.box")
    example = prepare(open_micrograph(project.paths[0]), boxlist.boxes, network, BOX)
    used = []
    for start, times in ((GENERAL, 1), (GENERAL, 10), (None, 1), (None, 10)):
        config = TrainConfig(tuple(project.paths[:1]), (project.boxes,), tmp_path / "m", start=start)
        training = LabelTraining(config, choose("cpu", 1), TrainingData(network, BOX, [example] * times, []))
        used.append([type(o).__name__ for o in training.loop.stepper.optimisers])
    assert used == [["AdamW"], ["AdamW", "Muon"], ["AdamW"], ["AdamW", "Muon"]]
    assistant = Assistant(AssistConfig(output=tmp_path / "a", threads=1), choose("cpu", 1), ignore)
    assert [type(o).__name__ for o in assistant.stepper.optimisers] == ["AdamW"]


def test_a_resumed_training_has_the_same_weights_bit_for_bit(project: Project, tmp_path: Path) -> None:
    (boxlist,) = read_boxes(project.boxes / "m0.box")

    def stepper() -> Stepper:
        torch.manual_seed(1)
        network = make_network("compact", width=4)
        return Stepper(network, choose("cpu", 1, "float32"), 0.003, network.weights, muon=True)

    example = prepare(open_micrograph(project.paths[0]), boxlist.boxes, make_network("compact", width=4), BOX)
    crops = Crops([example], stepper().network, BOX, 1.0, augmentation.MOVES)
    batches = [collate(crops, 0, range(2 * n, 2 * n + 2)) for n in range(4)]
    once, again = stepper(), stepper()
    for number, batch in enumerate(batches):
        once.step(batch, number, 1.0)
        if number == 1:
            save_state(tmp_path / "state.safetensors", {"network": once.network}, once.optimisers, {})
    load_state(tmp_path / "state.safetensors", {"network": again.network}, again.optimisers)
    for number in (2, 3):
        again.step(batches[number], number, 1.0)
    theirs = again.network.state_dict()
    assert all(torch.equal(weight, theirs[name]) for name, weight in once.network.state_dict().items())
