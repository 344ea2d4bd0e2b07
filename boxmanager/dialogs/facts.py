"""The page of facts of a micrograph: its file, its pixels, its boxes and their origin."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
from PyQt5.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.dialogs.room import resize_within_screen
from iceboxer.boxmanager.document.display import STEPS, Picture
from iceboxer.engine.data.boxes import BOX_RATIO, Kind
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.errors import ReadError

Facts = list[tuple[str, str]]

HEADINGS, WIDEST = 12, 60  # lines of text: width of the headings, and what a long name may widen the dialog to


class FactsDialog(QDialog):
    """A table of names and values that can be selected and copied."""

    def __init__(self, session: Session, path: Path, picture: Picture | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(path.name)
        self.facts = [*self._of_file(session, path), *self._of_picture(picture), *self._of_boxes(session, path)]
        form = QFormLayout()
        em = self.fontMetrics().height()
        form.setHorizontalSpacing(em)
        for name, value in self.facts:
            label = _field(value)
            label.setAccessibleName(f"{name}: {value}")
            heading = QLabel(name)
            heading.setObjectName("faint")
            form.addRow(heading, label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = required(buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole))
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addSpacing(em // 2)
        layout.addWidget(buttons)
        widest = max(self.fontMetrics().horizontalAdvance(value) for _, value in self.facts)
        self.setMinimumWidth(em * 28)
        resize_within_screen(self, min(widest / em + HEADINGS, WIDEST), self.sizeHint().height() / em)

    def _of_file(self, session: Session, path: Path) -> Facts:
        facts = [(self.tr("File"), path.name), (self.tr("Folder"), str(path.parent))]
        try:
            opened, about = open_micrograph(path), path.stat()
        except (ReadError, OSError) as e:
            return [*facts, (self.tr("Problem"), str(e))]
        changed = datetime.datetime.fromtimestamp(about.st_mtime).astimezone().strftime("%Y-%m-%d %H:%M")
        size = self.tr("{0:,.1f} MB, changed {1}").format(about.st_size / 1e6, changed)
        return [*facts, (self.tr("On disk"), size), *self._of_header(session, opened)]

    def _of_header(self, session: Session, opened: Micrograph) -> Facts:
        height, width = opened.shape
        in_file = f"{opened.pixel_size:.4g} Å/px" if opened.pixel_size else self.tr("not in the file")
        facts = [
            (self.tr("Size"), self.tr("{0:,} × {1:,} px, {2} bits").format(width, height, opened.bits or "?")),
            (self.tr("Pixel size"), in_file),
        ]
        used = session.project.pixel_size
        if used:
            facts.append((self.tr("Pixel size set here"), f"{used:.4g} Å/px"))
        if pixel_size := used or opened.pixel_size:
            sides = f"{width * pixel_size / 10:,.0f} × {height * pixel_size / 10:,.0f} nm"
            facts.append((self.tr("Field of view"), sides))
        first = self.tr("top") if opened.rows_from_top else self.tr("bottom")
        return [*facts, (self.tr("First row in the file"), first)]

    def _of_picture(self, picture: Picture | None) -> Facts:
        if picture is None:
            return []
        black, white = picture.fitted
        level = picture.levels[0]
        stride = max(1, round((level.size / 1e6) ** 0.5))
        sample = picture.offset + picture.step * level[::stride, ::stride].astype(np.float32)
        outside = float(np.mean((level[::stride, ::stride] == 0) | (level[::stride, ::stride] == STEPS)))
        facts = [
            (self.tr("Grey values"), self.tr("mean {0:,.4g}, deviation {1:,.4g}").format(sample.mean(), sample.std())),
            (self.tr("Black and white"), self.tr("fitted to {0:,.4g} and {1:,.4g}").format(black, white)),
        ]
        return [*facts, (self.tr("Extreme pixels"), f"{outside:.2%}")] if outside else facts

    def _of_boxes(self, session: Session, path: Path) -> Facts:
        boxes, view = session.store.boxes(path), session.view
        _, visible = session.counts(path)
        picks = boxes[boxes["kind"] == Kind.PICK]
        labels, rejected = (int(np.count_nonzero(boxes["kind"] == kind)) for kind in (Kind.LABEL, Kind.REJECTED))
        own = self.tr("own") if path in view.own_thresholds else self.tr("common")
        own = self.tr("by defocus") if path in view.by_defocus and path not in view.own_thresholds else own
        facts = [
            (self.tr("Labels"), f"{labels:,}"),
            (self.tr("Picks"), self.tr("{0:,} visible of {1:,}").format(visible, len(picks))),
            (self.tr("Rejected"), f"{rejected:,}"),
            (self.tr("Threshold"), f"{view.threshold_of(path):.3f} ({own})"),
        ]
        known = picks["confidence"][np.isfinite(picks["confidence"])]
        if len(known):
            facts.append((self.tr("Confidences"), f"{known.min():.2f} – {known.max():.2f}"))
        if (origin := session.project.picked_by.get(path)) is not None:
            size = self.tr(", boxes of {0:.0f} px").format(origin.size) if origin.size else ""
            facts.append((self.tr("Picked with"), readable(origin.model) + size))
        if (origin := session.project.traced_by.get(path)) is not None:
            width = self.tr(", {0:.0f} px wide").format(origin.size / BOX_RATIO) if origin.size else ""
            facts.append((self.tr("Filaments picked with"), readable(origin.model) + width))
        if path in session.project.empty:
            facts.append((self.tr("Marked as"), self.tr("empty")))
        use = {"micrographs": self.tr("training"), "validation": self.tr("validation")}
        if session.card is not None and (part := use.get(session.card.part_of(path.name))):
            facts.append((self.tr("Used by the model for"), part))
        return facts

    def _copy(self) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText("\n".join(f"{name}: {value}" for name, value in self.facts))


def _field(value: str) -> QLineEdit:
    """Return a field that can be selected; of a long value, such as a path, it shows the end."""
    field = QLineEdit(value)
    field.setReadOnly(True)
    field.setFrame(False)
    field.setStyleSheet("background: transparent")
    field.setToolTip(value)
    return field


def readable(model: str) -> str:
    """Return the name of a model in an origin of picks, with its date as people write it."""
    name, _, created = model.rpartition(" ")
    try:
        return f"{name}, {datetime.datetime.fromisoformat(created):%Y-%m-%d %H:%M}" if name else model
    except ValueError:
        return model
