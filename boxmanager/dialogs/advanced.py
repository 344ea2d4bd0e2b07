"""The dialog of the advanced training settings, as the engine defines them."""

from __future__ import annotations

import html

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.dialogs.room import resize_within_screen
from iceboxer.boxmanager.document.options import Option, check_values, options
from iceboxer.engine.errors import ConfigError


class AdvancedDialog(QDialog):
    """One field per setting; an empty field shows and uses the default. OK saves the values if all are valid."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.settings = settings
        self.setWindowTitle(self.tr("Advanced training settings"))
        kept = settings.get("train_advanced")
        self.fields = {option.name: (option, self._field(option, kept)) for option in options()}
        self.refusal = rich_label()
        self.refusal.setWordWrap(True)
        kind = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kind.Ok)
        buttons.addButton(kind.Cancel)
        restore = buttons.addButton(kind.RestoreDefaults)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        required(restore).clicked.connect(self._restore)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(self.tr("Leave empty for the default, which works for most data.")))
        layout.addWidget(self._form(), 1)
        layout.addWidget(self.refusal)
        layout.addWidget(buttons)
        self.refusal.hide()
        resize_within_screen(self, 38, 36)

    def _field(self, option: Option, kept: dict[str, object]) -> QLineEdit:
        field = QLineEdit()
        unset = self.tr("automatic") if option.default is None else option.text(option.default)
        field.setPlaceholderText(unset)
        field.setAccessibleName(option.title)
        field.setAccessibleDescription(option.help)
        field.setToolTip(option.help)
        if option.name in kept:
            field.setText(option.text(kept[option.name]))
        return field

    def _form(self) -> QScrollArea:
        inside = QWidget()
        inside.setObjectName("panel")
        form = QFormLayout(inside)
        em = self.fontMetrics().height()
        form.setHorizontalSpacing(em)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for option, field in self.fields.values():
            help = QLabel(option.help)
            help.setWordWrap(True)
            help.setObjectName("faint")
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(field)
            cell.addWidget(help)
            label = QLabel(option.title)
            label.setBuddy(field)
            form.addRow(label, cell)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _save(self) -> None:
        try:
            values = {
                name: option.parsed(field.text())
                for name, (option, field) in self.fields.items()
                if field.text().strip()
            }
            check_values(values)
        except ConfigError as e:
            self.refusal.setText(f"<b>{html.escape(str(e))}</b>")
            self.refusal.show()
            return
        self.settings.set("train_advanced", values)
        self.accept()

    def _restore(self) -> None:
        for _, field in self.fields.values():
            field.clear()
