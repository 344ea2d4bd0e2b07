"""What a training starts from, and how fast it learns from there: the general model, where nothing else is said."""

from __future__ import annotations

from pathlib import Path

from iceboxer.engine.data.shipped import NAME, path_of_shipped, shipped
from iceboxer.engine.data.shipped import SCRATCH as NO_MODEL
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.compact import Compact

GENERAL, SCRATCH = Path(NAME), Path(NO_MODEL)  # what --from takes beside a file
FULL_RATE_FROM = 500  # labels; with fewer, a network that has learnt before forgets more than it learns
FEW = 100  # labels, and not so many
SMALLEST_SHARE = 1 / 15  # of the network's own rate, however few labels there are


def starting_point(asked: Path | None, network: str) -> Path | None:
    """What to start from: a file, `GENERAL`, or None for random weights.

    Without a wish it is the general model, where that is of this `network` and part of the installation.
    """
    if asked == SCRATCH:
        return None
    if asked is None and network == Compact.name and path_of_shipped().is_file():
        return GENERAL
    return asked


def model_file(start: Path) -> Path:
    """The file of a starting point.

    Raises
    ------
    EngineError
        The general model is missing from this installation.
    """
    return shipped() if start == GENERAL else start


def are_few(labels: int) -> bool:
    """Whether labels are so few that AdamW alone learns from them, and a network keeps what it has learnt before:
    what it normalises by, which too few micrographs would spoil, and what it takes for particles.
    """
    return labels < FEW


def rate_from_model(network: Network, labels: int) -> float:
    """The highest learning rate for a network that has learnt before: in proportion to the labels up to its own.

    Measured, see docs/decisions/learning-from-few.md.
    """
    return network.learning_rate * max(SMALLEST_SHARE, min(1.0, labels / FULL_RATE_FROM))
