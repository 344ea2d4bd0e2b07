"""The welcome page of an empty window."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QIcon
from PyQt5.QtWidgets import QCommandLinkButton, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.core.icons import icon
from iceboxer.boxmanager.core.plain_text import on_button


class Welcome(QWidget):
    """Three ways to start, and the recent projects and folders."""

    recent_chosen = pyqtSignal(str)

    def __init__(self, slots: Slots, emblem: QIcon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        em = self.fontMetrics().height()
        picture = QLabel()
        picture.setPixmap(emblem.pixmap(em * 5, em * 5))
        title = QLabel(self.tr("Iceboxer"))
        title.setObjectName("title")
        lead = QLabel(self.tr("Drop micrographs or a folder here, or choose one of these."))
        lead.setObjectName("faint")
        column = QVBoxLayout()
        column.setSpacing(em // 2)
        for widget in (picture, title, lead):
            column.addWidget(widget)
        column.addSpacing(em // 2)
        for name, picture_name, text, more in (
            (
                "open_folder",
                "folder",
                self.tr("Open a folder of micrographs"),
                self.tr("MRC, TIFF, JPEG or PNG files, including subfolders"),
            ),
            ("open_project", "box", self.tr("Open a project"), self.tr("Continue with saved boxes")),
            ("sample", "gallery", self.tr("Try a sample"), self.tr("Simulate a few micrographs in seconds")),
        ):
            link = QCommandLinkButton(text, more)
            link.setIcon(icon(picture_name))  # not the one of the system
            link.setAccessibleName(text)
            link.setMinimumWidth(em * 24)
            link.clicked.connect(slots[name])
            column.addWidget(link)
        self._recent = QVBoxLayout()
        column.addSpacing(em // 2)
        column.addLayout(self._recent)
        rows = QVBoxLayout()
        rows.addStretch(2)
        rows.addLayout(column)
        rows.addStretch(3)
        layout = QHBoxLayout(self)
        layout.addStretch(1)
        layout.addLayout(rows)
        layout.addStretch(1)

    def show_recent(self, paths: list[str]) -> None:
        """List the recent projects and folders."""
        while self._recent.count():
            item = self._recent.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        if paths:
            heading = QLabel(self.tr("Recent"))
            heading.setObjectName("heading")
            self._recent.addWidget(heading)
        for path in paths[:5]:
            button = QPushButton(on_button(Path(path).name))
            button.setFlat(True)
            button.setToolTip(path)
            button.setAccessibleName(self.tr("Open {0}").format(path))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setStyleSheet("text-align: left")
            button.clicked.connect(lambda _, p=path: self.recent_chosen.emit(p))
            self._recent.addWidget(button)
