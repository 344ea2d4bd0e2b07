"""AdamW in numbers that can be computed by hand, and the states of optimisers."""

from __future__ import annotations

import pytest
import torch

from iceboxer.engine.training import optimisers
from iceboxer.engine.training.optimisers import AdamW

RATE, DECAY = 0.01, 0.5
SHRUNK = 1 - RATE * DECAY  # by which the decay multiplies a weight at each step


def weight(gradient: float | None) -> torch.nn.Parameter:
    made = torch.nn.Parameter(torch.ones(2, dtype=torch.float64))
    made.grad = None if gradient is None else torch.full_like(made, gradient)
    return made


def test_the_first_step_is_the_rate_and_the_second_follows_the_means() -> None:
    one = weight(4.0)
    optimiser = AdamW([one], RATE, DECAY)
    optimiser.step()
    first = SHRUNK - RATE
    assert one.tolist() == pytest.approx([first] * 2, abs=1e-10)
    one.grad = torch.full_like(one, -1.0)
    optimiser.rate = 2 * RATE
    optimiser.step()
    mean, square = 0.9 * 0.4 - 0.1, 0.999 * 0.016 + 0.001
    step = 2 * RATE * (mean / (1 - 0.9**2)) / (square / (1 - 0.999**2)) ** 0.5
    assert one.tolist() == pytest.approx([first * (1 - 2 * RATE * DECAY) - step] * 2, abs=1e-10)


def test_a_weight_without_a_gradient_stays_and_counts_its_own_steps() -> None:
    moved, still = weight(1.0), weight(None)
    optimiser = AdamW([moved, still], RATE, DECAY)
    optimiser.step()
    assert still.tolist() == [1.0, 1.0]
    still.grad = torch.full_like(still, -3.0)
    optimiser.step()
    assert still.tolist() == pytest.approx([SHRUNK + RATE] * 2, abs=1e-10)


def test_weights_that_are_computed_at_once_take_the_steps_of_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def trained() -> list[list[float]]:
        weights = [weight(1.0), weight(None)]
        optimiser = AdamW(weights, RATE, DECAY)
        for gradient in (2.0, -0.3, 5.0):
            optimiser.step()
            weights[1].grad = torch.full_like(weights[1], gradient)
        return [each.tolist() for each in weights]

    alone = trained()
    monkeypatch.setattr(optimisers, "together", lambda moving: [moving])
    assert trained() == alone


def test_a_restored_optimiser_continues_and_other_weights_are_refused() -> None:
    one, other = weight(1.0), weight(1.0)
    first, second = AdamW([one], RATE, DECAY), AdamW([other], RATE, DECAY)
    first.step()
    with torch.no_grad():
        other.copy_(one)
    second.restore({0: {name: value.clone() for name, value in first.states[0].items()}})
    for each, optimiser in ((one, first), (other, second)):
        each.grad = torch.full_like(each, 0.5)
        optimiser.step()
    assert one.tolist() == other.tolist()
    with pytest.raises(ValueError, match="other weights"):
        second.restore({1: first.states[0]})
    with pytest.raises(ValueError, match="other shapes"):
        AdamW([torch.nn.Parameter(torch.ones(3))], RATE, DECAY).restore({0: first.states[0]})
