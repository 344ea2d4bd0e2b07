"""Work in blocks that several threads share: the operations on one block are too small to be divided themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch

MOST_THREADS = 8  # more would wait for each other, since each holds the interpreter for part of the time

Block = TypeVar("Block")
Result = TypeVar("Result")


def map_blocks(
    work: Callable[[Block], Result], blocks: Iterable[Block], at_once: int = MOST_THREADS
) -> Iterator[Result]:
    """Yield the results of `work` on each block, in order, so that sums do not depend on the number of threads.

    As many threads as torch has here share the blocks, at most `at_once`; in each of them, torch has one. If `work`
    raises, the blocks that have not begun are dropped.
    """
    threads = torch.get_num_threads()
    if min(threads, at_once) == 1:
        yield from map(work, blocks)
        return
    try:
        with ThreadPoolExecutor(min(threads, at_once), "classes", torch.set_num_threads, (1,)) as pool:
            yield from pool.map(work, blocks)
    finally:
        torch.set_num_threads(threads)  # the default of later threads, which those of the pool have changed


def slices(count: int, step: int) -> Iterator[slice]:
    """Yield slices of `step` that cover `count` rows."""
    for start in range(0, count, step):
        yield slice(start, min(start + step, count))
