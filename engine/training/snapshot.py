"""What a person said, as files: what a model learnt from lies beside it, and can be trained on again."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.micrograph import stem_of


def write_label_set(boxes: Mapping[Path, Boxes], folder: Path) -> None:
    """Write labels and rejected boxes into `folder`, one CBOX file a micrograph, in the place of older ones.

    A micrograph with an empty array gets an empty file: it holds no particle. Of micrographs with one name in
    several folders, each gets its boxes in a folder called like its own.

    Raises
    ------
    EngineError
        The folder cannot be written to.
    """
    shutil.rmtree(folder, ignore_errors=True)
    stems = [stem_of(path) for path in boxes]
    for path, array in boxes.items():
        stem = stem_of(path)
        place = folder if stems.count(stem) == 1 else folder / path.absolute().parent.name
        write_boxes(place / f"{stem}.cbox", BoxList(None, array), "cbox")
