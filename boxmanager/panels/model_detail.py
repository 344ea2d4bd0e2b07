"""The details of one model: network, box size, date, training data and validation results."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from iceboxer.boxmanager.document.models import Entry
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.engine.data.model_card import Card


class ModelDetail(QWidget):
    """Details of the model set with `show_entry`; values that were not measured are shown as a dash."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = text_label()
        self.figures = {name: QLabel() for name in ("auc", "f1", "precision", "recall")}
        self.threshold = text_label()
        self.threshold.setObjectName("faint")
        self.table = QWidget()
        grid = QGridLayout(self.table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        heads = (self.tr("AUC"), self.tr("F1"), self.tr("Precision"), self.tr("Recall"))
        for number, (head, figure) in enumerate(zip(heads, self.figures.values(), strict=True)):
            label = QLabel(head)
            label.setObjectName("faint")
            row, column = number % 2, number // 2 * 2  # two pairs per row, to fit a narrow panel
            grid.addWidget(label, row, column)
            grid.addWidget(figure, row, column + 1)
            grid.setColumnStretch(column + 1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self.fontMetrics().height() // 3)
        for widget in (self.text, self.table, self.threshold):
            layout.addWidget(widget)

    def show_entry(self, entry: Entry) -> None:
        """Show a model, or why it cannot be read."""
        card = entry.card
        self.table.setVisible(card is not None)
        self.threshold.setVisible(card is not None)
        if card is None:
            self.text.setText(
                self.tr("This model cannot be read: it {0}. Replace or delete the file.").format(entry.problem)
            )
            return
        size = self.tr("box size {0:.4g} px").format(float(card.box_size))
        if card.diameter_px is not None:
            size += self.tr(", diameter {0:.4g} px").format(card.diameter_px)
        network = card.network if card.is_general else f"{card.network}  ·  {size}"  # for particles of any size
        self.text.setText(f"{network}\n{entry.date:%Y-%m-%d %H:%M}\n{self._trained_on(entry, card)}")
        for name, value in entry.figures.items():
            self.figures[name].setText("—" if value is None else f"{value:.2f}")
        self.threshold.setText(self._at_threshold(card, any(v is not None for v in entry.figures.values())))

    def _at_threshold(self, card: Card, measured: bool) -> str:
        threshold = float(card.threshold)
        if card.evidence:
            return card.evidence
        if not measured:
            return self.tr("Recommended threshold {0:.2f} (not validated).").format(threshold)
        text = self.tr("Validated at the recommended threshold {0:.2f}.").format(threshold)
        if card.missing_labels:
            text += " " + self.tr("The true values are higher: many particles seem to be unlabelled.")
        return text

    def _trained_on(self, entry: Entry, card: Card) -> str:
        if card.is_simulated:
            return self.tr("Trained and validated on simulated micrographs")
        counts = entry.counts
        held_out = counts.get("validation")
        if held_out and not counts.keys() & {"labels", "micrographs"}:
            return counted(held_out, self.tr("Validated on 1 micrograph"), self.tr("Validated on {0:,} micrographs"))
        labels, micrographs = (f"{counts[n]:,}" if n in counts else "—" for n in ("labels", "micrographs"))
        text = self.tr("Labels: {0}  ·  micrographs: {1}").format(labels, micrographs)
        if held_out:
            text += self.tr(" and {0:,} for validation").format(held_out)
        return text


def text_label(text: str = "") -> QLabel:
    """Return a word-wrapped label that shows its text as plain text, since text from files may look like markup."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
