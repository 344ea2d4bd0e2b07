"""A running mean of the weights, which picks better than the last step's."""

from __future__ import annotations

import copy

import torch
from torch import Tensor

from iceboxer.engine.models.base import Network


class Averaged:
    """An exponential moving average of a network's weights and statistics (Polyak and Juditsky 1992).

    The decay grows from 0 to `decay` with the steps, so that the random start is forgotten at once.
    """

    def __init__(self, network: Network, decay: float = 0.98) -> None:
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, network: Network, step: int) -> None:
        """Take in the weights after `step` steps."""
        decay = min(self.decay, step / (step + 10))
        old: list[Tensor] = []
        new: list[Tensor] = []
        for mine, theirs in zip(self.network.state_dict().values(), network.state_dict().values(), strict=True):
            if mine.is_floating_point():
                old.append(mine)
                new.append(theirs)
            else:
                mine.copy_(theirs)
        torch._foreach_lerp_(old, new, 1 - decay)
