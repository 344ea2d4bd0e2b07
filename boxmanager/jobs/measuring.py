"""Measuring of micrographs in the background, a few at a time; earlier measures are read from the project."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.inspected import UNREADABLE, Inspected, Measured, fingerprint, read_cache, write_cache
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.data.ctf import MatchedCtf, find_ctf_file, match_ctf
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.micrograph_names import OfPath
from iceboxer.engine.errors import EngineError
from iceboxer.engine.inspection.measures import measure

TURN_S = 0.3  # after which the thread delivers what it has measured
SETTLED_MS = 200  # after a change, before the columns are made again; longer for many micrographs
PER_MS = 10  # micrographs
STORED_EVERY = 200  # micrographs between two writes of the measures

Cache = dict[str, Measured]  # by fingerprint


def measure_file(path: Path, pixel_size: float | None, cache: Cache) -> Measured:
    """Measure a micrograph, or return its earlier measures; `pixel_size` (Å/px) overrides the one in the file."""
    try:
        key = fingerprint(path, pixel_size)
        if key not in cache:
            micrograph = open_micrograph(path)
            cache[key] = Measured(micrograph.shape, measure(micrograph.read(), pixel_size or micrograph.pixel_size))
    except (OSError, EngineError):
        return UNREADABLE
    return cache[key]


class Measurer(QObject):
    """Holder of the table of micrographs, `inspected`; emits `changed` after values have changed.

    `left` is the number of micrographs that are still to be measured, while `running`.
    """

    changed = pyqtSignal()
    progressed = pyqtSignal()
    ctf_read = pyqtSignal(object, object)  # path, MatchedCtf

    def __init__(self, session: Session, folder: Callable[[], Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session, self._folder = session, folder
        self.inspected = Inspected()
        self.running = False
        self._cache: Cache | None = None
        self._fresh = 0  # measures that are not stored yet
        self._project = session.project
        self._pixel_size = session.project.pixel_size
        self._thread = Background(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._settle)
        session.project_changed.connect(self._project_changed)
        session.size_changed.connect(self._size_changed)
        session.view_changed.connect(self._touch)
        session.boxes_changed.connect(self._touch)
        session.masks_changed.connect(self._touch)

    @property
    def left(self) -> list[Path]:
        """The micrographs that have not been measured, in the order of the project."""
        return [path for path in self.session.project.micrographs if path not in self.inspected.measured]

    def start(self) -> None:
        """Measure the micrographs that have not been measured."""
        if not self.running and self.left:
            self.running = True
            self._next()

    def stop(self) -> None:
        """Stop measuring after the current micrograph; what is measured stays."""
        self.running = False
        self.progressed.emit()

    def close(self) -> None:
        """Stop the thread because the window closes."""
        self.running = False
        self._later.stop()
        self._thread.close()
        self._store()

    def _next(self) -> None:
        left = self.left
        if not left:
            self.running = False
            self._store()
        self.progressed.emit()
        if not self.running:
            return
        project, pixel_size, folder = self.session.project, self._pixel_size, self._folder()

        def work() -> dict[Path, Measured]:
            if self._cache is None:
                self._cache = read_cache(folder)
            return _measure_some(left, pixel_size, self._cache)

        def done(found: dict[Path, Measured]) -> None:
            if self.session.project is project and self._pixel_size == pixel_size:
                self.inspected.measured |= found
                self.inspected.forget_columns()
                self._fresh += len(found)
                if self._fresh >= STORED_EVERY:
                    self._store()
                self._touch()
            self._next()

        self._thread.run(work, done, self._failed)

    def _failed(self, sentence: str, details: str) -> None:
        self.stop()
        self.session.problem.emit(sentence, details)

    def _store(self) -> None:
        """Store the measures, later if the project has no folder yet; called when the thread is idle."""
        if self._fresh and self._cache is not None and write_cache(self._folder(), self._cache):
            self._fresh = 0

    # ── the CTF ─────────────────────────────────────────────────────────────────────────────────────────────

    def read_ctf(self, path: Path | None) -> None:
        """Read defocus and resolution from a file, or from the one found near the micrographs if it is None."""
        project, micrographs = self.session.project, list(self.session.project.micrographs)

        def work() -> tuple[Path, MatchedCtf] | None:
            found = path or find_ctf_file(micrographs)
            if found is None:
                return None
            try:
                return found, match_ctf(found, [OfPath(each) for each in micrographs])
            except EngineError:
                if path is None:
                    return None  # this file was found, not chosen
                raise

        def done(found: tuple[Path, MatchedCtf] | None) -> None:
            if found is not None and self.session.project is project:
                self.inspected.ctf = found[1].by_path
                self.ctf_read.emit(*found)
                self._touch()

        self._thread.run(work, done, self.session.problem.emit)

    # ── following the session ───────────────────────────────────────────────────────────────────────────────

    def _project_changed(self) -> None:
        if self.session.project is not self._project:
            self._project = self.session.project
            self._pixel_size = self._project.pixel_size
            self._forget()
        self._touch()

    def _size_changed(self) -> None:
        """Measure again with another pixel size, on which lattice ring and CTF rings depend."""
        if self.session.project.pixel_size != self._pixel_size:
            self._pixel_size = self.session.project.pixel_size
            was_measured, self.inspected.measured = bool(self.inspected.measured), {}
            self._touch()
            if was_measured:
                self.start()

    def _touch(self, *_: object) -> None:
        """Make the columns again soon, at intervals while values arrive."""
        if not self._later.isActive():
            self._later.start(max(SETTLED_MS, len(self.session.project.micrographs) // PER_MS))

    def _forget(self) -> None:
        self.inspected = Inspected()
        self.running, self._cache, self._fresh = False, None, 0

    def _settle(self) -> None:
        """Count the picks again, and report new values."""
        session = self.session
        if not self.inspected.count_junk(session.masks):
            QTimer.singleShot(0, self._touch)  # the rest
        self.inspected.count_picks(session.project, session.store, session.view)
        self.changed.emit()


def _measure_some(paths: Sequence[Path], pixel_size: float | None, cache: Cache) -> dict[Path, Measured]:
    """Measure at least one micrograph, and more until the time of a turn is up."""
    found: dict[Path, Measured] = {}
    end = time.monotonic() + TURN_S
    for path in paths:
        found[path] = measure_file(path, pixel_size, cache)
        if time.monotonic() > end:
            break
    return found
