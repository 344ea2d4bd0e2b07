"""Export for other programs: exactly the visible boxes. Qt-free."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.export_items import Chooser, Item, Source
from iceboxer.boxmanager.document.saving import WRITERS
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.atomic import flushing_once, make_folder, write_text
from iceboxer.engine.data.formats import FORMATS, BoxList, write_boxes
from iceboxer.engine.data.matching import turned
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.same_names import distinct_names, distinct_stems
from iceboxer.engine.events import IsCancelled, check, never
from iceboxer.engine.version import __version__

SIDECAR = "iceboxer-export.json"
TABLES = ("csv", "topaz")  # formats with one file for all micrographs; RELION and EMAN expect one each


@dataclass(frozen=True)
class Plan:
    """The items of an export with file names only, and the number of visible boxes of the micrographs.

    `scored` is whether a box is written with a confidence of 1, as labels get; EMAN's boxes have no confidence.
    """

    items: list[Item]
    visible: int
    scored: bool

    def put_in(self, folder: Path) -> list[Item]:
        """Return the items with their files in `folder`."""
        return [replace(item, target=folder / item.target) for item in self.items]


@dataclass(frozen=True)
class Placement:
    """The items of an export with their files in a folder, and the numbers of boxes, files, and files that exist."""

    items: list[Item]
    boxes: int
    files: int
    existing: int


def place(plan: Plan, folder: Path) -> Placement:
    """Return what a plan writes in `folder`."""
    items = plan.put_in(folder)
    boxes = sum(item.count for item in items)
    return Placement(items, boxes, len(target_files(items)), len(existing_files(items)))


Names = tuple[Mapping[Path, str], Mapping[Path, str]]  # stems and names of micrographs, see `Source`


def find_names(micrographs: Sequence[Path]) -> Names:
    """Return the stem and the name of each micrograph."""
    return distinct_stems(micrographs), distinct_names(micrographs)


def find_sources(store: BoxStore, micrographs: Iterable[Path], names: Names | None = None) -> list[Source]:
    """Return the boxes in memory of each micrograph that has any; `names` are those of `find_names`, if known."""
    if names is None:
        micrographs = list(micrographs)
        names = find_names(micrographs)
    stems, full = names
    held = ((path, stems[path], full[path], *store.held(path), store.hidden(path)) for path in micrographs)
    return [source for each in held if len((source := Source(*each)).boxes)]


def make_plan(sources: Sequence[Source], view: View, format: str) -> Plan:
    """Return the plan of an export, see `plan_export`."""
    items: list[Item] = []
    suffix, chooser = FORMATS[format].suffix, Chooser(view)
    for source in sources:
        exported = chooser.choose(source)
        if exported.count:
            target = f"boxes{suffix}" if format in TABLES else f"{source.stem}{suffix}"
            items.append(Item(source.micrograph, exported, Path(target), source.name))
    scored = format != "eman" and chooser.scored
    return Plan(with_scores(items, chooser), chooser.visible, scored)


def with_scores(items: list[Item], chooser: Chooser) -> list[Item]:
    """Return the items with a confidence of 1 for each label, if any box of the export has a confidence.

    A person placed or accepted the labels, so the next program must not drop them by a cut on the confidence; and all
    files of an export get the same columns.
    """
    if not chooser.scores_labels:
        return items
    return [replace(item, exported=replace(item.exported, scored=True)) for item in items]


def plan_export(store: BoxStore, view: View, micrographs: Sequence[Path], format: str, folder: Path) -> list[Item]:
    """Return what an export would write: the visible boxes of each micrograph that has any.

    Two micrographs of the same name in different folders get two files, in folders of the same names.
    """
    for path in micrographs:
        store.boxes(path)  # reads those that are only on disk
    return make_plan(find_sources(store, micrographs), view, format).put_in(folder)


def target_files(items: Sequence[Item]) -> list[Path]:
    """Return the files of a plan, each once."""
    return list(dict.fromkeys(item.target for item in items))


def existing_files(items: Sequence[Item]) -> list[Path]:
    """Return the files that would be replaced."""
    targets = target_files(items)
    present: dict[Path, set[str]] = {}
    for folder in {target.parent for target in targets}:
        present[folder] = set()
        with suppress(OSError):  # there is no such folder yet
            present[folder] = {path.name.casefold() for path in folder.iterdir()}
    # some file systems ignore case
    return [target for target in targets if target.name.casefold() in present[target.parent] and target.exists()]


def write_items(items: Sequence[Item], format: str, target: Path) -> None:
    """Write the boxes of `items` into one file.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    make_folder(target.parent)
    lists = [_boxlist(item, format) for item in items]
    write_boxes(target, lists, format)


def _boxlist(item: Item, format: str) -> BoxList:
    if format != "topaz":
        return BoxList(item.name, item.boxes)
    # Topaz counts rows in the order in which the image file stores them
    stored = turned(BoxList(item.name, item.boxes, rows_as_stored=True), open_micrograph(item.micrograph))
    return BoxList(item.name, stored.boxes)


def write_export(
    items: Sequence[Item],
    format: str,
    view: View,
    folder: Path,
    model: str | None = None,
    report: Callable[[int], object] = int,
    cancelled: IsCancelled = never,
) -> Path:
    """Write the planned files and a JSON file that describes the export and names the `model`; return its path.

    Parameters
    ----------
    report
        Called with the number of written files after each file.

    Raises
    ------
    EngineError
        The file cannot be written.
    Cancelled
        The export was cancelled; the files that were written stay.
    """
    make_folder(folder)
    by_target: dict[Path, list[Item]] = {}
    for item in items:
        by_target.setdefault(item.target, []).append(item)
    write_files(by_target, lambda target: write_items(by_target[target], format, target), report, cancelled)
    return write_sidecar(items, format, view, folder, model)


def write_files(
    targets: Collection[Path], write: Callable[[Path], object], report: Callable[[int], object], cancelled: IsCancelled
) -> None:
    """Write files of one folder, several at a time; report the number of written files after each.

    Raises
    ------
    Cancelled
        The files that were written stay.
    """

    def write_one(target: Path) -> None:
        check(cancelled)
        write(target)

    with ExitStack() as at_the_end, ThreadPoolExecutor(WRITERS, "write") as threads:
        for folder in {target.parent for target in targets}:
            at_the_end.enter_context(flushing_once(folder))
        written = [threads.submit(write_one, target) for target in targets]
        try:
            for count, future in enumerate(written, 1):
                future.result()
                report(count)
        finally:
            for future in written:
                future.cancel()


def write_sidecar(
    items: Sequence[Item], format: str, view: View, folder: Path, model: str | None, **more: object
) -> Path:
    """Write the JSON file that describes the export, with the fields of `more`; return its path.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    sidecar = folder / SIDECAR
    description = _description(items, format, view) | {"model": model} | more
    write_text(sidecar, json.dumps(description, indent=1, ensure_ascii=False) + "\n")
    return sidecar


def _description(items: Sequence[Item], format: str, view: View) -> dict[str, object]:
    own = view.thresholds
    return {
        "program": f"Iceboxer {__version__}",
        "date": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "format": format,
        "threshold": view.threshold,
        "own_thresholds": {str(i.micrograph): view.threshold_of(i.micrograph) for i in items if i.micrograph in own},
        "size_range_px": [view.smallest, view.largest if math.isfinite(view.largest) else None],
        "boxes": sum(item.count for item in items),
        "micrographs": {str(item.micrograph): item.count for item in items},
    }
