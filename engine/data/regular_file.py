"""Reading regular files only: opening a pipe would wait for a writer, and a device may never end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, cast

NOT_A_FILE = "is not a file"  # but a pipe, a socket or a device


class NotRegularError(OSError):
    """The path leads to a pipe, a socket or a device."""


def open_regular(path: Path | str) -> BinaryIO:
    """Open a regular file for reading bytes.

    Raises
    ------
    OSError
        It is missing, a folder, a pipe, a socket or a device, or may not be read.
    """
    return cast(BinaryIO, open(path, "rb", opener=_open_without_waiting))


def read_regular(path: Path) -> bytes:
    """Return the content of a regular file.

    Raises
    ------
    OSError
        It is missing, a folder, a pipe, a socket or a device, or may not be read.
    """
    with open_regular(path) as stream:
        return stream.read()


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


def require_regular(path: Path) -> None:
    """Raise OSError if a library must not open a path: it cannot be read, or is no regular file."""
    open_regular(path).close()


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
