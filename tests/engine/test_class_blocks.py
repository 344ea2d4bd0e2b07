"""Blocks of crops that several threads share."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import torch

from iceboxer.engine.classes.blocks import map_blocks, slices


@pytest.fixture
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("two_threads")
def test_blocks_are_shared_by_threads_with_one_thread_of_torch_each_and_stay_in_order() -> None:
    met = threading.Barrier(2)

    def work(block: int) -> tuple[int, int]:
        if block < 2:
            met.wait(60)  # passes only if two threads are at work
        return block, torch.get_num_threads()

    assert list(map_blocks(work, range(6))) == [(block, 1) for block in range(6)]
    assert torch.get_num_threads() == 2
    later: list[int] = []
    thread = threading.Thread(target=lambda: later.append(torch.get_num_threads()))
    thread.start()
    thread.join()
    assert later == [2]


@pytest.mark.usefixtures("two_threads")
def test_a_failed_block_ends_the_work() -> None:
    done: list[int] = []

    def work(block: int) -> None:
        if block == 0:
            raise ValueError("broken")
        done.append(block)

    with pytest.raises(ValueError, match="broken"):
        list(map_blocks(work, range(100_000)))
    assert len(done) < 100_000 - 1
    assert torch.get_num_threads() == 2


def test_slices_cover_all_rows() -> None:
    assert list(slices(5, 2)) == [slice(0, 2), slice(2, 4), slice(4, 5)]
