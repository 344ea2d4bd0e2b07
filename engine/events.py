"""What a long job tells while it runs: small frozen dataclasses, the same for the terminal and the window."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from iceboxer.engine.errors import Cancelled


@dataclass(frozen=True)
class Event:
    """Base of all events."""

    def to_json(self) -> str:
        """One JSON object on one line, with the kind of the event under ``event``."""
        return json.dumps({"event": type(self).__name__, **asdict(self)}, default=str)


@dataclass(frozen=True)
class Started(Event):
    """A job begins; `total` is the number of its steps where it is known."""

    job: str
    total: int | None = None
    device: str = ""


@dataclass(frozen=True)
class Progress(Event):
    """`done` of `total` steps; `unit` names a step."""

    done: int
    total: int
    unit: str = ""
    seconds_left: float | None = None


@dataclass(frozen=True)
class Note(Event):
    """A sentence worth showing that stops nothing."""

    text: str


@dataclass(frozen=True)
class EpochDone(Event):
    """One pass of training with its validation figures; `best` tells that these weights are kept."""

    epoch: int
    loss: float
    validation_loss: float | None
    auc: float | None
    f1: float | None
    best: bool
    seconds: float


@dataclass(frozen=True)
class Arrived(Event):
    """Micrographs have come into a folder that is watched; what becomes of each is told later."""

    paths: tuple[str, ...]


@dataclass(frozen=True)
class MicrographDone(Event):
    """One micrograph is finished; `count` boxes at or above the threshold."""

    path: str
    count: int
    seconds: float
    result: Any = field(default=None, repr=False)

    def to_json(self) -> str:
        """The line without the boxes themselves, which are in the files."""
        return json.dumps({"event": "MicrographDone", "path": self.path, "count": self.count, "seconds": self.seconds})


@dataclass(frozen=True)
class Proposed(Event):
    """What a network that is still learning finds on the micrograph in view.

    `result` are the boxes, `threshold` the confidence from which on they are worth showing, `labels` how many
    it learnt from and `seconds` for how long; `resting` tells that it has learnt what there is to learn for now.
    """

    path: str
    threshold: float
    labels: int
    seconds: float
    resting: bool
    result: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class MicrographFailed(Event):
    """One micrograph could not be done and was skipped."""

    path: str
    reason: str


@dataclass(frozen=True)
class Finished(Event):
    """The job is over; `summary` holds its figures."""

    job: str
    seconds: float
    summary: dict[str, Any] = field(default_factory=dict)


Report = Callable[[Event], None]
IsCancelled = Callable[[], bool]


def ignore(event: Event) -> None:
    """A report that nobody listens to."""


def never() -> bool:
    """A job that nobody cancels."""
    return False


def check(cancelled: IsCancelled) -> None:
    """Leave the job here if it was cancelled.

    Raises
    ------
    Cancelled
    """
    if cancelled():
        raise Cancelled
