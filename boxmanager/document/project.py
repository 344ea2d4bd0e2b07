"""A project: its micrographs, and all that is known of them but their boxes, filaments and masks."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from iceboxer.boxmanager.document.disk_state import DiskState
from iceboxer.boxmanager.document.exclusion import Range, Verdict
from iceboxer.boxmanager.document.filament_settings import FilamentSettings
from iceboxer.boxmanager.document.origin import Origin
from iceboxer.boxmanager.document.project_folder import BOXES
from iceboxer.boxmanager.document.short_names import ShortNames
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.folders import short_name
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.micrograph import stem_of

DEFAULT_BOX_SIZE = 180.0
TIGHTEST, WIDEST = 0.8, 2.5  # boxes in particle diameters; others show that the diameter is not that of these particles


class Sizes(NamedTuple):
    """The box size and the particle diameter of a project in px; None: the diameter is not known."""

    box: float
    diameter: float | None


@dataclass
class Project:
    """The contents of a project, except its boxes. `pixel_size` (Å/px) overrides the value in the micrographs.

    `diameter_px` is the particle diameter that the engine found or a person set; it sets the scale of networks, while
    `box_size` is the side of the boxes.

    `empty` holds the micrographs that a person marked as having no particles. `model` is the active model: it picks,
    and training starts from it.
    `verdicts` holds why micrographs are excluded or kept, `ranges` the values of each column that are kept; `ctf` is
    the file of defocus and resolution, and `defocus` (μm) what it has for the micrographs.
    `picked_by` holds the origin of each micrograph's picks, `traced_by` that of its picked filaments.
    `box_files` maps each micrograph to its box file, relative to `folder`. `disk` remembers what the files of the
    project contained when they were last read or written.
    """

    folder: Path | None = None
    micrographs: list[Path] = field(default_factory=list)
    box_size: float = DEFAULT_BOX_SIZE
    diameter_px: float | None = None
    pixel_size: float | None = None
    empty: set[Path] = field(default_factory=set)
    verdicts: dict[Path, Verdict] = field(default_factory=dict)
    ranges: dict[str, Range] = field(default_factory=dict)
    ctf: Path | None = None
    defocus: dict[Path, float] = field(default_factory=dict)
    current: Path | None = None
    model: Path | None = None
    view: View = field(default_factory=View)
    filaments: FilamentSettings = field(default_factory=FilamentSettings)
    picked_by: dict[Path, Origin] = field(default_factory=dict)
    traced_by: dict[Path, Origin] = field(default_factory=dict)
    box_files: dict[Path, str] = field(default_factory=dict)
    disk: DiskState = field(default_factory=DiskState, compare=False)
    _short_names: ShortNames | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def sizes(self) -> Sizes:
        """The box size and the diameter."""
        return Sizes(self.box_size, self.diameter_px)

    @property
    def known_diameter(self) -> float | None:
        """The particle diameter in px, None if it is not known or does not go with the boxes."""
        known = self.diameter_px
        return known if known is not None and TIGHTEST <= self.box_size / known <= WIDEST else None

    @property
    def diameter(self) -> float:
        """The assumed particle diameter in px: the known one, or that of a box of 1.5 diameters."""
        return self.known_diameter or self.box_size / BOX_RATIO

    def find_short_names(self) -> ShortNames:
        """Return the short names of the micrographs; those of removed ones may be among them."""
        if self._short_names is None or not self._short_names.cover(self.box_files.keys()):
            self._short_names = ShortNames(self.micrographs)
        return self._short_names

    def is_excluded(self, path: Path | None) -> bool:
        """Return whether a micrograph is neither trained on, picked, counted nor exported."""
        return path in self.verdicts and self.verdicts[path].excludes

    def excluded(self) -> list[Path]:
        """Return the excluded micrographs."""
        return [path for path, verdict in self.verdicts.items() if verdict.excludes]

    def included(self) -> list[Path]:
        """Return the micrographs that are not excluded, in the order of the project."""
        return [path for path in self.micrographs if not self.is_excluded(path)]

    def add(self, paths: list[Path]) -> list[Path]:
        """Add the micrographs of `paths` that are not in the project yet; return those."""
        known = set(self.micrographs)
        fresh = [path for path in paths if path not in known]
        taken = {name.casefold() for name in self.box_files.values()}  # some file systems ignore case
        for path in fresh:
            name = _free_name(stem_of(path), taken)
            taken.add(name.casefold())
            self.box_files[path] = name
        self.micrographs.extend(fresh)
        return fresh

    def sort(self) -> None:
        """Sort the micrographs by their paths."""
        self.micrographs.sort(key=_parts)

    def index(self, path: Path) -> int:
        """Return the index of a micrograph, found by bisection if they are sorted.

        Raises
        ------
        ValueError
            It is not in the project.
        """
        here = bisect_left(self.micrographs, path.parts, key=_parts)
        found = here < len(self.micrographs) and self.micrographs[here] == path
        return here if found else self.micrographs.index(path)

    def frozen(self) -> Project:
        """Return a copy that another thread can read while this project changes."""
        return replace(
            self,
            micrographs=list(self.micrographs),
            box_files=dict(self.box_files),
            empty=set(self.empty),
            verdicts=dict(self.verdicts),
            defocus=dict(self.defocus),
        )

    def remove(self, path: Path) -> None:
        """Remove a micrograph from the project; its box file stays on disk."""
        del self.micrographs[self.index(path)]
        self.box_files.pop(path, None)
        self.empty.discard(path)
        self.picked_by.pop(path, None)
        self.traced_by.pop(path, None)
        self.verdicts.pop(path, None)
        self.defocus.pop(path, None)


def _parts(path: Path) -> tuple[str, ...]:
    return path.parts


def _free_name(stem: str, taken: set[str]) -> str:
    """Return an unused box file name for a micrograph; micrographs of the same name get different files."""
    stem = short_name(stem)
    return f"{BOXES}/{free_name(stem, lambda name: f'{BOXES}/{name}.cbox'.casefold() in taken)}.cbox"
