"""The loader of micrographs: reads in the background, caches recent ones and reads neighbours ahead."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray
from PyQt5.QtCore import QObject, pyqtSignal

from iceboxer.boxmanager.document.display import Picture, make_picture, thumbnail
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.data.micrograph import open_micrograph

CACHE_BYTES = min(600_000_000, psutil.virtual_memory().total // 8)
THUMBNAIL = 96  # px; enough for the list on a high-DPI screen
THUMBNAILS_WAITING = 64  # older requests are no longer visible

Grey8 = NDArray[np.uint8]


def read_picture(path: Path) -> Picture:
    """Read a micrograph and prepare it for the screen.

    Raises
    ------
    ReadError
        The micrograph cannot be read.
    """
    return make_picture(open_micrograph(path))


def load_slow_modules() -> None:
    """Load modules that the first picture does not need, but the first click or low-pass does."""
    import scipy.ndimage
    import scipy.spatial
    import scipy.special  # noqa: F401


class Loader(QObject):
    """Provider of pictures; emits `ready(path)` and `failed(path, reason, details)` on the window's thread.

    One thread reads the latest requested micrograph. The other reads neighbours ahead, and thumbnails when it is idle.
    """

    ready = pyqtSignal(object)
    failed = pyqtSignal(object, str, str)
    thumbnail_ready = pyqtSignal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: OrderedDict[Path, Picture] = OrderedDict()
        self._reading: dict[Background, Path] = {}
        self._wanted: Path | None = None
        self._ahead: list[Path] = []
        self._small: list[Path] = []
        self._now = Background(self)
        self._later = Background(self)
        self._loaded = False  # the slow modules

    def picture(self, path: Path) -> Picture | None:
        """Return the picture if it is cached, else None."""
        picture = self._pictures.get(path)
        if picture is not None:
            self._pictures.move_to_end(path)
        return picture

    def request(self, path: Path, neighbours: list[Path]) -> None:
        """Read `path` next unless it is cached, and then its neighbours."""
        self._wanted, self._ahead = path, list(neighbours)
        if path in self._pictures:
            self._pictures.move_to_end(path)
        self._next()

    def request_thumbnail(self, path: Path) -> None:
        """Request a thumbnail of `path`; the latest request is served first."""
        picture = self._pictures.get(path)
        if picture is not None:
            self.thumbnail_ready.emit(path, thumbnail(picture, THUMBNAIL))
            return
        self._small = [*(p for p in self._small if p != path), path][-THUMBNAILS_WAITING:]
        self._next()

    def clear(self) -> None:
        """Clear the cache and all requests."""
        self._pictures.clear()
        self._wanted, self._ahead, self._small = None, [], []

    def close(self) -> None:
        """Stop the threads."""
        self._later.close()
        self._now.close()

    def _next(self) -> None:
        """Start the most urgent work on each idle thread."""
        wanted = self._wanted
        if wanted is not None and wanted not in self._pictures and wanted not in self._reading.values():
            if self._now not in self._reading:
                self._read(wanted, self._now)
        elif not self._reading:
            if self._loaded:
                self._read_ahead()
            else:
                self._load_modules()

    def _load_modules(self) -> None:
        self._loaded = True
        self._reading[self._later] = Path()  # no file

        def done() -> None:
            self._reading.pop(self._later, None)
            self._next()

        self._later.run(load_slow_modules, lambda _: done(), lambda *_: done())

    def _read(self, path: Path, thread: Background) -> None:
        self._reading[thread] = path
        thread.run(
            lambda: read_picture(path),
            lambda picture: self._keep(path, picture, thread),
            lambda sentence, details: self._give_up(path, sentence, details, thread),
        )

    def _read_ahead(self) -> None:
        held = self._pictures.get(self._wanted) if self._wanted else None
        while self._ahead:
            path = self._ahead.pop(0)
            if path not in self._pictures and held and held.nbytes * 2 <= CACHE_BYTES:
                self._read(path, self._later)
                return
        if self._small:
            self._read_small(self._small.pop())

    def _read_small(self, path: Path) -> None:
        self._reading[self._later] = path

        def done(small: Grey8) -> None:
            self._reading.pop(self._later, None)
            self.thumbnail_ready.emit(path, small)
            self._next()

        self._later.run(
            lambda: thumbnail(read_picture(path), THUMBNAIL),
            done,
            lambda sentence, details: self._give_up(path, sentence, details, self._later),
        )

    def _keep(self, path: Path, picture: Picture, thread: Background) -> None:
        self._reading.pop(thread, None)
        self._pictures[path] = picture
        self._make_room()
        if path in self._small:
            self._small.remove(path)
        self.thumbnail_ready.emit(path, thumbnail(picture, THUMBNAIL))
        self.ready.emit(path)
        self._next()

    def _make_room(self) -> None:
        held = sum(p.nbytes for p in self._pictures.values())
        for path in list(self._pictures):
            if held <= CACHE_BYTES:
                return
            if path != self._wanted:
                held -= self._pictures.pop(path).nbytes

    def _give_up(self, path: Path, sentence: str, details: str, thread: Background) -> None:
        self._reading.pop(thread, None)
        if path == self._wanted:
            self._wanted = None
        self.failed.emit(path, sentence, details)
        self._next()
