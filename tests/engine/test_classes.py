"""Classes: the steerable basis, alignment, and averages."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from iceboxer.engine.classes.alignment import TURNS, Aligner, Crops, Mixture, shift_grid
from iceboxer.engine.classes.averages import turn_crops
from iceboxer.engine.classes.basis import Basis, fit_basis
from iceboxer.engine.classes.control import rank_among_places
from iceboxer.engine.classes.halves import correlate_rings
from iceboxer.engine.classes.quality import FEATURES, judge
from iceboxer.engine.events import never

SIDE = 40


def blob(*spots: tuple[float, float]) -> np.ndarray:
    """Return a picture of round spots at x, y from the middle, without any symmetry if there are three or more."""
    line = np.arange(SIDE) - (SIDE - 1) / 2
    x, y = np.meshgrid(line, line)
    return sum(np.exp(-((x - a) ** 2 + (y - b) ** 2) / 8) for a, b in spots).astype(np.float32)


SHAPE = blob((7, 0), (-4, 5), (-2, -6), (0, 1))


def turned_and_shifted(angle: float, x: float, y: float) -> np.ndarray:
    """Return the shape rotated counter-clockwise by `angle` and with its middle at x, y."""
    cos, sin = np.cos(angle), np.sin(angle)
    spots = [(cos * a - sin * b + x, sin * a + cos * b + y) for a, b in ((7, 0), (-4, 5), (-2, -6), (0, 1))]
    return blob(*spots)


@pytest.mark.parametrize(("angle", "x", "y"), [(0.0, 0.0, 0.0), (0.7, 0.0, 0.0), (-2.2, 2.0, 0.0), (3.0, -2.0, 4.0)])
def test_a_rotated_and_shifted_crop_is_found_and_turned_back(angle: float, x: float, y: float) -> None:
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((200, SIDE, SIDE)).astype(np.float32) * 0.2
    sample = np.stack([turned_and_shifted(a, 0, 0) for a in rng.uniform(0, 6.3, 100)]) + noise[:100]
    basis = fit_basis(sample.astype(np.float32), noise, 14)
    aligner = Aligner(basis, shift_grid(5, 2), 3.0)
    reference = aligner.analyse(SHAPE[None])
    model = Mixture(reference.coefficients[:, aligner.unshifted], reference.power.new_ones(1))
    crop = turned_and_shifted(angle, x, y)
    found = aligner.assign(aligner.analyse(crop[None]), model)
    assert tuple(aligner.shifts[found.shift[0]]) == (x, y)
    assert np.cos(found.angle[0] + angle) > np.cos(np.radians(3))
    back = turn_crops(crop[None], found.angle, aligner.shifts[found.shift])[0]
    assert np.corrcoef(back.ravel(), SHAPE.ravel())[0, 1] > 0.99


def test_rings_correlate_where_two_pictures_share_a_signal_and_nowhere_else() -> None:
    rng = np.random.default_rng(1)
    side = 64
    frequency = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.fftfreq(side))

    def low(pictures: np.ndarray) -> np.ndarray:
        return np.fft.ifft2(np.fft.fft2(pictures) * (frequency < 12 / side)).real

    shared = 50 * low(rng.standard_normal((20, side, side)))  # strong, so that leakage through the mask would show
    first, second = (shared + rng.standard_normal(shared.shape) for _ in range(2))
    curve = correlate_rings(first.astype(np.float32), second.astype(np.float32), 24).mean(0)
    assert curve[1:10].min() > 0.98
    assert np.abs(curve[16:]).max() < 0.1


def make_aligner(crops: np.ndarray, noise: np.ndarray) -> Aligner:
    return Aligner(fit_basis(crops, noise, 14), shift_grid(2, 2), 2.0)


@pytest.mark.parametrize(("strength", "mean", "better"), [(0.0, 0.5, False), (1.0, 1.0, True)])
def test_boxes_of_noise_rank_among_empty_places_like_these(strength: float, mean: float, better: bool) -> None:
    rng = np.random.default_rng(1)
    crops, places = (rng.standard_normal((n, SIDE, SIDE)).astype(np.float32) for n in (80, 160))
    crops += strength * np.stack([turned_and_shifted(a, 0, 0) for a in rng.uniform(0, 6.3, len(crops))])
    ranks = rank_among_places(crops, places, 2, 1, make_aligner, never)
    assert ranks.places == 80
    assert ranks.rank.mean() == pytest.approx(mean, abs=0.1)
    label = np.arange(len(crops)) % 2
    assert ranks.are_better(label, 3) == [better, better, None]


def test_a_class_of_broken_particles_is_judged_worse_than_a_good_one() -> None:
    good, broken, crystal = np.zeros((3, len(FEATURES)))
    for name, value in {"agreement": 0.4, "outside": 0.07}.items():
        good[FEATURES.index(name)] = value
    for name, value in {"less mass": 0.8, "agreement": 0.0, "outside": 0.2, "gain": -0.7}.items():
        broken[FEATURES.index(name)] = value
    for name, value in {"more mass": 0.5, "outside": 1.0, "contrast": 0.3, "size": -1.5}.items():
        crystal[FEATURES.index(name)] = value
    quality = judge(np.stack([good, broken, crystal]))
    assert quality[0] > 0.75
    assert quality[1:].max() < 0.5


def _uneven_model() -> tuple[Aligner, Crops, Mixture]:
    """Return five crops and three averages in a basis with 3, 1 and 2 components of the frequencies 0, 1 and 4."""
    rng = np.random.default_rng(3)
    frequency = np.array([0, 0, 0, 1, 4, 4])
    vectors = rng.standard_normal((6, 8)) + 1j * rng.standard_normal((6, 8))
    basis = Basis(20, 8.0, frequency, vectors.astype(np.complex64), np.ones(6, np.float32))
    aligner = Aligner(basis, shift_grid(2, 2), 2.0)
    crops = aligner.analyse(rng.standard_normal((5, 20, 20)).astype(np.float32))
    return aligner, crops, Mixture(crops.coefficients[:3, 0] / 2, torch.tensor([100.0, 150, 200]))


def test_the_likelihood_of_every_class_rotation_and_shift_is_that_of_the_formula() -> None:
    aligner, crops, model = _uneven_model()
    angle = 2 * np.pi / TURNS * torch.arange(TURNS)
    turned = model.average[:, None] * torch.exp(1j * angle[:, None] * aligner.frequency)
    product = torch.einsum("ktj,nsj->nskt", turned.conj(), crops.coefficients * aligner.weight).real
    residual = crops.power[:, None] - 2 * product.permute(1, 3, 0, 2) + aligner.energy(model.average)
    expected = -residual / (2 * model.noise) - aligner.dimensions / 2 * model.noise.log()
    expected = expected.permute(2, 0, 3, 1) + aligner.prior[:, None, None]
    assert torch.allclose(aligner.log_likelihood(crops, model), expected, rtol=1e-4, atol=1e-3)


def test_a_round_sums_the_crops_as_they_are_turned_and_shifted() -> None:
    aligner, crops, model = _uneven_model()
    p = aligner.log_likelihood(crops, model).flatten(1).softmax(1).view(5, len(aligner.shifts), 3, TURNS)
    back = torch.exp(-1j * 2 * np.pi / TURNS * torch.arange(TURNS)[:, None] * aligner.frequency)
    total = torch.einsum("nskt,tj,nsj->kj", p.to(back.dtype), back, crops.coefficients)
    weight = p.sum((0, 1, 3))
    expected = aligner.updated(model, total, weight, crops.power @ p.sum((1, 3)))
    found, members = aligner.maximise(crops, model)
    assert torch.allclose(members, weight, atol=1e-5)
    assert torch.allclose(found.average, expected.average, rtol=1e-3, atol=1e-4)
    assert torch.allclose(found.noise, expected.noise, rtol=1e-4)
