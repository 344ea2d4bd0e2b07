"""Help: the manual, the sheet and the editor of shortcuts, the palette of actions, the log, reports, the about box."""

from __future__ import annotations

from PyQt5.QtCore import QObject, Qt
from PyQt5.QtWidgets import QMessageBox, QWidget

from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.core.icons import dialog_pixmap
from iceboxer.boxmanager.core.log import Log
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.window.action_set import Actions
from iceboxer.boxmanager.window.shortcut_editor import ShortcutEditor
from iceboxer.boxmanager.window.shortcuts import Palette, ShortcutSheet
from iceboxer.engine.version import __version__


class Help(QObject):
    """Opens the dialogs of the menu *Help*. Set `actions` before the palette is opened."""

    def __init__(
        self, session: Session, activity: Activity, log: Log, settings: Settings, dialog_parent: QWidget
    ) -> None:
        super().__init__(dialog_parent)
        self.session, self.activity, self.log, self.settings = session, activity, log, settings
        self.dialog_parent = dialog_parent
        self.actions: Actions | None = None
        self.window: QWidget | None = None  # the last one that stays open beside the program

    @property
    def slots(self) -> Slots:
        """The slots of the actions."""
        return {
            "manual": self.show_manual,
            "sheet": self.show_shortcuts,
            "edit_shortcuts": self.edit_shortcuts,
            "palette": self.show_palette,
            "log": self.show_log,
            "report_problem": self.report_problem,
            "about": self.show_about,
        }

    def show_manual(self) -> None:
        """Show the documentation that comes with the program."""
        from iceboxer.boxmanager.dialogs.manual import Manual, find_manual

        folder = find_manual()
        if folder is None:
            text = self.tr("The manual was not installed with this program. Read docs/README.md of its source.")
            self.session.problem.emit(text, "")
        else:
            self._open(Manual(folder, self.dialog_parent))

    def show_shortcuts(self) -> None:
        """Show all shortcuts."""
        if self.actions is not None:
            ShortcutSheet(self.actions, self.dialog_parent).exec()

    def edit_shortcuts(self) -> None:
        """Let the user change shortcuts."""
        if self.actions is not None:
            ShortcutEditor(self.actions, self.settings, self.dialog_parent).exec()

    def show_palette(self) -> None:
        """Show all actions, to find one by typing."""
        if self.actions is not None:
            Palette(self.actions, self.dialog_parent).exec()

    def show_log(self) -> None:
        """Show the log."""
        from iceboxer.boxmanager.dialogs.text_window import LogWindow

        self._open(LogWindow(self.log, self.dialog_parent))

    def report_problem(self) -> None:
        """Show what a report of a problem needs, to copy."""
        from iceboxer.boxmanager.dialogs.problem_report import report_text
        from iceboxer.boxmanager.dialogs.text_window import TextWindow

        text = report_text(self.session, self.activity, self.log)
        heading = self.tr("Copy this text into your report, and describe what you did and what happened.")
        self._open(TextWindow(self.tr("Report a problem"), text, self.dialog_parent, heading))

    def _open(self, window: QWidget) -> None:
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.show()
        self.window = window

    def show_about(self) -> None:
        """Show the version, the licence and the publication."""
        box = QMessageBox(self.dialog_parent)
        box.setWindowTitle(self.tr("About Iceboxer"))
        box.setIconPixmap(dialog_pixmap())
        box.setTextFormat(Qt.TextFormat.RichText)
        box.setText(
            self.tr(
                "<h3>Iceboxer {0}</h3><p>Boxes particles in cryo-EM micrographs.</p>"
                "<p>Apache License 2.0. The networks follow the publication of SPHIRE-crYOLO "
                "(Wagner et al., Communications Biology 2, 218, 2019).</p>"
            ).format(__version__)
        )
        box.exec()
