"""Optimisers: AdamW, and what it has in common with Muon.

They do not derive from torch's own, the first of which loads torch's compiler: two seconds before the first step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor

MEAN_DECAY, SQUARE_DECAY = 0.9, 0.999  # of the running means of the gradient and of its square
EPSILON = 1e-8


class Optimiser:
    """Base of the optimisers, with a learning rate that may be changed at any time.

    Attributes
    ----------
    states : list of dict
        What is known about each weight from earlier steps, by name; empty before the first.
    """

    def __init__(self, weights: Iterable[Tensor], rate: float, weight_decay: float) -> None:
        self.weights = list(weights)
        self.rate, self.weight_decay = rate, weight_decay
        self.states: list[dict[str, Tensor]] = [{} for _ in self.weights]

    def step(self) -> None:
        """Take one step against the gradients; weights without a gradient stay as they are."""
        raise NotImplementedError

    def restore(self, states: Mapping[int, dict[str, Tensor]]) -> None:
        """Continue with saved states, by the number of the weight.

        Raises
        ------
        ValueError
            They belong to other weights.
        """
        if any(not 0 <= number < len(self.weights) for number in states):
            raise ValueError("it has other weights")
        for number, weight in enumerate(self.weights):
            saved = states.get(number, {})
            if any(value.ndim and value.shape != weight.shape for value in saved.values()):
                raise ValueError("its weights have other shapes")
            # counters, which have no dimension, stay where Python reads them
            self.states[number] = {name: v.to(weight.device) if v.ndim else v for name, v in saved.items()}


class AdamW(Optimiser):
    """Adam with decoupled weight decay (Kingma and Ba 2015, ICLR; Loshchilov and Hutter 2019, ICLR)."""

    @torch.no_grad()
    def step(self) -> None:
        """Take one step against the gradients."""
        for weight, state in zip(self.weights, self.states, strict=True):
            gradient = weight.grad
            if gradient is None:
                continue
            if not state:
                state |= {"step": torch.zeros(()), "exp_avg": torch.zeros_like(weight)}
                state["exp_avg_sq"] = torch.zeros_like(weight)
            state["step"] += 1
            count = state["step"].item()
            mean = state["exp_avg"].lerp_(gradient, 1 - MEAN_DECAY)
            square = state["exp_avg_sq"].mul_(SQUARE_DECAY).addcmul_(gradient, gradient, value=1 - SQUARE_DECAY)
            root = (square.sqrt() / (1 - SQUARE_DECAY**count) ** 0.5).add_(EPSILON)
            weight.mul_(1 - self.rate * self.weight_decay)
            weight.addcdiv_(mean, root, value=-self.rate / (1 - MEAN_DECAY**count))
