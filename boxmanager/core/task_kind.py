"""The kinds of task that the engine's process runs for the window. Free of Qt, because that process imports it."""

from __future__ import annotations

from enum import Enum


class TaskKind(Enum):
    """What the engine is asked to do. One task runs at a time."""

    TRAIN = "train"
    PICK = "pick"
    WATCH = "watch"
    ASSIST = "assist"
    DEVICE = "device"
    LOOK = "look"  # a picking that nobody asked for

    @property
    def has_end(self) -> bool:
        """Whether the user started it and waits for its end, so that progress is worth showing."""
        return self in (TaskKind.TRAIN, TaskKind.PICK)

    @property
    def gives_way(self) -> bool:
        """Whether a training or a picking may interrupt it."""
        return not self.has_end
