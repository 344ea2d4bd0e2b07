"""The micrographs of the project as a table for Qt: searched, sorted, with short names, thumbnails and values."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt5.QtGui import QPixmap

from iceboxer.boxmanager.core.plain_text import on_one_line
from iceboxer.boxmanager.core.qt import grey_image
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.inspected import Values
from iceboxer.boxmanager.document.origin import is_outdated
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.short_names import ShortNames
from iceboxer.boxmanager.document.view import count_shown_by_micrograph, mean_confidences
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.boxmanager.jobs.measuring import Measurer
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.inspection.table import BY_NAME

ROOT = QModelIndex()
KEPT_THUMBNAILS = 2000
TOUCHED_SINGLY = 100  # changed rows; of more, all are painted again
NAME, REASON = "name", "excluded"  # columns that hold text
VALUES = ("picks", "confidence", "junk", "ice", "gradient", "rings", "dead", "defocus", "astigmatism", "resolution")
COLUMNS = (NAME, *VALUES, REASON)
ORDERS = ("name", "fewest", "most", "lowest confidence", "highest confidence")


class MicrographModel(QAbstractTableModel):
    """The micrographs that match the search, in the chosen order; a list shows the first column only.

    `order` is one of `ORDERS` or the name of a column of the engine's table, which is `descending` or not.
    """

    def __init__(self, session: Session, loader: Loader, measurer: Measurer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.loader, self.measurer = loader, measurer
        self.paths: list[Path] = []
        self.rows: dict[Path, int] = {}
        self.search, self.order, self.descending = "", "name", False
        self._names = ShortNames([])
        self._thumbnails: dict[Path, QPixmap | None] = {}
        session.project_changed.connect(self.rebuild)
        session.boxes_changed.connect(self._touch_each)
        session.filaments.changed.connect(self._touch_each)
        session.filaments.settings_changed.connect(self._touch_all)
        session.marks_changed.connect(self._touch)
        session.view_changed.connect(self._touch_all)
        session.model_changed.connect(self._touch_all)
        session.size_changed.connect(self._touch_all)
        session.exclusion_changed.connect(self._touch_all)
        measurer.changed.connect(self._touch_all)
        loader.thumbnail_ready.connect(self._keep)
        loader.failed.connect(lambda path, reason, details: self._thumbnails.update({path: None}))

    def rebuild(self) -> None:
        """Search and sort again; if micrographs were only appended, the list keeps its position."""
        before, after = self.paths, self._wanted()
        if before and before == after[: len(before)]:
            if len(after) > len(before):
                self.beginInsertRows(ROOT, len(before), len(after) - 1)
                self._list(after)
                self.endInsertRows()
            return
        self.beginResetModel()
        self._list(after)
        known = self.session.project.box_files
        self._thumbnails = {p: t for p, t in self._thumbnails.items() if p in known}
        self.endResetModel()

    def _wanted(self) -> list[Path]:
        words = self.search.lower().split()
        everything = self.session.project.micrographs
        paths = [p for p in everything if all(w in str(p).lower() for w in words)] if words else list(everything)
        picks, view = self.session.store.picks, self.session.view
        if self.order in ("fewest", "most"):
            counts = count_shown_by_micrograph(picks, view)
            paths.sort(key=lambda p: counts.get(p, 0), reverse=self.order == "most")
        elif self.order in BY_NAME:
            known = dict(zip(everything, self.column(self.order), strict=True))
            values = np.array([known[path] for path in paths], float)
            keys = np.where(np.isnan(values), np.inf, -values if self.descending else values)
            return [paths[row] for row in np.argsort(keys, kind="stable")]
        elif self.order == REASON:
            paths.sort(key=lambda p: self.reason(p) or "\uffff")
        elif self.order == "name":
            return paths[::-1] if self.descending else paths
        else:
            means = mean_confidences(picks, view)
            turn = -1 if self.order == "highest confidence" else 1
            paths.sort(key=lambda p: turn * means[p] if p in means else math.inf)
        return paths

    def _list(self, paths: list[Path]) -> None:
        self.paths = paths
        self.rows = {path: row for row, path in enumerate(paths)}
        self._names = self.session.project.find_short_names()

    def short_name(self, path: Path) -> str:
        """Return the name to show in the list."""
        return on_one_line(self._names.of(path))

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of micrographs."""
        return 0 if parent.isValid() else len(self.paths)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name of a column, for screen readers; `ColumnHeads` paints the headings."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        column = COLUMNS[section]
        return BY_NAME[column].heading if column in BY_NAME else column

    def columnCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of columns: the name, the values, and the reason of an exclusion."""
        return 0 if parent.isValid() else len(COLUMNS)

    def reason(self, path: Path) -> str:
        """Return why a micrograph is excluded, empty if it is not."""
        verdict = self.session.project.verdicts.get(path)
        if verdict is None or not verdict.excludes:
            return ""
        return "; ".join(text for _, text in verdict.reasons) or self.tr("by hand")

    def value_text(self, path: Path, column: str) -> str:
        """Return the text of a cell of the table."""
        if column == NAME:
            return self.short_name(path)
        if column == REASON:
            return self.reason(path)
        return BY_NAME[column].format(self.measurer.inspected.row(path))

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name or value, the tooltip or the text for screen readers."""
        if not index.isValid():
            return None
        path = self.paths[index.row()]
        if index.column() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.value_text(path, COLUMNS[index.column()])
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
                    on_one_line(stem_of(path)),
                    counted(labels, self.tr("{0:,} label"), self.tr("{0:,} labels")),
                    counted(picks, self.tr("{0:,} pick"), self.tr("{0:,} picks")),
                )
            )
            bent = self.session.filaments.count_known(path)
            of_filaments = counted(bent, self.tr("{0:,} filament"), self.tr("{0:,} filaments")) if bent else ""
            excluded = self.tr("excluded") if self.session.project.is_excluded(path) else ""
            return ", ".join(filter(None, (text, of_filaments, self.usage_text(path), excluded)))
        return None

    def has_outdated_picks(self, path: Path) -> bool:
        """Return whether the picks of a micrograph come from another model or box size than the present one."""
        return is_outdated(self.session.project.picked_by, path, self.session.picks_origin())

    def _of_picks(self, path: Path) -> list[str]:
        """Return why it is excluded, the threshold if it has its own, and whether its picks are outdated."""
        reason = self.reason(path)
        lines = [self.tr("Excluded: {0}").format(reason)] if reason else []
        if path in self.session.view.own_thresholds:
            lines.append(
                self.tr("Threshold {0:.2f}, of this micrograph only").format(self.session.view.threshold_of(path))
            )
        elif path in self.session.view.by_defocus:
            lines.append(self.tr("Threshold {0:.2f}, by defocus").format(self.session.view.threshold_of(path)))
        if self.has_outdated_picks(path):
            lines.append(self.tr("Picked with another model or box size (↻)"))
        if self.session.filaments.is_outdated(path):
            lines.append(self.tr("Filaments picked with another model or width (↻)"))
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
            index = self.index(self.rows[path], 0)
            self.dataChanged.emit(index, self.index(index.row(), len(COLUMNS) - 1))

    def _touch_each(self, paths: list[Path]) -> None:
        if len(paths) > TOUCHED_SINGLY:
            self._touch_all()
            return
        for path in paths:
            self._touch(path)

    def column(self, name: str) -> Values:
        """Return the values (n,) of a column for all micrographs of the project, NaN where unknown."""
        return self.measurer.inspected.columns((name,), self.session.project.micrographs)[name]

    def _touch_all(self) -> None:
        if self.paths:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.paths) - 1, len(COLUMNS) - 1))
