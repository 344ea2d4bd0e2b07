"""Evaluation of boxes or of filaments: the job behind ``iceboxer evaluate``."""

from __future__ import annotations

from typing import Any

from iceboxer.engine.evaluation.filament_job import evaluate_filaments
from iceboxer.engine.evaluation.job import EvaluateConfig, evaluate
from iceboxer.engine.events import IsCancelled, Report


def evaluate_any(config: EvaluateConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Compare boxes, or with `filaments` curves by length; see the two jobs."""
    return (evaluate_filaments if config.filaments else evaluate)(config, report, cancelled)
