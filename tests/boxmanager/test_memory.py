"""Memory that one thread frees is used by the others."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

ARENAS = """
import ctypes, threading
from iceboxer.boxmanager.core.memory import share_memory
share_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
held = threading.Barrier(5)
def work():
    libc.malloc(100_000)
    held.wait()
threads = [threading.Thread(target=work) for _ in range(4)]
[thread.start() for thread in threads]
held.wait()
[thread.join() for thread in threads]
libc.malloc_stats()
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_stats"), reason="the C library is not glibc")
def test_all_threads_share_one_place_for_memory() -> None:
    done = subprocess.run([sys.executable, "-c", ARENAS], capture_output=True, text=True, check=True)
    assert done.stderr.count("Arena ") == 1
