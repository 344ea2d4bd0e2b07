"""The kinds of task that the engine's process runs for the window. No Qt, because that process imports this module."""

from __future__ import annotations

from enum import Enum


class TaskKind(Enum):
    """The kind of a task; one task runs at a time."""

    TRAIN = "train"
    PICK = "pick"
    WATCH = "watch"
    ASSIST = "assist"
    DEVICE = "device"
    CLASSES = "classes"
    LOOK = "look"  # a picking that starts by itself

    @property
    def has_end(self) -> bool:
        """Whether the task ends by itself, so that its progress can be shown."""
        return self in (TaskKind.TRAIN, TaskKind.PICK, TaskKind.CLASSES)

    @property
    def gives_way(self) -> bool:
        """Whether a training or a picking may interrupt the task."""
        return not self.has_end
