"""Reading regular files only: opening a pipe would wait for a writer, and a device may never end.

In a network folder, a file that another machine replaces at this moment is stale and is opened again.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

NOT_A_FILE = "is not a file"  # but a pipe, a socket or a device
TRIES = 3

Result = TypeVar("Result")


class NotRegularError(OSError):
    """The path leads to a pipe, a socket or a device."""


def open_regular(path: Path | str) -> BinaryIO:
    """Open a regular file for reading bytes.

    Raises
    ------
    OSError
        It is missing, a folder, a pipe, a socket or a device, or may not be read.
    """
    return cast(BinaryIO, retry_stale(lambda: open(path, "rb", opener=_open_without_waiting)))


def read_regular(path: Path) -> bytes:
    """Return the content of a regular file.

    Raises
    ------
    OSError
        It is missing, a folder, a pipe, a socket or a device, or may not be read.
    """

    def read() -> bytes:
        with open_regular(path) as stream:
            return stream.read()

    return retry_stale(read)


def read_regular_text(path: Path) -> str:
    """Return the content of a regular file in UTF-8.

    Raises
    ------
    OSError
        It is missing, a folder, a pipe, a socket or a device, or may not be read.
    UnicodeDecodeError
        It is not in UTF-8.
    """
    return read_regular(path).decode("utf-8")


def begins_with(path: Path, *beginnings: bytes) -> bool:
    """Return whether a regular file begins with any of these bytes; False if it cannot be read."""
    try:
        if not path.is_file():  # opening a pipe would block
            return False
        with open_regular(path) as stream:
            return stream.read(max(map(len, beginnings))).startswith(beginnings)
    except OSError:
        return False


def read_json_object(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file; empty if it is missing or damaged."""
    try:
        plain = json.loads(read_regular_text(path))
    except (OSError, ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}


def require_regular(path: Path) -> None:
    """Raise OSError if a library must not open a path: it cannot be read, or is no regular file."""
    open_regular(path).close()


def retry_stale(call: Callable[[], Result]) -> Result:
    """Return the result of a call on a path, which is repeated if the path is stale (ESTALE), a few times."""
    for _ in range(TRIES - 1):
        try:
            return call()
        except OSError as e:
            if e.errno != errno.ESTALE:
                raise
    return call()


def _open_without_waiting(path: str, flags: int) -> int:
    try:
        handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
    except OSError as e:
        if e.errno in (errno.ENXIO, errno.ENODEV, errno.EOPNOTSUPP):  # a socket, or a device without a driver
            raise NotRegularError(e.errno, NOT_A_FILE, path) from e
        raise
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):  # `open` refuses a folder itself
        return handle
    os.close(handle)
    raise NotRegularError(errno.EINVAL, NOT_A_FILE, path)
