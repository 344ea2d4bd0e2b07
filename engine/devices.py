"""Choice of the device that a network runs on, its number of threads, and its precision."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import psutil
import torch

from iceboxer.engine.config import check_threads
from iceboxer.engine.errors import DeviceError

# inside the class below, the name of its field `torch` hides the module
_TorchDevice = torch.device
_Dtype = torch.dtype

GET_TORCH = "https://pytorch.org/get-started/locally"
MAX_HELPERS = 8  # more would wait for each other


@dataclass(frozen=True)
class Device:
    """A device in use: `name` is shown to users, `precision` is the type that convolutions run in."""

    torch: _TorchDevice
    name: str
    precision: _Dtype
    threads: int

    @property
    def batch(self) -> int:
        """Number of pictures processed at once; a CPU is fastest, and needs the least memory, with one."""
        return 1 if self.torch.type == "cpu" else 8

    @property
    def helpers(self) -> int:
        """Number of threads that prepare pictures for the network: one, if it runs on the CPU itself."""
        return 1 if self.torch.type == "cpu" else max(1, min(self.threads, MAX_HELPERS))

    def autocast(self) -> AbstractContextManager[object]:
        """Return the context in which a network runs at this device's precision."""
        if self.precision == torch.float32:
            return nullcontext()
        return torch.autocast(self.torch.type, self.precision)


def available_threads() -> int:
    """Return the number of processors this process may use; schedulers of shared machines limit it by affinity."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def choose(name: str = "auto", threads: int = 0, precision: str = "auto") -> Device:
    """Return the device called `name`, with `threads` CPU threads (0 uses all that this process may use).

    Parameters
    ----------
    name : str
        ``auto`` (a GPU if there is one), ``cpu``, ``cuda``, ``cuda:N`` or ``mps``.
    precision : str
        ``auto`` (bfloat16 if the hardware supports it), ``float32`` or ``bfloat16``.

    Raises
    ------
    DeviceError
        There is no such device. A device set by name is never replaced by another.
    ConfigError
        The number of threads is negative, or larger than a machine can start.
    """
    check_threads(threads)
    threads = threads or available_threads()
    torch.set_num_threads(threads)
    chosen = torch.device(_best() if name == "auto" else _checked(name))
    kind = _precision(chosen, precision)
    torch.backends.cudnn.allow_tf32 = False  # float32 means float32; the fast precision is bfloat16
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
        raise DeviceError("There is no device 'mps': torch finds no usable Apple GPU on this machine.")
    kind, _, number = name.partition(":")
    if kind != "cuda" or (number and not number.isdecimal()):
        raise DeviceError(f"'{name}' is not a device. Use auto, cpu, cuda, cuda:0, cuda:1, … or mps.")
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if int(number or 0) >= count:
        raise DeviceError(f"There is no device '{name}': torch finds {count} CUDA GPUs on this machine. {why_no_gpu()}")
    return f"cuda:{int(number or 0)}"


def names() -> tuple[str, ...]:
    """Return the names of the devices on this machine, for `choose`."""
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    apple = ("mps",) if torch.backends.mps.is_available() else ()
    return ("auto", "cpu", *(f"cuda:{number}" for number in range(count)), *apple)


def memory(device: Device) -> int:
    """Return the memory of a device in bytes; for a CPU and an Apple GPU, that of the machine."""
    if device.torch.type == "cuda":
        return int(torch.cuda.get_device_properties(device.torch).total_memory)
    return int(psutil.virtual_memory().total)


def why_no_gpu() -> str:
    """Return a sentence on whether CUDA can be used, and if not, why."""
    if torch.cuda.is_available():
        return "CUDA is available."
    if torch.version.cuda is None:
        return (
            f"The installed torch {torch.__version__} is a build without CUDA. To use an NVIDIA GPU, install the build "
            f"that {GET_TORCH} names for your driver."
        )
    return (
        f"Torch {torch.__version__} is built for CUDA {torch.version.cuda} but finds no GPU or no driver. Run "
        f"nvidia-smi to see the driver. Without a GPU, the CPU build is several GB smaller: {GET_TORCH}."
    )


def has_fast_bfloat16(device: torch.device) -> bool:
    """Return whether a device computes bfloat16 in hardware instead of emulating it, which is slower."""
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
        raise DeviceError(f"'{precision}' is not a precision. Use auto, float32 or bfloat16.")
    return torch.bfloat16 if has_fast_bfloat16(device) else torch.float32


def _title(device: torch.device, threads: int) -> str:
    if device.type == "cuda":
        return f"GPU {torch.cuda.get_device_name(device)} ({device})"
    if device.type == "mps":
        return "Apple GPU (mps)"
    return f"CPU, {threads} thread{'s' if threads > 1 else ''}"
