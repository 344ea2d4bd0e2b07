"""The training curves: loss, and validation AUC or recall per epoch, with the best epoch marked.

pyqtgraph is loaded on a thread when a training begins, so that it delays neither the program's start nor a click.
"""

from __future__ import annotations

import math
from contextlib import suppress
from importlib import import_module
from typing import Any

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QVBoxLayout, QWidget

from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.events import EpochDone, LossPoint

# safe for colour-blind people, on dark and light backgrounds
TRAINING, VALIDATION, AUC = "#0072B2", "#D55E00", "#009E73"
LINES_HIGH = 7  # height of a plot in lines of text
# what pyqtgraph loads of PyQt5. If a thread loads it while an event filter in Python gets an event, the program crashes
EXTENSIONS = ("PyQt5.QtSvg", "PyQt5.QtTest")
MOST_TICKS = 6  # on the axis of epochs


class Curves(QWidget):
    """Plots of a training; `begin` clears them, `add` adds an epoch, `add_loss` a point in between. Hidden if empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.epochs: list[EpochDone] = []
        self.points: list[LossPoint] = []
        self.background = Background(self)
        self.figures = rich_label()
        self.figures.setWordWrap(True)
        self.loss: Any = None  # plots, created when a training begins
        self.auc: Any = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.figures)
        self.setAccessibleName(self.tr("Training curves"))
        self.hide()

    def begin(self) -> None:
        """Clear the curves for a new training."""
        self.epochs, self.points = [], []
        self.hide()
        if self.loss is None:
            for name in EXTENSIONS:
                with suppress(ImportError):  # pyqtgraph does without
                    import_module(name)
            self.background.run(lambda: import_module("pyqtgraph"), self._make, lambda *_: None)

    def shut_down(self) -> None:
        """Stop the thread that loads pyqtgraph."""
        self.background.close()

    @property
    def best(self) -> EpochDone | None:
        """Epoch whose weights are kept."""
        kept = [e for e in self.epochs if e.best]
        return kept[-1] if kept else None

    def add(self, epoch: EpochDone) -> None:
        """Add an epoch."""
        self.epochs.append(epoch)
        self._show_figures()
        self._draw()
        self.show()

    def add_loss(self, point: LossPoint) -> None:
        """Add a point to the loss curve."""
        self.points.append(point)
        if not self.epochs:
            self.figures.setText(self.tr("Loss {0:.3f}").format(point.loss))
        self._draw()
        self.show()

    def _show_figures(self) -> None:
        last, best = self.epochs[-1], self.best
        text = self.tr("Epoch {0} · loss {1:.3f}").format(last.epoch, last.loss)
        if best is not None and best.auc is not None:
            text += self.tr("<br>best AUC <b>{0:.3f}</b> at epoch {1}").format(best.auc, best.epoch)
        elif best is not None and best.recall is not None:
            found = round(best.recall * best.labels)
            text += self.tr("<br><b>{0:,} of {1:,}</b> held-out labels found").format(found, best.labels)
        self.figures.setText(text)

    # ── plots ───────────────────────────────────────────────────────────────────────────────────────────────

    def _make(self, pyqtgraph: Any) -> None:
        if self.loss is not None:
            return
        self.loss, self.auc = (pyqtgraph.PlotWidget() for _ in range(2))
        line, dashes = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine
        pen = pyqtgraph.mkPen
        self._training = self.loss.plot(pen=pen(TRAINING, width=2, style=line))
        self._validation = self.loss.plot(pen=pen(VALIDATION, width=2, style=dashes))
        self._scores = self.auc.plot(pen=pen(AUC, width=2), symbol="o", symbolSize=4, symbolBrush=AUC, symbolPen=None)
        self._star = self.auc.plot(pen=None, symbol="star", symbolSize=16, symbolBrush=AUC)
        self._best_lines = [pyqtgraph.InfiniteLine(angle=90) for _ in range(2)]
        for plot, name, best in zip((self.loss, self.auc), self._names(), self._best_lines, strict=True):
            plot.addItem(best, ignoreBounds=True)
            best.hide()
            self._set_up(plot, name)
        self.auc.setXLink(self.loss)
        self.auc.setYRange(0, 1)
        self._colour()
        self._draw()

    def _names(self) -> tuple[str, str]:
        return self.tr("Loss"), self.tr("Validation AUC")

    def _set_up(self, plot: Any, name: str) -> None:
        plot.setAccessibleName(name)
        plot.setMouseEnabled(False, False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setFixedHeight(self.fontMetrics().height() * LINES_HIGH)
        plot.getPlotItem().getAxis("bottom").setStyle(tickLength=-4)
        heading = rich_label(self._legend(name))
        heading.setObjectName("faint")
        heading.setWordWrap(True)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(heading)
            layout.addWidget(plot)
        self._heading = heading  # in the end, that of the second plot

    def _tick_whole_epochs(self, last: float) -> None:
        spacing = max(1, math.ceil(last / MOST_TICKS))
        for plot in (self.loss, self.auc):
            plot.getPlotItem().getAxis("bottom").setTickSpacing(spacing, spacing)

    def _legend(self, name: str) -> str:
        if name != self._names()[0]:
            return self.tr("{0}, best: ★").format(name)
        training = f'<span style="color:{TRAINING}">━</span> ' + self.tr("training")
        validation = f'<span style="color:{VALIDATION}">╌</span> ' + self.tr("validation")
        return f"{name}: {training}, {validation}"

    def _colour(self) -> None:
        """Apply the colours of the theme."""
        palette = self.palette()
        ground, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        for plot in (self.loss, self.auc):
            plot.setBackground(ground)
            for side in ("left", "bottom"):
                axis = plot.getPlotItem().getAxis(side)
                axis.setPen(palette.color(QPalette.ColorRole.Mid))
                axis.setTextPen(palette.color(QPalette.ColorRole.PlaceholderText))
        for line in self._best_lines:
            line.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        self._star.setSymbolPen(ink)

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow a change of theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and self.loss is not None:
            self._colour()

    def _draw(self) -> None:
        if self.loss is None or not (self.epochs or self.points):
            return
        losses = self.points or self.epochs
        self._training.setData([p.epoch for p in losses], [p.loss for p in losses])
        self._tick_whole_epochs(max(p.epoch for p in losses))
        validated = [e for e in self.epochs if e.validation_loss is not None]
        self._validation.setData([e.epoch for e in validated], [e.validation_loss for e in validated])
        name = "auc" if any(e.auc is not None for e in self.epochs) else "recall"
        scored = [e for e in self.epochs if getattr(e, name) is not None]
        self._scores.setData([e.epoch for e in scored], [getattr(e, name) for e in scored])
        self._heading.setText(
            self._legend(self._names()[1] if name == "auc" else self.tr("Share of held-out labels found"))
        )
        best = self.best
        for line in self._best_lines:
            line.setVisible(best is not None)
            line.setValue(best.epoch if best else 0)
        marked = best is not None and getattr(best, name) is not None
        self._star.setData([best.epoch] if best and marked else [], [getattr(best, name)] if best and marked else [])
