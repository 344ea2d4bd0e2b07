"""Tiles cover everything once and sit on the network's raster."""

from __future__ import annotations

import numpy as np
import pytest

from iceboxer.engine.models.tiling import tiles


@pytest.mark.parametrize("shape", [(100, 90), (512, 512), (513, 2000), (1818, 2560), (3000, 700)])
def test_every_position_belongs_to_exactly_one_tile_with_context(shape: tuple[int, int]) -> None:
    owners = np.zeros(shape, int)
    for tile in tiles(shape, 512, 128, 32):
        left, right, low, high = tile.own
        assert tile.left % 32 == tile.bottom % 32 == tile.height % 32 == tile.width % 32 == 0
        x = slice(max(0, int(np.ceil(left))) if np.isfinite(left) else 0, int(min(right, shape[1])))
        y = slice(max(0, int(np.ceil(low))) if np.isfinite(low) else 0, int(min(high, shape[0])))
        owners[y, x] += 1
        assert x.start == 0 or x.start - tile.left >= 64
        assert x.stop == shape[1] or tile.left + tile.width - x.stop >= 64
    assert (owners == 1).all()


@pytest.mark.parametrize("shape", [(2021, 2845), (1000, 2100), (2049, 4000), (2048, 2048)])
def test_tiles_overlap_little(shape: tuple[int, int]) -> None:
    seen = sum(tile.height * tile.width for tile in tiles(shape, 2048, 128, 32))
    assert seen < 1.25 * shape[0] * shape[1]


def test_a_tile_beyond_the_picture_is_filled_with_zeros() -> None:
    picture = np.ones((40, 50), np.float32)
    (tile,) = tiles(picture.shape, 512, 128, 32)
    view = tile.cut(picture)
    assert view.shape == (64, 64)
    assert view.sum() == 40 * 50
