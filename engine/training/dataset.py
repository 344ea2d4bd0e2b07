"""Labelled micrographs as prepared pictures, and random crops of them for training."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Boxes, Kind, centres, no_boxes
from iceboxer.engine.data.filters import Image, Lowpass, network_input
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.detection import scale_between
from iceboxer.engine.training import augment
from iceboxer.engine.training.targets import Grid, Particles, Points, make_target
from iceboxer.engine.training.view import View

TURNED = 0.7  # share of the crops that are seen turned by any angle: it smooths them a little, which must not be usual


@dataclass(frozen=True)
class Example:
    """One labelled micrograph, ready for the network.

    `picture` is in input px; `scale` is micrograph px in one input px along x and y. `labels` and `rejected`
    are boxes in micrograph px, `unsure` places that look like particles though nobody said so. Of the micrograph
    only `region`, from left to right edge in micrograph px, is looked at.
    """

    path: Path
    shape: tuple[int, int]
    picture: Image
    scale: tuple[float, float]
    labels: Boxes
    rejected: Boxes
    region: tuple[float, float] = (-np.inf, np.inf)
    unsure: Boxes = field(default_factory=no_boxes)

    @property
    def empty(self) -> bool:
        """Whether a person said of the whole micrograph: no particle here. Refusing some picks does not say so."""
        return not self.labelled and len(self.rejected) == 0

    @property
    def labelled(self) -> bool:
        """Whether there is a label on it."""
        return len(self.labels) > 0

    def within(self, boxes: Boxes) -> Boxes:
        """Those of `boxes` whose centre lies in the region."""
        return boxes[(boxes["x"] >= self.region[0]) & (boxes["x"] < self.region[1])]

    def particles(self, box_size: float) -> Particles:
        """Labels in picture px and box sizes."""
        labels = self.within(self.labels)
        scale = np.asarray(self.scale)
        sizes = np.column_stack([labels["width"], labels["height"]]) / box_size
        rejected, unsure = (centres(self.within(boxes)) / scale for boxes in (self.rejected, self.unsure))
        return Particles(centres(labels) / scale, sizes, rejected, unsure)


def prepare(
    micrograph: Micrograph,
    boxes: Boxes,
    network: Network,
    box_size: float,
    lowpass: Lowpass = Lowpass(),  # noqa: B008  frozen
    workers: int = 1,
) -> Example:
    """Read and shrink one micrograph. `boxes` are labels and rejected boxes; picks are left aside."""
    image = micrograph.read()
    factor = network.input_factor(micrograph.shape, box_size)
    picture = network_input(image, factor, box_size, lowpass.cutoff(micrograph.pixel_size), workers)
    scale = scale_between(micrograph.shape, picture)
    labels, rejected = (boxes[boxes["kind"] == kind] for kind in (Kind.LABEL, Kind.REJECTED))
    return Example(micrograph.path, micrograph.shape, picture, scale, labels, rejected)


class Crops:
    """Draws augmented crops with their targets from examples.

    Parameters
    ----------
    missing_weight : float
        How much "nothing here" counts where nobody labelled anything on a micrograph with labels. On empty
        micrographs and at rejected boxes it counts fully. At full weight it does so at unsure places, too.
    """

    def __init__(
        self,
        examples: list[Example],
        network: Network,
        box_size: float,
        missing_weight: float,
        augmentations: tuple[str, ...] = augment.ALL,
        probability: float = 0.1,
    ) -> None:
        self.examples, self.network, self.box_size = examples, network, box_size
        self.augmentations, self.probability = augmentations, probability
        self.weigh_missing(missing_weight)
        # micrographs in proportion to their labels' square root: full ones teach more, sparse ones still count
        share = np.sqrt([max(1, len(p.centres)) for p in self.particles])
        self.share = share / share.sum()

    def weigh_missing(self, weight: float) -> None:
        """From now on "nothing here" counts as much where nobody labelled anything."""
        self.missing_weight = weight
        judged = [e if weight < 1 else replace(e, unsure=no_boxes()) for e in self.examples]
        self.particles = [e.particles(self.box_size) for e in judged]

    def draw(self, rng: np.random.Generator) -> tuple[Image, dict[str, Grid]]:
        """One crop (side, side) and the arrays of its target."""
        index = int(rng.choice(len(self.examples), p=self.share))
        left, bottom = self._corner(index, rng)
        view = self._view(index, left, bottom, rng)
        picture, weight, particles = self._cut(index, view)
        picture, weight, particles = augment.move(picture, weight, particles, rng, self.augmentations)
        picture = augment.change_pixels(picture, rng, self.augmentations, self.probability)
        box_in_picture = self.box_size / self.examples[index].scale[0]
        network = self.network
        target = make_target(particles, weight, network.stride, network.nearness, box_in_picture)
        return np.ascontiguousarray(picture, np.float32), target

    def _corner(self, index: int, rng: np.random.Generator) -> tuple[int, int]:
        """Lower left corner of a crop: four in five have a label or a rejected box in them, the fifth lies anywhere."""
        shape, side = self.examples[index].picture.shape, self.network.crop
        points = self._points(self.particles[index], rng)
        if len(points) and rng.random() < 0.8:
            x, y = points[rng.integers(len(points))] - rng.uniform(0.1, 0.9, 2) * side
        else:
            x, y = rng.uniform(0, 1, 2) * (np.asarray(shape[::-1]) - side)
        left, bottom = (int(np.clip(v, 0, max(0, n - side))) for v, n in ((x, shape[1]), (y, shape[0])))
        return left, bottom

    @staticmethod
    def _points(judged: Particles, rng: np.random.Generator) -> Points:
        """Labels or rejected boxes in proportion, but labels at least every other time."""
        rejected, every = len(judged.rejected), len(judged.rejected) + len(judged.centres)
        takes_rejected = rejected > 0 and rng.random() < min(rejected / every, 0.5 if rejected < every else 1.0)
        return judged.rejected if takes_rejected else judged.centres

    def _view(self, index: int, left: int, bottom: int, rng: np.random.Generator) -> View:
        """Which way up a crop is seen; freely only with square boxes, since others are not known once turned."""
        side, sizes = self.network.crop, self.particles[index].sizes
        freely = "rotation" in self.augmentations and rng.random() < TURNED and (sizes[:, 0] == sizes[:, 1]).all()
        return View((left + side / 2, bottom + side / 2), rng.uniform(0, 2 * np.pi) if freely else 0.0, side)

    def _cut(self, index: int, view: View) -> tuple[Image, Image, Particles]:
        example = self.examples[index]
        particles = self.particles[index].moved(view.from_picture).within(view.side)
        return view.of(example.picture), self._weight(example, view), particles

    def _weight(self, example: Example, view: View) -> Image:
        """Weight of "nothing here" per cell; 0 outside the picture and outside the example's region."""
        stride = self.network.stride
        cells = (np.arange(view.side // stride) + 0.5) * stride
        x, y = view.to_picture(np.stack(np.meshgrid(cells, cells), axis=-1).reshape(-1, 2)).T
        height, width = example.picture.shape
        known = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        x = x * example.scale[0]
        known &= (x >= example.region[0]) & (x < example.region[1])
        value = np.float32(1.0 if example.empty else self.missing_weight)
        return np.where(known, value, np.float32(0)).reshape(len(cells), len(cells))
