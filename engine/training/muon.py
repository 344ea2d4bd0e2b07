"""The Muon optimiser, used for a network's inner convolutions."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from iceboxer.engine.training.optimisers import Optimiser

MOMENTUM = 0.95
# coefficients of the odd polynomial that moves singular values towards 1 (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon)
A, B, C = 3.4445, -4.7750, 2.0315
ITERATIONS = 3  # of the polynomial; the usual five take twice the time and are no better here
RATE_FACTOR = 20.0  # relative to AdamW's rate, since a step of Muon is that much smaller in each weight


class Muon(Optimiser):
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

    @torch.no_grad()
    def step(self) -> None:
        """Take one step against the gradients."""
        for weight, state in zip(self.weights, self.states, strict=True):
            if weight.grad is not None:
                weight.mul_(1 - self.rate * self.weight_decay)
                weight.add_(_direction(weight.grad, state), alpha=-self.rate * RATE_FACTOR)


def _direction(gradient: Tensor, state: dict[str, Tensor]) -> Tensor:
    """Return Nesterov's momentum with all singular values near 1, scaled alike in wide and tall matrices."""
    if "momentum" not in state:
        state["momentum"] = torch.zeros_like(gradient)
    momentum = state["momentum"].lerp_(gradient, 1 - MOMENTUM)
    matrix = gradient.lerp(momentum, MOMENTUM).reshape(len(gradient), -1)
    height, width = matrix.shape
    direction: Tensor = orthogonal(matrix).view_as(gradient) * max(1.0, height / width) ** 0.5
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
