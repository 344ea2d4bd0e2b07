"""The table of commands: one per job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from iceboxer.engine.cli.results import describe_figures, describe_model, describe_picks, text_of


@dataclass(frozen=True)
class Command:
    """A command. `config` and `job` are "module:name" below `engine`, loaded only when needed.

    `result` formats what the job returns, for standard output.
    """

    help: str
    config: str
    job: str
    result: Callable[[Any], str] | None = None

    def load(self, what: str) -> Any:
        """Import the object that "module:name" names."""
        module, name = what.split(":")
        return getattr(import_module(f"iceboxer.engine.{module}"), name)


COMMANDS = {
    "train": Command(
        "train a model on boxed micrographs",
        "training.config:TrainConfig",
        "training.any_job:train_any",
        describe_model,
    ),
    "train-general": Command(
        "train the general model on simulated micrographs",
        "training.config:GeneralConfig",
        "training.general_filaments:train_shipped",
        describe_model,
    ),
    "pick": Command(
        "pick the particles of many micrographs",
        "picking.config:WatchConfig",
        "picking.watch:pick_or_watch",
        describe_picks,
    ),
    "inspect": Command(
        "judge micrographs and list those worth picking",
        "inspection.job:InspectConfig",
        "inspection.job:inspect_micrographs",
        text_of,
    ),
    "evaluate": Command(
        "compare picks with reference boxes",
        "evaluation.job:EvaluateConfig",
        "evaluation.any_job:evaluate_any",
        describe_figures,
    ),
    "check": Command(
        "estimate precision and the best threshold from a few picks judged by eye",
        "evaluation.check_job:CheckConfig",
        "evaluation.check_job:check_picks",
        text_of,
    ),
    "classes": Command(
        "average picks in two-dimensional classes",
        "classes.config:ClassesConfig",
        "classes.job:make_classes",
        text_of,
    ),
    "compare": Command(
        "compare several picking results and write their consensus",
        "interop.compare:CompareConfig",
        "interop.compare:compare",
        text_of,
    ),
    "simulate": Command(
        "simulate micrographs with known particles",
        "simulation.job:SimulateConfig",
        "simulation.job:simulate",
    ),
    "convert": Command(
        "convert boxes to another program's format", "interop.convert_config:ConvertConfig", "interop.convert:convert"
    ),
    "feedback": Command(
        "turn the result of a 2-D classification into labels and rejected boxes",
        "interop.feedback:FeedbackConfig",
        "interop.feedback:feedback",
        text_of,
    ),
    "relion-pick": Command(
        "pick as an External job in RELION",
        "interop.relion_jobs:RelionPickConfig",
        "interop.relion_jobs:pick",
        describe_picks,
    ),
    "relion-train": Command(
        "train as an External job in RELION",
        "interop.relion_jobs:RelionTrainConfig",
        "interop.relion_jobs:train",
        describe_model,
    ),
    "demo": Command(
        "run a demonstration: simulate, train, pick and evaluate, in about two minutes",
        "cli.demo:DemoConfig",
        "cli.demo:demo",
        text_of,
    ),
    "doctor": Command(
        "check this machine: processor, memory, GPU, window", "cli.doctor:DoctorConfig", "cli.doctor:doctor", text_of
    ),
}
