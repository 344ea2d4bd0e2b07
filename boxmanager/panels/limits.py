"""The strip below the table of micrographs: a histogram of one column, with the range of values that are kept."""

from __future__ import annotations

import math

import numpy as np
from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from iceboxer.boxmanager.document.exclusion import ANY, Range
from iceboxer.boxmanager.document.inspected import OF_CTF, Values
from iceboxer.boxmanager.document.pick_table import BINS
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.panels.column_heads import ColumnHeads
from iceboxer.boxmanager.panels.histogram import HistogramSlider
from iceboxer.boxmanager.panels.micrograph_model import VALUES, MicrographModel
from iceboxer.engine.inspection.table import BY_NAME

STEPS = 200  # of a key between the two ends of a slider, at least


class Limits(QWidget):
    """Choice of a column, its histogram, and the range; emits `moved(column, range)` and `chosen(column)`."""

    moved = pyqtSignal(str, object)
    chosen = pyqtSignal(str)
    measure_wanted = pyqtSignal(bool)  # start or stop
    export_wanted = pyqtSignal()
    ctf_wanted = pyqtSignal()

    def __init__(self, model: MicrographModel, heads: ColumnHeads, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.heads = model, heads
        self.column = QComboBox()
        for name in VALUES:
            self.column.addItem(heads.title(name), name)
        self.column.setAccessibleName(self.tr("Column of the histogram"))
        self.column.setToolTip(self.tr("Column whose values exclude micrographs"))
        self.column.activated.connect(lambda _: self.chosen.emit(self.name))
        self.text = QLabel()
        self.reset = QPushButton(self.tr("Keep all"))
        self.reset.setAccessibleName(self.tr("Keep all values of this column"))
        self.reset.setToolTip(self.tr("Remove the range of this column; micrographs that only it excluded come back"))
        self.reset.clicked.connect(lambda: self.moved.emit(self.name, ANY))
        self.slider = HistogramSlider((0.0, 1.0), 0.0, 1.0, 0.01, self.tr("Range of values that are kept"))
        self.slider.moved.connect(self._moved)
        self.total = QLabel()
        self.total.setObjectName("faint")
        self.measure = QPushButton(self.tr("Measure"))
        self.measure.clicked.connect(lambda: self.measure_wanted.emit(not self.model.measurer.running))
        self.ctf = QPushButton(self.tr("Read CTF…"))
        self.ctf.setAccessibleName(self.tr("Read CTF"))
        self.ctf.setToolTip(self.tr("Read defocus, astigmatism and resolution from a file of RELION or cryoSPARC"))
        self.ctf.clicked.connect(self.ctf_wanted)
        self.export = QPushButton(self.tr("Export list…"))
        self.export.setAccessibleName(self.tr("Export list"))
        self.export.setToolTip(self.tr("Write the list of the micrographs that are kept, for RELION or as text"))
        self.export.clicked.connect(self.export_wanted)
        self._lay_out()
        for signal in (model.measurer.changed, model.measurer.progressed, model.session.exclusion_changed):
            signal.connect(self.refresh)
        model.modelReset.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        em = self.fontMetrics().height()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em // 2, em // 3, em // 2, em // 4)
        layout.setSpacing(em // 4)
        for row in (
            (self.column, self.text, None, self.reset),
            (self.total, None, self.measure, self.ctf, self.export),
        ):
            line = QHBoxLayout()
            for widget in row:
                line.addStretch(1) if widget is None else line.addWidget(widget)
            layout.addLayout(line)
        layout.insertWidget(1, self.slider)

    @property
    def name(self) -> str:
        """The column of the histogram."""
        return str(self.column.currentData())

    def choose(self, column: str) -> None:
        """Show the histogram of a column."""
        self.column.setCurrentIndex(self.column.findData(column))
        self.refresh()

    def refresh(self) -> None:
        """Show the values and the range of the column, and the counts, unless the strip is hidden."""
        if self.isHidden():  # most of the time, and making a column takes long in a large project
            return
        column, project = BY_NAME[self.name], self.model.session.project
        limits = project.ranges.get(self.name, ANY)
        values = self.model.column(self.name)
        known = values[np.isfinite(values)]
        self.slider.setEnabled(bool(len(known)))
        self.reset.setEnabled(limits != ANY)
        low, high, step = self._ends(known, limits, column.digits)
        self.slider.step = step
        self.slider.set_range(low, high)
        counts, _ = np.histogram(known, BINS, (low, max(high, low + 1e-9)))
        self.slider.set_counts(counts if len(known) else np.zeros(0))
        self.slider.set_values(max(limits[0], low), min(limits[1], high))
        self._show_text(limits, (low, high), len(known))
        self._show_total()

    def _ends(self, known: Values, limits: Range, digits: int) -> tuple[float, float, float]:
        finest = 10.0**-digits
        ends = [*known.tolist(), *(limit for limit in limits if math.isfinite(limit))] or [0.0, 1.0]
        low, high = math.floor(min(ends) / finest) * finest, math.ceil(max(ends) / finest) * finest
        high = max(high, low + finest)
        return low, high, max(finest, round((high - low) / STEPS, digits))

    def _show_text(self, limits: Range, ends: Range, known: int) -> None:
        column = BY_NAME[self.name]
        if not known:
            of_ctf = self.name in OF_CTF
            waits = self.tr("unknown; read a CTF file") if of_ctf else self.tr("unknown; nothing is measured yet")
            self.text.setText(self.tr("unknown; nothing is picked yet") if self.name in VALUES[:3] else waits)
            return
        low, high = (max(limits[0], ends[0]), min(limits[1], ends[1]))
        unit = f" {column.unit}" if column.unit else ""
        span = f"{low:.{column.digits}f} – {high:.{column.digits}f}{unit}"
        verdicts = self.model.session.project.verdicts.values()
        out = sum(any(name == self.name for name, _ in verdict.reasons) for verdict in verdicts)
        kept = self.tr("{0} kept").format(span) if limits != ANY else span
        self.text.setText(kept + (self.tr(", {0:,} out of range").format(out) if out else ""))

    def _show_total(self) -> None:
        project, measurer = self.model.session.project, self.model.measurer
        every, excluded = len(project.micrographs), len(project.excluded())
        text = counted(every, self.tr("{0:,} micrograph"), self.tr("{0:,} micrographs"))
        if excluded:
            text = self.tr("{0:,} of {1} kept").format(every - excluded, text)
        left = len(measurer.left)
        if measurer.running:
            text += "   ·   " + self.tr("measuring {0:,} of {1:,}…").format(every - left + 1, every)
        self.total.setText(text)
        self.measure.setText(self.tr("Stop") if measurer.running else self.tr("Measure"))
        self.measure.setAccessibleName(
            self.tr("Stop measuring") if measurer.running else self.tr("Measure micrographs")
        )
        self.measure.setToolTip(self.measure.accessibleName())
        self.measure.setVisible(bool(left))
        self.export.setEnabled(every > excluded)

    def _moved(self) -> None:
        low, high = self.slider.values
        digits = BY_NAME[self.name].digits
        lower = -math.inf if low <= self.slider.low else round(low, digits)
        upper = math.inf if high >= self.slider.high else round(high, digits)
        self.moved.emit(self.name, (lower, upper))
