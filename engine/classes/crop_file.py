"""Crops on disk: written and read row by row, since a mapped file on a full or lost disk kills the process."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.regular_file import open_regular
from iceboxer.engine.errors import EngineError

TYPE = np.dtype("<f2")


class CropFile:
    """A file of crops (n, side, side) in half precision; `side` is in px."""

    def __init__(self, path: Path, count: int, side: int) -> None:
        self._path, self._count, self.side = path, count, side
        self._row = side * side * TYPE.itemsize

    def is_whole(self) -> bool:
        """Return whether the file holds all crops."""
        try:
            return self._path.is_file() and self._path.stat().st_size == self._count * self._row
        except OSError:
            return False

    def create(self) -> None:
        """Make an empty file.

        Raises
        ------
        EngineError
            It cannot be made.
        """
        try:
            with self._path.open("wb") as stream:
                stream.truncate(self._count * self._row)
        except OSError as e:
            raise self._unwritable(e) from e

    def write(self, rows: NDArray[np.intp], crops: NDArray[np.floating[Any]]) -> None:
        """Write crops (m, side, side) to some rows (m,).

        Raises
        ------
        EngineError
            The disk is full, or the file has disappeared.
        """
        try:
            with self._path.open("rb+", buffering=0) as stream:
                for row, crop in zip(rows.tolist(), crops.astype(TYPE), strict=True):
                    stream.seek(row * self._row)
                    _write_all(stream, crop.tobytes())
        except OSError as e:
            raise self._unwritable(e) from e

    def flush(self) -> None:
        """Write everything through to the disk.

        Raises
        ------
        EngineError
            The disk is full, or the file has disappeared.
        """
        try:
            with self._path.open("rb+") as stream:
                os.fsync(stream.fileno())
        except OSError as e:
            raise self._unwritable(e) from e

    def read(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return the crops (m, side, side) of some rows (m,).

        Raises
        ------
        EngineError
            The file has disappeared or has become shorter.
        """
        crops = np.empty((len(rows), self.side, self.side), np.float32)
        try:
            with open_regular(self._path) as stream:
                for i, row in enumerate(rows.tolist()):
                    stream.seek(row * self._row)
                    crops[i] = np.frombuffer(stream.read(self._row), TYPE).reshape(crops.shape[1:])
        except (OSError, ValueError) as e:  # ValueError: the file is shorter
            raise EngineError(f"{self._path} cannot be read: {e}. Run the same command again with --overwrite.") from e
        return crops

    def _unwritable(self, error: OSError) -> EngineError:
        return EngineError(f"{self._path} cannot be written: {error.strerror or error}")


def _write_all(stream: Any, data: bytes) -> None:
    """Write all bytes: on a nearly full disk only some may be written at first."""
    left = memoryview(data)
    while left:
        left = left[stream.write(left) :]
