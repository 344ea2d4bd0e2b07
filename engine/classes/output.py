"""Writing classes: averages, a sheet of them, a table of classes, and the class of each box."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import mrcfile
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from iceboxer.engine.classes.picks import Picks
from iceboxer.engine.data.atomic import replacing, write_text
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.formats.particles import OpticsGroups, write_particles
from iceboxer.engine.data.formats.star import Columns
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.data.micrograph_names import name_in, parts_in
from iceboxer.engine.data.same_names import distinct_names, distinct_stems, match_names
from iceboxer.engine.events import Note, Report
from iceboxer.engine.text import count_noun

AVERAGES, SHEET, TABLE, ASSIGNMENTS, BOXES = "averages.mrcs", "averages.png", "classes.csv", "assignments.star", "CBOX"
PARTICLES = "particles.star"
CLASS, ANGLE = "_rlnClassNumber", "_rlnAnglePsi"
ORIGIN = ("_rlnOriginXAngst", "_rlnOriginYAngst")
ORIGIN_PX = ("_rlnOriginX", "_rlnOriginY")  # RELION's older columns, in px, where the pixel size is unknown
COLUMNS = 10
SCALE, MARGIN, HEADER = 2, 6, 18
FONT = "fonts/ttf/DejaVuSans.ttf"  # of matplotlib; has the Å


@dataclass(frozen=True)
class ClassRow:
    """The figures of one class, for people.

    Attributes
    ----------
    number
        From 1, the best.
    members
        Number of boxes.
    quality
        Probability that its members are particles, 0 to 1, by a formula learnt on simulated micrographs.
    resolution
        Where the Fourier ring correlation of its halves falls below 0.143, in Å if the pixel size is known, else in
        px; None if they never agree.
    agreement
        Mean correlation of its halves.
    better_than_noise
        Whether its members fit averages made without them clearly better than random empty places do; None if there
        are too few such places.
    confidence
        Mean confidence, None if no member has one.
    overlapping
        Share of the members whose box overlaps that of another, 0 to 1.
    greyed
        Share of the members that are picks in junk, by the masks of the picking, 0 to 1; None without masks.
    """

    number: int
    members: int
    quality: float
    resolution: float | None
    agreement: float
    better_than_noise: bool | None
    confidence: float | None
    overlapping: float
    greyed: float | None = None


@dataclass(frozen=True)
class Classification:
    """Boxes in classes.

    Attributes
    ----------
    picks
        The boxes (n,) and their micrographs.
    number
        Class (n,) of each box, from 1.
    angle
        Degrees (n,) by which the box is rotated, counter-clockwise, to fit its average.
    shift
        Position (n, 2) of the particle's centre relative to that of the box, x and y in px of its micrograph.
    averages
        Pictures (k, side, side), row 0 at the bottom, particles bright.
    pixel
        Size of a pixel of the averages in Å if known, else in px of the micrographs.
    rows
        The figures of each class, best first.
    figures
        Those (k, f) of the formula of quality, see `engine.classes.quality`.
    """

    picks: Picks
    number: NDArray[np.intp]
    angle: NDArray[np.float64]
    shift: NDArray[np.float64]
    averages: NDArray[np.float32]
    pixel: float
    rows: tuple[ClassRow, ...]
    figures: NDArray[np.float64]

    def centred(self) -> Boxes:
        """Return the boxes with their centres moved to those of the particles."""
        boxes = self.picks.boxes.copy()
        boxes["x"] += self.shift[:, 0]
        boxes["y"] += self.shift[:, 1]
        return boxes


def write_classes(folder: Path, result: Classification, optics: OpticsGroups | None, report: Report) -> None:
    """Write all files of classes to a folder.

    Raises
    ------
    EngineError
        A file cannot be written.
    """
    write_averages(folder / AVERAGES, result.averages, result.pixel if result.picks.angstrom else None)
    write_sheet(folder / SHEET, result)
    write_text(folder / TABLE, format_table(result.rows))
    paths = [m.path for m in result.picks.micrographs]
    names, file_names = distinct_stems(paths), distinct_names(paths)
    lists = [_boxes_of(result, i, file_names[path]) for i, path in enumerate(paths)]
    write_boxes(folder / ASSIGNMENTS, lists, "star")
    for micrograph, boxlist in zip(result.picks.micrographs, lists, strict=True):
        write_boxes(
            folder / BOXES / f"{names[micrograph.path]}.cbox", BoxList(None, boxlist.boxes, boxlist.extra), "cbox"
        )
    if optics is not None:
        _write_particles(folder / PARTICLES, dict(zip(paths, lists, strict=True)), optics, report)


def _write_particles(path: Path, lists: Mapping[Path, BoxList], optics: OpticsGroups, report: Report) -> None:
    """Write the boxes of the micrographs in the project, and report the others."""
    known: dict[str, BoxList] = {}
    missing = []
    in_project = {"/".join((*parts_in(name)[:-1], name_in(name))): name for name in optics.groups}
    ours = {micrograph: (micrograph.absolute().parent / stem_of(micrograph)).as_posix() for micrograph in lists}
    found = match_names(in_project, ours.values())
    for micrograph, boxlist in lists.items():
        if ours[micrograph] in found:
            known[in_project[found[ours[micrograph]]]] = boxlist
        else:
            missing.append(micrograph.name)
    if missing:
        report(
            Note(
                f"{count_noun(len(missing), 'micrograph')} missing from the RELION project and from {PARTICLES}: "
                f"{missing[0]}{', …' if len(missing) > 1 else ''}"
            )
        )
    if known:
        shared = set.intersection(*(set(boxlist.extra) for boxlist in known.values()))
        write_particles(path, known, optics, sorted(shared))


def _boxes_of(result: Classification, index: int, name: str) -> BoxList:
    """Return the boxes of one micrograph, called `name`, with the columns of their classes.

    RELION adds the origin to a position before it rotates, so it is the shift with the opposite sign.
    """
    mine = np.flatnonzero(result.picks.number == index)
    micrograph = result.picks.micrographs[index]
    shift = -result.shift[mine]
    tags = ORIGIN_PX if micrograph.pixel_size is None else ORIGIN
    shift = shift * (micrograph.pixel_size or 1.0)
    extra: Columns = {
        CLASS: result.number[mine].astype(np.str_),
        ANGLE: _formatted(result.angle[mine]),
        tags[0]: _formatted(shift[:, 0]),
        tags[1]: _formatted(shift[:, 1]),
    }
    return BoxList(name, result.picks.boxes[mine], extra)


def _formatted(values: NDArray[np.float64]) -> NDArray[np.str_]:
    return np.array([f"{value:.3f}" for value in values.tolist()], np.str_)


def write_averages(path: Path, averages: NDArray[np.float32], pixel_size: float | None) -> None:
    """Write pictures (k, side, side) as a stack, with the pixel size in Å if known."""
    with replacing(path) as temporary, mrcfile.new(temporary, overwrite=True) as mrc:
        mrc.set_data(averages.astype(np.float32))
        mrc.set_image_stack()
        if pixel_size is not None:
            mrc.voxel_size = pixel_size
        mrc.header.label[0] = "Class averages by Iceboxer"  # without mrcfile's label, which contains the time


def format_table(rows: Sequence[ClassRow]) -> str:
    """Return the figures of all classes as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = list(ClassRow.__dataclass_fields__)
    writer.writerow(names)
    for row in rows:
        values = [getattr(row, name) for name in names]
        writer.writerow("" if v is None else f"{v:.4g}" if isinstance(v, float) else v for v in values)
    return text.getvalue()


def grey_averages(averages: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return pictures (k, side, side) as grey values with row 0 at the top, each with its own contrast."""
    grey = np.empty(averages.shape, np.uint8)
    for i, average in enumerate(averages):
        low, high = np.percentile(average, [1, 99.8])
        grey[i] = np.clip((average[::-1] - low) / max(high - low, 1e-6), 0, 1) * 255
    return grey


def write_sheet(path: Path, result: Classification) -> None:
    """Write all averages as one PNG, best first, with number, members and resolution."""
    side = result.averages.shape[1] * SCALE
    columns = min(COLUMNS, len(result.rows))
    height, width = side + MARGIN + HEADER, side + MARGIN
    sheet = Pictures.new("L", (columns * width + MARGIN, -(-len(result.rows) // columns) * height + MARGIN), 255)
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(Path(matplotlib.get_data_path()) / FONT), 12)
    unit = "Å" if result.picks.angstrom else "px"
    for i, (row, grey) in enumerate(zip(result.rows, grey_averages(result.averages), strict=True)):
        left, top = MARGIN + i % columns * width, MARGIN + i // columns * height
        sharp = f"{row.resolution:.0f} {unit}" if row.resolution else "–"
        draw.text((left, top), f"{row.number}: {row.members:,}  {sharp}", 0, font=font)
        picture = Pictures.fromarray(grey).resize((side, side), Pictures.Resampling.BICUBIC)
        sheet.paste(picture, (left, top + HEADER))
    with replacing(path) as temporary:
        sheet.save(temporary)
