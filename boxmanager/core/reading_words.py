"""What the window calls the readings of coordinates, and the orientations of masks, in its own language."""

from __future__ import annotations

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

CONTEXT = "readings"
T = QT_TRANSLATE_NOOP

WORDS = (
    T(CONTEXT, "as they are"),
    T(CONTEXT, "upside down"),
    T(CONTEXT, "mirrored"),
    T(CONTEXT, "turned by half a turn"),
    T(CONTEXT, "upside down (y counted from the top edge)"),
    T(CONTEXT, "mirrored (x counted from the right edge)"),
    T(CONTEXT, "turned by 180° (counted from the upper right corner)"),
    T(CONTEXT, "with x and y swapped"),
    T(CONTEXT, "with x and y swapped (rows, counted from the top edge, first)"),
    T(CONTEXT, "as lower left corners, not centres"),
    T(CONTEXT, "as upper left corners, not centres"),
    T(CONTEXT, "as centres, not lower left corners"),
    T(CONTEXT, "in pixels binned by 2"),
    T(CONTEXT, "in pixels binned by 4"),
    T(CONTEXT, "in pixels binned by 8"),
    T(CONTEXT, "in pixels of half the size (this micrograph is binned by 2)"),
    T(CONTEXT, "in pixels of a quarter of the size (this micrograph is binned by 4)"),
    T(CONTEXT, "in pixels of an eighth of the size (this micrograph is binned by 8)"),
)


def words_of(reading: str) -> str:
    """Return the translation of the engine's words for a reading or an orientation."""
    return QCoreApplication.translate(CONTEXT, reading)
