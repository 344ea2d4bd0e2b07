"""The resolution of class averages: the members of a class in two halves, each aligned without the other.

Halves that are aligned to a common average agree on its noise. Here each half starts from one of its own members and
finds its own average; only then are the two averages aligned with each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from iceboxer.engine.classes.alignment import (
    TURNS,
    Aligner,
    Assigned,
    Crops,
    Mixture,
    as_complex,
    as_real,
    join,
    probabilities,
    turn_peak,
)
from iceboxer.engine.classes.averages import Floats, sum_crops, turn_crops
from iceboxer.engine.classes.blocks import map_blocks, slices
from iceboxer.engine.events import IsCancelled, check

ROUNDS = 8
WARM = 2.0  # temperature at the start
AT_ONCE = 100  # crops
CUTOFF = 0.143  # correlation of halves at the resolution (Rosenthal & Henderson, J. Mol. Biol. 333, 2003)


@dataclass(frozen=True)
class Agreement:
    """The agreement of the two halves of each class.

    `curve` (k, rings) is their Fourier ring correlation, ring i at i / side per px. `frequency` (k,) is the
    first at which it falls below `CUTOFF`, in 1/px, NaN if it never exceeds it. `mean` (k,) is the mean of the curve,
    each ring weighted by its pixels, up to half of the Nyquist frequency.
    """

    curve: Floats
    frequency: Floats
    mean: Floats


def own_log_likelihood(aligner: Aligner, crops: Crops, model: Mixture, label: Tensor, temperature: float) -> Tensor:
    """Return log-likelihoods (n, s, θ) of crops in their own class `label` (n,), up to a constant per crop."""
    spread = model.noise[label] * temperature
    product = crops.coefficients * (model.average[label] / spread[:, None]).conj()[:, None]
    logs = as_real(product) @ aligner.component_synthesis
    logs += (aligner.prior / temperature)[:, None]
    return logs


def _maximise(aligner: Aligner, crops: Crops, model: Mixture, label: Tensor, temperature: float) -> Mixture:
    """Return the averages after one round in which each crop stays in its class."""

    def align(part: slice) -> Tensor:
        some = crops.select(part)
        n, s, _ = some.coefficients.shape
        logs = own_log_likelihood(aligner, some, model, label[part], temperature)
        p = probabilities(logs.view(n, -1)).view(n, s, TURNS)
        aligned: Tensor = (as_complex(p @ aligner.component_analysis.T) * some.coefficients).sum(1)
        return aligned

    total = torch.zeros_like(model.average)
    weight, own = torch.zeros(model.count), torch.zeros(model.count)
    weight.index_add_(0, label, torch.ones(len(crops)))
    own.index_add_(0, label, crops.power)
    parts = list(slices(len(crops), AT_ONCE))
    for part, aligned in zip(parts, map_blocks(align, parts), strict=True):
        total.index_add_(0, label[part], aligned)
    return aligner.updated(model, total, weight, own)


def assign_own(aligner: Aligner, crops: Crops, model: Mixture, label: NDArray[np.intp]) -> Assigned:
    """Return the best rotation and shift of each crop in its own class."""

    def assign(part: slice) -> Assigned:
        mine = label[part]
        logs = own_log_likelihood(aligner, crops.select(part), model, torch.from_numpy(mine), 1.0)
        best = logs.view(len(mine), -1).argmax(1)
        shift, turn = best // TURNS, best % TURNS
        near = logs[torch.arange(len(mine)), shift]
        angle = (turn + turn_peak(near, turn)) * (2 * np.pi / TURNS)
        return Assigned(mine, angle.numpy(), shift.numpy(), near.max(1).values.numpy())

    return join(map_blocks(assign, slices(len(crops), AT_ONCE)))


def compare_halves(
    aligner: Aligner,
    crops: Crops,
    pixels: Floats,
    label: NDArray[np.intp],
    classes: int,
    seed: int,
    cancelled: IsCancelled,
) -> Agreement:
    """Return the agreement of the halves of each class; crops (n) with `pixels` (n, side, side) and labels (n,).

    Raises
    ------
    Cancelled
    """
    rng = np.random.default_rng([seed, 1])
    half = np.empty(len(label), np.intp)
    first = np.zeros(2 * classes, np.intp)
    for k in range(classes):
        members = rng.permutation(np.flatnonzero(label == k))
        half[members] = 2 * k + np.arange(len(members)) % 2
        for h in range(2):
            mine = members[h::2]
            first[2 * k + h] = mine[0] if len(mine) else 0
    model = _start(aligner, crops, first)
    labels = torch.from_numpy(half)
    for i in range(ROUNDS):
        check(cancelled)
        temperature = 1 + (WARM - 1) * max(0.0, 1 - i / (ROUNDS - 3))
        model = _maximise(aligner, crops, model, labels, temperature)
    found = assign_own(aligner, crops, model, half)
    centre = aligner.shifts[found.shift].astype(np.float32)
    side = pixels.shape[1]
    averages, members = sum_crops(lambda part: pixels[part], half, found.angle, centre, 2 * classes, side)
    even, odd = averages[::2], averages[1::2]
    odd = _fitted(aligner, even, odd)
    curve = correlate_rings(even, odd, aligner.basis.radius)
    curve[members.reshape(-1, 2).min(1) < 2] = 0
    return _agreement(curve, side)


def _start(aligner: Aligner, crops: Crops, first: NDArray[np.intp]) -> Mixture:
    """Return averages that are single crops, with the noise that their prior expects removed."""
    noise = torch.full((len(first),), float(crops.power.mean() / aligner.dimensions))
    single = crops.coefficients[torch.from_numpy(first), aligner.unshifted]
    return Mixture(single * (aligner.signal / (aligner.signal + noise[0])), noise)


def _fitted(aligner: Aligner, even: Floats, odd: Floats) -> Floats:
    """Return the averages `odd` (k, side, side), rotated and shifted to fit `even`."""
    reference = aligner.analyse(even)
    unit = torch.ones(len(even))
    model = Mixture(reference.coefficients[:, aligner.unshifted], unit)
    found = assign_own(aligner, aligner.analyse(odd), model, np.arange(len(even)))
    return turn_crops(odd, found.angle, aligner.shifts[found.shift].astype(np.float32))


def correlate_rings(first: Floats, second: Floats, radius: float) -> Floats:
    """Return the Fourier ring correlation (k, side // 2) of pictures (k, side, side) within a soft disc.

    The pictures are whitened before the disc is applied: otherwise the strong low frequencies leak through its edge
    into the high ones, where they would correlate.
    """
    side = first.shape[1]
    ring = _rings_of(side)
    spectra = [np.fft.fft2(p - p.mean((1, 2), keepdims=True)) for p in (first, second)]
    power = sum((np.abs(s) ** 2).mean(0) for s in spectra).ravel()
    mean = np.bincount(ring, power) / np.bincount(ring)
    filter = (1 / np.sqrt(np.maximum(mean, 1e-12 * mean.max())))[ring].reshape(side, side)
    mask = soft_disc(side, radius)
    a, b = (np.fft.fft2(np.fft.ifft2(s * filter).real * mask) for s in spectra)

    def by_ring(values: NDArray[np.float64]) -> NDArray[np.float64]:
        flat = values.reshape(len(values), -1)
        return np.stack([np.bincount(ring, row)[: side // 2] for row in flat])

    product, own, other = by_ring((a * b.conj()).real), by_ring(np.abs(a) ** 2), by_ring(np.abs(b) ** 2)
    curve: Floats = (product / np.sqrt(np.maximum(own * other, 1e-30))).astype(np.float32)
    curve[:, 0] = 1
    return curve


def _rings_of(side: int) -> NDArray[np.intp]:
    """Return the ring (side²) of each pixel of a Fourier transform."""
    frequency = np.fft.fftfreq(side) * side
    rings: NDArray[np.intp] = np.round(np.hypot(frequency[:, None], frequency)).astype(np.intp)
    return rings.ravel()


def soft_disc(side: int, radius: float, edge: float = 4.0) -> Floats:
    """Return a disc (side, side) that falls from 1 to 0 over `edge` px inside `radius`."""
    line = np.arange(side) - (side - 1) / 2
    inward = (radius - np.hypot(line[:, None], line)) / edge
    disc: Floats = (0.5 - 0.5 * np.cos(np.pi * np.clip(inward, 0, 1))).astype(np.float32)
    return disc


def _agreement(curve: Floats, side: int) -> Agreement:
    below = curve[:, 1:] < CUTOFF
    first = np.where(below.any(1), below.argmax(1) + 1, curve.shape[1] - 1)
    # between the last ring above and the first below, linearly
    rows = np.arange(len(curve))
    above, under = curve[rows, first - 1], curve[rows, first]
    part = np.where(under < CUTOFF, (above - CUTOFF) / np.maximum(above - under, 1e-6), 1.0)
    frequency = np.where(first > 1, (first - 1 + part) / side, np.nan).astype(np.float32)
    rings = np.arange(1, side // 4)
    mean = (curve[:, rings] * rings).sum(1) / rings.sum()
    return Agreement(curve, frequency, mean.astype(np.float32))
