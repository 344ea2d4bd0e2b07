"""Looking through files and folders that a person names, whatever lies in them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path

from iceboxer.engine.errors import ReadError

PROJECT = ".icebox"  # ends the name of a folder of the window's own
MISSING = "does not exist"
UNSAFE = '/\\:*?"<>|'  # in file names, on one system or another
LONGEST_NAME = 200  # bytes; most file systems allow 255, and a number and a suffix follow


def files_among(paths: Sequence[Path], wanted: Callable[[Path], bool]) -> list[Path]:
    """The files among files and folders (searched with their subfolders), sorted by folder, each once.

    A file named directly is always in the list. What is hidden in a folder is passed over, and so are its
    subfolders that may not be read, and projects of the window: they hold pictures and boxes of their own.

    Parameters
    ----------
    wanted : callable
        Whether a file that lies in a folder is to be in the list.

    Raises
    ------
    ReadError
        A path does not exist, or may not be read.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        try:
            path.stat()
            candidates = sorted(p for p in _files_in(path) if wanted(p)) if path.is_dir() else [path]
        except OSError as e:
            raise unreadable(path, e) from e
        for candidate in candidates:
            found.setdefault(candidate.resolve(), candidate)
    return list(found.values())


def unreadable(path: Path, error: OSError) -> ReadError:
    """Why the system does not let a file be read, as a sentence."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ReadError(path, MISSING)
    if isinstance(error, PermissionError):
        return ReadError(path, "may not be read (permission denied)")
    if isinstance(error, IsADirectoryError):
        return ReadError(path, "is a folder")
    return ReadError(path, f"cannot be read ({error.strerror or error})")


def short_name(name: str) -> str:
    """A name of a file, without suffix, that is not too long for one; what was cut off a digest stands for."""
    raw = os.fsencode(name)
    if len(raw) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(raw).hexdigest()[:8]
    return f"{raw[: LONGEST_NAME - 9].decode(errors='ignore')}_{digest}"


def safe_name(name: str) -> str:
    """The same without what some systems allow in no name of a file, or hide; may be empty."""
    return short_name("".join("_" if c in UNSAFE or not c.isprintable() else c for c in name).lstrip("."))


def free_name(name: str, is_taken: Callable[[str], bool], pattern: str = "{}-{}") -> str:
    """Return `name`, or the first of ``name-2``, ``name-3``, … if it is taken.

    Parameters
    ----------
    is_taken : callable
        Whether a name cannot be used.
    pattern : str
        Where the name and the number stand.
    """
    candidates = chain([name], (pattern.format(name, number) for number in count(2)))
    return next(candidate for candidate in candidates if not is_taken(candidate))


def is_file(path: Path) -> bool:
    """Whether a file is there and can be seen; also for names that no file can have."""
    try:
        return path.is_file()
    except OSError:
        return False


def _files_in(folder: Path) -> Iterator[Path]:
    next(folder.iterdir(), None)  # `walk` would pass over the folder itself too, if it may not be read
    for where, subfolders, names in os.walk(folder):
        subfolders[:] = [name for name in subfolders if not name.startswith(".") and not name.endswith(PROJECT)]
        paths = (Path(where, name) for name in names if not name.startswith("."))
        yield from filter(is_file, paths)
