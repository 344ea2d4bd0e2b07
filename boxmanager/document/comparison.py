"""What is shown here beside what other results of picking hold: agreed, only here, only there. Qt-free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.project import INDEX, read_project
from iceboxer.boxmanager.document.view import shown
from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes, resized
from iceboxer.engine.data.matching import load_boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.evaluation.agreement import consensus, groups, support
from iceboxer.engine.evaluation.metrics import DEFAULT_IOU
from iceboxer.engine.evaluation.reading import picked_files, select_exported

OURS = 0  # its place among the results, before the others


@dataclass(frozen=True)
class Results:
    """Other results: of each its name and its boxes by our micrographs; `notes` are sentences about what is amiss."""

    names: list[str] = field(default_factory=list)
    boxes: list[Mapping[Path, Boxes]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def with_more(self, other: Results) -> Results:
        """These and others."""
        return Results([*self.names, *other.names], [*self.boxes, *other.boxes], other.notes)

    def of(self, micrograph: Path) -> list[Boxes]:
        """Each result's boxes of a micrograph."""
        return [boxes.get(micrograph, no_boxes()) for boxes in self.boxes]


@dataclass(frozen=True)
class Counts:
    """How many particles there are of each sort; they can be added up."""

    agreed: int = 0
    only_here: int = 0
    only_there: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.agreed + other.agreed, self.only_here + other.only_here, self.only_there + other.only_there)


@dataclass(frozen=True)
class Split:
    """The boxes of one micrograph: ours that another result has too, ours alone, and those of others alone."""

    agreed: Boxes
    only_here: Boxes
    only_there: Boxes

    @property
    def counts(self) -> Counts:
        """How many of each."""
        return Counts(len(self.agreed), len(self.only_here), len(self.only_there))


def split(ours: Boxes, others: Sequence[Boxes], box_size: float) -> Split:
    """Tell apart what is agreed on, all boxes taken as `box_size` px large."""
    results = [resized(boxes, box_size) for boxes in (ours, *others)]
    members = groups(results, DEFAULT_IOU)
    here = members[:, OURS]
    shared = support(members) > 1
    strangers = members[here < 0]
    # of several others that agree with each other, the first one's box stands for all
    first = (strangers >= 0).argmax(axis=1)
    alone = [results[number][index] for number, index in zip(first, strangers[range(len(first)), first], strict=True)]
    return Split(
        ours[here[(here >= 0) & shared]],
        ours[here[(here >= 0) & ~shared]],
        np.array(alone, no_boxes().dtype) if alone else no_boxes(),
    )


def agreed_on(ours: Boxes, others: Sequence[Boxes], box_size: float, at_least: int) -> Boxes:
    """The consensus: one box, the mean, for each particle that `at_least` results have, ours being one of them."""
    results = [resized(boxes, box_size) for boxes in (ours, *others)]
    return resized(consensus(results, groups(results, DEFAULT_IOU), at_least), box_size)


def read_results(paths: Sequence[Path], micrographs: Sequence[Path], box_size: float) -> Results:
    """Read results: folders that picking wrote, projects of the window, files and folders of boxes.

    Of the first two, what their own threshold shows counts; of the others everything but rejected boxes.

    Raises
    ------
    EngineError
        A path does not exist, or none of its boxes belongs to a micrograph that is open.
    """
    opened = _opened(micrographs)
    results = Results()
    for path in paths:
        is_project = (path / INDEX).is_file()
        loaded = load_boxes([path / "boxes"] if is_project else picked_files((path,)), opened, box_size)
        view = read_project(path).view if is_project else None
        chosen: dict[Path, Boxes] = {}
        for micrograph, boxlist in loaded.boxes.items():
            boxes = boxlist.boxes[boxlist.boxes["kind"] != Kind.REJECTED]
            chosen[micrograph] = boxes[shown(boxes, view)] if view else select_exported(path, boxes)
        if not chosen:
            reasons = " ".join([*map(str, loaded.problems), *loaded.notes()])
            raise EngineError(f"{path} holds no boxes of the micrographs that are open. {reasons}".strip())
        results.names.append(path.name)
        results.boxes.append(chosen)
        results.notes.extend([*map(str, loaded.problems), *loaded.notes()])
    return results


def _opened(paths: Sequence[Path]) -> list[Micrograph]:
    opened = []
    for path in paths:
        try:
            opened.append(open_micrograph(path))
        except ReadError:
            continue  # the list tells of it as soon as somebody looks at it
    return opened
