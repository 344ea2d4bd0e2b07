"""Training, picking of unseen micrographs and scoring, as used for every accuracy."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.devices import available_threads
from iceboxer.engine.events import ignore
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.picker import pick
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.trainer import train
from tests.benchmarks.bench import Bench, Result
from tests.benchmarks.material import Material
from tests.benchmarks.scoring import misled, read_all, scored

Choose = Callable[[Boxes, np.random.Generator], Boxes]


def all_of_them(boxes: Boxes, rng: np.random.Generator) -> Boxes:
    """Label every particle."""
    return boxes


def share_of(share: float) -> Choose:
    """Return a function that labels a random share of the particles, at least one."""

    def choose(boxes: Boxes, rng: np.random.Generator) -> Boxes:
        chosen: Boxes = boxes[rng.permutation(len(boxes))[: max(1, round(share * len(boxes)))]]
        return chosen

    return choose


def some(count: int) -> Choose:
    """Return a function that labels `count` random particles, or all if there are fewer."""

    def choose(boxes: Boxes, rng: np.random.Generator) -> Boxes:
        chosen: Boxes = boxes[rng.permutation(len(boxes))[:count]]
        return chosen

    return choose


def model_of(bench: Bench, material: Material, labels: str = "all") -> Path:
    """Return the path of the model that `trained` writes."""
    return bench.run_folder(f"{material.name}/{len(material.learn)}-{labels}") / "model.safetensors"


def trained(
    bench: Bench, material: Material, labels: str = "all", choose: Choose = all_of_them, **training: Any
) -> Result:
    """Train a network on `material` and return its figures on the unseen micrographs.

    Parameters
    ----------
    labels
        Name of the labels that `choose` returns.
    training
        Settings of the training in addition to those of the material.

    Returns
    -------
    dict
        The figures of `scored`, ``misled`` as a dict, ``labels``, the number of boxes for training and validation,
        ``threads``, and ``history``: pairs of seconds of training and AUC in validation.
    """
    settings = {**material.described(), "labels": labels, "training": {**material.training, **training}}

    def measure() -> Result:
        material.make()
        model = model_of(bench, material, labels)
        count = _write_labels(bench, material, choose, model.with_name("labels"))
        _train(bench, material, model, training)
        picks = _pick(bench, material, model)
        threads = bench.threads or available_threads()
        return {**judged(material, picks), "labels": count, "threads": threads, "history": _history(model)}

    return bench.once(f"{material.name}/{len(material.learn)}-{labels}", settings, measure)


def judged(material: Material, picks: dict[str, Boxes]) -> Result:
    """Return the figures of picks on the test micrographs."""
    truth = material.true_boxes(material.test)
    shapes = {path.stem: open_micrograph(path).shape for path in material.test}
    result = scored(picks, truth, shapes)
    found = misled(picks, truth, material.other_things(), material.radius, result["threshold"])
    return {**result, "misled": found}


def _write_labels(bench: Bench, material: Material, choose: Choose, folder: Path) -> int:
    rng = np.random.default_rng(bench.seed)
    count = 0
    for stem, boxes in sorted(material.true_boxes(material.learn).items()):
        chosen = choose(boxes, rng)
        write_boxes(folder / f"{stem}.box", BoxList(None, chosen), "eman")
        count += len(chosen)
    return count


def _train(bench: Bench, material: Material, model: Path, more: dict[str, Any]) -> None:
    settings = {**material.training, **more}
    if material.judge is not None:
        settings["validation"] = material.judge / len(material.learn)
    config = TrainConfig(
        micrographs=material.learn,
        boxes=(model.with_name("labels"),),
        output=model,
        box_size=material.box_size,
        seed=bench.seed,
        device=bench.device,
        threads=bench.threads,
        **settings,
    )
    train(config, ignore, bench.cancelled)


def _pick(bench: Bench, material: Material, model: Path) -> dict[str, Boxes]:
    folder = model.with_name("picks")
    config = PickConfig(material.test, model, folder, overwrite=True, device=bench.device, threads=bench.threads)
    pick(config, ignore, bench.cancelled)
    return read_all((folder / "CBOX" / f"{path.stem}.cbox" for path in material.test), material.box_size)


def _history(model: Path) -> list[tuple[float, float]]:
    epochs = json.loads(model.with_suffix(".json").read_text(encoding="utf-8"))["history"]
    return [(epoch["seconds"], epoch["auc"]) for epoch in epochs if epoch["auc"] is not None]
