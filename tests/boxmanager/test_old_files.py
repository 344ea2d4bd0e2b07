"""Projects and models of every released version open; `tests/old_files` holds files that those versions wrote."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.project_index import index_text, read_project
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.project_index import read_project_labels
from iceboxer.engine.models.model_file import load_model

OLD = Path(__file__).parents[1] / "old_files"


def test_a_project_of_0_1_opens_and_is_saved_without_a_loss(tmp_path: Path) -> None:
    folder = tmp_path / "work.icebox"
    shutil.copytree(OLD / "0.1" / "work.icebox", folder)
    for version in (1, 2):  # as the old version wrote it, then as this one did
        assert json.loads((folder / "project.json").read_text(encoding="utf-8"))["version"] == version
        project = read_project(folder)
        assert read_project_labels(folder).boxes.keys() == set(project.micrographs)
        first, second = project.micrographs
        assert (first.name, second.name, project.current) == ("a.mrc", "b.mrc", first)
        assert (project.box_size, project.pixel_size, project.diameter_px) == (160.0, 1.77, None)
        assert (project.view.threshold, project.empty) == (0.42, {second})
        assert project.model is not None
        assert project.model.name == "m.safetensors"
        (folder / "project.json").write_text(index_text(project, folder), encoding="utf-8")
    boxes = read_project_boxes(project, first)
    assert boxes["x"].tolist() == [100.25, 300, 500, 700]
    assert boxes["y"].tolist() == [80, 90.5, 1000, 2000]
    assert boxes["kind"].tolist() == [Kind.LABEL, Kind.PICK, Kind.PICK, Kind.REJECTED]
    assert boxes["confidence"].tolist() == [1.0, 0.9, 0.3, 0.7]
    assert len(read_project_boxes(project, second)) == 0


def test_a_model_of_0_1_is_loaded(tmp_path: Path) -> None:
    header = json.loads((OLD / "0.1" / "model-header.json").read_text(encoding="utf-8"))
    path = tmp_path / "m.safetensors"
    size = max(entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__")
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + bytes(size))  # the weights are all 0
    card = read_card(path)
    assert (card.network, card.box_size, card.version) == ("compact", 40.0, "0.1.0")
    assert card.threshold == 0.3174934983253479
    assert card.is_general
    assert load_model(path).card == card
