"""Picking of filaments on many micrographs: the job behind ``iceboxer pick --filaments``."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from iceboxer.engine.config import to_json
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.claim import claiming_output
from iceboxer.engine.data.filament_output import CBOX, FilamentWriter
from iceboxer.engine.data.filaments import Filament, pieces_within, select_filaments
from iceboxer.engine.data.folders import is_file
from iceboxer.engine.data.formats.filament_cs import Place
from iceboxer.engine.data.formats.filaments import read_filaments
from iceboxer.engine.data.micrograph import Micrograph, Open, open_micrograph
from iceboxer.engine.data.micrograph_search import search_micrographs
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.data.shipped import shipped_filaments
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import ConfigError, EngineError, ReadError
from iceboxer.engine.events import (
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
from iceboxer.engine.models.detection import Prepared
from iceboxer.engine.models.ridges import detect_ridges
from iceboxer.engine.models.tracing import Tracing, default_tracing, trace
from iceboxer.engine.picking.box_size import BoxSize, side_of
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import Detector
from iceboxer.engine.picking.filament_config import PickFilamentsConfig, spacing_of
from iceboxer.engine.picking.names import FILE, OutputNames
from iceboxer.engine.picking.output import digest_model
from iceboxer.engine.picking.size import estimate_box_size, first_pixel_size
from iceboxer.engine.text import count_noun
from iceboxer.engine.version import __version__

FLOOR = 0.1  # lowest confidence of ridge points and filaments that is kept
MAX_PARALLEL = 4
READ_AHEAD = 3
SETTINGS = "settings.json"
SIGNED = ("width", "box_size", "spacing", "rise", "subunits", "min_length", "min_radius", "gap", "precision")


class FilamentDetector:
    """A filament model on a device, with the limits of tracing."""

    def __init__(self, config: PickFilamentsConfig, open: Open = open_micrograph) -> None:
        self.config, self._open = config, open
        model = config.model or shipped_filaments()
        general = PickConfig(config.inputs, model, config.output, precision=config.precision, device=config.device)
        self._detector = Detector(general, config.threads, open)
        if not self._detector.card.arguments.get("direction"):
            raise EngineError(f"{model} picks single particles, not filaments. Choose a filament model.")
        self._one = threading.Lock()  # a GPU runs one picture at a time

    @property
    def card(self) -> Card:
        """The model's card."""
        return self._detector.card

    @property
    def device(self) -> Device:
        """The device."""
        return self._detector.device

    def choose_size(self, paths: Sequence[Path], cancelled: IsCancelled, report: Report) -> BoxSize:
        """Return the box size, 1.5 widths: the one set, that of the training, or an estimate.

        Raises
        ------
        EngineError
            The width is set in Å and no micrograph has a pixel size, or no filament is found to estimate it from.
        """
        config = self.config
        if config.box_size is not None:
            return BoxSize(config.box_size)
        if config.width is not None:
            pixel_size = first_pixel_size(paths, self._open)
            return BoxSize(side_of(config.width, pixel_size), pixel_size, config.width)
        if not self.card.is_general:
            return BoxSize(self.card.box_size)
        network = self._detector.network
        try:
            found = estimate_box_size(network, self.device, paths, cancelled, self._open)
        except ConfigError:
            raise
        except EngineError as e:
            raise EngineError("No filament was found at any scale. Set the width in Å (--width).") from e
        report(Note(f"Estimated width: {describe_width(found)}. If this is wrong, set --width."))
        return found

    def limits(self, side: float, pixel_size: float | None) -> Tracing:
        """Return the limits of tracing for boxes of `side` px."""
        config = self.config

        def px(length: float | None) -> float | None:
            return None if length is None else length / (pixel_size or 1.0)

        radius = px(config.min_radius)
        bend = None if radius is None else 1 / max(radius, 1e-3)
        return default_tracing(side / BOX_RATIO, px(config.min_length), bend, px(config.gap))

    def run(self, path: Path, size: BoxSize) -> PickedFilaments:
        """Read one micrograph and trace its filaments, down to `FLOOR`."""
        outcome = self._detector.prepare(path, size)
        if outcome.error is not None:
            return PickedFilaments(path, None, [], error=outcome.error)
        micrograph = replace(self._open(path), pixel_size=outcome.pixel_size)
        if outcome.prepared is None:  # all pixels are equal
            return PickedFilaments(path, micrograph, [], outcome.box_size)
        with self._one if self.device.torch.type != "cpu" else nullcontext():
            (ridges,) = detect_ridges(self._detector.network, self.device, [outcome.prepared], outcome.box_size, FLOOR)
        found = trace(ridges, self.limits(outcome.box_size, outcome.pixel_size))
        height, width = micrograph.shape
        inside = [piece for f in found for piece in pieces_within(f, (0, 0), (width, height))]
        kept = [f for f in inside if f.confidence >= FLOOR]
        prepared = outcome.prepared if self.config.pictures else None
        return PickedFilaments(path, micrograph, kept, outcome.box_size, prepared)


@dataclass(frozen=True)
class PickedFilaments:
    """The filaments of one micrograph, in descending confidence; `box_size` is in px."""

    path: Path
    micrograph: Micrograph | None
    filaments: list[Filament]
    box_size: float = 0.0
    prepared: Prepared | None = None
    error: EngineError | None = None
    reused: bool = False


def describe_width(size: BoxSize) -> str:
    """Return the width of filaments for users, in Å if the pixel size is known."""
    width = size.side / BOX_RATIO
    return f"{width:.0f} px" if size.pixel_size is None else f"{width * size.pixel_size:.0f} Å ({width:.0f} px)"


@claiming_output
def pick_filaments(config: PickFilamentsConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Pick the filaments of all micrographs; files that cannot be read are reported and skipped.

    Results of an earlier run with the same model and settings are reused.

    Returns
    -------
    dict
        The summary that is also written to ``summary.json``.

    Raises
    ------
    EngineError
        There is no micrograph, model or device as set, or the output cannot be written.
    Cancelled
    """
    begun = time.monotonic()
    found = search_micrographs(config.inputs)
    if not found.micrographs:
        raise EngineError(f"There is no micrograph in {', '.join(map(str, config.inputs))}.")
    run = _Run(config, found.micrographs, report)
    report(Started("pick", len(found.micrographs), run.detector.device.name))
    for sentence in found.notes():
        report(Note(sentence))
    run.pick_all(cancelled)
    summary = run.finish(time.monotonic() - begun)
    shown = {k: summary[k] for k in ("picks", "segments", "done", "failed")}
    report(Finished("pick", time.monotonic() - begun, shown))
    return summary


class _Run:
    """One run over many micrographs."""

    def __init__(self, config: PickFilamentsConfig, paths: list[Path], report: Report) -> None:
        self.config, self.paths, self.report = config, paths, report
        self.detector = FilamentDetector(config)
        card = self.detector.card
        self.threshold: float = card.threshold if config.threshold is None else config.threshold
        names = OutputNames(config.output / FILE, config.inputs if config.keep_folders else ())
        self.names = names.assign(paths)
        self.failed: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        self.segments, self.length, self.reused = 0, 0.0, 0
        self.size: BoxSize | None = None
        self._cryosparc: dict[Place, list[Filament]] = {}
        self._pixel_size: float | None = None
        self._writer: FilamentWriter | None = None
        signature = {name: getattr(config, name) for name in SIGNED}
        self._signature = signature | {"model": digest_model(config.model or shipped_filaments())}
        stored = _read_json(config.output / SETTINGS)
        self._continues = not config.overwrite and stored.get("settings") == json.loads(json.dumps(self._signature))
        self._stored_size = stored.get("side"), stored.get("pixel_size")

    def pick_all(self, cancelled: IsCancelled) -> None:
        """Pick every micrograph and write its results."""
        side, pixel_size = self._stored_size
        if self._continues and isinstance(side, int | float):
            self.size = BoxSize(side, pixel_size, self.config.width)
        else:
            self.size = self.detector.choose_size(self.paths, cancelled, self.report)
        side, pixel_size = self.size.side, self.size.pixel_size
        content = {"settings": self._signature, "side": side, "pixel_size": pixel_size, "version": __version__}
        write_text(self.config.output / SETTINGS, json.dumps(content, indent=1) + "\n")
        begun = time.monotonic()
        for number, picked in enumerate(self._each(self.size, cancelled), 1):
            self._write(picked)
            left = (time.monotonic() - begun) / number * (len(self.paths) - number)
            self.report(Progress(number, len(self.paths), "micrographs", left))

    def _each(self, size: BoxSize, cancelled: IsCancelled) -> Iterator[PickedFilaments]:
        """Yield the micrographs in order while the next few are being picked."""
        threads = self.detector.device.threads
        workers = min(threads, MAX_PARALLEL)
        waiting: list[Future[PickedFilaments]] = []
        with ThreadPoolExecutor(workers, "pick", torch.set_num_threads, (max(1, threads // workers),)) as pool:
            try:
                for path in self.paths:
                    check(cancelled)
                    waiting.append(pool.submit(lambda path: self._reuse(path) or self.detector.run(path, size), path))
                    if len(waiting) > READ_AHEAD + workers:
                        yield waiting.pop(0).result()
                while waiting:
                    check(cancelled)
                    yield waiting.pop(0).result()
            finally:
                for future in waiting:
                    future.cancel()

    def _reuse(self, path: Path) -> PickedFilaments | None:
        """Return the result of an earlier run; None if there is none, or the micrograph is newer."""
        result = self.config.output / CBOX / f"{self.names[path]}.cbox"
        try:
            if not self._continues or not is_file(result) or path.stat().st_mtime > result.stat().st_mtime:
                return None
            (found,) = read_filaments(result, 1.0)
            return PickedFilaments(path, open_micrograph(path), list(found.filaments), reused=True)
        except (ReadError, OSError):
            return None

    def _write(self, picked: PickedFilaments) -> None:
        path = picked.path
        if picked.error is not None or picked.micrograph is None:
            error = picked.error or ReadError(path, "cannot be read")
            if not isinstance(error, ReadError):
                raise error
            self.failed[str(path)] = error.reason
            self.report(MicrographFailed(str(path), error.reason))
            return
        micrograph, name = picked.micrograph, self.names[path]
        pixel_size = micrograph.pixel_size or 1.0
        writer = self._writer_for(micrograph)
        if not picked.reused:
            writer.write_all(name, picked.filaments, pixel_size, picked.box_size)
        selected = select_filaments(picked.filaments, self.threshold)
        self.segments += writer.write_selected(name, selected, pixel_size, micrograph.shape)
        if picked.prepared is not None:
            file = self.config.output / "PICTURES" / f"{name}.png"
            spacing = writer.spacing / pixel_size
            from iceboxer.engine.evaluation.picture import draw_filaments  # matplotlib takes a second to load

            draw_filaments(picked.prepared.whole, picked.prepared.scale, selected, spacing, file)
        self._cryosparc[Place(path.name, micrograph.shape, micrograph.rows_from_top)] = selected
        self.counts[str(path)] = len(selected)
        self.length += sum(f.length for f in selected) * pixel_size
        self.reused += picked.reused
        self.report(MicrographDone(str(path), len(selected), 0.0, picked.filaments))  # the threshold is a view

    def _writer_for(self, micrograph: Micrograph) -> FilamentWriter:
        """Return the writer, with the spacing in Å; without a pixel size all Å are px."""
        assert self.size is not None
        if self._writer is None:
            self._pixel_size = micrograph.pixel_size
            config = self.config
            pixel_size = self.size.pixel_size or micrograph.pixel_size or 1.0
            width = config.width or self.size.side / BOX_RATIO * pixel_size
            spacing = spacing_of(width, config.spacing, config.rise, config.subunits)
            self._writer = FilamentWriter(config.output, spacing, not config.polar)
        return self._writer

    def finish(self, seconds: float) -> dict[str, Any]:
        """Write the file of all micrographs and the summary; return the summary."""
        if self._writer is not None:
            self._writer.write_cryosparc(self._cryosparc, self._pixel_size or 1.0)
        if self.counts and self._pixel_size is None:
            self.report(Note("The micrographs have no pixel size, so all lengths are in px instead of Å."))
        done = count_noun(self.reused, "micrograph")
        if self.reused:
            self.report(Note(f"{done} of an earlier run with the same settings were not picked again."))
        assert self.size is not None
        summary = {
            "version": __version__,
            "model": str(self.config.model or shipped_filaments()),
            "filaments": True,
            "box_size": self.size.side,
            "width": describe_width(self.size),
            "spacing": self._writer.spacing if self._writer else None,
            "threshold": self.threshold,
            "device": self.detector.device.name,
            "done": len(self.counts),
            "picks": sum(self.counts.values()),
            "segments": self.segments,
            "length": self.length,
            "failed": self.failed,
            "seconds": seconds,
            "counts": self.counts,
            "config": to_json(self.config),
        }
        write_text(self.config.output / "summary.json", json.dumps(summary, indent=2, default=str) + "\n")
        return summary


def _read_json(path: Path) -> dict[str, Any]:
    try:
        plain = json.loads(read_regular_text(path))
    except (OSError, ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}
