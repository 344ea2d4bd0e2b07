"""Downscaling without aliasing and without a shift: a position p becomes p / factor exactly.

Pixel i spans [i, i + 1) before and after.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

Image = NDArray[np.float32]

LOBES = 3  # of the kernel on each side; 3 % of white noise is aliased, with two lobes 5 %
ROWS_AT_ONCE = 64  # about; so many fit into the processor's cache
# multiplications in a product of matrices; the linear algebra library starts threads for more, which would slow down
# the others, since each already processes a micrograph
SINGLE_THREADED = 1 << 18


def shrunk_shape(shape: tuple[int, int], factor: float) -> tuple[int, int]:
    """Return height and width after downscaling by about `factor`, rounded up to sizes with fast Fourier transforms.

    With a large prime factor in a size, filters in Fourier space take four times as long. The change of scale, at
    most 2 %, does not matter to a network.
    """
    height, width = (max(1, round(n / factor)) for n in shape)
    return scipy.fft.next_fast_len(height, real=True), scipy.fft.next_fast_len(width, real=True)


class Block(NamedTuple):
    """The `weights` (n, k) of k successive old pixels along a line in each of n successive new ones."""

    new: slice
    old: slice
    weights: Image


def shrink(image: NDArray[Any], factor: float) -> Image:
    """Downscale a picture (upscale if `factor` < 1) to `shrunk_shape` with the Lanczos kernel (Duchon 1979).

    Rows and columns are resampled one after the other, in products of small dense matrices: the weights of a few new
    pixels times the old pixels that they need. Half of these weights are zero, but dense products are so much faster
    that sparse ones took twice as long. The cost per pixel does not depend on the size of the picture, unlike that of
    a Fourier transform.
    """
    old = (image.shape[0], image.shape[1])
    new = shrunk_shape(old, factor)
    image = np.ascontiguousarray(image, np.float32)
    if new == old:
        return image
    by_row, by_column = (_blocks(n, m) for n, m in zip(old, new, strict=True))
    result = np.empty(new, np.float32)
    at_once = max(1, ROWS_AT_ONCE // len(by_row[0].weights))
    for start in range(0, len(by_row), at_once):
        blocks = by_row[start : start + at_once]
        made = slice(blocks[0].new.start, blocks[-1].new.stop)
        rows = np.empty((made.stop - made.start, old[1]), np.float32)
        for block in blocks:
            _resample_rows(image, block, rows[block.new.start - made.start : block.new.stop - made.start])
        for block in by_column:
            np.matmul(rows[:, block.old], block.weights.T, out=result[made, block.new])
    return result


def _resample_rows(image: Image, block: Block, result: Image) -> None:
    """Write the new rows of a block, as wide as the picture, to `result`."""
    wide = max(16, SINGLE_THREADED // block.weights.size)
    for left in range(0, image.shape[1], wide):
        columns = slice(left, left + wide)
        np.matmul(block.weights, image[block.old, columns], out=result[:, columns])


@lru_cache(maxsize=8)  # the micrographs of a data set have one size
def _blocks(old: int, new: int) -> list[Block]:
    """Return the weights of `old` pixels along a line in each of `new` pixels, in blocks of 8 to 16 new pixels.

    None is a single pixel, since products with a vector follow other rules.
    """
    weights = _weights(old, new)
    count = -(-new // (16 if old < 3 * new else 8))
    edges = [round(i * new / count) for i in range(count + 1)]
    blocks = []
    for start, stop in pairwise(edges):
        part = weights[start:stop]
        taken = slice(int(part.indices.min()), int(part.indices.max()) + 1)
        blocks.append(Block(slice(start, stop), taken, np.ascontiguousarray(part[:, taken].toarray())))
    return blocks


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
