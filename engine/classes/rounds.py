"""The rounds in which classes form: one average is split again and again, then all are refined together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from iceboxer.engine.classes.alignment import Aligner, Crops, Mixture
from iceboxer.engine.events import IsCancelled, check

PER_SIZE = 2  # rounds before each splitting
REFINING = 7  # rounds with all classes
RESEEDING = 4  # of these, in which classes without members are replaced
WARM = 1.3  # temperature at the start; a soft start keeps more classes alive
PER_CLASS = 120  # crops per class in a round, so that many picks cost no more than some thousands
FEWEST_CROPS = 1500  # in a round
SMALLEST = 0.15  # of the mean size, below which a class is replaced
MEMBERS_TO_SPLIT = 10
STEP = 0.7  # distance of the two halves of a split class from its average, in standard deviations


@dataclass(frozen=True)
class Step:
    """One round with a number of classes at a temperature; `reseeds` if small classes are replaced afterwards."""

    classes: int
    temperature: float
    reseeds: bool


def plan_rounds(classes: int) -> list[Step]:
    """Return the rounds: sizes 1, 2, 4, …, `classes`, then all classes with falling temperature."""
    steps, size = [], 1
    while size < classes:
        steps += [Step(size, WARM, False)] * PER_SIZE
        size = min(2 * size, classes)
    for i in range(REFINING):
        falling = max(0.0, 1 - i / (REFINING - 2))
        steps.append(Step(classes, 1 + (WARM - 1) * falling, i < RESEEDING))
    return steps


def first_model(aligner: Aligner, crops: Crops) -> Mixture:
    """Return one average that is the same in all directions: the start, which holds no reference."""
    average = crops.coefficients[:, aligner.unshifted].mean(0) * (aligner.frequency == 0)
    noise = crops.power.mean() / aligner.dimensions
    return Mixture(average[None], noise[None])


OnRound = Callable[[int, Mixture, Tensor], None]  # number of finished rounds, averages, weights (k,)


def run_rounds(
    aligner: Aligner,
    crops: Crops,
    classes: int,
    seed: int,
    on_round: OnRound,
    cancelled: IsCancelled,
    start: tuple[int, Mixture] | None = None,
) -> Mixture:
    """Return the class averages of crops.

    Parameters
    ----------
    start
        The number of finished rounds and the averages of an earlier run, to resume it. Each round draws its crops
        from its own seed, so that a resumed run gives the same averages.

    Raises
    ------
    Cancelled
    """
    done, model = start or (0, first_model(aligner, crops))
    steps = plan_rounds(classes)
    for number in range(done, len(steps)):
        check(cancelled)
        step = steps[number]
        rng = np.random.default_rng([seed, number])
        wanted = max(FEWEST_CROPS, PER_CLASS * step.classes)
        part = crops
        if wanted < len(crops):
            part = crops.select(np.sort(rng.choice(len(crops), wanted, replace=False)))
        if model.count < step.classes:
            model = split(aligner, part, model, step.classes - model.count, rng)
        model, weight = aligner.maximise(part, model, step.temperature)
        if step.reseeds:
            model = _reseeded(aligner, part, model, weight, rng)
        on_round(number + 1, model, weight)
    return model


def _reseeded(aligner: Aligner, crops: Crops, model: Mixture, weight: Tensor, rng: np.random.Generator) -> Mixture:
    """Replace the classes with few members by splitting others."""
    kept = torch.nonzero(weight >= SMALLEST * len(crops) / model.count)[:, 0]
    if len(kept) == model.count:
        return model
    rest, count = Mixture(model.average[kept], model.noise[kept]), model.count
    while rest.count < count:
        rest = split(aligner, crops, rest, min(rest.count, count - rest.count), rng)
    return rest


def split(aligner: Aligner, crops: Crops, model: Mixture, extra: int, rng: np.random.Generator) -> Mixture:
    """Split the `extra` classes with the largest spread in two along the direction in which members differ most."""
    found = aligner.assign(crops, model)
    aligned = aligner.aligned(crops, found)
    scale = aligner.weight.sqrt()
    spreads, directions = [], []
    for k in range(model.count):
        members = torch.from_numpy(np.flatnonzero(found.label == k))
        residual = (aligned[members] - model.average[k]) * scale
        direction, spread = _main_direction(torch.cat([residual.real, residual.imag], 1), rng)
        half = len(direction) // 2
        directions.append(torch.complex(direction[:half], direction[half:]) / scale * STEP * spread)
        spreads.append(spread**2 * len(members) if len(members) >= MEMBERS_TO_SPLIT else -1.0)
    average = model.average.clone()
    chosen = np.argsort(spreads, kind="stable")[::-1][:extra].tolist()
    new = torch.stack([average[k] + directions[k] for k in chosen])
    for k in chosen:
        average[k] -= directions[k]
    noise = model.noise[torch.tensor(chosen)]
    return Mixture(torch.cat([average, new]), torch.cat([model.noise, noise]))


def _main_direction(rows: Tensor, rng: np.random.Generator) -> tuple[Tensor, float]:
    """Return the direction (d,) in which rows (n, d) vary most, by power iteration, and their deviation along it."""
    direction = torch.from_numpy(rng.standard_normal(rows.shape[1]).astype(np.float32))
    direction /= direction.norm()
    for _ in range(10):
        moved = rows.T @ (rows @ direction)
        if not moved.norm() > 0:
            return direction, 0.0
        direction = moved / moved.norm()
    return direction, float((rows @ direction).square().mean().sqrt())
