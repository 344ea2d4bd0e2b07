"""The labels and rejected boxes of a project, to train on, and their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.engine.data.atomic import remove_folder, write_text
from iceboxer.engine.data.boxes import Boxes, Kind
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.formats import BoxList, filament_cbox, write_boxes
from iceboxer.engine.data.micrograph import stem_of


@dataclass(frozen=True)
class LabelSet:
    """Labels and rejected boxes by micrograph; an empty array marks a micrograph without particles.

    `box_size` is in px; `in_view` is the micrograph on the screen; `diameter_px` is that of the particles, if known.
    """

    boxes: Mapping[Path, Boxes]
    in_view: Path | None
    box_size: float
    diameter_px: float | None = None

    @property
    def labels(self) -> int:
        """The number of labels."""
        return sum(int(np.count_nonzero(boxes["kind"] == Kind.LABEL)) for boxes in self.boxes.values())

    def same_labels(self, other: LabelSet) -> bool:
        """Return whether training on the other set gives the same result; `in_view` does not matter."""
        if (self.box_size, self.diameter_px) != (other.box_size, other.diameter_px):
            return False
        if self.boxes.keys() != other.boxes.keys():
            return False
        return all(boxes.tobytes() == other.boxes[path].tobytes() for path, boxes in self.boxes.items())


def write_label_set(boxes: Mapping[Path, Boxes], folder: Path) -> None:
    """Write labels and rejected boxes into `folder`, one CBOX file per micrograph; older files are replaced.

    The folder lies beside the model trained on it, so that the training can be repeated. A micrograph with an empty
    array gets an empty file: it has no particles. If micrographs in several folders have the same name, their boxes
    are written to subfolders named after those folders.

    Raises
    ------
    EngineError
        The folder cannot be written to.
    """
    remove_folder(folder)
    for path, target in _files(boxes, folder):
        write_boxes(target, BoxList(None, boxes[path]), "cbox")


def write_filament_set(filaments: Mapping[Path, Sequence[Filament]], folder: Path) -> None:
    """Write labelled and rejected filaments into `folder` as `write_label_set` writes boxes.

    Raises
    ------
    EngineError
        The folder cannot be written to.
    """
    remove_folder(folder)
    for path, target in _files(filaments, folder):
        found = filaments[path]
        spacing = min((f.width for f in found), default=1.0) / 4
        write_text(target, filament_cbox.write(found, spacing) if found else "")


def _files(micrographs: Iterable[Path], folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each micrograph with the file of its labels."""
    paths = list(micrographs)
    stems = [stem_of(path) for path in paths]
    for path, stem in zip(paths, stems, strict=True):
        target = folder if stems.count(stem) == 1 else folder / path.absolute().parent.name
        yield path, target / f"{stem}.cbox"
