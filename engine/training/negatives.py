"""Real pictures without particles: examples of what not to pick, and backgrounds for simulated particles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import PIL.Image
from scipy.ndimage import gaussian_filter

from iceboxer.engine.data.filters import Image, clip_outliers, network_input
from iceboxer.engine.data.junk import CLEAN, EMPTY, KINDS, UNKNOWN, JunkMap
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.errors import EngineError
from iceboxer.engine.simulation.junk import STRIDE
from iceboxer.engine.simulation.scene import BOX, SIDE, USUAL_RATIO, Scene, process

FACTORS = (0.45, 1.6)  # px of a picture per px of a scene: the scale of the absent particles is unknown
UNUSUAL = 4.0  # robust SDs of the local mean from which something lies in an otherwise empty picture
SMOOTH = 4.0  # px, the scale of the local mean
PROCESSED = 0.5  # fraction of the pictures that are processed, as those of simulated scenes are


@dataclass(frozen=True)
class Negative:
    """A real picture without particles; `kind` is the junk that covers all of it, CLEAN if that is not known."""

    name: str
    picture: Image
    kind: int


def read_negatives(folder: Path | None) -> tuple[Negative, ...]:
    """Return the pictures in a folder; a name such as "ice-3.png" states the kind of junk that covers the picture.

    Raises
    ------
    EngineError
        There is none, or one cannot be read.
    """
    if folder is None:
        return ()
    paths = find_micrographs([folder])
    if not paths:
        raise EngineError(f"{folder} has no pictures; give another folder of micrographs without particles.")
    return tuple(Negative(path.stem, clip_outliers(open_micrograph(path).read()), _kind(path.stem)) for path in paths)


def negative_scene(negative: Negative, rng: np.random.Generator, side: int = SIDE) -> Scene:
    """Return a random part of a picture at a random scale as a scene without particles."""
    picture = _part(negative.picture, rng, side)
    if rng.random() < PROCESSED:
        picture = process(picture, rng)
    picture = network_input(picture, 1.0, BOX)
    return Scene(picture, np.zeros((0, 2)), USUAL_RATIO / 1.5, np.zeros((0, 2)), _junk(negative.kind, picture))


def background_part(negative: Negative, rng: np.random.Generator, side: int) -> Image:
    """Return a random part (side, side) at a random scale, normalised, as a background for simulated particles."""
    return network_input(_part(negative.picture, rng, side), 1.0, BOX)


def _part(picture: Image, rng: np.random.Generator, side: int) -> Image:
    """Return a random square, scaled to `side` px; a picture that is too small at this scale is mirrored."""
    wanted = round(side * float(np.exp(rng.uniform(*np.log(FACTORS)))))
    missing = [max(0, wanted - n) for n in picture.shape]
    if any(missing):
        picture = np.pad(picture, [(0, m) for m in missing], "symmetric")
    row, column = (int(rng.integers(n - wanted + 1)) for n in picture.shape)
    part = PIL.Image.fromarray(np.ascontiguousarray(picture[row : row + wanted, column : column + wanted]))
    return np.asarray(part.resize((side, side), PIL.Image.Resampling.BICUBIC), np.float32)


def _kind(name: str) -> int:
    kinds = [number for number, kind in enumerate(KINDS, 1) if name.startswith(f"{kind}-")]
    return kinds[0] if kinds else CLEAN


def _junk(kind: int, picture: Image) -> JunkMap:
    """Return the junk map: the kind; in an empty picture, cells where something may lie are unknown."""
    cells = len(picture) // STRIDE
    junk: JunkMap = np.full((cells, cells), kind if kind != CLEAN else UNKNOWN, np.int8)
    if kind == EMPTY:
        local = gaussian_filter(picture, SMOOTH)[STRIDE // 2 :: STRIDE, STRIDE // 2 :: STRIDE]
        spread = 1.4826 * np.median(np.abs(local - np.median(local)))
        junk[np.abs(local - np.median(local)) > UNUSUAL * spread] = UNKNOWN
    return junk
