"""Exporting boxes to files and to other programs, and pictures of the view."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QApplication, QFileDialog

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.dialogs.export import ExportDialog
from iceboxer.boxmanager.document.handover import ExportTarget
from iceboxer.boxmanager.jobs.loader import Loader

FORMATS = ("star", "eman", "cbox", "csv")  # each has an action of its own
PROGRAMS = {"star": "RELION", "eman": "EMAN", "cbox": "crYOLO", "csv": "Iceboxer", "topaz": "Topaz"}  # that read them


class Exporting(QObject):
    """Opens the dialogs that write the visible boxes, and saves or copies a picture of the canvas."""

    def __init__(
        self, session: Session, settings: Settings, loader: Loader, canvas: MicrographView, host: Host, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.session, self.settings, self.loader = session, settings, loader
        self.canvas, self.host = canvas, host

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {
            "export": lambda: self.export(str(self.settings.get("export_format"))),
            **{f"export_{name}": partial(self._export_as, name) for name in FORMATS},
            "export_relion": lambda: self.export_for(ExportTarget.RELION),
            "export_cryosparc": lambda: self.export_for(ExportTarget.CRYOSPARC),
            "export_filaments": self.export_filaments,
            "screenshot": self.save_picture,
            "copy_view": self.copy_picture,
        }

    def export(self, format: str) -> None:
        """Ask what to export and where, with `format` chosen."""
        dialog = ExportDialog(self.session, self.settings, format, self.host.dialog_parent)
        if dialog.exec():
            self.host.show_message(dialog.outcome)
            self._show_written(dialog)
            dialog.written.clear()  # the items hold the boxes as they were, for as long as the dialog exists

    def _show_written(self, dialog: ExportDialog) -> None:
        """Show the boxes of one micrograph as the other program will read them from the exported file."""
        from iceboxer.boxmanager.dialogs.written import WrittenDialog

        program = PROGRAMS[dialog.chosen_format()]
        end = WrittenDialog(self.canvas.style_of_boxes, program, dialog.outcome, self.host.dialog_parent)
        box_size = self.session.project.box_size
        end.written.check(dialog.written, self.session.current, box_size, lambda path: path.name)
        end.exec()

    def _export_as(self, format: str, *_: object) -> None:
        self.export(format)

    def export_for(self, target: ExportTarget) -> None:
        """Export for another program, by the names that it uses for the micrographs."""
        from iceboxer.boxmanager.dialogs.handover import HandoverDialog

        style = self.canvas.style_of_boxes
        dialog = HandoverDialog(target, self.session, self.loader, self.settings, style, self.host.dialog_parent)
        if dialog.exec():
            self.host.show_message(dialog.outcome)

    def export_filaments(self) -> None:
        """Ask for which program to write the visible filaments, and show what to set there."""
        from iceboxer.boxmanager.dialogs.filament_export import FilamentExportDialog

        dialog = FilamentExportDialog(self.session, self.settings, self.canvas.style_of_boxes, self.host.dialog_parent)
        if dialog.exec():
            self.host.show_message(dialog.outcome)

    def save_picture(self) -> None:
        """Ask for a file and save a picture of the view in it."""
        current = self.session.current
        first = current.with_suffix(".view.png") if current else Path("view.png")
        name, _ = QFileDialog.getSaveFileName(
            self.host.dialog_parent, self.tr("Save picture of the view"), str(first), self.tr("PNG pictures (*.png)")
        )
        if name:
            path = Path(name) if Path(name).suffix else Path(name + ".png")
            if self.canvas.grab().save(str(path)):
                self.host.show_message(self.tr("Picture saved as {0}.").format(path))
            else:
                self.session.problem.emit(
                    self.tr(
                        "{0} cannot be written. Check the folder and the free space, or choose another file."
                    ).format(path),
                    "",
                )

    def copy_picture(self) -> None:
        """Copy a picture of the view to the clipboard."""
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setPixmap(self.canvas.grab())
            self.host.show_message(self.tr("Picture of the view copied to the clipboard."))
