"""The panel of filaments: width and spacing, counts, and live filters for picks. All lengths in Å, px beside them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from PyQt5.QtCore import Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.canvas.tools import Tool
from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.core.number_field import NumberField
from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.panels.histogram import HistogramSlider
from iceboxer.boxmanager.panels.length_field import LengthField
from iceboxer.boxmanager.panels.section import Section
from iceboxer.engine.data.boxes import Floats, Kind

RECOUNT_MS = 60  # delay after an edit; a change of the view is counted at once
BINS = 50


class FilamentsPanel(Section):
    """Settings, counts and filters of filaments; folded until a project has any or the tool is chosen."""

    wanted = pyqtSignal()  # the tool was chosen

    def __init__(self, session: Session, activity: Activity, slots: Slots, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.bent, self.activity = session, session.filaments, activity
        self.set_title(self.tr("Filaments"))
        self.summary, self.model = rich_label(), QLabel()
        for label in (self.summary, self.model):
            label.setWordWrap(True)
        self.width_field = LengthField(session, self.tr("Filament width"), self.tr("Width of all filaments"))
        self.spacing = LengthField(
            session, self.tr("Spacing of segments"), self.tr("Distance of two segments; 0: a quarter of the width")
        )
        self.helical = QCheckBox(self.tr("Rise × subunits"))
        self.helical.setAccessibleName(self.helical.text())
        self.helical.setToolTip(self.tr("Set the spacing by the helical rise and the number of subunits per segment"))
        self.rise, self.subunits = NumberField(), QSpinBox()
        self.threshold = HistogramSlider((0.3,), 0.0, 1.0, 0.01, self.tr("Confidence threshold of filaments"))
        self.exact = NumberField()
        self.lengths = HistogramSlider((0.0,), 0.0, 1000.0, 10.0, self.tr("Least length of picked filaments"))
        tip = self.tr("Hide picks that are shorter")
        self.shortest = LengthField(session, self.tr("Least length"), tip)
        tip = self.tr("Hide picks that bend to a smaller radius; 0: show all")
        self.radius = LengthField(session, self.tr("Smallest radius of bends"), tip)
        self.train = self._button(
            self.tr("Train"), self.tr("Train on all labelled filaments"), slots["train_filaments"]
        )
        self.pick = self._button(
            self.tr("Pick current"), self.tr("Pick the filaments here  (Ctrl+L)"), slots["pick_filaments_current"]
        )
        self.pick_all = self._button(
            self.tr("Pick all"), self.tr("Pick the filaments of all micrographs"), slots["pick_filaments_all"]
        )
        self.export = self._button(
            self.tr("Export…"), self.tr("Write the visible filaments for other programs"), slots["export_filaments"]
        )
        self.again = self._button(
            "", self.tr("Their picks come from another model or width"), slots["pick_filaments_outdated"]
        )
        self.again.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # it comes and goes
        self._gesture = -1
        self._seen = False  # the open project had filaments at the last count
        self._of_picks = QWidget()
        self._set_up_numbers()
        self._lay_out()
        self._connect()
        self.heading.setChecked(False)
        self._recount()

    def _button(self, text: str, tip: str, slot: Callable[..., Any]) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the micrograph
        button.clicked.connect(slot)
        return button

    def _set_up_numbers(self) -> None:
        self.exact.setRange(0, 1)
        self.exact.setSingleStep(0.01)
        self.exact.setDecimals(3)
        self.exact.setAccessibleName(self.tr("Threshold of filaments"))
        self.rise.setRange(0.01, 10_000)
        self.rise.setDecimals(2)
        self.rise.setAccessibleName(self.tr("Helical rise"))
        self.rise.setToolTip(self.tr("Helical rise of one subunit"))
        self.subunits.setRange(1, 10_000)
        self.subunits.setPrefix("× ")
        self.subunits.setAccessibleName(self.tr("Subunits per segment"))
        self.subunits.setToolTip(self.tr("Number of subunits from one segment to the next"))
        for box in (self.exact, self.rise, self.subunits):
            box.setKeyboardTracking(False)
            box.setMinimumWidth(round(self.fontMetrics().height() * 3.6))  # the side panel must stay narrow
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        for n, button in enumerate((self.train, self.export, self.pick, self.pick_all)):
            grid.addWidget(button, n // 2, n % 2)
        self.add(self.summary)
        self.add(grid)
        self.model.setMinimumHeight(2 * self.fontMetrics().lineSpacing())  # so that a longer name moves nothing
        self.add(self.model)
        self.add(self.again)
        form = QFormLayout()
        form.addRow(self.tr("Width"), self.width_field)
        form.addRow(self.tr("Spacing"), self.spacing)
        form.addRow(self.helical)
        both = QHBoxLayout()
        both.addWidget(self.rise)
        both.addWidget(self.subunits)
        form.addRow(both)
        self.add(form)
        inner = QVBoxLayout(self._of_picks)
        inner.setContentsMargins(0, 0, 0, 0)
        for title, field, slider in (
            (self.tr("Threshold"), self.exact, self.threshold),
            (self.tr("Length ≥"), self.shortest, self.lengths),
            (self.tr("Radius ≥"), self.radius, None),
        ):
            row = QHBoxLayout()
            row.addWidget(QLabel(title))
            row.addWidget(field, 1)
            inner.addLayout(row)
            if slider is not None:
                inner.addWidget(slider)
        self.add(self._of_picks)

    def _connect(self) -> None:
        session, bent = self.session, self.bent
        self.width_field.changed.connect(self._set_width)
        self.width_field.number.editingFinished.connect(self._end_gesture)
        self.spacing.changed.connect(self._set_spacing)
        self.helical.toggled.connect(self._set_helical)
        for box in (self.rise, self.subunits):
            box.valueChanged.connect(lambda _: self._set_helical(True))
        self.threshold.moved.connect(lambda: self._set_threshold(round(self.threshold.values[0], 4)))
        self.exact.valueChanged.connect(self._set_threshold)
        self.lengths.moved.connect(lambda: session.change_view(shortest=self._length_of_slider()))
        self.shortest.changed.connect(lambda length: session.change_view(shortest=length))
        self.radius.changed.connect(lambda radius: session.change_view(least_radius=radius))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(RECOUNT_MS)
        self._later.timeout.connect(self._recount)
        bent.changed.connect(lambda _: self._later.start())
        for signal in (session.project_changed, session.current_changed, session.exclusion_changed):
            signal.connect(self._later.start)
        bent.settings_changed.connect(self._show)
        for signal in (session.view_changed, session.size_changed, self.activity.changed):
            signal.connect(self._show)

    # ── settings ────────────────────────────────────────────────────────────────────────────────────────────

    def _set_width(self, width: float) -> None:
        if self._gesture < 0:
            self._gesture = self.session.new_gesture()
        self.bent.set_width(width, self._gesture)

    def _end_gesture(self) -> None:
        self._gesture = -1

    def _set_spacing(self, spacing: float) -> None:
        self.bent.change_settings(spacing=spacing * (self.session.pixel_size or 1.0) or None, rise=None, subunits=None)

    def _set_helical(self, on: bool) -> None:
        rise, subunits = (self.rise.value(), self.subunits.value()) if on else (None, None)
        self.bent.change_settings(rise=rise, subunits=subunits)

    def _set_threshold(self, threshold: float) -> None:
        self.session.change_view(filament_threshold=threshold, filament_threshold_set=True)

    def _length_of_slider(self) -> float:
        at = self.lengths.values[0]
        return 0.0 if at <= self.lengths.low else at

    # ── display ─────────────────────────────────────────────────────────────────────────────────────────────

    def follow_tool(self, tool: Tool) -> None:
        """Open the section when filaments are to be drawn."""
        if tool is Tool.FILAMENT:
            self.heading.setChecked(True)
            self.wanted.emit()

    def _recount(self) -> None:
        """Update the histograms after a change of filaments."""
        _, facts, _ = self.bent.store.facts()
        confidence, length = facts[:, 0], facts[:, 1]
        self.threshold.set_counts(_histogram(confidence[np.isfinite(confidence)], 0, 1))
        longest = float(length.max(initial=0.0))
        if longest > 0:
            self.lengths.set_range(0, math.ceil(longest / 100) * 100)
            self.lengths.step = self.lengths.high / 100
            self.lengths.set_counts(_histogram(length, self.lengths.low, self.lengths.high))
        self._of_picks.setVisible(bool(len(facts)))
        if self.bent.store.has_filaments() and not self._seen:
            self.heading.setChecked(True)
        self._seen = self.bent.store.has_filaments()
        self._show()

    def _show(self) -> None:
        bent, view, settings = self.bent, self.session.view, self.bent.settings
        pixel_size = self.session.pixel_size
        self.width_field.show_length(bent.width)
        self.spacing.show_length(bent.spacing)
        for box in (self.rise, self.subunits, self.exact):
            box.blockSignals(True)
        self.rise.setValue(settings.rise or self.rise.value())
        self.subunits.setValue(settings.subunits or self.subunits.value())
        self.exact.setValue(view.filament_threshold)
        for box in (self.rise, self.subunits, self.exact):
            box.blockSignals(False)
        self.rise.setSuffix(self.tr(" Å") if pixel_size else self.tr(" px"))
        self.helical.blockSignals(True)
        self.helical.setChecked(settings.rise is not None)
        self.helical.blockSignals(False)
        self.spacing.setEnabled(settings.rise is None)
        for each in (self.rise, self.subunits):
            each.setEnabled(settings.rise is not None)
        self.threshold.set_values(view.filament_threshold)
        self.lengths.set_values(min(view.shortest, self.lengths.high))
        self.shortest.show_length(view.shortest)
        self.radius.show_length(view.least_radius)
        name = self.tr("built-in filament model") if settings.model is None else settings.model.stem
        self.model.setText(self.tr("Model: {0}").format(name))
        self.model.setToolTip(self.tr("Choose another one under Models"))
        running = self.activity.running
        ready = self.session.current is not None and (running is None or not running.has_end)
        for button in (self.train, self.pick, self.pick_all, self.again):
            button.setEnabled(ready)
        self._show_outdated()
        self._show_counts()

    def _show_outdated(self) -> None:
        count = len(self.bent.outdated())
        self.again.setText(counted(count, self.tr("Pick 1 outdated again"), self.tr("Pick {0:,} outdated again")))
        self.again.setAccessibleName(self.again.text())
        self.again.setVisible(bool(count))

    def _show_counts(self) -> None:
        bent = self.bent
        here = bent.shown()
        cut = sum(int(f.length / bent.spacing + 1e-9) + 1 for f in here)
        total, every = bent.count_shown(), bent.store.labels + len(bent.store.facts()[1])
        text = self.tr("<b>{0:,}</b> here, segments: {1:,}<br><b>{2:,}</b> in total").format(len(here), cut, total)
        if total != every:
            text = self.tr("<b>{0:,}</b> here, segments: {1:,}<br><b>{2:,}</b> of {3:,} shown").format(
                len(here), cut, total, every
            )
        rejected = sum(f.kind is Kind.REJECTED for f in bent.here)
        self.summary.setText(text + (self.tr(" · {0:,} rejected").format(rejected) if rejected else ""))
        self.export.setEnabled(total > 0)


def _histogram(values: Floats, low: float, high: float) -> Floats:
    return np.histogram(values, BINS, (low, high))[0].astype(np.float64)
