"""Training on one data set or on several: the job behind ``iceboxer train``."""

from __future__ import annotations

import os

from iceboxer.engine.data.claim import claim_file
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.events import IsCancelled, Report, never
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.sets import train_sets
from iceboxer.engine.training.trainer import train


def train_any(config: TrainConfig, report: Report, cancelled: IsCancelled, stop: IsCancelled = never) -> Card:
    """Train on the micrographs or on the sets of `config`; return the card. See `engine.training.trainer.train`.

    Raises
    ------
    EngineError
        Another training is writing the same model.
    """
    job = train_sets if config.sets else train
    if os.environ.get("RANK", "0") != "0":  # of `torchrun`; the first rank alone writes
        return job(config, report, cancelled, stop)
    with claim_file(config.output):
        return job(config, report, cancelled, stop)
