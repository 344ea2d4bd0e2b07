"""A network that learns one batch at a time."""

from __future__ import annotations

import torch
from torch import nn

from iceboxer.engine.devices import Device
from iceboxer.engine.errors import EngineError
from iceboxer.engine.models.base import LossWeights, Network
from iceboxer.engine.models.model_file import channels_last
from iceboxer.engine.training import parallel
from iceboxer.engine.training.averaging import Averaged
from iceboxer.engine.training.feed import Batch
from iceboxer.engine.training.muon import Muon, inner_weights

WARM_UP = 10  # steps
CLIP = 5.0  # norm of the gradient
WEIGHT_DECAY = 0.01


class Learner:
    """Network, optimiser and the running mean of the weights, which is what picks.

    Parameters
    ----------
    rate : float
        The highest learning rate of AdamW (Loshchilov and Hutter 2019).
    muon : bool
        Whether the inner convolutions are `engine.training.muon.Muon`'s, not AdamW's.
    """

    def __init__(self, network: Network, device: Device, rate: float, weights: LossWeights, muon: bool = False) -> None:
        self.network = channels_last(network.to(device.torch))
        self.device, self.rate, self.weights = device, rate, weights
        self.keeps_statistics = False  # of batch normalisation, as they were learnt before
        self.average = Averaged(self.network)
        self.optimisers = _optimisers(self.network, rate, muon)

    def step(self, batch: Batch, number: int, share: float, module: nn.Module | None = None) -> float:
        """Learn from a batch; returns its loss.

        Parameters
        ----------
        number : int
            How many steps came before.
        share : float
            Of the highest learning rate.
        module : nn.Module, optional
            What wraps the network where several processes train it together.

        Raises
        ------
        EngineError
            The loss is no longer a number.
        """
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = self.rate * share * min(1.0, (number + 1) / WARM_UP)
        pictures, target = batch
        module = module or self.network
        module.train()
        if self.keeps_statistics:
            for part in self.network.modules():
                if isinstance(part, nn.BatchNorm2d):
                    part.eval()
        with self.device.autocast():
            raw = module(pictures.to(self.device.torch, memory_format=torch.channels_last, non_blocking=True))
        raw, target = parallel.together(raw, target.to(self.device.torch))
        total = self.network.loss(raw, target, self.weights).total
        if not torch.isfinite(total):
            raise EngineError("The training diverged: its loss is no longer a number. Give a lower --learning-rate.")
        self.network.zero_grad()
        whole = total * parallel.count()  # of whose gradients the processes' mean is taken
        whole.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), CLIP)
        for optimiser in self.optimisers:
            optimiser.step()
        self.average.update(self.network, number + 1)
        return float(total.detach())


def _optimisers(network: Network, rate: float, muon: bool) -> list[torch.optim.Optimizer]:
    inner = inner_weights(network) if muon else []
    theirs = {id(weight) for weight in inner}
    rest = [weight for weight in network.parameters() if id(weight) not in theirs]
    adamw = torch.optim.AdamW(rest, rate, weight_decay=WEIGHT_DECAY)
    return [adamw, Muon(inner, rate, WEIGHT_DECAY)] if inner else [adamw]
