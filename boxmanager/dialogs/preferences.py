"""The preferences dialog: theme and style of boxes, applied at once."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QColor, QIcon, QPixmap
from PyQt5.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.canvas.markers import Marker
from iceboxer.boxmanager.core.language import ENGLISH, LANGUAGES
from iceboxer.boxmanager.core.number_field import NumberField
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.settings import DEFAULTS, THEMES, Settings

MARKERS = tuple(marker.value for marker in Marker)
COLOURS = ("label_colour", "pick_colour", "rejected_colour")


class Preferences(QDialog):
    """Preferences, saved on every change; `changed` is emitted after each."""

    changed = pyqtSignal()

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.settings = settings
        self.setWindowTitle(self.tr("Preferences"))
        self._make_fields()
        self._lay_out()
        self._show()

    def _make_fields(self) -> None:
        self.theme = QComboBox()
        self.theme.addItems([self.tr("Same as system"), self.tr("Dark"), self.tr("Light")])
        self.theme.activated.connect(lambda index: self._set("theme", THEMES[index]))
        self.language = QComboBox()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setToolTip(self.tr("Language of the window from the next start on; drafts are not reviewed yet"))
        self.language.activated.connect(lambda: self._set("language", self.language.currentData()))
        self.width_of_lines = NumberField()
        self.width_of_lines.setRange(0.5, 6)
        self.width_of_lines.setSingleStep(0.5)
        self.width_of_lines.setDecimals(1)
        self.width_of_lines.valueChanged.connect(lambda value: self._set("line_width", value))
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.valueChanged.connect(lambda value: self._set("opacity", value / 100))
        self.marker = QComboBox()
        for text, name in zip(
            (self.tr("Circle"), self.tr("Box"), self.tr("Dot"), self.tr("Cross")), MARKERS, strict=True
        ):
            self.marker.addItem(text, name)
        self.marker.activated.connect(lambda index: self._set("marker", MARKERS[index]))
        self.pick_on_open = QCheckBox(self.tr("Pick the first micrograph when a folder is opened"))
        self.pick_on_open.toggled.connect(lambda on: self._set("pick_on_open", on))
        self.buttons = {name: self._colour_button(name) for name in COLOURS}

    def _lay_out(self) -> None:
        form = QFormLayout()
        em = self.fontMetrics().height()
        form.setHorizontalSpacing(em)
        form.setVerticalSpacing(em // 2)
        for text, widget in (
            (self.tr("Language (from the next start on)"), self.language),
            (self.tr("Theme"), self.theme),
            (self.tr("Marker"), self.marker),
            (self.tr("Line width"), self.width_of_lines),
            (self.tr("Box opacity"), self.opacity),
            (self.tr("Label colour"), self.buttons["label_colour"]),
            (self.tr("Pick colour"), self.buttons["pick_colour"]),
            (self.tr("Rejected colour"), self.buttons["rejected_colour"]),
        ):
            widget.setAccessibleName(text)
            form.addRow(text, widget)
        form.addRow("", self.pick_on_open)
        kind = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kind.Close)
        restore = buttons.addButton(kind.RestoreDefaults)
        buttons.rejected.connect(self.reject)
        required(restore).setAutoDefault(False)
        required(restore).clicked.connect(self._restore)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addSpacing(em)
        layout.addWidget(buttons)
        self.resize(em * 24, self.sizeHint().height())

    def _colour_button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setAutoDefault(False)  # Return must not open it
        button.clicked.connect(lambda: self._ask_colour(name))
        return button

    def _ask_colour(self, name: str) -> None:
        colour = QColorDialog.getColor(QColor(self.settings.get(name)), self)
        if colour.isValid():
            self._set(name, colour.name())
            self._show()

    def _set(self, name: str, value: object) -> None:
        self.settings.set(name, value)
        self.changed.emit()

    def _restore(self) -> None:
        for name in ("language", "theme", "marker", "line_width", "opacity", "pick_on_open", *COLOURS):
            self.settings.set(name, DEFAULTS[name])
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        language = self.settings.get("language")
        self.language.setCurrentIndex(self.language.findData(language if language in LANGUAGES else ENGLISH))
        self.theme.setCurrentIndex(THEMES.index(self.settings.get("theme")))
        self.marker.setCurrentIndex(max(0, self.marker.findData(self.settings.get("marker"))))
        for widget, value in (
            (self.width_of_lines, self.settings.get("line_width")),
            (self.opacity, round(100 * self.settings.get("opacity"))),
        ):
            widget.blockSignals(True)
            widget.setValue(value)
            widget.blockSignals(False)
        self.pick_on_open.blockSignals(True)
        self.pick_on_open.setChecked(self.settings.get("pick_on_open"))
        self.pick_on_open.blockSignals(False)
        em = self.fontMetrics().height()
        for name, button in self.buttons.items():
            swatch = QPixmap(em * 2, em)
            swatch.fill(QColor(self.settings.get(name)))
            button.setIcon(QIcon(swatch))
            button.setIconSize(swatch.size())
            button.setText(self.settings.get(name))
