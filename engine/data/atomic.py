"""Files that are whole or not there: written beside the target, flushed to disk, then renamed over it."""

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

PREFIX = ".iceboxer-"  # of temporary files; the number of the process and the name of the machine follow


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` to write to; it takes the place of `path` when the block ends well.

    On any failure the temporary file is removed and what was at `path` stays as it was. The suffix is kept,
    since libraries choose a format by it.

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
    """Write `text` as UTF-8 to `path`, atomically; what file names can hold and UTF-8 cannot becomes `?`."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def remove_remains(folder: Path) -> None:
    """Remove the temporary files in `folder` (not below it) of programs on this machine that were killed.

    They do no harm, since their names hide them, but would fill the disk in time.
    """
    with suppress(OSError):  # no such folder, or it may not be changed: then they stay
        for path in folder.glob(f"{PREFIX}*"):
            made_by = re.match(r"\d{1,9}(?=-)", path.name.removeprefix(PREFIX), re.ASCII)
            process = int(made_by[0]) if made_by else os.getpid()
            if path.name.startswith(_prefix(process)) and not psutil.pid_exists(process):
                path.unlink(missing_ok=True)


def _prefix(process: int) -> str:
    """How temporary files of a process of this machine begin."""
    return f"{PREFIX}{process}-{socket.gethostname()[:64].replace('/', '_')}-"


def _flush(path: Path) -> None:
    with path.open("rb+") as f:
        os.fsync(f.fileno())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
