"""Two narrow bridges: from NumPy to Qt's pictures, and past what PyQt's types say may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PyQt5 import sip
from PyQt5.QtGui import QColor, QImage

T = TypeVar("T")


def there(thing: T | None) -> T:
    """What Qt always has once the window stands, though its types allow for nothing."""
    if thing is None:
        raise RuntimeError("Qt has lost a part of the window")
    return thing


def grey_image(shades: NDArray[np.uint8]) -> QImage:
    """A grey QImage on the memory of an array (height, width), rows from the top; keep the array as long."""
    height, width = shades.shape
    return QImage(_memory(shades), width, height, shades.strides[0], QImage.Format.Format_Grayscale8)


def indexed_image(inks: NDArray[np.uint8], colours: Sequence[QColor]) -> QImage:
    """A QImage with transparency from an array (height, width) of places in `colours`."""
    height, width = inks.shape
    image = QImage(_memory(inks), width, height, inks.strides[0], QImage.Format.Format_Indexed8)
    image.setColorTable([colour.rgba() for colour in colours])
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)  # which is also painted faster


def _memory(array: NDArray[Any]) -> sip.voidptr:
    return sip.voidptr(array.ctypes.data)
