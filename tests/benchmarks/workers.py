"""Parts of a benchmark in parallel processes."""

from __future__ import annotations

import multiprocessing
import signal
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from iceboxer.engine.errors import EngineError
from iceboxer.engine.events import IsCancelled, Note, Report, check

LOCKS = 64
PATIENCE = 0.2  # s between two checks for messages of the processes

P = TypeVar("P")
R = TypeVar("R")
Claim = Callable[[str], AbstractContextManager[object]]
Measure = Callable[[P, Report, IsCancelled, Claim], R]  # a function of a module; so are its arguments and answer

_shared: tuple[Any, ...] = ()  # in each process: its messages, the stop signal, locks


def nobody_else(name: str) -> AbstractContextManager[object]:
    """Return a lock for a single process, which locks nothing."""
    return nullcontext()


def side_by_side(
    jobs: int, measure: Measure[P, R], parts: Sequence[P], report: Report, cancelled: IsCancelled
) -> Iterator[tuple[P, R]]:
    """Yield each part with the result of `measure` when it is finished; `jobs` run at a time.

    Raises
    ------
    EngineError
        A part failed, or its process ended. Running parts are finished first.
    Cancelled
    """
    context = multiprocessing.get_context("spawn")
    notes, stop, locks = context.SimpleQueue(), context.Event(), [context.Lock() for _ in range(LOCKS)]
    with ProcessPoolExecutor(jobs, context, _begin, (notes, stop, locks)) as pool:
        running: dict[Future[R | EngineError], P] = {pool.submit(_run, measure, part): part for part in parts}
        try:
            while running:
                check(cancelled)
                done, _ = wait(running, PATIENCE, FIRST_COMPLETED)
                while not notes.empty():
                    report(Note(notes.get()))
                for future in done:
                    yield running.pop(future), _answer(future)
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _answer(future: Future[R | EngineError]) -> R:
    try:
        answer = future.result()
    except BrokenProcessPool as e:
        raise EngineError("A process ended, possibly out of memory. Run the command again to resume.") from e
    if isinstance(answer, EngineError):
        raise answer
    return answer


def _begin(*shared: Any) -> None:
    global _shared
    _shared = shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it stops it


def _run(measure: Measure[P, R], part: P) -> R | EngineError:
    notes, stop, locks = _shared

    def report(event: object) -> None:
        if isinstance(event, Note):
            notes.put(event.text)

    def claim(name: str) -> AbstractContextManager[object]:
        lock: AbstractContextManager[object] = locks[zlib.crc32(name.encode()) % LOCKS]
        return lock

    try:
        return measure(part, report, stop.is_set, claim)
    except EngineError as e:
        return EngineError(str(e))  # some of its kinds cannot travel between processes
