"""The card of a model that was trained on several data sets, with the figures of each before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from iceboxer.engine.config import to_json
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.evaluation.calibration import Calibration
from iceboxer.engine.evaluation.metrics import figures_at, rows_of
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.compact import BOX_IN_INPUT
from iceboxer.engine.models.model_file import Model
from iceboxer.engine.text import count_noun
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.data_sets import EarlierSets
from iceboxer.engine.training.examples import count_labels
from iceboxer.engine.training.scenes import Molecules
from iceboxer.engine.training.set_material import SetMaterial
from iceboxer.engine.training.set_validation import SIMULATED, SetsValidation

NOTHING: dict[str, float | None] = {"recall": None, "auc": None}


@dataclass(frozen=True)
class SetsData:
    """The network to train, its initial model, and the material: data sets and molecules of simulated scenes."""

    network: Network
    start: Model | None
    sets: list[SetMaterial]
    earlier: EarlierSets
    molecules: Molecules | None = None

    @property
    def labels(self) -> int:
        """The number of labels to train on."""
        return sum(one.labels for one in self.sets)


def make_card(
    config: TrainConfig, data: SetsData, validation: SetsValidation, network: Network, shares: Mapping[str, float]
) -> Card:
    """Return the card of `network`, which was validated last; `shares` are the labelled shares of the sets."""
    found = validation.calibration()
    threshold = found.threshold.value
    measured: dict[str, Any] = {}
    if found.recall is not None:
        measured = {"recall": found.recall.value, "recall_interval": (found.recall.low, found.recall.high)}
    if found.complete and validation.pooled is not None:
        figures = figures_at(validation.pooled, threshold)
        measured |= {name: getattr(figures, name) for name in ("precision", "recall", "f1")}
        measured["auc"] = validation.mean_auc()
        measured["curve"] = rows_of(validation.pooled)
    sets = [*_records(data, validation, shares), *_forgotten(data)]
    box_size, diameter = _size(config, data)
    return Card(
        network=network.name,
        arguments=network.arguments(),
        box_size=box_size,
        diameter_px=diameter,
        threshold=threshold,
        threshold_interval=(found.threshold.low, found.threshold.high),
        evidence=_evidence(found, data, validation),
        lowpass=config.lowpass,
        lowpass_resolution=config.lowpass_resolution,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        trained_on=_trained_on(config, data, sets),
        config=to_json(config),
        **measured,
    )


def _size(config: TrainConfig, data: SetsData) -> tuple[float, float | None]:
    """Return box size and diameter in px; a general model has a box size in px of its input, as the shipped one."""
    if config.general:
        return BOX_IN_INPUT, None
    sides, diameters = ([getattr(one.labelled, n) for one in data.sets] for n in ("box_size", "diameter_px"))
    return float(np.median(sides)), float(np.median(diameters))


def _evidence(found: Calibration, data: SetsData, validation: SetsValidation) -> str:
    """Return sentences on the threshold and on the sets that the initial model had learnt before."""
    real = sum(name != SIMULATED for name in validation.sets)
    text = f"{found.describe(data.start is not None)} Validated on {count_noun(real, 'data set')}"
    text += " and simulated scenes." if SIMULATED in validation.sets else "."
    if unknown := validation.unknown():
        text += f" Precision, F1 and AUC are unknown for {', '.join(unknown)}: too few labels are held out, or missing."
    guarded = [name for name, one in validation.sets.items() if one.guarded]
    if not guarded:
        return text
    lost = validation.lost()
    if lost:
        return f"{text} Worse than chance allows on {', '.join(lost)}, learnt before."
    return f"{text} Not worse than before on {', '.join(guarded)}, learnt before."


def _records(data: SetsData, validation: SetsValidation, shares: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return a record of each set: where it is, what was learnt and held out, and its figures before and after."""
    before, after = validation.figures_before(), validation.set_figures()
    records = [
        {
            "name": one.name,
            "data": one.labelled.data.to_plain(),
            "diameter_px": one.labelled.diameter_px,
            "micrographs": sorted({e.path.name for e in one.train}),
            "validation": [e.path.name for e in one.validation],
            "labels": one.labels,
            "validation_labels": count_labels(one.validation),
            "labelled_share": shares.get(one.name),
            "replayed": one.replayed,
            "validation_share": one.validation_share,
            "seed": one.seed,
            "before": before.get(one.name, NOTHING),
            "after": after.get(one.name, NOTHING),
        }
        for one in data.sets
    ]
    if SIMULATED in after:
        figures = {"before": before.get(SIMULATED, NOTHING), "after": after[SIMULATED]}
        labels = count_labels(validation.sets[SIMULATED].examples)
        records.append({"name": SIMULATED, "validation_labels": labels, "replayed": False, **figures})
    return records


def _forgotten(data: SetsData) -> list[dict[str, Any]]:
    """Return the records of earlier sets that were not replayed, so that later trainings still know of them."""
    present = {one.name for one in data.sets}
    old = [dict(record) for record in data.earlier.records if record.get("name") not in (*present, SIMULATED)]
    return [{**record, "replayed": False, "before": NOTHING, "after": NOTHING} for record in old]


def _trained_on(config: TrainConfig, data: SetsData, sets: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "general": config.general,
        "sets": sets,
        "micrographs": sorted({e.path.name for one in data.sets for e in one.train}),
        "validation": sorted({e.path.name for one in data.sets for e in one.validation}),
        "labels": data.labels,
        "validation_labels": sum(count_labels(one.validation) for one in data.sets),
        "simulated_share": config.simulated,
        "replay": config.replay if any(one.replayed for one in data.sets) else 0.0,
    }
