"""What the actions do that open, write, or ask something in a dialog: files, preferences, help."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QApplication, QFileDialog, QMessageBox

from iceboxer.boxmanager.dialogs.ask import confirm
from iceboxer.engine.data.micrograph import SUFFIXES
from iceboxer.engine.version import __version__

if TYPE_CHECKING:
    from iceboxer.boxmanager.main_window import MainWindow


class FileHandlers(QObject):
    """One method for each action, by the action's name."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.session = window.session

    def open_folder(self) -> None:
        """Ask for a folder of micrographs."""
        folder = QFileDialog.getExistingDirectory(self.window, self.tr("Open folder"), self._last_folder())
        if folder:
            self._open([Path(folder)])

    def open_files(self) -> None:
        """Ask for micrographs."""
        paths = self._ask_micrographs(self.tr("Open micrographs"))
        if paths:
            self._open(paths)

    def open_project(self) -> None:
        """Ask for a project's folder."""
        folder = QFileDialog.getExistingDirectory(self.window, self.tr("Open project"), self._last_folder())
        if folder:
            self.window.filing.open_project(Path(folder))

    def add_micrographs(self) -> None:
        """Ask for more micrographs."""
        paths = self._ask_micrographs(self.tr("Add micrographs"))
        if paths:
            self.window.filing.add(paths)

    def _ask_micrographs(self, title: str) -> list[Path]:
        pattern = " ".join(f"*{s}" for s in SUFFIXES)
        names, _ = QFileDialog.getOpenFileNames(
            self.window, title, self._last_folder(), self.tr("Micrographs ({0});;All files (*)").format(pattern)
        )
        return [Path(name) for name in names]

    def _last_folder(self) -> str:
        return str(self.window.settings.get("open_folder"))

    def _open(self, paths: list[Path]) -> None:
        self.window.settings.set("open_folder", str(paths[0] if paths[0].is_dir() else paths[0].parent))
        self.window.filing.open(paths)

    def recent(self) -> None:
        """A menu of its own; the action only stands for it."""

    def save(self) -> None:
        """Save at once."""
        self.window.filing.save()

    def save_as(self) -> None:
        """Save under a name."""
        self.window.filing.save_as()

    def quit(self) -> None:
        """Close the window."""
        self.window.close()

    def import_boxes(self) -> None:
        """Ask for files of boxes and add what they hold to the micrographs they belong to."""
        names, _ = QFileDialog.getOpenFileNames(
            self.window,
            self.tr("Import boxes"),
            self._boxes_folder(),
            self.tr("Boxes (*.box *.star *.cbox *.csv *.txt);;All files (*)"),
        )
        if names:
            self.window.settings.set("import_folder", str(Path(names[0]).parent))
            self.window.importing.run([Path(name) for name in names])

    def _boxes_folder(self) -> str:
        kept = str(self.window.settings.get("import_folder"))
        current = self.session.current
        return kept or (str(current.parent) if current else "")

    def export(self) -> None:
        """Ask what to write and where."""
        self._export(str(self.window.settings.get("export_format")))

    def export_star(self) -> None:
        """Export, set to RELION."""
        self._export("star")

    def export_eman(self) -> None:
        """Export, set to EMAN."""
        self._export("eman")

    def export_cbox(self) -> None:
        """Export, set to CBOX."""
        self._export("cbox")

    def export_csv(self) -> None:
        """Export, set to a table."""
        self._export("csv")

    def _export(self, format: str) -> None:
        from iceboxer.boxmanager.dialogs.export import ExportDialog

        dialog = ExportDialog(self.session, self.window.settings, format, self.window)
        if dialog.exec():
            self.window.say(dialog.outcome)

    def screenshot(self) -> None:
        """The picture of the view in a file."""
        current = self.session.current
        first = current.with_suffix(".view.png") if current else Path("view.png")
        name, _ = QFileDialog.getSaveFileName(
            self.window, self.tr("Save picture of the view"), str(first), self.tr("PNG pictures (*.png)")
        )
        if name:
            path = Path(name) if Path(name).suffix else Path(name + ".png")
            if self.window.canvas.grab().save(str(path)):
                self.window.say(self.tr("The picture is in {0}.").format(path))
            else:
                self.session.problem.emit(self.tr("{0} cannot be written.").format(path), "")

    def copy_view(self) -> None:
        """The picture of the view on the clipboard."""
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setPixmap(self.window.canvas.grab())
            self.window.say(self.tr("The picture of the view is on the clipboard."))

    def preferences(self) -> None:
        """Theme, colours, lines."""
        from iceboxer.boxmanager.dialogs.preferences import Preferences

        dialog = Preferences(self.window.settings, self.window)
        dialog.changed.connect(self.window.look_at_settings)
        dialog.exec()

    def remove_micrograph(self) -> None:
        """Take the micrograph in view out of the project."""
        session = self.session
        path = session.current
        if path is None:
            return
        count = len(session.store.boxes(path))
        if count:
            text = self.tr(
                "{0} has {1:,} boxes, which leave the project with it. The micrograph itself stays on disk. "
                "This cannot be undone."
            ).format(path.name, count)
            if not confirm(self.window, self.tr("Remove micrograph?"), text, self.tr("Remove")):
                return
        session.remove(path)

    def sheet(self) -> None:
        """All shortcuts."""
        from iceboxer.boxmanager.dialogs.shortcuts import ShortcutSheet

        ShortcutSheet(self.window).exec()

    def palette(self) -> None:
        """All actions, to type at."""
        from iceboxer.boxmanager.dialogs.shortcuts import Palette

        Palette(self.window.actions_table, self.window).exec()

    def sample(self) -> None:
        """Make the sample if need be, and open it."""
        self.window.filing.open_sample()

    def about(self) -> None:
        """What this is."""
        QMessageBox.about(
            self.window,
            self.tr("About Iceboxer"),
            self.tr(
                "<h3>Iceboxer {0}</h3><p>Boxes particles in cryo-EM micrographs.</p>"
                "<p>Apache License 2.0. The networks follow the publication of SPHIRE-crYOLO "
                "(Wagner et al., Communications Biology 2, 218, 2019).</p>"
            ).format(__version__),
        )


def handler_table(names: list[str], *parts: QObject) -> dict[str, Callable[..., None]]:
    """The method of each name, from the first part that has it."""
    return {name: next(getattr(p, name) for p in parts if hasattr(p, name)) for name in names}
