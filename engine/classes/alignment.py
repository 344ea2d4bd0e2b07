"""Expectation-maximisation over class, rotation and shift, in a steerable basis.

The model of a crop is a class average, rotated and shifted, plus noise. With coefficients c of a crop around a shifted
centre and a of an average, the log-likelihood gained over noise alone is
(Σ_j w_j Re(conj(a_j) exp(-i m_j θ) c_j) - ½ Σ_j w_j |a_j|²) / σ²
(Sigworth, J. Struct. Biol. 122, 1998; Scheres et al., J. Mol. Biol. 348, 2005). A shift moves the average and not the
disc that is compared, so all shifts of a crop are compared on equal terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from iceboxer.engine.classes.basis import Basis
from iceboxer.engine.classes.blocks import map_blocks, slices

TURNS = 60  # rotations that are compared, every 6°
AT_ONCE = 400_000  # posterior probabilities in a block, which fit into the processor's cache
NEGLIGIBLE = 1e-12  # probability of a class, rotation and shift
LEAST_NOISE = 0.5  # variance of a class in units of the noise, so that none can shrink onto a few crops
SHARED_NOISE = 20  # members' worth of the common variance in that of each class


@dataclass(frozen=True)
class Crops:
    """Coefficients (n, s, j) of crops around shifted centres, and `power` (n,), their squared norms without a shift."""

    coefficients: Tensor
    power: Tensor

    def __len__(self) -> int:
        return len(self.coefficients)

    def select(self, index: NDArray[np.intp] | slice) -> Crops:
        """Return some of the crops."""
        return Crops(self.coefficients[index], self.power[index])


@dataclass(frozen=True)
class Mixture:
    """Class averages `average` (k, j) complex, and the variance `noise` (k,) of their members around them."""

    average: Tensor
    noise: Tensor

    @property
    def count(self) -> int:
        """Number of classes."""
        return len(self.average)


@dataclass(frozen=True)
class Assigned:
    """The best class, rotation and shift of each crop (n,).

    Attributes
    ----------
    label
        Class.
    angle
        Radians by which the crop is rotated, counter-clockwise, to fit the average.
    shift
        Index of the shift of the centre.
    gain
        Log-likelihood gained over noise alone, nats.
    """

    label: NDArray[np.intp]
    angle: NDArray[np.float32]
    shift: NDArray[np.intp]
    gain: NDArray[np.float32]


class Aligner:
    """Compares crops with averages; holds the tables for one basis and one set of shifts (s, 2) in px."""

    def __init__(self, basis: Basis, shifts: NDArray[np.float64], spread: float) -> None:
        self.basis, self.shifts = basis, shifts
        self.prior = torch.from_numpy(-(shifts**2).sum(1) / (2 * spread**2)).float()
        self.unshifted = int((shifts**2).sum(1).argmin())
        self.weight = torch.from_numpy(basis.weight)
        self.signal = torch.from_numpy(basis.signal)
        self.frequency = torch.from_numpy(basis.frequency).float()
        self.dimensions = float(self.weight.sum())
        self._matrix, self._used = _matrix_of_used_pixels(basis, shifts)
        self._column, self._is_filled, self._place = _padding([2 * (p.stop - p.start) for _, p in basis.slices])
        self._width = len(self._column) // len(basis.slices)
        m = torch.tensor([m for m, _ in basis.slices], dtype=torch.float32)
        phase = m[:, None] * torch.arange(TURNS) * (2 * np.pi / TURNS)
        factor = torch.where(m == 0, 1.0, 2.0)[:, None]
        # Re(X exp(-i m θ)) = Re X cos + Im X sin, first for the real parts of all m; the last row adds a constant
        rows = torch.stack([factor * torch.cos(phase), factor * torch.sin(phase)])
        back = torch.stack([torch.cos(phase), -torch.sin(phase)])
        self.synthesis = torch.cat([rows.view(-1, TURNS), torch.ones(1, TURNS)])
        self.analysis = back.view(-1, TURNS)
        # the same for real and imaginary parts in turn of each component
        of_component = torch.repeat_interleave(torch.tensor([p.stop - p.start for _, p in basis.slices]))
        self.component_synthesis, self.component_analysis = (
            table[:, of_component].transpose(0, 1).reshape(-1, TURNS) for table in (rows, back)
        )

    def analyse(self, crops: NDArray[np.float32]) -> Crops:
        """Return the coefficients of crops (n, side, side) around all shifted centres."""
        flat = torch.from_numpy(crops.reshape(len(crops), -1)[:, self._used].astype(np.float32, copy=False))
        coefficients = as_complex((flat @ self._matrix).view(len(crops), len(self.shifts), -1))
        return Crops(coefficients, (self.weight * coefficients[:, self.unshifted].abs() ** 2).sum(1))

    def energy(self, average: Tensor) -> Tensor:
        """Return the squared norms (k,) of averages (k, j)."""
        energy: Tensor = (self.weight * average.abs() ** 2).sum(1)
        return energy

    def log_likelihood(self, crops: Crops, model: Mixture, temperature: float = 1.0) -> Tensor:
        """Return log-likelihoods (n, s, k, θ) of crops, divided by the temperature, up to a constant."""
        return self._log_likelihood(crops, self._by_harmonic(crops), model, temperature)

    def _log_likelihood(self, crops: Crops, harmonics: Tensor, model: Mixture, temperature: float) -> Tensor:
        n, s, _ = crops.coefficients.shape
        spread = model.noise * temperature
        scaled = model.average / spread[:, None]
        real, imaginary = as_real(scaled), as_real(1j * scaled)  # for the parts of conj(a) c
        m = len(harmonics)
        x = torch.empty(len(self.synthesis), n * s, model.count)
        torch.bmm(harmonics, self._weights(real), out=x[:m])
        torch.bmm(harmonics, self._weights(imaginary), out=x[m : 2 * m])
        # the residual is power - 2 score + energy
        constant = -(crops.power[:, None] + self.energy(model.average)) / (2 * spread)
        constant -= self.dimensions / (2 * temperature) * torch.log(model.noise)
        x[-1].view(n, s, -1)[:] = constant[:, None] + self.prior[None, :, None] / temperature
        logs: Tensor = x.view(len(x), -1).T @ self.synthesis
        return logs.view(n, s, model.count, TURNS)

    def maximise(self, crops: Crops, model: Mixture, temperature: float = 1.0) -> tuple[Mixture, Tensor]:
        """Return the averages after one round over crops, and the sums of their members' probabilities (k,)."""
        total = torch.zeros_like(model.average)
        weight, own = torch.zeros(model.count), torch.zeros(model.count)
        for sums in map_blocks(lambda part: self._sums(part, model, temperature), blocks(crops, model.count)):
            for whole, one in zip((total, weight, own), sums, strict=True):
                whole += one
        return self.updated(model, total, weight, own), weight

    def _sums(self, crops: Crops, model: Mixture, temperature: float) -> tuple[Tensor, Tensor, Tensor]:
        """Return the sums over crops of aligned coefficients (k, j), of probabilities (k,) and of powers (k,)."""
        n, s, _ = crops.coefficients.shape
        harmonics = self._by_harmonic(crops)
        logs = self._log_likelihood(crops, harmonics, model, temperature)
        p = probabilities(logs.view(n, -1)).view(-1, TURNS)
        w = (self.analysis @ p.T).view(2, -1, n * s, model.count)
        per_class = w[0, 0].view(n, s, -1).sum(1)  # the sum over rotations is the harmonic m = 0
        real, imaginary = (torch.bmm(half.transpose(1, 2), harmonics).transpose(0, 1) for half in w)
        sums = [as_complex(part.reshape(model.count, -1)[:, self._place]) for part in (real, imaginary)]
        return sums[0] + 1j * sums[1], per_class.sum(0), crops.power @ per_class

    def _by_harmonic(self, crops: Crops) -> Tensor:
        """Return real and imaginary parts (m, n · s, c) of the coefficients of each harmonic, padded to one number."""
        flat = as_real(crops.coefficients).view(-1, 2 * crops.coefficients.shape[2])
        return flat.index_select(1, self._column).view(len(flat), -1, self._width).transpose(0, 1)

    def _weights(self, averages: Tensor) -> Tensor:
        """Return real averages (k, 2 j) in the same order (m, c, k), with 0 for the padding."""
        padded = averages[:, self._column] * self._is_filled
        return padded.view(len(averages), -1, self._width).permute(1, 2, 0)

    def updated(self, model: Mixture, total: Tensor, weight: Tensor, own: Tensor) -> Mixture:
        """Return the averages from the sums of aligned coefficients (k, j), of probabilities and of powers (k,).

        The prior variance of a component is that of the picks above the noise.
        """
        average = total / (weight[:, None] + model.noise[:, None] / self.signal)
        residual = own + weight * self.energy(average)
        residual -= 2 * (self.weight * (average.conj() * total).real).sum(1)
        common = (residual.sum() / (self.dimensions * weight.sum().clamp(min=1))).clamp(min=LEAST_NOISE)
        noise = (residual / self.dimensions + SHARED_NOISE * common) / (weight + SHARED_NOISE)
        return Mixture(average, noise.clamp(min=LEAST_NOISE))

    def assign(self, crops: Crops, model: Mixture) -> Assigned:
        """Return the most probable class of each crop, and in it the most probable rotation and shift."""
        return join(map_blocks(lambda part: self._assigned(part, model), blocks(crops, model.count)))

    def _assigned(self, crops: Crops, model: Mixture) -> Assigned:
        rows = torch.arange(len(crops))
        logs = self.log_likelihood(crops, model)
        label = probabilities(logs.view(len(crops), -1)).view(logs.shape).sum((1, 3)).argmax(1)
        mine = logs[rows, :, label]
        best = mine.reshape(len(crops), -1).argmax(1)
        shift, turn = best // TURNS, best % TURNS
        angle = (turn + turn_peak(mine[rows, shift], turn)) * (2 * np.pi / TURNS)
        noise = model.noise[label]
        gain = mine[rows, shift, turn] - self.prior[shift]
        gain += crops.power / (2 * noise) + self.dimensions / 2 * torch.log(noise)
        return Assigned(label.numpy(), angle.numpy(), shift.numpy(), gain.numpy())

    def aligned(self, crops: Crops, found: Assigned) -> Tensor:
        """Return the coefficients (n, j) of crops, rotated and shifted to fit their averages."""
        chosen = crops.coefficients[torch.arange(len(crops)), torch.from_numpy(found.shift)]
        turn = torch.from_numpy(found.angle)[:, None] * self.frequency
        result: Tensor = chosen * torch.polar(torch.ones_like(turn), -turn)
        return result


def shift_grid(reach: float, step: float) -> NDArray[np.float64]:
    """Return the shifts (s, 2) on a square grid within `reach` px."""
    line = np.arange(-int(reach // step), int(reach // step) + 1) * step
    grid = np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
    within: NDArray[np.float64] = grid[np.hypot(*grid.T) <= reach + 1e-6]
    return within


def parabola_peak(left: Tensor, middle: Tensor, right: Tensor, farthest: float = 0.5) -> Tensor:
    """Return the offset of the maximum of the parabola through three equidistant values, at most `farthest`."""
    bend = left - 2 * middle + right
    return torch.where(bend < 0, 0.5 * (left - right) / bend, torch.zeros_like(bend)).clamp(-farthest, farthest)


def turn_peak(logs: Tensor, turn: Tensor) -> Tensor:
    """Return the offset of the maximum near the rotation `turn` (n,) in log-likelihoods (n, θ), in rotations."""
    left, middle, right = (logs.gather(1, ((turn + d) % TURNS)[:, None])[:, 0] for d in (-1, 0, 1))
    return parabola_peak(left, middle, right)


def blocks(crops: Crops, classes: int) -> Iterator[Crops]:
    """Yield the crops in blocks small enough for the memory."""
    step = max(1, AT_ONCE // (crops.coefficients.shape[1] * classes * TURNS))
    return (crops.select(part) for part in slices(len(crops), step))


def join(parts: Iterable[Assigned]) -> Assigned:
    """Return the assignments of blocks of crops as one."""
    columns = zip(*((p.label, p.angle, p.shift, p.gain) for p in parts), strict=True)
    return Assigned(*(np.concatenate(column) for column in columns))


def probabilities(logs: Tensor) -> Tensor:
    """Return the probabilities (n, p) of log-likelihoods, with 0 for those that are negligible.

    Their numbers would be so small that processors take many times as long to compute with them.
    """
    return torch.nn.functional.threshold(torch.softmax(logs, 1), NEGLIGIBLE, 0.0, inplace=True)


def as_real(values: Tensor) -> Tensor:
    """Return complex values (…, j) as real ones (…, 2 j), real and imaginary parts in turn."""
    return torch.view_as_real(values).flatten(-2)


def as_complex(values: Tensor) -> Tensor:
    """Return real and imaginary parts in turn (…, 2 j) as complex values (…, j)."""
    return torch.view_as_complex(values.view(*values.shape[:-1], -1, 2))


def _padding(counts: list[int]) -> tuple[Tensor, Tensor, Tensor]:
    """Return how columns in groups of `counts` are padded to groups of one size.

    The column (m · c,) in each place, any in the padding; whether the place is filled, 1 or 0; and the place of each
    column.
    """
    inside = torch.arange(max(counts))
    first = torch.tensor(counts).cumsum(0) - torch.tensor(counts)
    filled = inside < torch.tensor(counts)[:, None]
    column = torch.where(filled, first[:, None] + inside, 0).view(-1)
    return column, filled.view(-1).float(), torch.nonzero(filled.view(-1))[:, 0]


def _matrix_of_used_pixels(basis: Basis, shifts: NDArray[np.float64]) -> tuple[Tensor, NDArray[np.intp]]:
    """Return the matrix (pixels, s · 2 j) to the coefficients around all centres, and the pixels with any weight."""
    matrices = [basis.matrix(dx, dy) for dx, dy in shifts.tolist()]
    used = torch.stack([(matrix != 0).any(1) for matrix in matrices]).any(0)
    return torch.cat([matrix[used] for matrix in matrices], 1), np.flatnonzero(used.numpy())
