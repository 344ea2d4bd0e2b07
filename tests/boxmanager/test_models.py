"""Model files on disk, without a window: listing, renaming, deleting and copying them."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from safetensors.numpy import save_file

from iceboxer.boxmanager.document.models import (
    Entry,
    ModelFolder,
    delete,
    export_model,
    import_model,
    list_models,
    rename,
)
from iceboxer.boxmanager.features.configs import is_general
from iceboxer.boxmanager.panels.validation import Validation
from iceboxer.engine.data.model_card import CARD, Card, read_card
from iceboxer.engine.errors import EngineError

CARD_OF_ALL = Card(
    "compact",
    {"width": 4},
    box_size=180,
    threshold=0.31,
    auc=0.9,
    created="2026-03-01T10:00:00+00:00",
    trained_on={"micrographs": ["a.mrc", "b.mrc"], "labels": 40, "validation": ["c.mrc"]},
)


def write_model(path: Path, **changes: object) -> Path:
    """Write a model file with a card; its weights do not matter here."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({}, path, {CARD: json.dumps(asdict(replace(CARD_OF_ALL, **changes)))})
    return path


def write_trained(path: Path) -> Path:
    """Write a model with the files that a training writes beside it."""
    write_model(path)
    path.with_suffix(".json").write_text(json.dumps({**asdict(CARD_OF_ALL), "history": []}))
    save_file({}, path.with_name(f"{path.stem}.resume.safetensors"), {"progress": "{}"})
    return path


def only(folder: Path, place: ModelFolder = ModelFolder.USER) -> Entry:
    (entry,) = list_models({place: folder})
    return entry


def files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_models_of_all_folders_are_listed_newest_first(tmp_path: Path) -> None:
    write_model(tmp_path / "here" / "old.safetensors", created="2025-01-01T00:00:00+00:00")
    write_model(tmp_path / "mine" / "new.safetensors", created="2026-06-01T00:00:00+00:00")
    write_model(tmp_path / "here" / "middle.safetensors", created="2025-06-01T00:00:00")
    folders = {
        ModelFolder.PROJECT: tmp_path / "here",
        ModelFolder.USER: tmp_path / "mine",
        ModelFolder.SHIPPED: tmp_path / "none",
    }
    found = list_models(folders)
    assert [(e.name, e.place) for e in found] == [
        ("new", ModelFolder.USER),
        ("middle", ModelFolder.PROJECT),
        ("old", ModelFolder.PROJECT),
    ]


def test_an_entry_has_training_counts_and_figures(tmp_path: Path) -> None:
    write_model(tmp_path / "m.safetensors")
    entry = only(tmp_path)
    assert entry.counts == {"micrographs": 2, "labels": 40, "validation": 1}
    assert entry.figures == {"auc": 0.9, "f1": None, "precision": None, "recall": None}
    write_model(tmp_path / "m.safetensors", auc=None, recall=1.0)  # of too few labels for an AUC
    assert set(only(tmp_path).figures.values()) == {None}


def test_a_model_without_a_date_has_the_date_of_its_file(tmp_path: Path) -> None:
    path = write_model(tmp_path / "m.safetensors", created="")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert only(tmp_path).date.timestamp() == 1_700_000_000


def test_resume_files_and_unfinished_files_are_not_listed(tmp_path: Path) -> None:
    write_trained(tmp_path / "m.safetensors")
    write_model(tmp_path / ".iceboxer-abc.safetensors")
    (tmp_path / "folder.safetensors").mkdir()
    (tmp_path / "gone.safetensors").symlink_to(tmp_path / "nowhere.safetensors")
    assert only(tmp_path).name == "m"


def test_a_damaged_file_is_listed_with_its_reason(tmp_path: Path) -> None:
    whole = write_model(tmp_path / "whole.safetensors").read_bytes()
    (tmp_path / "cut.safetensors").write_bytes(whole[:40])
    save_file({}, tmp_path / "other.safetensors", {"format": "pt"})
    by_name = {e.name: e for e in list_models({ModelFolder.USER: tmp_path})}
    assert by_name["whole"].card is not None
    assert by_name["whole"].problem == ""
    assert by_name["cut"].card is None
    assert "damaged" in by_name["cut"].problem
    assert by_name["other"].problem == "is not a model of this program"


@pytest.mark.parametrize(
    "odd",
    [
        {"trained_on": ["a"], "created": 7},
        {"trained_on": {"micrographs": "many", "labels": None}, "created": "yesterday"},
        {"auc": "good", "f1": float("nan"), "precision": [], "created": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_an_unusual_card_is_listed_with_less_information(tmp_path: Path, odd: dict[str, object]) -> None:
    write_model(tmp_path / "m.safetensors", **odd)
    entry = only(tmp_path)
    assert entry.card is not None
    assert entry.date.year > 2000
    assert set(entry.figures.values()) <= {None, 0.9}
    assert "labels" not in entry.counts or entry.counts["labels"] == 40


def test_a_model_is_renamed_with_its_files(tmp_path: Path) -> None:
    write_trained(tmp_path / "m.safetensors")
    assert rename(only(tmp_path), " ribosome 2.1 ") == tmp_path / "ribosome 2.1.safetensors"
    assert files(tmp_path) == [
        "ribosome 2.1.json",
        "ribosome 2.1.resume.safetensors",
        "ribosome 2.1.safetensors",
    ]
    assert rename(only(tmp_path), "ribosome 2.1.safetensors") == tmp_path / "ribosome 2.1.safetensors"


@pytest.mark.parametrize("name", ["", "  ", "a/b", "..", ".hidden", "a\nb", "x.resume", "é" * 120, "what?"])
def test_an_invalid_name_is_refused(tmp_path: Path, name: str) -> None:
    write_model(tmp_path / "m.safetensors")
    with pytest.raises(EngineError):
        rename(only(tmp_path), name)
    assert files(tmp_path) == ["m.safetensors"]


@pytest.mark.parametrize("taken", ["n.safetensors", "n.json", "n.resume.safetensors"])
def test_renaming_overwrites_nothing(tmp_path: Path, taken: str) -> None:
    write_trained(tmp_path / "m.safetensors")
    entry = only(tmp_path)
    (tmp_path / taken).write_text("mine")
    with pytest.raises(EngineError, match="already"):
        rename(entry, "n")
    assert (tmp_path / taken).read_text() == "mine"
    assert len(files(tmp_path)) == 4


def test_renaming_that_fails_half_way_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_trained(tmp_path / "m.safetensors")
    entry, before = only(tmp_path), files(tmp_path)
    real = Path.rename

    def fails_for_state(self: Path, target: Path) -> Path:
        if target.name == "n.resume.safetensors":
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", fails_for_state)
    with pytest.raises(EngineError, match="Permission denied"):
        rename(entry, "n")
    assert files(tmp_path) == before


def test_deleting_removes_the_files_of_the_model_only(tmp_path: Path) -> None:
    write_trained(tmp_path / "m.safetensors")
    write_model(tmp_path / "project.safetensors", created="2020-01-01")
    (tmp_path / "project.json").write_text('{"format": "iceboxer project"}')
    first, second = list_models({ModelFolder.PROJECT: tmp_path})
    delete(first)
    assert files(tmp_path) == ["project.json", "project.safetensors"]
    delete(second)
    assert files(tmp_path) == ["project.json"]


def test_built_in_models_cannot_be_changed(tmp_path: Path) -> None:
    write_trained(tmp_path / "general.safetensors")
    before, entry = files(tmp_path), only(tmp_path, ModelFolder.SHIPPED)
    with pytest.raises(EngineError, match="is built in and cannot be renamed"):
        rename(entry, "mine")
    with pytest.raises(EngineError, match="is built in and cannot be deleted"):
        delete(entry)
    assert files(tmp_path) == before


def test_renaming_a_missing_model_is_an_error(tmp_path: Path) -> None:
    path = write_model(tmp_path / "m.safetensors")
    entry = only(tmp_path)
    path.unlink()
    with pytest.raises(EngineError, match="Cannot rename"):
        rename(entry, "n")


def test_an_imported_model_gets_a_free_name(tmp_path: Path) -> None:
    source, folder = write_model(tmp_path / "given" / "m.safetensors"), tmp_path / "models"
    assert [import_model(source, folder).name for _ in range(3)] == [
        "m.safetensors",
        "m-2.safetensors",
        "m-3.safetensors",
    ]
    assert all((folder / name).read_bytes() == source.read_bytes() for name in files(folder))
    assert import_model(folder / "m.safetensors", folder) == folder / "m.safetensors"
    assert len(files(folder)) == 3


@pytest.mark.parametrize("name", ["x.resume.safetensors", ".x.safetensors", "x.model"])
def test_an_imported_model_is_listed_under_any_name(tmp_path: Path, name: str) -> None:
    path = import_model(write_model(tmp_path / "given" / name), tmp_path / "models")
    assert only(tmp_path / "models").path == path


def test_a_file_that_is_not_a_model_is_not_imported(tmp_path: Path) -> None:
    save_file({}, tmp_path / "m.resume.safetensors", {"progress": "{}"})
    (tmp_path / "photo.safetensors").write_bytes(b"\x89PNG" * 100)
    for name in ("m.resume.safetensors", "photo.safetensors", "missing.safetensors"):
        with pytest.raises(EngineError, match=name):
            import_model(tmp_path / name, tmp_path / "models")
    assert not (tmp_path / "models").exists()


def test_an_exported_model_is_the_model(tmp_path: Path) -> None:
    path = write_model(tmp_path / "models" / "m.safetensors")
    target = export_model(only(path.parent), tmp_path / "out" / "for a friend")
    assert target == tmp_path / "out" / "for a friend.safetensors"
    assert read_card(target) == read_card(path)
    assert export_model(only(path.parent), path) == path
    assert read_card(path).box_size == 180


def test_a_general_model_of_data_sets_finds_the_size_and_its_figures_are_of_these_sets() -> None:
    sets = [{"name": "a", "data": {}}, {"name": "b", "data": {}}, {"name": "simulated scenes"}]
    lab = replace(CARD_OF_ALL, trained_on={"general": True, "sets": sets})
    panel = SimpleNamespace(tr=str)
    assert is_general(lab)
    assert Validation._source(panel, lab) == "General model, validated on 2 data sets"  # type: ignore[arg-type]
    shipped = replace(lab, trained_on={"general": True})
    assert "on simulated micrographs" in Validation._source(panel, shipped)  # type: ignore[arg-type]


def test_the_figures_at_the_recommended_threshold_are_those_of_the_card() -> None:
    card = replace(CARD_OF_ALL, precision=0.91, recall=0.57, curve=((0.30, 0.9, 0.6), (0.32, 0.93, 0.5)))
    assert card.at(card.threshold) == (0.91, 0.57)
    assert card.at(card.threshold + 0.001) == (0.93, 0.5)
