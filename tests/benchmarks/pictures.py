"""Large micrographs for timing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import mrcfile
import numpy as np

from iceboxer.engine.data.micrograph import open_micrograph
from tests.benchmarks.material import Material
from tests.benchmarks.scale import Pictures


def write_pictures(material: Material, pictures: Pictures, folder: Path) -> None:
    """Write one micrograph of a size under many names: a simulated one, tiled."""
    material.make()
    tile = open_micrograph(material.test[0]).read()
    times = [-(-side // there) for side, there in zip((pictures.height, pictures.width), tile.shape, strict=True)]
    folder.mkdir()
    first = folder / "000.mrc"
    with mrcfile.new(first) as mrc:
        mrc.set_data(np.tile(tile, times)[: pictures.height, : pictures.width])
        mrc.voxel_size = material.pixel_size
    for number in range(1, pictures.count):
        _doubled(first, folder / f"{number:03d}.mrc")


def _doubled(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:  # a file system without links
        shutil.copyfile(path, other)
