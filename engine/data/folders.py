"""Searching files and folders that a user names, and safe and free file names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from iceboxer.engine.data.regular_file import NOT_A_FILE, NotRegularError
from iceboxer.engine.errors import ReadError

PROJECT, INDEX = ".icebox", "project.json"  # suffix of the window's project folders, and the file in each
MISSING = "does not exist"
UNSAFE = '/\\:*?"<>|'  # characters that some system forbids in file names
LONGEST_NAME = 200  # bytes; most file systems allow 255, and a number and a suffix follow


def is_project(path: Path) -> bool:
    """Return whether `path` is the folder of a project of the window."""
    try:
        return (path / INDEX).is_file()
    except OSError:  # the name is too long, or the folder is not accessible
        return False


def files_among(paths: Sequence[Path], wanted: Callable[[Path], bool]) -> list[Path]:
    """Return the files among `paths`, searching folders with their subfolders; sorted within a folder, each once.

    A file named directly is always returned. In folders, hidden files, unreadable subfolders and the window's
    projects are skipped; projects hold pictures and boxes of their own.

    Parameters
    ----------
    wanted : callable
        Whether to return a file found in a folder.

    Raises
    ------
    ReadError
        A path does not exist or cannot be read.
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
    """Return the system's error in reading a file as a ReadError with a plain reason."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ReadError(path, MISSING)
    if isinstance(error, PermissionError):
        return ReadError(path, "cannot be read (permission denied)")
    if isinstance(error, NotRegularError):
        return ReadError(path, NOT_A_FILE)
    if isinstance(error, IsADirectoryError):
        return ReadError(path, "is a folder")
    return ReadError(path, f"cannot be read ({error.strerror or error})")


def short_name(name: str) -> str:
    """Return a file name without suffix, cut to a valid length if necessary; a digest replaces the rest."""
    raw = os.fsencode(name)
    if len(raw) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(raw).hexdigest()[:8]
    return f"{raw[: LONGEST_NAME - 9].decode(errors='ignore')}_{digest}"


def safe_name(name: str) -> str:
    """Return a short name without characters that some systems forbid in file names or hide; may be empty."""
    return short_name("".join("_" if c in UNSAFE or not c.isprintable() else c for c in name).lstrip("."))


def safe_path(name: str) -> str:
    """Return a relative path of safe names, see `safe_name`; may be empty."""
    return "/".join(filter(None, map(safe_name, name.split("/"))))


def is_file(path: Path) -> bool:
    """Return whether a file exists and is accessible; False for invalid names too."""
    try:
        return path.is_file()
    except OSError:
        return False


def _files_in(folder: Path) -> Iterator[Path]:
    next(folder.iterdir(), None)  # raises if the folder itself cannot be read; `walk` would skip it silently
    for where, subfolders, names in os.walk(folder):
        subfolders[:] = [name for name in subfolders if not name.startswith(".") and not name.endswith(PROJECT)]
        paths = (Path(where, name) for name in names if not name.startswith("."))
        yield from filter(is_file, paths)
