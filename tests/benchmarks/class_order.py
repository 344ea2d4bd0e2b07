"""The command that learns the order of classes: the weights of the formula in `engine.classes.quality`.

Artificial molecules of several sizes and symmetries are simulated among contaminants at several levels of noise and
averaged; a logistic formula is fitted to the share of true picks in each class. Prints the weights to copy.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import scipy.optimize
import torch
from numpy.typing import NDArray

from iceboxer.engine.classes.quality import FEATURES
from iceboxer.engine.simulation.molecule import made_up
from tests.benchmarks.class_scene import average, count_members, simulate_picks

# diameter in Å, symmetry, noise, pixel size in Å/px, particles on a micrograph
SETS = (
    (90.0, 5, 5.0, 1.0, 220),
    (110.0, 2, 6.0, 1.2, 220),
    (160.0, 1, 6.0, 1.5, 220),
    (200.0, 3, 8.0, 2.0, 220),
    (150.0, 6, 5.0, 1.5, 220),
)
RIDGE = 0.3  # of squared weights, in classes
Floats = NDArray[np.float64]


def fit(figures: Floats, share: Floats, weight: Floats) -> tuple[Floats, float]:
    """Return weights (f,) and bias of the logistic formula that fits the share (k,) of true picks best."""

    def loss(values: Floats) -> float:
        logit = figures @ values[:-1] + values[-1]
        cross = np.logaddexp(0, logit) - share * logit
        return float((weight * cross).sum() + RIDGE * (values[:-1] ** 2).sum())

    found = scipy.optimize.minimize(loss, np.zeros(figures.shape[1] + 1))
    return found.x[:-1], float(found.x[-1])


def main(arguments: list[str] | None = None) -> int:
    """Simulate, average and fit; print the weights."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.class_order", description=__doc__)
    parser.add_argument("--micrographs", type=int, default=4, help="micrographs of each molecule (default: 4)")
    parser.add_argument("--seed", type=int, default=11, help="random seed (default: 11)")
    parser.add_argument("--threads", type=int, default=0, help="CPU threads; 0 leaves the choice to torch")
    chosen = parser.parse_args(arguments)
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    rows, shares, weights = [], [], []
    for number, (diameter, symmetry, noise, pixel_size, particles) in enumerate(SETS):
        molecule = made_up(diameter, symmetry)
        seed = chosen.seed + number
        simulated = simulate_picks(molecule, noise, chosen.micrographs, particles, seed, pixel_size=pixel_size)
        result = average(simulated.picks, None, seed)
        true, false = count_members(simulated, result)
        rows.append(result.figures)
        shares.append(true / (true + false))
        weights.append((true + false) / (true + false).mean())
        sys.stdout.write(f"{diameter:.0f} Å, C{symmetry}, k = {noise:g}: {len(true)} classes\n")
        sys.stdout.flush()
    found, bias = fit(np.concatenate(rows), np.concatenate(shares), np.concatenate(weights))
    for name, value in zip((*FEATURES, "bias"), (*found, bias), strict=True):
        sys.stdout.write(f"{name:<12} {value:6.2f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
