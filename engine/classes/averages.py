"""Averages of crops in real space: rotating, shifting and summing, in blocks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from iceboxer.engine.classes.blocks import map_blocks, slices

Floats = NDArray[np.float32]
AT_ONCE = 256  # crops in a block


def turn_crops(crops: Floats, angle: Floats, centre: Floats) -> Floats:
    """Return crops (n, side, side), rotated around a centre, which becomes the middle.

    Parameters
    ----------
    angle
        Radians (n,), counter-clockwise with row 0 at the bottom.
    centre
        Position (n, 2) as x, y relative to the middle of the crop, px.
    """
    side = crops.shape[1]
    angles, middle = torch.from_numpy(np.ascontiguousarray(angle, np.float32)), 2.0 / side
    cos, sin = torch.cos(angles), torch.sin(angles)
    shift = torch.from_numpy(np.ascontiguousarray(centre, np.float32)) * middle
    # the grid holds the place in the crop of each pixel of the result, so it turns the other way
    rows = torch.stack([torch.stack([cos, sin, shift[:, 0]], 1), torch.stack([-sin, cos, shift[:, 1]], 1)], 1)
    grid = torch.nn.functional.affine_grid(rows, [len(crops), 1, side, side], align_corners=False)
    picture = torch.from_numpy(np.ascontiguousarray(crops, np.float32))[:, None]
    turned = torch.nn.functional.grid_sample(picture, grid, "bicubic", "border", align_corners=False)
    result: Floats = turned[:, 0].numpy()
    return result


def sum_crops(
    read: Callable[[slice], Floats], label: NDArray[np.intp], angle: Floats, centre: Floats, count: int, side: int
) -> tuple[Floats, NDArray[np.intp]]:
    """Return the averages (count, side, side) of crops, which `read` returns in blocks, and their members (count,).

    A crop with a negative label belongs to no average.
    """
    total = torch.zeros(count, side, side)

    def turn(part: slice) -> Floats:
        mine = label[part] >= 0
        return turn_crops(read(part)[mine], angle[part][mine], centre[part][mine])

    parts = list(slices(len(label), AT_ONCE))
    for part, turned in zip(parts, map_blocks(turn, parts), strict=True):
        mine = label[part]
        total.index_add_(0, torch.from_numpy(mine[mine >= 0]), torch.from_numpy(turned))
    members = np.bincount(label[label >= 0], minlength=count)
    return (total.numpy() / np.maximum(members, 1)[:, None, None]).astype(np.float32), members
