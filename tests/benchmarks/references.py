"""Two untrained pickers for comparison: a blob filter, and a matched filter that knows the particle.

Their input is that of the default network: shrunk to 40 px per box, flattened, with unit standard deviation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.fft
import scipy.ndimage
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation
from skimage.feature import peak_local_max

from iceboxer.engine.data.boxes import Boxes, Floats, Kind, inside, make_boxes, suppressed
from iceboxer.engine.data.filters import Image, network_input
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.shrinking import shrink
from iceboxer.engine.events import IsCancelled, check
from iceboxer.engine.simulation import optics
from iceboxer.engine.simulation.molecule import Molecule
from iceboxer.engine.simulation.projection import DensityCanvas, random_orientations
from iceboxer.engine.simulation.recipe import Recipe

BOX_IN_PICTURE = 40.0  # px
MOST = 5000  # candidates per micrograph
FINER = 3  # projections are drawn on a finer raster, then shrunk as micrographs are


@dataclass(frozen=True)
class View:
    """The input of a picker; `scale` is micrograph px per picture px, along x and y."""

    name: str
    picture: Image
    shape: tuple[int, int]
    scale: tuple[float, float]


def views(paths: Sequence[Path], box_size: float) -> Iterator[View]:
    """Yield the inputs for micrographs with boxes of `box_size` px."""
    for path in paths:
        micrograph = open_micrograph(path)
        picture = network_input(micrograph.read(), box_size / BOX_IN_PICTURE, box_size)
        scale = (micrograph.shape[1] / picture.shape[1], micrograph.shape[0] / picture.shape[0])
        yield View(path.stem, picture, micrograph.shape, scale)


def blobs(view: View, diameter: float) -> Image:
    """Return how well each pixel matches the centre of a dark disc with a diameter in px of the micrograph.

    Laplacian of Gaussian; a disc of radius r responds most at a standard deviation of r / √2 (Lindeberg, Int. J.
    Comput. Vis. 30, 1998). Sizes below the true one only add noise: with several, AUC falls.
    """
    sigma = diameter / 2 / float(np.mean(view.scale)) / np.sqrt(2)
    return np.asarray(scipy.ndimage.gaussian_laplace(view.picture, sigma, mode="nearest"))


def matched(
    pictures: Sequence[View], recipe: Recipe, molecule: Molecule, orientations: int, cancelled: IsCancelled
) -> Iterator[Image]:
    """Yield how well each pixel of each picture matches the molecule in any of `orientations` random views.

    The filter for a known signal in coloured noise (North 1963): the spectrum of the projection behind the
    contrast transfer function, over the power of the noise, normalised so that noise alone answers alike to
    all projections. All pictures must have one size, and `recipe` is what they were made with.
    """
    shape, scale = pictures[0].picture.shape, float(np.mean(pictures[0].scale))
    transfer = optics.transfer((shape[0], shape[1]), recipe.pixel_size * scale, recipe.mean_defocus, recipe.optics)
    whitened = transfer / (np.square(recipe.structural_noise * transfer) + np.float32(recipe.shot_noise) ** 2)
    spectra = [scipy.fft.rfft2(view.picture) for view in pictures]
    best = [np.full(shape, -np.inf, np.float32) for _ in pictures]
    for turn in random_orientations(np.random.default_rng(0), orientations):
        check(cancelled)
        projection = scipy.fft.rfft2(_projection(molecule, turn, recipe.pixel_size * scale, shape))
        strength = _sum(np.square(np.abs(projection)) * transfer * whitened)
        wanted = projection.conj() * (whitened / np.float32(np.sqrt(strength)))
        for spectrum, highest in zip(spectra, best, strict=True):
            np.maximum(highest, scipy.fft.irfft2(spectrum * wanted, s=shape), out=highest)
    yield from best


def _projection(molecule: Molecule, turn: Rotation, pixel_size: float, shape: tuple[int, ...]) -> Image:
    """Return a projection whose centre of mass is the middle of pixel (0, 0), wrapped at the edges of `shape`."""
    side = scipy.fft.next_fast_len(2 * int(molecule.diameter / pixel_size), real=True)
    canvas = DensityCanvas((FINER * side, FINER * side), pixel_size / FINER, 0)
    middle = side // 2
    canvas.add(molecule, turn, FINER * (middle + 0.5), FINER * (middle + 0.5))
    canvas.blur()
    whole = np.zeros(shape, np.float32)
    patch = shrink(canvas.picture, FINER)[: shape[0], : shape[1]]
    whole[: patch.shape[0], : patch.shape[1]] = patch
    return np.roll(whole, (-middle, -middle), (0, 1))


def _sum(half: Image) -> float:
    """Return the sum over the whole spectrum, of which `rfft2` returned `half`."""
    return float(2 * half.sum(dtype=np.float64) - half[:, 0].sum() - half[:, -1].sum())


def peaks(answer: Image, view: View, box_size: float, max_overlap: float) -> Boxes:
    """Return picks at the maxima, without overlaps and boxes beyond the edge, as for a network."""
    places = peak_local_max(answer, min_distance=1, exclude_border=False, num_peaks=MOST)  # type: ignore[no-untyped-call]
    rows, columns = places.T
    x = columns + 0.5 + _between(answer, rows, columns, 1)
    y = rows + 0.5 + _between(answer, rows, columns, 0)
    boxes = make_boxes(x * view.scale[0], y * view.scale[1], box_size, None, answer[rows, columns], Kind.PICK)
    return suppressed(boxes[inside(boxes, view.shape)], max_overlap)


def _between(answer: Image, rows: NDArray[np.intp], columns: NDArray[np.intp], axis: int) -> Floats:
    """Return the offset (−½ to ½ px) of the maximum of the parabola through a peak and its two neighbours."""
    step = (1, 0) if axis == 0 else (0, 1)
    padded = np.pad(answer, 1, "edge").astype(np.float64)
    before, here, after = (padded[rows + 1 + n * step[0], columns + 1 + n * step[1]] for n in (-1, 0, 1))
    bend = before - 2 * here + after
    shift: Floats = np.divide(before - after, 2 * bend, out=np.zeros_like(bend), where=bend < 0)
    return shift.clip(-0.5, 0.5)
