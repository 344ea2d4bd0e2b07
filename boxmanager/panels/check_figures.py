"""The result of a check: precision with its interval, and the suggested threshold."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.engine.evaluation.checking import Estimate, Estimates


class CheckFigures(QWidget):
    """Precision at the current threshold and the suggested one; `threshold_wanted` requests to set that."""

    threshold_wanted = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.precision, self.best = rich_label(), rich_label()
        self.note = QLabel()
        self.note.setObjectName("faint")
        self.set_best = QPushButton()
        self.set_best.setAccessibleName(self.tr("Set suggested threshold"))
        self.set_best.clicked.connect(self._go_there)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.precision, self.best, self.note):
            widget.setWordWrap(True)
            layout.addWidget(widget)
        layout.addWidget(self.set_best)
        self._threshold: float | None = None
        self.show_estimates(None)

    def show_estimates(self, found: Estimates | None) -> None:
        """Show estimates; None shows nothing."""
        precision, best = (found.precision, found.best_threshold) if found is not None else (None, None)
        self._threshold = best.value if best is not None else None
        self.precision.setVisible(precision is not None)
        self.best.setVisible(best is not None)
        self.set_best.setVisible(best is not None)
        self.note.setVisible(found is not None)
        if precision is not None and found is not None:
            text = self.tr("Precision at threshold {0:.2f}: {1}").format(found.threshold, _span(precision))
            self.precision.setText(text)
        if best is not None and found is not None:
            self.best.setText(self.tr("Suggested threshold: {0}").format(_span(best)))
            self.set_best.setText(self.tr("Set ▼ {0:.2f}").format(best.value))
            within = best.low <= found.threshold <= best.high
            self.set_best.setEnabled(abs(best.value - found.threshold) > 1e-4)
            keep = self.tr("The current threshold is within this range, so there is no reason to change it.")
            self.note.setText(keep if within else self.tr("It gives the best balance of precision and recall (F1)."))
        elif found is not None:
            self.note.setText(self.tr("No threshold to suggest yet: {0}.").format(found.reason))

    def _go_there(self) -> None:
        if self._threshold is not None:
            self.threshold_wanted.emit(self._threshold)


def _span(found: Estimate) -> str:
    return f"<b>{found.value:.2f}</b> (95\u00a0%:\u00a0{found.low:.2f}–{found.high:.2f})"  # not broken into lines
