"""``iceboxer classes`` as users run it: two kinds of particles, noise alone, and bad input."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from pathlib import Path

import mrcfile
import numpy as np
import PIL.Image
import pytest

import iceboxer
from iceboxer.engine.classes import job
from iceboxer.engine.classes.config import ClassesConfig
from iceboxer.engine.classes.crops import Cutter, Defocus
from iceboxer.engine.classes.defocus import read_defocus
from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.junk import FILM, JunkMask
from iceboxer.engine.data.mask_file import write_mask
from iceboxer.engine.errors import Cancelled, EngineError
from iceboxer.engine.events import ClassRound, Event, Note, Report, ignore, never
from iceboxer.engine.simulation.optics import Optics, apply, transfer
from tests.engine.conftest import write_micrograph

WIDTH, HEIGHT, BOX, PER_MICROGRAPH = 520, 480, 40, 30
SPOTS = {"bar": [(-8, 0), (-4, 0), (0, 0), (4, 0), (8, 0), (8, 4)], "ring": [(6, 0), (-3, 5), (-3, -5), (0, 0)]}


@dataclass(frozen=True)
class Scene:
    """Micrographs with bars (even boxes) and rings (odd boxes), dark in noise, and picks a little off their centres."""

    folder: Path
    truth: dict[str, np.ndarray]  # true centres (n, 2) by name

    @property
    def picks(self) -> Path:
        return self.folder / "picks"

    @property
    def micrographs(self) -> Path:
        return self.folder / "micrographs"

    def run(self, output: Path, *more: object) -> int:
        arguments = [self.picks, "--micrographs", self.micrographs, "--output", output, "--threads", 1, "--crop", 40]
        return main(["classes", *map(str, arguments), *map(str, more)])


def draw(image: np.ndarray, spots: list[tuple[float, float]], x: float, y: float, angle: float) -> None:
    """Draw spots, rotated and centred at x, y, darker than the rest."""
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
    middle = np.mean(spots, axis=0)
    for a, b in np.array(spots) - middle:
        u, v = np.cos(angle) * a - np.sin(angle) * b + x, np.sin(angle) * a + np.cos(angle) * b + y
        image -= 2.5 * np.exp(-((columns + 0.5 - u) ** 2 + (rows + 0.5 - v) ** 2) / 8)


def make_scene(folder: Path, strength: float = 1.0, invert: bool = False) -> Scene:
    rng, truth = np.random.default_rng(3), {}
    for name in ("a", "b"):
        image = np.zeros((HEIGHT, WIDTH))
        grid = np.stack(np.meshgrid(np.arange(6) * 80 + 60, np.arange(5) * 88 + 64), -1).reshape(-1, 2)
        at = grid + rng.uniform(-8, 8, grid.shape)
        for i, (x, y) in enumerate(at):
            draw(image, list(SPOTS.values())[i % 2], x, y, rng.uniform(0, 2 * np.pi))
        image = (-1 if invert else 1) * strength * image + rng.standard_normal(image.shape)
        write_micrograph(folder / "micrographs" / f"{name}.mrc", image.astype(np.float32), 3.0)
        picked = at + rng.normal(0, 1.5, at.shape)
        boxes = make_boxes(picked[:, 0], picked[:, 1], BOX, confidence=0.8, kind=Kind.PICK)
        boxes["id"] = np.arange(1, len(boxes) + 1)
        write_boxes(folder / "picks" / f"{name}.cbox", BoxList(None, boxes), "cbox")
        truth[name] = at
    return Scene(folder, truth)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def output(scene: Scene) -> Path:
    folder = scene.folder / "out"
    assert scene.run(folder, "--classes", 2) == 0
    return folder


def table(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "classes.csv").read_text().splitlines()))


def test_two_kinds_of_particles_make_two_classes(output: Path) -> None:
    wrong = 0
    for name in ("a", "b"):
        (boxlist,) = read_boxes(output / "CBOX" / f"{name}.cbox")
        number = boxlist.extra["_rlnClassNumber"].astype(int)
        assert boxlist.boxes["id"].tolist() == list(range(1, PER_MICROGRAPH + 1))
        wrong += min(
            (number[::2] == 1).sum() + (number[1::2] == 2).sum(), (number[::2] == 2).sum() + (number[1::2] == 1).sum()
        )
    assert wrong <= 3
    assert [int(row["number"]) for row in table(output)] == [1, 2]
    assert sum(int(row["members"]) for row in table(output)) == 2 * PER_MICROGRAPH


def test_the_shifts_move_picks_onto_the_particles(scene: Scene, output: Path) -> None:
    before, after = [], []
    for boxlist in read_boxes(output / "assignments.star", BOX):
        assert boxlist.micrograph is not None
        at = np.column_stack([boxlist.boxes["x"], boxlist.boxes["y"]])
        origin = np.column_stack([boxlist.extra[f"_rlnOrigin{a}Angst"].astype(float) for a in "XY"]) / 3.0
        true = scene.truth[boxlist.micrograph.removesuffix(".mrc")]
        before += np.hypot(*(at - true).T).tolist()
        after += np.hypot(*(at - origin - true).T).tolist()  # RELION's centre is the position less the origin
    assert np.median(after) < 0.6 * np.median(before)


def test_the_averages_are_a_stack_with_the_pixel_size_and_bright_particles(output: Path) -> None:
    with mrcfile.open(output / "averages.mrcs") as mrc:
        assert mrc.data.shape == (2, 40, 40)
        assert mrc.is_image_stack()
        assert float(mrc.voxel_size.x) == pytest.approx(3.0 * BOX * 1.2 / 40, rel=1e-3)
        assert (mrc.data[:, 16:24, 16:24].mean((1, 2)) > 0.1).all()
    with PIL.Image.open(output / "averages.png") as sheet:
        assert sheet.size[0] > 160
    assert not (output / "unfinished").exists()


def test_bright_particles_give_bright_averages_too(tmp_path: Path) -> None:
    bright = make_scene(tmp_path, invert=True)
    assert bright.run(tmp_path / "out", "--classes", 2) == 0
    with mrcfile.open(tmp_path / "out" / "averages.mrcs") as mrc:
        assert (mrc.data[:, 16:24, 16:24].mean((1, 2)) > 0.1).all()


def make_config(scene: Scene, output: Path) -> ClassesConfig:
    return ClassesConfig((scene.picks,), (scene.micrographs,), output, classes=2, crop=40, threads=1)


def collect(rounds: list[int]) -> Report:
    def report(event: Event) -> None:
        if isinstance(event, ClassRound):
            rounds.append(event.round)

    return report


def test_an_interrupted_run_is_resumed_with_the_same_result(scene: Scene, output: Path, tmp_path: Path) -> None:
    rounds: list[int] = []
    report = collect(rounds)
    config = make_config(scene, tmp_path / "out")
    with pytest.raises(Cancelled):
        job.make_classes(config, report, lambda: len(rounds) >= 3)
    assert rounds == [1, 2, 3]
    assert not (tmp_path / "out" / "classes.csv").exists()
    job.make_classes(config, report, never)
    assert rounds[3:] == list(range(4, rounds[-1] + 1))
    assert (tmp_path / "out" / "assignments.star").read_bytes() == (output / "assignments.star").read_bytes()


def test_other_boxes_start_a_new_run(scene: Scene, tmp_path: Path) -> None:
    rounds: list[int] = []
    stop = make_config(scene, tmp_path / "out")
    with pytest.raises(Cancelled):
        job.make_classes(stop, collect(rounds), lambda: len(rounds) >= 3)
    fewer = ClassesConfig((scene.picks / "a.cbox",), (scene.micrographs,), tmp_path / "out", classes=2, crop=40)
    del rounds[:]
    with pytest.raises(Cancelled):
        job.make_classes(fewer, collect(rounds), lambda: len(rounds) >= 1)
    assert rounds == [1]


@pytest.mark.parametrize(
    ("count", "message"),
    [(0, "There are no boxes to average"), (5, "Only 5 boxes to average: classes need at least 20")],
)
def test_too_few_boxes_are_refused(scene: Scene, tmp_path: Path, count: int, message: str) -> None:
    (boxlist,) = read_boxes(scene.picks / "a.cbox")
    write_boxes(tmp_path / "a.cbox", BoxList(None, boxlist.boxes[:count]), "cbox")
    config = ClassesConfig((tmp_path / "a.cbox",), (scene.micrographs,), tmp_path / "out")
    with pytest.raises(EngineError, match=message):
        job.make_classes(config, ignore, never)
    assert not (tmp_path / "out").exists()


def test_missing_and_damaged_micrographs_are_named_and_skipped(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (boxlist,) = read_boxes(scene.picks / "a.cbox")
    for name in ("a", "elsewhere"):
        write_boxes(tmp_path / "picks" / f"{name}.cbox", boxlist, "cbox")
    (tmp_path / "a.mrc").write_bytes((scene.micrographs / "a.mrc").read_bytes())
    (tmp_path / "damaged.mrc").write_bytes(b"\0" * 2000)
    arguments = [tmp_path / "picks", "--micrographs", tmp_path / "a.mrc", tmp_path / "damaged.mrc"]
    more = ["--output", tmp_path / "out", "--classes", 2, "--crop", 32, "--threads", 1]
    assert main(["classes", *map(str, [*arguments, *more])]) == 1
    printed = capsys.readouterr().err
    assert "1 list of boxes matched no micrograph: elsewhere" in printed
    assert "damaged.mrc" in printed
    assert len(table(tmp_path / "out")) == 2


def test_different_pixel_sizes_are_cut_at_the_same_size_in_angstrom(scene: Scene, tmp_path: Path) -> None:
    notes: list[str] = []
    with mrcfile.open(scene.micrographs / "a.mrc") as mrc:
        image = mrc.data.copy()
    for name, size in (("a", 3.0), ("b", 6.0)):
        write_micrograph(tmp_path / "micrographs" / f"{name}.mrc", image, size)
    config = ClassesConfig((scene.picks,), (tmp_path / "micrographs",), tmp_path / "out")
    picks = job.read_picks(config, lambda e: notes.append(e.text) if isinstance(e, Note) else None)
    assert picks.in_angstrom
    assert [picks.side_on(m) * m.pixel_size for m in picks.micrographs] == [picks.side] * 2
    assert "Pixel sizes differ (3 to 6 Å/px)" in notes[0]


def test_rejected_and_unsure_picks_are_not_averaged(scene: Scene, tmp_path: Path) -> None:
    notes: list[str] = []
    (boxlist,) = read_boxes(scene.picks / "a.cbox")
    boxlist.boxes["kind"][:4] = Kind.REJECTED
    boxlist.boxes["confidence"][4:10] = 0.2
    write_boxes(tmp_path / "a.cbox", boxlist, "cbox")
    config = ClassesConfig((tmp_path / "a.cbox",), (scene.micrographs,), tmp_path / "out", threshold=0.5)
    picks = job.read_picks(config, lambda e: notes.append(e.text) if isinstance(e, Note) else None)
    assert len(picks.boxes) == PER_MICROGRAPH - 10
    assert any("4 boxes: rejected" in note for note in notes)
    assert any("6 boxes: below the threshold" in note for note in notes)


def test_greyed_picks_are_averaged_on_request_only(scene: Scene, tmp_path: Path) -> None:
    notes: list[str] = []
    for name in ("a", "b"):
        write_boxes(tmp_path / "CBOX" / f"{name}.cbox", read_boxes(scene.picks / f"{name}.cbox")[0], "cbox")
    cells = np.zeros((2, 2), np.int8)
    cells[:, 0] = FILM  # the left half of a, which holds three of six columns
    write_mask(tmp_path / "MASKS" / "a.png", JunkMask(cells, (HEIGHT / 2, WIDTH / 2)))
    summary = {"threshold": 0.3, "config": {"mask": "auto", "mask_margin": 0, "min_size": None, "max_size": None}}
    (tmp_path / "summary.json").write_text(json.dumps(summary))
    config = ClassesConfig((tmp_path,), (scene.micrographs,), tmp_path / "out")
    picks = job.read_picks(config, lambda e: notes.append(e.text) if isinstance(e, Note) else None)
    assert len(picks.boxes) == 2 * PER_MICROGRAPH - 15
    assert any("15 boxes: greyed by masks" in note for note in notes)
    every = job.read_picks(replace(config, greyed=True), ignore)
    assert every.greyed is not None
    assert (
        np.flatnonzero(every.greyed).tolist()
        == np.flatnonzero(every.boxes["x"][:PER_MICROGRAPH] < WIDTH / 2 - BOX / 2).tolist()
    )


def test_the_library_returns_classes_of_boxes_in_memory(scene: Scene) -> None:
    boxes = {scene.micrographs / f"{n}.mrc": read_boxes(scene.picks / f"{n}.cbox")[0].boxes for n in ("a", "b")}
    found = iceboxer.classify(boxes, classes=2, crop=40, threads=1)
    assert found.averages.shape == (2, 40, 40)
    assert len(found.number) == 2 * PER_MICROGRAPH
    assert sorted(row.number for row in found.rows) == [1, 2]


def test_noise_alone_gives_classes_that_are_no_better_than_random_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noise = make_scene(tmp_path, strength=0.0)
    assert noise.run(tmp_path / "out", "--classes", 4) == 0
    doubtful = [row["better_than_noise"] == "False" for row in table(tmp_path / "out")]
    assert sum(doubtful) == 4
    assert "better than classes of random places" in capsys.readouterr().out
    with mrcfile.open(tmp_path / "out" / "averages.mrcs") as mrc:
        middle, ring = mrc.data[:, 14:26, 14:26], mrc.data[:, 8:32, 8:32]
    # no particle appears in the middle: it varies as its surroundings do
    assert (middle.std((1, 2)) < 1.6 * ring.std((1, 2))).all()


def test_particles_are_better_than_random_places(scene: Scene, tmp_path: Path) -> None:
    assert scene.run(tmp_path, "--classes", 4) == 0
    better = [row["better_than_noise"] == "True" for row in table(tmp_path)]
    assert sum(better) >= 3


OPTICS = """
data_optics

loop_
_rlnOpticsGroupName #1
_rlnOpticsGroup #2
_rlnMicrographPixelSize #3
_rlnVoltage #4
_rlnSphericalAberration #5
_rlnAmplitudeContrast #6
group1 1 3.0 300 2.7 0.1

data_micrographs

loop_
_rlnMicrographName #1
_rlnOpticsGroup #2
_rlnDefocusU #3
_rlnDefocusV #4
_rlnDefocusAngle #5
MotionCorr/a.mrc 1 16000 14000 30
MotionCorr/b.mrc 1 nan 14000 30
"""


def test_a_relion_project_gives_defocus_and_particles(scene: Scene, tmp_path: Path) -> None:
    star = tmp_path / "micrographs_ctf.star"
    star.write_text(OPTICS)
    micrographs = [iceboxer.open_micrograph(scene.micrographs / f"{name}.mrc") for name in ("a", "b")]
    defocus = read_defocus(star, micrographs)
    assert defocus.keys() == {0}  # that of b is not a number
    assert defocus[0].defocus == pytest.approx(1.5)
    assert defocus[0].optics.astigmatism == pytest.approx(0.2)
    assert scene.run(tmp_path / "out", "--classes", 2, "--optics", star) == 0
    lists = read_boxes(tmp_path / "out" / "particles.star", BOX)
    assert [boxlist.micrograph for boxlist in lists] == ["MotionCorr/a.mrc", "MotionCorr/b.mrc"]
    assert {*lists[0].extra} >= {"_rlnClassNumber", "_rlnAnglePsi", "_rlnOriginXAngst"}


def test_flipping_the_phases_restores_the_contrast_beyond_the_first_zero() -> None:
    rng = np.random.default_rng(0)
    image = rng.standard_normal((256, 256)).astype(np.float32)
    optics = Optics(b_factor=0.0)
    seen = apply(image.copy(), transfer(image.shape, 3.0, 2.0, optics))
    centres = np.array([[128.0, 128.0]])
    plain = Cutter(image, 100, 64).cut(centres)
    unflipped = Cutter(seen, 100, 64).cut(centres)
    flipped = Cutter(seen, 100, 64, 3.0, Defocus(2.0, optics)).cut(centres)
    assert np.corrcoef(flipped.ravel(), -plain.ravel())[0, 1] > 0.8  # density is dark
    assert abs(np.corrcoef(unflipped.ravel(), plain.ravel())[0, 1]) < 0.6
