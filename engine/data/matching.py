"""Which boxes belong to which micrograph: by name, with what other programs put before it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np

from engine.data.boxes import plausible, without_doubles
from engine.data.formats import BoxList, find_box_files, read_boxes
from engine.data.micrograph import Micrograph, stem_of
from engine.errors import ReadError

# cryoSPARC puts a number and an underscore before the names of imported files
IMPORTED = re.compile(r"^\d+_(?=.)")


@dataclass
class Loaded:
    """Boxes by their micrograph's path, and what became of the rest.

    `unmatched` are names that belong to no micrograph or to several; `problems` the files that could not be
    read; `left_out` how many boxes were, by the reason.
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
            sentences.append(f"{len(self.unmatched)} lists of boxes belong to none of the micrographs: {some}.")
        sentences += [f"{count} boxes were left out: {reason}." for reason, count in self.left_out.items()]
        return sentences


def name_in(text: str) -> str:
    """A micrograph's stem from whatever a file calls it: a path of any system, or `000001@stack.mrcs`."""
    text = text.rsplit("@", 1)[-1]
    name = PureWindowsPath(text).name if "\\" in text else PurePosixPath(text).name
    return stem_of(name)


def match_stem(name: str, stems: Sequence[str]) -> list[str]:
    """Those of `stems` that `name` may mean: itself, else with cryoSPARC's number left away on either side."""
    if name in stems:
        return [name]
    bare = IMPORTED.sub("", name)
    return [stem for stem in stems if bare == stem or name == IMPORTED.sub("", stem)]


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
    loaded = Loaded()
    by_stem: dict[str, list[Micrograph]] = {}
    for micrograph in micrographs:
        by_stem.setdefault(stem_of(micrograph.path), []).append(micrograph)
    for path in find_box_files(paths):
        try:
            lists = read_boxes(path, box_size)
        except ReadError as e:
            loaded.problems.append(e)
            continue
        for boxlist in lists:
            _give(loaded, by_stem, path, boxlist)
    return loaded


def _give(loaded: Loaded, by_stem: dict[str, list[Micrograph]], path: Path, boxlist: BoxList) -> None:
    name = path.stem if boxlist.micrograph is None else name_in(boxlist.micrograph)
    fitting = [m for stem in match_stem(name, list(by_stem)) for m in by_stem[stem]]
    if len(fitting) > 1:  # pictures of one name in several folders: the file's own folder may tell
        fitting = [m for m in fitting if m.path.parent.name == path.parent.name]
    if len(fitting) != 1:
        loaded.unmatched.append(name if boxlist.micrograph is None else boxlist.micrograph)
        return
    micrograph = fitting[0]
    sound = _sound(loaded, turned(boxlist, micrograph), micrograph)
    earlier = loaded.boxes.get(micrograph.path)
    if earlier is not None:
        joined = without_doubles(np.concatenate([earlier.boxes, sound.boxes]))
        loaded.left_out["they were given twice"] += len(earlier.boxes) + len(sound.boxes) - len(joined)
        sound = BoxList(None, joined)  # two files' extra columns do not go together
    loaded.boxes[micrograph.path] = sound


def turned(boxlist: BoxList, micrograph: Micrograph) -> BoxList:
    """Rows as stored, if it counts those, turned to y up or back, without the mark."""
    if not boxlist.rows_as_stored:
        return boxlist
    boxes = boxlist.boxes.copy()
    if micrograph.rows_from_top:
        boxes["y"] = micrograph.shape[0] - boxes["y"]
    return replace(boxlist, boxes=boxes, rows_as_stored=False)


def _sound(loaded: Loaded, boxlist: BoxList, micrograph: Micrograph) -> BoxList:
    finite = plausible(boxlist.boxes)
    within = plausible(boxlist.boxes, micrograph.shape)
    loaded.left_out["their numbers make no sense"] += int((~finite).sum())
    loaded.left_out["their centre lies outside the micrograph"] += int((finite & ~within).sum())
    kept = boxlist.chosen(within)
    single = without_doubles(kept.boxes)
    if len(single) < len(kept.boxes):
        loaded.left_out["they were given twice"] += len(kept.boxes) - len(single)
        _, first = np.unique(kept.boxes[["x", "y", "width", "height"]], return_index=True)
        kept = kept.chosen(np.sort(first))
    loaded.left_out = +loaded.left_out  # without the reasons that nothing was left out for
    return kept
