"""Picking and training as RELION *External* jobs: ``iceboxer relion-pick`` and ``iceboxer relion-train``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iceboxer.engine.config import THREADS, derive, setting
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.folders import is_file
from iceboxer.engine.data.formats.base import read_text
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.errors import EngineError
from iceboxer.engine.events import IsCancelled, MicrographFailed, Report
from iceboxer.engine.interop import relion
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.training.config import TrainConfig

MICROGRAPHS = "RELION's micrographs.star"
FOLDER = "the job's folder, given by RELION"


@dataclass(frozen=True)
class RelionPickConfig(PickConfig):
    """Settings for picking as a RELION job: those of `PickConfig` with RELION's names for inputs and outputs."""

    inputs: tuple[Path, ...] = setting(help=MICROGRAPHS, flag="--in_mics")
    output: Path = setting(help=FOLDER, flag="--o")
    threads: int = setting(0, help=THREADS, flag="--j")


@dataclass(frozen=True)
class RelionTrainConfig(TrainConfig):
    """Settings for training as a RELION job: those of `TrainConfig`; the model is written to the job's folder."""

    micrographs: tuple[Path, ...] = setting(help=MICROGRAPHS, flag="--in_mics")
    boxes: tuple[Path, ...] = setting(
        help="RELION's list of coordinates (manualpick.star, coords_suffix_*.star) or a particles.star",
        flag=("--in_coords", "--in_parts"),
    )
    output: Path = setting(help=FOLDER, flag="--o")
    threads: int = setting(0, help=THREADS, flag="--j")


def pick(config: RelionPickConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Pick the micrographs of a STAR file and write the lists from which further RELION jobs start.

    Returns
    -------
    dict
        The summary of `engine.picking.picker.pick`.

    Raises
    ------
    EngineError
        No micrograph could be read, or picking fails.
    Cancelled
        `cancelled` returns True, or RELION requests an abort.
    """
    from iceboxer.engine.picking.names import FILE, OutputNames
    from iceboxer.engine.picking.picker import pick as pick_all

    folder = config.output
    with relion.running(folder):
        names = [name for star in config.inputs for name in relion.micrograph_names(star)]
        existing, missing = _split_existing(names, report)
        paths = find_micrographs(existing)
        summary = pick_all(derive(PickConfig, config, inputs=tuple(paths)), report, _or_abort(folder, cancelled))
        if not summary["done"]:
            raise EngineError("No micrograph could be read; the reasons are listed above.")
        ours = {path.resolve(): name for path, name in OutputNames(folder / FILE).assign(paths).items()}
        counts = {Path(path).resolve(): count for path, count in summary["counts"].items()}
        picked = {}
        for name, file in relion.coordinate_names(names).items():
            path = Path(name).resolve()
            if path in counts:
                write_text(folder / file, read_text(folder / "STAR" / f"{ours[path]}.star"))
            if counts.get(path):
                picked[name] = file
        relion.write_lists(folder, config.inputs[0], picked)
    return {**summary, "failed": {**summary["failed"], **missing}}


def train(config: RelionTrainConfig, report: Report, cancelled: IsCancelled) -> Any:
    """Train on RELION's coordinates or particles.

    Returns
    -------
    Card
        The card of the model, see `engine.training.trainer.train`.

    Raises
    ------
    EngineError
        Training fails.
    Cancelled
        `cancelled` returns True, or RELION requests an abort.
    """
    from iceboxer.engine.training.trainer import train as train_on

    folder = config.output
    with relion.running(folder):
        names = [name for star in config.micrographs for name in relion.micrograph_names(star)]
        existing, _ = _split_existing(names, report)
        changes = {"micrographs": tuple(existing), "output": folder / "model.safetensors"}
        card = train_on(derive(TrainConfig, config, **changes), report, _or_abort(folder, cancelled))
        relion.write_nodes(folder)
    return card


def _split_existing(names: list[str], report: Report) -> tuple[list[Path], dict[str, str]]:
    """Return the micrographs that exist, and the reason for each of the others; report those."""
    missing = {name: "does not exist" for name in names if not is_file(Path(name))}
    for name, reason in missing.items():
        report(MicrographFailed(name, reason))
    existing = [Path(name) for name in names if name not in missing]
    if not existing:
        raise EngineError("None of the micrographs exists. Run the job in the folder of the RELION project.")
    return existing, missing


def _or_abort(folder: Path, cancelled: IsCancelled) -> IsCancelled:
    return lambda: cancelled() or is_file(folder / relion.ABORT)
