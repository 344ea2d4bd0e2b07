"""Random augmented crops of examples, and batches of them drawn in a background thread."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from types import TracebackType
from typing import Protocol

import numpy as np
import PIL.Image
import torch
from numpy.typing import NDArray
from torch import Tensor

from iceboxer.engine.data.boxes import no_boxes
from iceboxer.engine.data.filters import Image
from iceboxer.engine.data.junk import HIDING
from iceboxer.engine.data.stored_picture import Picture
from iceboxer.engine.models.base import Network, Target
from iceboxer.engine.training import augmentation
from iceboxer.engine.training.examples import Example
from iceboxer.engine.training.targets import Grid, Particles, Points, make_target

Batch = tuple[Tensor, Target]

ROTATED_FRACTION = 0.7  # of the crops are rotated by any angle; it smooths them slightly, so some must stay sharp
MASKED_FRACTION = 0.25  # of the aimed crops contain a masked place, on micrographs with a mask
MASKED_PLACES = 200  # of a micrograph that crops are aimed at, at most
AIMED_FRACTION = 0.8  # of the crops contain a label or a rejected box


class Source(Protocol):
    """A source of training pictures."""

    def draw(self, rng: np.random.Generator) -> tuple[Image, dict[str, Grid]]:
        """Return one picture (side, side) and the arrays of its target."""


def collate(source: Source, seed: int, numbers: Iterable[int]) -> Batch:
    """Return pictures (n, 1, side, side) and their targets; seed and number determine a picture."""
    drawn = [source.draw(np.random.default_rng((seed, number))) for number in numbers]
    pictures = torch.from_numpy(np.stack([picture for picture, _ in drawn]))[:, None]
    names = drawn[0][1]  # the optional parts are in all of them or in none
    target = Target(**{name: torch.from_numpy(np.stack([grid[name] for _, grid in drawn])) for name in names})
    return pictures.contiguous(memory_format=torch.channels_last), target


class Feed:
    """Queue of batches filled in the background; the same seed gives the same batches in the same order.

    Parameters
    ----------
    start : int
        Number of the first batch.
    part : (int, int)
        Rank and world size. Together the ranks draw the pictures that one process would draw with batches of the
        total size.
    workers : int
        Number of batches that are drawn at the same time.
    """

    def __init__(
        self,
        source: Source,
        batch: int,
        seed: int,
        start: int = 0,
        part: tuple[int, int] = (0, 1),
        workers: int = 1,
    ) -> None:
        self.source, self.batch, self.seed, self.workers = source, batch, seed, workers
        rank, world_size = part
        self._next = (start * world_size + rank) * batch
        self._stride = world_size * batch
        self._queue: queue.Queue[Batch | Exception] = queue.Queue(maxsize=3)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    def __enter__(self) -> Feed:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        while self._thread.is_alive():
            self._drain()
            self._thread.join(0.05)

    def next(self) -> Batch:
        """Return the next batch; raise an exception that occurred while drawing it."""
        item = self._queue.get()
        if isinstance(item, Exception):
            raise item
        return item

    def _run(self) -> None:
        try:
            with closing(self._batches()) as batches:
                for batch in batches:
                    self._queue.put(batch)
                    if self._stop.is_set():
                        return
        except Exception as e:  # noqa: BLE001  handed to the training thread, which raises it
            self._queue.put(e)

    def _batches(self) -> Generator[Batch, None, None]:
        """Yield the batches in order, drawing some of them ahead."""
        waiting: deque[Future[Batch]] = deque()
        with ThreadPoolExecutor(self.workers, "crops") as pool:
            try:
                while True:
                    while len(waiting) < self.workers:
                        numbers = range(self._next, self._next + self.batch)
                        waiting.append(pool.submit(collate, self.source, self.seed, numbers))
                        self._next += self._stride
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    def _drain(self) -> None:
        while not self._queue.empty():
            self._queue.get_nowait()


@dataclass(frozen=True)
class CropFrame:
    """Square of `side` px in a picture around `centre` (x, y in px), rotated by `angle` (radians)."""

    centre: tuple[float, float]
    angle: float
    side: int

    @cached_property
    def _rotation(self) -> NDArray[np.float64]:
        """Matrix from directions in the crop to directions in the picture."""
        cosine, sine = np.cos(self.angle), np.sin(self.angle)
        return np.array([[cosine, -sine], [sine, cosine]])

    def to_picture(self, points: Points) -> Points:
        """Return the picture coordinates of points (n, 2) of the crop; x, y in px."""
        found: Points = (points - self.side / 2) @ self._rotation.T + np.asarray(self.centre)
        return found

    def from_picture(self, points: Points) -> Points:
        """Return the crop coordinates of points (n, 2) of the picture; x, y in px."""
        found: Points = (points - np.asarray(self.centre)) @ self._rotation + self.side / 2
        return found

    def cut(self, picture: Picture) -> Image:
        """Return the crop (side, side), 0 beyond the picture; a rotated one is interpolated by cubic convolution."""
        reach = self.side / 2 * (abs(np.cos(self.angle)) + abs(np.sin(self.angle))) + 2
        low = [max(0, int(m - reach)) for m in self.centre]
        part = picture[low[1] : int(self.centre[1] + reach) + 1, low[0] : int(self.centre[0] + reach) + 1]
        x, y = self.to_picture(np.zeros((1, 2)))[0] - low
        matrix = (self._rotation[0, 0], self._rotation[0, 1], x, self._rotation[1, 0], self._rotation[1, 1], y)
        method = PIL.Image.Resampling.BICUBIC if self.angle else PIL.Image.Resampling.NEAREST
        image = PIL.Image.fromarray(np.ascontiguousarray(part))
        rotated = image.transform((self.side, self.side), PIL.Image.Transform.AFFINE, matrix, method)
        return np.asarray(rotated, np.float32)


class Crops:
    """Source of augmented crops of examples.

    Parameters
    ----------
    missing_weight : float
        Loss weight of unlabelled regions on micrographs with labels. It is 1 on empty micrographs and at rejected
        boxes, and 0 at unsure places unless `missing_weight` is 1.
    """

    def __init__(
        self,
        examples: list[Example],
        network: Network,
        box_size: float,
        missing_weight: float,
        augmentations: tuple[str, ...] = augmentation.ALL,
        probability: float = 0.1,
    ) -> None:
        self.examples, self.network, self.box_size = examples, network, box_size
        self.augmentations, self.probability = augmentations, probability
        self.set_missing_weight(missing_weight)
        # by the square root of the number of labels: full micrographs are drawn more often, sparse ones still count
        self.masked = [_masked_places(e) for e in examples]
        weights = np.sqrt([max(1, len(p.aims)) for p in self.particles])
        self.sampling_weights = weights / weights.sum()

    def set_missing_weight(self, weight: float) -> None:
        """Set the loss weight of unlabelled regions for the crops drawn from now on."""
        self.missing_weight = weight
        examples = [e if weight < 1 else replace(e, unsure=no_boxes()) for e in self.examples]
        self.particles = [e.particles(self.box_size) for e in examples]

    def draw(self, rng: np.random.Generator) -> tuple[Image, dict[str, Grid]]:
        """Return one crop (side, side) and the arrays of its target."""
        index = int(rng.choice(len(self.examples), p=self.sampling_weights))
        left, bottom = self._corner(index, rng)
        frame = self._frame(index, left, bottom, rng)
        picture, weight, particles = self._cut(index, frame)
        picture, weight, particles = augmentation.flip_and_turn(picture, weight, particles, rng, self.augmentations)
        picture = augmentation.change_pixels(picture, rng, self.augmentations, self.probability)
        box_in_picture = self.box_size / self.examples[index].scale[0]
        network = self.network
        target = make_target(particles, weight, network.stride, network.nearness, box_in_picture)
        return np.ascontiguousarray(picture, np.float32), target

    def _corner(self, index: int, rng: np.random.Generator) -> tuple[int, int]:
        """Return the lower left corner of a crop around a random label or rejected box, or of one anywhere."""
        shape, side = self.examples[index].picture.shape, self.network.crop
        points, masked = self._points(self.particles[index], rng), self.masked[index]
        if len(masked) and (self.examples[index].only_masked or rng.random() < MASKED_FRACTION):
            points = masked
        if len(points) and rng.random() < AIMED_FRACTION:
            x, y = points[rng.integers(len(points))] - rng.uniform(0.1, 0.9, 2) * side
        else:
            x, y = rng.uniform(0, 1, 2) * (np.asarray(shape[::-1]) - side)
        left, bottom = (int(np.clip(v, 0, max(0, n - side))) for v, n in ((x, shape[1]), (y, shape[0])))
        return left, bottom

    @staticmethod
    def _points(particles: Particles, rng: np.random.Generator) -> Points:
        """Return labels or rejected boxes, in proportion to their numbers, but labels at least every other time."""
        aims = particles.aims
        rejected, total = len(particles.rejected), len(particles.rejected) + len(aims)
        takes_rejected = rejected > 0 and rng.random() < min(rejected / total, 0.5 if rejected < total else 1.0)
        return particles.rejected if takes_rejected else aims

    def _frame(self, index: int, left: int, bottom: int, rng: np.random.Generator) -> CropFrame:
        """Return the frame of a crop, rotated only if all boxes are square, since others have no rotated box."""
        side, sizes = self.network.crop, self.particles[index].sizes
        rotated = "rotation" in self.augmentations and rng.random() < ROTATED_FRACTION
        rotated = rotated and bool((sizes[:, 0] == sizes[:, 1]).all())
        return CropFrame((left + side / 2, bottom + side / 2), rng.uniform(0, 2 * np.pi) if rotated else 0.0, side)

    def _cut(self, index: int, frame: CropFrame) -> tuple[Image, Image, Particles]:
        example = self.examples[index]
        particles = self.particles[index].moved(frame.from_picture).within(frame.side)
        return frame.cut(example.picture), self._weight(example, frame), particles

    def _weight(self, example: Example, frame: CropFrame) -> Image:
        """Return the weight of "no particle" per cell: 0 outside the picture and outside the example's region."""
        stride = self.network.stride
        cells = (np.arange(frame.side // stride) + 0.5) * stride
        x, y = frame.to_picture(np.stack(np.meshgrid(cells, cells), axis=-1).reshape(-1, 2)).T
        height, width = example.picture.shape
        known = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        x = x * example.scale[0]
        known &= (x >= example.region[0]) & (x < example.region[1])
        value = np.float32(1.0 if example.empty else 0.0 if example.only_masked else self.missing_weight)
        weight = np.where(known, value, np.float32(0))
        if example.mask is not None:
            weight[known & example.mask.hides(x, y * example.scale[1])] = 1.0
        return weight.reshape(len(cells), len(cells))


def _masked_places(example: Example) -> Points:
    """Return some places (n, 2) in input px that are masked."""
    if example.mask is None:
        return np.zeros((0, 2))
    row, column = np.nonzero(np.isin(example.mask.cells, HIDING))
    some = np.linspace(0, len(row) - 1, min(len(row), MASKED_PLACES)).astype(int)
    x, y = example.mask.scale
    places: Points = np.column_stack([(column[some] + 0.5) * x, (row[some] + 0.5) * y]) / np.asarray(example.scale)
    return places
