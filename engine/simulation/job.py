"""Writing a set of simulated micrographs with their true boxes: the job behind ``iceboxer simulate``."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.config import check_seed, require, setting, to_json
from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.events import Finished, IsCancelled, MicrographDone, Progress, Report, Started, check
from iceboxer.engine.simulation.assemblies import ASSEMBLIES, Assembly, from_molecule, named_assembly
from iceboxer.engine.simulation.contaminants import Contaminant
from iceboxer.engine.simulation.filaments import FilamentRecipe, simulate_filaments
from iceboxer.engine.simulation.micrograph import Image, Recipe, child_seed, hard, simulate_micrograph
from iceboxer.engine.simulation.molecule import Molecule, made_up
from iceboxer.engine.simulation.molecule_file import read_molecule
from iceboxer.engine.simulation.output import is_finished, micrograph_file, write_micrograph, write_truth
from iceboxer.engine.version import __version__

SETTINGS = "simulation.json"
PARTICLES = 250
FILAMENT_SETTINGS = ("filaments", "assembly", "subunit", "helix", "persistence", "crossing", "bundled", "broken")


@dataclass(frozen=True)
class SimulateConfig:
    """Settings for simulating micrographs with known particles."""

    output: Path = setting(help="folder for micrographs/, boxes/, contaminants/, filaments/ and simulation.json")
    micrographs: int = setting(20, help="number of micrographs")
    particles: int | None = setting(
        None, help=f"single particles per micrograph (default: {PARTICLES}, with --filaments 0)"
    )
    filaments: int = setting(0, help="filaments per micrograph; with 0, single particles only")
    assembly: str = setting(
        "microtubule", help=f"what the filaments resemble: {', '.join(ASSEMBLIES)}", choices=tuple(ASSEMBLIES)
    )
    subunit: Path | None = setting(
        None, help="structure of the filaments' subunit, instead of --assembly: .pdb, .cif, .npz or .mrc"
    )
    helix: tuple[float, float, float, float] | None = setting(
        None, help="with --subunit: rise in Å, twist in degrees, order of the symmetry, distance from the axis in Å"
    )
    persistence: float | None = setting(None, help="persistence length of the filaments in μm (default: its own)")
    crossing: bool = setting(True, help="filaments may cross")
    bundled: float = setting(0.0, help="fraction of the filaments that lie in bundles, 0 to 1")
    broken: float = setting(0.0, help="fraction of the filaments with a gap, 0 to 1")
    structure: Path | None = setting(
        None, help="structure of the particle: .pdb, .cif, .npz or .mrc map (default: an artificial channel of 130 Å)"
    )
    noise: float = setting(8.0, help="noise level k; the signal-to-noise ratio is 1.25/k²")
    hard: bool = setting(False, help="add contaminants of all kinds, a carbon edge, uneven ice and crowded particles")
    width: int = setting(4096, help="width of a micrograph in px")
    height: int = setting(4096, help="height of a micrograph in px")
    pixel_size: float = setting(1.2, help="pixel size in Å/px")
    seed: int = setting(0, help="random seed; the same seed gives the same micrographs")
    defocus_min: float = setting(2.5, help="minimum underfocus in μm")
    defocus_max: float = setting(2.5, help="maximum underfocus in μm")
    box_ratio: float = setting(1.5, help="box side in particle diameters")
    min_distance: float | None = setting(
        None, help="minimum distance of two particles in diameters; 0 allows overlap (default: 1.1, with --hard 0.85)"
    )
    crowding: float | None = setting(
        None, help="fraction of the particles right beside another, 0 to 1 (default: 0, with --hard 0.5)"
    )
    ice_gradient: float | None = setting(
        None, help="darkening by thick ice in standard deviations of the noise (default: 0, with --hard 2)"
    )
    carbon: float | None = setting(
        None, help="mean fraction of the picture covered by carbon film, 0 to 0.6 (default: 0, with --hard 0.12)"
    )
    rods: int | None = setting(None, help="filaments per micrograph (default: 0, with --hard 5 per 100 particles)")
    stacks: int | None = setting(
        None, help="stacks of two or three particles per micrograph (default: 0, with --hard 12 per 100 particles)"
    )
    fragments: int | None = setting(
        None, help="broken particles per micrograph (default: 0, with --hard 24 per 100 particles)"
    )
    crystals: int | None = setting(
        None, help="ice crystals per micrograph (default: 0, with --hard 3 per 100 particles)"
    )
    aggregates: int | None = setting(
        None, help="aggregates per micrograph (default: 0, with --hard 3 per 100 particles)"
    )
    half_precision: bool = setting(False, help="write 16-bit floats (MRC mode 12), which halves the file size")

    def __post_init__(self) -> None:
        require(self.micrographs > 0, "At least one micrograph is needed.")
        check_seed(self.seed)
        require(self.filaments >= 0, "The number of filaments must not be negative.")
        require((self.subunit is None) == (self.helix is None), "--subunit and --helix belong together; set both.")
        self.recipe()
        if self.filaments:
            self.filament_recipe(1e5)

    @property
    def single_particles(self) -> int:
        """Number of single particles per micrograph."""
        return self.particles if self.particles is not None else 0 if self.filaments else PARTICLES

    def filament_recipe(self, persistence: float) -> FilamentRecipe:
        """Return how the filaments lie; `persistence` is the assembly's own persistence length in Å.

        Raises
        ------
        ConfigError
            A setting is out of range.
        """
        return FilamentRecipe(
            count=self.filaments,
            persistence=persistence if self.persistence is None else 1e4 * self.persistence,
            longest=max(1000.0, 0.8 * self.pixel_size * max(self.width, self.height)),
            crossing=self.crossing,
            bundled=self.bundled,
            broken=self.broken,
        )

    def recipe(self) -> Recipe:
        """Return the recipe of each micrograph.

        Raises
        ------
        ConfigError
            A setting is out of range.
        """
        plain = Recipe(
            width=self.width,
            height=self.height,
            particles=self.single_particles,
            pixel_size=self.pixel_size,
            noise=self.noise,
            defocus=(self.defocus_min, self.defocus_max),
            box_ratio=self.box_ratio,
        )
        overrides = {name: value for name in _OPTIONAL if (value := getattr(self, name)) is not None}
        return replace(hard(plain) if self.hard else plain, **overrides)


_OPTIONAL = (
    "min_distance", "crowding", "ice_gradient", "carbon",
    "rods", "stacks", "fragments", "crystals", "aggregates",
)  # fmt: skip


def simulate(config: SimulateConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Write micrographs/NAME.mrc, boxes/NAME.box, contaminants/NAME.box and .csv, and simulation.json.

    Micrographs that an earlier run with the same settings finished are kept, so a run can be resumed or extended.
    A line in `contaminants` is one of the squares that cover a contaminant; the CSV file also has its number and
    kind.

    Returns
    -------
    dict
        ``micrographs``; ``made``, their number in this run; ``particles``; ``contaminants``, the numbers in this run
        by kind; ``box_size``, px; ``diameter``, Å; ``output``.

    Raises
    ------
    ReadError
        The structure cannot be read.
    ConfigError
        The folder has micrographs with other settings, or the particles do not fit.
    EngineError
        A file cannot be written.
    Cancelled
        `cancelled` returns True.
    """
    began = time.monotonic()
    molecule = made_up() if config.structure is None else read_molecule(config.structure)
    assembly = _assembly(config) if config.filaments else None
    _check_settings(config)
    report(Started("simulate", config.micrographs))
    counts: dict[str, int] = {}
    made = count = 0
    for index in range(config.micrographs):
        check(cancelled)
        started = time.monotonic()
        name = f"simulated-{index + 1:04d}"
        if not is_finished(config.output, name):
            image, boxes, found, filaments = _simulate_one(config, molecule, assembly, child_seed(config.seed, index))
            if made == 0:
                make_folder(config.output)
            _write_settings(config, molecule)
            if assembly is not None:
                write_truth(config.output, name, filaments, config.pixel_size)
            stored = image.astype(np.float16) if config.half_precision else image
            write_micrograph(config.output, name, stored, boxes, found, config.pixel_size)
            for contaminant in found:
                counts[contaminant.kind] = counts.get(contaminant.kind, 0) + 1
            made += 1
            count += len(filaments)
            report(
                MicrographDone(
                    str(micrograph_file(config.output, name)), len(boxes) + len(filaments), time.monotonic() - started
                )
            )
        report(Progress(index + 1, config.micrographs, "micrographs"))
    summary = {
        "micrographs": config.micrographs,
        "made": made,
        "particles": config.micrographs * config.single_particles,
        "contaminants": counts,
        **({"filaments": count, "width": round(assembly.width, 1)} if assembly is not None else {}),
        "box_size": config.recipe().box_size(molecule),
        "diameter": round(molecule.diameter, 1),
        "output": str(config.output),
    }
    report(Finished("simulate", time.monotonic() - began, summary))
    return summary


def _assembly(config: SimulateConfig) -> Assembly:
    if config.subunit is None or config.helix is None:
        return named_assembly(config.assembly)
    rise, twist, symmetry, radius = config.helix
    return from_molecule(read_molecule(config.subunit), rise, twist, round(symmetry), radius)


def _simulate_one(
    config: SimulateConfig, molecule: Molecule, assembly: Assembly | None, seed: int
) -> tuple[Image, Boxes, list[Contaminant], list[Filament]]:
    """Return a micrograph with its particles, contaminants and filaments."""
    if assembly is None:
        return *simulate_micrograph(config.recipe(), molecule, seed), []
    recipe = config.filament_recipe(assembly.persistence)
    made = simulate_filaments(config.recipe(), recipe, assembly, molecule, seed)
    return made.image, made.boxes, made.contaminants, made.filaments


def _settings(config: SimulateConfig) -> dict[str, Any]:
    """Return the settings that must be equal for all runs with one output folder."""
    plain = {key: value for key, value in to_json(config).items() if key not in ("output", "micrographs")}
    if not config.filaments:  # as before there were filaments, so that older sets can be extended
        plain = {key: value for key, value in plain.items() if key not in FILAMENT_SETTINGS}
    return plain | {"particles": config.single_particles}


def _check_settings(config: SimulateConfig) -> None:
    """Check that the output folder has no micrographs with other settings.

    Raises
    ------
    ConfigError
        It has.
    """
    path = config.output / SETTINGS
    if not path.exists():
        return
    try:
        before = json.loads(read_regular_text(path))["settings"]
    except (OSError, ValueError, KeyError, TypeError):
        before = None
    if before != _settings(config):
        raise ConfigError(
            f"{config.output} has micrographs simulated with other settings. Choose another folder or delete this one."
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
