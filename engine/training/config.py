"""Settings of training: on labels, while labelling, and of the general model. Does not load torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from iceboxer.engine.config import (
    BOX_SIZES,
    DEVICE,
    DIAMETERS,
    PRECISION,
    THREADS,
    check_length,
    check_seed,
    require,
    setting,
)

AUGMENTATIONS = ("flip", "rotation", "gaussian-blur", "average-blur", "noise", "dropout", "contrast")
SEED = "random seed"
RESUME = "resume the training that wrote this output"
MODEL_FILE = "the model file to write (.safetensors)"
LOWPASS_RESOLUTION = "the low-pass as a resolution in Å, for micrographs with a known pixel size"


@dataclass(frozen=True)
class TrainConfig:
    """Settings of a training on labelled micrographs."""

    micrographs: tuple[Path, ...] = setting(help="micrographs to train on: files or folders", unless="sets")
    boxes: tuple[Path, ...] = setting(
        help="boxes of the micrographs: files or folders; an empty file marks a micrograph without particles, "
        "a micrograph without a file is not used",
        unless="sets",
    )
    output: Path = setting(help=MODEL_FILE)
    sets: tuple[Path, ...] = setting(
        (),
        help="data sets to train on together, instead of --micrographs and --boxes: folders with micrographs/ and "
        "boxes/, projects, or lists of sets with their diameters (.toml), see docs/many-sets.md",
    )
    general: bool = setting(
        False, help="with --sets: write a general model, which finds the size of the particles by itself"
    )
    simulated: float | None = setting(
        None, help="with --sets: share of simulated scenes, 0 to 0.9 (default: 0.25 with --general, else 0)"
    )
    structures: Path | None = setting(
        None,
        help="with --sets: folder of structures (.pdb, .cif, .npz) or maps (.mrc) for the simulated scenes (default: "
        "random shapes only)",
    )
    replay: float = setting(
        0.3, help="with --sets: share of the crops from earlier sets of the initial model, so that it keeps them"
    )
    filaments: bool = setting(False, help="learn filaments: the boxes are files of filaments, see docs/filaments.md")
    start_end: bool = setting(
        False, help="with --filaments: rows of STAR files without tube numbers are starts and ends in turn"
    )
    threshold: float | None = setting(
        None, help="minimum confidence of picks that are used as labels (default: that of the picking that wrote them)"
    )
    box_size: float | None = setting(
        None, help="box side in px (default: the median of the labels); for filaments 1.5 × their width"
    )
    diameter: float | None = setting(
        None, help="particle diameter in Å (default: the one at which the initial model recognises the labels best)"
    )
    diameter_px: float | None = setting(
        None, help="particle diameter in px instead of Å, for micrographs without a pixel size"
    )
    mask: Path | None = setting(
        None,
        help="folder of masks named like the micrographs, such as those painted in the window or of another program: "
        "masked areas are learnt as having no particles, except at labels",
    )
    as_is: bool = setting(False, help="skip the check whether the boxes are the right way up")
    network: str = setting("compact", help="compact or yolo")
    patches: int | None = setting(
        None,
        help="yolo only: split each micrograph into 1, 2 × 2 or 3 × 3 patches, for small particles (default: as few as "
        "make a box span 4 cells of the network)",
    )
    start: Path | None = setting(
        None,
        help="model to start from: a file; general, the model shipped with the program (default); filaments, its "
        "filament model (default with --filaments); or none, for random weights",
        flag="--from",
    )
    resume: bool = setting(False, help=RESUME)
    minutes: float | None = setting(
        None,
        help="length of the training, as the number of steps that an idle machine takes in so many minutes, but from a "
        "model no more than 240 + 4 × labels; default 3 if no epochs are given",
    )
    epochs: int | None = setting(None, help="maximum number of epochs")
    patience: int = setting(20, help="stop after this many epochs without a better validation")
    validation: float = setting(0.2, help="fraction of the labels held out for validation")
    missing_weight: float | None = setting(
        None,
        help="loss weight of unlabelled regions, 0 to 1 (default: 1 if the micrographs look fully labelled, else 0.1)",
    )
    coordinate_weight: float | None = setting(None, help="loss weight of centres and sizes (default: 1)")
    object_weight: float | None = setting(None, help="yolo only: loss weight of particles (default: 5)")
    empty_weight: float | None = setting(None, help="loss weight of regions without particles (default: 1)")
    learning_rate: float | None = setting(
        None,
        help="peak learning rate of AdamW (default: 0.003, yolo 0.001; lower with fewer than 500 labels when starting "
        "from a model)",
    )
    batch: int | None = setting(None, help="crops per step (default: 4)")
    epoch_steps: int = setting(40, help="steps per epoch; the model is validated after each epoch")
    augmentations: tuple[str, ...] | None = setting(
        None,
        help=f"any of {', '.join(AUGMENTATIONS)} (default: all), or none",
    )
    lowpass: float = setting(
        0.0, help="low-pass cut-off as a fraction of the sampling rate, 0 to 0.5; 0 is off, crYOLO uses 0.1"
    )
    lowpass_resolution: float | None = setting(None, help=LOWPASS_RESOLUTION)
    seed: int = setting(1, help=SEED)
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)
    precision: str = setting("auto", help=PRECISION)

    def __post_init__(self) -> None:
        require(self.minutes is None or self.minutes > 0, "The training time must be above 0 minutes.")
        require(self.threshold is None or math.isfinite(self.threshold), "The threshold must be a number.")
        self._check_sets()
        require(not (self.filaments and self.mask), "Masks are not used in a training on filaments.")
        require(self.filaments or not self.start_end, "--start-end needs --filaments.")
        require(self.epochs is None or self.epochs >= 1, "There must be at least one epoch.")
        check_length("box size", self.box_size, BOX_SIZES)
        require(self.diameter is None or self.diameter > 0, "The diameter must be above 0 Å.")
        check_length("diameter", self.diameter_px, DIAMETERS)
        require(not (self.diameter and self.diameter_px), "Set the diameter in Å or in px, not both.")
        require(0 <= self.validation < 1, "The fraction held out for validation must be at least 0 and below 1.")
        batch, rate = self.batch, self.learning_rate
        require(
            (batch is None or batch >= 1) and self.epoch_steps >= 1, "Batch and steps per epoch must be at least 1."
        )
        require(rate is None or rate > 0, "The learning rate must be above 0.")
        check_seed(self.seed)
        require(self.patience >= 1, "The patience must be at least one epoch.")
        require(self.patches in (None, 1, 2, 3), "The yolo network takes 1, 2 or 3 patches per side.")
        require(0 <= self.lowpass <= 0.5, "The low-pass must be between 0 and 0.5 of the sampling rate.")
        resolution = self.lowpass_resolution
        require(resolution is None or resolution > 0, "The resolution of the low-pass must be above 0 Å.")
        require(not (resolution and self.lowpass), "Give the low-pass as a fraction or in Å, not both.")
        for name in ("coordinate_weight", "object_weight", "empty_weight"):
            require((getattr(self, name) or 0) >= 0, f"The weight --{name.replace('_', '-')} cannot be negative.")
        unknown = [name for name in self.augmentations or () if name not in AUGMENTATIONS]
        require(
            not unknown or self.augmentations == ("none",),
            f"There is no augmentation '{''.join(unknown[:1])[:40]}'. Choose from {', '.join(AUGMENTATIONS)}, or none.",
        )
        weight = self.missing_weight
        require(weight is None or 0 <= weight <= 1, "The weight of unlabelled regions must be between 0 and 1.")

    def _check_sets(self) -> None:
        own = {"--general": self.general, "--simulated": self.simulated is not None, "--structures": self.structures}
        if not self.sets:
            unused = [flag for flag, value in own.items() if value]
            require(not unused, f"{' and '.join(unused)} can only be used with --sets.")
            return
        alone = {
            "--micrographs": self.micrographs,
            "--boxes": self.boxes,
            "--box-size": self.box_size,
            "--diameter": self.diameter,
            "--diameter-px": self.diameter_px,
            "--threshold": self.threshold is not None,
            "--filaments": self.filaments,
            "--mask": self.mask,
        }
        wrong = [flag for flag, value in alone.items() if value]
        require(
            not wrong,
            f"{' and '.join(wrong)} cannot be used with --sets (a list of sets, .toml, has entries of each set).",
        )
        require(self.network == "compact", "Several data sets can only be trained on with the network compact.")
        require(0 <= (self.simulated or 0) <= 0.9, "The share of simulated scenes must be between 0 and 0.9.")
        require(0 <= self.replay <= 0.9, "The share of earlier sets must be between 0 and 0.9.")


@dataclass(frozen=True)
class AssistConfig:
    """Settings of the assistant, which trains while a person labels; the labels arrive as they are made."""

    output: Path = setting(help=MODEL_FILE)
    start: Path | None = setting(None, help="model to start from (default: the general model)")
    network: str = setting("compact", help="compact or yolo")
    lowpass: float = setting(0.0, help="low-pass cut-off as a fraction of the sampling rate, 0 to 0.5; 0 is off")
    lowpass_resolution: float | None = setting(None, help=LOWPASS_RESOLUTION)
    seed: int = setting(1, help=SEED)
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)
    precision: str = setting("auto", help=PRECISION)


@dataclass(frozen=True)
class GeneralConfig:
    """Settings of the general model's training on simulated scenes."""

    output: Path = setting(help=MODEL_FILE)
    structures: Path | None = setting(
        None, help="folder of structures (.pdb, .cif, .npz) or maps (.mrc) (default: random shapes only)"
    )
    filaments: bool = setting(False, help="train the filament model instead, on simulated helical assemblies")
    negatives: Path | None = setting(
        None,
        help="folder of real pictures without particles to learn from; a name such as ice-3.png or empty-1.mrc states "
        "what covers the whole picture: film, ice, aggregate, border or empty",
    )
    junk: bool = setting(False, help="also learn a map of carbon film, ice, aggregates, borders and empty holes")
    hours: float | None = setting(None, help="training time in hours (default: 2, or no limit with --steps)")
    steps: int | None = setting(None, help="number of optimiser steps, the same on every machine")
    batch: int | None = setting(None, help="scenes per step (default: the network's own)")
    workers: int = setting(0, help="processes that simulate scenes; 0: a thread does")
    scene_uses: int = setting(3, help="how often each scene is used on average, flipped and turned differently")
    muon: bool = setting(False, help="train the inner convolutions with Muon instead of AdamW")
    seed: int = setting(1, help=SEED)
    start: Path | None = setting(None, help="general model to start from", flag="--from")
    resume: bool = setting(False, help=RESUME)
    learning_rate: float = setting(0.003, help="peak learning rate of AdamW")
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)
    precision: str = setting("auto", help=PRECISION)

    def __post_init__(self) -> None:
        require(self.hours is None or self.hours > 0, "The training time must be above 0 hours.")
        require(self.steps is None or self.steps >= 1, "There must be at least one step.")
        require(self.batch is None or self.batch >= 1, "There must be at least one scene per step.")
        require(self.workers >= 0, "The number of workers must be 0 or more.")
        require(self.scene_uses >= 1, "Each scene must be used at least once.")
        require(self.learning_rate > 0, "The learning rate must be above 0.")
        check_seed(self.seed)
