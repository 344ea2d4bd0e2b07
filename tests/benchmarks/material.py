"""Training and test micrographs of the experiments: simulated ones, made on demand, and real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.config import to_json
from iceboxer.engine.data.atomic import remove_folder
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.events import ignore
from iceboxer.engine.simulation.job import SimulateConfig, simulate
from iceboxer.engine.simulation.molecule import made_up
from iceboxer.engine.simulation.recipe import Recipe
from tests.benchmarks.bench import Bench, engine_sources
from tests.benchmarks.scoring import ByName, read_all, read_contaminants

SETS_ON_DISK = 8  # 0.9 GB each; the most recently used ones, so that none is deleted while another process uses it
EASY = 10.0  # noise k up to which a plain set needs only a short training
# β-galactosidase of EMPIAR-10017, whose micrographs do not state their pixel size
REAL_BOX = 180.0  # px
REAL_PIXEL_SIZE = 1.77  # Å/px
REAL_DIAMETER = 190.0  # Å


@dataclass(frozen=True)
class Material:
    """Micrographs for training (`learn`, of which `judge` are held out for validation) and unseen ones for testing.

    `truth` is a folder with a file of true boxes for each, `contaminants` one with a table for each, or None.
    `box_size` is in px, `pixel_size` in Å/px, `diameter` in Å; `training` holds settings of the training.
    `make` writes the files, if they are missing, from `settings`.
    """

    name: str
    learn: tuple[Path, ...]
    judge: int | None
    test: tuple[Path, ...]
    truth: Path
    contaminants: Path | None
    box_size: float
    pixel_size: float
    diameter: float
    training: Mapping[str, Any]
    make: Callable[[], object]
    settings: Mapping[str, Any]

    @property
    def radius(self) -> float:
        """Half the particle's diameter in px."""
        return self.diameter / self.pixel_size / 2

    def described(self) -> dict[str, Any]:
        """Return everything that a result depends on."""
        names = {"learn": [p.stem for p in self.learn], "test": [p.stem for p in self.test]}
        return {"set": dict(self.settings), **names, "judge": self.judge}

    def true_boxes(self, paths: tuple[Path, ...]) -> ByName:
        """Return the true boxes of some of the micrographs."""
        stems = {path.stem for path in paths}
        return read_all((p for p in sorted(self.truth.iterdir()) if p.stem in stems), self.box_size)

    def other_things(self) -> dict[str, list[tuple[str, Boxes]]]:
        """Return the contaminants of the test micrographs."""
        if self.contaminants is None:
            return {}
        return {p.stem: read_contaminants(self.contaminants / f"{p.stem}.csv") for p in self.test}

    def learning_from(self, learn: tuple[Path, ...]) -> Material:
        """Return a copy with other training micrographs, of which the default share is held out."""
        return replace(self, learn=learn, judge=None)


def is_hard(recipe: Recipe) -> bool:
    """Return whether micrographs contain more than particles and noise."""
    return recipe.rods + recipe.stacks + recipe.fragments > 0


Maker = Callable[[SimulateConfig], object]


def simulated(bench: Bench, name: str, make: Maker | None = None, **settings: Any) -> Material:
    """Return a simulated set with the settings of the scale and `settings`.

    `make` writes the set, in place of ``iceboxer simulate``.
    """
    scale = bench.scale
    folder = bench.folder / "data" / f"{name}-seed{bench.seed}-{engine_sources()[:8]}"
    count = scale.learn + scale.judge + scale.test
    config = SimulateConfig(folder, count, **{**scale.simulation, "seed": bench.seed, **settings})
    paths = tuple(folder / "micrographs" / f"simulated-{number + 1:04d}.mrc" for number in range(count))
    molecule = made_up()
    return Material(
        name=name,
        learn=paths[: -scale.test],
        judge=scale.judge,
        test=paths[-scale.test :],
        truth=folder / "boxes",
        contaminants=folder / "contaminants",
        box_size=float(config.recipe().box_size(molecule)),
        pixel_size=config.pixel_size,
        diameter=molecule.diameter,
        training=scale.trainings["hard" if is_hard(config.recipe()) else "plain" if config.noise <= EASY else "noisy"],
        make=lambda: _make(bench, config, make or (lambda c: simulate(c, ignore, bench.cancelled))),
        settings={key: value for key, value in to_json(config).items() if key != "output"},
    )


def plain_or_hard(bench: Bench, noise: float, hard: bool) -> Material:
    """Return the set of the paper at noise k, or the hard one with contaminants."""
    return simulated(bench, f"{'hard' if hard else 'plain'}-k{noise:g}", noise=float(noise), hard=hard)


def _make(bench: Bench, config: SimulateConfig, make: Maker) -> None:
    """Write a missing set, and delete those used longest ago."""
    config.output.mkdir(parents=True, exist_ok=True)
    config.output.touch()
    sets = sorted((p for p in (bench.folder / "data").glob("*") if p != config.output), key=lambda p: p.stat().st_mtime)
    for old in sets[: max(0, len(sets) - SETS_ON_DISK + 1)]:
        remove_folder(old)
    make(config)


def real_micrographs(folder: Path) -> list[Path]:
    """Return the micrographs of the real data set.

    Raises
    ------
    ConfigError
        The folder has no micrographs/ or no truth/.
    """
    if not ((folder / "micrographs").is_dir() and (folder / "truth").is_dir()):
        raise ConfigError(f"{folder} is no set of micrographs with true boxes: it needs micrographs/ and truth/.")
    named = {path.stem for path in (folder / "truth").iterdir()}
    return [path for path in find_micrographs([folder / "micrographs"]) if path.stem in named]


def real(bench: Bench, learn: int, turn: int) -> Material:
    """Return `learn` real micrographs for training and all others for testing; `turn` selects which.

    They are taken cyclically from a fixed random order, so that after as many turns as micrographs each was used
    equally often for training and for testing.
    """
    assert bench.data is not None
    paths = real_micrographs(bench.data)
    turn %= len(paths)
    order = np.random.default_rng(0).permutation(len(paths))
    turned = [paths[i] for i in np.roll(order, -turn)]
    return Material(
        name=f"real-{learn}-turn{turn}",
        learn=tuple(turned[:learn]),
        judge=None,
        test=tuple(turned[learn:]),
        truth=bench.data / "truth",
        contaminants=None,
        box_size=REAL_BOX,
        pixel_size=REAL_PIXEL_SIZE,
        diameter=REAL_DIAMETER,
        training=bench.scale.trainings["real"],
        make=lambda: None,
        settings={"real": str(bench.data)},
    )
