"""Simulated picks with known truth, averaged in classes, and the figures of the result."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from iceboxer.engine.classes.classification import classify_boxes
from iceboxer.engine.classes.config import ClassesConfig
from iceboxer.engine.classes.output import Classification
from iceboxer.engine.classes.picks import Picks, prepare_picks
from iceboxer.engine.classes.workspace import Workspace
from iceboxer.engine.data.boxes import centres, make_boxes
from iceboxer.engine.data.micrograph import Micrograph, micrograph_of
from iceboxer.engine.events import Report, ignore
from iceboxer.engine.simulation.job import SimulateConfig
from iceboxer.engine.simulation.micrograph import child_seed, simulate_micrograph
from iceboxer.engine.simulation.molecule import Molecule
from iceboxer.engine.simulation.projection import random_orientations

FALSE_SHARE = 0.25  # of the picks
CENTRE_ERROR = 0.025  # standard deviation of a pick's centre along each axis, in box sides
TILT = 20.0  # degrees between two views that are compared
PAIRS = 150  # in each class
WORST = 5  # classes that are rejected


@dataclass(frozen=True)
class SimulatedPicks:
    """Picks of particles and contaminants; `orientation` (n,) and `centre` (n, 2) hold for the true ones only."""

    picks: Picks
    is_true: NDArray[np.bool_]
    orientation: Rotation
    centre: NDArray[np.float64]


def simulate_picks(
    molecule: Molecule, noise: float, micrographs: int, particles: int, seed: int, **settings: Any
) -> SimulatedPicks:
    """Return picks on hard micrographs: all particles, and contaminants to a quarter, a little off their centres.

    `settings` are those of ``iceboxer simulate`` that differ from its defaults.
    """
    rng, base = np.random.default_rng(seed), SimulateConfig(Path(), hard=True, noise=noise, **settings)
    opened: list[Micrograph] = []
    at, numbers, true, turns = [], [], [], []
    box = float(base.recipe().box_size(molecule))
    for index in range(micrographs):
        drawn: list[Rotation] = []

        def orient(generator: np.random.Generator, count: int, drawn: list[Rotation] = drawn) -> Rotation:
            drawn.append(random_orientations(generator, count))
            return drawn[-1]

        recipe = replace(base, particles=particles).recipe()
        image, boxes, found = simulate_micrograph(recipe, molecule, child_seed(seed, index), orient)
        others = np.concatenate([centres(c.boxes) for c in found])
        count = min(len(others), round(len(boxes) * FALSE_SHARE / (1 - FALSE_SHARE)))
        others = others[rng.permutation(len(others))[:count]]
        opened.append(micrograph_of(image.astype(np.float16).astype(np.float32), base.pixel_size, f"m{index}.mrc"))
        at.append(np.concatenate([centres(boxes), others]))
        numbers.append(np.full(len(at[-1]), index))
        true.append(np.arange(len(at[-1])) < len(boxes))
        turns.append(Rotation.concatenate([drawn[0], Rotation.identity(count)]))
    centre = np.concatenate(at)
    placed = centre + rng.normal(0, CENTRE_ERROR * box, centre.shape)
    inside = ((placed > box / 2) & (placed < np.array([base.width, base.height]) - box / 2)).all(1)
    boxes = make_boxes(placed[inside, 0], placed[inside, 1], box)
    picks = prepare_picks(tuple(opened), boxes, np.concatenate(numbers)[inside], ignore)
    return SimulatedPicks(picks, np.concatenate(true)[inside], Rotation.concatenate(turns)[inside], centre[inside])


def average(picks: Picks, classes: int | None, seed: int, report: Report = ignore) -> Classification:
    """Return picks in classes."""
    with TemporaryDirectory() as folder:
        config = ClassesConfig((Path("picks"),), (Path("micrographs"),), Path(folder), classes=classes, seed=seed)
        workspace = Workspace(Path(folder), {"seed": seed})
        return classify_boxes(picks, config, {}, workspace, report)


def count_members(simulated: SimulatedPicks, result: Classification) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the numbers of true and of false picks in each class (k,), best first."""
    count = len(result.rows)
    true = np.bincount(result.number[simulated.is_true] - 1, minlength=count)
    return true, np.bincount(result.number - 1, minlength=count) - true


def measure(simulated: SimulatedPicks, result: Classification, symmetry: Rotation) -> dict[str, float]:
    """Return the purity, the effect of rejecting the worst classes, and the errors of rotation and centre.

    `symmetry` holds the rotations that leave the molecule as it is.
    """
    true, false = count_members(simulated, result)
    mine = simulated.is_true
    before = centres(simulated.picks.boxes)[mine] - simulated.centre[mine]
    after = centres(result.centred())[mine] - simulated.centre[mine]
    return {
        "purity": float(np.maximum(true, false).sum() / (true.sum() + false.sum())),
        "false removed": float(false[-WORST:].sum() / false.sum()),
        "false below half": float(false[_bad(result)].sum() / false.sum()),
        "true below half": float(true[_bad(result)].sum() / true.sum()),
        "true removed": float(true[-WORST:].sum() / true.sum()),
        "rotation error": rotation_error(simulated, result, symmetry),
        "centre before": float(np.hypot(*before.T).mean()),
        "centre after": float(np.hypot(*after.T).mean()),
    }


def _bad(result: Classification) -> NDArray[np.bool_]:
    """Return which classes (k,) have a quality below one half."""
    return np.array([row.quality < 0.5 for row in result.rows])


def rotation_error(simulated: SimulatedPicks, result: Classification, symmetry: Rotation) -> float:
    """Return the median error in degrees of the rotation between two members of a class that have nearly one view."""
    rng, errors = np.random.default_rng(0), []
    angle = np.radians(result.angle)
    for number in range(1, len(result.rows) + 1):
        members = np.flatnonzero((result.number == number) & simulated.is_true)
        for _ in range(PAIRS if len(members) > 1 else 0):
            i, j = rng.choice(members, 2, replace=False)
            between = (simulated.orientation[i] * symmetry * simulated.orientation[j].inv()).as_matrix()
            nearest = between[between[:, 2, 2].argmax()]
            if nearest[2, 2] > np.cos(np.radians(TILT)):
                true = np.arctan2(nearest[1, 0] - nearest[0, 1], nearest[0, 0] + nearest[1, 1])
                errors.append(abs(np.angle(np.exp(1j * (true + angle[i] - angle[j])))))
    return float(np.degrees(np.median(errors))) if errors else float("nan")
