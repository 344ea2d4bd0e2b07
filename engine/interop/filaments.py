"""Converting files of filaments to another program's format: a part of ``iceboxer convert``."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, Kind, no_boxes
from iceboxer.engine.data.filament_matching import FoundFilaments, read_by_name
from iceboxer.engine.data.filament_output import CBOX as CBOX_FOLDER
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.folders import safe_path
from iceboxer.engine.data.formats import filament_cbox, filament_cs, filament_eman, find_box_files, star
from iceboxer.engine.data.formats.filament_cs import Place
from iceboxer.engine.data.formats.filament_star import SegmentSettings, pair_list, segment_list, segments_of
from iceboxer.engine.data.free_names import FreeNames
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.micrograph_names import Named
from iceboxer.engine.data.micrograph_search import search_micrographs
from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.data.result_names import output_of
from iceboxer.engine.data.same_names import distinct_names, distinct_stems
from iceboxer.engine.errors import ConfigError, EngineError, ReadError
from iceboxer.engine.events import Finished, IsCancelled, MicrographFailed, Note, Report, Started, check
from iceboxer.engine.text import count_noun, join_names

SEGMENTS, PAIRS = "relion-segments", "relion-start-end"
HELICES, ENDS = "eman-helix", "eman-start-end"
FILAMENT_CBOX, CRYOSPARC = "filament-cbox", "cryosparc-filaments"
TARGETS = (SEGMENTS, PAIRS, HELICES, ENDS, FILAMENT_CBOX, CRYOSPARC)

ADVICE = {
    SEGMENTS: (
        'In RELION: Import the files as 2D coordinates. In Extract, on the tab Helix, set "Extract helical segments?" '
        'to Yes, "Coordinates are start-end only?" to No, and "Use bimodal angular priors?" to {bimodal}; the priors '
        "and track lengths in the files are kept."
    ),
    PAIRS: (
        'In RELION: Import the files as 2D coordinates. In Extract, on the tab Helix, set "Extract helical segments?", '
        '"Coordinates are start-end only?" and "Cut helical tubes into segments?" to Yes, "Use bimodal angular '
        'priors?" to {bimodal}, and the number of unique asymmetrical units and the helical rise so that their '
        "product is the distance of the segments{spacing}. Each straight piece of a bent filament is a tube of its "
        "own there."
    ),
    CRYOSPARC: (
        "In cryoSPARC: Import Particle Stack with filaments.cs as the particle metadata, then Extract From "
        "Micrographs. The filament fields keep identity, position and direction."
    ),
    HELICES: "In EMAN2: open the files with e2helixboxer; each holds helices and the centres of their segments.",
    ENDS: "The rows are starts (-1) and ends (-2) of straight filaments; RELION and e2helixboxer read them.",
    FILAMENT_CBOX: "The files keep everything: curves, widths, confidences, and single particles.",
}


class _Config(Protocol):
    """The settings of `engine.interop.convert_config.ConvertConfig` that are used here."""

    inputs: tuple[Path, ...]
    to: str
    output: Path
    micrographs: tuple[Path, ...]
    threshold: float | None
    width: float | None
    pixel_size: float | None
    spacing: float | None
    rise: float | None
    subunits: int | None
    start_end: bool
    polar: bool


@dataclass(frozen=True)
class _One:
    """The filaments of one micrograph, its file if it is known, its pixel size (Å/px), and its name for cryoSPARC."""

    name: str
    filaments: list[Filament]
    micrograph: Micrograph | None
    pixel_size: float | None
    file_name: str
    boxes: Boxes  # single particles in the same file


def convert_filaments(config: Any, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Read files of filaments and write them in the format `config.to`; return the numbers of what was written.

    Unreadable files are reported and skipped, and no input is replaced.

    Returns
    -------
    dict
        ``written`` and ``failed``, numbers of files; ``boxes``, the number of filaments; ``segments``.

    Raises
    ------
    EngineError
        There is nothing to convert, a width or a pixel size is missing, or the output cannot be written.
    """
    begun = time.monotonic()
    files = find_box_files(config.inputs)
    if not files:
        raise EngineError(f"There are no files of filaments in {', '.join(map(str, config.inputs))}.")
    report(Started("convert", len(files)))
    micrographs, problems = _open(config.micrographs, report)
    found = read_by_name(files, _width_in_px(config, micrographs), config.start_end)
    for problem in [*problems, *found.problems]:
        report(MicrographFailed(problem.path, problem.reason))
    check(cancelled)
    threshold = config.threshold
    if threshold is None and (threshold := threshold_of(files)) is not None:
        report(Note(f"Filaments below {threshold:.3f}, the threshold of their picking, are left out; see --threshold."))
    writer = _Writer(config, files)
    for one in _with_micrographs(config, found, micrographs, threshold, report):
        check(cancelled)
        writer.write(one)
    writer.finish()
    left_out = [*_left_out(config, found), *writer.notes()]
    for sentence in [*found.notes, *left_out, *([writer.advice] if writer.written else [])]:
        report(Note(sentence))
    failed = len(problems) + len(found.problems)
    summary = {"written": writer.written, "boxes": writer.count, "segments": writer.segments, "failed": failed}
    report(Finished("convert", time.monotonic() - begun, summary))
    return summary


def _open(paths: Sequence[Path], report: Report) -> tuple[list[Micrograph], list[ReadError]]:
    found = search_micrographs(paths)
    for sentence in found.notes():
        report(Note(sentence))
    opened, problems = [], []
    for path in found.micrographs:
        try:
            opened.append(open_micrograph(path))
        except ReadError as e:
            problems.append(e)
    return opened, problems


def threshold_of(files: Sequence[Path]) -> float | None:
    """Return the threshold of the picking that wrote all the files to its CBOX folder; None if it is not known."""
    found: set[float] = set()
    for path in files:
        try:
            output = output_of(path)
            summary = json.loads(read_regular_text(output / "summary.json"))
            if path.absolute().relative_to(output).parts[0] != CBOX_FOLDER or summary["filaments"] is not True:
                return None
            found.add(float(summary["threshold"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
    return found.pop() if len(found) == 1 else None


def _pixel_size(config: _Config, micrograph: Micrograph | None) -> float | None:
    return config.pixel_size or (micrograph.pixel_size if micrograph else None)


def _width_in_px(config: _Config, micrographs: Sequence[Micrograph]) -> float | None:
    if config.width is None:
        return None
    sizes = {m.pixel_size for m in micrographs if m.pixel_size is not None}
    pixel_size = config.pixel_size or (sizes.pop() if len(sizes) == 1 else None)
    if pixel_size is None:
        raise ConfigError("The width in Å needs one pixel size: give --micrographs of one kind, or --pixel-size.")
    return config.width / pixel_size


def _with_micrographs(
    config: _Config, found: FoundFilaments, micrographs: Sequence[Micrograph], threshold: float | None, report: Report
) -> list[_One]:
    """Return the filaments with their micrographs, without rejected ones and those below `threshold`."""
    named = Named(micrographs)
    paths = [m.path for m in micrographs]
    names, file_names = distinct_stems(paths), distinct_names(paths)
    lists, unmatched = [], []
    for name, filaments in found.filaments.items():
        micrograph = named.called(*found.sources[name]) if micrographs else None
        if micrographs and micrograph is None:
            unmatched.append(name)
        kept = [f for f in filaments if f.kind != Kind.REJECTED or config.to == FILAMENT_CBOX]
        if threshold is not None:
            kept = [f for f in kept if not f.confidence < threshold]
        called, file_name = (names[micrograph.path], file_names[micrograph.path]) if micrograph else (name, name)
        boxes = found.boxes.get(name, no_boxes())
        lists.append(_One(called, kept, micrograph, _pixel_size(config, micrograph), file_name, boxes))
    if unmatched:
        files = count_noun(len(unmatched), "file")
        report(Note(f"No micrograph for {files} of filaments: {join_names(unmatched)}."))
    return lists


def _left_out(config: _Config, found: FoundFilaments) -> list[str]:
    single = sum(map(len, found.boxes.values()))
    if not single or config.to == FILAMENT_CBOX:
        return []
    particles = count_noun(single, "single particle")
    return [
        f"{particles} in the same files not written; convert them with --to star, or keep both with --to filament-cbox."
    ]


class _Writer:
    """Writes one file per micrograph, or one for all (cryoSPARC)."""

    def __init__(self, config: _Config, inputs: Sequence[Path]) -> None:
        self.config = config
        self.written = self.count = self.segments = self.outside = 0
        folder = config.output.resolve()
        self._names = FreeNames(p.name for p in inputs if p.resolve().parent == folder)
        self._places: dict[Place, list[Filament]] = {}
        self._settings: SegmentSettings | None = None

    @property
    def advice(self) -> str:
        """What to set in the other program."""
        spacing = f" ({self.config.spacing:g} Å)" if self.config.spacing else ""
        return ADVICE[self.config.to].format(bimodal="No" if self.config.polar else "Yes", spacing=spacing)

    def notes(self) -> list[str]:
        """Return a sentence on segments that were not written."""
        segments = count_noun(self.outside, "segment")
        return [f"{segments} outside the micrograph not written."] if self.outside else []

    def write(self, one: _One) -> None:
        """Write the filaments of one micrograph, or keep them until `finish`."""
        self.count += len(one.filaments)
        to = self.config.to
        if to == CRYOSPARC:
            if one.micrograph is None:
                raise EngineError(f"cryoSPARC's format needs the sizes of the micrographs; {one.name} has none.")
            place = Place(one.file_name, one.micrograph.shape, one.micrograph.rows_from_top)
            self._places[place] = one.filaments
            self._settings = self._segment_settings(one)
            return
        if to == PAIRS:
            self._write(one, ".star", star.write([pair_list(None, one.filaments)]))
        elif to == ENDS:
            self._write(one, ".box", filament_eman.write_start_end(one.filaments))
        else:
            self._write_segments(one, self._segment_settings(one))

    def _write_segments(self, one: _One, settings: SegmentSettings) -> None:
        shape = one.micrograph.shape if one.micrograph else None
        segments = segments_of(one.filaments, settings, shape)
        if self.config.to == SEGMENTS and shape is not None:
            self.outside += len(segments_of(one.filaments, settings).boxes) - len(segments.boxes)
        self.segments += len(segments.boxes)
        if self.config.to == SEGMENTS:
            self._write(one, ".star", star.write([segment_list(None, segments, settings)]))
        elif self.config.to == HELICES:
            side = BOX_RATIO * max((f.width for f in one.filaments), default=1.0)
            self._write(one, ".box", filament_eman.write_helices(one.name, one.filaments, settings.spacing, side))
        else:
            self._write(one, ".cbox", filament_cbox.write(one.filaments, settings.spacing, boxes=one.boxes))

    def _segment_settings(self, one: _One) -> SegmentSettings:
        """Return the spacing in px.

        Raises
        ------
        ConfigError
            It is set in Å and the pixel size is unknown.
        """
        config = self.config
        if one.pixel_size is None and self.config.to in (SEGMENTS, CRYOSPARC):
            raise ConfigError(f"{one.name} has no pixel size. Give --micrographs, or --pixel-size in Å/px.")
        pixel_size = one.pixel_size or 1.0
        distance = config.spacing or ((config.rise or 0) * (config.subunits or 0)) or None
        if distance is not None and one.pixel_size is None:
            raise ConfigError(f"{one.name} has no pixel size. Give --micrographs, or --pixel-size in Å/px.")
        width = one.filaments[0].width if one.filaments else 4.0
        spacing = width / 4 if distance is None else distance / pixel_size
        return SegmentSettings(spacing, pixel_size, None, not config.polar)

    def _write(self, one: _One, suffix: str, text: str) -> None:
        path = self.config.output / self._names.take(safe_path(one.name) or "filaments", suffix, "{}_{}")
        if self.written == 0 or path.parent != self.config.output:
            make_folder(path.parent)
        write_text(path, text)
        self.written += 1

    def finish(self) -> None:
        """Write the file of all micrographs."""
        if self._places and self._settings is not None:
            make_folder(self.config.output)
            self.segments = filament_cs.write(self.config.output / "filaments.cs", self._places, self._settings)
            self.written = 1
