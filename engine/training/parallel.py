"""Training of one network on several ranks started by ``torchrun``; without them every function is a no-op.

Each rank draws its part of each batch. Loss, batch normalisation and gradients are those of the whole batch, so the
result is that of one process except for rounding. Rank 0 validates and writes files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from iceboxer.engine.devices import Device, available_threads
from iceboxer.engine.errors import DeviceError
from iceboxer.engine.models.base import Network, Target


@contextmanager
def process_group() -> Iterator[int]:
    """Join the ranks that ``torchrun`` started, if any, and yield the rank of this process."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield 0
        return
    dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    try:
        yield dist.get_rank()
    finally:
        dist.destroy_process_group()


def device_name(name: str) -> str:
    """Return the GPU of this rank, or `name` if there is one process or `name` includes a number.

    Raises
    ------
    DeviceError
        There are more ranks than GPUs.
    """
    if not dist.is_initialized() or not torch.cuda.is_available() or name not in ("auto", "cuda"):
        return name
    local = int(os.environ.get("LOCAL_RANK", "0"))
    if local >= torch.cuda.device_count():
        raise DeviceError(
            f"There are more processes than the {torch.cuda.device_count()} GPUs of this machine; start one per GPU."
        )
    return f"cuda:{local}"


def threads(count: int) -> int:
    """Return the processor threads of this rank: `count`, or its part of the machine; 0: all."""
    local = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    return count or (max(1, available_threads() // local) if local > 1 else 0)


def world_size() -> int:
    """Return the number of ranks."""
    return dist.get_world_size() if dist.is_initialized() else 1


def distribute(network: Network, device: Device) -> nn.Module:
    """Return a wrapper of the network that averages gradients over the ranks; changes its batch normalisation."""
    if not dist.is_initialized():
        return network
    synchronise(network)
    # buffers are the same on all ranks already
    ids = [device.torch] if device.torch.type == "cuda" else None
    return DistributedDataParallel(network, ids, broadcast_buffers=False)


def gather(raw: Tensor, target: Target) -> tuple[Tensor, Target]:
    """Return outputs and targets of all ranks; only the outputs of this rank carry a gradient."""
    if not dist.is_initialized():
        return raw, target
    outputs = _gathered(raw.float())
    outputs[dist.get_rank()] = raw.float()
    return torch.cat(outputs), target.map(lambda part: torch.cat(_gathered(part)))


def _gathered(part: Tensor) -> list[Tensor]:
    part = part.detach().contiguous()
    parts = [torch.empty_like(part) for _ in range(dist.get_world_size())]
    dist.all_gather(parts, part)
    return parts


def any_rank(flag: bool) -> bool:
    """Return whether `flag` is set on any rank; the answer is the same on all of them."""
    if not dist.is_initialized():
        return flag
    votes = torch.tensor([float(flag)], device=_communication_device())
    dist.all_reduce(votes, dist.ReduceOp.MAX)
    return bool(votes.item() > 0)


def from_rank_zero(value: float) -> float:
    """Return the value that rank 0 has."""
    if not dist.is_initialized():
        return value
    sent = torch.tensor([value], dtype=torch.float64, device=_communication_device())
    dist.broadcast(sent, 0)
    return float(sent.item())


def _communication_device() -> str:
    return "cuda" if dist.get_backend() == "nccl" else "cpu"


def synchronise(network: nn.Module) -> None:
    """Replace each batch normalisation by a `SyncedBatchNorm` with the same weights and statistics."""
    for name, child in network.named_children():
        if type(child) is nn.BatchNorm2d:
            synced = SyncedBatchNorm(child.num_features, child.eps, child.momentum)
            synced.weight, synced.bias = child.weight, child.bias
            synced.running_mean, synced.running_var = child.running_mean, child.running_var
            synced.num_batches_tracked = child.num_batches_tracked
            setattr(network, name, synced)
        else:
            synchronise(child)


class SyncedBatchNorm(nn.BatchNorm2d):
    """Batch normalisation over the batches of all ranks, on processors too, where torch has none."""

    def forward(self, x: Tensor) -> Tensor:
        """Normalise (N, channels, height, width); in training, all ranks must take part."""
        if not self.training:
            return super().forward(x)
        values = x.float()
        number = values.numel() // values.shape[1] * dist.get_world_size()
        mean = _sum_over_ranks(values.sum((0, 2, 3))) / number
        centred = values - mean[:, None, None]
        variance = _sum_over_ranks(centred.square().sum((0, 2, 3))) / number
        self._update_statistics(mean.detach(), variance.detach() * number / max(1, number - 1))
        scale = self.weight * torch.rsqrt(variance + self.eps)
        return (centred * scale[:, None, None] + self.bias[:, None, None]).to(x.dtype)

    @torch.no_grad()
    def _update_statistics(self, mean: Tensor, variance: Tensor) -> None:
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


def _sum_over_ranks(x: Tensor) -> Tensor:
    total: Tensor = _Sum.apply(x)  # type: ignore[no-untyped-call]
    return total
