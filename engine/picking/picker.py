"""Picks many micrographs: the job behind ``iceboxer pick`` and the window's *Pick*."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from engine import __version__, devices
from engine.config import PickConfig, to_json
from engine.data.boxes import Boxes, inside
from engine.data.filters import Lowpass, network_input
from engine.data.micrograph import find_micrographs, open_micrograph
from engine.devices import Device
from engine.errors import EngineError, ReadError
from engine.evaluation.picture import draw_boxes
from engine.events import (
    Finished,
    IsCancelled,
    MicrographDone,
    MicrographFailed,
    Note,
    Progress,
    Report,
    Started,
    check,
)
from engine.general.shipped import shipped
from engine.models.model_file import Model, for_inference, load_model
from engine.picking import sizing
from engine.picking.detect import Prepared, detect, scale_between
from engine.picking.output import Output, unique_names

FLOOR = 0.05  # picks are kept down to this confidence, so that the threshold can be chosen afterwards
READ_AHEAD = 3  # prepared micrographs that may wait for the network
AT_ONCE = 4  # micrographs that a processor works on, each of which needs memory


@dataclass(frozen=True)
class Ready:
    """A micrograph that waits for the network, or the reason why it cannot."""

    path: Path
    shape: tuple[int, int] = (0, 0)
    prepared: Prepared | None = None
    found: Boxes | None = None
    error: ReadError | None = None
    done: Boxes | None = None


def pick(config: PickConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Pick all micrographs; a file that cannot be read is reported and skipped.

    What an earlier run with the same model and settings has done is taken over. Cancelled, what is done
    stays, and the next run goes on from there.

    Returns
    -------
    dict
        The summary that is also written to ``summary.json``.

    Raises
    ------
    EngineError
        No micrograph, no model, no such device, or the output cannot be written.
    Cancelled
    """
    begun = time.monotonic()
    paths = find_micrographs(list(config.inputs))
    if not paths:
        raise EngineError(f"There is no micrograph in {', '.join(map(str, config.inputs))}.")
    run = Picking(config, paths, report)
    report(Started("pick", len(paths), run.device.name))
    if run.output.continues:
        report(Note(f"Going on in {run.output.folder}; what is done there is not picked again."))
    run.all(cancelled)
    summary = run.summary(time.monotonic() - begun)
    run.output.finish(run.chosen, summary)
    report(Finished("pick", time.monotonic() - begun, {k: summary[k] for k in ("picks", "done", "failed")}))
    return summary


def _groups(items: Iterator[Ready], size: int) -> Iterator[tuple[Ready, ...]]:
    return iter(lambda: tuple(islice(items, size)), ())


class Picking:
    """One run over many micrographs: some threads read ahead, one writes.

    On a processor each of the former does all of a micrograph, the network too, so that none waits for another;
    a graphics card takes several prepared ones at once.
    """

    def __init__(self, config: PickConfig, paths: list[Path], report: Report) -> None:
        device: Device = devices.choose(config.device, config.threads, config.precision)
        self.model_file = config.model or shipped()
        model: Model = load_model(self.model_file)
        self.config, self.device, self.card, self.report = config, device, model.card, report
        self.network = for_inference(model.network, device)
        self.threshold = model.card.threshold if config.threshold is None else config.threshold
        self.output = Output(config, self.threshold)
        self.names = unique_names(paths)
        self.paths = paths
        self.chosen: dict[Path, Boxes] = {}
        self.failed: dict[str, str] = {}
        self.taken_over = 0
        self._box_size: float | None = None
        self.on_processor = device.torch.type == "cpu"
        self.workers = min(device.threads, AT_ONCE) if self.on_processor else 1
        self._begun = time.monotonic()

    def all(self, cancelled: IsCancelled) -> None:
        """Pick every micrograph."""
        self._settle_box_size(cancelled)
        self.output.begin(self.card.box_size)
        threads = max(1, self.device.threads // self.workers)
        readers = ThreadPoolExecutor(self.workers, "read", torch.set_num_threads, (threads,))
        with readers, ThreadPoolExecutor(1, "write") as writer:
            written: list[Future[None]] = []
            for batch in _groups(self._read_ahead(readers, cancelled), self.device.batch):
                for ready, boxes in self._pick_batch(batch):
                    written.append(writer.submit(self._write, ready, boxes))
                written = [f for f in written if not (f.done() and f.result() is None)]
            for future in written:
                future.result()

    def _settle_box_size(self, cancelled: IsCancelled) -> None:
        """Once, before the first micrograph: an earlier run's where this one goes on with it."""
        if self._box_size is None:
            self._box_size = self.output.box_size_before or sizing.box_size(
                self.config, self.card, self.network, self.device, self.paths, self.report, cancelled
            )
            self.card = replace(self.card, box_size=self._box_size)

    def _read_ahead(self, readers: ThreadPoolExecutor, cancelled: IsCancelled) -> Iterator[Ready]:
        """The micrographs in their order, the next few being prepared while one is worked on."""
        waiting: list[Future[Ready]] = []
        try:
            for path in self.paths:
                check(cancelled)
                waiting.append(readers.submit(self._ahead, path))
                if len(waiting) > READ_AHEAD + max(self.device.batch, self.workers) - 1:
                    yield waiting.pop(0).result()
            while waiting:
                check(cancelled)
                yield waiting.pop(0).result()
        finally:
            for future in waiting:
                future.cancel()

    def _ahead(self, path: Path) -> Ready:
        ready = self._prepare(path)
        if ready.prepared is None or not self.on_processor:
            return ready
        (found,) = self._detect([ready.prepared])
        return replace(ready, found=found)

    def _prepare(self, path: Path) -> Ready:
        try:
            done = self.output.done_before(self.names[path])
            if done is not None:
                return Ready(path, done=done)
            micrograph = open_micrograph(path)
            factor = self.network.input_factor(micrograph.shape, self.card.box_size)
            cutoff = Lowpass(self.card.lowpass, self.card.lowpass_resolution).cutoff(micrograph.pixel_size)
            picture = network_input(micrograph.read(), factor, self.card.box_size, cutoff)
        except ReadError as e:
            return Ready(path, error=e)
        return Ready(path, micrograph.shape, Prepared(picture, scale_between(micrograph.shape, picture)))

    def _pick_batch(self, batch: tuple[Ready, ...]) -> Iterator[tuple[Ready, Boxes]]:
        """The boxes of each micrograph that can be read; the others are reported."""
        for ready in batch:
            if ready.error is not None:
                self.failed[str(ready.path)] = ready.error.reason
                self.report(MicrographFailed(str(ready.path), ready.error.reason))
            elif ready.done is not None:
                self.taken_over += 1
                yield ready, ready.done
            elif ready.found is not None:
                yield ready, self._within(ready, ready.found)
        new = [(ready, ready.prepared) for ready in batch if ready.prepared is not None and ready.found is None]
        found = self._detect([prepared for _, prepared in new]) if new else []
        for (ready, _), boxes in zip(new, found, strict=True):
            yield ready, self._within(ready, boxes)

    def _detect(self, prepared: list[Prepared]) -> list[Boxes]:
        return detect(
            self.network,
            self.device,
            prepared,
            self.card.box_size,
            min(FLOOR, self.threshold),
            self.config.max_overlap,
            self.config.min_distance,
        )

    def _within(self, ready: Ready, boxes: Boxes) -> Boxes:
        return boxes if self.config.keep_edge else boxes[inside(boxes, ready.shape)]

    def _write(self, ready: Ready, boxes: Boxes) -> None:
        name = self.names[ready.path]
        if ready.done is None:
            self.output.write_all(name, boxes)
        chosen = self.output.write_visible(name, boxes)
        if self.config.pictures and ready.prepared is not None:
            path = self.output.folder / "PICTURES" / f"{name}.png"
            draw_boxes(ready.prepared.picture, ready.prepared.scale, chosen, path)
        self.chosen[ready.path] = chosen
        seconds = time.monotonic() - self._begun
        finished = len(self.chosen) + len(self.failed)
        self.report(MicrographDone(str(ready.path), len(chosen), seconds / finished, boxes))
        left = seconds / finished * (len(self.paths) - finished)
        self.report(Progress(finished, len(self.paths), "micrographs", left))

    def summary(self, seconds: float) -> dict[str, Any]:
        """What ran, with which model and threshold, counts and times."""
        card = self.card
        return {
            "version": __version__,
            "model": str(self.model_file),
            "network": card.network,
            "box_size": card.box_size,
            "threshold": self.threshold,
            "recommended_threshold": card.threshold,
            "device": self.device.name,
            "done": len(self.chosen),
            "taken_over": self.taken_over,
            "picks": sum(map(len, self.chosen.values())),
            "failed": self.failed,
            "seconds": seconds,
            "counts": {str(path): len(boxes) for path, boxes in self.chosen.items()},
            "config": to_json(self.config),
        }
