"""The manual: the pages of documentation that come with the program, read offline."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from PyQt5.QtCore import QSignalBlocker, Qt, QUrl
from PyQt5.QtGui import QDesktopServices, QImage, QKeySequence
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QShortcut,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.dialogs.room import resize_within_screen

FIRST = "README.md"  # the table of contents
TEXT = Qt.ItemDataRole.UserRole + 1  # of a page in the list, to search in


def find_manual() -> Path | None:
    """Return the folder of the documentation that is installed with the program; None if it is missing."""
    folder = Path(str(files("iceboxer").joinpath("manual")))
    return folder if (folder / FIRST).is_file() else None


def pages_of(folder: Path) -> list[tuple[str, Path]]:
    """Return the title and path of each page, in the order of the tables of contents, which come first."""
    paths = [folder / FIRST]
    for path in paths:  # grows
        if path.name == FIRST:
            listed = re.findall(r"^- \[[^\]]+\]\(([^)]+)\)", path.read_text(encoding="utf-8"), re.MULTILINE)
            paths.extend(page for name in listed if (page := path.parent / name).is_file())
    pages = []
    for path in paths:
        first = path.read_text(encoding="utf-8", errors="replace").lstrip().split("\n", 1)[0]
        pages.append((first.lstrip("# ").replace("`", "").strip() or path.stem, path))
    return pages


class Page(QTextBrowser):
    """A page of Markdown, with pictures as wide as it."""

    def loadResource(self, kind: int, url: QUrl) -> object:
        """Load a picture no wider than the page."""
        loaded = super().loadResource(kind, url)
        if kind != 2:  # QTextDocument.ImageResource
            return loaded
        path = self.source().resolved(url).toLocalFile()
        image, wide = QImage(path), required(self.viewport()).width() - 2 * self.fontMetrics().height()
        smooth = Qt.TransformationMode.SmoothTransformation
        return image.scaledToWidth(wide, smooth) if image.width() > wide > 0 else image


class Manual(QWidget):
    """A window of its own with the list of pages and the page."""

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Manual"))
        self.pages = QListWidget()
        self.pages.setAccessibleName(self.tr("Pages"))
        self.page = Page()
        self.page.setAccessibleName(self.tr("Page"))
        self.page.setOpenLinks(False)
        self.page.anchorClicked.connect(self._follow)
        self.page.sourceChanged.connect(self._mark)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setToolTip(self.tr("Show only pages with these words; Return goes to the next place"))
        self.search.setAccessibleName(self.tr("Search the manual"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._find_next)
        for title, path in pages_of(folder):
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, str(path))
            item.setData(TEXT, f"{title}\n{path.read_text(encoding='utf-8', errors='replace')}".casefold())
            self.pages.addItem(item)
        self.pages.currentItemChanged.connect(lambda item, _: self._open(item))
        em = self.fontMetrics().height()
        self.pages.setFixedWidth(em * 16)
        self.search.setFixedWidth(em * 16)
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pages.setWordWrap(True)
        self.pages.setSpacing(em // 8)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.search)
        left.addWidget(self.pages)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left)
        row.addWidget(self.page, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        resize_within_screen(self, 64, 44)
        self.pages.setCurrentRow(0)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self._leave)  # as in dialogs

    def _leave(self) -> None:
        self.close()

    def _open(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.page.setSource(QUrl.fromLocalFile(item.data(Qt.ItemDataRole.UserRole)))

    def _mark(self, url: QUrl) -> None:
        """Mark the page in view in the list, also after a step back in the history."""
        for row in range(self.pages.count()):
            if required(self.pages.item(row)).data(Qt.ItemDataRole.UserRole) == url.toLocalFile():
                with QSignalBlocker(self.pages):
                    self.pages.setCurrentRow(row)

    def _filter(self, text: str) -> None:
        """Hide the pages that lack one of the words."""
        words = text.casefold().split()
        for row in range(self.pages.count()):
            item = required(self.pages.item(row))
            item.setHidden(not all(word in item.data(TEXT) for word in words))

    def _find_next(self) -> None:
        """Go to the next place with the text, or with its first word: on this page, else on the next of the list."""
        text = self.search.text().strip()
        rows = [row for row in range(self.pages.count()) if not required(self.pages.item(row)).isHidden()]
        if not (text and rows):
            return
        here = self.pages.currentRow()
        if here not in rows or not self._find(text):
            self.pages.setCurrentRow(next((row for row in rows if row > here), rows[0]))
            self._find(text)

    def _find(self, text: str) -> bool:
        """Select the next place on this page with the text, or with its first word; return whether there is one."""
        return self.page.find(text) or self.page.find(text.split()[0])

    def _follow(self, url: QUrl) -> None:
        """Open another page here, and anything else with the program that the system has for it."""
        target = self.page.source().resolved(url)
        if target.scheme() in ("http", "https"):
            QDesktopServices.openUrl(target)
            return
        file = Path(target.toLocalFile()).resolve()
        if not file.is_file():  # a part of the source that is not installed
            return
        for row in range(self.pages.count()):
            if Path(required(self.pages.item(row)).data(Qt.ItemDataRole.UserRole)).resolve() == file:
                self.pages.setCurrentRow(row)
                break
        else:
            self.page.setSource(target)
        if target.hasFragment():
            self._scroll_to(target.fragment())

    def _scroll_to(self, anchor: str) -> None:
        """Show the heading with an anchor, which Qt does not make of Markdown."""
        document = required(self.page.document())
        block = document.begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and anchor_of(block.text()) == anchor:
                top = required(document.documentLayout()).blockBoundingRect(block).top()
                required(self.page.verticalScrollBar()).setValue(int(top))
                return
            block = block.next()


def anchor_of(heading: str) -> str:
    """Return the anchor that links use for a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
