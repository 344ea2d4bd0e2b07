"""Atomic writing: a file is written beside its target, flushed to disk, then renamed over it.

A folder that this process has used is never made again: if it was renamed, removed or unmounted, a new folder in its
place would hold the last few files only and look complete.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from iceboxer.engine.data.regular_file import retry_stale
from iceboxer.engine.data.remains import choose_temporary_name, remove_remains
from iceboxer.engine.errors import EngineError

_used: set[Path] = set()  # folders, with all that contain them, in which this process has written
_flushed_later: set[Path] = set()  # folders to which many files are being written
_cleaned: set[Path] = set()  # folders in which it has looked for the remains of killed processes


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` to write to; it replaces `path` if the block succeeds.

    On any failure the temporary file is removed and the file at `path` stays unchanged. The temporary path has the
    same suffix, since libraries choose the format by it. A missing folder is made, unless this process has used it.

    Raises
    ------
    EngineError
        The folder has disappeared or cannot be written to, or the disk is full.
    """
    with _renaming(path) as (temporary, handle):
        os.close(handle)
        yield temporary
        retry_stale(lambda: _flush_file(temporary))


def write_text(path: Path, text: str, lasting: bool = True) -> None:
    """Write `text` as UTF-8 to `path`, atomically; characters that UTF-8 cannot encode become `?`.

    A file that is not `lasting` need not survive a power failure, so nothing waits for the disk.
    """
    write_bytes(path, text.encode(errors="replace"), lasting)


def write_bytes(path: Path, content: bytes, lasting: bool = True) -> None:
    """Write `content` to `path`, atomically; see `write_text`.

    The file is opened once: thousands of them are written by several threads, which wait for each other at each call.
    """
    with _renaming(path, lasting) as (_, handle), os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        if lasting:
            _flush(handle)


@contextmanager
def _renaming(path: Path, lasting: bool = True) -> Iterator[tuple[Path, int]]:
    """Yield a new file beside `path` and its handle, to be closed; it replaces `path` if the block succeeds.

    If `lasting`, the renaming is flushed to the disk.
    """
    temporary: Path | None = None
    try:
        folder = path.parent.absolute()
        _make_unused(folder)
        _require_replaceable(path)
        temporary, handle = retry_stale(lambda: _new_file(path))
        if folder not in _cleaned:
            _cleaned.add(folder)
            remove_remains(folder)
        yield temporary, handle
        written, temporary = temporary, None
        try:
            retry_stale(lambda: written.replace(path))
        except OSError:
            temporary = written
            raise
        if lasting and folder not in _flushed_later:
            _flush_folder(folder)
    except OSError as e:
        raise EngineError(f"{path} cannot be written: {e.strerror or e}") from e
    finally:
        if temporary is not None:
            with suppress(OSError):  # the folder has disappeared
                temporary.unlink(missing_ok=True)


@contextmanager
def flushing_once(folder: Path) -> Iterator[None]:
    """Flush the renames in `folder` once at the end of this context, in which many files are written there.

    A power failure meanwhile may bring back older files; each is still complete.
    """
    folder = folder.absolute()
    _flushed_later.add(folder)
    try:
        yield
    finally:
        _flushed_later.discard(folder)
        _flush_folder(folder)


def make_folder(folder: Path) -> None:
    """Make the folder of a job at its start; from then on it is not made again if it disappears.

    Raises
    ------
    EngineError
        The folder cannot be made.
    """
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise EngineError(f"{folder} cannot be written: {e.strerror or e}") from e
    _used.update((folder, *folder.parents))


def remove_folder(folder: Path) -> None:
    """Remove a folder and all that is in it, so that it can be written anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder = folder.absolute()
    _used.difference_update([place for place in _used if place.is_relative_to(folder)])


def _make_unused(folder: Path) -> None:
    """Make a folder that does not exist; raise EngineError if this process has used it or one that contains it."""
    if not retry_stale(folder.is_dir):
        # first which were used, then which are missing: another thread may make and use the folder in between
        used = [place for place in (folder, *folder.parents) if place in _used]
        gone = [place for place in used if not os.path.lexists(place)]
        if gone:
            raise EngineError(
                f"{gone[-1]} has disappeared: it was renamed, removed or unmounted while in use. "
                "Nothing more was written there. Bring it back, or choose another folder."
            )
        folder.mkdir(parents=True, exist_ok=True)
    if folder not in _used:
        _used.update((folder, *folder.parents))


def _require_replaceable(path: Path) -> None:
    """Raise OSError if a path leads to a device, a pipe or a folder: root would replace /dev/null by a file."""
    try:
        mode = retry_stale(path.stat).st_mode
    except FileNotFoundError:  # or a link to nothing
        return
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "It is a pipe, a socket or a device")


def _new_file(path: Path) -> tuple[Path, int]:
    """Make an empty temporary file beside `path`, with the permissions that every new file gets here; open it."""
    while True:
        temporary = path.with_name(choose_temporary_name(path.suffix))
        try:
            return temporary, os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        except FileExistsError:
            continue


def _flush_file(path: Path) -> None:
    with path.open("rb+") as f:
        _flush(f.fileno())


def _flush(handle: int) -> None:
    """Write what an open file holds to the disk."""
    os.fsync(handle)


def _flush_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power failure, on file systems that can do this."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
