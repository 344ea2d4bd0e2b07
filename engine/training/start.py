"""The model that a training starts from, and the learning rate for it."""

from __future__ import annotations

import math
from pathlib import Path

from iceboxer.engine.data.shipped import FILAMENTS as FILAMENT_NAME
from iceboxer.engine.data.shipped import NAME, path_of_filaments, path_of_shipped, shipped, shipped_filaments
from iceboxer.engine.data.shipped import SCRATCH as NO_MODEL
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.compact import Compact

GENERAL, FILAMENTS, SCRATCH = Path(NAME), Path(FILAMENT_NAME), Path(NO_MODEL)  # values of --from besides a file
FEW_LABELS = 100  # below: AdamW alone, frozen statistics, and unsure places are ignored
FULL_RATE_LABELS = 500  # with fewer, a trained network loses more than it gains at the full rate
# The initial model counts like so many labels and micrographs; with the labels of `ANCHORED`, nothing holds the
# training to it. Measured, see docs/decisions/learning-from-few.md.
PRIOR_LABELS, PRIOR_MICROGRAPHS, ANCHORED = 12, 0.2, 400
MIN_RATE_FRACTION = 1 / 15  # of the network's own rate, for however few labels


def starting_point(given: Path | None, network: str, filaments: bool = False) -> Path | None:
    """Return the model to start from: a file, `GENERAL`, `FILAMENTS`, or None for random weights.

    The default is the general model, for `filaments` the filament model, if it is of this `network` and part of the
    installation.
    """
    if given == SCRATCH:
        return None
    if given is None and filaments and network == Compact.name and path_of_filaments().is_file():
        return FILAMENTS
    if given is None and network == Compact.name and path_of_shipped().is_file():
        return GENERAL
    return given


def model_file(start: Path) -> Path:
    """Return the file of a starting point.

    Raises
    ------
    EngineError
        The shipped model is missing from this installation.
    """
    if start == FILAMENTS:
        return shipped_filaments()
    return shipped() if start == GENERAL else start


def are_few(labels: int) -> bool:
    """Return whether there are so few labels that a trained network must be protected from them.

    In that case AdamW alone trains the network, its normalisation statistics are frozen, since too few micrographs
    would spoil them, and unlabelled places where it already sees particles are not trained as empty.
    """
    return labels < FEW_LABELS


def rate_from_model(network: Network, labels: int) -> float:
    """Return the peak learning rate for a trained network: proportional to the labels, up to the network's own.

    Measured, see docs/decisions/learning-from-few.md.
    """
    return network.learning_rate * max(MIN_RATE_FRACTION, min(1.0, labels / FULL_RATE_LABELS))


def share_of_way(labels: int, micrographs: int, recognised: float) -> float:
    """Return how far to go from the initial to the trained weights, 0 to 1: the further, the more labels there are.

    Few labels teach little and mislead much: going a part of the way keeps most of the gain, which grows with the
    distance, at a fraction of the loss, which grows with its square. There is little to lose if the initial model
    recognises few of the labels: `recognised` is the share of them that it picks. Labels on one micrograph also teach
    properties of that micrograph.
    """
    if not labels:
        return 0.0
    return 1 / (1 + recognised * (PRIOR_LABELS / labels + PRIOR_MICROGRAPHS / max(1, micrographs)))


def anchor_weight(labels: int) -> float:
    """Return the weight in the loss of the deviation from the initial model where nothing is labelled.

    It is 1 without labels, and 0 from `ANCHORED` labels on, which suffice by themselves.
    """
    return max(0.0, 1 - labels / ANCHORED)


def cosine(done: float, last: float) -> float:
    """Return the learning rate as a fraction of the peak: half a cosine from 1 to `last` as `done` goes from 0 to 1."""
    return last + (1 - last) * 0.5 * (1 + math.cos(math.pi * done))
