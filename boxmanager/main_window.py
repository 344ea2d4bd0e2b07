"""The window: assembles canvas, panels, menus and toolbar, and joins their signals. No work is done here."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PyQt5.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.actions import SPECS, Actions
from iceboxer.boxmanager.bars import fill_menu_bar, make_tool_bar
from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.compare_handlers import CompareHandlers
from iceboxer.boxmanager.dialogs.ask import confirm
from iceboxer.boxmanager.dialogs.problems import ProblemBox
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.enabling import Enabling
from iceboxer.boxmanager.file_handlers import FileHandlers, handler_table
from iceboxer.boxmanager.filing import Filing
from iceboxer.boxmanager.handlers import Handlers
from iceboxer.boxmanager.importing import Importing
from iceboxer.boxmanager.interop_handlers import InteropHandlers
from iceboxer.boxmanager.jobs.engine_process import EngineProcess
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.boxmanager.learning import Learning
from iceboxer.boxmanager.panels.display import DisplayPanel
from iceboxer.boxmanager.panels.engine_state import EngineState
from iceboxer.boxmanager.panels.gallery import GalleryPanel
from iceboxer.boxmanager.panels.micrographs import MicrographsPanel
from iceboxer.boxmanager.panels.models import ModelsPanel
from iceboxer.boxmanager.panels.notices import Banner
from iceboxer.boxmanager.panels.picks import PicksPanel
from iceboxer.boxmanager.panels.side import Side
from iceboxer.boxmanager.panels.size import SizeControl
from iceboxer.boxmanager.panels.status import StatusLine
from iceboxer.boxmanager.panels.train import TrainPanel
from iceboxer.boxmanager.panels.welcome import Welcome
from iceboxer.boxmanager.qt import there
from iceboxer.boxmanager.session import Session
from iceboxer.boxmanager.settings import Settings
from iceboxer.boxmanager.theme import apply_theme
from iceboxer.boxmanager.viewing import Viewing
from iceboxer.boxmanager.watch_handlers import WatchHandlers

LIST_SHARE, SIDE_SHARE = 0.14, 0.185  # of the window's width; the micrograph keeps two thirds


class MainWindow(QMainWindow):
    """One calm window: list, micrograph, panels."""

    def __init__(self, settings: Settings, engine: EngineProcess | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.session = Session(self)
        self.loader = Loader(self)
        self.saver = Saver(self.session, settings.unsaved_folder, self)
        self.filing = Filing(self.session, self.saver, settings, self)
        self.learning = Learning(self.session, self.saver, settings, engine or EngineProcess(), self)
        self.canvas = MicrographView(self.session, style_from(settings))
        self.handlers = Handlers(self)
        self.importing = Importing(self.session, self.filing)
        self.watch = WatchHandlers(self)
        self.compare = CompareHandlers(self)
        parts = self.handlers, FileHandlers(self), self.watch, InteropHandlers(self), self.compare
        self.table = handler_table([spec.name for spec in SPECS], *parts)
        self.actions_table = Actions(self, self.canvas, self.table)
        self.nudging = self.sizing = -1
        self._project: Project | None = None  # that was shown last
        self._assemble()
        self._connect()
        self.setAcceptDrops(True)
        self._restore_layout()
        self._project_changed()

    # ── assembly ────────────────────────────────────────────────────────────────────────────────────────────

    def _assemble(self) -> None:
        self.banner = Banner()
        self.problems = ProblemBox(self)
        self.welcome = Welcome(self.table)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self.stack.addWidget(self.canvas)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for strip in (self.banner, self.watch.strip, self.compare.strip):
            layout.addWidget(strip)
        layout.addWidget(self.stack, 1)
        self.setCentralWidget(middle)
        self.setDockNestingEnabled(True)
        self.micrographs = MicrographsPanel(self.session, self.loader)
        self.list_dock = self._dock(
            "list", self.tr("Micrographs"), self.micrographs, Qt.DockWidgetArea.LeftDockWidgetArea
        )
        self.display = DisplayPanel(self.session)
        self.picks = PicksPanel(self.session)
        self.train_panel = TrainPanel(self.learning, self.settings)
        self.models = ModelsPanel(self.session, self.learning.orders.model_folders)
        self.side_dock = self._dock(
            "side",
            self.tr("Display and boxes"),
            Side(self.display, self.picks, self.train_panel, self.models),
            Qt.DockWidgetArea.RightDockWidgetArea,
        )
        self.gallery = GalleryPanel(self.session, self.canvas.style_of_boxes)
        self.gallery_dock = self._dock(
            "gallery", self.tr("Gallery"), self.gallery, Qt.DockWidgetArea.BottomDockWidgetArea
        )
        self.gallery_dock.hide()
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.recent_menu = fill_menu_bar(self, self.actions_table)
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        self.size_control = SizeControl(self.session)
        self.engine_state = EngineState(self.session, self.learning)
        self.addToolBar(make_tool_bar(self.tr("Tools"), self.actions_table, self.size_control, self.engine_state))
        self.status = StatusLine(self.session, self.canvas, self.learning)
        self.setStatusBar(self.status)
        docks = {"panel_list": self.list_dock, "panel_side": self.side_dock, "panel_gallery": self.gallery_dock}
        self.enabling = Enabling(self.actions_table, self.session, self.learning, docks, self)
        watching, comparing = self.watch.watching, self.compare.comparing
        self.enabling.also("watch", lambda: watching.folder is not None, watching.changed)
        self.enabling.also("comparison", lambda: comparing.results is not None, comparing.changed)
        self.viewing = Viewing(self.session, self.loader, self.canvas, self.display, self.gallery)

    def _dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _connect(self) -> None:
        session, canvas = self.session, self.canvas
        session.project_changed.connect(self._project_changed)
        session.current_changed.connect(self._current_changed)
        session.problem.connect(self.problems.add)
        self.saver.changed.connect(self._show_saved)
        self.filing.notice.connect(self.say)
        self.learning.noted.connect(self.say)
        self.models.command_wanted.connect(self._copy_command)
        self.filing.busy.connect(self.status.showMessage)
        self.welcome.recent_chosen.connect(lambda path: self.filing.open([Path(path)]))
        canvas.tool_changed.connect(lambda tool: self.actions_table[f"tool_{tool.value}"].setChecked(True))
        canvas.nudged.connect(self.handlers.nudge)
        stack = session.undo_stack
        for changed in (stack.canUndoChanged, stack.canRedoChanged, stack.undoTextChanged, stack.redoTextChanged):
            changed.connect(self._show_undo)
        self._show_undo()
        self.gallery.centre_requested.connect(canvas.centre_on)
        self.actions_table["tool_box"].setChecked(True)

    # ── what the session says ───────────────────────────────────────────────────────────────────────────────

    def begin(self, paths: list[Path]) -> None:
        """Open what the command line names, else unsaved work, else what was open last."""
        if paths:
            self.filing.open(paths)
        elif not self.filing.recover():
            last = str(self.settings.get("last"))
            if last and Path(last).exists():
                self.filing.open([Path(last)])

    def _project_changed(self) -> None:
        there = bool(self.session.project.micrographs)
        self.stack.setCurrentWidget(self.canvas if there else self.welcome)
        if not there:
            self.welcome.show_recent([p for p in self.settings.get("recent") if Path(p).exists()])
        elif self._project is not self.session.project:
            self.canvas.setFocus()
        self._project = self.session.project
        self._show_saved()

    def _current_changed(self) -> None:
        self.nudging = self.sizing = -1
        self._show_saved()

    def look_at_settings(self) -> None:
        """The preferences have changed."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, self.settings.get("theme"))
        style = style_from(self.settings)
        self.canvas.set_style(style)
        self.gallery.set_style(style)

    def say(self, text: str) -> None:
        """A passing remark in the status bar."""
        self.status.showMessage(text, 8000)

    def _show_undo(self, *_: object) -> None:
        stack = self.session.undo_stack
        for name, verb, can, text in (
            ("undo", self.tr("Undo"), stack.canUndo(), stack.undoText()),
            ("redo", self.tr("Redo"), stack.canRedo(), stack.redoText()),
        ):
            action = self.actions_table[name]
            action.setEnabled(can)
            action.setText(f"{verb} {text}".strip())
            action.setToolTip(f"{verb} {text}  ({action.shortcut().toString()})")

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        for path in self.settings.get("recent"):
            action = there(self.recent_menu.addAction(path))
            action.triggered.connect(lambda _, p=path: self.filing.open([Path(p)]))

    def _show_saved(self) -> None:
        session, saver = self.session, self.saver
        project = session.project
        name = project.folder.stem if project.folder else self.tr("no project yet")
        unsaved = saver.unsaved if project.folder else session.edited
        if session.current is None:
            self.setWindowTitle("Iceboxer")
            self.status.saved.setText("")
        else:
            star = "*" if unsaved else ""
            self.setWindowTitle(f"{session.current.name} — {name}{star}")
            self.status.saved.setText(self.tr("not saved") if unsaved else self.tr("saved"))
        if saver.trouble:
            self.banner.show_text(
                self.tr("Not saved: {0} Trying again until it works.").format(saver.trouble),
                self.tr("Save elsewhere…"),
                self.filing.save_as,
            )
            self._troubled = True
        elif getattr(self, "_troubled", False):
            self._troubled = False
            self.banner.hide()

    # ── keys, dropping, closing ─────────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Keys that count while they are held."""
        if event is None or event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self.canvas.hold_pan(True)
        elif event.key() == Qt.Key.Key_X:
            self.canvas.hide_boxes(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        """They are let go."""
        if event is None or event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self.canvas.hold_pan(False)
        elif event.key() == Qt.Key.Key_X:
            self.canvas.hide_boxes(False)
        else:
            super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Files and folders are welcome."""
        if event is not None and there(event.mimeData()).hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open what was dropped, or add it to what is open."""
        if event is not None:
            paths = [Path(url.toLocalFile()) for url in there(event.mimeData()).urls() if url.isLocalFile()]
            if paths:
                self.filing.add(paths)
                event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Save, or ask; then stop the threads."""
        if event is None:
            return
        if not self._may_interrupt() or not self.filing.may_leave():
            event.ignore()
            return
        self.settings.set_state("geometry", self.saveGeometry())
        self.settings.set_state("layout", self.saveState())
        self.watch.watching.stop()
        self.compare.comparing.close()
        self.learning.close()
        self.filing.close()
        self.models.shut_down()
        self.train_panel.curves.shut_down()
        self.loader.close()
        self.saver.close()
        self.canvas.shut_down()
        event.accept()

    def _may_interrupt(self) -> bool:
        """Whether what runs may be left; an assistant always may."""
        names = {"train": self.tr("A training"), "pick": self.tr("Picking")}
        if self.watch.watching.folder is not None:
            names.setdefault(self.learning.running, self.tr("Watching a folder"))
        if self.learning.running not in names:
            return True
        what = names[self.learning.running]
        text = self.tr("{0} is going on. What is done so far is kept, and it can be gone on with.").format(what)
        return confirm(self, self.tr("Close the window?"), text, self.tr("Cancel it and close"))

    def _copy_command(self, model: Path) -> None:
        command = self.learning.orders.pick_command(model)
        there(QApplication.clipboard()).setText(command)
        self.say(self.tr("Copied: {0}").format(command))

    def _restore_layout(self) -> None:
        geometry, layout = self.settings.get_state("geometry"), self.settings.get_state("layout")
        if geometry is None or not self.restoreGeometry(geometry):
            screen = there(self.screen()).availableGeometry()
            em = self.fontMetrics().height()
            self.resize(min(100 * em, screen.width() * 9 // 10), min(62 * em, screen.height() * 9 // 10))
            if screen.width() < 120 * em:
                self.setWindowState(Qt.WindowState.WindowMaximized)
        if layout is None or not self.restoreState(layout):
            self.resizeDocks(
                [self.list_dock, self.side_dock],
                [round(self.width() * LIST_SHARE), round(self.width() * SIDE_SHARE)],
                Qt.Orientation.Horizontal,
            )


def style_from(settings: Settings) -> Style:
    """How boxes are drawn, as the preferences say."""
    return Style(
        settings.get("label_colour"),
        settings.get("pick_colour"),
        settings.get("rejected_colour"),
        settings.get("line_width"),
        settings.get("opacity"),
    )
