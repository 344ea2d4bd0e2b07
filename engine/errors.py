"""Errors with messages for users: ``str(error)`` is shown unchanged in the terminal and in the window."""

from __future__ import annotations


class EngineError(Exception):
    """An error whose message a user without programming knowledge understands and can act upon."""


class ReadError(EngineError):
    """An error in reading a file; the message names the file and the reason."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = str(path)
        self.reason = reason

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str]]:
        """Return how to rebuild the error in another process."""
        return type(self), (self.path, self.reason)


class StackError(ReadError):
    """The file holds several pictures, such as the frames of a movie, where one is expected."""


class ConfigError(EngineError):
    """An error in the settings: one is out of range or contradicts another."""


class NoParticles(EngineError):
    """No particle was found from which a size could be estimated."""


class AlreadyFinished(EngineError):
    """A job that was to be resumed has nothing left to do; the command line counts this as success."""


class DeviceError(EngineError):
    """An error in the choice of the device, such as a missing GPU."""


class Cancelled(EngineError):
    """Raised when a job stops because it was cancelled; finished work is kept."""

    def __init__(self) -> None:
        super().__init__("Cancelled.")
