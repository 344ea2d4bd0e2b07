"""The painting of a row in the list of micrographs."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QModelIndex, QRect, QSize, Qt
from PyQt5.QtGui import QFontMetrics, QPainter, QPalette, QPixmap
from PyQt5.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from iceboxer.boxmanager.panels.micrograph_model import MicrographModel

USAGE_MARKS = {"micrographs": "◆", "validation": "◇"}  # marks of the active model's training and validation micrographs
BETWEEN = "   "  # two counts, where there is room
FAINT = 0.45  # opacity of an excluded micrograph


class MicrographDelegate(QStyledItemDelegate):
    """Painter of a row of `model`: thumbnail, name, counts, marks."""

    def __init__(self, model: MicrographModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return a height of three lines."""
        return QSize(0, round(option.fontMetrics.height() * 2.9))

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one row."""
        model = self.model
        if painter is None:
            return
        path = model.paths[index.row()]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(option.rect, option.palette.highlight())
        room = option.rect.height()
        gap = room // 9
        square = QRect(option.rect.left() + gap, option.rect.top() + gap, room - 2 * gap, room - 2 * gap)
        excluded = model.session.project.is_excluded(path)
        painter.setOpacity(FAINT if excluded else 1.0)
        self._paint_thumbnail(painter, option, model.thumbnail(path), square, path in model.session.problems)
        text = option.rect.adjusted(room, gap, -gap, -gap)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        painter.setPen(option.palette.color(role))
        metrics = QFontMetrics(option.font)
        upper = QRect(text.left(), text.top(), text.width(), text.height() // 2)
        lower = QRect(text.left(), upper.bottom(), text.width(), text.height() // 2)
        name = metrics.elidedText(model.short_name(path), Qt.TextElideMode.ElideLeft, text.width())
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, name)
        if not chosen:
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        counts = self.second_line(model, path)
        if metrics.horizontalAdvance(counts) > text.width():
            counts = counts.replace(BETWEEN, " ")
        second = metrics.elidedText(counts, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, second)
        painter.restore()

    def second_line(self, model: MicrographModel, path: Path) -> str:
        """Return the counts, or the state of a micrograph without boxes."""
        session = model.session
        if path in session.problems:
            return self.tr("✕ cannot be read")
        if reason := model.reason(path):
            return self.tr("⊘ {0}").format(reason)
        labels, picks = session.counts(path)
        mark = USAGE_MARKS.get(session.card.part_of(path.name)) if session.card else None
        parts = [mark] if mark else []
        if path in session.project.empty:
            parts.append(self.tr("∅ empty"))
        if labels:
            parts.append(self.tr("● {0}").format(f"{labels:,}"))
        if picks:
            mark = "↻" if model.has_outdated_picks(path) else "□"
            parts.append(f"{mark} {picks:,}")
        if bent := session.filaments.count_known(path):
            parts.append(f"{'↻' if session.filaments.is_outdated(path) else ''}∿ {bent:,}")
        return BETWEEN.join(parts) if parts else "–"

    def _paint_thumbnail(
        self, painter: QPainter, option: QStyleOptionViewItem, small: QPixmap | None, square: QRect, bad: bool
    ) -> None:
        if small is None:
            painter.fillRect(square, option.palette.alternateBase())
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, "✕" if bad else "…")
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = small.size().scaled(square.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(square.topLeft(), size)
        place.moveCenter(square.center())
        painter.drawPixmap(place, small)
