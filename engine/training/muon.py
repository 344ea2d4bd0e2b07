"""The optimiser of a network's inner convolutions: every direction of a step counts alike."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

MOMENTUM = 0.95
# of the odd polynomial that brings singular values near 1 (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon)
A, B, C = 3.4445, -4.7750, 2.0315
ROUNDS = 3  # of it; five, as usual, take twice the time and learn no better
TIMES = 20.0  # AdamW's rate: a step of Muon's is that much smaller in each weight


class Muon(torch.optim.Optimizer):
    """Momentum whose singular values are made alike (Jordan et al. 2024), for weights of convolutions.

    A gradient is mostly a few strong directions; a step along all of them at once learns as much in half the
    steps. Needed are matrices, so what goes in and out (the first and last layer) and vectors are AdamW's.

    Parameters
    ----------
    weights : list of Tensor
        Of shape (out, ...), taken as matrices (out, all others).
    rate : float
        AdamW's rate for the rest of the network; here it counts `TIMES` as much.
    """

    def __init__(self, weights: list[Tensor], rate: float, weight_decay: float) -> None:
        super().__init__(weights, {"lr": rate, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]  # noqa: ARG002  (torch's argument, never called)
        """One step against the gradients."""
        for group in self.param_groups:
            rate = group["lr"]
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                weight.mul_(1 - rate * group["weight_decay"])
                weight.add_(self._direction(weight), alpha=-rate * TIMES)

    def _direction(self, weight: Tensor) -> Tensor:
        """Nesterov's momentum, all its singular values near 1, as large in a wide matrix as in a high one."""
        assert weight.grad is not None
        state = self.state[weight]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(weight)
        momentum = state["momentum"].lerp_(weight.grad, 1 - MOMENTUM)
        matrix = weight.grad.lerp(momentum, MOMENTUM).reshape(len(weight), -1)
        height, width = matrix.shape
        direction: Tensor = orthogonal(matrix).view_as(weight) * max(1.0, height / width) ** 0.5
        return direction


def orthogonal(matrix: Tensor) -> Tensor:
    """The matrix with its larger singular values brought between about 0.6 and 1.2, by multiplications alone."""
    high = matrix.shape[0] > matrix.shape[1]
    x: Tensor = matrix.T if high else matrix
    x = x / x.norm().clamp(min=1e-30)
    for _ in range(ROUNDS):
        square = x @ x.T
        x = A * x + (B * square + C * square @ square) @ x
    return x.T if high else x


def inner_weights(network: nn.Module) -> list[Tensor]:
    """The weights of all convolutions but the first and the last."""
    return [part.weight for part in network.modules() if isinstance(part, nn.Conv2d)][1:-1]
