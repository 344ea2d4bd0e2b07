"""Memory that one thread frees is used by the others, and the window's thread waits little for them."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from iceboxer.boxmanager.app import make_application

ARENAS = """
import ctypes, threading
from iceboxer.boxmanager.core.process import share_memory
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


def test_the_threads_of_the_window_take_short_turns(qapp) -> None:
    make_application([])
    assert sys.getswitchinterval() == pytest.approx(0.001)
