"""The scenes on which the general model is validated: molecules that are not trained on, the same for a seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import make_boxes, no_boxes
from iceboxer.engine.simulation.molecule import Molecule
from iceboxer.engine.simulation.scene import BOX, Scene
from iceboxer.engine.training.examples import Example
from iceboxer.engine.training.scenes import random_scene


def validation_examples(molecules: tuple[Molecule, ...], each: int, seed: int) -> list[Example]:
    """Return `each` scenes of every molecule as examples, the same for the same seed."""
    rng = np.random.default_rng(seed)
    scenes = [(m, random_scene(m, molecules, rng)) for m in molecules for _ in range(each)]
    return [scene_example(m.name, scene) for m, scene in scenes]


def scene_example(name: str, scene: Scene) -> Example:
    """Return a scene as an example whose labels are the particles that lie fully on it."""
    labels = make_boxes(scene.centres[:, 0], scene.centres[:, 1], BOX)
    shape = (scene.picture.shape[0], scene.picture.shape[1])
    labels = labels[((scene.centres > BOX / 2) & (scene.centres < shape[0] - BOX / 2)).all(axis=1)]
    return Example(Path(name), shape, scene.picture, (1.0, 1.0), labels, no_boxes())
