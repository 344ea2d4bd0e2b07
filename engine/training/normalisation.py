"""Batch normalisation over the batches of several processes, on processors too, where torch has none."""

from __future__ import annotations

from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn


def synchronise(network: nn.Module) -> None:
    """Put `SyncedNorm` in the place of every batch normalisation, with the same weights and statistics."""
    for name, child in network.named_children():
        if type(child) is nn.BatchNorm2d:
            synced = SyncedNorm(child.num_features, child.eps, child.momentum)
            synced.weight, synced.bias = child.weight, child.bias
            synced.running_mean, synced.running_var = child.running_mean, child.running_var
            synced.num_batches_tracked = child.num_batches_tracked
            setattr(network, name, synced)
        else:
            synchronise(child)


class SyncedNorm(nn.BatchNorm2d):
    """Normalises with mean and variance over all processes while it learns; as its parent when it answers."""

    def forward(self, x: Tensor) -> Tensor:
        """As of `torch.nn.BatchNorm2d`; every process must take part."""
        if not self.training:
            return super().forward(x)
        values = x.float()
        number = values.numel() // values.shape[1] * dist.get_world_size()
        mean = _sum_over_processes(values.sum((0, 2, 3))) / number
        centred = values - mean[:, None, None]
        variance = _sum_over_processes(centred.square().sum((0, 2, 3))) / number
        self._remember(mean.detach(), variance.detach() * number / max(1, number - 1))
        scale = self.weight * torch.rsqrt(variance + self.eps)
        return (centred * scale[:, None, None] + self.bias[:, None, None]).to(x.dtype)

    @torch.no_grad()
    def _remember(self, mean: Tensor, variance: Tensor) -> None:
        assert self.running_mean is not None
        assert self.running_var is not None
        assert self.num_batches_tracked is not None
        assert self.momentum is not None
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(variance, self.momentum)
        self.num_batches_tracked += 1


class _Sum(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, x: Tensor) -> Tensor:  # noqa: ARG004
        total = x.clone()
        dist.all_reduce(total)
        return total

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> Tensor:  # noqa: ARG004
        total = gradient.clone()
        dist.all_reduce(total)
        return total


def _sum_over_processes(x: Tensor) -> Tensor:
    total: Tensor = _Sum.apply(x)  # type: ignore[no-untyped-call]
    return total
