"""The models panel: lists models, shows their details, and activates, renames, imports, exports and deletes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QDir, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import (
    QAction,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.dialogs.ask import confirm
from iceboxer.boxmanager.document.models import (
    Entry,
    ModelFolder,
    delete,
    export_model,
    import_model,
    is_same_file,
    list_models,
    rename,
)
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.panels.model_detail import ModelDetail, text_label
from iceboxer.boxmanager.panels.model_list import ModelList
from iceboxer.boxmanager.panels.section import Section
from iceboxer.engine.data.model_card import SUFFIX, with_suffix
from iceboxer.engine.data.shipped import path_of_shipped
from iceboxer.engine.errors import EngineError

LONGEST_NAME = 36  # characters in a line of text; the list and the tooltips show the full name


class ModelsPanel(Section):
    """List of models with details and actions; `folders()` returns the folders to list, at least the user's.

    `command_wanted(path)` requests the command line that picks with a model. A background thread lists and copies
    files; `shut_down` ends it.
    """

    command_wanted = pyqtSignal(Path)

    def __init__(
        self, session: Session, folders: Callable[[], Mapping[ModelFolder, Path]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.folders = folders
        self.background = Background(self)
        self.set_title(self.tr("Models"))
        self.using = text_label()
        self.list = ModelList()
        self.none_yet = text_label(self.tr("No models yet. Train one, or import one."))
        self.detail = ModelDetail()
        self.use_button = QPushButton(self.tr("Use"))
        self.use_button.setToolTip(
            self.tr("Make this the active model, which picks and from which training starts  (Return in the list)")
        )
        self.more = QPushButton(self.tr("More"))
        self.more.setAccessibleName(self.tr("More model actions"))
        self._make_actions()
        self._lay_out()
        self._shown: Path | None = None  # the model that was selected without a click
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(lambda: self.refresh())
        self.list.currentRowChanged.connect(lambda _: self._show_model())
        self.list.chosen.connect(self.use)
        self.use_button.clicked.connect(self.use)
        session.model_changed.connect(self._model_changed)
        session.filaments.settings_changed.connect(self._model_changed)
        session.project_changed.connect(self._soon)
        self._model_changed()
        self._show([])

    def _make_actions(self) -> None:
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        self.rename_action = self._action(self.tr("&Rename…"), self.rename, "F2")
        self.delete_action = self._action(self.tr("&Delete…"), self.delete, "Delete")
        self.export_action = self._action(self.tr("&Export…"), self.export_model)
        self.command_action = self._action(self.tr("&Copy command"), self._want_command)
        self.command_action.setToolTip(self.tr("Copy the command line that picks with this model"))
        self.import_action = self._action(self.tr("&Import…"), self.import_model)
        self.menu.insertSeparator(self.import_action)
        self.unuse_action = self._action(self.tr("Use &no model"), lambda: self.session.use_model(None))
        self.unuse_action.setToolTip(
            self.tr("Deactivate the model: picking and the next training use the general model")
        )
        self.menu.setToolTipsVisible(True)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _action(self, text: str, call: Callable[[], None], key: str = "") -> QAction:
        action = QAction(text, self)
        action.setShortcut(key)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # these keys work in the list only
        action.triggered.connect(lambda _: call())
        self.menu.addAction(action)
        self.list.addAction(action)
        return action

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.use_button, self.more):
            buttons.addWidget(button, 1)
        for widget in (self.using, self.list, self.none_yet, self.detail):
            self.add(widget)
        self.add(buttons)

    # ── list ──────────────────────────────────────────────────────────────────────────────────────

    def showEvent(self, event: Any) -> None:
        """Refresh the list, which is not updated while hidden."""
        self._soon()

    def shut_down(self) -> None:
        """Stop the thread after the current copy."""
        self.background.close()

    def refresh(self, select: Path | None = None) -> None:
        """Read the folders again, and select the model `select` if it is listed."""
        read = partial(list_models, dict(self.folders()))
        self.background.run(read, lambda entries: self._show(entries, select), self.session.problem.emit)

    def _soon(self) -> None:
        if self.isVisible():
            self._later.start()

    def _show(self, entries: list[Entry], select: Path | None = None) -> None:
        chosen, active = self.list.entry(), self.session.project.model or path_of_shipped()
        stays = chosen is not None and chosen.path != self._shown  # a person selected it
        self.list.show_entries(entries, select or (chosen.path if chosen is not None and stays else active))
        if not stays:
            self._shown = shown.path if (shown := self.list.entry()) is not None else None
        self.list.mark(self.session.project.model)
        self.list.setVisible(bool(entries))
        self.none_yet.setVisible(not entries)
        self._show_model()

    def _model_changed(self) -> None:
        path = self.session.project.model
        text = self.tr("Active model: the built-in general model")
        if path is not None:
            text = self.tr("Active model: {0}") if self.session.card else self.tr("Active model: {0} (cannot be read)")
        text = text.format(_shortened(path.stem) if path else "")
        picker = self.session.filaments.settings.model
        of_filaments = self.tr("Filaments: {0}").format(_shortened(picker.stem)) if picker is not None else ""
        self.using.setText("\n".join(filter(None, (text, of_filaments))))
        self.using.setToolTip(str(path or ""))
        self.list.mark(path)
        self._show_model()
        self._soon()

    def _show_model(self) -> None:
        """Show the details of the selected model, and enable the actions that apply to it."""
        entry = self.list.entry()
        readable = entry is not None and entry.card is not None
        own = entry is not None and entry.place is not ModelFolder.SHIPPED
        self.detail.setVisible(entry is not None)
        if entry is not None:
            self.detail.show_entry(entry)
        self.use_button.setEnabled(readable and not self._is_active(entry))
        self.export_action.setEnabled(readable)
        self.command_action.setEnabled(readable)
        self.rename_action.setEnabled(readable and own)
        self.delete_action.setEnabled(own)
        self.unuse_action.setEnabled(self.session.project.model is not None)

    # ── actions ────────────────────────────────────────────────────────────────────────────────────

    def use(self) -> None:
        """Make the selected model the active model, or that of filaments if it picks those."""
        entry = self.list.entry()
        if entry is None or not self.use_button.isEnabled():
            return
        if entry.card is not None and entry.card.arguments.get("direction"):
            self.session.filaments.use_model(entry.path)
        else:
            self.session.use_model(entry.path)

    def rename(self) -> None:
        """Ask for a new name, and rename the selected model."""
        entry = self.list.entry()
        if entry is None:
            return
        name, agreed_to = QInputDialog.getText(
            self, self.tr("Rename model"), self.tr("Name"), QLineEdit.EchoMode.Normal, entry.name
        )
        if not agreed_to:
            return
        used = self._is_active(entry)
        path = self._try(partial(rename, entry, name))
        if path and used:
            threshold = self.session.view.threshold  # renaming must not reset the threshold
            self.session.use_model(path)
            self.session.change_view(threshold=threshold)
        self.refresh(path)

    def delete(self) -> None:
        """Ask for confirmation, and delete the selected model and its training state."""
        entry = self.list.entry()
        if entry is None:
            return
        used = self._is_active(entry)
        text = self.tr("Delete the model “{0}” and its training history? This cannot be undone.").format(entry.name)
        if used:
            text += " " + self.tr("It is the active model; none will be selected afterwards.")
        if not confirm(self, self.tr("Delete model?"), text, self.tr("Delete")):
            return
        self._try(partial(delete, entry))
        if used and not entry.path.exists():
            self.session.use_model(None)
        self.refresh()

    def import_model(self) -> None:
        """Ask for a model file and copy it to the user's models, which all projects list."""
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Import model"), "", self._filter())
        if name:
            copy = partial(import_model, Path(name), self.folders()[ModelFolder.USER])
            self.background.run(copy, self.refresh, self.session.problem.emit)

    def export_model(self) -> None:
        """Ask for a file name, and copy the selected model there."""
        entry = self.list.entry()
        if entry is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export model"),
            str(Path(QDir.homePath()) / entry.path.name),
            self._filter(),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if not name:
            return
        target = with_suffix(Path(name))  # with the suffix, the file that would be replaced is known
        text = self.tr("{0} already exists. Its contents will be lost. Replace it?").format(target)
        if not target.exists() or confirm(self, self.tr("Replace file?"), text, self.tr("Replace")):
            self.background.run(
                partial(export_model, entry, target), lambda _: self.refresh(), self.session.problem.emit
            )

    def _want_command(self) -> None:
        entry = self.list.entry()
        if entry is not None:
            self.command_wanted.emit(entry.path)

    def _filter(self) -> str:
        return self.tr("Models (*{0})").format(SUFFIX)

    def _is_active(self, entry: Entry | None) -> bool:
        return entry is not None and is_same_file(entry.path, self.session.project.model)

    def _try(self, call: Callable[[], Path | None]) -> Path | None:
        """Return the result of `call`; report an error and return None if it fails."""
        try:
            return call()
        except EngineError as e:
            self.session.problem.emit(str(e), "")
            return None


def _shortened(name: str) -> str:
    half = LONGEST_NAME // 2
    return name if len(name) <= LONGEST_NAME else f"{name[:half]}…{name[-half:]}"
