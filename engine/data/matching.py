"""Which boxes belong to which micrograph: by name, with what other programs put before and behind it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np
from scipy.spatial import cKDTree

from iceboxer.engine.data.boxes import Boxes, centres, plausible
from iceboxer.engine.data.folders import safe_name, short_name
from iceboxer.engine.data.formats import BoxList, find_box_files, read_boxes
from iceboxer.engine.data.formats.star import writable
from iceboxer.engine.data.micrograph import Micrograph, stem_of
from iceboxer.engine.errors import ReadError

# cryoSPARC puts a number and an underscore before the names of imported files
IMPORTED = re.compile(r"^\d+_(?=.)")
# RELION puts the kind of job, or the program that picked, behind a micrograph's name
PICKED = re.compile(r"(?<=.)_(autopick|manualpick|iceboxer|topaz)$")
SAME_PLACE = 0.75  # px; a centre moves by up to half a pixel, either way, where a program writes whole ones


class Stems:
    """The names of micrographs, without suffix, to be found by the names that other programs give them."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._stems = set(stems)
        self._as_files: dict[str, list[str]] = {}  # by what files of boxes are called or tell, where that differs
        for stem in sorted(self._stems):
            in_text = stem.encode(errors="replace").decode().strip()
            for name in {short_name(stem), safe_name(stem), writable(stem), in_text} - self._stems:
                self._as_files.setdefault(name, []).append(stem)
        self._without_number: dict[str, list[str]] = {}
        for stem in sorted(self._stems):
            if IMPORTED.match(stem):
                self._without_number.setdefault(IMPORTED.sub("", stem), []).append(stem)

    def fitting(self, name: str) -> list[str]:
        """Those that `name` may mean: itself, else with cryoSPARC's number left away on either side."""
        return self._fitting(name) or self._fitting(PICKED.sub("", name))

    def _fitting(self, name: str) -> list[str]:
        if name in self._stems:
            return [name]
        if name in self._as_files:
            return self._as_files[name]
        bare = IMPORTED.sub("", name)
        return [*self._without_number.get(name, []), *([bare] if bare in self._stems else [])]


class Named:
    """Micrographs, to be found by what a file of boxes calls them."""

    def __init__(self, micrographs: Iterable[Micrograph]) -> None:
        self._by_stem: dict[str, list[Micrograph]] = {}
        for micrograph in micrographs:
            self._by_stem.setdefault(stem_of(micrograph.path), []).append(micrograph)
        self._stems = Stems(self._by_stem)

    def called(self, named: str, source: Path) -> Micrograph | None:
        """The micrograph that the file `source` calls `named`; None where there is none.

        Raises
        ------
        ReadError
            It may be one or another. Of pictures of one name in several folders, the folder's name tells.
        """
        fitting = [m for stem in self._stems.fitting(name_in(named)) for m in self._by_stem[stem]]
        if len(fitting) > 1:
            folder = _pure(named).parent.name or source.absolute().parent.name
            fitting = [m for m in fitting if m.path.absolute().parent.name == folder] or fitting
        if len(fitting) > 1:
            some = ", ".join(str(m.path) for m in fitting[:3])
            raise ReadError(source, f"its boxes of '{named}' may belong to {len(fitting)} micrographs ({some})")
        return fitting[0] if fitting else None


@dataclass
class Loaded:
    """Boxes by their micrograph's path, and what became of the rest.

    `unmatched` are names that belong to no micrograph; `problems` the files that could not be read, or name a
    micrograph that may be one or another; `left_out` how many boxes were, by the reason.
    """

    boxes: dict[Path, BoxList] = field(default_factory=dict)
    unmatched: list[str] = field(default_factory=list)
    problems: list[ReadError] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def notes(self) -> list[str]:
        """What a person should know, in sentences."""
        sentences = []
        if self.unmatched:
            some = ", ".join(self.unmatched[:3]) + (", …" if len(self.unmatched) > 3 else "")
            sentences.append(f"{_counted(len(self.unmatched), 'list')} of boxes fit no micrograph: {some}.")
        sentences += [left_out(count, reason) for reason, count in self.left_out.items()]
        return sentences


def left_out(count: int, reason: str) -> str:
    """The sentence that tells of boxes that were not taken."""
    return f"{_counted(count, 'box', 'boxes')} left out: {reason}."


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def name_in(text: str) -> str:
    """A micrograph's stem from whatever a file calls it: a path of any system, or `000001@stack.mrcs`."""
    return stem_of(_pure(text).name)


def _pure(text: str) -> PureWindowsPath | PurePosixPath:
    text = text.rsplit("@", 1)[-1]
    return PureWindowsPath(text) if "\\" in text else PurePosixPath(text)


def load_boxes(paths: Sequence[Path], micrographs: Sequence[Micrograph], box_size: float | None = None) -> Loaded:
    """Read files and folders of boxes and give each list to its micrograph.

    Boxes that cannot be (not finite, without size, centre outside the micrograph) and doubles are left out
    and counted. Topaz's rows are turned where the picture's file stores its top row first.

    Raises
    ------
    ReadError
        A path does not exist.
    EngineError
        A file does not say how large its boxes are and `box_size` does not either.
    """
    giving = _Giving(micrographs)
    for path in find_box_files(paths):
        try:
            lists = read_boxes(path, box_size)
        except ReadError as e:
            giving.refuse(path, e)
            continue
        for boxlist in lists:
            giving.give(path, boxlist)
    return giving.finish()


class _Giving:
    """Hands lists of boxes to their micrographs."""

    def __init__(self, micrographs: Sequence[Micrograph]) -> None:
        self.loaded = Loaded()
        self._micrographs = Named(micrographs)
        self._names: dict[Path, str] = {}
        self._refused: set[Path] = set()  # micrographs with a list whose boxes are unknown: they are not empty

    def give(self, path: Path, boxlist: BoxList) -> None:
        """Take a list that was read from `path`."""
        named = boxlist.micrograph or path.stem
        name = PICKED.sub("", name_in(named))
        try:
            micrograph = self._micrographs.called(named, path)
        except ReadError as e:
            self.loaded.problems.append(e)
            return
        if micrograph is None:
            self.loaded.unmatched.append(named)
        elif (other := self._names.setdefault(micrograph.path, name)) != name:
            reason = f"its boxes of '{named}' and those of '{other}' fit the same micrograph"
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
            reasons["they were given twice"] += int((~fresh).sum())
            # two files' extra columns do not go together
            sound = BoxList(None, np.concatenate([earlier.boxes, sound.boxes[fresh]])) if fresh.any() else earlier
        self.loaded.left_out += reasons
        self.loaded.boxes[micrograph.path] = sound


def not_among(boxes: Boxes, others: Boxes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which boxes (n,) are not at the place of one of `others`, but for the rounding of whole pixels."""
    if not len(others) or not len(boxes):
        return np.ones(len(boxes), bool)
    distance, _ = cKDTree(centres(others)).query(centres(boxes), p=np.inf)
    far: np.ndarray[tuple[int], np.dtype[np.bool_]] = distance > SAME_PLACE
    return far


def turned(boxlist: BoxList, micrograph: Micrograph) -> BoxList:
    """Rows as stored, if it counts those, turned to y up or back, without the mark."""
    if not boxlist.rows_as_stored:
        return boxlist
    boxes = boxlist.boxes.copy()
    if micrograph.rows_from_top:
        boxes["y"] = micrograph.shape[0] - boxes["y"]
    return replace(boxlist, boxes=boxes, rows_as_stored=False)


def check_not_all_dropped(path: Path, named: str, boxlist: BoxList, sound: BoxList, reasons: Counter[str]) -> None:
    """Raise an error if no box of a list is left: its micrograph is not empty, its boxes are unknown.

    Parameters
    ----------
    boxlist, sound, reasons
        The list of the micrograph that the file `path` calls `named`, and the result of `sound_boxes`.
    """
    if len(boxlist.boxes) and not len(sound.boxes):
        some = ", ".join(f"{count:,} because {reason}" for reason, count in reasons.items())
        raise ReadError(
            path,
            f"none of its boxes of '{named[:80]}' can be used ({some}). The micrograph is not counted as empty; check "
            "that the boxes belong to it and have its binning",
        )


def sound_boxes(boxlist: BoxList, shape: tuple[int, int] | None = None) -> tuple[BoxList, Counter[str]]:
    """The boxes that can be, each once, and how many were left out by the reason; `shape` is (height, width)."""
    boxes = boxlist.boxes
    finite, within = plausible(boxes), plausible(boxes, shape)
    kept = boxlist.select(within)
    key = np.column_stack([kept.boxes[name] for name in ("x", "y", "width", "height")])
    _, first = np.unique(key, axis=0, return_index=True)
    reasons = {
        "their numbers make no sense (not a number, or a size that is not above 0)": int((~finite).sum()),
        "their centre lies outside the micrograph": int((finite & ~within).sum()),
        "they were given twice": len(key) - len(first),
    }
    return kept.select(np.sort(first)), +Counter(reasons)
