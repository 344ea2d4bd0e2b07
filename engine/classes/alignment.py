"""Expectation-maximisation over class, rotation and shift, in a steerable basis.

The model of a crop is a class average, rotated and shifted, plus noise. With coefficients c of a crop around a shifted
centre and a of an average, the log-likelihood gained over noise alone is
(Σ_j w_j Re(conj(a_j) exp(-i m_j θ) c_j) - ½ Σ_j w_j |a_j|²) / σ²
(Sigworth, J. Struct. Biol. 122, 1998; Scheres et al., J. Mol. Biol. 348, 2005). A shift moves the average and not the
disc that is compared, so all shifts of a crop are compared on equal terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from iceboxer.engine.classes.basis import Basis

TURNS = 60  # rotations that are compared, every 6°
AT_ONCE = 400_000  # posterior probabilities in a block, which fit into the processor's cache
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
class Model:
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
        self.slices = basis.slices
        self.weight = torch.from_numpy(basis.weight)
        self.signal = torch.from_numpy(basis.signal)
        self.frequency = torch.from_numpy(basis.frequency).float()
        self.dimensions = float(self.weight.sum())
        self._matrices = [basis.matrix(dx, dy) for dx, dy in shifts.tolist()]
        angle = torch.arange(TURNS) * (2 * np.pi / TURNS)
        m = torch.tensor([m for m, _ in self.slices], dtype=torch.float32)
        phase = m[:, None] * angle
        factor = torch.where(m == 0, 1.0, 2.0)[:, None]
        # Re(X exp(-i m θ)) = Re X cos + Im X sin; the last row adds a constant
        rows = torch.stack([factor * torch.cos(phase), factor * torch.sin(phase)], 1).reshape(-1, TURNS)
        self.synthesis = torch.cat([rows, torch.ones(1, TURNS)])
        self.analysis = torch.stack([torch.cos(phase), -torch.sin(phase)], 1).reshape(-1, TURNS).T.contiguous()

    def analyse(self, crops: NDArray[np.float32]) -> Crops:
        """Return the coefficients of crops (n, side, side) around all shifted centres."""
        flat = torch.from_numpy(np.ascontiguousarray(crops.reshape(len(crops), -1), np.float32))
        coefficients = torch.empty(len(crops), len(self.shifts), len(self.basis.frequency), dtype=torch.complex64)
        for s, matrix in enumerate(self._matrices):
            coefficients[:, s] = torch.view_as_complex((flat @ matrix).reshape(len(crops), -1, 2))
        return Crops(coefficients, (self.weight * coefficients[:, self.unshifted].abs() ** 2).sum(1))

    def energy(self, average: Tensor) -> Tensor:
        """Return the squared norms (k,) of averages (k, j)."""
        energy: Tensor = (self.weight * average.abs() ** 2).sum(1)
        return energy

    def log_likelihood(self, crops: Crops, model: Model, temperature: float = 1.0) -> Tensor:
        """Return log-likelihoods (n, s, k, θ) of crops, divided by the temperature, up to a constant."""
        n, s, _ = crops.coefficients.shape
        k, m = model.count, len(self.slices)
        spread = model.noise * temperature
        scaled = (model.average / spread[:, None]).conj()
        x = torch.empty(n, s, k, 2 * m + 1)
        for i, (_, part) in enumerate(self.slices):
            product = crops.coefficients[:, :, part].reshape(n * s, -1) @ scaled[:, part].T
            x[..., 2 * i : 2 * i + 2] = torch.view_as_real(product).reshape(n, s, k, 2)
        # the residual is power - 2 score + energy
        constant = -(crops.power[:, None] + self.energy(model.average)) / (2 * spread)
        constant -= self.dimensions / (2 * temperature) * torch.log(model.noise)
        x[..., -1] = constant[:, None] + self.prior[None, :, None] / temperature
        logs: Tensor = x @ self.synthesis
        return logs

    def maximise(self, crops: Crops, model: Model, temperature: float = 1.0) -> tuple[Model, Tensor]:
        """Return the averages after one round over crops, and the sums of their members' probabilities (k,)."""
        k, j = model.average.shape
        total = torch.zeros(k, j, dtype=torch.complex64)
        weight, own = torch.zeros(k), torch.zeros(k)
        for part in blocks(crops, k):
            n, s, _ = part.coefficients.shape
            logs = self.log_likelihood(part, model, temperature)
            p = torch.softmax(logs.reshape(n, -1), 1).reshape(-1, TURNS)
            w = torch.view_as_complex((p @ self.analysis).reshape(n, s, k, -1, 2))
            per_class = w[..., 0].real.sum(1)  # the sum over rotations is the harmonic m = 0
            weight += per_class.sum(0)
            own += part.power @ per_class
            w = w.reshape(n * s, k, -1)
            for i, (_, sl) in enumerate(self.slices):
                total[:, sl] += w[:, :, i].T @ part.coefficients[:, :, sl].reshape(n * s, -1)
        return self.updated(model, total, weight, own), weight

    def updated(self, model: Model, total: Tensor, weight: Tensor, own: Tensor) -> Model:
        """Return the averages from the sums of aligned coefficients (k, j), of probabilities and of powers (k,).

        The prior variance of a component is that of the picks above the noise.
        """
        average = total / (weight[:, None] + model.noise[:, None] / self.signal)
        residual = own + weight * self.energy(average)
        residual -= 2 * (self.weight * (average.conj() * total).real).sum(1)
        common = (residual.sum() / (self.dimensions * weight.sum().clamp(min=1))).clamp(min=LEAST_NOISE)
        noise = (residual / self.dimensions + SHARED_NOISE * common) / (weight + SHARED_NOISE)
        return Model(average, noise.clamp(min=LEAST_NOISE))

    def assign(self, crops: Crops, model: Model) -> Assigned:
        """Return the most probable class of each crop, and in it the most probable rotation and shift."""
        found: list[tuple[Tensor, ...]] = []
        for part in blocks(crops, model.count):
            rows = torch.arange(len(part))
            logs = self.log_likelihood(part, model)
            label = torch.logsumexp(logs, (1, 3)).argmax(1)
            mine = logs[rows, :, label]
            best = mine.reshape(len(part), -1).argmax(1)
            shift, turn = best // TURNS, best % TURNS
            near = mine[rows, shift]
            offset = turn_peak(near, turn)
            noise = model.noise[label]
            gain = mine[rows, shift, turn] - self.prior[shift]
            gain += part.power / (2 * noise) + self.dimensions / 2 * torch.log(noise)
            found.append((label, (turn + offset) * (2 * np.pi / TURNS), shift, gain))
        columns = [torch.cat(column).numpy() for column in zip(*found, strict=True)]
        return Assigned(columns[0], columns[1].astype(np.float32), columns[2], columns[3])

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
    for start in range(0, len(crops), step):
        yield crops.select(slice(start, start + step))
