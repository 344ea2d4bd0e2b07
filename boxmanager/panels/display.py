"""The display panel: contrast with histogram, low-pass and inversion, none of which affects the network."""

from __future__ import annotations

import math

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.display import Picture
from iceboxer.boxmanager.panels.histogram import HistogramSlider
from iceboxer.boxmanager.panels.section import Section, head_of

STEPS = 200
LONGEST = 100.0  # px; a longer period leaves nothing but blur
SHORTEST = 2.0  # px; Nyquist


def period_of(step: int) -> float:
    """Return the low-pass period in px at a slider step: 0 at step 0 (off), then 2 to 100 px, spaced geometrically."""
    return 0.0 if step <= 0 else SHORTEST * (LONGEST / SHORTEST) ** (step / STEPS)


def step_of(period: float) -> int:
    """Return the slider step nearest to a period in px."""
    if period <= 0:
        return 0
    return max(1, round(STEPS * math.log(period / SHORTEST) / math.log(LONGEST / SHORTEST)))


class DisplayPanel(Section):
    """Controls of contrast, low-pass and inversion."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.set_title(self.tr("Display"))
        self.contrast = HistogramSlider((0.0, 1.0), -0.5, 1.5, 0.01, self.tr("Contrast: black and white point"))
        self.contrast.moved.connect(self._contrast_moved)
        self.auto = QPushButton(self.tr("Fit"))
        self.auto.setAccessibleName(self.tr("Fit contrast"))
        self.auto.setToolTip(self.tr("Fit the contrast to the micrograph  (C)"))
        self.auto.clicked.connect(lambda: session.change_view(contrast=(0.0, 1.0)))
        self.invert = QCheckBox(self.tr("Invert"))
        self.invert.setAccessibleName(self.tr("Invert"))
        self.invert.setToolTip(self.tr("Swap black and white  (I)"))
        self.invert.toggled.connect(lambda on: session.change_view(inverted=on))
        self.lowpass = QSlider(Qt.Orientation.Horizontal)
        self.lowpass.setRange(0, STEPS)
        self.lowpass.setPageStep(STEPS // 10)
        self.lowpass.setAccessibleName(self.tr("Low-pass"))
        self.lowpass.setToolTip(
            self.tr("Hide details finer than this on screen; picking and training are not affected")
        )
        self.lowpass.valueChanged.connect(lambda step: session.change_view(lowpass=period_of(step)))
        self.figure = QLabel()
        self.figure.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._lay_out()
        session.view_changed.connect(self._show_view)
        session.size_changed.connect(self._show_view)
        self._show_view()

    def _lay_out(self) -> None:
        self.add(self.contrast)
        buttons = QHBoxLayout()
        buttons.addWidget(self.invert)
        buttons.addStretch(1)
        buttons.addWidget(self.auto)
        self.add(buttons)
        self.add(head_of(self.tr("Low-pass"), self.figure))
        self.add(self.lowpass)

    def show_picture(self, picture: Picture | None) -> None:
        """Show the histogram of a micrograph."""
        if picture is not None:
            self.contrast.set_counts(picture.histogram.reshape(64, -1).sum(1))

    def _contrast_moved(self) -> None:
        low, high = self.contrast.values
        self.session.change_view(contrast=(low, high))

    def _show_view(self) -> None:
        view, pixel_size = self.session.view, self.session.pixel_size
        self.contrast.set_values(*view.contrast)
        for widget, value in ((self.lowpass, step_of(view.lowpass)),):
            widget.blockSignals(True)
            widget.setValue(value)
            widget.blockSignals(False)
        self.invert.blockSignals(True)
        self.invert.setChecked(view.inverted)
        self.invert.blockSignals(False)
        if view.lowpass <= 0:
            self.figure.setText(self.tr("off"))
        elif pixel_size:
            self.figure.setText(f"{view.lowpass * pixel_size:.3g} Å")
        else:
            self.figure.setText(f"{view.lowpass:.3g} px")
