"""Standard output and standard error that no text can break: they never raise, and send no control characters."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from iceboxer.engine.text import printable

KEPT = "\n\t"
RETURN = "\r"  # begins what a progress bar writes; in other texts, what follows would replace the line


class SafeStream:
    """A text stream that escapes control characters and what its encoding lacks, and outlives a closed pipe.

    `error` is the first error of writing, other than a pipe that its reader has closed.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._closed = stream is None
        self.error: OSError | None = None

    def write(self, text: str) -> int:
        """Write a text, or nothing if the stream is closed; return the length of the text."""
        kept = KEPT + RETURN if text.startswith(RETURN) else KEPT
        clean = "".join(c if c in kept else printable(c) for c in text) if not text.isprintable() else text
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        self._try(lambda stream: stream.write(clean.encode(encoding, "backslashreplace").decode(encoding)))
        return len(text)

    def flush(self) -> None:
        """Flush the stream."""
        self._try(lambda stream: stream.flush())

    def _try(self, call: Any) -> None:
        if self._closed or self._stream is None:
            return
        try:
            call(self._stream)
        except (OSError, ValueError) as e:  # ValueError: somebody has closed the stream
            self._closed = True
            if isinstance(e, OSError) and e.errno not in (errno.EPIPE, errno.EBADF):
                self.error = e
            self._discard()

    def _discard(self) -> None:
        """Let the rest go nowhere: Python flushes the stream once more when it ends."""
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno() if self._stream is not None else nowhere)
            os.close(nowhere)

    def isatty(self) -> bool:
        """Return whether a person reads the stream."""
        return not self._closed and self._stream is not None and self._stream.isatty()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def safe_streams() -> Iterator[SafeStream]:
    """Replace `sys.stdout` and `sys.stderr` in this context by safe streams; yield the former."""
    before = sys.stdout, sys.stderr
    out, errors = SafeStream(sys.stdout), SafeStream(sys.stderr)
    sys.stdout, sys.stderr = out, errors
    try:
        yield out
    finally:
        out.flush()
        errors.flush()
        sys.stdout, sys.stderr = before
