"""Filters neither shift nor alias a picture, and tolerate dead borders and hot pixels."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from iceboxer.engine.data.filters import (
    cutoff_from_resolution,
    fill_dead_border,
    lowpass,
    network_input,
    normalise,
    percentile_range,
)
from iceboxer.engine.data.shrinking import shrink
from iceboxer.engine.errors import ConfigError


def blob(shape: tuple[int, int], x: float, y: float, sigma: float) -> NDArray[np.float32]:
    """A Gaussian centred at (x, y); pixel i spans [i, i + 1)."""
    row, column = np.mgrid[: shape[0], : shape[1]] + 0.5
    return np.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * sigma**2)).astype(np.float32)


def centre(image: NDArray[np.float32]) -> tuple[float, float]:
    row, column = np.mgrid[: image.shape[0], : image.shape[1]] + 0.5
    return float((image * column).sum() / image.sum()), float((image * row).sum() / image.sum())


@pytest.mark.parametrize("factor", [1.0, 1.37, 2.0, 4.3, 7.9, 0.7])
@pytest.mark.parametrize("shape", [(201, 300), (256, 190)])
def test_shrinking_keeps_a_particle_where_it_is(shape: tuple[int, int], factor: float) -> None:
    small = shrink(blob(shape, 120.3, 77.6, 12.0), factor)
    x, y = centre(small)
    assert x * shape[1] / small.shape[1] == pytest.approx(120.3, abs=0.05)
    assert y * shape[0] / small.shape[0] == pytest.approx(77.6, abs=0.05)


@pytest.mark.parametrize("across", [True, False])
def test_shrinking_does_not_alias_a_fine_pattern(across: bool) -> None:
    stripes = np.tile(np.array([1.0, -1.0], np.float32), (200, 100))
    small = shrink(stripes if across else stripes.T, 3.0)
    assert np.abs(small[4:-4, 4:-4]).max() < 0.01


@pytest.mark.parametrize("factor", [0.5, 3.0])
def test_shrinking_and_enlarging_keep_a_wave_below_both_nyquist_limits(factor: float) -> None:
    wave = np.cos(2 * np.pi * np.arange(240) / (4 * max(1, factor))).astype(np.float32)
    for picture in (np.tile(wave, (240, 1)), np.tile(wave[:, None], (1, 240))):
        assert shrink(picture, factor)[8:-8, 8:-8].std() == pytest.approx(np.sqrt(0.5), rel=0.05)


def test_shrinking_keeps_a_constant_picture_up_to_the_edges() -> None:
    assert shrink(np.full((61, 94), 7, np.float32), 4.3) == pytest.approx(7, rel=1e-5)


def test_shrinking_accepts_integers_and_read_only_arrays() -> None:
    pixels = np.arange(600, dtype=np.int16).reshape(20, 30)
    pixels.setflags(write=False)
    assert shrink(pixels, 2.0).dtype == np.float32


def test_lowpass_halves_the_amplitude_at_its_cutoff() -> None:
    wave = np.cos(2 * np.pi * 0.1 * np.arange(200))[None, :].repeat(64, 0).astype(np.float32)
    assert np.abs(lowpass(wave, 0.1)).max() == pytest.approx(0.5, abs=0.01)


def test_lowpass_refuses_an_invalid_frequency() -> None:
    with pytest.raises(ConfigError, match=r"between 0 and 0\.5"):
        lowpass(np.zeros((8, 8), np.float32), 0.7)
    assert cutoff_from_resolution(20, 1.77) == pytest.approx(0.0885)
    assert cutoff_from_resolution(1, 1.77) == 0.5


def test_normalising_removes_gradients() -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 3, (300, 400)).astype(np.float32)
    slope = np.linspace(0, 500, 400, dtype=np.float32)[None, :]
    flat = normalise(noise + slope, 60)
    quiet = flat[60:-60, 60:-60]
    assert quiet.std() == pytest.approx(1, abs=0.05)
    assert abs(float(np.median(quiet))) < 0.05
    assert np.abs(flat).max() <= 8


def test_a_hot_pixel_affects_only_itself() -> None:
    image = np.random.default_rng(0).normal(100, 3, (400, 400)).astype(np.float32)
    hot = image.copy()
    hot[200, 200] = 1e7
    change = np.abs(network_input(hot, 4.0, 100) - network_input(image, 4.0, 100))
    assert change.max() < 8
    change[46:54, 46:54] = 0
    assert change.max() < 0.7


def test_a_flat_picture_stays_flat() -> None:
    assert not normalise(np.full((64, 64), 7, np.float32), 20).any()


def test_a_dead_border_is_filled_and_the_rest_is_unchanged() -> None:
    image = np.random.default_rng(1).normal(100, 5, (80, 90)).astype(np.float32)
    image[:7], image[:, -9:] = 0, 1e6
    filled = fill_dead_border(image)
    assert np.array_equal(filled[7:, :-9], image[7:, :-9])
    assert filled[:7] == pytest.approx(100, abs=2)
    assert filled[:, -9:] == pytest.approx(100, abs=2)


def test_a_picture_without_a_dead_border_is_not_copied() -> None:
    image = np.random.default_rng(1).normal(size=(20, 20)).astype(np.float32)
    assert fill_dead_border(image) is image
    assert not fill_dead_border(np.zeros((20, 20), np.float32)).any()


def test_the_networks_picture_has_the_wanted_scale() -> None:
    image = np.random.default_rng(2).normal(size=(400, 600)).astype(np.float32)
    assert network_input(image, 4.5, 180).shape == (90, 135)


def test_the_contrast_range_is_never_empty() -> None:
    low, high = percentile_range(np.zeros((10, 10), np.float32))
    assert high > low


def test_the_contrast_range_leaves_half_a_percent_on_either_side() -> None:
    assert percentile_range(np.arange(1001, dtype=np.float32)[None]) == pytest.approx((5, 995))


def test_rows_at_once_do_not_change_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    image = np.random.default_rng(0).normal(size=(230, 171)).astype(np.float32) + np.linspace(
        0, 9, 171, dtype=np.float32
    )
    whole = normalise(image, 24)
    for rows in (7, 64):
        monkeypatch.setattr("iceboxer.engine.data.filters.BLOCK", 171 * rows)
        assert np.array_equal(normalise(image, 24), whole)
