"""The validation results of the active model at the current threshold, and its recommended threshold."""

from __future__ import annotations

from PyQt5.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.engine.data.model_card import Card

SAME = 0.005  # two thresholds less apart read the same


class Validation(QWidget):
    """The recommended threshold, and precision, recall and F1 at the current one as far as the labels support them.

    Hidden if the model was not validated.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.recommended = QToolButton()
        self.recommended.setAccessibleName(self.tr("Set recommended threshold"))
        self.recommended.clicked.connect(self._go_there)
        self.source = QLabel()
        self.source.setObjectName("faint")
        self.source.setWordWrap(True)
        self.precision, self.recall, self.f1 = rich_label(), rich_label(), rich_label()
        # of models of version 0.1, which state no evidence
        self._missing = self.tr(
            "The true precision is higher: many particles are unlabelled, and their picks count as false."
        )
        self.caution = QLabel(self._missing)
        self.caution.setWordWrap(True)
        self.caution.setObjectName("faint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self.fontMetrics().height() // 4)
        layout.addWidget(self.recommended)
        self.figures = QWidget()
        self.figures.setLayout(self._figures())
        layout.addWidget(self.figures)
        layout.addWidget(self.source)
        layout.addWidget(self.caution)
        session.model_changed.connect(self._show_model)
        session.view_changed.connect(self._show_figures)
        session.current_changed.connect(self._show_figures)
        self._show_model()

    def _figures(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        names = (self.tr("Precision"), self.tr("Recall"), self.tr("F1"))
        for column, (name, figure) in enumerate(zip(names, (self.precision, self.recall, self.f1), strict=True)):
            heading = QLabel(name)
            heading.setObjectName("faint")
            figure.setToolTip(self.tr("{0} on the validation micrographs at this threshold").format(name))
            grid.addWidget(heading, 0, column)
            grid.addWidget(figure, 1, column)
            grid.setColumnStretch(column, 1)
        return grid

    @property
    def card(self) -> Card | None:
        """Card of the active model, or None if it has no validation."""
        card = self.session.card
        return card if card is not None and (card.curve or card.evidence) else None

    def _show_model(self) -> None:
        card = self.card
        self.setVisible(card is not None)
        if card is not None:
            self.recommended.setText(self.tr("Set ▼ {0:.2f}").format(card.threshold))
            self.recommended.setToolTip(
                self.tr("Set the threshold to {0:.2f}, the best on the validation micrographs of the model").format(
                    card.threshold
                )
            )
            self.figures.setVisible(bool(card.curve))
            self.source.setText(self._source(card))
            self.source.setVisible(bool(card.curve))
            self.caution.setText(card.evidence or self._missing)
            self.caution.setVisible(bool(card.evidence) or card.missing_labels)
        self._show_figures()

    def _show_figures(self) -> None:
        card, threshold = self.card, self.session.threshold
        self.recommended.setEnabled(card is not None and abs(card.threshold - threshold) >= SAME)
        measured = card.at(threshold) if card is not None else None
        if measured is None:
            return
        precision, recall = measured
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        for label, value, name in (
            (self.precision, precision, self.tr("Precision")),
            (self.recall, recall, self.tr("Recall")),
            (self.f1, f1, self.tr("F1")),
        ):
            label.setText(f"<b>{value:.2f}</b>")
            label.setAccessibleName(f"{name} {value:.2f}")

    def _go_there(self) -> None:
        if self.card is not None and self.session.has_own_threshold:
            self.session.set_threshold(self.card.threshold)
        elif self.card is not None:
            self.session.change_view(threshold=self.card.threshold, threshold_set=False)

    def _source(self, card: Card) -> str:
        """Return where the figures come from."""
        if card.is_simulated:
            return self.tr("General model, on simulated micrographs; your data will differ")
        if card.is_general:
            sets = card.trained_on["sets"]
            one, many = (
                self.tr("General model, validated on 1 data set"),
                self.tr("General model, validated on {0:,} data sets"),
            )
            return counted(sum(isinstance(s, dict) and "data" in s for s in sets), one, many)
        names = card.trained_on.get("validation")
        count = len(names) if isinstance(names, list) else 0
        one, many = self.tr("Validated on 1 micrograph"), self.tr("Validated on {0:,} micrographs")
        return counted(count, one, many) if count else self.tr("Validated in the training")
