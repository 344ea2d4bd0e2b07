"""Drawing of many rectangles or lines from an array in one call, without one Python object each."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5 import sip
from PyQt5.QtCore import QLineF, QRectF
from PyQt5.QtGui import QPainter


def _filled(kind: type, numbers: NDArray[Any]) -> Any:
    """Return a C array of `kind`, a type of four doubles, filled from numbers (n, 4)."""
    typed: Any = sip  # sip's type hints lack the arguments of array and the result of unwrapinstance
    array = typed.array(kind, len(numbers))
    memory = (ctypes.c_double * (4 * len(numbers))).from_address(typed.unwrapinstance(array[0]))
    np.ctypeslib.as_array(memory).reshape(-1, 4)[:] = numbers
    return array


def draw_rectangles(painter: QPainter, rectangles: NDArray[Any]) -> None:
    """Draw rectangles (n, 4): left, top, width, height."""
    if len(rectangles):
        painter.drawRects(_filled(QRectF, rectangles))


def draw_lines(painter: QPainter, lines: NDArray[Any]) -> None:
    """Draw lines (n, 4): x and y of the first end, then of the second."""
    if len(lines):
        painter.drawLines(_filled(QLineF, lines))
