"""Writes a set of simulated micrographs with their true boxes: what `iceboxer simulate` does."""

from __future__ import annotations

import csv
import io
import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import mrcfile
import numpy as np
from numpy.typing import NDArray

from iceboxer.engine import __version__
from iceboxer.engine.config import require, setting, to_json
from iceboxer.engine.data.atomic import replacing, write_text
from iceboxer.engine.data.boxes import Boxes, no_boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.events import Finished, IsCancelled, MicrographDone, Progress, Report, Started, check
from iceboxer.engine.simulation.contaminants import Contaminant
from iceboxer.engine.simulation.micrograph import Image, Recipe, child_seed, hard, simulate_micrograph
from iceboxer.engine.simulation.molecule import Molecule, made_up
from iceboxer.engine.simulation.molecule_file import read_molecule

SETTINGS = "simulation.json"


@dataclass(frozen=True)
class SimulateConfig:
    """Simulating micrographs whose particles are known."""

    output: Path = setting(help="folder for micrographs/, boxes/, contaminants/ and simulation.json")
    micrographs: int = setting(20, help="how many micrographs")
    particles: int = setting(250, help="particles on each")
    structure: Path | None = setting(
        None, help=".pdb, .cif, .npz or .mrc map of the particle; by default a made-up channel of 130 Å"
    )
    noise: float = setting(8.0, help="noise level k; the signal-to-noise ratio is 1.25 at 1 and falls as 1/k²")
    hard: bool = setting(False, help="add contaminants of all kinds, a carbon edge, uneven ice and crowded particles")
    width: int = setting(4096, help="px")
    height: int = setting(4096, help="px")
    pixel_size: float = setting(1.2, help="Å/px")
    seed: int = setting(0, help="the same seed gives the same micrographs")
    defocus_min: float = setting(2.5, help="least underfocus, μm")
    defocus_max: float = setting(2.5, help="most underfocus, μm")
    box_ratio: float = setting(1.5, help="side of the boxes in particle diameters")
    min_distance: float | None = setting(
        None, help="least distance of two particles in diameters, 0: they may overlap; default 1.1, hard 0.85"
    )
    crowding: float | None = setting(
        None, help="share of the particles right beside another, 0 to 1; default 0, hard 0.5"
    )
    ice_gradient: float | None = setting(
        None, help="how much darker thick ice is, in standard deviations of the noise; default 0, hard 2"
    )
    carbon: float | None = setting(
        None, help="mean share of the picture that is carbon film, 0 to 0.6; default 0, hard 0.12"
    )
    rods: int | None = setting(None, help="filaments on a micrograph; default 0, hard 5 a 100 particles")
    stacks: int | None = setting(
        None, help="particles stuck together in twos and threes; default 0, hard 12 a 100 particles"
    )
    fragments: int | None = setting(None, help="broken particles on a micrograph; default 0, hard 24 a 100 particles")
    crystals: int | None = setting(None, help="ice crystals on a micrograph; default 0, hard 3 a 100 particles")
    aggregates: int | None = setting(None, help="clumps on a micrograph; default 0, hard 3 a 100 particles")
    half_precision: bool = setting(False, help="write 16-bit floats (MRC mode 12): half the size")

    def __post_init__(self) -> None:
        require(self.micrographs > 0, "At least one micrograph must be asked for.")
        require(self.seed >= 0, f"The seed must not be negative, and is {self.seed}.")
        self.recipe()

    def recipe(self) -> Recipe:
        """What each micrograph is made of.

        Raises
        ------
        ConfigError
            A setting is out of range.
        """
        plain = Recipe(
            width=self.width,
            height=self.height,
            particles=self.particles,
            pixel_size=self.pixel_size,
            noise=self.noise,
            defocus=(self.defocus_min, self.defocus_max),
            box_ratio=self.box_ratio,
        )
        own = {name: value for name in _OPTIONAL if (value := getattr(self, name)) is not None}
        return replace(hard(plain) if self.hard else plain, **own)


_OPTIONAL = (
    "min_distance", "crowding", "ice_gradient", "carbon",
    "rods", "stacks", "fragments", "crystals", "aggregates",
)  # fmt: skip


def simulate(config: SimulateConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Write micrographs/NAME.mrc, boxes/NAME.box, contaminants/NAME.box and .csv, and simulation.json.

    Micrographs that an interrupted run with the same settings finished are kept; asking for more later adds
    them. In `contaminants` a line is one of the squares that cover a contaminant; the CSV tells which and what.

    Returns
    -------
    counts: `micrographs`, `made` (by this run), `particles`, `contaminants` by kind (of this run), `box_size`
    px, `diameter` Å, `output`

    Raises
    ------
    ReadError, ConfigError, EngineError, Cancelled
    """
    began = time.monotonic()
    molecule = made_up() if config.structure is None else read_molecule(config.structure)
    _check_settings(config)
    report(Started("simulate", config.micrographs))
    counts: dict[str, int] = {}
    made = 0
    for index in range(config.micrographs):
        check(cancelled)
        started = time.monotonic()
        name = f"simulated-{index + 1:04d}"
        path = config.output / "micrographs" / f"{name}.mrc"
        if not (path.exists() and (config.output / "boxes" / f"{name}.box").exists()):
            image, boxes, found = simulate_micrograph(config.recipe(), molecule, child_seed(config.seed, index))
            _write_settings(config, molecule)
            _write(config, path, image, boxes, found)
            for contaminant in found:
                counts[contaminant.kind] = counts.get(contaminant.kind, 0) + 1
            made += 1
            report(MicrographDone(str(path), config.particles, time.monotonic() - started))
        report(Progress(index + 1, config.micrographs, "micrographs"))
    summary = {
        "micrographs": config.micrographs,
        "made": made,
        "particles": config.micrographs * config.particles,
        "contaminants": counts,
        "box_size": config.recipe().box_size(molecule),
        "diameter": round(molecule.diameter, 1),
        "output": str(config.output),
    }
    report(Finished("simulate", time.monotonic() - began, summary))
    return summary


def _write(config: SimulateConfig, path: Path, image: Image, boxes: Boxes, contaminants: list[Contaminant]) -> None:
    """Write one micrograph and then what belongs to it; the true boxes come last and mark it finished."""
    _write_mrc(path, image.astype(np.float16) if config.half_precision else image, config.pixel_size)
    beside = config.output / "contaminants" / path.name
    squares = [c.boxes for c in contaminants]
    _write_boxes(beside.with_suffix(".box"), np.concatenate(squares) if squares else no_boxes())
    write_text(beside.with_suffix(".csv"), _table(contaminants))
    _write_boxes(config.output / "boxes" / f"{path.stem}.box", boxes)


def _write_boxes(path: Path, boxes: Boxes) -> None:
    write_boxes(path, BoxList(micrograph=None, boxes=boxes), "eman")


def _write_mrc(path: Path, image: NDArray[Any], pixel_size: float) -> None:
    with replacing(path) as temporary, mrcfile.new(temporary, overwrite=True) as mrc:
        mrc.set_data(image)
        mrc.voxel_size = pixel_size
        # mrcfile's own label holds the time, so that equal micrographs would not be equal files
        mrc.header.label[0] = f"Simulated by Iceboxer {__version__}"


def _table(contaminants: list[Contaminant]) -> str:
    """A line a square: which contaminant, its kind, the square's centre and size in px."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["contaminant", "kind", "x", "y", "width", "height"])
    for number, contaminant in enumerate(contaminants, 1):
        for box in contaminant.boxes:
            writer.writerow([number, contaminant.kind, *(f"{box[k]:g}" for k in ("x", "y", "width", "height"))])
    return text.getvalue()


def _settings(config: SimulateConfig) -> dict[str, Any]:
    """What must not differ between two runs into one folder."""
    return {key: value for key, value in to_json(config).items() if key not in ("output", "micrographs")}


def _check_settings(config: SimulateConfig) -> None:
    """Refuse a folder whose micrographs were made with other settings.

    Raises
    ------
    ConfigError
    """
    path = config.output / SETTINGS
    if not path.exists():
        return
    try:
        before = json.loads(path.read_text(encoding="utf-8"))["settings"]
    except (OSError, ValueError, KeyError, TypeError):
        before = None
    if before != _settings(config):
        raise ConfigError(
            f"{config.output} holds micrographs simulated with other settings. Choose another folder, or "
            "delete this one."
        )


def _write_settings(config: SimulateConfig, molecule: Molecule) -> None:
    recipe = config.recipe()
    whole = {
        "program": f"Iceboxer {__version__}",
        "micrographs": config.micrographs,
        "settings": _settings(config),
        "recipe": to_json(recipe),
        "molecule": {"name": molecule.name, "diameter": round(molecule.diameter, 2)},
        "box_size": recipe.box_size(molecule),
    }
    write_text(config.output / SETTINGS, json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
