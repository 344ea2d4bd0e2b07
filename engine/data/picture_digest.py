"""Digests of micrographs, by which a later run knows whether a file still holds the picture that was picked."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np

from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.micrograph import Image, open_micrograph
from iceboxer.engine.data.regular_file import open_regular
from iceboxer.engine.errors import ReadError

SAMPLED = "s"  # begins the digest of a sample of a file; digests of earlier versions, of all pixels, are hexadecimal
HEADER = 1 << 16  # bytes
BLOCK = 1 << 14  # bytes: a row of 4096 pixels in float32
BLOCKS = 64


def digest_sample(path: Path) -> str:
    """Return a digest, `SAMPLED` and 16 hexadecimal characters, of the size of a file and a sample of its bytes.

    The sample is the whole of a small file. Of a larger one it is the header and `BLOCKS` blocks from there to the
    end, evenly spread. A picture from another exposure, detector or processing differs nearly everywhere, so the
    sample shows it; a digest of all bytes took a tenth of the time of picking. A change of less than about one row in
    64 may be missed.

    Raises
    ------
    ReadError
        The file cannot be read.
    """
    try:
        with open_regular(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            digest = hashlib.sha256(f"{size} ".encode())
            if size <= HEADER + BLOCKS * BLOCK:
                digest.update(stream.read())
            else:
                digest.update(stream.read(HEADER))
                for start in np.linspace(HEADER, size - BLOCK, BLOCKS).astype(int).tolist():
                    stream.seek(start)
                    digest.update(stream.read(BLOCK))
    except OSError as e:
        raise unreadable(path, e) from e
    return SAMPLED + digest.hexdigest()[:16]


def digest_picture(image: Image, pixel_size: float | None) -> str:
    """Return a digest, 16 hexadecimal characters, of a picture (height, width) and its pixel size in Å/px.

    Made of the sums of all rows and columns. Earlier versions stored it.
    """
    whole = np.ascontiguousarray(image, np.float32).view(np.uint32)
    sums = (whole.sum(axis, dtype=np.uint64).tobytes() for axis in (0, 1))
    text = f"{image.shape} {pixel_size}".encode()
    return hashlib.sha256(b"".join((text, *sums))).hexdigest()[:16]


def has_digest(path: Path, digest: str) -> bool:
    """Return whether a micrograph has this digest, of either kind; False if it cannot be read."""
    try:
        if digest.startswith(SAMPLED):
            return digest_sample(path) == digest
        micrograph = open_micrograph(path)
        return digest_picture(micrograph.read(), micrograph.pixel_size) == digest
    except ReadError:
        return False
