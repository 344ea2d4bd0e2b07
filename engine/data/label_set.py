"""What a person has said so far of the particles on some micrographs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Boxes, Kind


@dataclass(frozen=True)
class LabelSet:
    """`boxes` holds labels and rejected boxes by micrograph; none at all on one says that it holds no particle.

    `box_size` is in px; `in_view` is the micrograph that the person looks at.
    """

    boxes: Mapping[Path, Boxes]
    in_view: Path | None
    box_size: float

    @property
    def labels(self) -> int:
        """How many labels there are."""
        return sum(int(np.count_nonzero(boxes["kind"] == Kind.LABEL)) for boxes in self.boxes.values())

    def says_the_same(self, other: LabelSet) -> bool:
        """Whether the other one teaches nothing else, whatever is in view."""
        if self.box_size != other.box_size or self.boxes.keys() != other.boxes.keys():
            return False
        return all(boxes.tobytes() == other.boxes[path].tobytes() for path, boxes in self.boxes.items())
