"""The files of a simulated micrograph: the picture, its true boxes and filaments, and its contaminants."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import mrcfile
import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.atomic import replacing, write_text
from iceboxer.engine.data.boxes import Boxes, no_boxes
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.formats import BoxList, filament_cbox, star, write_boxes
from iceboxer.engine.data.formats.filament_star import SegmentSettings, segment_list, segments_of
from iceboxer.engine.simulation.contaminants import Contaminant
from iceboxer.engine.version import __version__

TRUTH_SPACING = 40.0  # Å


def write_truth(folder: Path, name: str, filaments: list[Filament], pixel_size: float) -> None:
    """Write the curves of a micrograph: as CBOX, and their segments every 40 Å as STAR of RELION."""
    settings = SegmentSettings(TRUTH_SPACING / pixel_size, pixel_size)
    write_text(folder / "filaments" / f"{name}.cbox", filament_cbox.write(filaments, settings.spacing))
    segments = segment_list(None, segments_of(filaments, settings), settings)
    write_text(folder / "segments" / f"{name}.star", star.write([segments]))


def micrograph_file(folder: Path, name: str) -> Path:
    """Return the file of a micrograph."""
    return folder / "micrographs" / f"{name}.mrc"


def is_finished(folder: Path, name: str) -> bool:
    """Return whether a micrograph and its true boxes, which are written last, exist."""
    return micrograph_file(folder, name).exists() and _box_file(folder, name).exists()


def write_micrograph(
    folder: Path, name: str, image: NDArray[Any], boxes: Boxes, contaminants: list[Contaminant], pixel_size: float
) -> None:
    """Write one micrograph and its boxes; the true boxes are written last and mark it as finished."""
    _write_mrc(micrograph_file(folder, name), image, pixel_size)
    squares = [c.boxes for c in contaminants]
    _write_boxes(folder / "contaminants" / f"{name}.box", np.concatenate(squares) if squares else no_boxes())
    write_text(folder / "contaminants" / f"{name}.csv", _table(contaminants))
    _write_boxes(_box_file(folder, name), boxes)


def _box_file(folder: Path, name: str) -> Path:
    return folder / "boxes" / f"{name}.box"


def _write_boxes(path: Path, boxes: Boxes) -> None:
    write_boxes(path, BoxList(micrograph=None, boxes=boxes), "eman")


def _write_mrc(path: Path, image: NDArray[Any], pixel_size: float) -> None:
    with replacing(path) as temporary, mrcfile.new(temporary, overwrite=True) as mrc:
        mrc.set_data(image)
        mrc.voxel_size = pixel_size
        # mrcfile's own label contains the time, which would make equal micrographs different files
        mrc.header.label[0] = f"Simulated by Iceboxer {__version__}"


def _table(contaminants: list[Contaminant]) -> str:
    """Return one line per square: number and kind of its contaminant, its centre and size in px."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["contaminant", "kind", "x", "y", "width", "height"])
    for number, contaminant in enumerate(contaminants, 1):
        for box in contaminant.boxes:
            writer.writerow([number, contaminant.kind, *(f"{box[k]:g}" for k in ("x", "y", "width", "height"))])
    return text.getvalue()
