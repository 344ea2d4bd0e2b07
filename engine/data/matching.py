"""Boxes of files, assigned to their micrographs, without those that cannot be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, centres, first_of_each, mirrored, plausible
from iceboxer.engine.data.formats import BoxList, find_box_files, read_boxes
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.data.micrograph_names import PICKED, Named, name_in
from iceboxer.engine.errors import ReadError
from iceboxer.engine.text import count_noun, join_names

SUGGESTED = 3  # names for which a similar one is looked up
Turn = Callable[[BoxList, Micrograph], BoxList]
Select = Callable[[Path, Boxes, bool], NDArray[np.bool_]]
SAME_PLACE = 0.75  # px; programs that write whole pixels move a centre by up to half a pixel


@dataclass
class Loaded:
    """The boxes read, by their micrograph's path, and a record of those that were not.

    `unmatched` are names that fit no micrograph, `nearest` similar names of micrographs; `problems` the errors of
    files that could not be read or fit several micrographs; `left_out` the number of boxes that were skipped, by
    reason.
    """

    boxes: dict[Path, BoxList] = field(default_factory=dict)
    unmatched: list[str] = field(default_factory=list)
    nearest: dict[str, str] = field(default_factory=dict)
    problems: list[ReadError] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def notes(self) -> list[str]:
        """Return sentences for the user on what was not read."""
        sentences = []
        if self.unmatched:
            sentences.append(unmatched_note(self.unmatched, self.nearest))
        sentences += [left_out(count, reason) for reason, count in self.left_out.items()]
        return sentences


def unmatched_note(names: Sequence[str], nearest: Mapping[str, str]) -> str:
    """Return a sentence on lists of boxes whose `names` fit no micrograph, with the nearest name of a micrograph."""
    described = [f"{name} (nearest: {nearest[name]})" if name in nearest else name for name in names]
    return f"{count_noun(len(names), 'list')} of boxes matched no micrograph: {join_names(described)}."


def left_out(count: int, reason: str) -> str:
    """Return a sentence on boxes that were skipped."""
    return f"{count_noun(count, 'box', 'boxes')} skipped: {reason}."


def load_boxes(
    paths: Sequence[Path],
    micrographs: Sequence[Micrograph],
    box_size: float | None = None,
    select: Select | None = None,
    turn: Turn | None = None,
) -> Loaded:
    """Read files and folders of boxes and assign each list to its micrograph.

    Invalid boxes (not finite, without a size, centre outside the micrograph) and duplicates are skipped and counted.
    Topaz's rows are flipped if the micrograph's file stores its top row first.

    Parameters
    ----------
    select : callable, optional
        Returns which valid boxes (n,) of a file to keep; its last argument is true if this program picked them.
    turn : callable, optional
        Returns a list in another reading of its coordinates, see `engine.data.readings`.

    Raises
    ------
    ReadError
        A path does not exist.
    EngineError
        A file has no box sizes and `box_size` (px) is None.
    """
    assignment = _Assignment(micrographs, select, turn)
    for path in find_box_files(paths):
        try:
            lists = read_boxes(path, box_size)
        except ReadError as e:
            assignment.refuse(path, e)
            continue
        assignment.add_all(path, lists)
    return assignment.finish()


class _Assignment:
    """Assigns lists of boxes to their micrographs."""

    def __init__(self, micrographs: Sequence[Micrograph], select: Select | None, turn: Turn | None) -> None:
        self._select, self._turn = select, turn
        self.loaded = Loaded()
        self._micrographs = Named(micrographs)
        self._names: dict[Path, str] = {}
        self._refused: set[Path] = set()  # micrographs with a list whose boxes are unknown: they are not empty

    def add_all(self, path: Path, lists: Sequence[BoxList]) -> None:
        """Assign the lists that were read from `path`."""
        self._micrographs.expect(boxlist.micrograph for boxlist in lists)
        for boxlist in lists:
            self._assign(path, boxlist)

    def _assign(self, path: Path, boxlist: BoxList) -> None:
        named = boxlist.micrograph or path.stem
        name = PICKED.sub("", name_in(named))
        try:
            micrograph = self._micrographs.called(named, path)
        except ReadError as e:
            self.loaded.problems.append(e)
            return
        if micrograph is None:
            self.loaded.unmatched.append(named)
            if len(self.loaded.unmatched) <= SUGGESTED and (nearest := self._micrographs.nearest(named)):
                self.loaded.nearest[named] = nearest
        elif (other := self._names.setdefault(micrograph.path, name)) != name:
            reason = f"the boxes of '{named}' and those of '{other}' fit the same micrograph"
            self.loaded.problems.append(ReadError(path, reason))
        else:
            try:
                self._add(path, named, micrograph, boxlist)
            except ReadError as e:
                self.loaded.problems.append(e)
                self._refused.add(micrograph.path)

    def refuse(self, path: Path, problem: ReadError) -> None:
        """Note a file that cannot be read; the micrograph of its name does not count as empty."""
        self.loaded.problems.append(problem)
        try:
            micrograph = self._micrographs.called(path.stem, path)
        except ReadError:
            return
        if micrograph is not None:
            self._refused.add(micrograph.path)

    def finish(self) -> Loaded:
        """Return the boxes, without empty lists of micrographs whose other lists were refused."""
        boxes = self.loaded.boxes
        self.loaded.boxes = {p: b for p, b in boxes.items() if len(b.boxes) or p not in self._refused}
        return self.loaded

    def _add(self, path: Path, named: str, micrograph: Micrograph, boxlist: BoxList) -> None:
        read = turned(boxlist, micrograph)
        if self._turn is not None:
            read = self._turn(read, micrograph)
        sound, reasons = sound_boxes(read, micrograph.shape)
        check_not_all_dropped(path, named, boxlist, sound, reasons)
        if self._select is not None:
            sound = sound.select(self._select(path, sound.boxes, bool(boxlist.made_with)))
        earlier = self.loaded.boxes.get(micrograph.path)
        if earlier is not None:
            fresh = not_among(sound.boxes, earlier.boxes)
            reasons["duplicates"] += int((~fresh).sum())
            # the extra columns of two files cannot be joined
            sound = BoxList(None, np.concatenate([earlier.boxes, sound.boxes[fresh]])) if fresh.any() else earlier
        self.loaded.left_out += reasons
        self.loaded.boxes[micrograph.path] = sound


def not_among(boxes: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """Return which boxes (n,) do not coincide with any of `others`, allowing for rounding to whole pixels."""
    from scipy.spatial import cKDTree

    if not len(others) or not len(boxes):
        return np.ones(len(boxes), bool)
    distance, _ = cKDTree(centres(others)).query(centres(boxes), p=np.inf)
    far: NDArray[np.bool_] = distance > SAME_PLACE
    return far


def turned(boxlist: BoxList, micrograph: Micrograph) -> BoxList:
    """Convert a list that counts rows as stored to y up, or back, and remove the mark; leave other lists unchanged."""
    if not boxlist.rows_as_stored:
        return boxlist
    boxes = mirrored(boxlist.boxes, micrograph.shape[0]) if micrograph.rows_from_top else boxlist.boxes
    return replace(boxlist, boxes=boxes, rows_as_stored=False)


def check_not_all_dropped(path: Path, named: str, boxlist: BoxList, sound: BoxList, reasons: Counter[str]) -> None:
    """Raise an error if no box of a list is left: its micrograph is not empty, its boxes are unknown.

    Parameters
    ----------
    boxlist, sound, reasons
        The list of the micrograph that the file `path` calls `named`, and the result of `sound_boxes`.
    """
    if len(boxlist.boxes) and not len(sound.boxes):
        some = "; ".join(f"{count:,}: {reason}" for reason, count in reasons.items())
        raise ReadError(
            path,
            f"none of its boxes of '{named[:80]}' can be used ({some}). The micrograph is not counted as empty; check "
            "that the boxes belong to it and have its binning",
        )


def sound_boxes(boxlist: BoxList, shape: tuple[int, int] | None = None) -> tuple[BoxList, Counter[str]]:
    """Return the valid boxes, each once, and the number of skipped ones by reason; `shape` is (height, width)."""
    boxes = boxlist.boxes
    finite, within = plausible(boxes), plausible(boxes, shape)
    kept = boxlist.select(within)
    first = first_of_each(kept.boxes)
    reasons = {
        "invalid numbers (not a number, or a size not above 0)": int((~finite).sum()),
        "centre outside the micrograph": int((finite & ~within).sum()),
        "duplicates": len(kept.boxes) - len(first),
    }
    return kept.select(first), +Counter(reasons)
