"""The sizes of the benchmarks: full for the report, quick, and smoke to check that they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Pictures:
    """`count` micrographs of one size in px for timing, with boxes of `box` px."""

    height: int
    width: int
    count: int
    box: float = 162.0  # the default simulation's: 130 Å at 1.2 Å/px in boxes of one and a half diameters
    networks: tuple[str, ...] = ("compact", "yolo")


@dataclass(frozen=True)
class Scale:
    """The sizes of all experiments.

    Attributes
    ----------
    simulation
        Settings of ``iceboxer simulate`` that differ from its defaults.
    trainings
        Settings of ``iceboxer train`` that differ from its defaults, by data: ``plain`` and ``noisy`` simulations
        (up to k = 10, and beyond), ``hard`` simulation, ``real`` micrographs. The number of steps is fixed, so that the
        figures do not depend on the load of the machine.
    learn, judge, test
        Simulated micrographs for training, for choosing the best weights, and for testing.
    levels
        Noise k.
    orientations
        Projections of the matched filter.
    sizes
        Simulated micrographs for training, in the experiment on their number.
    real
        Numbers of real training micrographs, each with the number of draws; the rest is for testing.
    forty
        Number of draws of the real micrograph with forty boxes.
    shares
        Shares of the labels.
    sparse
        Number of draws of real micrographs in the experiment on shares; at most that in `real`.
    pictures
        Micrographs for timing.
    threads
        Numbers of threads; 0: all.
    staged
        Micrographs that are timed step by step.
    classes
        Settings of the simulation in the experiment on classes that differ from its defaults.
    warning
        A sentence at the top of the report.
    """

    name: str
    simulation: Mapping[str, Any]
    trainings: Mapping[str, Mapping[str, Any]]
    learn: int
    judge: int
    test: int
    levels: tuple[float, ...]
    orientations: int
    sizes: tuple[int, ...]
    real: Mapping[int, int]
    forty: int
    shares: tuple[float, ...]
    sparse: int
    pictures: tuple[Pictures, ...]
    threads: tuple[int, ...]
    staged: int
    classes: Mapping[str, Any] = field(default_factory=dict)
    warning: str = ""


KINDS = ("plain", "noisy", "hard", "real")
SIZES = ((2048, 2048), (4096, 4096), (4092, 5760), (8184, 11520))
# all of it three times in an hour and a half on two cores, see docs/benchmarks.md
FULL = Scale(
    name="full",
    # the density of 4096² with 250, at the paper's pixel size, at half the cost
    simulation={"width": 3072, "height": 3072, "particles": 140},
    trainings={"plain": {"epochs": 2}, "noisy": {"epochs": 7}, "hard": {"epochs": 12}, "real": {"epochs": 6}},
    learn=15,
    judge=4,
    test=4,
    levels=(1, 4, 6, 8, 10, 16, 24, 32),
    orientations=300,
    sizes=(14, 7, 4, 2, 1),
    real={7: 3, 4: 1, 2: 1, 1: 2},
    forty=2,
    shares=(0.5, 0.2, 0.1),
    sparse=1,
    pictures=(
        *(Pictures(*size, 24 if max(size) < 8192 else 8, networks=("compact",)) for size in SIZES),
        Pictures(4096, 4096, 12, box=48.0, networks=("compact",)),
        Pictures(8184, 11520, 6, box=80.0, networks=("compact",)),
        *(Pictures(*size, 8, networks=("yolo",)) for size in SIZES),
    ),
    threads=(1, 2, 4, 8, 0),
    staged=12,
)
# all of it three times in ten minutes on two cores
QUICK = Scale(
    name="quick",
    simulation={"width": 2048, "height": 2048, "particles": 60},
    trainings={kind: {"epochs": 1} for kind in KINDS},
    learn=5,
    judge=1,
    test=2,
    levels=(8, 24),
    orientations=200,
    sizes=(1,),
    real={7: 1, 1: 1},
    forty=1,
    shares=(0.2,),
    sparse=1,
    pictures=(Pictures(2048, 2048, 10, networks=("compact",)), Pictures(4096, 4096, 8, networks=("compact",))),
    threads=(0,),
    staged=4,
    warning="A quick look: the networks learnt for seconds, and too little was measured to compare with.",
)
SMOKE = Scale(
    name="smoke",
    simulation={"width": 448, "height": 416, "particles": 6, "pixel_size": 4.0},
    # with the diameter, since finding it takes longer than such a training
    trainings={
        kind: {"epochs": 1, "epoch_steps": 2, "batch": 1, "diameter_px": 120.0 if kind == "real" else 32.0}
        for kind in KINDS
    },
    learn=2,
    judge=1,
    test=1,
    levels=(8,),
    orientations=8,
    sizes=(1,),
    real={1: 1},
    forty=1,
    shares=(0.5,),
    sparse=1,
    pictures=(Pictures(416, 448, 5, box=48.0, networks=("compact",)),),
    threads=(1,),
    staged=1,
    classes={"width": 800, "height": 800, "particles": 40, "pixel_size": 4.0},
    warning="This only shows that the benchmark runs: the networks have learnt nothing.",
)
