"""The estimate of the particle size: which sizes are tried, on which parts, and which one wins."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from iceboxer.engine.data.shrinking import shrink
from iceboxer.engine.models.particle_size import STEP, Trial, best_size, untried
from iceboxer.engine.picking.size_sample import Sampled

SIZES = [30 * STEP**i for i in range(19)]
NOTHING = Trial(0, 0.0, 0.0)


def tried(run: Callable[[int], Trial]) -> list[Trial | None]:
    """Return the trials of as many sizes as are wanted."""
    trials: list[Trial | None] = [None for _ in SIZES]
    while wanted := untried(trials):
        for i in wanted:
            trials[i] = run(i)
    return trials


def seen(particle: float, i: int) -> Trial:
    """Return the trial of a particle that fits into a box of `particle` px and is recognised from 0.8 to 1.3 of it."""
    ratio = SIZES[i] / particle
    return Trial(SIZES[i], float(np.exp(-((np.log(ratio) / 0.25) ** 4))), ratio**-0.4)


def test_the_size_is_where_the_estimate_is_one_box() -> None:
    trials = [
        Trial(60, 0.1, 0.9),
        Trial(80, 0.7, 1.3),
        Trial(100, 0.8, 1.1),
        Trial(120, 0.8, 0.9),
        Trial(200, 0.9, 0.8),
    ]
    assert 100 < best_size(trials) < 120
    assert best_size(trials[:1] + trials[3:]) == 200  # no trial crosses 1: then the one with the most support
    assert best_size([Trial(60, 0.1, 1.2), *trials[3:]]) == 200  # trials with little support do not count


@pytest.mark.parametrize("particle", [32.0, 47.0, 52.0, 57.0, 63.0, 200.0, 900.0, 1050.0])
def test_few_sizes_give_the_result_of_all(particle: float) -> None:
    some = tried(lambda i: seen(particle, i))
    done = [trial for trial in some if trial is not None]
    assert (
        best_size(done)
        == best_size([seen(particle, i) for i in range(len(SIZES))])
        == pytest.approx(particle, rel=0.02)
    )
    assert len(done) <= 13


def test_the_estimate_may_cross_one_at_the_smallest_size_with_enough_support() -> None:
    """Real trials of a particle of 96 Å, which is recognised in all large boxes."""
    support = [0.140, 0.199, 0.087, 0.102, 0.191, 0.379, 0.543, 0.539, 0.586, 0.570, 0.556, 0.536, 0.527, 0.500, 0.488]
    estimate = [0.901, 0.881, 0.918, 0.969, 1.07, 1.035, 0.996, 0.945, 0.923, 0.896, 0.882, 0.895, 0.873, 0.866, 0.865]
    every = [Trial(*values) for values in zip(SIZES, support, estimate, strict=False)]
    some = tried(lambda i: every[i] if i < len(every) else NOTHING)
    assert best_size([trial for trial in some if trial is not None]) == best_size(every) < SIZES[6]


def test_all_sizes_are_tried_until_one_finds_a_particle() -> None:
    some = tried(lambda i: Trial(SIZES[i], 0.1, 1.0) if i == 7 else NOTHING)
    assert best_size([trial for trial in some if trial is not None]) == SIZES[7]
    assert None not in tried(lambda _: NOTHING)


@pytest.mark.parametrize(("factor", "expected"), [(1.5, (64, 64)), (5.0, (64, 64)), (20.0, (30, 40))])
def test_a_part_shows_the_middle_at_its_scale(factor: float, expected: tuple[int, int]) -> None:
    """Waves with a crest in the middle keep their place and length, whichever halved picture the part is cut from."""
    y, x = np.ogrid[:600, :800]
    waves = np.cos((x + 0.5 - 400) / 40) * np.cos((y + 0.5 - 300) / 40)
    image = (1000 + 100 * waves).astype(np.float32)
    part, (across, down) = Sampled(image, 64).centre(factor)
    assert part.shape == expected
    assert (across, down) == pytest.approx((factor, factor), rel=0.03)
    rows, columns = np.indices(part.shape) + 0.5
    weight = part - part.min()
    assert (np.average(columns, weights=weight), np.average(rows, weights=weight)) == pytest.approx(
        (part.shape[1] / 2, part.shape[0] / 2), abs=0.05
    )
    if factor == 5.0:  # cut from the picture at half its size; at the edge, one part is mirrored and the other is not
        assert part[8:-8, 8:-8] == pytest.approx(shrink(image[140:460, 240:560], factor)[8:-8, 8:-8], abs=1.0)


def test_dead_borders_and_outliers_do_not_reach_the_parts() -> None:
    image = np.random.default_rng(1).normal(100, 1, (300, 300)).astype(np.float32)
    image[:100] = 0
    image[150, 150] = 1e6
    part, _ = Sampled(image, 64).centre(4.0)
    assert 90 < part.min() < part.max() < 110
