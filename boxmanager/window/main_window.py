"""The main window, which assembles canvas, features, panels and bars, connects them, and does nothing else."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PyQt5.QtWidgets import QDockWidget, QMainWindow

from iceboxer.boxmanager.canvas.held_keys import HeldKeys
from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.core.icons import program_icon
from iceboxer.boxmanager.core.log import Log
from iceboxer.boxmanager.core.plain_text import show_names_as_text
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.dialogs.problems import ProblemBox
from iceboxer.boxmanager.features.assisting import Assisting
from iceboxer.boxmanager.features.classifying import Classifying
from iceboxer.boxmanager.features.comparing import Comparing
from iceboxer.boxmanager.features.configs import Configs
from iceboxer.boxmanager.features.editing import Editing
from iceboxer.boxmanager.features.exporting import Exporting
from iceboxer.boxmanager.features.feedback import Feedback
from iceboxer.boxmanager.features.filament_editing import FilamentEditing
from iceboxer.boxmanager.features.filament_learning import FilamentLearning
from iceboxer.boxmanager.features.files import Files
from iceboxer.boxmanager.features.first_look import FirstLook
from iceboxer.boxmanager.features.importing import Importing
from iceboxer.boxmanager.features.inspecting import Inspecting
from iceboxer.boxmanager.features.learning import Learning
from iceboxer.boxmanager.features.masking import Masking
from iceboxer.boxmanager.features.navigating import Navigating
from iceboxer.boxmanager.features.review_mode import ReviewMode
from iceboxer.boxmanager.features.reviewing import Reviewing
from iceboxer.boxmanager.features.saving import Saving
from iceboxer.boxmanager.features.size_hint import SizeHint
from iceboxer.boxmanager.features.tasks import Tasks
from iceboxer.boxmanager.features.viewing import Viewing
from iceboxer.boxmanager.features.watching import Watching
from iceboxer.boxmanager.jobs.engine_process import EngineProcess
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.boxmanager.panels.display import DisplayPanel
from iceboxer.boxmanager.panels.engine_state import EngineState
from iceboxer.boxmanager.panels.filament_gallery import FilamentGallery
from iceboxer.boxmanager.panels.filaments import FilamentsPanel
from iceboxer.boxmanager.panels.floating import Floating
from iceboxer.boxmanager.panels.gallery import GalleryPanel
from iceboxer.boxmanager.panels.junk import JunkPanel
from iceboxer.boxmanager.panels.micrographs import MicrographsPanel
from iceboxer.boxmanager.panels.models import ModelsPanel
from iceboxer.boxmanager.panels.notices import Banner
from iceboxer.boxmanager.panels.picks import PicksPanel
from iceboxer.boxmanager.panels.review_bar import ReviewBar
from iceboxer.boxmanager.panels.side import Side
from iceboxer.boxmanager.panels.size import SizeControl
from iceboxer.boxmanager.panels.status import StatusLine
from iceboxer.boxmanager.panels.train import TrainPanel
from iceboxer.boxmanager.panels.welcome import Welcome
from iceboxer.boxmanager.window.action_set import Actions, collect_slots
from iceboxer.boxmanager.window.appearance import Appearance, style_from
from iceboxer.boxmanager.window.bars import RecentMenu, fill_menu_bar, make_tool_bar
from iceboxer.boxmanager.window.centre import Stack, between
from iceboxer.boxmanager.window.closing import Closing
from iceboxer.boxmanager.window.enabling import Enabling
from iceboxer.boxmanager.window.focus import FocusRules
from iceboxer.boxmanager.window.full_page import FullPage
from iceboxer.boxmanager.window.help import Help
from iceboxer.boxmanager.window.host import WindowHost
from iceboxer.boxmanager.window.layout import StoredLayout, add_dock, bring_up, restore_layout, widen
from iceboxer.boxmanager.window.title import Title
from iceboxer.boxmanager.window.zoom import ZoomMemory

# each has an action of the same name
DOCKS = ("panel_list", "panel_side", "panel_gallery", "panel_classes", "panel_strips")
UNFOLD_MS = 50  # until a section that has opened has its place in the side panel
MASK_ACTIONS = ("tool_paint", "tool_unpaint", "tool_outline")  # buttons of the junk panel
MORE_ACTIONS = ("propose_mask", "clear_mask", "import_masks", "export_masks")
MESSAGE_MS = 8000  # that a message stays in the status bar


class MainWindow(QMainWindow):
    """The window of the program: list of micrographs, canvas, panels."""

    def __init__(self, settings: Settings, engine: EngineProcess | None = None) -> None:
        super().__init__()
        show_names_as_text()
        self.settings, self._stopped = settings, False
        self._logged: TaskKind | None = None  # the last task in the log
        self.session = Session(self)
        self.activity = Activity(settings.get("device"), self)
        self.log = Log(self)
        self.loader = Loader(self)
        self.saver = Saver(self.session, settings.unsaved_folder, self)
        self.canvas = MicrographView(self.session, style_from(settings))
        self.held_keys = HeldKeys(self.canvas)
        self.display = DisplayPanel(self.session)
        self.gallery = GalleryPanel(self.session, self.canvas.style_of_boxes)
        self.host = WindowHost(self, self.canvas)
        self._make_features(engine or EngineProcess())
        self.slots = collect_slots(*(feature.slots for feature in self._features), self._own_slots())
        self._make_centre()
        self.docks = self._make_docks()
        self._make_bars()
        self._connect()
        self.zoom_memory = ZoomMemory(self.session, self.canvas, settings, self)
        self.focus_rules = FocusRules(self, self.canvas, self.held_keys)
        self.setAcceptDrops(True)
        restore_layout(self, settings, (self.docks["panel_list"], self.docks["panel_side"]))
        self.layout_of_docks = StoredLayout(self, settings, self.session)

    def begin(self, paths: list[Path]) -> None:
        """Open the paths of the command line, else unsaved work, else the last project or folder."""
        self.files.start(paths)

    # ── assembly ────────────────────────────────────────────────────────────────────────────────────────────

    def _make_features(self, engine: EngineProcess) -> None:
        session, settings, canvas, host = self.session, self.settings, self.canvas, self.host
        self.saving = Saving(session, self.saver, settings, host, self)
        self.files = Files(session, self.saving, settings, host, self)
        self.importing = Importing(session, settings, canvas, host, self)
        self.feedback = Feedback(session, settings, host, self)
        self.files.boxes_given.connect(self.importing.read)
        self.exporting = Exporting(session, settings, self.loader, canvas, host, self)
        self.editing = Editing(session, canvas, host, self)
        self.filament_editing = FilamentEditing(session, canvas, host, self)
        self.inspecting = Inspecting(session, self.saver, settings, canvas, host, self)
        self.navigating = Navigating(session, host, self)
        self.viewing = Viewing(session, self.loader, canvas, self.display, self.gallery)
        self.reviewing = Reviewing(session, host, self)
        self.review_mode = ReviewMode(session, lambda: canvas.style_of_boxes, host, self)
        self.configs = Configs(session, self.saver, settings)
        self.tasks = Tasks(session, self.activity, engine, host, self)
        self.size_hint = hint = SizeHint(session, self.activity, self)
        self.learning = Learning(session, settings, self.configs, self.tasks, hint, host, self)
        self.filament_learning = FilamentLearning(session, settings, self.saver, self.tasks, host, self)
        ask = self.editing.choose_pixel_size
        self.first_look = FirstLook(
            session, settings, self.configs, self.tasks, self.learning, hint, canvas, ask, host, self
        )
        self.assisting = Assisting(session, self.configs, self.tasks, self)
        self.watching = Watching(session, self.saver, settings, self.learning, self.filament_learning, host, self)
        self.comparing = Comparing(session, settings, canvas, host, self)
        self.classifying = Classifying(session, self.configs, self.tasks, canvas, host, self)
        self.masking = Masking(session, settings, canvas, host, self)
        self.appearance = Appearance(settings, canvas, self.gallery, host, self)
        self.help = Help(session, self.activity, self.log, settings, self)
        self.closing = Closing(self.activity, self.watching, self.saving, host, self)
        self._features = (
            self.saving, self.files, self.importing, self.feedback, self.exporting, self.editing, self.navigating,
            self.viewing, self.reviewing, self.review_mode, self.tasks, self.learning, self.assisting, self.watching,
            self.comparing, self.classifying, self.masking, self.appearance, self.help, self.inspecting,
            self.filament_editing, self.filament_learning,
        )  # fmt: skip

    def _own_slots(self) -> Slots:
        """Return the slots of the actions that affect only this window."""
        return {
            "quit": self.close,
            "recent": lambda: None,  # replaced by a submenu in the menu bar
            "full_screen": lambda on: self.showFullScreen() if on else self.showNormal(),
            "micrograph_table": lambda on: widen(self, self.docks["panel_list"], on),
            **{name: lambda on, name=name: self.docks[name].setVisible(on) for name in DOCKS},
        }

    def _make_centre(self) -> None:
        self.banner = Banner()
        self.problems = ProblemBox(self)
        self.notice = Floating(self.tr("Notice"), self.canvas)
        self.welcome = Welcome(self.slots, program_icon())
        self.stack = Stack(self.session, self.settings, self.canvas, self.welcome)
        self.review_bar = ReviewBar(self.session, self.slots)
        strips = [self.banner, self.watching.strip, self.comparing.strip]
        self.pages = FullPage(between(strips, self.stack, self.review_bar), self.review_mode.page, self.canvas)
        self.setCentralWidget(self.pages)
        self.micrographs = MicrographsPanel(self.session, self.loader, self.inspecting.measurer)
        self.picks = PicksPanel(self.session)
        self.junk = JunkPanel(self.session)
        self.train_panel = TrainPanel(
            self.session,
            self.activity,
            self.settings,
            self.slots,
            self.assisting.count_labels,
            self.learning.find_device,
        )
        self.filaments = FilamentsPanel(self.session, self.activity, self.slots)
        self.canvas.tool_changed.connect(self.filaments.follow_tool)
        canvas = self.canvas
        self.strips = FilamentGallery(self.session, lambda: canvas.layer.picture, lambda: canvas.style_of_boxes)
        self.loader.ready.connect(lambda _: self.strips.refresh_soon())
        self.models = ModelsPanel(self.session, self.configs.model_folders)
        self.status = StatusLine(self.session, self.canvas, self.activity, self.slots)
        self.setStatusBar(self.status)

    def _make_docks(self) -> dict[str, QDockWidget]:
        area, corner = Qt.DockWidgetArea, Qt.Corner
        side = self.side = Side(self.display, self.picks, self.junk, self.filaments, self.train_panel, self.models)
        parts = (
            ("list", self.tr("Micrographs"), self.micrographs, area.LeftDockWidgetArea),
            ("side", self.tr("Display and boxes"), side, area.RightDockWidgetArea),
            ("gallery", self.tr("Gallery"), self.gallery, area.BottomDockWidgetArea),
            ("classes", self.tr("Classes"), self.classifying.panel, area.BottomDockWidgetArea),
            ("strips", self.tr("Straightened filaments"), self.strips, area.BottomDockWidgetArea),
        )
        self.setDockNestingEnabled(True)
        docks = {action: add_dock(self, *part) for action, part in zip(DOCKS, parts, strict=True)}
        self.tabifyDockWidget(docks["panel_gallery"], docks["panel_strips"])
        for name in DOCKS[2:]:
            docks[name].hide()
        self.tabifyDockWidget(docks["panel_gallery"], docks["panel_classes"])
        self.pages.set_docks(docks.values())
        self.setCorner(corner.BottomLeftCorner, area.LeftDockWidgetArea)
        self.setCorner(corner.BottomRightCorner, area.RightDockWidgetArea)
        return docks

    def _make_bars(self) -> None:
        self.actions_table = Actions(self, self.canvas, self.slots, self.settings.get("shortcuts"))
        self.help.actions = self.actions_table
        self.junk.set_actions(*([self.actions_table[name] for name in names] for names in (MASK_ACTIONS, MORE_ACTIONS)))
        title = self.actions_table["recent"].text()
        self.recent_menu = RecentMenu(title, self.settings, lambda path: self.files.open([path]), self)
        fill_menu_bar(self, self.actions_table, self.recent_menu)
        self.size_control = SizeControl(self.session)
        self.engine_state = EngineState(self.session, self.activity)
        self.addToolBar(make_tool_bar(self.tr("Tools"), self.actions_table, self.size_control, self.engine_state))
        self.enabling = Enabling(self.actions_table, self.session, self.activity, self.docks, self)
        self.enabling.follow_tool(self.canvas)
        watching, comparing = self.watching, self.comparing
        self.enabling.add_need("watch", lambda: watching.folder is not None, watching.changed)
        classes = self.classifying
        self.enabling.add_need("classes", lambda: classes.classes is not None, classes.panel.chosen)
        self.enabling.add_need("class", lambda: bool(classes.panel.selected()), classes.panel.chosen)
        self.enabling.add_need("comparison", lambda: comparing.results is not None, comparing.changed)

    def _connect(self) -> None:
        self.inspecting.follow(self.micrographs)
        self.micrographs.is_table_changed.connect(self.actions_table["micrograph_table"].setChecked)
        self.appearance.follow_histograms(self.display.contrast, self.picks.threshold, self.picks.sizes)
        self.actions_table["filament_segments"].setChecked(True)
        self.actions_table["log_histograms"].setChecked(self.settings.get("log_histograms"))
        self.session.problem.connect(self.problems.add)
        self.session.problem.connect(self.log.add)
        self.host.message.connect(self.log.add)
        self.activity.changed.connect(self._log_task)
        self.editing.judged.connect(self.reviewing.judged)
        self.reviewing.changed.connect(lambda: self.canvas.dim_others(self.reviewing.active))
        self.picks.pick_again_wanted.connect(self.learning.pick_outdated)
        self.picks.check_wanted.connect(self.review_mode.check)
        self.review_mode.shown.connect(self.pages.show_page)
        self.review_mode.estimated.connect(self.picks.show_check)
        self.host.undo_offered.connect(self._offer_undo)
        self.session.undo_stack.indexChanged.connect(self.notice.hide)
        self.host.message.connect(lambda text: self.status.showMessage(text, MESSAGE_MS))
        self.host.busy.connect(self.status.showMessage)
        self.models.command_wanted.connect(self.learning.copy_command)
        self.welcome.recent_chosen.connect(lambda path: self.files.open([Path(path)]))
        unfolded = QTimer(self)  # which ends with the window, unlike a single shot of its own
        unfolded.setSingleShot(True)
        unfolded.setInterval(UNFOLD_MS)
        unfolded.timeout.connect(lambda: self.side.show_section(self.filaments))
        self.filaments.wanted.connect(unfolded.start)
        self.classifying.open_gallery = self._open_gallery
        self.classifying.made.connect(lambda: bring_up(self.docks["panel_classes"]))
        self.gallery.centre_requested.connect(self.canvas.centre_on)
        self.strips.centre_requested.connect(self.canvas.centre_on)
        self.title = Title(
            self.session,
            self.saver,
            self.setWindowTitle,
            self.status.saved,
            self.banner,
            self.saving.save_as,
            self,
        )

    def _log_task(self) -> None:
        running = self.activity.running
        if running is not self._logged:
            self._logged = running
            self.log.add(self.tr("Task: {0}").format(running.value if running else self.tr("none")))

    def _offer_undo(self, text: str) -> None:
        self.notice.show_text(text, {self.tr("Undo"): self.session.undo_stack.undo})

    def _open_gallery(self, first: frozenset[int]) -> None:
        self.gallery.gather(first)
        bring_up(self.docks["panel_gallery"])

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Pass keys that work while they are held to the canvas."""
        if not self.held_keys.take(event, True):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        """Pass the release of such keys to the canvas."""
        if not self.held_keys.take(event, False):
            super().keyReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Apply the stored layout in a window that gets its size late."""
        super().resizeEvent(event)
        self.layout_of_docks.apply_soon()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Accept files and folders as a copy: a program that has moved a file deletes it where it was."""
        if event is not None and required(event.mimeData()).hasUrls():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open dropped files and folders, or add them to the project."""
        if event is not None:
            paths = [Path(url.toLocalFile()) for url in required(event.mimeData()).urls() if url.isLocalFile()]
            if paths:
                self.files.add(paths)
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Ask if something would be lost, then stop."""
        if event is None:
            return
        self.size_hint.hide()  # the project keeps what the person switched on, not hints
        if not self.closing.may_close():
            event.ignore()
            return
        self.stop()
        event.accept()

    def stop(self) -> None:
        """Keep the layout; stop the features, the jobs and the threads of the panels, in this order, once."""
        if self._stopped:
            return
        self._stopped = True
        self.review_mode.leave()
        self.layout_of_docks.save()
        self.zoom_memory.save()
        self.focus_rules.close()
        self.watching.stop()
        self.comparing.close()
        self.assisting.close()
        self.tasks.close()
        self.first_look.close()
        self.inspecting.close()
        self.importing.close()
        self.masking.close()
        self.feedback.close()
        self.review_mode.close()
        self.files.close()
        self.models.shut_down()
        self.train_panel.curves.shut_down()
        self.picks.defocus.shut_down()
        self.loader.close()
        self.saver.close()
        self.canvas.shut_down()
