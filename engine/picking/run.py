"""One run of a picking over many micrographs: detection, results, totals, and what was unlike the others."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from iceboxer.engine.config import to_json
from iceboxer.engine.data.boxes import BOX_RATIO, Boxes
from iceboxer.engine.data.claim import Claim
from iceboxer.engine.data.junk import AUTO_MASK, NO_MASK, JunkMask
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import (
    IsCancelled,
    MicrographDone,
    MicrographFailed,
    Note,
    Progress,
    Report,
)
from iceboxer.engine.picking.box_size import BoxSize, is_same_pixel_size
from iceboxer.engine.picking.by_defocus import DefocusSelection
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import Outcome
from iceboxer.engine.picking.greying import Greying
from iceboxer.engine.picking.missing import find_missing, report_missing
from iceboxer.engine.picking.names import FILE, OutputNames
from iceboxer.engine.picking.output import OutputFolder, Totals
from iceboxer.engine.picking.pipeline import Pipeline
from iceboxer.engine.picking.size import choose_box_size
from iceboxer.engine.text import count_noun, join_names
from iceboxer.engine.version import __version__


def order_shared(paths: Sequence[Path], rank: int) -> list[Path]:
    """Return the micrographs in an order in which jobs that share the work seldom meet.

    The second goes from the end to the beginning, towards the first. Others begin somewhere in the middle.
    """
    start = random.Random(rank).randrange(len(paths)) if rank > 1 else 0
    ordered = [*paths[start:], *paths[:start]]
    return ordered[::-1] if rank % 2 else ordered


class PickRun:
    """One run over many micrographs: a pipeline detects, threads write the results."""

    def __init__(self, config: PickConfig, paths: Sequence[Path], pipeline: Pipeline, report: Report) -> None:
        self.config, self.pipeline, self.report = config, pipeline, report
        self.model_file = config.model or shipped()
        self.card = read_card(self.model_file)
        self.threshold = config.threshold_for(self.card)
        self.output = OutputFolder(config, self.threshold)
        self.output_names = OutputNames(config.output / FILE, config.inputs if config.keep_folders else ())
        self.names: dict[Path, str] = {}
        self.paths = paths
        self.greying = Greying(config, config.output)
        self.by_defocus = None if config.ctf is None else DefocusSelection(config, config.ctf, paths)
        self.totals = Totals()
        self.failed: dict[str, str] = {}
        self.reused = 0
        self._box_size: BoxSize | None = None
        self._pixel_sizes: list[float] = []  # Å/px, each that differs
        self._box_sizes: set[float] = set()  # px
        self._blank: list[str] = []
        self._hidden = 0  # picks in junk at or above the threshold
        self._done = 0
        self._begun = time.monotonic()
        self._reporting = threading.Lock()  # one event at a time

    def pick_all(self, cancelled: IsCancelled, claimed: Claim | None = None) -> None:
        """Pick every micrograph that no other run has picked, and write its results."""
        with ThreadPoolExecutor(1, "names") as thread:  # meanwhile, since there may be very many
            naming = thread.submit(self.output_names.assign, self.paths)
            box_size = self._choose_box_size(cancelled)
            self.names = naming.result()
        self.output.write_settings(box_size)
        if claimed is not None:
            claimed.open()
        paths = order_shared(self.paths, claimed.rank if claimed is not None else 0)
        outcomes = self.pipeline.run(paths, box_size, self._reuse, cancelled)
        with ThreadPoolExecutor(self.pipeline.writers, "write") as writers, closing(outcomes):
            written: list[Future[None]] = []
            for outcome in outcomes:
                if outcome.error is not None:
                    self._fail(outcome.path, outcome.error)
                else:
                    written.append(writers.submit(self._write, outcome))
                written = [f for f in written if not (f.done() and f.result() is None)]
            for future in written:
                future.result()
        self.failed = {str(path): self.failed[str(path)] for path in self.paths if str(path) in self.failed}

    def _choose_box_size(self, cancelled: IsCancelled) -> BoxSize:
        """Return the box size of the run, chosen once before the first micrograph; a resumed run keeps its own."""
        if self._box_size is None:
            self._box_size = self.output.earlier_box_size or choose_box_size(
                self.config,
                self.card,
                self.paths,
                lambda: self.pipeline.estimate_box_size(self.paths, cancelled),
                self.report,
            )
        return self._box_size

    def _reuse(self, path: Path) -> Outcome | None:
        done = self.output.read_done(self.names[path], path)
        return None if done is None else Outcome(path, done=done)

    def _fail(self, path: Path, error: EngineError) -> None:
        """Report a file that cannot be read; any other error ends the run."""
        if not isinstance(error, ReadError):
            raise error
        with self._reporting:
            self.failed[str(path)] = error.reason
            self.report(MicrographFailed(str(path), error.reason))

    def _write(self, outcome: Outcome) -> None:
        name = self.names[outcome.path]
        boxes = outcome.boxes(self.config.keep_edge)
        if outcome.done is None:
            boxes = self.output.write_all(name, boxes, outcome.digest)
        try:
            mask = self.greying.mask_of(outcome, name)
        except ReadError as e:
            self._fail(outcome.path, ReadError(outcome.path, f"was not picked, since its mask does not fit: {e}"))
            return
        # an outcome of an earlier run does not hold the size
        diameter = outcome.network_box / BOX_RATIO or (self._box_size.particle if self._box_size else 0.0)
        visible = self.greying.visible(boxes, mask, diameter)
        selected = self.output.write_selected(name, boxes[visible])
        if self.config.pictures and outcome.prepared is not None:
            from iceboxer.engine.evaluation.picture import draw_boxes  # loads matplotlib

            path = self.output.folder / "PICTURES" / f"{name}.png"

            draw_boxes(outcome.prepared.whole, outcome.prepared.scale, selected, path)
        with self._reporting:
            self._hidden += int((boxes["confidence"][~visible] >= self.threshold).sum())
            if self.by_defocus is not None:
                self.by_defocus.add(outcome.path, boxes, visible)
            self._count(outcome, boxes, selected, mask if self.config.mask == AUTO_MASK else None)

    def _count(self, outcome: Outcome, boxes: Boxes, selected: Boxes, junk: JunkMask | None) -> None:
        self.reused += outcome.done is not None
        if outcome.done is None:
            self._box_sizes.add(outcome.box_size)
        if outcome.blank:
            self._blank.append(outcome.path.name)
        size = outcome.pixel_size
        if size is not None and not any(is_same_pixel_size(size, known) for known in self._pixel_sizes):
            self._pixel_sizes.append(size)
        self.totals.add(outcome.path, selected)
        self._done += 1
        seconds = time.monotonic() - self._begun
        finished = self._done + len(self.failed)
        self.report(MicrographDone(str(outcome.path), len(selected), seconds / finished, boxes, junk))
        left = seconds / finished * (len(self.paths) - finished)
        self.report(Progress(finished, len(self.paths), "micrographs", left))

    def finish(self, seconds: float) -> dict[str, Any]:
        """Write the files that cover all micrographs, replacing those of an earlier run; return the summary."""
        self.totals.sort(self.paths)
        folder = self.output.folder
        missing = find_missing(folder, {path: self.names[path] for path in self.totals.counts})
        for path in missing:
            del self.totals.counts[path]
        if not self.totals.counts:
            report_missing(folder, missing)  # nothing is left: somebody emptied the folder, or unmounted it
        if self.by_defocus is not None:
            self.totals = self.by_defocus.select(self.output, self.names, self.totals)
        summary = self.summary(seconds)
        self.output.write_totals(self.totals, self.names, summary)
        for sentence in self._notes():
            self.report(Note(sentence))
        report_missing(folder, missing)
        return summary

    def _notes(self) -> list[str]:
        """Return sentences on the micrographs that were not like the others."""
        sentences = []
        if changed := [path.name for path in self.output.changed]:
            micrographs = count_noun(len(changed), "micrograph")
            sentences.append(f"{micrographs} picked again, since the file was replaced: {join_names(changed)}.")
        if self._blank:
            micrographs = count_noun(len(self._blank), "micrograph")
            sentences.append(f"{micrographs} without picks, since all pixels are equal: {join_names(self._blank)}.")
        if self.by_defocus is not None:
            sentences.append(self.by_defocus.result)
        if self._hidden:
            sentences.append(f"{count_noun(self._hidden, 'pick')} hidden in junk; CBOX/ still has them.")
        if len(self._pixel_sizes) > 1 and self._box_size is not None:
            sizes = ", ".join(f"{size:.4g}" for size in sorted(self._pixel_sizes))
            fixed = self._box_size.pixel_size is None or self._box_size.network_side is not None
            own = (
                f"all have boxes of {self._box_size.side:g} px; set --diameter to give each its own size"
                if fixed
                else "each micrograph has boxes of its own size in px"
            )
            sentences.append(f"The micrographs have different pixel sizes ({sizes} Å/px): {own}.")
        shared = Counter(path.name for path in self.totals.counts)
        if same := [name for name, count in shared.items() if count > 1]:
            sentences.append(
                f"Micrographs of the same name in different folders: {join_names(same)}. "
                "CRYOSPARC/cryosparc.star names them with their folders."
            )
        return sentences

    def summary(self, seconds: float) -> dict[str, Any]:
        """Return model, settings, device, counts and times as plain values."""
        counts = self.totals.counts
        return {
            "version": __version__,
            "model": str(self.model_file),
            "network": self.card.network,
            "box_size": self._box_size.side if self._box_size is not None else self.card.box_size,
            "diameter_px": (self._box_size or BoxSize(self.card.network_box)).particle,
            **({"box_sizes": sorted(self._box_sizes)} if len(self._box_sizes) > 1 else {}),
            "threshold": self.threshold,
            "recommended_threshold": self.card.threshold,
            **({"thresholds": self.by_defocus.by_name} if self.by_defocus is not None else {}),
            "device": self.pipeline.name,
            "done": len(counts),
            "taken_over": self.reused,
            "picks": sum(counts.values()),
            **({"hidden_in_junk": self._hidden} if self.config.mask != NO_MASK else {}),
            "failed": self.failed,
            "seconds": seconds,
            "counts": {str(path): count for path, count in counts.items()},
            "config": to_json(self.config),
        }
