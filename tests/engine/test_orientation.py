"""The orientation of coordinates: recovered if the micrographs show it, unknown if they do not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, make_boxes, resized
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.orientation import Verdict, judge, measure
from iceboxer.engine.data.readings import READINGS, apply_reading, undo_reading

Image = NDArray[np.float32]
SHAPE = (501, 640)
DIAMETER, BOX = 24, 36


def picture(
    count: int = 90, shape: tuple[int, int] = SHAPE, noise: float = 1.0, contrast: float = -1.0, seed: int = 0
) -> tuple[Image, Boxes]:
    """Return round particles at random positions on white noise, at least a diameter apart."""
    random = np.random.default_rng(seed)
    image = random.normal(0, noise, shape).astype(np.float32)
    row, column = np.mgrid[: DIAMETER + 2, : DIAMETER + 2] + 0.5
    placed: list[tuple[float, float]] = []
    while len(placed) < count:
        x, y = random.uniform(DIAMETER, shape[1] - DIAMETER), random.uniform(DIAMETER, shape[0] - DIAMETER)
        if all(np.hypot(x - a, y - b) > DIAMETER for a, b in placed):
            placed.append((x, y))
            left, bottom = int(x) - DIAMETER // 2 - 1, int(y) - DIAMETER // 2 - 1
            disc = np.hypot(column + left - x, row + bottom - y) < DIAMETER / 2
            image[bottom : bottom + DIAMETER + 2, left : left + DIAMETER + 2] += contrast * disc
    return image, make_boxes(*np.transpose(placed), BOX)


@pytest.mark.parametrize("name", READINGS)
def test_each_wrong_reading_is_recovered(name: str) -> None:
    image, boxes = picture()
    judgement = judge([measure(image, undo_reading(READINGS[name], boxes, SHAPE))])
    assert judgement.best.name == name
    assert judgement.verdict is (Verdict.FITS if name == "as-is" else Verdict.OTHER)
    assert judgement.fit(name).share > 0.9
    assert judgement.dark


@pytest.mark.parametrize("name", READINGS)
def test_a_reading_is_undone_exactly(name: str) -> None:
    boxes = make_boxes([10.0, 0.25, 639.5], [20.0, 500.0, -3.5], [30, 31, 32], [40, 41, 42])
    there_and_back = apply_reading(READINGS[name], undo_reading(READINGS[name], boxes, SHAPE), SHAPE)
    for field in ("x", "y", "width", "height"):
        assert there_and_back[field].tolist() == boxes[field].tolist()


def test_readings_move_a_box_to_the_pixel() -> None:
    box = make_boxes([100], [30], [20], [10])
    expected = {
        "as-is": (100, 30, 20, 10),
        "y": (100, 471, 20, 10),  # positions are continuous: 501 - 30, not 500 - 30
        "x": (540, 30, 20, 10),
        "xy": (540, 471, 20, 10),
        "swap": (30, 100, 10, 20),
        "swap-y": (30, 401, 10, 20),
        "corner": (110, 35, 20, 10),
        "top-corner": (110, 25, 20, 10),
        "centre": (90, 25, 20, 10),
        "bin4": (400, 120, 80, 40),
        "unbin2": (50, 15, 10, 5),
    }
    for name, numbers in expected.items():
        (moved,) = apply_reading(READINGS[name], box, SHAPE)
        assert tuple(moved[f] for f in ("x", "y", "width", "height")) == numbers, name


def test_light_particles_and_weak_ones_are_recovered() -> None:
    for contrast, noise in ((1.0, 1.0), (-1.0, 4.0)):
        image, boxes = picture(contrast=contrast, noise=noise)
        judgement = judge([measure(image, undo_reading(READINGS["y"], boxes, SHAPE))])
        assert (judgement.verdict, judgement.best.name) == (Verdict.OTHER, "y")
        assert judgement.dark is (contrast < 0)


def test_gradients_hot_pixels_and_dead_borders_do_not_matter() -> None:
    image, boxes = picture()
    image += np.linspace(0, 40, SHAPE[1], dtype=np.float32)
    image[np.random.default_rng(1).random(SHAPE) < 1e-4] = 1e6
    image[:20] = 0
    assert judge([measure(image, boxes)]).verdict is Verdict.FITS
    assert judge([measure(image, undo_reading(READINGS["x"], boxes, SHAPE))]).best.name == "x"


@pytest.mark.parametrize("factor", [0, 0.25, 0.5, 2, 4])
def test_a_wrong_box_size_does_not_matter(factor: float) -> None:
    image, boxes = picture()
    turned = resized(undo_reading(READINGS["y"], boxes, SHAPE), max(1.0, factor * BOX))
    assert judge([measure(image, turned)]).best.name == "y"


def test_false_picks_are_no_reason_to_flip() -> None:
    image, boxes = picture(count=160)
    boxes["x"][::2] = np.random.default_rng(2).uniform(0, SHAPE[1], 80)
    assert judge([measure(image, boxes)]).verdict is Verdict.FITS


def test_noise_and_random_positions_are_unknown() -> None:
    random = np.random.default_rng(3)
    particles, _ = picture()
    for trial in range(20):
        image = random.normal(size=SHAPE).astype(np.float32) if trial % 2 else particles
        count = int(random.integers(20, 300))
        boxes = make_boxes(random.uniform(0, 640, count), random.uniform(0, 501, count), BOX)
        assert judge([measure(image, boxes)]).verdict is Verdict.UNKNOWN


def test_many_copies_of_a_box_count_as_one() -> None:
    image, boxes = picture()
    copies = np.repeat(boxes[:3], 100)
    assert judge([measure(image, copies)]).verdict is Verdict.UNKNOWN


def test_too_few_boxes_are_unknown_until_micrographs_are_pooled() -> None:
    evidence = []
    for seed in range(8):
        image, boxes = picture(seed=seed)
        evidence.append(measure(image, undo_reading(READINGS["y"], boxes[:10], SHAPE)))
        if seed < 1:
            assert judge(evidence).verdict is Verdict.UNKNOWN
    assert judge(evidence).best.name == "y"


def test_a_list_that_equals_its_mirror_image_is_kept() -> None:
    image, boxes = picture(count=40, shape=(250, 640))
    whole = np.concatenate([image, image[::-1]])
    both = np.concatenate([boxes, undo_reading(READINGS["y"], boxes, (500, 640))])
    judgement = judge([measure(whole, both)])
    assert judgement.verdict is Verdict.FITS
    assert judgement.fit("y").share == pytest.approx(judgement.fit("as-is").share, abs=0.05)


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (40, 7), (64, 64)])
def test_pictures_without_content_are_unknown(shape: tuple[int, int]) -> None:
    one_row = np.zeros(shape, np.float32)
    one_row[0] = np.arange(shape[1])
    boxes = make_boxes(np.linspace(0, shape[1], 50), np.linspace(0, shape[0], 50), 10)
    for image in (np.zeros(shape, np.float32), np.full(shape, 1e9, np.float32), one_row):
        assert judge([measure(image, boxes)]).verdict is Verdict.UNKNOWN
    assert judge([measure(one_row, boxes[:0])]).verdict is Verdict.UNKNOWN
    assert judge([]).verdict is Verdict.UNKNOWN


def test_boxes_that_are_not_numbers_or_far_outside_do_not_count_as_fitting() -> None:
    image, boxes = picture()
    strange = make_boxes([np.nan, np.inf, 1e300, -1e300], [1, 2, 3, 4], BOX)
    judgement = judge([measure(image, np.concatenate([boxes, strange]))])
    assert judgement.verdict is Verdict.FITS
    assert judgement.boxes == len(boxes) + 2


def test_real_micrographs(shared_data: Path) -> None:
    folder = shared_data / "beta-galactosidase"
    if not folder.is_dir():
        pytest.skip(f"no {folder}")
    path = sorted((folder / "micrographs").iterdir())[0]
    image = open_micrograph(path).read()
    boxes = read_boxes(folder / "truth" / f"{path.stem}.star", 180)[0].boxes
    judgement = judge([measure(image, undo_reading(READINGS["y"], boxes, image.shape))])  # type: ignore[arg-type]
    assert (judgement.verdict, judgement.best.name) == (Verdict.OTHER, "y")
    assert judgement.fit("y").share >= 0.99
    assert all(0.3 < judgement.fit(name).share < 0.55 for name in ("as-is", "x", "xy", "swap", "corner"))
