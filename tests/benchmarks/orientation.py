"""Measure how well `engine.data.orientation` recovers each reading, and how often it is wrong.

    python -m tests.benchmarks.orientation real FOLDER        # FOLDER/micrographs and FOLDER/truth, as STAR
    python -m tests.benchmarks.orientation pooled FOLDER      # the same, three micrographs together
    python -m tests.benchmarks.orientation picks FOLDER       # the same with FOLDER/picks/CBOX, an output of picking
    python -m tests.benchmarks.orientation few FOLDER         # the same with few boxes
    python -m tests.benchmarks.orientation sizes FOLDER       # the same with boxes of the wrong size
    python -m tests.benchmarks.orientation sloppy FOLDER      # the same with inexact and with false picks
    python -m tests.benchmarks.orientation simulated FOLDER   # micrographs and boxes of `iceboxer simulate`
    python -m tests.benchmarks.orientation noise              # random boxes on pure noise: all must be `unknown`

Each line has the truth, then how often each verdict was given: the reading it proposes, `fits` or `unknown`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, make_boxes, resized
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.micrograph import open_micrograph, stem_of
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.data.orientation import Evidence, Judgement, Verdict, judge, measure
from iceboxer.engine.data.readings import READINGS, undo_reading

Image = NDArray[np.float32]
TESTED = ("as-is", "y", "x", "swap", "corner", "bin2", "bin4", "bin8")


def pairs(folder: Path, boxes: str, box_size: float | None = None) -> Iterator[tuple[Image, Boxes]]:
    """Yield each micrograph of a folder with its true boxes."""
    files = {path.stem: path for path in (folder / boxes).iterdir()}
    for path in find_micrographs([folder / "micrographs"]):
        yield open_micrograph(path).read(), read_boxes(files[stem_of(path)], box_size)[0].boxes


def show(label: str, judgements: list[Judgement], truth: str = "as-is") -> None:
    """Print one line: the verdicts, and the mean shares at the truth and elsewhere."""
    verdicts = Counter(j.best.name if j.verdict is Verdict.OTHER else j.verdict.value for j in judgements)
    right = [j.fit(truth).share for j in judgements]
    wrong = [f.share for j in judgements for f in j.fits if f.reading.name in TESTED[:4] and f.reading.name != truth]
    shares = f"share {min(right):.2f}–{max(right):.2f}, else {min(wrong):.2f}–{max(wrong):.2f}"
    sys.stdout.write(f"{label:34} {dict(verdicts)}  {shares}\n")
    sys.stdout.flush()


def subset(evidence: Evidence, count: int, random: np.random.Generator) -> Evidence:
    """Return the same micrograph with `count` of its boxes."""
    chosen = random.choice(evidence.boxes, min(count, evidence.boxes), replace=False)
    positions = {name: p[chosen] for name, p in evidence.positions.items()}
    return Evidence(positions, evidence.contrasts, evidence.shape)


def real(folder: Path, boxes: str = "truth") -> None:
    """Read true boxes in each wrong way, for each micrograph separately."""
    material = list(pairs(folder, boxes, 180))
    for name, reading in READINGS.items():
        found = [judge([measure(image, undo_reading(reading, b, _shape(image)))]) for image, b in material]
        show(f"each micrograph, truth {name}", found, name)


def pooled(folder: Path) -> None:
    """Read true boxes of three micrographs together in each wrong way."""
    material = list(pairs(folder, "truth", 180))[:3]
    for name, reading in READINGS.items():
        evidence = [measure(image, undo_reading(reading, b, _shape(image))) for image, b in material]
        show(f"three micrographs, truth {name}", [judge(evidence)], name)


def picks(folder: Path) -> None:
    """Read all picks of each micrograph, down to the lowest confidence, in each tested wrong way."""
    material = list(pairs(folder, "picks/CBOX"))
    for name in TESTED:
        found = [judge([measure(image, undo_reading(READINGS[name], b, _shape(image)))]) for image, b in material]
        show(f"picks of each micrograph, truth {name}", found, name)


def few(folder: Path) -> None:
    """Take some boxes of one micrograph, a hundred times."""
    random = np.random.default_rng(0)
    material = list(pairs(folder, "truth", 180))[:2]
    for name in ("as-is", "y"):
        evidence = [measure(image, undo_reading(READINGS[name], b, _shape(image))) for image, b in material]
        for count in (3, 5, 10, 20, 30, 40, 60, 100):
            found = [judge([subset(e, count, random)]) for e in evidence for _ in range(50)]
            show(f"{count} boxes, truth {name}", found, name)


def sizes(folder: Path) -> None:
    """Give the boxes a wrong size."""
    for name in ("as-is", "y"):
        for factor in (1 / 180, 1 / 8, 1 / 4, 1 / 2, 1.5, 2, 4, 8):
            found = [
                judge([measure(image, resized(undo_reading(READINGS[name], b, _shape(image)), 180 * factor))])
                for image, b in list(pairs(folder, "truth", 180))[:3]
            ]
            show(f"size × {factor:.3g}, truth {name}", found, name)


def sloppy(folder: Path) -> None:
    """Move boxes at random, or replace some of them by random positions."""
    random = np.random.default_rng(0)
    material = list(pairs(folder, "truth", 180))[:3]
    for spread in (10, 20, 30, 40):
        for name in ("as-is", "y"):
            found = []
            for image, boxes in material:
                moved = boxes.copy()
                moved["x"] += random.normal(0, spread, len(boxes))
                moved["y"] += random.normal(0, spread, len(boxes))
                found.append(judge([measure(image, undo_reading(READINGS[name], moved, _shape(image)))]))
            show(f"moved by {spread} px, truth {name}", found, name)
    for share in (0.25, 0.5, 0.75, 0.9):
        for name in ("as-is", "y"):
            found = []
            for image, boxes in material:
                mixed, false = boxes.copy(), random.random(len(boxes)) < share
                mixed["x"][false] = random.uniform(0, image.shape[1], false.sum())
                mixed["y"][false] = random.uniform(0, image.shape[0], false.sum())
                found.append(judge([measure(image, undo_reading(READINGS[name], mixed, _shape(image)))]))
            show(f"{share:.0%} false, truth {name}", found, name)


def simulated(folder: Path) -> None:
    """Read simulated boxes in each wrong way: the micrographs together, and with light particles."""
    material = list(pairs(folder, "boxes"))
    for name in TESTED:
        found = [
            judge([measure(sign * image, undo_reading(READINGS[name], b, _shape(image))) for image, b in material])
            for sign in (1, -1)
        ]
        show(f"{folder.name}, truth {name}", found, name)


def noise() -> None:
    """Place boxes at random on white, blurred and sloping noise, 500 times."""
    import scipy.ndimage

    random = np.random.default_rng(0)
    for kind in ("white", "blurred", "sloping", "skewed"):
        found = []
        for _ in range(125):
            image = random.normal(size=(700, 900)).astype(np.float32)
            if kind == "blurred":
                image = scipy.ndimage.gaussian_filter(image, random.uniform(2, 12))
            if kind == "sloping":
                image += np.linspace(0, 50, 900, dtype=np.float32)
            if kind == "skewed":
                image = np.exp(scipy.ndimage.gaussian_filter(image, 4) * 8)
            n = int(random.integers(3, 400))
            boxes = make_boxes(random.uniform(0, 900, n), random.uniform(0, 700, n), random.uniform(20, 90))
            found.append(judge([measure(image, boxes)]))
        show(f"{kind} noise", found)


def _shape(image: Image) -> tuple[int, int]:
    return (image.shape[0], image.shape[1])


def main() -> None:
    """Run the experiment that the command line names."""
    name, *folders = sys.argv[1:]
    experiments = {
        "real": real,
        "pooled": pooled,
        "picks": picks,
        "few": few,
        "sizes": sizes,
        "sloppy": sloppy,
        "simulated": simulated,
    }
    if name == "noise":
        noise()
    else:
        for folder in folders:
            experiments[name](Path(folder))


if __name__ == "__main__":
    main()
