"""Saving the project, and asking before unsaved boxes are lost."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QFileDialog, QMessageBox

from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.icons import dialog_pixmap
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document.project_folder import INDEX, SUFFIX
from iceboxer.boxmanager.jobs.saver import Saver


class Saving(QObject):
    """Saves on request; automatic saving is in `jobs.saver`."""

    def __init__(self, session: Session, saver: Saver, settings: Settings, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.saver, self.settings, self.host = session, saver, settings, host

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {"save": self.save, "save_as": self.save_as}

    def save(self) -> bool:
        """Save now, or ask for a folder if the project has none; return whether it was saved."""
        if self.session.project.folder is None or self.saver.look_only:
            return self.save_as()
        if not self.saver.save_now():
            self.session.problem.emit(self.saver.trouble, "")
            return False
        self.session.edited = False
        return True

    def save_as(self) -> bool:
        """Ask for a folder and save the project there; return whether it was saved."""
        project = self.session.project
        first = project.folder or (
            project.micrographs[0].parent / f"{project.micrographs[0].parent.name or 'project'}{SUFFIX}"
        )
        name, _ = QFileDialog.getSaveFileName(
            self.host.dialog_parent,
            self.tr("Save project"),
            str(first),
            self.tr("Iceboxer projects (*{0})").format(SUFFIX),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        return bool(name) and self.save_to(Path(name))

    def save_to(self, folder: Path) -> bool:
        """Save the project in `folder` and continue there; return whether it was saved."""
        if folder.suffix != SUFFIX:
            folder = folder.with_name(folder.name + SUFFIX)
        here = folder.absolute() == self.session.project.folder and (folder / INDEX).is_file()
        if here and not self.saver.look_only:
            return self.save()  # which merges what others saved there
        if folder.exists() and folder != self.session.project.folder and not self._may_replace(folder):
            return False
        self.host.show_busy(self.tr("Saving…"))
        saved = self.saver.save_as(folder.absolute())
        self.host.show_busy("")
        if not saved:
            self.session.problem.emit(self.saver.trouble, "")
            return False
        self.settings.remember(folder)
        return True

    def _may_replace(self, folder: Path) -> bool:
        text = self.tr("{0} already exists. Its boxes of the same micrographs will be replaced.").format(folder)
        return self.host.confirm(self.tr("Replace project?"), text, self.tr("Replace"))

    def may_leave(self) -> bool:
        """Save the project or ask what to do with it; return False if the user wants to keep it open."""
        session = self.session
        if self.saver.look_only and not session.edited:
            return True
        if session.project.folder is not None and (not self.saver.unsaved or self.saver.save_now()):
            return True
        if session.project.folder is None and not session.edited:
            return True
        box = QMessageBox(self.host.dialog_parent)
        box.setIconPixmap(dialog_pixmap())
        box.setWindowTitle(self.tr("Save project?"))
        box.setText(self.tr("Save the boxes before closing this project?"))
        box.setInformativeText(self.saver.trouble or self.tr("If you discard them, they are deleted."))
        button = QMessageBox.StandardButton
        for choice in (button.Save, button.Discard, button.Cancel):
            box.addButton(choice)
        box.setDefaultButton(button.Save)
        answer = box.exec()
        if answer == button.Save:
            return self.save_as()
        return bool(answer == button.Discard)

    def leave(self) -> None:
        """Release the project, which was saved or discarded."""
        self.saver.delete_unsaved()
        self.saver.adopt(None)
