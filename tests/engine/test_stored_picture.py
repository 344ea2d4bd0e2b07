"""Large pictures of a training lie on disk, and give the same crops as those in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.data import stored_picture
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.stored_picture import PictureStore, StoredPicture
from iceboxer.engine.events import ignore, never
from iceboxer.engine.models.base import make_network
from iceboxer.engine.models.tiling import tiles
from iceboxer.engine.training import scale
from iceboxer.engine.training.batches import CropFrame
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.examples import read_examples
from iceboxer.engine.training.labelled import LabelledMicrograph
from tests.engine.conftest import write_micrograph

PICTURE = np.random.default_rng(0).standard_normal((70, 90)).astype(np.float32)


def test_parts_on_disk_are_those_in_memory(tmp_path: Path) -> None:
    stored = StoredPicture(PICTURE, tmp_path)
    assert not list(tmp_path.iterdir())
    assert stored.shape == PICTURE.shape
    for tile in tiles(stored.shape, 32, 8, 8):
        assert np.array_equal(tile.cut(stored), tile.cut(PICTURE))
    for frame in (CropFrame((5.0, 60.0), 0.0, 32), CropFrame((80.0, 30.0), 0.7, 32)):
        assert np.array_equal(frame.cut(stored), frame.cut(PICTURE))


def test_the_first_pictures_stay_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_picture, "IN_MEMORY", 2 * PICTURE.nbytes)
    store = PictureStore(tmp_path)
    assert [isinstance(store.keep(PICTURE), StoredPicture) for _ in range(4)] == [False, False, True, True]
    assert PictureStore(tmp_path / "missing").keep(PICTURE) is PICTURE
    monkeypatch.setattr(stored_picture, "IN_MEMORY", 0)
    assert PictureStore(tmp_path / "missing").keep(PICTURE) is PICTURE  # no place to store it


def test_a_training_reads_its_pictures_into_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.mrc"
    write_micrograph(path, PICTURE, 2.0)
    labelled = [LabelledMicrograph(open_micrograph(path), make_boxes([40], [40], 16.0))]
    config = TrainConfig((path,), (tmp_path,), tmp_path / "m.safetensors")
    network = make_network("compact")
    (plain,) = read_examples(labelled, network, 16.0, config, ignore, never)
    monkeypatch.setattr(stored_picture, "IN_MEMORY", 0)
    (stored,) = read_examples(labelled, network, 16.0, config, ignore, never)
    assert isinstance(stored.picture, StoredPicture)
    assert np.array_equal(stored.picture[:, :], plain.picture)


def test_the_fit_of_the_scale_keeps_only_the_surroundings_of_labels(tmp_path: Path) -> None:
    path = tmp_path / "m.mrc"
    image = np.random.default_rng(1).standard_normal((500, 600)).astype(np.float32)
    write_micrograph(path, image, 2.0)
    network, labels = make_network("compact"), make_boxes([300, 20], [250, 480], 4.0)
    places = scale._read_places([(open_micrograph(path), labels)], network, 5.0)
    assert sum(place.part.size for place in places) < image.size / 4
    for place in places:
        for size in (3.0, 5.0):
            crop = scale._crop(network, place, size)
            whole = scale.Place(place.label, image, 0, 0, place.shape)
            assert np.array_equal(crop, scale._crop(network, whole, size))
