"""Where the network runs: the device, the number of threads, the precision."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import psutil
import torch

from iceboxer.engine.errors import DeviceError

# the fields below are named after what they are; inside the class their names hide torch itself
_TorchDevice = torch.device
_Dtype = torch.dtype


@dataclass(frozen=True)
class Device:
    """A device in use. `name` is for people; `precision` is what the convolutions run in."""

    torch: _TorchDevice
    name: str
    precision: _Dtype
    threads: int

    @property
    def batch(self) -> int:
        """How many pictures at once: a processor is fastest, and needs least memory, with one."""
        return 1 if self.torch.type == "cpu" else 8

    def autocast(self) -> AbstractContextManager[object]:
        """The context in which the network runs at this device's precision."""
        if self.precision == torch.float32:
            return nullcontext()
        return torch.autocast(self.torch.type, self.precision)


def available_threads() -> int:
    """The processors this process may use: a shared machine's scheduler sets the affinity mask."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def choose(name: str = "auto", threads: int = 0, precision: str = "auto") -> Device:
    """The device called `name`, with `threads` threads (0: all that this process may use).

    Parameters
    ----------
    name : str
        ``auto`` (a GPU where there is one), ``cpu``, ``cuda``, ``cuda:N`` or ``mps``.
    precision : str
        ``auto`` (bfloat16 where the processor computes in it), ``float32`` or ``bfloat16``.

    Raises
    ------
    DeviceError
        It is not there. A device asked for by name is never replaced by another.
    """
    threads = threads or available_threads()
    torch.set_num_threads(threads)
    chosen = torch.device(_best() if name == "auto" else _checked(name))
    kind = _precision(chosen, precision)
    return Device(chosen, _title(chosen, threads), kind, threads)


def _best() -> str:
    if torch.cuda.is_available():
        return "cuda:0"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _checked(name: str) -> str:
    if name == "cpu":
        return name
    if name == "mps":
        if torch.backends.mps.is_available():
            return name
        raise DeviceError("The device 'mps' was asked for, but this machine has no Apple GPU that torch can use.")
    kind, _, number = name.partition(":")
    if kind != "cuda" or (number and not number.isdecimal()):
        raise DeviceError(f"'{name}' is not a device; there are auto, cpu, cuda, cuda:0, cuda:1, …, and mps.")
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if int(number or 0) >= count:
        raise DeviceError(f"The device '{name}' was asked for, but torch sees {count} CUDA GPUs here. {why_no_gpu()}")
    return f"cuda:{int(number or 0)}"


def names() -> tuple[str, ...]:
    """What can be chosen here, as `choose` takes it."""
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    apple = ("mps",) if torch.backends.mps.is_available() else ()
    return ("auto", "cpu", *(f"cuda:{number}" for number in range(count)), *apple)


def memory(device: Device) -> int:
    """The memory of a device in bytes; a processor's and an Apple GPU's is the machine's."""
    if device.torch.type == "cuda":
        return int(torch.cuda.get_device_properties(device.torch).total_memory)
    return int(psutil.virtual_memory().total)


def why_no_gpu() -> str:
    """One sentence on why CUDA cannot be used, or that it can."""
    if torch.cuda.is_available():
        return "CUDA can be used."
    if torch.version.cuda is None:
        return f"The installed torch {torch.__version__} is a build without CUDA."
    return f"Torch {torch.__version__} is built for CUDA {torch.version.cuda}, but finds no driver or no GPU."


def has_fast_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 is computed in hardware there, rather than emulated and slower."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        return bool(torch.cpu._is_avx512_bf16_supported())
    return False


def _precision(device: torch.device, precision: str) -> torch.dtype:
    if precision == "float32":
        return torch.float32
    if precision == "bfloat16":
        return torch.bfloat16
    if precision != "auto":
        raise DeviceError(f"'{precision}' is not a precision; there are auto, float32 and bfloat16.")
    return torch.bfloat16 if has_fast_bfloat16(device) else torch.float32


def _title(device: torch.device, threads: int) -> str:
    if device.type == "cuda":
        return f"GPU {torch.cuda.get_device_name(device)} ({device})"
    if device.type == "mps":
        return "Apple GPU (mps)"
    return f"CPU, {threads} thread{'s' if threads > 1 else ''}"
