"""The Muon optimiser, used for a network's inner convolutions."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

MOMENTUM = 0.95
# coefficients of the odd polynomial that moves singular values towards 1 (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon)
A, B, C = 3.4445, -4.7750, 2.0315
ITERATIONS = 3  # of the polynomial; the usual five take twice the time and are no better here
RATE_FACTOR = 20.0  # relative to AdamW's rate, since a step of Muon is that much smaller in each weight


class Muon(torch.optim.Optimizer):
    """Momentum with equalised singular values (Jordan et al. 2024), for weights of convolutions.

    A gradient consists mostly of a few strong directions; equal steps along all directions learn as much in half the
    steps. It needs matrices, so AdamW optimises vectors, and also the first and the last layer.

    Parameters
    ----------
    weights : list of Tensor
        Of shape (out, ...), treated as matrices (out, all others).
    rate : float
        AdamW's rate for the rest of the network; it is multiplied by `RATE_FACTOR` here.
    """

    def __init__(self, weights: list[Tensor], rate: float, weight_decay: float) -> None:
        super().__init__(weights, {"lr": rate, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]  # noqa: ARG002  (torch's argument, never called)
        """Take one step against the gradients."""
        for group in self.param_groups:
            rate = group["lr"]
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                weight.mul_(1 - rate * group["weight_decay"])
                weight.add_(self._direction(weight), alpha=-rate * RATE_FACTOR)

    def _direction(self, weight: Tensor) -> Tensor:
        """Return Nesterov's momentum with all singular values near 1, scaled alike in wide and tall matrices."""
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
    """Return the matrix with its larger singular values moved to about 0.6 to 1.2, by multiplications alone."""
    tall = matrix.shape[0] > matrix.shape[1]
    x: Tensor = matrix.T if tall else matrix
    x = x / x.norm().clamp(min=1e-30)
    for _ in range(ITERATIONS):
        square = x @ x.T
        x = A * x + (B * square + C * square @ square) @ x
    return x.T if tall else x


def inner_weights(network: nn.Module) -> list[Tensor]:
    """Return the weights of all convolutions except the first and the outputs, the only ones with a bias."""
    inner = [part.weight for part in network.modules() if isinstance(part, nn.Conv2d) and part.bias is None]
    return inner[1:]
