"""Downscaling without aliasing and without a shift: a position p becomes p / factor exactly.

Pixel i spans [i, i + 1) before and after.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

Image = NDArray[np.float32]

LOBES = 3  # of the kernel on each side; 3 % of white noise is aliased, with two lobes 5 %
ROWS_AT_ONCE = 32  # so that a block of rows fits into the processor's cache


def shrunk_shape(shape: tuple[int, int], factor: float) -> tuple[int, int]:
    """Return height and width after downscaling by about `factor`, rounded up to sizes with fast Fourier transforms.

    With a large prime factor in a size, filters in Fourier space take four times as long. The change of scale, at
    most 2 %, does not matter to a network.
    """
    height, width = (max(1, round(n / factor)) for n in shape)
    return scipy.fft.next_fast_len(height, real=True), scipy.fft.next_fast_len(width, real=True)


def shrink(image: NDArray[Any], factor: float) -> Image:
    """Downscale a picture (upscale if `factor` < 1) to `shrunk_shape` with the Lanczos kernel (Duchon 1979).

    Rows and columns are each resampled with a sparse matrix. The cost per pixel does not depend on the size of the
    picture, unlike that of a Fourier transform, and is half of it at 4096 × 4096.
    """
    old = (image.shape[0], image.shape[1])
    new = shrunk_shape(old, factor)
    image = np.ascontiguousarray(image, np.float32)
    if new == old:
        return image
    by_row, by_column = (_weights(n, m) for n, m in zip(old, new, strict=True))
    result = np.empty(new, np.float32)
    for start in range(0, new[0], ROWS_AT_ONCE):
        rows = by_row[start : start + ROWS_AT_ONCE] @ image
        result[start : start + ROWS_AT_ONCE] = (by_column @ np.ascontiguousarray(rows.T)).T
    return result


@lru_cache(maxsize=8)  # the micrographs of a data set have one size
def _weights(old: int, new: int) -> Any:
    """Return the sparse matrix (new, old) of the weights of `old` pixels along a line in each of `new` pixels.

    The line is mirrored at its ends.
    """
    step = old / new
    wide = max(1.0, step)
    middle = (np.arange(new) + 0.5) * step - 0.5
    taken = np.ceil(middle - LOBES * wide).astype(int)[:, None] + np.arange(int(2 * LOBES * wide) + 1)
    distance = (taken - middle[:, None]) / wide
    weight = np.where(np.abs(distance) < LOBES, np.sinc(distance) * np.sinc(distance / LOBES), 0)
    weight /= weight.sum(axis=1, keepdims=True)
    period = taken % (2 * old)
    column = np.where(period < old, period, 2 * old - 1 - period)
    row = np.broadcast_to(np.arange(new)[:, None], taken.shape)
    entries = weight.ravel(), (row.ravel(), column.ravel())
    return scipy.sparse.coo_array(entries, (new, old), dtype=np.float32).tocsr()
