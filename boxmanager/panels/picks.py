"""The picks panel: threshold with histogram of confidences, size range, and counts."""

from __future__ import annotations

import math

import numpy as np
from PyQt5.QtCore import QTimer, pyqtSignal
from PyQt5.QtWidgets import QCheckBox, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from iceboxer.boxmanager.core.number_field import NumberField
from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.view import count_shown
from iceboxer.boxmanager.panels.check_figures import CheckFigures
from iceboxer.boxmanager.panels.defocus import DefocusThreshold
from iceboxer.boxmanager.panels.histogram import HistogramSlider
from iceboxer.boxmanager.panels.legend import Legend
from iceboxer.boxmanager.panels.section import Section, head_of
from iceboxer.boxmanager.panels.validation import Validation
from iceboxer.engine.evaluation.checking import Estimates

RECOUNT_MS = 60  # delay after an edit; a change of the view is counted at once


class PicksPanel(Section):
    """Threshold, size range, counts of visible boxes and validation results, live over the whole project."""

    check_wanted = pyqtSignal()
    pick_again_wanted = pyqtSignal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.set_title(self.tr("Boxes"))
        self.summary = rich_label()
        self.summary.setWordWrap(True)
        self.validation = Validation(session)
        self.defocus = DefocusThreshold(session)
        self._make_threshold()
        self._make_filters()
        self._make_buttons()
        self._counted_own = False  # the histogram shows this micrograph only
        self._found: Estimates | None = None  # of the last check
        self._of_picks = QWidget()
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(RECOUNT_MS)
        self._connect()
        self._mark_recommended()
        self._recount()

    def _make_threshold(self) -> None:
        session = self.session
        self.threshold = HistogramSlider((0.3,), 0.0, 1.0, 0.01, self.tr("Confidence threshold of picks"))
        self.legend = Legend(self.threshold)
        self.threshold.moved.connect(lambda: session.set_threshold(round(self.threshold.values[0], 4)))
        self.exact = NumberField()
        self.exact.setRange(0, 1)
        self.exact.setSingleStep(0.01)
        self.exact.setDecimals(3)
        self.exact.setAccessibleName(self.tr("Threshold"))
        self.exact.valueChanged.connect(session.set_threshold)
        self.own = QCheckBox(self.tr("Only this micrograph"))
        self.own.setAccessibleName(self.tr("Threshold of this micrograph only"))
        self.own.setToolTip(self.tr("Give this micrograph a threshold of its own; the others keep the common one"))
        self.own.toggled.connect(lambda on: session.set_own_threshold(session.threshold if on else None))

    def _make_filters(self) -> None:
        session = self.session
        self.sizes = HistogramSlider((0.0, 1.0), 0.0, 1.0, 1.0, self.tr("Size range of picks"))
        self.sizes.moved.connect(self._sizes_moved)
        self.size_text = QLabel()
        self.rejected = QCheckBox(self.tr("Show rejected"))
        self.rejected.setAccessibleName(self.tr("Show rejected"))
        self.rejected.setToolTip(self.tr("Show rejected boxes crossed out; they are never counted or exported  (J)"))
        self.rejected.toggled.connect(lambda on: session.change_view(show_rejected=on))
        self.coloured = QCheckBox(self.tr("Colour by confidence"))
        self.coloured.setAccessibleName(self.tr("Colour by confidence"))
        self.coloured.setToolTip(self.tr("Colour each pick by its confidence  (H)"))
        self.coloured.toggled.connect(lambda on: session.change_view(by_confidence=on))

    def _make_buttons(self) -> None:
        self.again = QPushButton()
        # it comes and goes, and must not widen the panel
        self.again.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.again.setToolTip(self.tr("Their picks come from another model or box size than the present one"))
        self.again.clicked.connect(self.pick_again_wanted)
        self.check = QPushButton(self.tr("Check these picks…"))
        self.check.setAccessibleName(self.tr("Check these picks"))
        self.check.setToolTip(
            self.tr("Judge forty picks to estimate the precision and the best threshold  (Ctrl+Shift+R)")
        )
        self.check.clicked.connect(self.check_wanted)
        self.checked = CheckFigures()
        self.checked.threshold_wanted.connect(self.session.set_common_threshold)

    def _connect(self) -> None:
        session = self.session
        self._later.timeout.connect(self._recount)
        session.view_changed.connect(self._show_view)
        session.boxes_changed.connect(lambda paths: self._later.start())
        session.project_changed.connect(self._later.start)
        session.current_changed.connect(self._later.start)
        session.size_changed.connect(self._show_view)
        session.model_changed.connect(lambda: self.show_check(None))  # it was of another model's picks
        session.model_changed.connect(self._show_outdated)
        session.size_changed.connect(self._show_outdated)

    def _lay_out(self) -> None:
        self.add(self.summary)
        self.add(self.again)
        inner = QVBoxLayout(self._of_picks)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(head_of(self.tr("Threshold"), self.exact))
        inner.addWidget(self.threshold)
        inner.addWidget(self.own)
        inner.addWidget(self.defocus)
        inner.addLayout(head_of(self.tr("Size"), self.size_text))
        inner.addWidget(self.sizes)
        inner.addWidget(self.rejected)
        inner.addWidget(self.coloured)
        inner.addWidget(self.legend)
        inner.addWidget(self.validation)
        inner.addWidget(self.check)
        inner.addWidget(self.checked)
        self.add(self._of_picks)

    def show_check(self, found: Estimates | None) -> None:
        """Show the estimates of a check, whose threshold is marked in place of the model's; None removes them."""
        self._found = found
        self.checked.show_estimates(found)
        self.validation.recommended.setVisible(found is None or found.best_threshold is None)  # there is one ▼
        self._mark_recommended()

    def _mark_recommended(self) -> None:
        card = self.validation.card
        if self._found is not None and self._found.best_threshold is not None:
            best = self._found.best_threshold.value
            self.threshold.set_mark(best, self.tr("Your check suggests {0:.2f}").format(best))
            return
        self.threshold.set_mark(
            None if card is None else card.threshold,
            "" if card is None else self.tr("The model recommends {0:.2f}").format(card.threshold),
        )

    def _sizes_moved(self) -> None:
        low, high = self.sizes.values
        self.session.change_view(
            smallest=0.0 if low <= self.sizes.low else low,
            largest=math.inf if high >= self.sizes.high else high,
        )

    def _recount(self) -> None:
        """Update the histograms after a change of boxes."""
        picks = self.session.store.picks
        low, high = picks.confidence_range
        self.threshold.set_range(low, high)
        self.threshold.step = 0.01 * max(1.0, (high - low) / 2)
        self.exact.blockSignals(True)
        self.exact.setRange(low, high)
        self.exact.setSingleStep(self.threshold.step)
        self.exact.blockSignals(False)
        self._count_confidences()
        if picks.size_range is not None:
            low, high = math.floor(picks.size_range[0]), math.ceil(picks.size_range[1])
            self.sizes.set_range(low, max(high, low + 2))
            self.sizes.set_counts(picks.size_counts(self.sizes.low, self.sizes.high))
        self._show_outdated()
        self._of_picks.setEnabled(bool(picks.picks or picks.rejected))
        self._show_view()

    def _count_confidences(self) -> None:
        """Show the confidences that the threshold applies to: of the project, or of this micrograph only."""
        session = self.session
        own, current = session.has_own_threshold, session.current
        limits = self.threshold.low, self.threshold.high
        self.threshold.set_counts(session.store.picks.confidence_counts(*limits, of=current if own else None))
        self._counted_own = own

    def _show_outdated(self) -> None:
        count = len(self.session.outdated())
        one, many = self.tr("Pick 1 outdated again"), self.tr("Pick {0:,} outdated again")
        self.again.setText(counted(count, one, many))
        self.again.setAccessibleName(self.again.text())
        self.again.setVisible(bool(count))

    def _show_view(self) -> None:
        session, view = self.session, self.session.view
        if session.has_own_threshold != self._counted_own:
            self._count_confidences()
        self.threshold.set_values(session.adjustable_threshold)
        self.exact.blockSignals(True)
        self.exact.setValue(session.adjustable_threshold)
        self.exact.blockSignals(False)
        low = max(view.smallest, self.sizes.low)
        high = min(view.largest, self.sizes.high)
        self.sizes.set_values(low, max(high, low + 1))
        self.size_text.setText(self._size_range(low, high) if self._of_picks.isEnabled() else "")
        for box, on in (
            (self.rejected, view.show_rejected),
            (self.coloured, view.by_confidence),
            (self.own, session.has_own_threshold),
        ):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        picks = session.store.picks
        self.legend.show_range(*session.confidence_span())
        self.legend.setVisible(view.by_confidence)
        here = int(np.count_nonzero(session.shown()))
        total, every = count_shown(picks, view), picks.labels + picks.picks
        text = self.tr("<b>{0:,}</b> on this micrograph<br><b>{1:,}</b> in total").format(here, total)
        if total != every:
            text = self.tr("<b>{0:,}</b> on this micrograph<br><b>{1:,}</b> of {2:,} shown").format(here, total, every)
        self.summary.setText(text)

    def _size_range(self, low: float, high: float) -> str:
        pixel_size = self.session.pixel_size
        if pixel_size:
            return f"{low * pixel_size:.0f}–{high * pixel_size:.0f} Å"
        return f"{low:.0f}–{high:.0f} px"
