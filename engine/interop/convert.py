"""Turns boxes into another program's format: the job behind ``iceboxer convert``."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.config import require, setting
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.formats import FORMATS, BoxList, find_box_files, read_boxes
from iceboxer.engine.data.matching import Named, left_out, name_in, sound_boxes, turned
from iceboxer.engine.data.micrograph import Micrograph, find_micrographs, open_micrograph, stem_of
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import Finished, IsCancelled, MicrographFailed, Note, Progress, Report, Started, check
from iceboxer.engine.interop.cryolo import read_project
from iceboxer.engine.interop.outputs import PARTICLES, FileEach, Output, ParticlesFile
from iceboxer.engine.text import join_names

KEEP_REJECTED = ("cbox", "csv")  # the formats that tell a rejected box from another
TARGETS = (*FORMATS, PARTICLES)


@dataclass(frozen=True)
class ConvertConfig:
    """Turning boxes into another program's format."""

    inputs: tuple[Path, ...] = setting(help="boxes: files or folders", positional=True, nargs="*")
    to: str = setting(
        help=f"one of {', '.join(FORMATS)}: a file a micrograph; or {PARTICLES}: RELION's particles.star of all",
        choices=TARGETS,
    )
    output: Path = setting(help="folder to write to")
    micrographs: tuple[Path, ...] = setting(
        (), help="their micrographs; needed to and from Topaz where they are TIFF, JPEG or PNG"
    )
    box_size: float | None = setting(None, help="px; for files that do not say how large their boxes are")
    threshold: float | None = setting(None, help="least confidence; boxes without one are always kept")
    flip_y: bool = setting(
        False, help="turn y over; for boxes of mirrored micrographs, with those that they are to fit as --micrographs"
    )
    from_cryolo: Path | None = setting(
        None, help="a crYOLO user's folder or config.json, instead of boxes: its labels, or else the picks in CBOX"
    )
    optics: Path | None = setting(
        None, help=f"to {PARTICLES}: the RELION project's micrographs.star, with names and optics groups"
    )

    def __post_init__(self) -> None:
        require(self.to in TARGETS, f"There is no format '{self.to}'. There are: {', '.join(TARGETS)}.")
        require(bool(self.inputs) != bool(self.from_cryolo), "Name files or folders of boxes, or --from-cryolo.")
        require(
            (self.optics is not None) == (self.to == PARTICLES),
            "A particles.star needs --optics, the RELION project's micrographs.star; no other format does.",
        )
        require(bool(self.micrographs) or not self.flip_y, "To turn y over, the micrographs' heights are needed.")
        require(self.box_size is None or 0 < self.box_size < math.inf, "The box size must be a number above 0 px.")
        require(self.threshold is None or math.isfinite(self.threshold), "The threshold must be a number.")


def convert(config: ConvertConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Read each file and write one a micrograph; a file that cannot be read is reported and skipped.

    No input is ever replaced, and no output leaves the folder, whatever a file calls its micrograph.

    Returns
    -------
    dict
        ``written`` and ``failed``, numbers of files, and ``boxes``, how many were written.

    Raises
    ------
    EngineError
        There is nothing to convert, a box size is needed, or the output cannot be written.
    """
    begun = time.monotonic()
    if config.from_cryolo:
        config = _of_cryolo(config, report)
    files = _sources(config)
    if not files:
        raise EngineError(f"There is no file of boxes in {', '.join(map(str, config.inputs))}.")
    report(Started("convert", len(files)))
    converting = _Converting(config, report, files)
    for number, path in enumerate(files, 1):
        check(cancelled)
        converting.convert(path)
        report(Progress(number, len(files), "files"))
    for sentence in converting.finish():
        report(Note(sentence))
    report(Finished("convert", time.monotonic() - begun, converting.summary))
    return converting.summary


def _of_cryolo(config: ConvertConfig, report: Report) -> ConvertConfig:
    """The same with the boxes and the box size of a crYOLO user's folder, and what it says told."""
    assert config.from_cryolo is not None
    project = read_project(config.from_cryolo)
    for sentence in project.notes(config.output):
        report(Note(sentence))
    return replace(config, inputs=project.boxes, box_size=config.box_size or project.box_size, from_cryolo=None)


def _sources(config: ConvertConfig) -> list[Path]:
    """The files of boxes among the inputs, without what an earlier run wrote to a folder that lies in one."""
    files, output = find_box_files(config.inputs), config.output.resolve()
    named = [path.resolve() for path in config.inputs]
    asked_for = [path for path in named if path.is_relative_to(output)]

    def is_input(path: Path) -> bool:
        return not path.is_relative_to(output) or any(path.is_relative_to(folder) for folder in asked_for)

    return [path for path in files if is_input(path.resolve())]


class _Converting:
    """One run: where everything goes, and what is to be told in the end."""

    def __init__(self, config: ConvertConfig, report: Report, files: Sequence[Path]) -> None:
        self.config, self.report = config, report
        self.summary = {"written": 0, "boxes": 0, "failed": 0}
        self._micrographs = Named(self._opened(config.micrographs))
        self._output: Output
        if config.optics:
            self._output = ParticlesFile(config.output, config.optics)
        else:
            self._output = FileEach(config.output, config.to, files)
        self._unturned: list[str] = []
        self._left_out: Counter[str] = Counter()

    def _opened(self, paths: Sequence[Path]) -> Iterator[Micrograph]:
        for path in find_micrographs(list(paths)):
            try:
                yield open_micrograph(path)
            except ReadError as e:
                self._failed(e)

    def _failed(self, error: ReadError) -> None:
        self.report(MicrographFailed(error.path, error.reason))
        self.summary["failed"] += 1

    def convert(self, path: Path) -> None:
        """Read a file and write what it holds."""
        config, target = self.config, FORMATS.get(self.config.to)
        # a format without sizes asks for none, so that it does not matter where the boxes have none either
        box_size = config.box_size if target is None or target.holds_sizes else config.box_size or 1.0
        try:
            lists = read_boxes(path, box_size)
        except ReadError as e:
            self._failed(e)
            return
        for boxlist in lists:
            named = boxlist.micrograph or path.stem
            try:
                micrograph = self._micrographs.called(named, path)
                if config.flip_y and micrograph is None:
                    raise ReadError(path, f"cannot be turned over: '{named[:80]}' is not among the micrographs")
                name = stem_of(micrograph.path) if micrograph else name_in(named)
                ready = self._ready(boxlist, micrograph, name)
                self._output.write(named, name, ready, path)
            except ReadError as e:
                self._failed(e)
                continue
            self.summary["boxes"] += len(ready.boxes)

    def _ready(self, boxlist: BoxList, micrograph: Micrograph | None, name: str) -> BoxList:
        """The boxes that are to be written, with their rows as the target counts them, named as it wants."""
        to_topaz = self.config.to == "topaz"
        if micrograph is not None:
            boxlist = turned(boxlist, micrograph)
            if self.config.flip_y:  # as if they counted rows, and these were stored from the top
                boxlist = turned(replace(boxlist, rows_as_stored=True), replace(micrograph, rows_from_top=True))
        elif boxlist.rows_as_stored != to_topaz:
            self._unturned.append(name)
            boxlist = replace(boxlist, rows_as_stored=False)
        boxlist, reasons = sound_boxes(boxlist, micrograph.shape if micrograph else None)
        self._left_out += reasons
        boxes = boxlist.boxes
        wanted = np.ones(len(boxes), bool)
        if self.config.threshold is not None:
            wanted = ~(boxes["confidence"] < self.config.threshold)
        if self.config.to not in KEEP_REJECTED:
            wanted &= boxes["kind"] != Kind.REJECTED
        boxlist = boxlist.chosen(wanted)
        if to_topaz and micrograph is not None:
            boxlist = turned(replace(boxlist, rows_as_stored=True), micrograph)
        return replace(boxlist, micrograph=name if to_topaz else None, rows_as_stored=to_topaz)

    def finish(self) -> list[str]:
        """Write what is about all files; returns what a person should know, in sentences."""
        sentences = self._output.finish()
        self.summary["written"] = self._output.written
        sentences += [left_out(count, reason) for reason, count in self._left_out.items()]
        if self._unturned:
            sentences.append(
                f"Topaz counts rows as the picture's own file stores them. {join_names(self._unturned)}: taken as MRC. "
                "If the pictures are TIFF, JPEG or PNG, name them with --micrographs, or y is mirrored."
            )
        return sentences
