"""Masks in training: masked areas are negatives, labels in them are particles, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mrcfile
import numpy as np
import pytest

from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes, no_boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.junk import CLEARED, FILM, PAINTED, JunkMask
from iceboxer.engine.data.label_set import LabelSet, write_painted_masks
from iceboxer.engine.data.mask_file import read_mask
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.events import Event, Note, ignore, never
from iceboxer.engine.models.base import make_network
from iceboxer.engine.training.batches import Crops
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.data_sets import DataSet
from iceboxer.engine.training.examples import Example, split_examples
from iceboxer.engine.training.labelled import LabelledMicrograph, load_labelled
from iceboxer.engine.training.set_material import LabelledSet, prepare_set
from tests.engine.conftest import write_micrograph

SIDE, BOX = 384, 40.0
NETWORK = make_network("compact", width=4)


def left_half(kind: int = PAINTED) -> JunkMask:
    cells = np.zeros((2, 2), np.int8)
    cells[:, 0] = kind
    return JunkMask(cells, (SIDE / 2, SIDE / 2))


def example(labels: Boxes, unsure: Boxes | None = None, **more: object) -> Example:
    """A micrograph of the size of a crop, masked on the left."""
    picture = np.zeros((SIDE, SIDE), np.float32)
    given = {"mask": left_half(), "unsure": no_boxes() if unsure is None else unsure, **more}
    return Example(Path("m.mrc"), (SIDE, SIDE), picture, (1.0, 1.0), labels, no_boxes(), **given)  # type: ignore[arg-type]


def target(one: Example, missing_weight: float = 0.1) -> dict[str, np.ndarray]:
    crops = Crops([one], NETWORK, BOX, missing_weight, ())
    return crops.draw(np.random.default_rng(0))[1]


def test_masked_areas_have_full_weight_and_labels_in_them_stay_particles() -> None:
    grid = target(example(make_boxes([100, 300], [100, 300], BOX)))
    half = SIDE // NETWORK.stride // 2
    assert (grid["weight"][:, :half] == 1.0).all()
    assert (grid["weight"][:, half:] == np.float32(0.1)).all()
    assert grid["object"].sum() == 2
    assert grid["object"][25, 25] == grid["nearness"][25, 25] == 1.0  # its neighbours are not punished either
    assert grid["nearness"][25, 26] > 0.4


def test_what_a_person_erased_is_no_negative() -> None:
    assert (target(example(make_boxes([300], [300], BOX), mask=left_half(CLEARED)))["weight"] < 1).all()


def test_places_that_look_like_particles_are_negatives_in_a_mask_only() -> None:
    both = make_boxes([100, 300], [100, 300], BOX, confidence=[0.9, 0.9], kind=Kind.PICK)
    grid = target(example(make_boxes([300], [50], BOX), both))
    assert grid["weight"][25, 25] == 1.0
    assert grid["weight"][75, 75] == 0.0


def test_of_a_micrograph_without_boxes_only_the_mask_counts() -> None:
    one = example(no_boxes(), only_masked=True)
    assert not one.empty
    assert example(no_boxes()).empty
    weight = target(one, 1.0)["weight"]
    assert (weight[:, :48] == 1.0).all()
    assert not weight[:, 48:].any()
    train, validation = split_examples([one, one, example(make_boxes([300], [50], BOX))], 0.5, 1)
    assert sum(e.only_masked for e in train) == 2
    assert not any(e.only_masked for e in validation)


def test_crops_are_aimed_at_masks_too() -> None:
    wide = np.zeros((SIDE, 10 * SIDE), np.float32)
    cells = np.zeros((1, 10), np.int8)
    cells[0, 9] = FILM
    labels = make_boxes([50], [50], BOX)
    mask = JunkMask(cells, (SIDE, SIDE))
    one = Example(Path("m.mrc"), wide.shape, wide, (1.0, 1.0), labels, no_boxes(), mask=mask)
    crops, rng = Crops([one], NETWORK, BOX, 0.1, ()), np.random.default_rng(0)
    masked = [(crops.draw(rng)[1]["weight"] == 1).any() for _ in range(60)]
    assert 6 < sum(masked) < 30


def test_masks_are_at_the_scale_of_the_input_and_masked_micrographs_without_boxes_are_not_held_out(
    tmp_path: Path,
) -> None:
    """A mask on the left half of micrographs, which have 200 instead of 120 px in the input."""
    side = 120
    cells = np.array([[PAINTED, 0]], np.int8)
    mask, items = JunkMask(cells, (side / 2, side)), []
    for number in range(4):
        write_micrograph(
            tmp_path / f"m{number}.mrc", np.random.default_rng(number).normal(size=(side, side)).astype("f4")
        )
        boxes = no_boxes() if number < 3 else make_boxes([40, 60, 80], [30, 30, 30], 50)
        items.append(LabelledMicrograph(open_micrograph(tmp_path / f"m{number}.mrc"), boxes, None, mask, number < 3))
    items.append(replace(items[3], micrograph=items[0].micrograph))
    one, network = LabelledSet(DataSet("s"), tuple(items), 50.0, 16.0), make_network("compact", width=4)
    made = prepare_set(one, network, TrainConfig((), (), Path("m"), sets=(Path("s"),), validation=0.5), ignore, never)
    assert [e.only_masked for e in made.train] == [False, True, True, True]
    assert [e.only_masked for e in made.validation] == [False]
    found = made.train[1].mask
    assert found is not None
    assert found.hides(np.array([99.0, 101.0]), np.array([10.0, 10.0])).tolist() == [True, False]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Micrographs a (boxes and mask), b (mask only), c (boxes only), d (a mask that does not fit)."""
    for name in "abcd":
        with mrcfile.new(tmp_path / f"{name}.mrc") as file:
            file.set_data(np.random.default_rng(0).normal(size=(64, 64)).astype("f4"))
        if name in "acd":
            write_boxes(tmp_path / "boxes" / f"{name}.cbox", BoxList(None, make_boxes([30], [30], 16)), "cbox")
    masks = {tmp_path / f"{name}.mrc": JunkMask(left_half().cells, (32.0, 32.0)) for name in "ab"}
    write_painted_masks(masks, tmp_path / "masks")
    wrong = JunkMask(np.full((1, 4), PAINTED, np.int8), (16.0, 16.0))
    write_painted_masks(masks | {tmp_path / "d.mrc": wrong}, tmp_path / "masks")
    return tmp_path


def test_masks_in_a_folder_are_used_and_those_that_do_not_fit_are_named(folder: Path) -> None:
    events: list[Event] = []
    config = TrainConfig((folder,), (folder / "boxes",), folder / "m.safetensors", mask=folder / "masks", as_is=True)
    found = {item.micrograph.path.name: item for item in load_labelled(config, events.append)}
    assert {name: (item.mask is not None, item.only_masked) for name, item in found.items()} == {
        "a.mrc": (True, False),
        "b.mrc": (True, True),
        "c.mrc": (False, False),
        "d.mrc": (False, False),
    }
    notes = [event.text for event in events if isinstance(event, Note)]
    assert any("Mask not used" in note and "does not fit 64 × 64 px" in note for note in notes)


def test_a_label_set_knows_when_a_mask_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.mrc"
    sets = [LabelSet({}, None, BOX, None, {path: left_half(kind)}) for kind in (PAINTED, PAINTED, CLEARED)]
    assert sets[0].same_labels(sets[1])
    assert not sets[0].same_labels(sets[2])
    assert not sets[0].same_labels(LabelSet({}, None, BOX))
    write_painted_masks(sets[0].masks, tmp_path / "masks")
    assert np.array_equal(read_mask(tmp_path / "masks" / "a.png", (SIDE, SIDE)).cells, left_half().cells)


def test_filaments_take_no_masks(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Masks are not used"):
        TrainConfig((tmp_path,), (tmp_path,), tmp_path / "m.safetensors", mask=tmp_path, filaments=True)
