"""Several processes that train one network together, started by ``torchrun``; alone, all of this is nothing.

Every process draws its own crops; gradients are averaged; the first one validates and writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from engine.devices import Device
from engine.errors import DeviceError
from engine.models.base import Network


@contextmanager
def processes() -> Iterator[int]:
    """Join the other processes, if ``torchrun`` started any, and give this one's number, 0 for the first."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield 0
        return
    dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    try:
        yield dist.get_rank()
    finally:
        dist.destroy_process_group()


def device_name(asked: str) -> str:
    """The GPU of this process where there are several processes and no device was asked for by number."""
    if not dist.is_initialized() or not torch.cuda.is_available() or asked not in ("auto", "cuda"):
        return asked
    local = int(os.environ.get("LOCAL_RANK", "0"))
    if local >= torch.cuda.device_count():
        raise DeviceError(f"More processes than the {torch.cuda.device_count()} GPUs of this machine were started.")
    return f"cuda:{local}"


def shared(network: Network, device: Device) -> nn.Module:
    """The network whose backward pass averages the gradients of all processes."""
    if not dist.is_initialized():
        return network
    return DistributedDataParallel(network, [device.torch] if device.torch.type == "cuda" else None)


def count() -> int:
    """How many processes train together."""
    return dist.get_world_size() if dist.is_initialized() else 1


def any_says(flag: bool) -> bool:
    """Whether any process says so; all of them get the same answer at the same step."""
    if not dist.is_initialized():
        return flag
    device = "cuda" if dist.get_backend() == "nccl" else "cpu"
    votes = torch.tensor([float(flag)], device=device)
    dist.all_reduce(votes, dist.ReduceOp.MAX)
    return bool(votes.item() > 0)


def from_first(values: list[float]) -> list[float]:
    """The first process's numbers, for all."""
    if not dist.is_initialized():
        return values
    device = "cuda" if dist.get_backend() == "nccl" else "cpu"
    sent = torch.tensor(values, dtype=torch.float64, device=device)
    dist.broadcast(sent, 0)
    result: list[float] = sent.tolist()
    return result
