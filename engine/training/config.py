"""The settings of training and of the assistant; loads no torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iceboxer.engine.config import DEVICE, PRECISION, THREADS, require, setting


@dataclass(frozen=True)
class TrainConfig:
    """Training a network on labelled micrographs."""

    micrographs: tuple[Path, ...] = setting(help="micrographs to learn from: files or folders")
    boxes: tuple[Path, ...] = setting(
        help="their boxes: files or folders; a micrograph with an empty file holds no particle, "
        "one without a file is not used"
    )
    output: Path = setting(help="the model file to write (.safetensors)")
    box_size: float | None = setting(None, help="px; by default the boxes' own size")
    network: str = setting("compact", help="compact or yolo")
    patches: int = setting(1, help="yolo only: look at 1, 2 × 2 or 3 × 3 patches, for small particles")
    start: Path | None = setting(
        None,
        help="a model to start from; general: the one that comes with the program, by default; none: from scratch",
        flag="--from",
    )
    resume: bool = setting(False, help="go on where a training that wrote this output stopped")
    minutes: float | None = setting(None, help="how long to train, at most; 3 where no epochs are given")
    epochs: int | None = setting(None, help="how many epochs to train, at most")
    patience: int = setting(20, help="stop after so many epochs without a better validation")
    validation: float = setting(0.2, help="share of the micrographs held back to judge by")
    missing_weight: float | None = setting(
        None,
        help="how much an unlabelled place counts as 'no particle', 0 to 1; by default 1 where the "
        "micrographs look fully labelled and 0.1 where they do not",
    )
    coordinate_weight: float | None = setting(None, help="of centres and sizes in the loss; default 1")
    object_weight: float | None = setting(None, help="of particles in the loss; default 1, yolo 5")
    empty_weight: float | None = setting(None, help="of places without a particle in the loss; default 1")
    learning_rate: float | None = setting(
        None,
        help="of AdamW, at its highest; default 0.003, yolo 0.0001; less for fewer than 500 labels when starting "
        "from a model",
    )
    batch: int | None = setting(None, help="pictures in one step; default 4")
    epoch_steps: int = setting(40, help="steps between two validations")
    augmentations: tuple[str, ...] | None = setting(
        None,
        help="which of flip, rotation, gaussian-blur, average-blur, noise, dropout, contrast (all), or none",
    )
    lowpass: float = setting(0.0, help="fraction of the sampling rate, 0 to 0.5; 0: none (crYOLO: 0.1)")
    lowpass_resolution: float | None = setting(
        None, help="the same as a resolution in Å, for micrographs that state their pixel size"
    )
    seed: int = setting(1, help="of everything random")
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)
    precision: str = setting("auto", help=PRECISION)

    def __post_init__(self) -> None:
        require(self.minutes is None or self.minutes > 0, "The training time must be above 0 minutes.")
        require(self.epochs is None or self.epochs >= 1, "There must be at least one epoch.")
        require(self.box_size is None or self.box_size >= 4, "A box must be at least 4 px wide.")
        require(0 <= self.validation < 1, "The share held back for validation lies between 0 and 1.")
        require((self.batch or 1) >= 1 and self.epoch_steps >= 1, "Batch and steps are at least 1.")
        require((self.learning_rate or 1) > 0, "The learning rate must be above 0.")
        require(self.patches in (1, 2, 3), "The yolo network looks at 1, 2 or 3 patches a side.")
        require(0 <= self.lowpass <= 0.5, "The low-pass lies between 0 and 0.5 of the sampling rate.")
        resolution = self.lowpass_resolution
        require(resolution is None or resolution > 0, "The resolution of the low-pass must be above 0 Å.")
        require(not (resolution and self.lowpass), "Give the low-pass as a fraction or in Å, not both.")
        weight = self.missing_weight
        require(weight is None or 0 <= weight <= 1, "The weight of unlabelled places lies between 0 and 1.")


@dataclass(frozen=True)
class AssistConfig:
    """Learning while a person boxes; what to learn from comes as it is made."""

    output: Path = setting(help="the model file to write (.safetensors)")
    start: Path | None = setting(None, help="a model to start from; by default the general one")
    network: str = setting("compact", help="compact or yolo")
    lowpass: float = setting(0.0, help="fraction of the sampling rate, 0 to 0.5; 0: none")
    lowpass_resolution: float | None = setting(None, help="the same as a resolution in Å")
    seed: int = setting(1, help="of everything random")
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)
    precision: str = setting("auto", help=PRECISION)
