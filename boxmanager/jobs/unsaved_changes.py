"""The changes of a session that are not on disk: taken when they are saved, and given back if that fails."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.filament_files import filament_file
from iceboxer.boxmanager.document.mask_files import Unsaved, contents_of
from iceboxer.boxmanager.document.project_index import index_text
from iceboxer.boxmanager.document.saving import Content, Snapshot


@dataclass(frozen=True)
class Taken:
    """Changes that are being saved: micrographs whose boxes are, whether the index is, masks, and filaments."""

    boxes: set[Path]
    index: bool
    masks: set[Unsaved]
    filaments: set[Path]


class UnsavedChanges:
    """The changes of a session that are not on disk, as the session marks them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def exist(self) -> bool:
        """Whether anything is unsaved."""
        return self.exist_in_files or self._session.unsaved_index

    @property
    def exist_in_files(self) -> bool:
        """Whether boxes, masks or filaments are unsaved."""
        return any(self._files())

    def exceed(self, count: int) -> bool:
        """Return whether more than `count` files of one kind are unsaved."""
        return any(len(each) > count for each in self._files())

    def _files(self) -> tuple[Sized, ...]:
        session = self._session
        return session.unsaved_boxes, session.unsaved_masks, session.filaments.unsaved

    def take(self, folder: Path, limit: int | None = None) -> tuple[Snapshot, Taken]:
        """Return what to write into `folder`, the current micrograph first, and mark it as saved.

        At most `limit` files of each kind are taken.
        """
        session = self._session
        project = session.project
        paths, chosen = self._next(session.unsaved_boxes, limit)
        bent, chosen_bent = self._next(session.filaments.unsaved, limit)
        boxes: dict[str, Content] = {project.box_files[path]: session.store.boxes(path) for path in paths}
        boxes |= {filament_file(project.box_files[path]): session.filaments.store.filaments(path) for path in bent}
        old = not session.unsaved_index and project.disk.index is not None
        index = None if old else partial(index_text, project.frozen(), folder)
        masks = [each for each in session.unsaved_masks if each[1] in project.box_files][:limit]
        taken = Taken(set(paths), session.unsaved_index, set(masks), set(bent))
        session.unsaved_boxes = session.unsaved_boxes - chosen
        session.unsaved_masks = {each for each in session.unsaved_masks - taken.masks if each[1] in project.box_files}
        session.filaments.unsaved = session.filaments.unsaved - chosen_bent
        session.unsaved_index = False
        contents = contents_of(project, session.masks, masks)
        return Snapshot(folder, index, boxes, project.disk, masks=contents), taken

    def _next(self, unsaved: set[Path], limit: int | None) -> tuple[list[Path], set[Path]]:
        """Return which unsaved micrographs to write, the current one first, and with those that left the project."""
        session = self._session
        first = [path for path in (session.current,) if path in unsaved]
        chosen = list(dict.fromkeys([*first, *islice(unsaved, limit)]))[:limit]
        return [path for path in chosen if path in session.project.box_files], set(chosen)

    def take_all(self) -> Taken:
        """Mark everything as saved, and return it."""
        session = self._session
        taken = Taken(
            set(session.unsaved_boxes),
            session.unsaved_index,
            set(session.unsaved_masks),
            set(session.filaments.unsaved),
        )
        session.unsaved_boxes, session.unsaved_index, session.unsaved_masks = set(), False, set()
        session.filaments.unsaved = set()
        return taken

    def give_back(self, taken: Taken) -> None:
        """Mark as unsaved again what could not be saved."""
        session = self._session
        session.unsaved_boxes |= taken.boxes
        session.unsaved_index = session.unsaved_index or taken.index
        session.unsaved_masks |= taken.masks
        session.filaments.unsaved |= taken.filaments

    def mark_all(self) -> None:
        """Mark everything in memory as unsaved."""
        session = self._session
        session.unsaved_boxes, session.unsaved_index = set(session.project.micrographs), True
        session.filaments.unsaved = set(session.filaments.store.with_filaments())
        session.unsaved_masks = set(session.masks_in_memory())
