"""Detection on a Dask cluster: its workers run the tasks and return each result as soon as it is ready.

The workers only read files; boxes are sent back and written here, as in a run on one machine.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from iceboxer.engine.config import derive
from iceboxer.engine.data.folders import MISSING, is_file
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import IsCancelled, Note, Report, check
from iceboxer.engine.models.detection import Prepared
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import Outcome
from iceboxer.engine.picking.filament_config import PickFilamentsConfig
from iceboxer.engine.picking.filament_detector import FilamentOutcome
from iceboxer.engine.picking.output import digest_model
from iceboxer.engine.picking.pipeline import Reuse
from iceboxer.engine.picking.scheduler import open_client
from iceboxer.engine.picking.size_sample import select_sample
from iceboxer.engine.picking.worker import MEASURED, DetectorSpec, detect_file, estimate_size, model_for

IN_FLIGHT = 10_000  # tasks submitted at once: more than a hundred nodes process at a time
CHUNK = 500  # results fetched together
READERS = 8  # threads that read the results of an earlier run
WRITERS = 8  # threads that write: on a network file system each waits most of the time
NAP = 0.2  # s between two checks for cancellation
SILENCE = 10.0  # s without a result after which the number of workers is checked

T = TypeVar("T")
AnyConfig = PickConfig | PickFilamentsConfig


@contextmanager
def open_cluster(config: AnyConfig, report: Report) -> Iterator[ClusterPipeline]:
    """Connect to the cluster that `config` names, for as long as the context lasts.

    Raises
    ------
    EngineError
        It cannot be reached, or Dask is not installed.
    """
    assert config.cluster is not None
    digest = digest_model(model_for(config))
    with open_client(config.cluster, config.threads) as client:
        yield ClusterPipeline(client, config, digest, report)


class _WorkersDied(ReadError):
    """Every worker that processed a file died."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "could not be picked: every worker that tried crashed, perhaps out of memory")


class ClusterPipeline:
    """Detection on the workers of a Dask scheduler.

    If a worker dies, nothing is lost: Dask reassigns its tasks. A micrograph whose workers died several times may or
    may not have caused the crash; such micrographs are retried at the end, one at a time.
    """

    def __init__(self, client: Any, config: AnyConfig, digest: str, report: Report) -> None:
        self.client, self.config, self.report = client, config, report
        model = config.model.absolute() if config.model else None
        # one input only: the settings are sent with every task
        kind: type[AnyConfig] = PickFilamentsConfig if isinstance(config, PickFilamentsConfig) else PickConfig
        settings = derive(kind, config, inputs=config.inputs[:1], model=model, threads=0)
        self._spec = DetectorSpec(settings, digest)
        self.writers = WRITERS
        self._workers = len(client.nthreads())
        self.name = f"the cluster at {config.cluster} ({self._workers} workers)"
        self._devices: set[str] = set()
        self._sent: dict[str, tuple[Path, Any]] = {}  # path and future of each key
        self._finished: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._last_result = time.monotonic()

    def estimate_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> BoxSize:
        """Return the box size that fits the particles on a few of the micrographs, estimated by a worker."""
        sample = [str(path.absolute()) for path in select_sample(paths)]
        future = self.client.submit(estimate_size, sample, self._spec, pure=False)
        found: BoxSize = _wait_for(future.result, cancelled)
        return found

    def run(self, paths: Sequence[Path], box_size: BoxSize, reuse: Reuse, cancelled: IsCancelled) -> Generator[Outcome]:
        """Yield the outcome of each micrograph as soon as it is known."""
        new: deque[Path] = deque()
        with ThreadPoolExecutor(READERS, "read") as readers:
            for path, done in _read_done(readers, reuse, paths):
                check(cancelled)
                if done is None:
                    new.append(path)
                else:
                    yield done
        yield from self._detect_all(new, box_size, cancelled)

    def _detect_all(self, new: deque[Path], box_size: BoxSize, cancelled: IsCancelled) -> Iterator[Outcome]:
        """Yield each outcome; micrographs whose workers died several times are retried alone."""
        suspects: list[Path] = []
        try:
            for outcome in self._detect(new, box_size, cancelled):
                if isinstance(outcome.error, _WorkersDied):
                    suspects.append(outcome.path)
                else:
                    yield outcome
            for path in suspects:
                yield from self._detect(deque([path]), box_size, cancelled)
        finally:
            left, self._sent = self._sent, {}
            if left and self.client.status == "running":
                self.client.cancel([future for _, future in left.values()])

    def _detect(self, new: deque[Path], box_size: BoxSize, cancelled: IsCancelled) -> Iterator[Outcome]:
        while new or self._sent:
            self._send([new.popleft() for _ in range(min(len(new), IN_FLIGHT - len(self._sent)))], box_size)
            keys = self._next(cancelled)
            for key in keys:
                path, future = self._sent[key]
                if future.status == "error":
                    del self._sent[key]
                    yield Outcome(path, error=_failure(path, future.exception()))
            yield from self._fetch([key for key in keys if key in self._sent], cancelled)

    def _send(self, paths: Sequence[Path], box_size: BoxSize) -> None:
        if not paths:
            return
        names = [str(path.absolute()) for path in paths]
        futures = self.client.map(detect_file, names, spec=self._spec, box_size=box_size, pure=False)
        for path, future in zip(paths, futures, strict=True):
            self._sent[future.key] = path, future
            self._expect(future)

    def _expect(self, future: Any) -> None:
        future.add_done_callback(lambda future: self._finished.put(future.key))

    def _next(self, cancelled: IsCancelled) -> list[str]:
        """Wait until tasks are finished; return their keys.

        Raises
        ------
        EngineError
            The scheduler has stopped.
        """
        while True:
            check(cancelled)
            try:
                keys = [self._finished.get(timeout=NAP)]
                break
            except queue.Empty:
                self._check_workers()
        while len(keys) < CHUNK and not self._finished.empty():
            keys.append(self._finished.get())
        self._last_result = time.monotonic()
        keys = [key for key in dict.fromkeys(keys) if key in self._sent]
        if any(self._sent[key][1].status == "cancelled" for key in keys):
            raise self._gone()
        return keys

    def _gone(self) -> EngineError:
        return EngineError(
            f"The scheduler at {self.config.cluster} has stopped. Finished micrographs are kept; run again to resume."
        )

    def _check_workers(self) -> None:
        """Report if there has been no result for a while because all workers are gone."""
        if time.monotonic() - self._last_result < SILENCE:
            return
        self._last_result = time.monotonic()
        before, self._workers = self._workers, len(self.client.nthreads())
        if before and not self._workers:
            self.report(Note("The cluster has no workers left; waiting for new ones."))

    def _fetch(self, keys: Sequence[str], cancelled: IsCancelled) -> Iterator[Outcome]:
        """Yield the results; a result that was lost with its worker is awaited again."""
        futures = {key: self._sent[key][1] for key in keys}
        try:
            answers = _wait_for(lambda: self.client.gather(futures, errors="skip"), cancelled) if futures else {}
        except (OSError, CancelledError) as e:  # the scheduler stopped during the transfer
            raise self._gone() from e
        for key, future in futures.items():
            if key in answers:
                path, _ = self._sent.pop(key)
                yield self._outcome(path, answers[key])
            else:
                self._expect(future)

    def _outcome(self, path: Path, answer: dict[str, Any]) -> Outcome:
        if answer["device"] not in self._devices:
            self._devices.add(answer["device"])
            if len(self._devices) > 1:
                self.report(
                    Note(
                        f"The workers have different devices ({', '.join(sorted(self._devices))}), so the last digits "
                        "of picks may differ. --precision float32 brings them closer."
                    )
                )
        if "refused" in answer:
            return Outcome(path, error=EngineError(answer["refused"]))
        if "unreadable" in answer:
            if answer["unreadable"] == MISSING and is_file(path):
                raise EngineError(
                    f"{path} exists here but not on {answer['host']}. The workers need the same file system, mounted "
                    "at the same path."
                )
            return Outcome(path, error=ReadError(path, answer["unreadable"]))
        prepared = Prepared(answer["picture"], answer["scale"]) if "picture" in answer else None
        measured = {name: answer[name] for name in MEASURED}
        if "filaments" in answer:
            return FilamentOutcome(path, answer["shape"], prepared, filaments=answer["filaments"], **measured)
        return Outcome(path, answer["shape"], prepared, answer["boxes"], **measured)


def _failure(path: Path, error: Any) -> EngineError:
    """Return the error of a micrograph whose workers died.

    Raises
    ------
    EngineError
        The task failed for another reason, so that it would fail on every worker.
    """
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return _WorkersDied(path)
    if isinstance(error, EngineError):
        raise error
    raise EngineError(
        f"The workers cannot run Iceboxer ({type(error).__name__}: {error}). Install the same version there."
    ) from error


def _wait_for(compute: Callable[[], T], cancelled: IsCancelled) -> T:
    """Return the result of `compute`, run in a thread, and check for cancellation while it runs."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(compute())
        except BaseException as e:  # noqa: BLE001  the waiting thread raises it
            answer.set_exception(e)

    threading.Thread(target=run, name="fetch", daemon=True).start()
    while True:
        try:
            return answer.result(NAP)
        except TimeoutError:
            check(cancelled)


def _read_done(
    readers: ThreadPoolExecutor, reuse: Reuse, paths: Sequence[Path]
) -> Iterator[tuple[Path, Outcome | None]]:
    """Yield each micrograph with its outcome in an earlier run, in order, read by several threads."""
    for start in range(0, len(paths), CHUNK):
        chunk = paths[start : start + CHUNK]
        yield from zip(chunk, readers.map(reuse, chunk), strict=True)
