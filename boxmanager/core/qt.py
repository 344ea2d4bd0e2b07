"""Conversions for Qt: NumPy arrays to images, and optional values to values that must exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PyQt5 import sip
from PyQt5.QtGui import QColor, QImage

T = TypeVar("T")


def required(value: T | None) -> T:
    """Return a value that PyQt declares optional although it always exists in a complete window.

    Raises
    ------
    RuntimeError
        The value is None.
    """
    if value is None:
        raise RuntimeError("Qt returned None for a part of the window that must exist")
    return value


def grey_image(shades: NDArray[np.uint8]) -> QImage:
    """Return a grey QImage that shares the memory of an array (height, width), top row first; keep the array alive."""
    height, width = shades.shape
    return QImage(_memory(shades), width, height, shades.strides[0], QImage.Format.Format_Grayscale8)


def alpha_image(opacity: NDArray[np.uint8]) -> QImage:
    """Return a black QImage with the opacities of an array (height, width), top row first."""
    height, width = opacity.shape
    return QImage(_memory(opacity), width, height, opacity.strides[0], QImage.Format.Format_Alpha8).copy()


def indexed_image(inks: NDArray[np.uint8], colours: Sequence[QColor]) -> QImage:
    """Return a QImage with transparency from an array (height, width) of indices into `colours`."""
    height, width = inks.shape
    image = QImage(_memory(inks), width, height, inks.strides[0], QImage.Format.Format_Indexed8)
    image.setColorTable([colour.rgba() for colour in colours])
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)  # the format that paints fastest


def _memory(array: NDArray[Any]) -> sip.voidptr:
    return sip.voidptr(array.ctypes.data)
