"""Export to RELION and cryoSPARC: which files are written, and which names the micrographs have there. Qt-free."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from iceboxer.boxmanager.document.export import (
    existing_files,
    target_files,
    with_scores,
    write_files,
    write_sidecar,
)
from iceboxer.boxmanager.document.export_items import Chooser, Item, Source
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.same_names import distinct_names
from iceboxer.engine.events import IsCancelled, never
from iceboxer.engine.interop import relion
from iceboxer.engine.interop.names import Naming, find_relion_project, keep_names, match_names, read_names

CRYOSPARC_FILE = "cryosparc.star"
FOLDER = "Iceboxer"  # inside the RELION project


class ExportTarget(Enum):
    """The program that will read the picks."""

    RELION = "relion"
    CRYOSPARC = "cryosparc"


@dataclass(frozen=True)
class NameMap:
    """The names of the micrographs in the other program, and its project folder if it is known (RELION)."""

    naming: Naming
    project: Path | None = None


def map_names(target: ExportTarget, micrographs: Sequence[Path], source: Path | None) -> NameMap:
    """Match our micrographs with the names in `source`: a STAR file, a `.cs` file, a folder, or None.

    Raises
    ------
    ReadError
        `source` cannot be read or names no micrographs.
    """
    if source is None:
        return NameMap(keep_names(micrographs))
    names = read_names(source)
    if target is ExportTarget.CRYOSPARC:
        return NameMap(match_names(micrographs, names))
    project = find_relion_project(source, names)
    if project is not None:  # a folder lists full paths, while RELION's names are relative to the project
        names = [_relative_name(project, name) for name in names]
    return NameMap(match_names(micrographs, names), project)


def _relative_name(project: Path, name: str) -> str:
    path = Path(name)
    return path.relative_to(project).as_posix() if path.is_absolute() and path.is_relative_to(project) else name


@dataclass(frozen=True)
class HandoverPlan:
    """What will be written: `items` with boxes in the other program's frame, `names` by our micrograph."""

    target: ExportTarget
    items: list[Item]
    names: Mapping[Path, str]
    folder: Path
    project: Path | None
    turned: bool

    @property
    def result(self) -> Path:
        """The file that the other program reads first."""
        return self.folder / (relion.LIST if self.target is ExportTarget.RELION else CRYOSPARC_FILE)

    def put_in(self, folder: Path) -> HandoverPlan:
        """Return the plan with its files in `folder`."""
        items = [replace(item, target=folder / item.target) for item in self.items]
        return replace(self, items=items, folder=folder)

    def existing(self) -> list[Path]:
        """Return the files that would be replaced."""
        existing = existing_files(self.items)
        return existing if self.result in existing or not self.result.exists() else [*existing, self.result]

    @property
    def files(self) -> int:
        """Number of files that the other program reads."""
        return len({*target_files(self.items), self.result})


def plan_handover(
    target: ExportTarget,
    sources: Sequence[Source],
    view: View,
    name_map: NameMap,
    turned: bool,
) -> HandoverPlan:
    """Return what will be written, with file names only: the visible boxes of each micrograph that has a name.

    `turned` counts y from the other edge, which needs the heights of the micrographs.

    Raises
    ------
    ReadError
        A micrograph whose height is needed cannot be read.
    """
    names = name_map.naming.names
    files = relion.coordinate_names(list(names.values())) if target is ExportTarget.RELION else {}
    called = distinct_names([Path(name) for name in names.values()])
    items, chooser = [], Chooser(view)
    for source in sources:
        path, name = source.micrograph, names.get(source.micrograph)
        exported = chooser.choose(source) if name is not None else None
        if name is not None and exported is not None and exported.count:
            file = Path(files.get(name, CRYOSPARC_FILE))
            if turned:
                exported = replace(exported, height=open_micrograph(path).shape[0])
            items.append(Item(path, exported, file, called[Path(name)]))
    return HandoverPlan(target, with_scores(items, chooser), names, Path(), name_map.project, turned)


def write_handover(
    plan: HandoverPlan,
    view: View,
    model: str | None = None,
    report: Callable[[int], object] = int,
    cancelled: IsCancelled = never,
) -> None:
    """Write the planned files and a JSON file that describes them and names the `model`; existing files are replaced.

    `report` is called with the number of written files after each file.

    Raises
    ------
    EngineError
        A file cannot be written.
    Cancelled
        The export was cancelled; the files that were written stay.
    """
    if plan.target is ExportTarget.CRYOSPARC:
        lists = [BoxList(i.name, i.boxes) for i in plan.items]
        write_boxes(plan.result, lists, "star")
    else:
        items = {item.target: item for item in plan.items}
        write_files(
            items, lambda target: write_boxes(target, BoxList(None, items[target].boxes), "star"), report, cancelled
        )
        files = {plan.names[i.micrograph]: relion_path(i.target, plan.project) for i in plan.items}
        relion.write_list(plan.result, files)
    names = {str(i.micrograph): plan.names[i.micrograph] for i in plan.items}
    more = {"names": names, "y_from_the_other_edge": plan.turned}
    write_sidecar(plan.items, plan.target.value, view, plan.folder, model, **more)


def relion_path(file: Path, project: Path | None) -> str:
    """Return the path to write for RELION: relative to the project if the file is inside it, else absolute."""
    full = file.absolute()
    return full.relative_to(project).as_posix() if project and full.is_relative_to(project) else full.as_posix()
