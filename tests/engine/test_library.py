"""`import iceboxer` as a notebook uses it: the same boxes, defaults and files as the command line."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import tifffile

import iceboxer
from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.formats import read_boxes as read_lists
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.evaluation.job import EvaluateConfig
from iceboxer.engine.library.jobs import TrainSettings
from iceboxer.engine.library.picking import PickSettings
from iceboxer.engine.models.model_file import load_model, save_model
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.training.config import TrainConfig
from tests.engine.conftest import Project, write_micrograph

PUBLIC = [
    "Cancelled", "ConfigError", "DeviceError", "EngineError", "ReadError", "__version__", "classify", "evaluate",
    "evaluate_filaments", "open_micrograph", "pick", "pick_filaments", "read_boxes", "read_filaments", "train",
    "write_boxes", "write_filaments",
]  # fmt: skip
DIAMETER = 130.0  # Å


@pytest.fixture(scope="module")
def picked(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two micrographs picked by the command line with the project's model and a diameter."""
    output = tmp_path_factory.mktemp("library") / "out"
    command = ["pick", *map(str, project.paths[4:]), "--model", str(project.model), "--output", str(output)]
    assert main([*command, "--diameter", str(DIAMETER)]) == 0
    return output


def cbox(picked: Path, path: Path) -> np.ndarray:
    return read_lists(picked / "CBOX" / f"{path.stem}.cbox")[0].boxes


# ── names and loading ───────────────────────────────────────────────────────────────────────────────────────


def test_tab_completion_shows_the_public_names_alone() -> None:
    assert dir(iceboxer) == PUBLIC
    assert sorted(iceboxer.__all__) == PUBLIC
    for name in PUBLIC:
        assert getattr(iceboxer, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'pikc'"):
        _ = iceboxer.pikc


def test_every_function_has_a_numpy_docstring_and_types() -> None:
    for name in PUBLIC[6:]:
        if name == "open_micrograph":
            continue
        function = getattr(iceboxer, name)
        text = inspect.getdoc(function)  # Python 3.13 and later remove the indentation on their own
        assert "Parameters\n----------" in text
        assert "Raises\n------" in text
        assert all(p.annotation is not p.empty for p in inspect.signature(function).parameters.values())


@pytest.mark.parametrize(
    ("statement", "loaded"),
    [
        ("import iceboxer", set()),
        ("import iceboxer; iceboxer.open_micrograph, iceboxer.ReadError", {"numpy"}),
        ("import iceboxer; iceboxer.pick, iceboxer.train, iceboxer.evaluate", {"numpy"}),
        (
            "import iceboxer, iceboxer.engine.data.boxes as b;"
            "iceboxer.write_boxes('a.star', b.make_boxes([9], [9], 8));"
            "iceboxer.read_boxes('a.star', box_size=8)",
            {"numpy"},
        ),
    ],
)
def test_neither_torch_nor_qt_is_loaded_before_it_is_needed(tmp_path: Path, statement: str, loaded: set[str]) -> None:
    code = f"{statement}\nimport sys\nprint(*{{'torch', 'PyQt5', 'numpy'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert set(done.stdout.split()) == loaded


def test_picking_never_loads_qt(project: Project) -> None:
    code = f"import iceboxer, sys; iceboxer.pick({str(project.paths[4])!r}, model={str(project.model)!r})\n"
    code += "sys.exit('PyQt5' in sys.modules or 'torch' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ── the command line's defaults ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("function", "settings", "config", "left_out"),
    [
        (iceboxer.pick, PickSettings, PickConfig, {"inputs", "pictures", "cluster"}),
        (iceboxer.train, TrainSettings, TrainConfig, set()),
    ],
)
def test_defaults_are_the_command_lines(
    function: Callable[..., object], settings: type, config: type, left_out: set[str]
) -> None:
    parameters = inspect.signature(function).parameters
    known = {f.name: f for f in fields(config)}
    assert set(parameters) | set(settings.__annotations__) >= set(known) - left_out
    assert set(settings.__annotations__) <= set(known)
    for name in set(known) & set(parameters) - {"output", "micrographs", "boxes", "model"}:
        assert parameters[name].default == known[name].default, name
    hints = {f.name: f.type for f in fields(config)}
    for name, hint in settings.__annotations__.items():
        assert getattr(hint, "__forward_arg__", hint) == hints[name]


def test_evaluation_has_the_command_lines_defaults() -> None:
    parameters = inspect.signature(iceboxer.evaluate).parameters
    for field in fields(EvaluateConfig):
        if field.name in parameters and field.name not in ("truth", "picks"):
            assert parameters[field.name].default == field.default


# ── picking ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_file_gives_the_boxes_of_the_command_line(project: Project, picked: Path, tmp_path: Path) -> None:
    path = project.paths[4]
    every = iceboxer.pick(path, model=project.model, diameter=DIAMETER, threshold=0)
    there = cbox(picked, path)
    assert len(there)
    assert every.tobytes() == there.tobytes()
    model, recommended = load_model(project.model), float(np.median(there["confidence"]))
    save_model(replace(model, card=replace(model.card, threshold=recommended)), tmp_path / "strict.safetensors")
    visible = iceboxer.pick(str(path), model=str(tmp_path / "strict.safetensors"), diameter=DIAMETER)
    assert visible.tobytes() == there[there["confidence"] >= recommended].tobytes()
    assert 0 < len(visible) < len(every)


def test_boxes_beyond_the_edge_are_dropped_as_on_the_command_line(project: Project) -> None:
    image = iceboxer.open_micrograph(project.paths[4]).read()
    middle = iceboxer.pick(image, model=project.model)[0]
    cut = image[:, round(middle["x"]) :]  # the edge cuts a particle in half
    kept = iceboxer.pick(cut, model=project.model, threshold=0, keep_edge=True)
    assert (kept["x"] < kept["width"] / 2).any()
    assert not (iceboxer.pick(cut, model=project.model, threshold=0)["x"] < middle["width"] / 2).any()


def test_an_array_gives_the_boxes_of_its_file(project: Project, picked: Path) -> None:
    path = project.paths[5]
    image = iceboxer.open_micrograph(path).read()
    boxes = iceboxer.pick(image, pixel_size=4.0, diameter=DIAMETER, model=project.model, threshold=0)
    assert boxes.tobytes() == cbox(picked, path).tobytes()
    assert not np.array_equal(image, image[::-1])
    flipped = iceboxer.pick(image[::-1], pixel_size=4.0, diameter=DIAMETER, model=project.model, threshold=0)
    sure = boxes[np.argsort(-boxes["confidence"])][:5]
    for x, y in zip(sure["x"], len(image) - sure["y"], strict=True):
        assert np.hypot(flipped["x"] - x, flipped["y"] - y).min() < 8


def test_the_general_model_finds_the_same_size_in_an_array(project: Project) -> None:
    path = project.paths[4]
    image = iceboxer.open_micrograph(path).read()
    assert iceboxer.pick(image).tobytes() == iceboxer.pick(path).tobytes()


def test_several_files_and_folders_give_a_dict(project: Project, picked: Path, tmp_path: Path) -> None:
    several = iceboxer.pick(project.paths[4:], model=project.model, diameter=DIAMETER, threshold=0)
    assert list(several) == project.paths[4:]
    assert all(several[path].tobytes() == cbox(picked, path).tobytes() for path in several)
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "m4.mrc").symlink_to(project.paths[4])
    before = sorted(tmp_path.rglob("*"))
    folder = iceboxer.pick(tmp_path / "one", model=project.model, diameter=DIAMETER, threshold=0)
    assert [boxes.tobytes() for boxes in folder.values()] == [several[project.paths[4]].tobytes()]
    assert sorted(tmp_path.rglob("*")) == before


def test_files_are_written_if_an_output_is_given(project: Project, picked: Path, tmp_path: Path) -> None:
    settings = {"model": project.model, "diameter": DIAMETER}
    written = iceboxer.pick(project.paths[4:], output=tmp_path / "out", **settings)
    returned = iceboxer.pick(project.paths[4:], **settings)
    for path in project.paths[4:]:
        assert written[path].tobytes() == returned[path].tobytes()
        for name in (f"CBOX/{path.stem}.cbox", f"STAR/{path.stem}.star", f"EMAN/{path.stem}.box"):
            assert (tmp_path / "out" / name).read_bytes() == (picked / name).read_bytes()


def test_a_given_pixel_size_overrides_the_headers(project: Project, tmp_path: Path) -> None:
    image = iceboxer.open_micrograph(project.paths[4]).read()
    write_micrograph(tmp_path / "wrong.mrc", image, 1.0)
    right = iceboxer.pick(project.paths[4], model=project.model, diameter=DIAMETER)
    assert iceboxer.pick(tmp_path / "wrong.mrc", model=project.model, diameter=DIAMETER, pixel_size=4.0).tobytes() == (
        right.tobytes()
    )


def test_unreadable_files_are_skipped_with_a_warning_and_alone_an_error(project: Project, tmp_path: Path) -> None:
    bad = tmp_path / "bad.mrc"
    bad.write_bytes(b"nothing")
    with pytest.warns(UserWarning, match=r"bad\.mrc.*skipped"):
        found = iceboxer.pick([project.paths[4], bad], model=project.model)
    assert list(found) == [project.paths[4]]
    with pytest.raises(iceboxer.ReadError, match=r"bad\.mrc"):
        iceboxer.pick(bad, model=project.model)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: iceboxer.pick(np.zeros((3, 4, 5))), "2-D array"),
        (lambda: iceboxer.pick(np.zeros((64, 64), complex)), "real numbers"),
        (lambda: iceboxer.pick(np.zeros((64, 64)), diameter=100), "pixel size"),
        (lambda: iceboxer.pick(np.zeros((64, 64)), pixel_size=0.0), "above 0"),
        (lambda: iceboxer.pick(np.zeros((64, 64)), output="out"), "output"),
        (lambda: iceboxer.pick("a.mrc", threshold=2), "does not exist"),
        (lambda: iceboxer.write_boxes("a.doc", make_boxes([1], [1], 8)), "suffix"),
        (lambda: iceboxer.write_boxes("a.txt", make_boxes([1], [1], 8)), "micrograph"),
        (lambda: iceboxer.write_boxes("a.star", {"a.mrc": make_boxes([1], [1], 8)}, micrograph="b"), "not both"),
    ],
)
def test_wrong_use_is_refused_with_a_message(
    call: Callable[[], object], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(iceboxer.EngineError, match=sentence):
        call()
    assert not list(tmp_path.iterdir())


# ── files, training, evaluation ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["a.box", "a.star", "a.cbox", "a.csv", "a.txt"])
def test_boxes_are_read_back_from_every_format(tmp_path: Path, name: str) -> None:
    write_micrograph(tmp_path / "m.mrc", np.zeros((100, 80), np.float32))
    boxes = make_boxes([20, 40], [30, 60], 16)
    iceboxer.write_boxes(tmp_path / name, boxes, micrograph=tmp_path / "m.mrc")
    back = iceboxer.read_boxes(tmp_path / name, box_size=16, micrograph=tmp_path / "m.mrc")
    for field in ("x", "y", "width", "height"):
        assert back[field].tolist() == boxes[field].tolist()


def test_topaz_counts_the_rows_of_a_tiff_from_the_top(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "m.tif", np.zeros((100, 80), np.float32))
    iceboxer.write_boxes(tmp_path / "a.txt", make_boxes([20], [30], 16), micrograph=tmp_path / "m.tif")
    assert (tmp_path / "a.txt").read_text().splitlines()[1].split()[:3] == ["m", "20.000000", "70.000000"]
    back = iceboxer.read_boxes(tmp_path / "a.txt", box_size=16, micrograph=tmp_path / "m.tif")
    assert back["y"].tolist() == [30]
    with pytest.raises(iceboxer.ConfigError, match="micrograph"):
        iceboxer.read_boxes(tmp_path / "a.txt", box_size=16)


def test_several_micrographs_are_written_to_one_file_and_read_back(tmp_path: Path) -> None:
    by_path = {Path("raw/a.mrc"): make_boxes([20], [30], 16), Path("raw/b.mrc"): make_boxes([1, 2], [3, 4], 16)}
    iceboxer.write_boxes(tmp_path / "all.star", by_path)
    back = iceboxer.read_boxes(tmp_path / "all.star", box_size=16)
    assert {name: len(boxes) for name, boxes in back.items()} == {"a.mrc": 1, "b.mrc": 2}


def test_training_on_arrays_gives_the_model_of_the_command_line(project: Project, tmp_path: Path) -> None:
    settings = {"epochs": 1, "epoch_steps": 2, "batch": 1, "threads": 1}
    labels = {path: iceboxer.read_boxes(project.boxes / f"{path.stem}.box") for path in project.paths[:3]}
    card = iceboxer.train(project.paths[:3], labels, tmp_path / "arrays", **settings)
    assert card == read_card(tmp_path / "arrays.safetensors")
    files = [str(project.boxes / f"{path.stem}.box") for path in project.paths[:3]]
    options = [word for name, value in settings.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    command = ["train", "--micrographs", *map(str, project.paths[:3]), "--boxes", *files, *options]
    assert main([*command, "--output", str(tmp_path / "files.safetensors")]) == 0
    other = read_card(tmp_path / "files.safetensors")
    assert (card.box_size, card.threshold, card.auc) == (other.box_size, other.threshold, other.auc)
    with pytest.raises(TypeError, match="epoch"):
        iceboxer.train(project.paths[:3], labels, tmp_path / "arrays", epoch=3)


def test_evaluation_of_files_arrays_and_dicts_gives_the_command_lines_figures(
    project: Project, picked: Path, tmp_path: Path
) -> None:
    truth = [project.boxes / f"{path.stem}.box" for path in project.paths[4:]]
    command = ["evaluate", "--truth", *map(str, truth), "--picks", str(picked), "--json", str(tmp_path / "f.json")]
    assert main(command) == 0
    figures = iceboxer.evaluate(truth, picked)
    assert figures == json.loads((tmp_path / "f.json").read_text())
    arrays = {path: iceboxer.read_boxes(project.boxes / f"{path.stem}.box") for path in project.paths[4:]}
    found = iceboxer.pick(project.paths[4:], model=project.model, diameter=DIAMETER, threshold=0)
    assert iceboxer.evaluate(arrays, found) == figures
    assert iceboxer.evaluate(truth, found) == figures
    alone = iceboxer.evaluate(arrays[project.paths[4]], found[project.paths[4]])
    assert alone["particles"] == len(arrays[project.paths[4]])
