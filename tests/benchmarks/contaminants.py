"""Experiment: contaminants that are picked by mistake, and particles in an unlabelled view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mrcfile
import numpy as np
from scipy.spatial.transform import Rotation

from iceboxer.engine.data.atomic import replacing, write_text
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.events import check
from iceboxer.engine.simulation.job import SimulateConfig
from iceboxer.engine.simulation.micrograph import child_seed, hard, simulate_micrograph
from iceboxer.engine.simulation.molecule import made_up
from tests.benchmarks.bench import Bench
from tests.benchmarks.few import NOISE
from tests.benchmarks.material import Material, plain_or_hard, simulated
from tests.benchmarks.noise import blob_filter, matched_filter
from tests.benchmarks.rows import Row
from tests.benchmarks.runs import trained

GOAL = 0.02  # share picked
KINDS = {"rod": "rods", "stack": "dimers and trimers", "fragment": "fragments"}
OTHERS = {"crystal": "ice crystals", "aggregate": "aggregates"}
WOBBLE = 8.0  # degrees by which a view differs from exactly side or top
OTHER_VIEW = "other view"


def contaminants(bench: Bench) -> Iterator[Row]:
    """Yield the share of each kind of contaminant that is picked, after training on the wanted particles alone."""
    material = plain_or_hard(bench, NOISE, hard=True)
    results = {
        "compact": trained(bench, material),
        "matched filter": matched_filter(bench, material),
        "blob filter": blob_filter(bench, material),
    }
    for picker, result in results.items():
        for kind, title in {**KINDS, **OTHERS}.items():
            if kind in result["misled"]:
                goal = GOAL if picker == "compact" and kind in KINDS else None
                what = f"share of {title} picked, {picker}"
                yield Row("contaminants", what, 100 * result["misled"][kind], "%", goal and 100 * goal, False)
    yield from _one_view(bench)


def _one_view(bench: Bench) -> Iterator[Row]:
    # all wanted particles are labelled, so unlabelled regions count as empty
    result = trained(bench, two_views(bench), "side-views", missing_weight=1.0)
    note = "trained on side views with --missing-weight 1"
    yield Row("contaminants", "AUC of side views among top views and contaminants", result["auc"], "", None, note=note)
    for kind, title in {OTHER_VIEW: "top views", **KINDS}.items():
        if kind in result["misled"]:
            what = f"share of {title} picked, side views wanted"
            yield Row("contaminants", what, 100 * result["misled"][kind], "%", None, False, note)


def two_views(bench: Bench) -> Material:
    """Return a set of particles in side and top view, alternating, among contaminants; only side views are true."""
    crowd = hard(SimulateConfig(bench.folder, **bench.scale.simulation).recipe())
    counts: dict[str, Any] = {name: getattr(crowd, name) for name in ("rods", "stacks", "fragments")}
    return simulated(bench, f"views-k{NOISE:g}", lambda config: _write(bench, config), noise=NOISE, **counts)


def side_or_top(rng: np.random.Generator, count: int) -> Rotation:
    """Return alternating side and top views: the molecule's z axis in the image plane, or along the beam."""
    tilt = np.where(np.arange(count) % 2 == 0, 90.0, 0.0) + rng.normal(0, WOBBLE, count)
    around, in_plane = rng.uniform(0, 360, (2, count))
    return Rotation.from_euler("zyz", np.column_stack([around, tilt, in_plane]), degrees=True)


def _write(bench: Bench, config: SimulateConfig) -> None:
    """Write micrographs, boxes of the side views and a table of everything else, as ``iceboxer simulate`` does."""
    for index in range(config.micrographs):
        check(bench.cancelled)
        name = f"simulated-{index + 1:04d}"
        done = config.output / "boxes" / f"{name}.box"
        if done.exists():
            continue
        seed = child_seed(config.seed, index)
        image, boxes, found = simulate_micrograph(config.recipe(), made_up(), seed, side_or_top)
        with replacing(config.output / "micrographs" / f"{name}.mrc") as path, mrcfile.new(path, overwrite=True) as mrc:
            mrc.set_data(image)
            mrc.voxel_size = config.pixel_size
        squares = [(c.kind, c.boxes) for c in found] + [(OTHER_VIEW, boxes[i : i + 1]) for i in range(1, len(boxes), 2)]
        write_text(config.output / "contaminants" / f"{name}.csv", _table(squares))
        write_boxes(done, BoxList(None, boxes[::2]), "eman")


def _table(contaminants: list[tuple[str, Boxes]]) -> str:
    lines = ["contaminant,kind,x,y,width,height"]
    for number, (kind, squares) in enumerate(contaminants, 1):
        lines += [f"{number},{kind},{b['x']:g},{b['y']:g},{b['width']:g},{b['height']:g}" for b in squares]
    return "\n".join(lines) + "\n"
