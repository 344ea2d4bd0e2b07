"""Simulated sets, made on all processor cores, and large micrographs for timing."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import mrcfile
import numpy as np

from iceboxer.engine.data.atomic import make_folder
from iceboxer.engine.data.boxes import resized
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.simulation.micrograph import Recipe, child_seed, simulate_micrograph
from iceboxer.engine.simulation.molecule import made_up
from tests.benchmarks.gpu.extent import Extent

PARTICLES = 20  # on 1024² px, as dense as the 250 of the paper on 4096² px
SEED = 1


@dataclass(frozen=True)
class SimulatedSet:
    """Plain micrographs of the artificial channel at noise k, of `side` px, at 1.2 Å/px.

    A particle of 108 px spans three and a half cells of `yolo` where the micrograph is not downscaled.
    """

    folder: Path
    noise: float
    side: int
    learn: int
    test: int

    @property
    def recipe(self) -> Recipe:
        """The recipe of each micrograph."""
        particles = round(PARTICLES * (self.side / 1024) ** 2)
        return Recipe(width=self.side, height=self.side, particles=particles, noise=self.noise)

    @property
    def boxes(self) -> Path:
        """The folder of the boxes to train on."""
        return self.folder / "boxes"

    @property
    def truth(self) -> Path:
        """The folder of the true boxes of the micrographs to test on."""
        return self.folder / "truth"

    @property
    def training(self) -> list[Path]:
        """The micrographs to train on."""
        return [self.folder / "micrographs" / f"learn-{n:03d}.mrc" for n in range(self.learn)]

    @property
    def unseen(self) -> list[Path]:
        """The micrographs to test on."""
        return [self.folder / "micrographs" / f"test-{n:03d}.mrc" for n in range(self.test)]


def simulated_sets(folder: Path, extent: Extent) -> dict[str, SimulatedSet]:
    """Return the sets by name: plain at k = 4 and 8, and larger micrographs, which need patches."""
    learn, test = extent.learn, extent.test
    return {
        "k4": SimulatedSet(folder / "k4", 4.0, 1024, learn, test),
        "k8": SimulatedSet(folder / "k8", 8.0, 1024, learn, test),
        "large": SimulatedSet(folder / "large", 8.0, 2048, max(3, learn // 2), max(1, test // 2)),
    }


def simulate(sets: list[SimulatedSet], processes: int) -> int:
    """Write the micrographs and boxes of all sets, in so many processes; return the number of micrographs."""
    for item in sets:
        make_folder(item.folder / "micrographs")
        make_folder(item.boxes)
        make_folder(item.truth)
    parts = [(item, path, n) for item in sets for n, path in enumerate([*item.training, *item.unseen])]
    parts.sort(key=lambda part: -part[0].side)  # the slowest first
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # in the processes, which are as many as the processors
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        return sum(pool.map(_simulate_one, parts))


def _simulate_one(part: tuple[SimulatedSet, Path, int]) -> int:
    item, path, number = part
    image, boxes, _ = simulate_micrograph(item.recipe, made_up(), child_seed(SEED, number))
    write_mrc(path, image, item.recipe.pixel_size)
    folder = item.truth if path in item.unseen else item.boxes
    write_boxes(folder / f"{path.stem}.box", BoxList(None, boxes), "eman")
    return 1


def write_mrc(path: Path, image: np.ndarray[tuple[int, ...], np.dtype[np.float32]], pixel_size: float) -> None:
    """Write a micrograph."""
    with mrcfile.new(path, overwrite=True) as mrc:
        mrc.set_data(np.ascontiguousarray(image))
        mrc.voxel_size = pixel_size


def write_large(source: Path, side: int, count: int, folder: Path) -> Path:
    """Write a micrograph of `side` px, tiled from `source`, under `count` names; return the folder."""
    micrograph = open_micrograph(source)
    tile = micrograph.read()
    times = -(-side // min(tile.shape))
    make_folder(folder)
    first = folder / "000.mrc"
    write_mrc(first, np.tile(tile, (times, times))[:side, :side], micrograph.pixel_size or 1.2)
    for number in range(1, count):
        other = folder / f"{number:03d}.mrc"
        other.unlink(missing_ok=True)
        os.link(first, other)
    return folder


def box_size(item: SimulatedSet) -> float:
    """Return the side of the true boxes in px."""
    (boxes,) = read_boxes(item.boxes / f"{item.training[0].stem}.box")
    return float(np.median(resized(boxes.boxes, float(boxes.boxes["width"][0]))["width"]))
