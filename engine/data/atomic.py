"""Atomic writing: a file is written beside its target, flushed to disk, then renamed over it."""

from __future__ import annotations

import os
import re
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from iceboxer.engine.errors import EngineError

PREFIX = ".iceboxer-"  # of temporary files; process id and host name follow


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` to write to; it replaces `path` if the block succeeds.

    On any failure the temporary file is removed and the file at `path` stays unchanged. The temporary path has the
    same suffix, since libraries choose the format by it.

    Raises
    ------
    EngineError
        The folder cannot be written to, or the disk is full.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=path.suffix, prefix=_prefix(os.getpid()), dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        _flush(temporary)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as e:
        raise EngineError(f"{path} cannot be written: {e.strerror or e}") from e
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 to `path`, atomically; characters that UTF-8 cannot encode become `?`."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def remove_remains(folder: Path) -> None:
    """Remove temporary files in `folder`, not in its subfolders, of killed processes on this machine.

    They are hidden and harmless, but would fill the disk over time.
    """
    with suppress(OSError):  # a missing or read-only folder needs no cleaning
        for path in folder.glob(f"{PREFIX}*"):
            made_by = re.match(r"\d{1,9}(?=-)", path.name.removeprefix(PREFIX), re.ASCII)
            process = int(made_by[0]) if made_by else os.getpid()
            if path.name.startswith(_prefix(process)) and not psutil.pid_exists(process):
                path.unlink(missing_ok=True)


def _prefix(process: int) -> str:
    """Return how the names of a process's temporary files on this machine begin."""
    return f"{PREFIX}{process}-{socket.gethostname()[:64].replace('/', '_')}-"


def _flush(path: Path) -> None:
    with path.open("rb+") as f:
        os.fsync(f.fileno())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
