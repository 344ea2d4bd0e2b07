"""Picking of filaments on many micrographs: the job behind ``iceboxer pick --filaments``."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from iceboxer.engine.config import to_json
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.claim import claiming_output
from iceboxer.engine.data.filament_masking import visible_pieces
from iceboxer.engine.data.filament_output import CBOX, FilamentWriter
from iceboxer.engine.data.filaments import Filament, select_filaments
from iceboxer.engine.data.folders import is_file
from iceboxer.engine.data.formats.filament_cs import Place
from iceboxer.engine.data.formats.filaments import read_filaments
from iceboxer.engine.data.junk import AUTO_MASK, NO_MASK
from iceboxer.engine.data.mask_matching import outside_of
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.micrograph_search import search_micrographs
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.regular_file import read_json_object
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import (
    Finished,
    IsCancelled,
    MicrographDone,
    MicrographFailed,
    Note,
    Progress,
    Report,
    Started,
)
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.detector import Outcome
from iceboxer.engine.picking.filament_config import PickFilamentsConfig, spacing_of
from iceboxer.engine.picking.filament_detector import (
    FilamentOutcome,
    check_direction,
    choose_width,
    describe_width,
    model_of,
    tracing_limits,
)
from iceboxer.engine.picking.filament_pipeline import LocalFilaments
from iceboxer.engine.picking.greying import Greying
from iceboxer.engine.picking.names import FILE, OutputNames
from iceboxer.engine.picking.output import digest_model
from iceboxer.engine.picking.pipeline import Pipeline
from iceboxer.engine.text import count_noun
from iceboxer.engine.version import __version__

SETTINGS = "settings.json"
SIGNED = ("width", "box_size", "spacing", "rise", "subunits", "min_length", "min_radius", "gap", "precision")


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
        There is no micrograph, model, device or cluster as set, or the output cannot be written.
    Cancelled
    """
    begun = time.monotonic()
    found = search_micrographs(config.inputs)
    masks = None if config.mask in (AUTO_MASK, NO_MASK) else Path(config.mask)
    paths = outside_of(found.micrographs, masks)
    if not paths:
        raise EngineError(f"There is no micrograph in {', '.join(map(str, config.inputs))}.")
    with open_filament_pipeline(config, report) as pipeline:
        run = FilamentRun(config, paths, pipeline, report)
        report(Started("pick", len(paths), pipeline.name))
        for sentence in [*found.notes(), *run.greying.match(paths)]:
            report(Note(sentence))
        run.pick_all(cancelled)
    summary = run.finish(time.monotonic() - begun)
    report(Finished("pick", summary["seconds"], {k: summary[k] for k in ("picks", "segments", "done", "failed")}))
    return summary


def open_filament_pipeline(config: PickFilamentsConfig, report: Report) -> AbstractContextManager[Pipeline]:
    """Return the pipeline that `config` selects, open for as long as the context lasts."""
    if config.cluster is None:
        return nullcontext(LocalFilaments(config))
    from iceboxer.engine.picking.cluster import open_cluster

    return open_cluster(config, report)


@dataclass
class FilamentTotals:
    """What was found on each micrograph: numbers of filaments and segments, lengths in Å, and the filaments."""

    counts: dict[Path, int] = field(default_factory=dict)
    segments: Counter[Path] = field(default_factory=Counter)
    lengths: dict[Path, float] = field(default_factory=dict)
    places: dict[Path, tuple[Place, list[Filament]]] = field(default_factory=dict)

    def remove(self, path: Path) -> None:
        """Remove a micrograph, if it is there."""
        for held in (self.counts, self.segments, self.lengths, self.places):
            held.pop(path, None)


class FilamentRun:
    """One run over many micrographs: a pipeline detects, and the results are written as they come."""

    def __init__(self, config: PickFilamentsConfig, paths: Sequence[Path], pipeline: Pipeline, report: Report) -> None:
        self.config, self.paths, self.pipeline, self.report = config, paths, pipeline, report
        self.card = read_card(model_of(config))
        check_direction(self.card, model_of(config))
        self.threshold: float = self.card.threshold if config.threshold is None else config.threshold
        self.output_names = OutputNames(config.output / FILE, config.inputs if config.keep_folders else ())
        self.names: dict[Path, str] = {}
        self.greying = Greying(config, config.output)
        self.totals = FilamentTotals()
        self.failed: dict[str, str] = {}
        self.reused = 0
        self.size: BoxSize | None = None
        self._hidden = 0.0  # Å, of filaments at or above the threshold
        self._pixel_size: float | None = None
        self._writer: FilamentWriter | None = None
        signature = {name: getattr(config, name) for name in SIGNED} | {"model": digest_model(model_of(config))}
        masks = {"mask": AUTO_MASK} if config.mask == AUTO_MASK else {}  # a run without has written no maps
        self._signature = signature | masks
        stored = read_json_object(config.output / SETTINGS)
        self.continues = not config.overwrite and stored.get("settings") == json.loads(json.dumps(self._signature))
        self._stored_size = stored.get("side"), stored.get("pixel_size")

    def pick_all(self, cancelled: IsCancelled) -> None:
        """Pick every micrograph and write its results."""
        self.names = self.output_names.assign(self.paths)
        size = self._choose_size(cancelled)
        begun = time.monotonic()
        with closing(self.pipeline.run(self.paths, size, self._reuse, cancelled)) as outcomes:
            for number, outcome in enumerate(outcomes, 1):
                self._take(outcome)
                left = (time.monotonic() - begun) / number * (len(self.paths) - number)
                self.report(Progress(number, len(self.paths), "micrographs", left))

    def _choose_size(self, cancelled: IsCancelled) -> BoxSize:
        """Return the box size of the run, chosen once before the first micrograph; a resumed run keeps its own."""
        if self.size is None:
            side, pixel_size = self._stored_size
            if self.continues and isinstance(side, int | float):
                self.size = BoxSize(side, pixel_size, self.config.width)
            else:
                estimate = partial(self.pipeline.estimate_box_size, self.paths, cancelled)
                self.size = choose_width(self.config, self.card, self.paths, estimate, self.report)
            side, pixel_size = self.size.side, self.size.pixel_size
            content = {"settings": self._signature, "side": side, "pixel_size": pixel_size, "version": __version__}
            write_text(self.config.output / SETTINGS, json.dumps(content, indent=1) + "\n")
        return self.size

    def _reuse(self, path: Path) -> FilamentOutcome | None:
        """Return the result of an earlier run; None if there is none, or the micrograph is newer."""
        result = self.config.output / CBOX / f"{self.names[path]}.cbox"
        try:
            if not self.continues or not is_file(result) or path.stat().st_mtime > result.stat().st_mtime:
                return None
            (found,) = read_filaments(result, 1.0)
        except (ReadError, OSError):
            return None
        return FilamentOutcome(path, filaments=tuple(found.filaments), reused=True)

    def _take(self, outcome: Outcome) -> None:
        """Write the results of a micrograph, or report why there are none; any other error ends the run."""
        if outcome.error is not None:
            return self._fail(outcome.path, outcome.error)
        assert isinstance(outcome, FilamentOutcome)
        try:
            self._write(outcome, open_micrograph(outcome.path))
        except ReadError as e:
            self._fail(outcome.path, e)

    def _fail(self, path: Path, error: EngineError) -> None:
        if not isinstance(error, ReadError):
            raise error
        self.failed[str(path)] = error.reason
        self.report(MicrographFailed(str(path), error.reason))

    def _write(self, outcome: FilamentOutcome, micrograph: Micrograph) -> None:
        path, name = outcome.path, self.names[outcome.path]
        pixel_size = micrograph.pixel_size or 1.0
        writer = self._writer_for(micrograph)
        if not outcome.reused:
            writer.write_all(name, outcome.filaments, pixel_size, outcome.box_size)
        selected, length = self._select(outcome, micrograph, name)
        segments = writer.write_selected(name, selected, pixel_size, micrograph.shape)
        if outcome.prepared is not None:
            from iceboxer.engine.evaluation.picture import draw_filaments  # matplotlib takes a second to load

            prepared, file = outcome.prepared, self.config.output / "PICTURES" / f"{name}.png"
            draw_filaments(prepared.whole, prepared.scale, selected, writer.spacing / pixel_size, file)
        totals, visible = self.totals, sum(f.length for f in selected)
        totals.remove(path)
        totals.counts[path], totals.segments[path], totals.lengths[path] = len(selected), segments, visible * pixel_size
        totals.places[path] = Place(path.name, micrograph.shape, micrograph.rows_from_top), selected
        self._hidden += (length - visible) * pixel_size
        self.reused += outcome.reused
        junk = outcome.junk if self.config.mask == AUTO_MASK else None
        self.report(MicrographDone(str(path), len(selected), 0.0, list(outcome.filaments), junk))  # all: a view

    def _select(self, outcome: FilamentOutcome, micrograph: Micrograph, name: str) -> tuple[list[Filament], float]:
        """Return the visible filaments, and the length in px of those at or above the threshold.

        Raises
        ------
        ReadError
            The mask cannot be read or does not fit.
        """
        try:
            mask = self.greying.mask_of(replace(outcome, shape=micrograph.shape), name)
        except ReadError as e:
            raise ReadError(outcome.path, f"was not picked, since its mask does not fit: {e}") from e
        passing = select_filaments(outcome.filaments, self.threshold)
        assert self.size is not None
        limits = tracing_limits(self.config, outcome.box_size or self.size.side, micrograph.pixel_size)
        return visible_pieces(passing, mask, self.config.mask_margin, limits.least), sum(f.length for f in passing)

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
        totals = self.totals
        if self._writer is not None:
            self._writer.write_cryosparc(dict(totals.places.values()), self._pixel_size or 1.0)
        for sentence in self._notes():
            self.report(Note(sentence))
        config, size = self.config, self.size
        summary = {
            "version": __version__,
            "model": str(model_of(config)),
            "filaments": True,
            "box_size": size.side if size else None,
            "width": describe_width(size) if size else None,
            "spacing": self._writer.spacing if self._writer else None,
            "threshold": self.threshold,
            "device": self.pipeline.name,
            "done": len(totals.counts),
            "picks": sum(totals.counts.values()),
            "segments": sum(totals.segments.values()),
            "length": sum(totals.lengths.values()),
            **({"hidden_in_junk": self._hidden} if config.mask != NO_MASK else {}),
            "failed": self.failed,
            "seconds": seconds,
            "counts": {str(path): count for path, count in totals.counts.items()},
            "config": to_json(config),
        }
        write_text(config.output / "summary.json", json.dumps(summary, indent=2, default=str) + "\n")
        return summary

    def _notes(self) -> list[str]:
        """Return sentences on missing pixel sizes, reused results, and hidden parts."""
        sentences = []
        if self.totals.counts and self._pixel_size is None:
            sentences.append("The micrographs have no pixel size, so all lengths are in px instead of Å.")
        if self.reused:
            done = count_noun(self.reused, "micrograph")
            sentences.append(f"{done} of an earlier run with the same settings were not picked again.")
        if self._hidden > 0:
            unit = "Å" if self._pixel_size else "px"
            sentences.append(f"{self._hidden:,.0f} {unit} of filaments hidden in junk; CBOX/ still has them.")
        return sentences
