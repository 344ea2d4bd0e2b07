"""A check of this machine and installation: the job behind ``iceboxer doctor``."""

from __future__ import annotations

import os
import platform
import sys
import time
from dataclasses import dataclass
from typing import Any

import psutil
import torch

from iceboxer.engine import devices
from iceboxer.engine.cli.window_requirements import missing_library, missing_packages
from iceboxer.engine.config import DEVICE, setting
from iceboxer.engine.events import Finished, IsCancelled, Report
from iceboxer.engine.text import format_table
from iceboxer.engine.version import __version__


@dataclass(frozen=True)
class DoctorConfig:
    """Settings of the check."""

    device: str = setting("auto", help=DEVICE)


def doctor(config: DoctorConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:  # noqa: ARG001
    """Check processor, memory, GPU and window; `text` of the result is a table for users.

    Raises
    ------
    DeviceError
        There is no such device.
    """
    begun = time.monotonic()
    device = devices.choose(config.device)
    fast = devices.has_fast_bfloat16(device.torch)
    memory = psutil.virtual_memory()
    rows = [
        ("iceboxer", __version__),
        ("python", f"{platform.python_version()} ({sys.executable})"),
        ("torch", torch.__version__),
        ("system", platform.platform()),
        (
            "processor",
            f"{psutil.cpu_count()} logical processors, {devices.available_threads()} available here",
        ),
        ("memory", f"{memory.total / 2**30:.1f} GB, {memory.available / 2**30:.1f} GB free"),
        ("GPU", devices.why_no_gpu()),
        ("used", device.name),
        ("precision", "bfloat16 (in hardware)" if fast else "float32 (no bfloat16 in hardware)"),
        ("window", _window()),
    ]
    report(Finished("doctor", time.monotonic() - begun, dict(rows)))
    return {"text": format_table(rows), **dict(rows)}


def _window() -> str:
    """Return whether the window can open, and if not, the reason."""
    if lacking := missing_packages():
        return f"cannot open: {' and '.join(lacking)} not installed (pip install {' '.join(lacking)})"
    if sys.platform == "linux" and not _has_display():
        return "cannot open: neither DISPLAY nor WAYLAND_DISPLAY is set (over ssh, connect with -X)"
    if sys.platform == "linux" and "DISPLAY" in os.environ and (problem := missing_library()):
        return f"cannot open: {problem}"
    return "can open"


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
