"""Picks for RELION and for cryoSPARC: what is written, under which names. Qt-free; the assistant shows what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.export import Item, existing, targets, write_sidecar
from iceboxer.boxmanager.document.view import View, shown
from iceboxer.engine.data.boxes import mirrored
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.interop import relion
from iceboxer.engine.interop.names import Naming, as_they_are, matched, names_in, relion_project

CRYOSPARC_FILE = "cryosparc.star"
FOLDER = "Iceboxer"  # in the project of RELION


class Target(Enum):
    """The program that the picks are for."""

    RELION = "relion"
    CRYOSPARC = "cryosparc"


@dataclass(frozen=True)
class Place:
    """What the micrographs are called there (`naming`), and the project's folder where it is known (RELION)."""

    naming: Naming
    project: Path | None = None


def look(target: Target, micrographs: Sequence[Path], source: Path | None) -> Place:
    """Compare our micrographs with those that `source` names: a STAR file, a `.cs` file, a folder, or nothing.

    Raises
    ------
    ReadError
    """
    if source is None:
        return Place(as_they_are(micrographs))
    names = names_in(source)
    if target is Target.CRYOSPARC:
        return Place(matched(micrographs, names))
    project = relion_project(source, names)
    if project is not None:  # a folder's micrographs have full names, and RELION's are relative to the project
        names = [_from(project, name) for name in names]
    return Place(matched(micrographs, names), project)


def _from(project: Path, name: str) -> str:
    path = Path(name)
    return path.relative_to(project).as_posix() if path.is_absolute() and path.is_relative_to(project) else name


@dataclass(frozen=True)
class Plan:
    """What would be written: `items` with boxes as the other program counts, `names` theirs by our micrograph."""

    target: Target
    items: list[Item]
    names: dict[Path, str]
    folder: Path
    project: Path | None
    turned: bool

    @property
    def result(self) -> Path:
        """The file that the other program is given."""
        return self.folder / (relion.LIST if self.target is Target.RELION else CRYOSPARC_FILE)

    def existing(self) -> list[Path]:
        """The files that would be replaced."""
        there = existing(self.items)
        return there if self.result in there or not self.result.exists() else [*there, self.result]

    @property
    def files(self) -> int:
        """How many files the other program reads."""
        return len({*targets(self.items), self.result})


def plan(
    target: Target, store: BoxStore, view: View, micrographs: Sequence[Path], place: Place, folder: Path, turned: bool
) -> Plan:
    """What would be written to `folder`: the boxes that count, of each micrograph that has a name there and any box.

    `turned` counts y from the other edge, which needs the micrographs' heights.

    Raises
    ------
    ReadError
        A micrograph that is to be turned over cannot be read.
    """
    names = {path: place.naming.names[path] for path in micrographs if path in place.naming.names}
    files = relion.coordinate_names(list(names.values())) if target is Target.RELION else {}
    items = []
    for path, name in names.items():
        boxes = store.boxes(path)
        kept = boxes[shown(boxes, view)]
        if len(kept):
            file = folder / files.get(name, CRYOSPARC_FILE)
            items.append(Item(path, mirrored(kept, open_micrograph(path).shape[0]) if turned else kept, file))
    return Plan(target, items, names, folder, place.project, turned)


def write(plan: Plan, view: View) -> None:
    """Write the plan, and a small file that says what it is; what was there is replaced, never added to.

    Raises
    ------
    EngineError
    """
    if plan.target is Target.CRYOSPARC:
        lists = [BoxList(PurePosixPath(plan.names[i.micrograph]).name, i.boxes) for i in plan.items]
        write_boxes(plan.result, lists, "star")
    else:
        for item in plan.items:
            write_boxes(item.target, BoxList(None, item.boxes), "star")
        files = {plan.names[i.micrograph]: _seen(i.target, plan.project) for i in plan.items}
        relion.write_list(plan.result, files)
    names = {str(i.micrograph): plan.names[i.micrograph] for i in plan.items}
    write_sidecar(plan.items, plan.target.value, view, plan.folder, names=names, y_from_the_other_edge=plan.turned)


def _seen(file: Path, project: Path | None) -> str:
    """A file as RELION is told of it: from the project's folder where it lies in it."""
    full = file.absolute()
    return full.relative_to(project).as_posix() if project and full.is_relative_to(project) else full.as_posix()
