"""Training on labels, from the command line, on a tiny problem."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.devices import choose
from iceboxer.engine.errors import Cancelled, EngineError
from iceboxer.engine.events import EpochDone, Event, never
from iceboxer.engine.models.base import make_network
from iceboxer.engine.models.model_file import load_model
from iceboxer.engine.training.batches import Crops
from iceboxer.engine.training.checkpoint import path_beside
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.examples import prepare, split_examples
from iceboxer.engine.training.start import GENERAL, SCRATCH, rate_from_model, starting_point
from iceboxer.engine.training.trainer import LabelTraining, train
from iceboxer.engine.training.training_data import TrainingData
from iceboxer.engine.training.validation import chance, validation_curve
from tests.engine.conftest import BOX, DIAMETER, Project

SMALL = ["--epochs", "1", "--epoch-steps", "2", "--batch", "1"]


def command(project: Project, output: Path, *more: str, boxes: Path | None = None) -> list[str]:
    data = ["--micrographs", *map(str, project.paths[:3]), "--boxes", str(boxes or project.boxes)]
    return ["train", *data, "--output", str(output), "--diameter-px", DIAMETER, *more]


def auc_of(project: Project, model: Path) -> float:
    """Return the AUC on the micrographs that are not trained on."""
    network = load_model(model).network
    examples = []
    for path in project.paths[4:]:
        (boxlist,) = read_boxes(project.boxes / f"{path.stem}.box")
        examples.append(prepare(open_micrograph(path), boxlist.boxes, network, BOX))
    return validation_curve(network, choose("cpu", 1), examples, BOX).auc


def test_the_model_file_has_everything_that_picking_needs(project: Project) -> None:
    card = read_card(project.model)
    assert (card.network, card.box_size) == ("compact", BOX)
    assert 0 < card.threshold < 1
    assert card.recall is not None
    assert card.recall > 0.9
    assert (card.auc, card.precision, card.f1, card.curve) == (None, None, None, ())  # 12 labels do not tell
    assert "12 held-out labels" in card.evidence
    assert card.threshold_interval is not None
    assert card.threshold_interval[0] <= card.threshold <= card.threshold_interval[1]
    assert auc_of(project, project.model) > 0.9
    assert card.trained_on["micrographs"] + card.trained_on["validation"] != []
    assert card.trained_on["validation_labels"] == 12  # a strip of each of four, with a fifth of the labels
    assert card.config["epochs"] == 4
    assert card.version
    record = json.loads(project.model.with_suffix(".json").read_text())
    assert len(record["history"]) == 4
    assert not list(project.folder.glob(".iceboxer-*"))


def test_the_same_seed_gives_the_same_weights(project: Project, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert main(command(project, tmp_path / name, *SMALL, "--threads", "1")) == 0
    assert (tmp_path / "a.safetensors").stat().st_size == (tmp_path / "b.safetensors").stat().st_size
    from safetensors.torch import load_file

    a, b = load_file(tmp_path / "a.safetensors"), load_file(tmp_path / "b.safetensors")
    assert all(np.array_equal(a[k].numpy(), b[k].numpy()) for k in a)


def test_an_empty_box_file_marks_an_empty_micrograph_and_no_box_file_excludes_it(
    project: Project, tmp_path: Path
) -> None:
    boxes = tmp_path / "boxes"
    boxes.mkdir()
    shutil.copy(project.boxes / "m0.box", boxes)
    (boxes / "m1.box").touch()
    assert main(command(project, tmp_path / "m", *SMALL, boxes=boxes)) == 0
    trained_on = read_card(tmp_path / "m.safetensors").trained_on
    assert trained_on["micrographs"] == ["m0.mrc", "m1.mrc"]
    assert trained_on["empty_micrographs"] == 1


def test_empty_micrographs_and_rejected_boxes_have_full_weight_and_unlabelled_regions_less(project: Project) -> None:
    network = make_network("compact")
    micrograph = open_micrograph(project.paths[0])
    (boxlist,) = read_boxes(project.boxes / "m0.box")
    boxes = boxlist.boxes.copy()
    boxes["kind"][8:] = Kind.REJECTED
    labelled = prepare(micrograph, boxes, network, BOX)
    empty = prepare(micrograph, boxes[:0], network, BOX)
    assert (len(labelled.labels), len(labelled.rejected), labelled.empty, empty.empty) == (8, 8, False, True)
    rng = np.random.default_rng(0)
    weights = np.unique(Crops([labelled], network, BOX, 0.1).draw(rng)[1]["weight"])
    assert weights == pytest.approx([0, 0.1, 1]) or weights == pytest.approx([0.1, 1])
    assert set(np.unique(Crops([empty], network, BOX, 0.1).draw(rng)[1]["weight"])) <= {0.0, 1.0}


def test_unsure_places_have_no_weight_until_unlabelled_regions_have_full_weight(project: Project) -> None:
    network = make_network("compact")
    (boxlist,) = read_boxes(project.boxes / "m0.box")
    example = prepare(open_micrograph(project.paths[0]), boxlist.boxes[:1], network, BOX)
    crops = Crops([replace(example, unsure=boxlist.boxes)], network, BOX, 0.1, ())
    side = round(min(example.picture.shape) / network.stride)  # the crop is larger than the micrograph

    def weights() -> set[float]:
        weight = crops.draw(np.random.default_rng(0))[1]["weight"][: side - 1, : side - 1]
        return {round(float(w), 3) for w in np.unique(weight)}

    assert weights() == {0.0, 0.1}
    crops.set_missing_weight(1.0)
    assert weights() == {1.0}


def test_with_few_labels_unlabelled_picks_of_the_start_are_unsure(project: Project, tmp_path: Path) -> None:
    network = load_model(shipped()).network
    (boxlist,) = read_boxes(project.boxes / "m0.box")
    examples = [prepare(open_micrograph(project.paths[0]), boxlist.boxes[:6], network, BOX)]
    config = TrainConfig(tuple(project.paths[:1]), (project.boxes,), tmp_path / "m", start=GENERAL)
    training = LabelTraining(config, choose("cpu", 1), TrainingData(network, BOX, examples, []))
    unsure = training.crops.examples[0].unsure
    unlabelled = boxlist.boxes[6:]
    near = [np.hypot(unsure["x"] - b["x"], unsure["y"] - b["y"]).min() < BOX / 4 for b in unlabelled]
    assert np.mean(near) > 0.7


def test_a_strip_of_a_single_micrograph_is_held_out_and_not_trained_on(project: Project) -> None:
    network = make_network("compact")
    (boxlist,) = read_boxes(project.boxes / "m0.box")
    example = prepare(open_micrograph(project.paths[0]), boxlist.boxes, network, BOX)
    (train_part,), (strip,) = split_examples([example], 0.25, 1)
    trained, held_out = train_part.within(train_part.labels), strip.within(strip.labels)
    assert len(trained) + len(held_out) == len(example.labels)
    assert len(held_out) == 4
    assert trained["x"].max() < held_out["x"].min()
    crops = Crops([train_part], network, BOX, 1.0, ())
    for _ in range(10):
        weight = crops.draw(np.random.default_rng(1))[1]["weight"]
        assert weight.min() == 0  # cells of the strip


def test_a_cancelled_training_is_resumed(project: Project, tmp_path: Path) -> None:
    seen: list[Event] = []
    config = TrainConfig(tuple(project.paths[:3]), (project.boxes,), tmp_path / "m", epochs=3, epoch_steps=2, batch=1)

    def cancelled() -> bool:
        return any(isinstance(e, EpochDone) for e in seen)

    with pytest.raises(Cancelled):
        train(config, seen.append, cancelled)
    state = path_beside(tmp_path / "m.safetensors")
    assert state.exists()
    assert (
        main(command(project, tmp_path / "m", "--epochs", "3", "--epoch-steps", "2", "--batch", "1", "--resume")) == 0
    )
    record = json.loads((tmp_path / "m.json").read_text())
    assert [h["epoch"] for h in record["history"]] == [1, 2, 3]


def test_stopping_early_keeps_the_best(project: Project, tmp_path: Path) -> None:
    seen: list[Event] = []
    config = TrainConfig(tuple(project.paths[:3]), (project.boxes,), tmp_path / "m", epoch_steps=2, batch=1)
    card = train(config, seen.append, never, stop=lambda: any(isinstance(e, EpochDone) for e in seen))
    assert sum(isinstance(e, EpochDone) for e in seen) == 1
    assert read_card(tmp_path / "m.safetensors") == card


def test_without_a_resume_file_resuming_is_refused(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(project, tmp_path / "m", "--resume")) == 1
    assert "no training to resume" in capsys.readouterr().err


def test_starting_from_a_model_is_better_than_from_random_weights(project: Project, tmp_path: Path) -> None:
    for name, more in (("new", ["--from", "none"]), ("from", ["--from", str(project.model)])):
        assert main(command(project, tmp_path / name, *SMALL, *more)) == 0
    new, old = (auc_of(project, tmp_path / f"{n}.safetensors") for n in ("new", "from"))
    assert old > new + 0.3


def test_a_training_without_labels_is_refused(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "boxes" / "another_name.box"
    other.parent.mkdir()
    shutil.copy(project.boxes / "m0.box", other)
    assert main(command(project, tmp_path / "m", boxes=other.parent)) == 1
    error = capsys.readouterr().err
    assert "matched to micrographs by their names" in error
    assert "Traceback" not in error
    assert list(tmp_path.iterdir()) == [other.parent]
    other.rename(other.parent / "m0.box").write_text("")
    assert main(command(project, tmp_path / "m", boxes=other.parent)) == 1
    assert "The files of 1 hold no labels: they are empty or all boxes are rejected." in capsys.readouterr().err
    folder = str(other.parent)
    assert main(["train", "--micrographs", folder, "--boxes", folder, "--output", str(tmp_path / "m")]) == 1
    assert f"There is no readable micrograph in {folder}." in capsys.readouterr().err


def test_a_micrograph_that_cannot_be_read_is_skipped(project: Project, tmp_path: Path) -> None:
    micrographs = tmp_path / "micrographs"
    shutil.copytree(project.micrographs, micrographs)
    (micrographs / "m1.mrc").write_bytes((micrographs / "m1.mrc").read_bytes()[:5000])
    made = Project(tmp_path, micrographs, project.boxes, tmp_path / "m.safetensors")
    assert main(command(made, made.model, *SMALL)) == 0
    used = read_card(made.model).trained_on
    assert used["micrographs"] == used["validation"] == ["m0.mrc", "m2.mrc"]


@pytest.mark.parametrize(
    ("more", "code", "sentence"),
    [
        (["--device", "cuda:7"], 1, "There is no device 'cuda:7'"),
        (["--network", "unet"], 1, "no network called 'unet'"),
        (["--minutes", "-1"], 2, "above 0 minutes"),
        (["--minutes", "soon"], 2, "is not a number"),
    ],
)
def test_wrong_settings_are_refused(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: int, sentence: str
) -> None:
    try:
        got = main(command(project, tmp_path / "m", *more))
    except SystemExit as e:
        got = int(e.code or 0)
    assert got == code
    assert sentence in capsys.readouterr().err


def test_sparse_labels_are_detected(project: Project, tmp_path: Path) -> None:
    boxes = tmp_path / "boxes"
    for path in project.paths[:3]:
        (boxlist,) = read_boxes(project.boxes / f"{path.stem}.box")
        write_boxes(boxes / f"{path.stem}.box", BoxList(None, boxlist.boxes[::5]), "eman")
    more = ["--epochs", "2", "--epoch-steps", "2", "--batch", "1", "--from", str(project.model)]
    assert main(command(project, tmp_path / "m", *more, boxes=boxes)) == 0
    card = read_card(tmp_path / "m.safetensors")
    assert card.missing_labels
    assert card.trained_on["labelled_share"] < 0.5


def test_the_result_is_never_worse_than_the_start(project: Project, tmp_path: Path) -> None:
    for name, rate in (("calm", "1e-9"), ("wild", "0.5")):
        more = ["--from", str(project.model), "--learning-rate", rate]
        assert main(command(project, tmp_path / name, *SMALL, *more)) == 0
    record = json.loads((tmp_path / "wild.json").read_text())
    calm, wild = (auc_of(project, tmp_path / f"{n}.safetensors") for n in ("calm", "wild"))
    assert calm == pytest.approx(wild, abs=1e-3)
    assert record["history"][0]["validation_loss"] > 1  # the trained weights were worse


def test_the_default_start_depends_on_the_network() -> None:
    model = Path("m.safetensors")
    given = [(None, "compact"), (None, "yolo"), (SCRATCH, "compact"), (GENERAL, "compact"), (model, "yolo")]
    assert [starting_point(*one) for one in given] == [GENERAL, None, None, GENERAL, model]


def test_few_labels_keep_the_normalisation_statistics_of_the_start(project: Project, tmp_path: Path) -> None:
    before = load_model(shipped()).network.state_dict()
    kept = []
    for name, more in (("few", []), ("many", ["--from", "none"])):
        assert main(command(project, tmp_path / name, *SMALL, *more)) == 0
        after = load_model(tmp_path / f"{name}.safetensors").network.state_dict()
        kept.append(all(torch.equal(after[k], before[k]) for k in before if "running" in k and k in after))
    assert kept == [True, False]
    few = load_model(tmp_path / "few.safetensors").network.state_dict()
    assert not all(torch.equal(few[k], before[k]) for k in before if k.endswith("weight"))


def test_chance_is_larger_with_fewer_particles() -> None:
    assert [chance(0.9, n) for n in (4, 100, 10_000)] == pytest.approx([0.25, 0.03, 0.003])
    assert [chance(auc, 100) for auc in (-1.0, 0.0, 1.0)] == [0.01] * 3  # at least one particle


def test_few_labels_lower_the_learning_rate_of_a_trained_network() -> None:
    network = make_network("compact")
    rates = [rate_from_model(network, labels) for labels in (1, 40, 250, 500, 5000)]
    assert rates == pytest.approx([2e-4, 2.4e-4, 1.5e-3, 3e-3, 3e-3])


def test_the_peak_learning_rate_depends_on_the_start_unless_it_is_given(project: Project, tmp_path: Path) -> None:
    used = []
    for more in ([], ["--from", "none"], ["--learning-rate", "0.001"]):
        assert main(command(project, tmp_path / "m", *SMALL, *more)) == 0
        used.append(read_card(tmp_path / "m.safetensors").config["learning_rate"])
    assert used == pytest.approx([39 / 500 * 3e-3, 3e-3, 1e-3])


def test_two_processes_train_one_network(project: Project, traps: Path, tmp_path: Path) -> None:
    """On two ranks, with half of each batch each, the losses are those of one process except for rounding.

    After some steps they differ more: AdamW's first steps follow the sign of a gradient, however small.
    """
    same = ["--epochs", "2", "--epoch-steps", "2", "--batch", "4", "--threads", "1", "--precision", "float32"]
    same += ["--missing-weight", "1"]
    assert main(command(project, tmp_path / "one", *same)) == 0
    arguments = command(project, tmp_path / "two", *same)
    launch = [sys.executable, "-W", "ignore", "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    done = subprocess.run(
        [*launch, "-m", "iceboxer", *arguments],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        cwd=traps,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("threshold") == 1
    one, two = (json.loads((tmp_path / f"{name}.json").read_text())["history"] for name in ("one", "two"))
    assert [e["loss"] for e in two] == pytest.approx([e["loss"] for e in one], rel=1e-4)
    assert [e["validation_loss"] for e in two] == pytest.approx([e["validation_loss"] for e in one], rel=1e-3)


def test_a_single_label_is_enough(project: Project, tmp_path: Path) -> None:
    boxes = tmp_path / "boxes"
    (boxlist,) = read_boxes(project.boxes / "m0.box")
    write_boxes(boxes / "m0.box", BoxList(None, boxlist.boxes[:1]), "eman")
    assert main(command(project, tmp_path / "m", *SMALL, boxes=boxes)) == 0
    assert read_card(tmp_path / "m.safetensors").auc is None


def test_an_output_that_cannot_be_written_is_reported(project: Project, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    config = TrainConfig(
        tuple(project.paths[:2]), (project.boxes,), tmp_path / "file" / "m", epochs=1, epoch_steps=1, batch=1
    )
    with pytest.raises(EngineError, match="cannot be written"):
        train(config, lambda e: None, never)
