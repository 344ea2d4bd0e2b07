"""Matching of boxes to micrographs by name, allowing for the prefixes and suffixes of other programs."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np
from scipy.spatial import cKDTree

from iceboxer.engine.data.boxes import Boxes, centres, mirrored, plausible
from iceboxer.engine.data.folders import is_file, safe_name, short_name
from iceboxer.engine.data.formats import BoxList, find_box_files, read_boxes
from iceboxer.engine.data.formats.star import writable
from iceboxer.engine.data.micrograph import Micrograph, stem_of
from iceboxer.engine.data.result_names import DEEPEST, FILE, read_names
from iceboxer.engine.errors import ReadError
from iceboxer.engine.text import count_noun, join_names

# cryoSPARC prefixes the names of imported files with a number of 18 to 21 digits and an underscore; shorter numbers
# are part of the name
IMPORTED = re.compile(r"^\d{18,21}_(?=.)", re.ASCII)
# RELION, Gautomatch, Topaz and Warp append the kind of job, or the program that picked, to a micrograph's name
PICKED = re.compile(
    r"(?<=.)_(autopick|manualpick|iceboxer|topaz(picks?)?|automatch|BoxNet[A-Za-z0-9]*(_\d{6,8})?)$", re.ASCII
)
# MotionCor2 and cryoSPARC append how the frames were summed
SUMMED = re.compile(
    r"(?<=.)(_((patch|rigid|local|full)_)?aligned|_doseweighted|_motion_?corrected|_DWS?|_noDW)$", re.IGNORECASE
)
SIMILAR = 0.7  # similarity, 0 to 1, above which a name is worth suggesting
SUGGESTED = 3  # names for which a similar one is looked up
SAME_PLACE = 0.75  # px; programs that write whole pixels move a centre by up to half a pixel


class Stems:
    """The stems of micrographs (names without suffix), found by the names that other programs give them."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._stems = set(stems)
        self._as_files: dict[str, list[str]] = {}  # by the names in or of box files, if they differ
        for stem in sorted(self._stems):
            in_text = stem.encode(errors="replace").decode().strip()
            for name in {short_name(stem), safe_name(stem), writable(stem), in_text} - self._stems:
                self._as_files.setdefault(name, []).append(stem)
        self._without_number: dict[str, list[str]] = {}
        for stem in sorted(self._stems):
            if IMPORTED.match(stem):
                self._without_number.setdefault(IMPORTED.sub("", stem), []).append(stem)
        self._bare: dict[str, list[str]] = {}
        for stem in sorted(self._stems):
            self._bare.setdefault(_bare(stem), []).append(stem)

    def fitting(self, name: str) -> list[str]:
        """Return the stems that `name` may mean.

        The first of these that fits any: the name itself, with cryoSPARC's number more or less, without the picker's
        suffix, and without what was appended when frames were summed.
        """
        picked = PICKED.sub("", name)
        number = IMPORTED.match(picked)
        same = [
            stem
            for stem in self._bare.get(_bare(picked), [])
            if number is None or (other := IMPORTED.match(stem)) is None or other[0] == number[0]
        ]
        return self._fitting(name) or self._fitting(picked) or same

    def nearest(self, name: str) -> str | None:
        """Return the stem that is most similar to a name, None if none is similar."""
        return next(iter(difflib.get_close_matches(name, self._stems, 1, SIMILAR)), None)

    def _fitting(self, name: str) -> list[str]:
        if name in self._stems:
            return [name]
        if name in self._as_files:
            return self._as_files[name]
        bare = IMPORTED.sub("", name)
        return [*self._without_number.get(name, []), *([bare] if bare in self._stems else [])]


def _bare(name: str) -> str:
    """Return a name without cryoSPARC's number and without what was appended when frames were summed."""
    name = IMPORTED.sub("", name)
    while (shorter := SUMMED.sub("", name)) != name:
        name = shorter
    return name


class Named:
    """Micrographs, found by the names in box files."""

    def __init__(self, micrographs: Iterable[Micrograph]) -> None:
        self._by_stem: dict[str, list[Micrograph]] = {}
        for micrograph in micrographs:
            self._by_stem.setdefault(stem_of(micrograph.path), []).append(micrograph)
        self._stems = Stems(self._by_stem)
        self._records: dict[Path, dict[str, Path]] = {}

    def called(self, named: str, source: Path) -> Micrograph | None:
        """Return the micrograph that the box file `source` calls `named`; None if there is none.

        The names of the folders decide between micrographs of the same name, and in the output of a picking its
        record of names (``names.json``).

        Raises
        ------
        ReadError
            Several micrographs fit.
        """
        fitting = [m for stem in self._stems.fitting(name_in(named)) for m in self._by_stem[stem]]
        if len(fitting) > 1:
            parts = [*source.absolute().parent.parts, *_pure(named).parent.parts]
            shared = [_shared_folders(m.path.absolute().parent.parts, parts) for m in fitting]
            if max(shared):
                fitting = [m for m, count in zip(fitting, shared, strict=True) if count == max(shared)]
        if len(fitting) != 1 and (recorded := self._recorded(source)) is not None:
            return recorded
        if len(fitting) > 1:
            some = ", ".join(str(m.path) for m in fitting[:3])
            raise ReadError(source, f"the boxes of '{named}' fit {len(fitting)} micrographs ({some})")
        return fitting[0] if fitting else None

    def nearest(self, named: str) -> str | None:
        """Return the name of the micrograph that is most similar to a name, None if none is similar."""
        stem = self._stems.nearest(PICKED.sub("", name_in(named)))
        return None if stem is None else self._by_stem[stem][0].path.name

    def _recorded(self, source: Path) -> Micrograph | None:
        """Return the micrograph of a result in the output folder of a picking, by the record of names in it."""
        for above in list(source.absolute().parents)[1 : DEEPEST + 1]:
            if above not in self._records and is_file(above / FILE):
                _, names = read_names(above / FILE)
                self._records[above] = {name: Path(path) for path, name in names.items()}
            if above in self._records:
                name = "/".join(source.absolute().relative_to(above).with_suffix("").parts[1:])
                path = self._records[above].get(name)
                fitting = self._by_stem.get(stem_of(path), []) if path is not None else []
                return next((m for m in fitting if m.path.resolve() == path), None)
        return None


def _shared_folders(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many folders, counted from the innermost, have the same names in two paths."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


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


def name_in(text: str) -> str:
    """Return the stem of a micrograph's name in a file: a path of any system, or `000001@stack.mrcs`."""
    return stem_of(_pure(text).name)


def _pure(text: str) -> PureWindowsPath | PurePosixPath:
    text = text.rsplit("@", 1)[-1]
    return PureWindowsPath(text) if "\\" in text else PurePosixPath(text)


def load_boxes(paths: Sequence[Path], micrographs: Sequence[Micrograph], box_size: float | None = None) -> Loaded:
    """Read files and folders of boxes and assign each list to its micrograph.

    Invalid boxes (not finite, without a size, centre outside the micrograph) and duplicates are skipped and counted.
    Topaz's rows are flipped if the micrograph's file stores its top row first.

    Raises
    ------
    ReadError
        A path does not exist.
    EngineError
        A file has no box sizes and `box_size` (px) is None.
    """
    assignment = _Assignment(micrographs)
    for path in find_box_files(paths):
        try:
            lists = read_boxes(path, box_size)
        except ReadError as e:
            assignment.refuse(path, e)
            continue
        for boxlist in lists:
            assignment.add(path, boxlist)
    return assignment.finish()


class _Assignment:
    """Assigns lists of boxes to their micrographs."""

    def __init__(self, micrographs: Sequence[Micrograph]) -> None:
        self.loaded = Loaded()
        self._micrographs = Named(micrographs)
        self._names: dict[Path, str] = {}
        self._refused: set[Path] = set()  # micrographs with a list whose boxes are unknown: they are not empty

    def add(self, path: Path, boxlist: BoxList) -> None:
        """Assign a list that was read from `path`."""
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
        sound, reasons = sound_boxes(turned(boxlist, micrograph), micrograph.shape)
        check_not_all_dropped(path, named, boxlist, sound, reasons)
        earlier = self.loaded.boxes.get(micrograph.path)
        if earlier is not None:
            fresh = not_among(sound.boxes, earlier.boxes)
            reasons["duplicates"] += int((~fresh).sum())
            # the extra columns of two files cannot be joined
            sound = BoxList(None, np.concatenate([earlier.boxes, sound.boxes[fresh]])) if fresh.any() else earlier
        self.loaded.left_out += reasons
        self.loaded.boxes[micrograph.path] = sound


def not_among(boxes: Boxes, others: Boxes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which boxes (n,) do not coincide with any of `others`, allowing for rounding to whole pixels."""
    if not len(others) or not len(boxes):
        return np.ones(len(boxes), bool)
    distance, _ = cKDTree(centres(others)).query(centres(boxes), p=np.inf)
    far: np.ndarray[tuple[int], np.dtype[np.bool_]] = distance > SAME_PLACE
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
    key = np.column_stack([kept.boxes[name] for name in ("x", "y", "width", "height")])
    _, first = np.unique(key, axis=0, return_index=True)
    reasons = {
        "invalid numbers (not a number, or a size not above 0)": int((~finite).sum()),
        "centre outside the micrograph": int((finite & ~within).sum()),
        "duplicates": len(key) - len(first),
    }
    return kept.select(np.sort(first)), +Counter(reasons)
