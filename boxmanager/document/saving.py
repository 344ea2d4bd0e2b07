"""Writing of a project, together with what somebody else wrote into it in the meantime.

There is no lock, since a killed program would leave it behind on a network file system: before a file is replaced, its
contents are compared with those that this window knows.
"""

from __future__ import annotations

import getpass
import json
import re
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from iceboxer.boxmanager.document.disk_state import DiskState, digest_bytes, digest_file, read_bytes
from iceboxer.boxmanager.document.filament_files import encode_filaments
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.boxmanager.document.mask_files import Layer
from iceboxer.boxmanager.document.merging import IndexChanges, apply_changes, find_changes, parse_index
from iceboxer.boxmanager.document.project_folder import BOXES, FILAMENTS, INDEX, require_project
from iceboxer.boxmanager.document.project_index import read_project
from iceboxer.engine.data.atomic import flushing_once, make_folder, write_bytes, write_text
from iceboxer.engine.data.boxes import Boxes, plausible
from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.project_index import VERSION
from iceboxer.engine.data.regular_file import open_regular, read_regular_text
from iceboxer.engine.errors import EngineError, ReadError

WRITERS = 4  # files that are written at the same time; more would keep the window's thread waiting
HEAD = 200  # characters of an index that hold its version
Content = Boxes | Filaments  # of one file
_HEAD = re.compile(r'\{\s*"format": "[^"]*",\s*"version": (\d{1,9}),')


@dataclass(frozen=True)
class Snapshot:
    """The data that one save writes; since box arrays never change in place, a thread can write it.

    `boxes` holds the boxes, or the filaments, of each file to write, by its name in the project. `index` makes the text
    of the index; it is None if only boxes or masks have changed. `masks` make the contents of mask files, by name.
    `copied` maps files to files of another project, with the digest of the content that this window knows of them, None
    if it has not read them. `disk` is what this window knows of the files, and is updated; if it knows no index, the
    snapshot makes a new project or replaces one.
    """

    folder: Path
    index: Callable[[], str] | None
    boxes: Mapping[str, Content]
    disk: DiskState = field(default_factory=DiskState)
    copied: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    masks: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)


@dataclass
class Merged:
    """What somebody else changed in a project: its index, files of `boxes` or filaments, and painted `masks`, by name.

    `beside` maps files that both sides changed to the new files that hold our boxes or masks.
    """

    index: IndexChanges = field(default_factory=IndexChanges)
    boxes: list[str] = field(default_factory=list)
    masks: list[str] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)


def write_snapshot(snapshot: Snapshot) -> Merged:
    """Write a snapshot to disk, the boxes first, then the index; return what was merged.

    Raises
    ------
    ProjectGone
        The folder of the project has disappeared.
    EngineError
        The folder is not writable or the disk is full; existing files are unchanged.
    """
    try:
        return _write_snapshot(snapshot)
    except OSError as e:  # of a lost disk
        raise unreadable(snapshot.folder, e) from e


def _write_snapshot(snapshot: Snapshot) -> Merged:
    folder, disk, merged = snapshot.folder, snapshot.disk, Merged()
    new = disk.index is None
    if new:
        make_folder(folder)
    else:
        require_project(folder)
    _refuse_newer(folder)
    index = snapshot.index() if snapshot.index is not None else None
    if index is not None and read_bytes(folder / INDEX) is None:
        write_text(folder / INDEX, index)  # at once, since the index makes the folder a project
    jobs = [
        partial(_write_boxes, folder, name, boxes, disk, None if new else merged)
        for name, boxes in snapshot.boxes.items()
    ]
    jobs += [partial(_copy_boxes, folder, name, *source, disk) for name, source in snapshot.copied.items()]
    with flushing_once(folder / BOXES) if len(jobs) > 1 else nullcontext():
        _run_all(jobs)
    for layer in Layer:
        # junk maps come with picks, so that the last one is right; what a person painted is never replaced
        kept = None if new or layer is Layer.JUNK else merged
        mine = [(name, make) for name, make in snapshot.masks.items() if name.startswith(f"{layer.value}/")]
        jobs = [partial(_write_content, folder, name, make, disk, kept) for name, make in mine]
        with flushing_once(folder / layer.value) if len(jobs) > 1 else nullcontext():
            _run_all(jobs)
    if index is not None:
        merged.index = _write_index(folder, index, disk)
    return merged


def _run_all(jobs: Sequence[Callable[[], None]]) -> None:
    """Run jobs that write one file each, several at a time: most of their time is spent waiting for the disk."""
    if len(jobs) <= 1:
        for job in jobs:
            job()
        return
    with ThreadPoolExecutor(WRITERS, "write") as threads:
        futures = [threads.submit(job) for job in jobs]
        try:
            for future in futures:
                future.result()
        except EngineError:
            for future in futures:
                future.cancel()
            raise


def _copy_boxes(folder: Path, name: str, source: str, known: str | None, disk: DiskState) -> None:
    """Copy a box file of another project."""
    content = read_bytes(Path(source))
    if content is None:
        raise EngineError(f"{source} cannot be read, so the project was not saved completely.")
    write_bytes(folder / name, content)
    disk.digests[name] = known or digest_bytes(content)  # a change by somebody else is noticed at the next look


def find_merged(
    folder: Path, ours: Callable[[], str], disk: DiskState, unread: Collection[str]
) -> tuple[Merged, set[str]]:
    """Return what somebody else changed in `folder` since `disk`, and the names of the files in its folders.

    `ours` returns our index; `unread` are the files of boxes, filaments and masks that this window has not read yet.

    Raises
    ------
    ProjectGone
        The folder of the project has disappeared.
    """
    require_project(folder)
    text = _read_text(folder / INDEX)
    merged = Merged()
    if text != disk.index:
        merged.index = _changes(folder, text, ours(), disk)
        disk.index = text
    unconfirmed, every = set(disk.unconfirmed), set()
    places = ((BOXES, merged.boxes), (FILAMENTS, merged.boxes), (Layer.PAINTED.value, merged.masks))
    for place, found in places:
        changed, names = disk.changed_files(folder, place, unread)
        every |= names
        for name in changed:
            if name in unconfirmed:  # ours was replaced at once, by somebody who cannot have seen it
                disk.beside[name] = merged.beside[name] = _name_beside(folder, name)
            elif name not in disk.beside:
                found.append(name)
    return merged, every


def _write_boxes(folder: Path, name: str, boxes: Content, disk: DiskState, merged: Merged | None) -> None:
    """Write a file of boxes or filaments, see `_write_content`."""
    if not isinstance(boxes, tuple) and not plausible(boxes).all():
        raise EngineError(f"{folder / name} cannot be written: some boxes have no position or no size.")
    _write_content(folder, name, partial(_encoded, boxes), disk, merged)


def _write_content(folder: Path, name: str, make: Callable[[], bytes], disk: DiskState, merged: Merged | None) -> None:
    """Write a file, or one beside it if somebody else has changed it; None for `merged` replaces any file."""
    content = make()
    ours = digest_bytes(content)
    expected = None, ours, disk.digests.get(name)
    if merged is not None and name not in disk.beside and digest_file(folder / name) not in expected:
        disk.beside[name] = merged.beside[name] = _name_beside(folder, name)
    target = disk.beside.get(name, name)
    write_bytes(folder / target, content)
    disk.digests[target] = ours
    disk.unconfirmed.add(target)


def _encoded(boxes: Content) -> bytes:
    from iceboxer.engine.data.formats import FORMATS, BoxList

    if isinstance(boxes, tuple):
        return encode_filaments(boxes)
    return FORMATS["cbox"].write([BoxList(None, boxes)]).encode("utf-8", "replace")


def _name_beside(folder: Path, name: str) -> str:
    """Return an unused name for our file beside that of somebody else; it holds user and machine."""
    owner = f"{user_name()}@{socket.gethostname()}".replace("/", "_")[:60]
    suffix = Path(name).suffix
    stem = f"{name.removesuffix(suffix)[:140]} {owner}"
    return free_name(stem, lambda stem: (folder / f"{stem}{suffix}").exists()) + suffix


def owner_of(name: str) -> str | None:
    """Return whose work a file beside a box or mask file of a project holds, as USER@HOST; None for any other file."""
    owner = name.removesuffix(Path(name).suffix).rpartition(" ")[2]
    return owner if "@" in owner else None


def user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have no name for its user
        return "somebody"


def _write_index(folder: Path, ours: str, disk: DiskState) -> IndexChanges:
    """Write the index with the changes that somebody else saved; return them."""
    text = _read_text(folder / INDEX)
    changes = IndexChanges()
    if disk.index is not None and text not in (disk.index, ours):
        changes = _changes(folder, text, ours, disk)
        if changes:
            merged = apply_changes(json.loads(ours), changes)
            ours = json.dumps(merged, indent=1, ensure_ascii=False).encode(errors="backslashreplace").decode() + "\n"
    if text != ours:
        write_text(folder / INDEX, ours)
    disk.index = ours
    return changes


def _changes(folder: Path, text: str | None, ours: str, disk: DiskState) -> IndexChanges:
    try:
        read_project(folder)
    except ReadError:
        return IndexChanges()  # nothing in a damaged index can be trusted
    base, mine, theirs = parse_index(disk.index), parse_index(ours), parse_index(text)
    return find_changes(base, mine, theirs) if base and mine and theirs else IndexChanges()


def _read_text(path: Path) -> str | None:
    """Return the text of an index; None if it is missing or damaged.

    Raises
    ------
    ReadError
        It exists but cannot be read, so nobody knows what somebody else has changed there.
    """
    content = read_bytes(path)
    try:
        return None if content is None else content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _refuse_newer(folder: Path) -> None:
    """Raise an error if a newer version of the program has written to `folder` since the project was opened."""
    try:
        with open_regular(folder / INDEX) as f:
            head = _HEAD.match(f.read(HEAD).decode("utf-8", "replace"))
        version = int(head[1]) if head else json.loads(read_regular_text(folder / INDEX)).get("version")
    except (OSError, ValueError, AttributeError, RecursionError):
        return
    if isinstance(version, int) and version > VERSION:
        raise EngineError(
            f"{folder} was written by a newer version of Iceboxer, so nothing was saved. "
            "Update Iceboxer, or save the project under another name."
        )
