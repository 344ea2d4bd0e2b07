"""What can go wrong, in sentences for a person at a microscope.

``str(error)`` is shown as it stands, in the terminal and in the window.
"""

from __future__ import annotations


class EngineError(Exception):
    """A failure whose message a biologist understands and can act upon."""


class ReadError(EngineError):
    """A file cannot be read; the message names the file and the reason."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = str(path)
        self.reason = reason

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str]]:
        """How another process gets it."""
        return ReadError, (self.path, self.reason)


class ConfigError(EngineError):
    """A setting is out of range or contradicts another one."""


class DeviceError(EngineError):
    """The device that was asked for is not there."""


class Cancelled(EngineError):
    """The person or the caller asked the job to stop; what was finished before is kept."""

    def __init__(self) -> None:
        super().__init__("Cancelled.")
