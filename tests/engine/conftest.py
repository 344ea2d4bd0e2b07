"""A small labelled set and a network trained on it, shared by the tests that need one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import mrcfile
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.simulation.micrograph import Recipe, simulate_micrograph
from iceboxer.engine.simulation.molecule import made_up

BOX = 48
DIAMETER = "32"  # px; set where the scale is not what is tested, since finding it takes longer than a short training


@dataclass(frozen=True)
class Project:
    """Simulated micrographs with their true boxes, and a model trained on the first four."""

    folder: Path
    micrographs: Path
    boxes: Path
    model: Path

    @property
    def paths(self) -> list[Path]:
        return sorted(self.micrographs.glob("*.mrc"))


def write_micrograph(path: Path, image: object, pixel_size: float = 4.0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with mrcfile.new(path, overwrite=True) as mrc:
        mrc.set_data(image)
        mrc.voxel_size = pixel_size


def simulate_set(folder: Path, count: int, width: int = 448, height: int = 416) -> None:
    recipe = Recipe(width=width, height=height, particles=16, pixel_size=4.0, noise=1.0)
    molecule = made_up()
    for number in range(count):
        image, boxes, _ = simulate_micrograph(recipe, molecule, seed=number)
        write_micrograph(folder / "micrographs" / f"m{number}.mrc", image)
        write_boxes(folder / "boxes" / f"m{number}.box", BoxList(None, boxes), "eman")


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("project")
    simulate_set(folder, 6)
    made = Project(folder, folder / "micrographs", folder / "boxes", folder / "model.safetensors")
    learn = [str(p) for p in made.paths[:4]]
    command = ["train", "--micrographs", *learn, "--boxes", str(made.boxes), "--output", str(made.model)]
    length = ["--epochs", "4", "--epoch-steps", "5", "--batch", "2", "--diameter-px", DIAMETER]
    assert main([*command, *length, "--threads", "1"]) == 0  # one: on a busy machine two would wait for each other
    return made


@pytest.fixture
def unprivileged(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Return a function that drops root's privilege to ignore file permissions; call it when the files exist."""
    me, modes = os.geteuid(), {p: p.stat().st_mode for p in (tmp_path, *tmp_path.parents)}
    shut = [p for p, mode in modes.items() if mode & 0o055 != 0o055]  # for everyone but root

    def become_nobody() -> None:
        if me == 0:
            for folder in shut:
                folder.chmod(folder.stat().st_mode | 0o055)
            os.seteuid(65534)

    yield become_nobody
    os.seteuid(me)
    if me == 0:
        for folder in shut:
            folder.chmod(modes[folder])
    tmp_path.chmod(0o700)  # so that it can be deleted
    for parent, subfolders, _ in os.walk(tmp_path):
        for name in subfolders:
            Path(parent, name).chmod(0o755)


def held(micrograph: str, release: Path) -> dict[str, str]:
    """Set the variables of tests.engine.held: a `micrograph` that is opened only when the file `release` exists."""
    return {"ICEBOXER_TEST_HELD": micrograph, "ICEBOXER_TEST_RELEASE": str(release)}
