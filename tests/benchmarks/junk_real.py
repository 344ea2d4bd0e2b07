"""Experiment: what the junk map costs on real micrographs with particles, and whether confidences show empty ones."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.path import Path as Polygon
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, resized
from iceboxer.engine.data.junk import AUTO_MASK, NO_MASK, greyed
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.events import check
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import Detector
from tests.benchmarks.bench import Bench
from tests.benchmarks.material import REAL_BOX, real
from tests.benchmarks.rows import Row
from tests.benchmarks.scoring import scored

NAME = "junk"
FOUND = 120.0  # px, the box size that picking finds on the real micrographs
TIMED = (FOUND, REAL_BOX)  # px, the box sizes at which the map's processor time is measured
SIZES = (30.0, 45.0, 60.0)  # px, of pictures whose particles have unknown sizes
LOST_GOAL, GREYED_GOAL, SLOWER_GOAL = 0.003, 1.0, 5.0
REPEATS = 6  # of the picking of each micrograph, with and without the map in turn
# the carbon of one micrograph, drawn by hand: x and y (up) in px
CARBON = "Falcon_2012_06_12-15_27_22_0"
EDGE = (
    (0, 4096),
    (1761, 4096),
    (1536, 3809),
    (963, 3113),
    (717, 2703),
    (471, 2253),
    (225, 1679),
    (61, 1270),
    (0, 1065),
)
BEST = 20  # most confident picks whose mean tells pictures with particles from others
GOOD, BAD = "real-unlabelled", "real-negatives"  # folders beside --data


def on_real(bench: Bench) -> Iterator[Row]:
    """Yield AUC with and without greyed picks, picks on carbon, and the processor time of the map."""
    paths = real(bench, 0, 0).test
    settings = {"box_sizes": TIMED, "turns": _turns(bench), "micrographs": [path.name for path in paths]}
    found = bench.once("junk-real", settings, lambda: _measure(bench))
    note = f"{len(paths)} real micrographs, network at boxes of {FOUND:g} px"
    yield Row(NAME, "AUC lost by greying, real", found["lost"], "", LOST_GOAL, False, note)
    yield Row(NAME, "labels under junk, real", found["hidden"], "%", GREYED_GOAL, False, note)
    if "on carbon" in found:
        yield Row(NAME, "picks on the carbon of 15_27_22", found["on carbon"], "", 0.0, False, "recommended threshold")
    note = "processor time of reading, filtering and detection, the least of each micrograph, in turn"
    for size in TIMED:
        title = f"picking with the map at boxes of {size:g} px takes longer by"
        yield Row(NAME, title, found[f"slower at {size:g}"], "%", SLOWER_GOAL, False, note)


def _turns(bench: Bench) -> int:
    return 2 * (REPEATS if bench.scale.name == "full" else 1)


def _measure(bench: Bench) -> dict[str, Any]:
    material = real(bench, 0, 0)
    truth = material.true_boxes(material.test)
    detectors = [_detector(bench, mask) for mask in (NO_MASK, AUTO_MASK)]
    threshold = detectors[1].card.threshold
    every, visible, figures = {}, {}, {}
    hidden = 0
    for path in material.test:
        check(bench.cancelled)
        outcome = detectors[1].run(path, BoxSize(FOUND))
        assert outcome.junk is not None
        picks, radius = outcome.boxes(False), FOUND / BOX_RATIO / 2
        grey = greyed(picks, outcome.junk, radius)
        every[path.stem], visible[path.stem] = resized(picks, REAL_BOX), resized(picks[~grey], REAL_BOX)
        hidden += int(greyed(truth[path.stem], outcome.junk, radius).sum())
        if path.stem == CARBON:
            figures["on carbon"] = int((_is_on_carbon(picks) & (picks["confidence"] >= threshold)).sum())
    return figures | {
        "lost": scored(every, truth)["auc"] - scored(visible, truth)["auc"],
        "hidden": 100 * hidden / sum(map(len, truth.values())),
        **{f"slower at {size:g}": _slower(bench, detectors, material.test, size) for size in TIMED},
    }


def _slower(bench: Bench, detectors: Sequence[Detector], paths: Sequence[Path], size: float) -> float:
    """Return by how many percent the second detector takes longer than the first, in processor time."""
    times: NDArray[np.float64] = np.full((len(paths), 2), np.inf)
    for number, path in enumerate(paths):
        for turn in range(_turns(bench)):
            check(bench.cancelled)
            begun = time.process_time()
            detectors[turn % 2].run(path, BoxSize(size))
            times[number, turn % 2] = min(time.process_time() - begun, times[number, turn % 2])
    return 100 * float(times[:, 1].sum() / times[:, 0].sum() - 1)


def _detector(bench: Bench, mask: str) -> Detector:
    config = PickConfig((Path(),), None, Path(), mask=mask, device=bench.device, threads=bench.threads)
    return Detector(config, bench.threads)


def _is_on_carbon(picks: Boxes) -> NDArray[np.bool_]:
    return Polygon(EDGE).contains_points(np.column_stack([picks["x"], picks["y"]]))


def empty_ones(bench: Bench) -> Iterator[Row]:
    """Yield how well the confidences of a picture show that it holds no particles.

    The limit lies in the middle between every second picture of both kinds; the figures are those of the others.
    """
    assert bench.data is not None
    detector = _detector(bench, NO_MASK)
    bad, good = (_best_of(bench, detector, bench.data.parent / folder) for folder in (BAD, GOOD))
    limit = (max(bad[::2]) + min(good[::2])) / 2
    note = f"mean of the {BEST} most confident picks below {limit:.2f}, chosen on the other half of the pictures"
    for title, values, better in (("negatives", bad[1::2], True), ("pictures with particles", good[1::2], False)):
        share = 100 * float(np.mean([value < limit for value in values]))
        yield Row(NAME, f"{title} flagged by confidence", share, "%", None, better, f"{len(values)} pictures; {note}")


def _best_of(bench: Bench, detector: Detector, folder: Path) -> Sequence[float]:
    found = []
    for path in find_micrographs([folder]):
        check(bench.cancelled)
        each = [np.sort(detector.run(path, BoxSize(size)).boxes(False)["confidence"])[-BEST:] for size in SIZES]
        found.append(max(float(values.mean()) if len(values) else 0.0 for values in each))
    return found
