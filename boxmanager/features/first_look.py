"""The first look: when a folder is opened, its first micrograph is picked at once with the general model.

Nothing is saved until the person does something, so a folder that was only looked at leaves no trace.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.canvas.tools import Tool
from iceboxer.boxmanager.core.host import Host
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document.origin import origin_now
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.features.configs import Configs
from iceboxer.boxmanager.features.learning import Learning
from iceboxer.boxmanager.features.size_hint import SizeHint
from iceboxer.boxmanager.features.tasks import Tasks
from iceboxer.boxmanager.panels.floating import Floating
from iceboxer.engine.data.shipped import path_of_shipped
from iceboxer.engine.events import MicrographDone


class FirstLook(QObject):
    """Picks the first micrograph of a folder, and shows how many particles it found and what can be done next."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        configs: Configs,
        tasks: Tasks,
        learning: Learning,
        size_hint: SizeHint,
        canvas: MicrographView,
        choose_pixel_size: Callable[[], object],
        host: Host,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.session, self.settings, self.configs, self.tasks = session, settings, configs, tasks
        self.learning, self.size_hint, self.canvas, self.host = learning, size_hint, canvas, host
        self.choose_pixel_size = choose_pixel_size
        self.strip = Floating(self.tr("First look"), canvas)
        self._folder: tempfile.TemporaryDirectory[str] | None = None  # for the files of the engine
        self._project = session.project
        self._path: Path | None = None  # the micrograph to pick, until its picture is there
        session.project_changed.connect(self._project_changed)
        session.size_changed.connect(self._picture_shown)
        session.current_changed.connect(self._current_changed)
        session.undo_stack.indexChanged.connect(lambda _: self.end())
        canvas.pressed.connect(self.cancel)
        tasks.reported.connect(self._report)
        tasks.failed.connect(self._failed)
        tasks.activity.changed.connect(self._task_changed)

    @property
    def running(self) -> bool:
        """Whether the engine is looking."""
        return self.tasks.activity.running is TaskKind.LOOK

    def cancel(self) -> None:
        """Stop looking because the person has begun to work; a result that is shown stays."""
        self._path = None
        if self.running:
            self.tasks.cancel()
            self.strip.hide()

    def end(self) -> None:
        """Stop looking and hide the strip."""
        self.cancel()
        self.strip.hide()

    def close(self) -> None:
        """Delete the files of a look that was running when the window closed; call it after the tasks have ended."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    # ── looking ─────────────────────────────────────────────────────────────────────────────────────────────

    def _project_changed(self) -> None:
        if self.session.project is self._project:
            return
        self._project = project = self.session.project
        self.strip.hide()
        fresh = project.folder is None and project.model is None and not self.session.store.has_boxes()
        wanted = fresh and bool(self.settings.get("pick_on_open")) and path_of_shipped().is_file()
        self._path = project.current if wanted else None

    def _current_changed(self) -> None:
        if self.session.current != self._path:
            self.end()

    def _picture_shown(self) -> None:
        """Start once the picture is on screen, which comes first."""
        path, session = self._path, self.session
        running = self.tasks.activity.running
        if path is None or session.shape is None or session.current != path:
            return
        self._path = None
        if session.edited or session.store.has_boxes() or (running is not None and running.has_end):
            return
        self._folder = tempfile.TemporaryDirectory(prefix="iceboxer-look-", ignore_cleanup_errors=True)
        self.strip.show_text(self.tr("Looking for particles…"), {})
        session.use_model(path_of_shipped())
        self.tasks.start(
            TaskKind.LOOK, lambda: (self.configs.first_look(path, self._output()),), lambda _: self._forget_files()
        )

    def _output(self) -> Path:
        return Path(self._folder.name if self._folder is not None else tempfile.gettempdir())

    def _report(self, event: object) -> None:
        """Show the picks, unless the person did something in the meantime."""
        if not self.running or not isinstance(event, MicrographDone) or self.session.edited:
            return
        if len(event.result):
            self.session.adopt_size(float(event.result["width"][0]), by_hand=False)
        origin = origin_now(None, None, self.session.project.box_size)
        self.session.receive(Path(event.path), event.result, by_hand=False, origin=origin, junk=event.junk)
        self.show_result()

    def show_result(self) -> None:
        """Show how many particles were found, how large they are, and what can be done next."""
        session = self.session
        _, found = session.counts(session.current) if session.current else (0, 0)
        diameter = session.project.diameter
        buttons = {self.tr("Box a few"): self.box_a_few, self.tr("Adjust size"): self.adjust_size}
        if found:
            text = counted(found, self.tr("<b>1 particle</b>"), self.tr("<b>{0:,} particles</b>"))
            size = f"{diameter * session.pixel_size:.0f} Å" if session.pixel_size else f"{diameter:.0f} px"
            text = self.tr("{0}, about {1} across").format(text, size)
            buttons = {self.tr("Pick all"): self.learning.pick_all, **buttons}
        else:
            text = self.tr("The general model found no particles here")
        if session.shape is not None and not session.pixel_size:  # the only time that the program asks
            buttons[self.tr("Pixel size…")] = self._ask_pixel_size
        self.strip.show_text(text, buttons)

    def _failed(self, kind: TaskKind) -> None:
        if kind is TaskKind.LOOK:
            self._forget_files()
            if not self.session.edited:
                self.show_result()

    def _task_changed(self) -> None:
        """Leave the place to a task that the person started, and find out about the device after a look."""
        running = self.tasks.activity.running
        if running is not None and running.has_end:
            self.strip.hide()
        elif running is None and self._folder is not None:
            self._forget_files()  # cancelled
            self.strip.hide()

    def _forget_files(self) -> None:
        if self._folder is not None:
            self.close()
            self.learning.find_device()  # which the look kept from being found

    # ── what next ───────────────────────────────────────────────────────────────────────────────────────────

    def box_a_few(self) -> None:
        """Remove the picks, and let the person box particles to train on."""
        self.session.forget_picks()
        self.canvas.set_tool(Tool.BOX)
        self.canvas.setFocus()
        self.host.show_message(self.tr("Click on ten or more particles, then press Train, or switch Assist on."))

    def _ask_pixel_size(self) -> None:
        self.choose_pixel_size()
        self.show_result()  # in Å now

    def adjust_size(self) -> None:
        """Show the particle circle."""
        self.size_hint.show(follows=True)
        self.host.show_message(self.tr("Drag the circle until it fits a particle, then pick again."))
