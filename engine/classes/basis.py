"""A steerable basis of crops: polar harmonics, whitened by the noise, in which rotations are phases.

A crop is sampled on rings around its centre and Fourier transformed along each ring, so that a rotation by θ multiplies
the coefficients of angular frequency m by exp(i m θ). For each m, principal components across the rings are computed
relative to the noise of places without particles: each coefficient then has noise of variance 1, and only components
in which the picks vary more than the noise are kept (steerable PCA: Zhao, Shkolnisky & Singer, IEEE Trans. Comput.
Imaging 2, 2016).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
import scipy.linalg
import scipy.sparse
import torch
from numpy.typing import NDArray
from torch import Tensor

Complex = NDArray[np.complex64]

ANGLES = 96  # samples of a ring
HIGHEST = 24  # angular frequency; at the edge of a particle of 36 px its period is 5 px
MOST = 160  # components kept
QUIET = 1e-4  # least noise, as a share of the variance of the picks, for pictures without any


@dataclass(frozen=True)
class Basis:
    """Components of crops of `side` px.

    Attributes
    ----------
    radius
        Radius of the disc that is analysed, px.
    frequency
        Angular frequency of each component (j,), ascending.
    vectors
        Weights (j, rings) of the rings in each component.
    signal
        Variance of the picks above the noise in each component (j,), in units of the noise.
    """

    side: int
    radius: float
    frequency: NDArray[np.intp]
    vectors: Complex
    signal: NDArray[np.float32]

    @property
    def slices(self) -> list[tuple[int, slice]]:
        """Each angular frequency with the slice of its components."""
        values, first = np.unique(self.frequency, return_index=True)
        ends = [*first[1:].tolist(), len(self.frequency)]
        return [(int(m), slice(int(a), int(b))) for m, a, b in zip(values, first, ends, strict=True)]

    @property
    def weight(self) -> NDArray[np.float32]:
        """Real dimensions of each component (j,): 1 for m = 0, else 2."""
        return np.where(self.frequency == 0, 1, 2).astype(np.float32)

    def matrix(self, dx: float, dy: float) -> Tensor:
        """Return the real matrix (side², 2 j) from a crop's pixels to the coefficients around a shifted centre.

        Parameters
        ----------
        dx, dy
            Position of the centre relative to the middle of the crop, px.
        """
        sampling, radii = _rings(self.side, self.radius, dx, dy)
        weights = np.einsum("jr,ja->jra", self.vectors * _ring_weight(radii), _harmonic(self.frequency))
        flat = weights.reshape(len(weights), -1).T
        both = np.stack([sampling.T @ flat.real, sampling.T @ flat.imag], axis=2)
        return torch.from_numpy(np.ascontiguousarray(both.reshape(self.side**2, -1), np.float32))


def _rings(side: int, radius: float, dx: float, dy: float) -> tuple[scipy.sparse.csr_array, NDArray[np.float64]]:
    """Return the sparse matrix (rings · ANGLES, side²) that samples rings around a centre, and their radii in px."""
    radii = np.arange(0.5, radius, 1.0)
    angle = 2 * np.pi * np.arange(ANGLES) / ANGLES
    middle = (side - 1) / 2
    x = middle + dx + radii[:, None] * np.cos(angle)
    y = middle + dy + radii[:, None] * np.sin(angle)
    return _bilinear(x.ravel(), y.ravel(), side), radii


def _ring_weight(radii: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the weight of each ring, with which white noise is about equally strong in all."""
    return np.sqrt(2 * np.pi * radii).astype(np.float32)


def _harmonic(frequency: NDArray[np.intp]) -> Complex:
    """Return the weights (n, ANGLES) of the samples of a ring in its Fourier coefficients."""
    angle = 2 * np.pi * np.arange(ANGLES) / ANGLES
    weights: Complex = (np.exp(-1j * np.outer(frequency, angle)) / ANGLES).astype(np.complex64)
    return weights


def _bilinear(x: NDArray[np.float64], y: NDArray[np.float64], side: int) -> scipy.sparse.csr_array:
    """Return the sparse matrix (n, side²) that samples a picture at points (n,), which are moved into it if outside."""
    x, y = np.clip(x, 0, side - 1.001), np.clip(y, 0, side - 1.001)
    column, row = x.astype(np.intp), y.astype(np.intp)
    u, v = x - column, y - row
    index = row * side + column
    n = np.arange(len(x))
    entries = np.concatenate([(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v]).astype(np.float32)
    columns = np.concatenate([index, index + 1, index + side, index + side + 1])
    return scipy.sparse.csr_array((entries, (np.tile(n, 4), columns)), shape=(len(x), side * side))


def fit_basis(picks: NDArray[np.float32], noise: NDArray[np.float32], radius: float) -> Basis:
    """Return the components in which picks (n, side, side) vary most above noise (k, side, side)."""
    side = picks.shape[1]
    data, ground = _harmonics(picks, radius), _harmonics(noise, radius)
    count = data.shape[2]
    frequency, vectors, signal = [], [], []
    for m in range(HIGHEST + 1):
        mine, other = _moments(data[:, m]), _moments(ground[:, m])
        floor = max(0.02 * np.trace(other).real, QUIET * np.trace(mine).real, np.finfo(np.float32).tiny)
        other += np.eye(count) * (floor / count)
        ratio, vector = scipy.linalg.eigh(mine, other)
        frequency += [m] * count
        vectors.append(vector.T.conj())
        signal.append(ratio - 1)
    strength = np.concatenate(signal)
    kept = np.sort(np.argsort(-strength)[:MOST])
    return Basis(
        side,
        radius,
        np.array(frequency, np.intp)[kept],
        np.concatenate(vectors)[kept].astype(np.complex64),
        np.maximum(strength[kept], 0.02).astype(np.float32),
    )


def _harmonics(crops: NDArray[np.float32], radius: float) -> Complex:
    """Return the harmonics (n, m, rings) of crops (n, side, side)."""
    sampling, radii = _rings(crops.shape[1], radius, 0.0, 0.0)
    samples = (sampling @ crops.reshape(len(crops), -1).T).reshape(len(radii), ANGLES, -1)
    spectrum = scipy.fft.rfft(samples, axis=1)[:, : HIGHEST + 1] / ANGLES
    spectrum *= _ring_weight(radii)[:, None, None]
    return np.ascontiguousarray(spectrum.transpose(2, 1, 0), np.complex64)


def _moments(values: Complex) -> NDArray[np.complex128]:
    """Return the matrix (rings, rings) of second moments of values (n, rings)."""
    wide = values.astype(np.complex128)
    moments: NDArray[np.complex128] = wide.T @ wide.conj() / len(wide)
    return moments
