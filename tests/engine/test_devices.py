"""The threads that prepare pictures for a device, and its precision."""

from __future__ import annotations

import pytest
import torch

from iceboxer.engine import devices
from iceboxer.engine.devices import Device


@pytest.mark.parametrize(("kind", "threads", "helpers"), [("cpu", 16, 1), ("cuda", 16, 8), ("cuda", 3, 3)])
def test_a_gpu_is_fed_by_several_threads(kind: str, threads: int, helpers: int) -> None:
    """Eight at most; on the CPU the network itself needs the threads."""
    assert Device(torch.device(kind), kind, torch.float32, threads).helpers == helpers


def test_float32_is_not_rounded_to_tf32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", True)
    devices.choose("cpu", 1, "float32")
    assert not torch.backends.cudnn.allow_tf32
