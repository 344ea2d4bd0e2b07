"""Converting boxes to another program's format: the job behind ``iceboxer convert``."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.claim import claiming_output
from iceboxer.engine.data.formats import (
    FORMATS,
    BoxList,
    find_box_files,
    find_number_files,
    parse_columns,
    read_boxes,
    read_columns,
)
from iceboxer.engine.data.matching import check_not_all_dropped, left_out, sound_boxes, turned, unmatched_note
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.micrograph_names import Named, name_in
from iceboxer.engine.data.micrograph_search import search_micrographs
from iceboxer.engine.data.readings import AS_IS
from iceboxer.engine.data.same_names import distinct_stems
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation.orientation_check import OrientationCheck
from iceboxer.engine.evaluation.shown import ShownPicks
from iceboxer.engine.events import Finished, IsCancelled, MicrographFailed, Note, Progress, Report, Started, check
from iceboxer.engine.interop import filaments
from iceboxer.engine.interop.by_defocus import DefocusLimits, read_defocus_limits
from iceboxer.engine.interop.convert_config import ConvertConfig
from iceboxer.engine.interop.cryolo import read_cryolo_project
from iceboxer.engine.interop.outputs import CISTEM, CistemText, FileEach, Output, ParticlesFile
from iceboxer.engine.text import join_names

KEEP_REJECTED = ("cbox", "csv")  # the formats that mark rejected boxes


@claiming_output
def convert(config: ConvertConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Read each file and write one per micrograph; unreadable files are reported and skipped.

    No input is replaced, and nothing is written outside the output folder, even if a micrograph's name is a path.

    Returns
    -------
    dict
        ``written`` and ``failed``, numbers of files, and ``boxes``, the number of boxes written.

    Raises
    ------
    EngineError
        There is nothing to convert, a box size is missing, the output cannot be written, or another job is writing
        to it.
    """
    if config.to in filaments.TARGETS:
        return filaments.convert_filaments(config, report, cancelled)
    begun = time.monotonic()
    if config.from_cryolo:
        config = _from_cryolo(config, report)
    files = _sources(config)
    if not files:
        raise EngineError(f"There are no box files in {', '.join(map(str, config.inputs))}.")
    report(Started("convert", len(files)))
    converter = _Converter(config, report, files)
    for number, path in enumerate(files, 1):
        check(cancelled)
        converter.convert(path)
        report(Progress(number, len(files), "files"))
    for sentence in converter.finish():
        report(Note(sentence))
    report(Finished("convert", time.monotonic() - begun, converter.summary))
    return converter.summary


def _from_cryolo(config: ConvertConfig, report: Report) -> ConvertConfig:
    """Return the settings with the boxes and the box size of a crYOLO folder; report notes about it."""
    assert config.from_cryolo is not None
    project = read_cryolo_project(config.from_cryolo)
    for sentence in project.notes(config.output):
        report(Note(sentence))
    return replace(config, inputs=project.boxes, box_size=config.box_size or project.box_size, from_cryolo=None)


def _sources(config: ConvertConfig) -> list[Path]:
    """Return the box files among the inputs, without the output of an earlier run in a subfolder of an input."""
    find = find_number_files if config.columns else find_box_files
    files, output = find(config.inputs), config.output.resolve()
    within_output = [path for path in map(Path.resolve, config.inputs) if path.is_relative_to(output)]

    def is_input(path: Path) -> bool:
        return not path.is_relative_to(output) or any(path.is_relative_to(folder) for folder in within_output)

    return [path for path in files if is_input(path.resolve())]


class _Converter:
    """One conversion: its output, and the notes to report at the end."""

    def __init__(self, config: ConvertConfig, report: Report, files: Sequence[Path]) -> None:
        self.config, self.report = config, report
        self.summary: dict[str, Any] = {"written": 0, "boxes": 0, "failed": 0}
        self._orientation = OrientationCheck(config.turn)
        opened = list(self._open(config.micrographs))
        self._micrographs, self._names = Named(opened), distinct_stems([m.path for m in opened])
        self._output: Output
        if config.optics:
            self._output = ParticlesFile(config.output, config.optics)
        elif config.to == CISTEM:
            self._output = CistemText(config.output, {self._names[m.path]: m for m in opened})
        else:
            self._output = FileEach(config.output, config.to, files)
        self._shown = ShownPicks(config.threshold, greyed=config.greyed)
        self._by_defocus: DefocusLimits | None = None
        if config.ctf is not None:
            self._by_defocus = read_defocus_limits(config.ctf, files, self._read, self._key, self._shown)
        self._unknown_order: list[str] = []
        self._unmatched: list[str] = []
        self._dropped: Counter[str] = Counter()

    def _open(self, paths: Sequence[Path]) -> Iterator[Micrograph]:
        found = search_micrographs(paths)
        for sentence in found.notes():
            self.report(Note(sentence))
        for path in found.micrographs:
            try:
                yield open_micrograph(path)
            except ReadError as e:
                self._report_failure(e)

    def _report_failure(self, error: ReadError) -> None:
        self.report(MicrographFailed(error.path, error.reason))
        self.summary["failed"] += 1

    def convert(self, path: Path) -> None:
        """Read a file and write its boxes."""
        config = self.config
        try:
            lists = self._read(path)
        except ReadError as e:
            self._report_failure(e)
            return
        self._micrographs.expect(boxlist.micrograph for boxlist in lists)
        for boxlist in lists:
            named = boxlist.micrograph or path.stem
            try:
                micrograph = self._micrographs.called(named, path)
                if (config.flip_y or config.turn not in (None, AS_IS.name)) and micrograph is None:
                    raise ReadError(path, f"cannot be flipped: '{named[:80]}' is not among the micrographs")
                if micrograph is None and config.micrographs:
                    self._unmatched.append(named)
                name = self._names[micrograph.path] if micrograph else name_in(named)
                prepared = self._prepare(path, named, boxlist, micrograph, name)
                self._output.write(named, name, prepared, path)
            except ReadError as e:
                self._report_failure(e)
                continue
            self.summary["boxes"] += len(prepared.boxes)

    def _read(self, path: Path) -> list[BoxList]:
        config, target = self.config, FORMATS.get(self.config.to)
        # if the output has no sizes, any will do for boxes without one
        holds_sizes = config.to != CISTEM and (target is None or target.holds_sizes)
        box_size = config.box_size if holds_sizes else config.box_size or 1.0
        if config.columns:
            return read_columns(path, parse_columns(config.columns), box_size)
        return read_boxes(path, box_size)

    def _key(self, named: str, path: Path) -> Path:
        """Return the path of the micrograph of a list of boxes; without the micrographs, one from its name."""
        micrograph = self._micrographs.called(named, path)
        return path.parent / named if micrograph is None else micrograph.path

    def _prepare(self, path: Path, named: str, boxlist: BoxList, micrograph: Micrograph | None, name: str) -> BoxList:
        """Return the boxes to write, with the row order and the name that the format requires."""
        to_topaz, ours = self.config.to == "topaz", bool(boxlist.made_with)
        if micrograph is not None:
            boxlist = turned(boxlist, micrograph)
            if self.config.flip_y:  # as if y counted rows that are stored from the top
                boxlist = turned(replace(boxlist, rows_as_stored=True), replace(micrograph, rows_from_top=True))
            boxlist = self._orientation.turned(boxlist, micrograph)
        elif boxlist.rows_as_stored != to_topaz:
            self._unknown_order.append(name)
            boxlist = replace(boxlist, rows_as_stored=False)
        sound, reasons = sound_boxes(boxlist, micrograph.shape if micrograph else None)
        check_not_all_dropped(path, boxlist.micrograph or path.stem, boxlist, sound, reasons)
        boxlist = sound
        self._dropped += reasons
        boxes = boxlist.boxes
        if self._by_defocus is None:
            kept = self._shown.select(path, boxes, ours)
        else:
            limits = self._shown.limits_of(path, ours)
            kept = self._by_defocus.select(self._key(named, path), boxes, limits)
            kept = self._shown.without_greyed(path, boxes, ours, kept)
        if self.config.to not in KEEP_REJECTED:
            kept &= boxes["kind"] != Kind.REJECTED
        boxlist = boxlist.select(kept)
        if to_topaz and micrograph is not None:
            boxlist = turned(replace(boxlist, rows_as_stored=True), micrograph)
        return replace(boxlist, micrograph=name_in(name) if to_topaz else None, rows_as_stored=to_topaz)

    def finish(self) -> list[str]:
        """Write output that covers all files; return notes for the user, one sentence each."""
        sentences = self._output.finish()
        self.summary["written"] = self._output.written
        more, figures = self._orientation.finish()
        self.summary.update(figures)
        sentences += more
        if self._unmatched:
            near = {name: found for name in self._unmatched[:3] if (found := self._micrographs.nearest(name))}
            sentences.append(unmatched_note(self._unmatched, near))
        if self._by_defocus is None:
            sentences += self._shown.notes()
        else:
            sentences += [*self._by_defocus.notes, *self._shown.mask_notes()]
        sentences += [left_out(count, reason) for reason, count in self._dropped.items()]
        if self._unknown_order:
            sentences.append(
                "In Topaz files y counts rows in the order in which the micrograph's file stores them. "
                f"Treated as MRC: {join_names(self._unknown_order)}. "
                "If the micrographs are TIFF, JPEG or PNG, give --micrographs, or y will be mirrored."
            )
        return sentences
