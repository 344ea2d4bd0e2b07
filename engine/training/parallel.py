"""Several processes that train one network together, started by ``torchrun``; alone, all of this is nothing.

Every process draws its part of each batch; loss, normalisation and gradients are those of the whole batch, so that
all is as with one process but for rounding. The first one validates and writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from iceboxer.engine.devices import Device, available_threads
from iceboxer.engine.errors import DeviceError
from iceboxer.engine.models.base import Network, Target
from iceboxer.engine.training.normalisation import synchronise


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
    """The network, changed in place to normalise over all processes, whose backward pass averages gradients."""
    if not dist.is_initialized():
        return network
    synchronise(network)
    # buffers are the same everywhere already
    ids = [device.torch] if device.torch.type == "cuda" else None
    return DistributedDataParallel(network, ids, broadcast_buffers=False)


def threads(asked: int) -> int:
    """Processor threads of this process: `asked`, or its share of the machine; 0: all."""
    local = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    return asked or (max(1, available_threads() // local) if local > 1 else 0)


def together(raw: Tensor, target: Target) -> tuple[Tensor, Target]:
    """Answers and targets of all processes, of which only this one's answers pass a gradient on."""
    if not dist.is_initialized():
        return raw, target
    mine = dist.get_rank()
    every = _gathered(raw.float())
    every[mine] = raw.float()
    return torch.cat(every), Target(*(torch.cat(_gathered(part)) for part in target))


def _gathered(part: Tensor) -> list[Tensor]:
    part = part.detach().contiguous()
    every = [torch.empty_like(part) for _ in range(dist.get_world_size())]
    dist.all_gather(every, part)
    return every


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
