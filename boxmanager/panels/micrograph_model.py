"""The micrographs of the project as a list for Qt: searched, sorted, with short names and thumbnails."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PyQt5.QtCore import QModelIndex, QObject, QStringListModel, Qt
from PyQt5.QtGui import QPixmap

from iceboxer.boxmanager.core.plain_text import on_one_line
from iceboxer.boxmanager.core.qt import grey_image
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.origin import is_outdated
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.view import count_shown_by_micrograph, mean_confidences
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.engine.data.micrograph import stem_of

KEPT_THUMBNAILS = 2000
TOUCHED_SINGLY = 100  # changed rows; of more, all are painted again
SHORTEST_PREFIX = 6  # characters; a shorter beginning that all names share is not left out
ORDERS = ("name", "fewest", "most", "lowest confidence", "highest confidence")


class ShortNames:
    """The names of micrographs without the beginning that all share; those of one name with the folder."""

    def __init__(self, paths: Sequence[Path] = ()) -> None:
        self.paths = list(paths)
        stems = list(map(stem_of, paths))
        first, last = min(stems, default=""), max(stems, default="")  # what these two share, all share
        shared = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
        cut = max(first.rfind(mark, 0, shared) for mark in "_-. ") + 1
        self._cut = cut if cut >= SHORTEST_PREFIX else 0
        self._repeated = {stem for stem, count in Counter(stems).items() if count > 1}

    def of(self, path: Path) -> str:
        """Return the short name of a micrograph."""
        stem = stem_of(path)
        name = "…" * bool(self._cut) + stem[self._cut :]
        return f"{path.parent.name}/{name}" if stem in self._repeated else name


class MicrographModel(QStringListModel):
    """The micrographs that match the search, in the chosen order.

    The rows are counted by Qt itself, which asks for their number several times for each row that it lays out.
    """

    def __init__(self, session: Session, loader: Loader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.loader = loader
        self.paths: list[Path] = []
        self.rows: dict[Path, int] = {}
        self.search, self.order = "", "name"
        self._names = ShortNames()
        self._thumbnails: dict[Path, QPixmap | None] = {}
        session.project_changed.connect(self.rebuild)
        session.boxes_changed.connect(self._touch_each)
        session.marks_changed.connect(self._touch)
        session.view_changed.connect(self._touch_all)
        session.model_changed.connect(self._touch_all)
        session.size_changed.connect(self._touch_all)
        loader.thumbnail_ready.connect(self._keep)
        loader.failed.connect(lambda path, reason, details: self._thumbnails.update({path: None}))

    def rebuild(self) -> None:
        """Search and sort again; if micrographs were only appended, the list keeps its position."""
        before, after = self.paths, self._wanted()
        self._list(after)
        if before and before == after[: len(before)]:
            if len(after) > len(before):
                self.insertRows(len(before), len(after) - len(before))
            return
        known = self.session.project.box_files
        self._thumbnails = {p: t for p, t in self._thumbnails.items() if p in known}
        self.setStringList([""] * len(after))

    def _wanted(self) -> list[Path]:
        words = self.search.lower().split()
        everything = self.session.project.micrographs
        paths = [p for p in everything if all(w in str(p).lower() for w in words)] if words else list(everything)
        picks, view = self.session.store.picks, self.session.view
        if self.order in ("fewest", "most"):
            counts = count_shown_by_micrograph(picks, view)
            paths.sort(key=lambda p: counts.get(p, 0), reverse=self.order == "most")
        elif self.order != "name":
            means = mean_confidences(picks, view)
            turn = -1 if self.order == "highest confidence" else 1
            paths.sort(key=lambda p: turn * means[p] if p in means else math.inf)
        return paths

    def _list(self, paths: list[Path]) -> None:
        self.paths = paths
        self.rows = {path: row for row, path in enumerate(paths)}
        if self._names.paths != self.session.project.micrographs:
            self._names = ShortNames(self.session.project.micrographs)

    def short_name(self, path: Path) -> str:
        """Return the name to show in the list."""
        return self._names.of(path)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name, the tooltip or the text for screen readers."""
        if not index.isValid():
            return None
        path = self.paths[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return on_one_line(stem_of(path))
        if role == Qt.ItemDataRole.ToolTipRole:
            problem = self.session.problems.get(path)
            if problem:
                return self.tr("Cannot be read: {0}").format(problem)
            return "\n".join(filter(None, (str(path), self.usage_text(path), *self._of_picks(path))))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            labels, picks = self.session.counts(path)
            text = ", ".join(
                (
                    stem_of(path),
                    counted(labels, self.tr("{0:,} label"), self.tr("{0:,} labels")),
                    counted(picks, self.tr("{0:,} pick"), self.tr("{0:,} picks")),
                )
            )
            return ", ".join(filter(None, (text, self.usage_text(path))))
        return None

    def has_outdated_picks(self, path: Path) -> bool:
        """Return whether the picks of a micrograph come from another model or box size than the present one."""
        return is_outdated(self.session.project.picked_by, path, self.session.picks_origin())

    def _of_picks(self, path: Path) -> list[str]:
        """Return the threshold of a micrograph if it has its own, and whether its picks are outdated."""
        lines = []
        if path in self.session.view.own_thresholds:
            lines.append(
                self.tr("Threshold {0:.2f}, of this micrograph only").format(self.session.view.threshold_of(path))
            )
        if self.has_outdated_picks(path):
            lines.append(self.tr("Picked with another model or box size (↻)"))
        return lines

    def usage_text(self, path: Path) -> str:
        """Return how the active model used a micrograph; empty if it did not."""
        card = self.session.card
        return {
            "micrographs": self.tr("Used to train the active model (◆)"),
            "validation": self.tr("Used to validate the active model (◇)"),
        }.get(card.part_of(path.name) if card else "", "")

    def thumbnail(self, path: Path) -> QPixmap | None:
        """Return the thumbnail if it is cached; otherwise request it and return None."""
        if path not in self._thumbnails and path not in self.session.problems:
            self._thumbnails[path] = None
            self.loader.request_thumbnail(path)
        return self._thumbnails.get(path)

    def _keep(self, path: Path, grey: np.ndarray[Any, np.dtype[np.uint8]]) -> None:
        if path not in self.rows:
            return
        flipped = np.ascontiguousarray(grey[::-1])
        image = grey_image(flipped)
        while len(self._thumbnails) > KEPT_THUMBNAILS:
            self._thumbnails.pop(next(iter(self._thumbnails)))
        self._thumbnails[path] = QPixmap.fromImage(image)
        self._touch(path)

    def _touch(self, path: Path) -> None:
        if path in self.rows:
            index = self.index(self.rows[path])
            self.dataChanged.emit(index, index)

    def _touch_each(self, paths: list[Path]) -> None:
        if len(paths) > TOUCHED_SINGLY:
            self._touch_all()
            return
        for path in paths:
            self._touch(path)

    def _touch_all(self) -> None:
        if self.paths:
            self.dataChanged.emit(self.index(0), self.index(len(self.paths) - 1))
