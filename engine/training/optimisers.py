"""Optimisers: AdamW, and what it has in common with Muon.

They do not derive from torch's own, the first of which loads torch's compiler: two seconds before the first step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import torch
from torch import Tensor

MEAN_DECAY, SQUARE_DECAY = 0.9, 0.999  # of the running means of the gradient and of its square
EPSILON = 1e-8


class Moving(NamedTuple):
    """A weight with its gradient and its state."""

    weight: Tensor
    gradient: Tensor
    state: dict[str, Tensor]


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

    def moving(self) -> list[Moving]:
        """Return the weights that have a gradient."""
        pairs = zip(self.weights, self.states, strict=True)
        return [Moving(weight, weight.grad, state) for weight, state in pairs if weight.grad is not None]

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
        moving = self.moving()
        for part in moving:
            if not part.state:
                part.state["step"] = torch.zeros(())
                part.state["exp_avg"] = torch.zeros_like(part.weight)
                part.state["exp_avg_sq"] = torch.zeros_like(part.weight)
            part.state["step"] += 1
        for group in together(moving):
            self._step(group)

    def _step(self, group: list[Moving]) -> None:
        weights, gradients = [part.weight for part in group], [part.gradient for part in group]
        means, squares = ([part.state[name] for part in group] for name in ("exp_avg", "exp_avg_sq"))
        counts = [part.state["step"].item() for part in group]
        torch._foreach_lerp_(means, gradients, 1 - MEAN_DECAY)
        torch._foreach_mul_(squares, SQUARE_DECAY)
        torch._foreach_addcmul_(squares, gradients, gradients, value=1 - SQUARE_DECAY)
        roots = torch._foreach_sqrt(squares)
        torch._foreach_div_(roots, [(1 - SQUARE_DECAY**count) ** 0.5 for count in counts])
        torch._foreach_add_(roots, EPSILON)
        torch._foreach_mul_(weights, 1 - self.rate * self.weight_decay)
        torch._foreach_addcdiv_(weights, means, roots, [-self.rate / (1 - MEAN_DECAY**count) for count in counts])


def together(moving: list[Moving]) -> list[list[Moving]]:
    """Return groups of weights to compute at once.

    On a GPU they are one group, since starting a computation takes longer than the computation itself. On a processor
    each weight is one, which stays in the cache and needs less memory.
    """
    return [moving] if moving and moving[0].weight.is_cuda else [[part] for part in moving]
