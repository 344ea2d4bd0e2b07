"""How large a benchmark is: as the report is made, quickly, or just to see that it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pictures:
    """`count` micrographs of one size in px whose picking is timed, with boxes of `box` px."""

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
    simulation, training
        What ``iceboxer simulate`` and ``train`` are told beyond their defaults.
    learn, judge, test
        Simulated micrographs to learn from, to choose the best weights by, and that no training sees.
    levels
        Noise k.
    orientations
        Projections that the matched filter knows.
    sizes
        Simulated micrographs to learn from, in the experiment on that.
    real
        Real micrographs to learn from, each with how often other ones are drawn; the rest is tested on.
    forty
        How often another real micrograph is the one with forty boxes.
    shares
        Of the labels.
    sparse
        How often other real micrographs are left out in the experiment on shares.
    pictures
        Micrographs whose picking is timed.
    threads
        With how many threads, 0 for all.
    staged
        Micrographs whose picking is timed step by step.
    warning
        What the report says on top.
    """

    name: str
    simulation: Mapping[str, Any]
    training: Mapping[str, Any]
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
    warning: str = ""


FULL = Scale(
    name="full",
    simulation={},
    training={},
    learn=15,
    judge=4,
    test=4,
    levels=(1, 4, 6, 8, 10, 16, 24, 32),
    orientations=600,
    sizes=(14, 7, 4, 2, 1),
    real={7: 8, 4: 4, 2: 4, 1: 4},
    forty=4,
    shares=(0.5, 0.2, 0.1),
    sparse=4,
    pictures=(
        Pictures(2048, 2048, 30),
        Pictures(4096, 4096, 20),
        Pictures(4092, 5760, 14),
        Pictures(8184, 11520, 8),
        Pictures(8184, 11520, 6, box=80.0, networks=("compact",)),
    ),
    threads=(1, 2, 4, 8, 0),
    staged=10,
)
# all of it three times in ten minutes on two cores
QUICK = Scale(
    name="quick",
    simulation={"width": 2048, "height": 2048, "particles": 60},
    training={"minutes": 0.15},
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
    training={"epochs": 1, "epoch_steps": 2, "batch": 1},
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
    warning="This only shows that the benchmark runs: the networks have learnt nothing.",
)
