"""Digests by which a replaced micrograph is recognised."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.picture_digest import BLOCK, BLOCKS, HEADER, digest_picture, digest_sample, has_digest
from iceboxer.engine.errors import ReadError
from tests.engine.conftest import write_micrograph


def test_any_byte_of_a_small_file_counts_and_its_name_does_not(tmp_path: Path) -> None:
    content = bytes(range(200))
    for name, bytes_ in (("a", content), ("b", content), ("c", content[:-1] + b"\0"), ("d", content + b"\0")):
        (tmp_path / name).write_bytes(bytes_)
    digests = [digest_sample(tmp_path / name) for name in "abcd"]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_header_end_and_every_stripe_of_a_large_file_count(tmp_path: Path) -> None:
    path = tmp_path / "m.mrc"
    content = np.zeros(HEADER + 3 * BLOCKS * BLOCK, np.uint8)

    def changed(first: int, count: int = 1) -> bool:
        other = content.copy()
        other[first : first + count] = 1
        path.write_bytes(other.tobytes())
        return not has_digest(path, plain)

    path.write_bytes(content.tobytes())
    plain = digest_sample(path)
    assert not changed(0, 0)
    assert changed(12)
    assert changed(len(content) - 1)
    assert all(changed(first, 3 * BLOCK) for first in range(HEADER, len(content), 16 * BLOCK))
    path.write_bytes(content[:-1].tobytes())
    assert not has_digest(path, plain)


def test_digests_of_all_pixels_by_earlier_versions_remain_valid(tmp_path: Path) -> None:
    path = tmp_path / "m.mrc"
    picture = np.random.default_rng(0).normal(size=(30, 40)).astype("f4")
    write_micrograph(path, picture, 1.5)
    old = digest_picture(open_micrograph(path).read(), 1.5)
    assert has_digest(path, old)
    picture[3, 4] += 1
    write_micrograph(path, picture, 1.5)
    assert not has_digest(path, old)


def test_a_missing_file_has_no_digest(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        digest_sample(tmp_path / "m.mrc")
    assert not has_digest(tmp_path / "m.mrc", "s0")
