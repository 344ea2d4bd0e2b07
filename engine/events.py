"""The events that a long job reports while it runs, the same for the terminal and the window."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from iceboxer.engine.errors import Cancelled


@dataclass(frozen=True)
class Event:
    """Base class of all events."""

    def to_json(self) -> str:
        """Return the event as one line of JSON, with its class name under ``event``."""
        return json.dumps({"event": type(self).__name__, **asdict(self)}, default=str)


@dataclass(frozen=True)
class Started(Event):
    """A job has started; `total` is the number of its steps, if known."""

    job: str
    total: int | None = None
    device: str = ""


@dataclass(frozen=True)
class Progress(Event):
    """`done` of `total` steps are finished; `unit` names the steps."""

    done: int
    total: int
    unit: str = ""
    seconds_left: float | None = None


@dataclass(frozen=True)
class Note(Event):
    """A message worth showing that does not stop the job."""

    text: str


@dataclass(frozen=True)
class LossPoint(Event):
    """The mean loss of the latest steps of a training, every second or two; `epoch` is the number of epochs so far."""

    step: int
    epoch: float
    loss: float


@dataclass(frozen=True)
class EpochDone(Event):
    """One epoch of training with its validation figures; `best` if its weights are the best so far.

    `validation_loss` is that of held-out labels and of places known to be empty; unlabelled regions do not count in it.
    `recall` is the share of the held-out `labels` among the picks at the recommended threshold. `auc` and `f1` are None
    unless the held-out labels are complete and many enough: an unlabelled particle is not a false positive. `sets`
    holds `recall` and `auc` of each of several data sets, by name.
    """

    epoch: int
    loss: float
    validation_loss: float | None
    auc: float | None
    f1: float | None
    best: bool
    seconds: float
    recall: float | None = None
    sets: dict[str, dict[str, float | None]] = field(default_factory=dict)
    labels: int = 0


@dataclass(frozen=True)
class Arrived(Event):
    """New micrographs in a watched folder; further events report the result of each."""

    paths: tuple[str, ...]


@dataclass(frozen=True)
class Incomplete(Event):
    """`count` files in a watched folder are incomplete, or wait for a better file of the same micrograph."""

    count: int


@dataclass(frozen=True)
class MicrographDone(Event):
    """One micrograph is finished, with `count` boxes at or above the threshold.

    `result` are its boxes, `junk` is the network's junk map (`engine.data.junk.JunkMask`) if there is one.
    """

    path: str
    count: int
    seconds: float
    result: Any = field(default=None, repr=False)
    junk: Any = field(default=None, repr=False)

    def to_json(self) -> str:
        """Return the event as one line of JSON, without boxes and junk map, which are in the output files."""
        return json.dumps({"event": "MicrographDone", "path": self.path, "count": self.count, "seconds": self.seconds})


@dataclass(frozen=True)
class Proposed(Event):
    """Boxes that a network proposes on the current micrograph while it is still being trained.

    `result` are the boxes, `threshold` the minimum confidence worth showing, `labels` the number of labels and
    `seconds` the time it was trained with; `resting` if training pauses until there are new labels.
    """

    path: str
    threshold: float
    labels: int
    seconds: float
    resting: bool
    result: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class ClassRound(Event):
    """Class averages after a round; `result` are the pictures (k, side, side), row 0 at the bottom, and sizes (k,)."""

    round: int
    rounds: int
    classes: int
    result: Any = field(default=None, repr=False)

    def to_json(self) -> str:
        """Return the event as one line of JSON, without the pictures."""
        content = {"round": self.round, "rounds": self.rounds, "classes": self.classes}
        return json.dumps({"event": "ClassRound", **content})


@dataclass(frozen=True)
class MicrographFailed(Event):
    """One micrograph failed and was skipped."""

    path: str
    reason: str


@dataclass(frozen=True)
class Finished(Event):
    """The job has finished; `summary` holds its figures."""

    job: str
    seconds: float
    summary: dict[str, Any] = field(default_factory=dict)


Report = Callable[[Event], None]
IsCancelled = Callable[[], bool]


def ignore(event: Event) -> None:
    """Discard an event."""


def never() -> bool:
    """Return False: for a job that cannot be cancelled."""
    return False


def check(cancelled: IsCancelled) -> None:
    """Stop the job here if it was cancelled.

    Raises
    ------
    Cancelled
    """
    if cancelled():
        raise Cancelled
