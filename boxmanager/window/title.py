"""The title of the window, and the saved state of the project."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QLabel

from iceboxer.boxmanager.core.plain_text import on_one_line
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.boxmanager.panels.notices import Banner


class Title(QObject):
    """Shows the micrograph, the project and its saved state, and a banner if saving fails."""

    def __init__(
        self,
        session: Session,
        saver: Saver,
        set_title: Callable[[str], None],
        label: QLabel,
        banner: Banner,
        save_elsewhere: Callable[[], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.session, self.saver = session, saver
        self.set_title, self.label, self.banner, self.save_elsewhere = set_title, label, banner, save_elsewhere
        self._failed = False
        session.project_changed.connect(self._show)
        session.current_changed.connect(self._show)
        saver.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._show_names()
        self._show_trouble()

    def _show_names(self) -> None:
        session, project = self.session, self.session.project
        unsaved = self.saver.unsaved if project.folder else session.edited
        if session.current is None:
            self.set_title("Iceboxer")
            self.label.setText("")
            return
        name = project.folder.stem if project.folder else self.tr("no project yet")
        self.set_title(on_one_line(f"{session.current.name} — {name}{'*' if unsaved else ''}"))
        saved = self.tr("saved") if project.folder else ""  # nothing was saved where nothing was done
        self.label.setText(self.tr("not saved") if unsaved else saved)

    def _show_trouble(self) -> None:
        trouble = self.saver.trouble
        if trouble:
            text = self.tr("Not saved: {0} Iceboxer keeps trying.")
            if self.saver.is_rescued:
                text = self.tr("Not saved: {0} Your work is kept for recovery, and Iceboxer keeps trying.")
            sentence = trouble if trouble.endswith(".") else f"{trouble}."
            self.banner.show_text(text.format(sentence), self.tr("Save elsewhere…"), self.save_elsewhere)
        elif self._failed:
            self.banner.hide()
        self._failed = bool(trouble)
