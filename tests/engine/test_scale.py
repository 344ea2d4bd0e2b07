"""The scale of a network follows from the particle's diameter; the person's boxes only set the size of the output."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.label_set import LabelSet
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.errors import ConfigError, NoParticles, ReadError
from iceboxer.engine.events import Note, Proposed, ignore, never
from iceboxer.engine.models.base import make_network
from iceboxer.engine.models.model_file import Model, load_model, save_model
from iceboxer.engine.models.particle_size import Trial, plausible_sizes
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import Detector
from iceboxer.engine.picking.output import OutputFolder
from iceboxer.engine.picking.size import choose_box_size
from iceboxer.engine.simulation.micrograph import simulate_micrograph
from iceboxer.engine.simulation.molecule import made_up
from iceboxer.engine.simulation.recipe import Recipe
from iceboxer.engine.training import assist as assistant
from iceboxer.engine.training import scale, trainer
from iceboxer.engine.training.config import AssistConfig, TrainConfig
from iceboxer.engine.training.examples import read_examples
from iceboxer.engine.training.labelled import LabelledMicrograph
from tests.engine.conftest import write_micrograph

CPU = devices.choose("cpu", 1, "float32")
GENERAL = {"general": True}


@pytest.fixture
def micrograph(tmp_path: Path) -> Path:
    path = tmp_path / "m.mrc"
    write_micrograph(path, np.random.default_rng(1).standard_normal((96, 128)).astype("f4"), 2.0)
    return path


def chosen(path: Path, card: Card, found: float | None = None, **settings: float) -> BoxSize:
    """Return the size of a picking; `found` is the estimate, None if there must be none."""

    def estimate() -> BoxSize:
        if found is None:
            pytest.fail("estimated")
        if found == 0:
            raise NoParticles("none")
        return BoxSize(found)

    return choose_box_size(PickConfig((path,), None, path.parent, **settings), card, [path], estimate, ignore)


def sides(size: BoxSize, path: Path) -> tuple[float, float]:
    one = open_micrograph(path)
    return size.on(one), size.network_on(one)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, (66, 60)),
        ({"box_size": 31}, (31, 60)),
        ({"diameter": 100}, (76, 76)),  # 1.5 · 100 Å / 2 Å/px, even
        ({"diameter": 100, "box_size": 31}, (31, 76)),
        ({"diameter_px": 50}, (76, 76)),
        ({"diameter_px": 50, "box_size": 31}, (31, 76)),
    ],
)
def test_the_scale_of_a_trained_model_is_that_of_its_particles(
    micrograph: Path, settings: dict[str, float], expected: tuple[float, float]
) -> None:
    card = Card("compact", {}, 66, 0.3, diameter_px=40)
    assert sides(chosen(micrograph, card, **settings), micrograph) == expected


def test_an_older_model_is_scaled_by_its_box(micrograph: Path) -> None:
    card = Card("compact", {}, 66, 0.3)
    assert sides(chosen(micrograph, card), micrograph) == (66, 66)
    assert sides(chosen(micrograph, card, box_size=30), micrograph) == (30, 66)


def test_the_general_model_estimates_the_diameter_whatever_the_box(micrograph: Path) -> None:
    card = Card("compact", {}, 40, 0.3, trained_on=GENERAL)
    assert sides(chosen(micrograph, card, 44), micrograph) == (44, 44)
    assert sides(chosen(micrograph, card, 44, box_size=50), micrograph) == (50, 44)
    assert sides(chosen(micrograph, card, 0, box_size=50), micrograph) == (50, 50)
    with pytest.raises(NoParticles):
        chosen(micrograph, card, 0)


def test_a_set_box_has_one_size_in_px_while_the_scale_follows_the_pixel_size(micrograph: Path, tmp_path: Path) -> None:
    size = BoxSize(31, 4.0, 100, network_side=38)  # 38 px at 4 Å/px
    assert sides(size, micrograph) == (31, 76)
    write_micrograph(tmp_path / "none.mrc", np.zeros((8, 8), "f4"), 0.0)
    with pytest.raises(ReadError, match="no pixel size"):
        size.network_on(open_micrograph(tmp_path / "none.mrc"))


@pytest.mark.parametrize("drawn", [0.95, 1.5, 2.2])
def test_the_tried_sizes_include_those_around_the_particles_for_tight_and_wide_boxes(drawn: float) -> None:
    for diameter in (20, 57, 133, 300):
        tried = plausible_sizes(drawn * diameter)
        assert tried[0] * 1.22 <= 1.5 * diameter <= tried[-1] / 1.22


def test_the_boxes_have_the_set_size_and_the_centres_of_the_networks_boxes(micrograph: Path, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = Model(make_network("compact"), Card("compact", {}, 66, 0.3, diameter_px=40))
    save_model(model, tmp_path / "m.safetensors")
    config = PickConfig((micrograph,), tmp_path / "m.safetensors", tmp_path, threshold=0.0, device="cpu", threads=1)
    detector = Detector(config, 1)
    own, tight = (detector.run(micrograph, size).found for size in (BoxSize(60), BoxSize(40, network_side=60)))
    assert own is not None
    assert tight is not None
    assert len(own) > 3
    assert (set(own["width"]), set(tight["height"])) == ({60}, {40})
    for name in ("x", "y", "confidence", "estimated_width"):
        assert tight[name].tolist() == own[name].tolist()


def test_a_resumed_picking_keeps_the_scale_of_the_first_run(tmp_path: Path, micrograph: Path) -> None:
    config = PickConfig((micrograph,), None, tmp_path / "out", box_size=31)
    OutputFolder(config, 0.5).write_settings(BoxSize(31, 2.0, network_side=44))
    assert OutputFolder(config, 0.5).earlier_box_size == BoxSize(31, 2.0, None, 44)
    assert not OutputFolder(replace(config, box_size=44), 0.5).continues
    assert not OutputFolder(replace(config, diameter_px=36), 0.5).continues
    assert OutputFolder(replace(config, diameter_px=30), 0.5).continues  # the size that was estimated, set explicitly


def test_settings_of_older_versions_are_resumed(tmp_path: Path, micrograph: Path) -> None:
    config = PickConfig((micrograph,), None, tmp_path / "out", box_size=31)
    OutputFolder(config, 0.5).write_settings(BoxSize(31))
    stored = json.loads((tmp_path / "out" / "settings.json").read_text())
    assert "diameter_px" not in stored
    assert OutputFolder(config, 0.5).earlier_box_size == BoxSize(31)


# ── training ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_peak_is_interpolated() -> None:
    assert scale.peak(trials(0.2, 0.4, 0.2)) == pytest.approx(12.2)
    # the parabola through 0.1, 0.4 and 0.3 has its maximum a quarter of a step further
    assert scale.peak(trials(0.1, 0.4, 0.3)) == pytest.approx(12.2 * 1.22**0.25)
    assert scale.peak(trials(0.4, 0.2, 0.1)) == 10


def test_the_estimate_crosses_one_box_on_a_line_through_the_supported_trials() -> None:
    line = trials(0.4, 0.4, 0.4, estimates=(1.1, 1.04, 0.98))
    assert scale.crossing(line) == pytest.approx(12.2 * 1.22 ** (2 / 3))
    assert scale.crossing(trials(0.4, 0.4, 0.2, estimates=(1.1, 1.04, 0.1))) == pytest.approx(12.2)  # no further
    assert scale.crossing(trials(0.2, 0.4, 0.2, estimates=(0.9, 1.0, 1.1))) == pytest.approx(12.2)  # the peak
    weighted = trials(0.4, 0.4, 0.3, estimates=(1.1, 1.0, 1.0))
    assert scale.crossing(weighted) == pytest.approx(13.746, abs=0.001)


def trials(*support: float, estimates: tuple[float, ...] = (1, 1, 1)) -> list[Trial]:
    return [Trial(10 * 1.22**i, s, e) for i, (s, e) in enumerate(zip(support, estimates, strict=True))]


@pytest.fixture
def recognises(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Make every network recognise labels best where the box of 1.5 diameters has a given size."""
    best = {"size": 60.0, "height": 1.0, "estimate": 60.0}

    def tried(*arguments: object) -> Trial:
        off, over = (float(np.log(arguments[-1] / best[name])) for name in ("size", "estimate"))
        return Trial(arguments[-1], best["height"] * np.exp(-(off**2)), 1 - 0.1 * over)

    monkeypatch.setattr(scale, "_try_size", tried)
    return best


def fitted(micrograph: Path, box_size: float, card: Card) -> float:
    labels = make_boxes([40, 80], [40, 60], box_size)
    model = Model(make_network("compact"), card)
    return scale.fit_network_box(model, [(open_micrograph(micrograph), labels)], box_size, CPU)


def test_the_scale_fits_the_labels_whatever_the_size_of_the_boxes(
    micrograph: Path, recognises: dict[str, float]
) -> None:
    card = Card("compact", {}, 40, 0.3, trained_on=GENERAL)
    found = {round(fitted(micrograph, size, card), 6) for size in (40, 60, 88)}
    assert len(found) == 1
    assert found.pop() == pytest.approx(60, rel=0.01)
    recognises["height"] = 0.0
    assert fitted(micrograph, 40, card) == 40


def test_the_estimated_size_counts_only_if_labels_are_recognised(
    micrograph: Path, recognises: dict[str, float]
) -> None:
    card = Card("compact", {}, 40, 0.3, trained_on=GENERAL)
    recognises["estimate"] = 50.0
    recognises["height"] = 0.25
    assert fitted(micrograph, 60, card) == pytest.approx(np.sqrt(60 * 50), rel=0.01)
    recognises["height"] = 0.15
    assert fitted(micrograph, 40, card) == pytest.approx(np.sqrt(60 * 40), rel=0.01)


def test_a_trained_model_keeps_its_scale_if_it_recognises_the_labels_there(
    micrograph: Path, recognises: dict[str, float]
) -> None:
    card = Card("compact", {}, 99, 0.3, diameter_px=44)
    assert fitted(micrograph, 60, card) == 66
    recognises["size"] = 120.0
    assert fitted(micrograph, 60, card) == pytest.approx(120, rel=0.05)


@pytest.mark.parametrize("drawn", [0.7, 1.4])
def test_random_weights_get_the_scale_from_the_general_model(tmp_path: Path, drawn: float) -> None:
    image, boxes, _ = simulate_micrograph(
        Recipe(width=900, height=900, particles=20, pixel_size=2.4, noise=8.0), made_up(), seed=1
    )
    write_micrograph(tmp_path / "m.mrc", image, 2.4)
    side = float(boxes["width"][0])
    found = scale.fit_network_box(None, [(open_micrograph(tmp_path / "m.mrc"), boxes[:8])], drawn * side, CPU)
    assert found == pytest.approx(side, rel=0.3)


def train_config(micrograph: Path, size: float | None, **settings: object) -> TrainConfig:
    boxes = micrograph.parent / f"boxes-{size}"
    boxes.mkdir(exist_ok=True)
    side = 40 if size is None else size
    lines = [f"{x - side / 2}\t{y - side / 2}\t{side}\t{side}" for x, y in ((40, 40), (80, 60), (60, 30))]
    (boxes / "m.box").write_text("\n".join(lines) + "\n")
    output = micrograph.parent / f"model-{size}"
    config = TrainConfig((micrograph,), (boxes,), output, epochs=1, epoch_steps=2, batch=1, threads=1, device="cpu")
    return replace(config, validation=0.0, **settings)


def test_tight_and_wide_boxes_train_the_same_network(micrograph: Path) -> None:
    made = []
    for size in (32, 70):
        card = trainer.train(train_config(micrograph, size, diameter_px=32.0), ignore, never)
        assert (card.box_size, card.diameter_px, card.network_box) == (size, 32, 48)
        made.append(load_model(micrograph.parent / f"model-{size}.safetensors").network.state_dict())
    assert all(torch.equal(a, b) for a, b in zip(made[0].values(), made[1].values(), strict=True))


def test_a_diameter_in_angstrom_is_converted_and_reported(micrograph: Path, tmp_path: Path) -> None:
    notes: list[str] = []
    report = lambda e: notes.append(e.text) if isinstance(e, Note) else None  # noqa: E731
    card = trainer.train(train_config(micrograph, 40, diameter=60.0), report, never)
    assert card.diameter_px == 30
    assert "Particle diameter: 30 px. If this is wrong, set --diameter." in notes
    write_micrograph(micrograph, np.zeros((96, 128), "f4"), 0.0)
    with pytest.raises(ConfigError, match="--diameter-px"):
        trainer.train(train_config(micrograph, 40, diameter=60.0), ignore, never)


def test_the_yolo_network_has_no_diameter(micrograph: Path) -> None:
    item = LabelledMicrograph(open_micrograph(micrograph), make_boxes([40], [40], 30))
    config = train_config(micrograph, 30, diameter_px=20.0)
    assert scale.find_diameter(config, make_network("yolo"), None, [item], 30, CPU) is None


def test_boxes_keep_their_size_in_units_of_the_persons_box(micrograph: Path) -> None:
    item = LabelledMicrograph(open_micrograph(micrograph), make_boxes([40, 80], [40, 60], [30, 60]))
    config = train_config(micrograph, None)
    (example,) = read_examples([item], make_network("compact"), 30, config, ignore, never, 48)
    assert example.labels["width"].tolist() == [48, 96]
    assert example.particles(48).sizes[:, 0].tolist() == [1, 2]
    assert example.scale[0] == pytest.approx(48 / 40, rel=0.03)


def test_the_assistant_proposes_boxes_of_the_persons_size_at_the_scale_of_the_particles(
    micrograph: Path, recognises: dict[str, float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recognises["size"] = recognises["estimate"] = 48.0
    monkeypatch.setattr(assistant, "FLOOR", 0.0)
    seen: list[Proposed] = []
    config = AssistConfig(output=tmp_path / "a.safetensors", device="cpu", threads=1)
    one = assistant.Assistant(config, CPU, lambda e: seen.append(e) if isinstance(e, Proposed) else None)
    labels = make_boxes([40, 80], [40, 60], 31, kind=Kind.LABEL)
    one.set_labels(LabelSet({micrograph: labels}, micrograph, 31))
    assert one.network_box == pytest.approx(48, rel=0.02)
    assert one.examples[0].labels["width"].tolist() == pytest.approx([one.network_box] * 2)
    one.propose()
    assert set(seen[0].result["width"]) == {31}
    first = one.network_box
    one.set_labels(LabelSet({micrograph: labels}, micrograph, 60))
    assert one.network_box == first  # the network learns its scale, so it stays
    one.set_labels(LabelSet({micrograph: labels}, micrograph, 60, 20))
    assert one.network_box == 30
    one.save()
    made = load_model(tmp_path / "a.safetensors").card
    assert (made.box_size, made.diameter_px) == (60, 20)


def test_a_set_diameter_is_checked() -> None:
    for wrong in ({"diameter": 0.0}, {"diameter_px": 1.0}, {"diameter": 9.0, "diameter_px": 9.0}):
        with pytest.raises(ConfigError):
            TrainConfig((Path("m"),), (Path("b"),), Path("o"), **wrong)
