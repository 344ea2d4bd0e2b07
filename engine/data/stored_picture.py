"""Pictures of a training that are kept on disk because they would fill the memory."""

from __future__ import annotations

import mmap
import tempfile
from pathlib import Path

import numpy as np

from iceboxer.engine.data.filters import Image

IN_MEMORY = 256_000_000  # bytes of all pictures of a training; further ones are kept on disk


class StoredPicture:
    """A picture in a temporary file without a name, which disappears with the process."""

    def __init__(self, picture: Image, folder: Path) -> None:
        self.shape = (picture.shape[0], picture.shape[1])
        with tempfile.TemporaryFile(dir=folder) as file:
            np.ascontiguousarray(picture, np.float32).tofile(file)
            file.flush()
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._pixels = np.frombuffer(self._map, np.float32).reshape(picture.shape)

    def __getitem__(self, part: tuple[slice, slice]) -> Image:
        """Return a copy of a part; what was read for it does not stay in the memory of the process."""
        copied: Image = self._pixels[part].copy()
        if hasattr(self._map, "madvise"):  # not on Windows
            self._map.madvise(mmap.MADV_DONTNEED)
        return copied


Picture = Image | StoredPicture  # both return their parts by slices of rows and columns


class PictureStore:
    """Keeper of the pictures of a training: the first in memory, further ones in files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held = 0  # bytes

    def keep(self, picture: Picture) -> Picture:
        """Return the picture, or its copy on disk if it does not fit into the memory of a training."""
        if isinstance(picture, StoredPicture):
            return picture
        if self._held + picture.nbytes > IN_MEMORY:
            try:
                return StoredPicture(picture, self._folder)
            except OSError:  # no folder or no space: the training may still succeed
                return picture
        self._held += picture.nbytes
        return picture
