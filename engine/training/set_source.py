"""Training pictures of several data sets and of simulated scenes, in chosen shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iceboxer.engine.data.filters import Image
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.compact import BOX_IN_INPUT
from iceboxer.engine.simulation.scene import Scene
from iceboxer.engine.training.batches import Crops
from iceboxer.engine.training.scenes import SceneSettings, augmented_scene, training_scene
from iceboxer.engine.training.set_material import SetMaterial
from iceboxer.engine.training.targets import Grid

POOL = 256  # scenes, 150 MB; each is flipped and turned differently


class ScenePool:
    """Source of simulated scenes; the scene of a random number does not depend on earlier draws."""

    def __init__(self, settings: SceneSettings, seed: int) -> None:
        self._settings, self._seed = settings, seed
        self._scenes: dict[int, Scene] = {}

    def draw(self, rng: np.random.Generator) -> tuple[Image, dict[str, Grid]]:
        """Return one scene (side, side) and the arrays of its target."""
        number = int(rng.integers(POOL))
        if number not in self._scenes:  # two threads may make the same scene, which does no harm
            self._scenes[number] = training_scene(self._settings, np.random.default_rng((self._seed, number)))
        return augmented_scene(self._scenes[number], self._settings, rng)


class MixedSource:
    """Source of crops of several data sets, mixed with simulated scenes.

    Parameters
    ----------
    missing_weight : float
        Loss weight of unlabelled regions on micrographs with labels, at first; see `set_missing_weight`.
    replay : float
        Share of the crops that are from replayed sets, if there are other sets too.
    scenes : ScenePool or None
        The simulated scenes.
    simulated : float
        Share of the pictures that are simulated scenes.
    """

    def __init__(
        self,
        sets: Sequence[SetMaterial],
        network: Network,
        missing_weight: float,
        augmentations: tuple[str, ...],
        replay: float,
        scenes: ScenePool | None = None,
        simulated: float = 0.0,
    ) -> None:
        self.crops = {one.name: Crops(one.train, network, BOX_IN_INPUT, missing_weight, augmentations) for one in sets}
        self.shares = set_shares(sets, replay)
        self._scenes, self.simulated = scenes, simulated if scenes else 0.0

    def set_missing_weight(self, name: str, weight: float) -> None:
        """Set the loss weight of unlabelled regions of one set."""
        self.crops[name].set_missing_weight(weight)

    def draw(self, rng: np.random.Generator) -> tuple[Image, dict[str, Grid]]:
        """Return one picture (side, side) and the arrays of its target."""
        if self._scenes is not None and rng.random() < self.simulated:
            return self._scenes.draw(rng)
        name = list(self.crops)[int(rng.choice(len(self.shares), p=list(self.shares.values())))]
        return self.crops[name].draw(rng)


def set_shares(sets: Sequence[SetMaterial], replay: float) -> dict[str, float]:
    """Return the share of the crops that are from each set, by name; together they are 1.

    New sets share what replayed ones leave. Within each group, a set's share grows with the square root of its labels,
    so that a large set does not crowd out a small one.
    """
    weights = {one.name: float(np.sqrt(one.labels)) for one in sets}
    groups = [[one.name for one in sets if one.replayed == replayed] for replayed in (False, True)]
    given = (1 - replay, replay) if all(groups) else (1.0, 1.0)
    shares: dict[str, float] = {}
    for names, share in zip(groups, given, strict=True):
        total = sum(weights[name] for name in names)
        shares |= {name: share * weights[name] / total for name in names}
    return {one.name: shares[one.name] for one in sets}
