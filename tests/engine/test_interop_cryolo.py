"""Converting the labels and picks of a crYOLO project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.interop.cryolo import read_cryolo_project

CONFIG = {
    "model": {
        "architecture": "PhosaurusNet",
        "input_size": 1024,
        "anchors": [168, 168],
        "max_box_per_image": 700,
        "norm": "STANDARD",
        "filter": [0.1, "filtered_tmp/"],
    },
    "train": {"train_image_folder": "train image/", "train_annot_folder": "train_annot/", "batch_size": 4},
    "valid": {"valid_image_folder": "", "valid_annot_folder": ""},
    "other": {"log_path": "logs/"},
}


def make(folder: Path, **model: Any) -> Path:
    """Write a project with one labelled micrograph and picks of two."""
    (folder / "train image").mkdir(parents=True)
    config = CONFIG | {"model": {**CONFIG["model"], **model}}  # type: ignore[dict-item]
    (folder / "config_cryolo.json").write_text(json.dumps(config))
    (folder / "logs.json").write_text("[1, 2]")
    write_boxes(folder / "train_annot/a.box", BoxList(None, make_boxes([100], [200], 168)), "eman")
    for name in "ab":
        picks = make_boxes([10, 20], [30, 40], 168, confidence=[0.9, 0.2], kind=Kind.PICK)
        write_boxes(folder / f"boxfiles/CBOX/{name}.cbox", BoxList(None, picks), "cbox")
        write_boxes(folder / f"boxfiles/EMAN/{name}.box", BoxList(None, picks[:1]), "eman")
    return folder


def test_config_is_read(tmp_path: Path) -> None:
    project = read_cryolo_project(make(tmp_path))
    assert (project.box_size, project.lowpass, project.denoised) == (168, 0.1, False)
    assert project.labels == (tmp_path / "train_annot",)
    assert project.micrographs == (tmp_path / "train image",)
    assert project.picks == (tmp_path / "boxfiles/CBOX",)
    assert read_cryolo_project(tmp_path / "config_cryolo.json").labels == project.labels


def test_labels_are_converted_and_training_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, output = make(tmp_path / "cryolo"), tmp_path / "out"
    assert main(["convert", "--from-cryolo", str(folder), "--to", "star", "--output", str(output)]) == 0
    assert sorted(p.name for p in output.iterdir()) == ["a.star"]
    assert read_boxes(output / "a.star", 168)[0].boxes["x"].tolist() == [100]
    printed = capsys.readouterr().err
    assert f"iceboxer train --micrographs '{folder}/train image' --boxes {output}" in printed
    assert "--box-size 168 --lowpass 0.1 --output MODEL" in printed
    assert "There are also picks" in printed


def test_the_suggested_command_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import shlex

    from iceboxer.engine.cli.arguments import make_config
    from iceboxer.engine.cli.main import fill_parser, parser
    from iceboxer.engine.training.config import TrainConfig

    notes = read_cryolo_project(make(tmp_path)).notes(Path("out"))
    words = shlex.split(next(n for n in notes if "iceboxer train" in n).split(": ", 1)[1])[1:]
    top = parser()
    config = make_config(fill_parser(top, "train"), top.parse_args(words))
    assert isinstance(config, TrainConfig)
    assert (config.box_size, config.lowpass, config.micrographs) == (168, 0.1, (tmp_path / "train image",))


def test_picks_are_converted_without_labels(tmp_path: Path) -> None:
    """The output folder of a picking: its CBOX files, which also keep picks below the threshold."""
    folder = make(tmp_path / "cryolo") / "boxfiles"
    for source in (folder, folder / "CBOX"):
        output = tmp_path / source.name
        assert main(["convert", "--from-cryolo", str(source), "--to", "cbox", "--output", str(output)]) == 0
        assert sorted(p.name for p in output.iterdir()) == ["a.cbox", "b.cbox"]
        assert len(read_boxes(output / "a.cbox")[0].boxes) == 2


def test_anchors_are_the_size_of_boxes_without_one(tmp_path: Path) -> None:
    folder = make(tmp_path / "cryolo", anchors=[120, 140])
    (folder / "train_annot/a.box").unlink()
    (folder / "train_annot/a.star").write_text("data_\nloop_\n_rlnCoordinateX\n_rlnCoordinateY\n50 60\n")
    assert main(["convert", "--from-cryolo", str(folder), "--to", "eman", "--output", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out/a.box").read_text() == "-20\t-10\t140\t140\n"


def test_denoised_micrographs_are_reported(tmp_path: Path) -> None:
    project = read_cryolo_project(make(tmp_path, filter=["gmodel_janni.h5", 24, 3, "filtered/"]))
    assert (project.lowpass, project.denoised) == (None, True)
    assert "denoised" in " ".join(project.notes(Path("out")))


def test_two_configs_are_an_error(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    with pytest.raises(ReadError, match=r"several crYOLO configs \(config\.json, config_cryolo\.json\)"):
        read_cryolo_project(tmp_path)
    assert read_cryolo_project(tmp_path / "config.json").box_size == 168


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no valid JSON"),
        ("[" * 100_000, "no valid JSON"),
        ('{"train": {}}', "it has no 'model'"),
        ('{"model": {"anchors": "wide"}}', "invalid anchors"),
        ('{"model": {"anchors": [0, -1]}}', "invalid anchors"),
        ('{"model": {"anchors": [1e999, 1]}}', "invalid anchors"),
        ('{"model": {"anchors": [NaN, 1]}}', "invalid anchors"),
        ('{"model": {"anchors": [' + "9" * 400 + ", 1]}}", "invalid anchors"),
        (" " * (2**20 + 1), "no valid JSON"),
    ],
)
def test_invalid_configs(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "config.json").write_text(content)
    with pytest.raises(ReadError, match=reason):
        read_cryolo_project(tmp_path / "config.json")


@pytest.mark.parametrize("value", [None, 3, [], {}, "\0", "x" * 5000])
def test_invalid_folders_are_ignored(tmp_path: Path, value: Any) -> None:
    config = {"model": {"anchors": [5], "filter": value}, "train": {"train_annot_folder": value}, "valid": value}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(EngineError, match="has no crYOLO boxes"):
        _ = read_cryolo_project(tmp_path).boxes


def test_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ReadError, match="does not exist"):
        read_cryolo_project(tmp_path / "gone")
    arguments = ["convert", "--from-cryolo", str(tmp_path), "--to", "star", "--output", str(tmp_path / "out")]
    assert main(arguments) == 1
    assert "has no crYOLO boxes" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*arguments, str(tmp_path)])
    assert "Give either box files or folders, or --from-cryolo" in capsys.readouterr().err
