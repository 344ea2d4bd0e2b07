"""The settings of every job: frozen dataclasses, checked when they are made, saved as JSON beside results.

A field's metadata is what the command line shows: `help` with the unit, `choices`, `flag` where the name on
the command line differs, `positional`, `advanced`, `required`: False where None stands for a field without default.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from iceboxer.engine.errors import ConfigError


def setting(default: Any = dataclasses.MISSING, *, help: str, **more: Any) -> Any:
    """A dataclass field with what the command line says about it."""
    metadata = {"help": help, **more}
    if default is dataclasses.MISSING:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


def require(condition: bool, sentence: str) -> None:
    """Refuse a setting.

    Raises
    ------
    ConfigError
        With `sentence`, where `condition` does not hold.
    """
    if not condition:
        raise ConfigError(sentence)


def to_json(config: Any) -> dict[str, Any]:
    """A config dataclass as plain JSON values."""
    plain: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(config), default=str))
    return plain


DEVICE = "auto, cpu, cuda, cuda:N or mps; one asked for by name is never replaced by another"
THREADS = "processor threads; 0: all that this process may use"
PRECISION = "auto (bfloat16 where the hardware computes in it), float32 or bfloat16"


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
class PickConfig:
    """Picking particles with a trained model."""

    inputs: tuple[Path, ...] = setting(help="micrographs to pick: files or folders", positional=True)
    model: Path | None = setting(
        help="a trained model; by default the general one, which knows particles that it has never seen", required=False
    )
    output: Path = setting(help="folder for CBOX/, EMAN/, STAR/, CRYOSPARC/, DISTR/ and summary.json")
    threshold: float | None = setting(None, help="least confidence, 0 to 1; by default the model's own")
    diameter: float | None = setting(None, help="Å, of the particles; by default as in training, or found by looking")
    box_size: float | None = setting(None, help="px; instead of the diameter, of which it is best one and a half")
    min_distance: float = setting(0.0, help="px; of two picks nearer than this the surer one stays")
    max_overlap: float | None = setting(
        None,
        help="of two boxes with a larger intersection over union the surer one stays; by default 0.5, for yolo 0.3",
    )
    keep_edge: bool = setting(False, help="keep boxes that stick out of the micrograph")
    min_size: float | None = setting(None, help="px; leave out particles estimated smaller")
    max_size: float | None = setting(None, help="px; leave out particles estimated larger")
    overwrite: bool = setting(False, help="pick again what an earlier run has done")
    pictures: bool = setting(False, help="also draw the picks over each micrograph, in PICTURES/")
    cluster: str | None = setting(
        None,
        help="let many machines look: the address of a Dask scheduler (tcp://HOST:8786), its scheduler file, or "
        "local:N for N processes of this machine",
        metavar="WHERE",
    )
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)
    precision: str = setting("auto", help=PRECISION)

    def __post_init__(self) -> None:
        require(bool(self.inputs), "There is no micrograph to pick.")
        threshold = self.threshold
        require(threshold is None or 0 <= threshold <= 1, "The threshold lies between 0 and 1.")
        overlap = self.max_overlap
        require(overlap is None or 0 <= overlap <= 1, "The largest overlap lies between 0 and 1.")
        require(self.min_distance >= 0, "The smallest distance cannot be negative.")
        require(self.box_size is None or self.box_size >= 4, "A box must be at least 4 px wide.")
        require(self.diameter is None or self.diameter > 0, "The diameter must be above 0 Å.")
        require(not (self.box_size and self.diameter), "Give the box size or the diameter, not both.")
        local = (self.cluster or "local:").startswith("local:")
        require(local or not self.threads, "A cluster's workers have as many threads as they were started with.")


@dataclass(frozen=True)
class EvaluateConfig:
    """Comparing picks with true boxes."""

    truth: tuple[Path, ...] = setting(help="the true boxes: files or folders")
    picks: tuple[Path, ...] = setting(help="the picks: files or folders (CBOX keeps all confidences)")
    iou: float = setting(0.6, help="intersection over union from which on a pick is a hit")
    box_size: float | None = setting(None, help="px; for files without sizes, and to score both at one size")
    threshold: float | None = setting(None, help="judge at this confidence; by default at the best F1")
    json: Path | None = setting(None, help="write the figures to this file")
    plot: Path | None = setting(None, help="draw precision–recall and F1 to this file (.png, .svg, .pdf)")

    def __post_init__(self) -> None:
        require(0 < self.iou <= 1, "The intersection over union lies between 0 and 1.")


def from_plain(value: Any) -> Any:
    """A value as a config holds it: lists become tuples, since configs are immutable."""
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True)
class DemoConfig:
    """Simulating, training, picking and evaluating, to see what to expect."""

    output: Path = setting(Path("demo"), help="folder to write to")
    minutes: float = setting(1.0, help="how long to train")
    noise: float = setting(8.0, help="structural and shot noise k of the simulation, as in the paper")
    seed: int = setting(1, help="of everything random")
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)


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
