"""Converting boxes to another program's format: the job behind ``iceboxer convert``."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from iceboxer.engine.config import require, setting
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
from iceboxer.engine.data.readings import AS_IS, READINGS
from iceboxer.engine.data.same_names import distinct_stems
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation.orientation_check import OrientationCheck
from iceboxer.engine.evaluation.shown import ShownPicks
from iceboxer.engine.events import Finished, IsCancelled, MicrographFailed, Note, Progress, Report, Started, check
from iceboxer.engine.interop import filaments
from iceboxer.engine.interop.cryolo import read_cryolo_project
from iceboxer.engine.interop.outputs import CISTEM, PARTICLES, CistemText, FileEach, Output, ParticlesFile
from iceboxer.engine.picking.filament_config import POLAR, RISE, SPACING, SUBUNITS, check_lengths
from iceboxer.engine.text import join_names

KEEP_REJECTED = ("cbox", "csv")  # the formats that mark rejected boxes
TARGETS = (*FORMATS, PARTICLES, CISTEM, *filaments.TARGETS)


@dataclass(frozen=True)
class ConvertConfig:
    """Settings for converting boxes to another program's format."""

    inputs: tuple[Path, ...] = setting(help="boxes: files or folders", positional=True, nargs="*")
    to: str = setting(
        help=f"{', '.join(FORMATS)} (one file per micrograph), {PARTICLES} (one particles.star for RELION), {CISTEM} "
        f"(one text); for filaments {', '.join(filaments.TARGETS)}",
        choices=TARGETS,
    )
    output: Path = setting(help="output folder")
    micrographs: tuple[Path, ...] = setting(
        (), help="the micrographs of the boxes; needed to and from Topaz if they are TIFF, JPEG or PNG"
    )
    box_size: float | None = setting(None, help="box side in px, for files without sizes")
    threshold: float | None = setting(
        None,
        help="minimum confidence; boxes without a confidence are kept "
        "(default: for CBOX files of `iceboxer pick` its threshold, else none)",
    )
    columns: str | None = setting(
        None,
        help="names of the columns in files of bare numbers, for example x,y or _,x,y,confidence: x and y are centres "
        "in px, y up; width, height and confidence are optional, _ is skipped",
    )
    flip_y: bool = setting(
        False, help="flip y, for boxes of mirrored micrographs; --micrographs are those that the boxes should fit"
    )
    turn: str | None = setting(
        None,
        help=f"reading of the coordinates: {', '.join(READINGS)}; as-is skips the orientation check; "
        "needs --micrographs",
        choices=tuple(READINGS),
    )
    from_cryolo: Path | None = setting(
        None, help="crYOLO folder or config.json to convert instead of box files: its labels, else its picks in CBOX"
    )
    width: float | None = setting(None, help="filaments: their width in Å, for files without it")
    pixel_size: float | None = setting(None, help="filaments: pixel size in Å/px (default: that of --micrographs)")
    spacing: float | None = setting(None, help=f"filaments: {SPACING}")
    rise: float | None = setting(None, help=f"filaments: {RISE}")
    subunits: int | None = setting(None, help=f"filaments: {SUBUNITS}")
    start_end: bool = setting(
        False, help="filaments: rows of STAR files without tube numbers are starts and ends in turn"
    )
    polar: bool = setting(False, help=f"filaments: {POLAR}")
    optics: Path | None = setting(
        None, help=f"for {PARTICLES}: the RELION project's micrographs.star, with names and optics groups"
    )

    def __post_init__(self) -> None:
        require(self.to in TARGETS, f"Unknown format '{self.to}'. Choose one of {', '.join(TARGETS)}.")
        require(bool(self.inputs) != bool(self.from_cryolo), "Give either box files or folders, or --from-cryolo.")
        require(
            (self.optics is not None) == (self.to == PARTICLES),
            f"--optics, the RELION project's micrographs.star, is required for {PARTICLES} and for no other format.",
        )
        require(
            bool(self.micrographs) or not self.flip_y,
            "--flip-y needs --micrographs, since it depends on their heights.",
        )
        require(
            self.turn in (None, AS_IS.name) or bool(self.micrographs),
            "--turn needs --micrographs, since it depends on their sizes.",
        )
        require(bool(self.micrographs) or self.to != CISTEM, "cisTEM's positions are in Å; give the --micrographs.")
        require(
            not (self.columns and self.from_cryolo), "--columns is for files of bare numbers, not for a crYOLO folder."
        )
        if self.columns is not None:
            parse_columns(self.columns)
        self._check_filaments()
        require(self.box_size is None or 0 < self.box_size < math.inf, "The box size must be a number above 0 px.")
        require(self.threshold is None or math.isfinite(self.threshold), "The threshold must be a number.")

    def _check_filaments(self) -> None:
        check_lengths(self.width, self.spacing, self.rise, self.subunits)
        require(self.pixel_size is None or self.pixel_size > 0, "The pixel size must be above 0 Å/px.")
        given = (self.width, self.pixel_size, self.spacing, self.rise, self.start_end or None, self.polar or None)
        if self.to not in filaments.TARGETS:
            require(
                all(value is None for value in given),
                f"--width, --pixel-size, --spacing, --rise, --start-end and --polar are for filaments: --to "
                f"{', '.join(filaments.TARGETS)}.",
            )
            return
        others = self.columns or self.flip_y or self.turn or self.from_cryolo or self.box_size
        require(not others, "--columns, --flip-y, --turn, --from-cryolo and --box-size are for single particles.")


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
        self._shown = ShownPicks(config.threshold)
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
        config, target = self.config, FORMATS.get(self.config.to)
        # if the output has no sizes, any will do for boxes without one
        holds_sizes = config.to != CISTEM and (target is None or target.holds_sizes)
        box_size = config.box_size if holds_sizes else config.box_size or 1.0
        try:
            if config.columns:
                lists = read_columns(path, parse_columns(config.columns), box_size)
            else:
                lists = read_boxes(path, box_size)
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
                prepared = self._prepare(path, boxlist, micrograph, name)
                self._output.write(named, name, prepared, path)
            except ReadError as e:
                self._report_failure(e)
                continue
            self.summary["boxes"] += len(prepared.boxes)

    def _prepare(self, path: Path, boxlist: BoxList, micrograph: Micrograph | None, name: str) -> BoxList:
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
        kept = self._shown.select(path, boxes, ours)
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
        sentences += self._shown.notes()
        sentences += [left_out(count, reason) for reason, count in self._dropped.items()]
        if self._unknown_order:
            sentences.append(
                "In Topaz files y counts rows in the order in which the micrograph's file stores them. "
                f"Treated as MRC: {join_names(self._unknown_order)}. "
                "If the micrographs are TIFF, JPEG or PNG, give --micrographs, or y will be mirrored."
            )
        return sentences
