"""One trial: a damaged file is read while exceptions, time, memory and written files are monitored."""

from __future__ import annotations

import signal
import types
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from iceboxer.engine.errors import EngineError
from tests.fuzz.readers import Reader

TOO_LONG = 10  # s
TOO_MUCH = 256 * 2**20  # bytes of additional memory; the largest valid file here has a few thousand


class Hang(BaseException):
    """Raised when a reader hangs; a BaseException, so that the reader does not catch it."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of a trial: whether the file was read or refused, and the fault, empty if there is none."""

    refused: bool
    fault: str = ""


def attempt(reader: Reader, folder: Path, data: bytes, timed: bool = True) -> Outcome:
    """Read `data` as a file in the empty `folder`, which is left empty; `timed` detects hangs."""
    path = folder / f"damaged{reader.suffix}"
    path.write_bytes(data)
    before = _peak(reset=True)
    try:
        with warnings.catch_warnings(), _no_longer_than(TOO_LONG) if timed else nullcontext():
            warnings.simplefilter("error")
            outcome = _read(reader, path)
    finally:
        path.unlink()
    grown = _peak() - before
    if grown > TOO_MUCH:
        return Outcome(outcome.refused, f"took {grown >> 20} MiB for a file of {len(data):,} bytes")
    if left := [p.name for p in folder.iterdir()]:
        return Outcome(outcome.refused, f"wrote {left}")
    return outcome


def _read(reader: Reader, path: Path) -> Outcome:
    try:
        reader.read(path)
    except EngineError as e:
        return Outcome(True, "" if len(str(e)) < 1500 else f"is refused with {len(str(e)):,} letters")
    except Hang:
        return Outcome(False, f"takes more than {TOO_LONG} s")
    except Exception as e:  # noqa: BLE001 (any other exception is a fault to report)
        return Outcome(False, f"raises {type(e).__name__}: {str(e)[:200]}")
    return Outcome(False)


@contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    handler = signal.signal(signal.SIGALRM, _hangs)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)  # restore the timer of the test runner
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)
        signal.signal(signal.SIGALRM, handler)


def _hangs(number: int, frame: types.FrameType | None) -> None:
    raise Hang


def _peak(reset: bool = False) -> int:
    """Return the peak resident memory in bytes since the last reset; 0 if the system does not report it."""
    try:
        if reset:
            Path("/proc/self/clear_refs").write_text("5")
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)
