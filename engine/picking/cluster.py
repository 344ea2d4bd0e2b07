"""Looking at micrographs on many machines: tasks go to the workers of a Dask cluster, answers come as they are ready.

The workers only read; what is seen is sent here, and written here as on one machine.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

from iceboxer.engine.data.folders import MISSING, is_file
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import IsCancelled, Note, Report, check
from iceboxer.engine.models.detection import Prepared
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.here import DoneBefore
from iceboxer.engine.picking.looking import Ready
from iceboxer.engine.picking.output import digest_of
from iceboxer.engine.picking.scheduler import connected
from iceboxer.engine.picking.size import some_of
from iceboxer.engine.picking.worker import Task, look, size_of

IN_FLIGHT = 10_000  # tasks that the scheduler knows of at once: more than a hundred nodes work on
AT_ONCE = 500  # answers that are fetched together
READERS = 8  # threads that look up what an earlier run has done
WRITERS = 8  # threads that write: on a network file system each waits most of the time
NAP = 0.2  # s between two looks at whether it was cancelled
SILENCE = 10.0  # s without an answer after which it is asked whether there are any workers

T = TypeVar("T")


@contextmanager
def cluster(config: PickConfig, report: Report) -> Iterator[Cluster]:
    """The cluster that `config` names, for as long as the context lasts.

    Raises
    ------
    EngineError
        It cannot be reached, or Dask is not installed.
    """
    assert config.cluster is not None
    digest = digest_of(config.model or shipped())
    with connected(config.cluster, config.threads) as client:
        yield Cluster(client, config, digest, report)


class _Died(ReadError):
    """The workers that looked at a file died."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "could not be looked at: every worker that tried died, perhaps for want of memory")


class Cluster:
    """The workers behind a scheduler.

    A worker that dies loses nothing: Dask gives what it had to others. A micrograph whose workers died several
    times may be their murderer or a bystander; those are tried again in the end, one after the other, each alone.
    """

    def __init__(self, client: Any, config: PickConfig, digest: str, report: Report) -> None:
        self.client, self.config, self.report = client, config, report
        model = config.model.absolute() if config.model else None
        plain = {f.name: getattr(config, f.name) for f in fields(PickConfig)}
        asked = PickConfig(**{**plain, "inputs": config.inputs[:1], "model": model, "threads": 0})
        self._task = Task(asked, None, digest)
        self.writers = WRITERS
        self._workers = len(client.nthreads())
        self.name = f"the cluster at {config.cluster} ({self._workers} workers)"
        self._devices: set[str] = set()
        self._sent: dict[str, tuple[Path, Any]] = {}  # path and future of each key
        self._finished: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._heard = time.monotonic()

    def find_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> float:
        """The size of what is on a few of the micrographs, by letting a worker look."""
        few = [str(path.absolute()) for path in some_of(paths)]
        future = self.client.submit(size_of, few, self._task, pure=False)
        found: float = _patiently(future.result, cancelled)
        return found

    def look_at(
        self, paths: Sequence[Path], box_size: float, done_before: DoneBefore, cancelled: IsCancelled
    ) -> Generator[Ready]:
        """Each micrograph looked at, done before or refused, as it comes."""
        self._task = replace(self._task, box_size=box_size)
        new: deque[Path] = deque()
        with ThreadPoolExecutor(READERS, "read") as readers:
            for path, done in _in_order(readers, done_before, paths):
                check(cancelled)
                if done is None:
                    new.append(path)
                else:
                    yield done
        yield from self._compute(new, cancelled)

    def _compute(self, new: deque[Path], cancelled: IsCancelled) -> Iterator[Ready]:
        """Each looked at; those whose workers died several times once more, alone."""
        suspects: list[Path] = []
        try:
            for ready in self._through(new, cancelled):
                if isinstance(ready.error, _Died):
                    suspects.append(ready.path)
                else:
                    yield ready
            for path in suspects:
                yield from self._through(deque([path]), cancelled)
        finally:
            left, self._sent = self._sent, {}
            if left and self.client.status == "running":
                self.client.cancel([future for _, future in left.values()])

    def _through(self, new: deque[Path], cancelled: IsCancelled) -> Iterator[Ready]:
        while new or self._sent:
            self._send([new.popleft() for _ in range(min(len(new), IN_FLIGHT - len(self._sent)))])
            keys = self._next(cancelled)
            for key in keys:
                path, future = self._sent[key]
                if future.status == "error":
                    del self._sent[key]
                    yield Ready(path, error=_failure(path, future.exception()))
            yield from self._fetch([key for key in keys if key in self._sent], cancelled)

    def _send(self, paths: Sequence[Path]) -> None:
        if not paths:
            return
        names = [str(path.absolute()) for path in paths]
        for path, future in zip(paths, self.client.map(look, names, task=self._task, pure=False), strict=True):
            self._sent[future.key] = path, future
            self._expect(future)

    def _expect(self, future: Any) -> None:
        future.add_done_callback(lambda future: self._finished.put(future.key))

    def _next(self, cancelled: IsCancelled) -> list[str]:
        """Keys of what has been finished, if only after a while.

        Raises
        ------
        EngineError
            The scheduler is gone.
        """
        while True:
            check(cancelled)
            try:
                keys = [self._finished.get(timeout=NAP)]
                break
            except queue.Empty:
                self._say_whether_anybody_works()
        while len(keys) < AT_ONCE and not self._finished.empty():
            keys.append(self._finished.get())
        self._heard = time.monotonic()
        keys = [key for key in dict.fromkeys(keys) if key in self._sent]
        if any(self._sent[key][1].status == "cancelled" for key in keys):
            raise self._gone()
        return keys

    def _gone(self) -> EngineError:
        return EngineError(f"The scheduler at {self.config.cluster} is gone. What is done is kept: run it again.")

    def _say_whether_anybody_works(self) -> None:
        if time.monotonic() - self._heard < SILENCE:
            return
        self._heard = time.monotonic()
        before, self._workers = self._workers, len(self.client.nthreads())
        if before and not self._workers:
            self.report(Note("The cluster has no workers. Waiting for some."))

    def _fetch(self, keys: Sequence[str], cancelled: IsCancelled) -> Iterator[Ready]:
        """The answers; what died with its worker after it was finished is awaited anew."""
        futures = {key: self._sent[key][1] for key in keys}
        try:
            answers = _patiently(lambda: self.client.gather(futures, errors="skip"), cancelled) if futures else {}
        except (OSError, CancelledError) as e:  # it went in the middle of this
            raise self._gone() from e
        for key, future in futures.items():
            if key in answers:
                path, _ = self._sent.pop(key)
                yield self._ready(path, answers[key])
            else:
                self._expect(future)

    def _ready(self, path: Path, answer: dict[str, Any]) -> Ready:
        if answer["device"] not in self._devices:
            self._devices.add(answer["device"])
            if len(self._devices) > 1:
                self.report(
                    Note(
                        f"The workers differ ({', '.join(sorted(self._devices))}), and with them the last digits of "
                        "picks. --precision float32 brings them closer."
                    )
                )
        if "refused" in answer:
            return Ready(path, error=EngineError(answer["refused"]))
        if "unreadable" in answer:
            if answer["unreadable"] == MISSING and is_file(path):
                raise EngineError(
                    f"{path} is here but not on {answer['host']}. The workers need the same file system, with the "
                    "same names of folders."
                )
            return Ready(path, error=ReadError(path, answer["unreadable"]))
        prepared = Prepared(answer["picture"], answer["scale"]) if "picture" in answer else None
        return Ready(path, answer["shape"], prepared, answer["boxes"])


def _failure(path: Path, error: Any) -> EngineError:
    """What became of a micrograph whose task failed.

    Raises
    ------
    EngineError
        Not because its workers died: no other will do better.
    """
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return _Died(path)
    if isinstance(error, EngineError):
        raise error
    raise EngineError(
        f"The workers cannot do their work ({type(error).__name__}: {error}). Is the same Iceboxer installed there?"
    ) from error


def _patiently(wanted: Callable[[], T], cancelled: IsCancelled) -> T:
    """What `wanted` returns, however long it takes, unless it is cancelled meanwhile."""
    answer: Future[T] = Future()

    def ask() -> None:
        try:
            answer.set_result(wanted())
        except BaseException as e:  # noqa: BLE001  handed to the thread that waits, which raises it
            answer.set_exception(e)

    threading.Thread(target=ask, name="fetch", daemon=True).start()
    while True:
        try:
            return answer.result(NAP)
        except TimeoutError:
            check(cancelled)


def _in_order(
    readers: ThreadPoolExecutor, done_before: DoneBefore, paths: Sequence[Path]
) -> Iterator[tuple[Path, Ready | None]]:
    """What an earlier run has done of each; some are read ahead."""
    for start in range(0, len(paths), AT_ONCE):
        some = paths[start : start + AT_ONCE]
        yield from zip(some, readers.map(done_before, some), strict=True)
