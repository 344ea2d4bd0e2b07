"""How long training takes, how fast micrographs are picked, and how much memory that needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import mrcfile
import numpy as np
import torch

from engine.benchmark.bench import Bench, Result
from engine.benchmark.few import NOISE
from engine.benchmark.material import Material, plain_or_hard
from engine.benchmark.rows import Row, Spot
from engine.benchmark.runs import model_of, trained
from engine.benchmark.scale import Pictures
from engine.benchmark.stages import settle, stages
from engine.data.micrograph import open_micrograph
from engine.data.model_card import Card
from engine.devices import available_threads
from engine.errors import EngineError
from engine.models.base import make_network
from engine.models.model_file import Model, load_model, save_model

RATE_GOAL, MEMORY_GOAL = 8.0, 1.5  # micrographs/s and GB, at this size:
GOAL_SIZE = (4096, 4096)
STEADY = 3  # micrographs after which the pipeline is full
NEARLY = 0.99  # of the final AUC
# one `iceboxer pick` with its peak memory; in a process of its own, so that nothing else counts, and on no more
# processors than it has threads, since reading and writing would take others
RUN = """
import json, os, resource, sys
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[1])])
from engine.cli import main
code = main(sys.argv[2:])
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({"code": code, "peak": unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
"""


def speed(bench: Bench) -> Iterator[Row]:
    """Training, picking by size, network and threads, and where picking's time goes."""
    for hard in (False, True):
        material = plain_or_hard(bench, NOISE, hard)
        what = f"training until {100 * NEARLY:g} % of the final AUC, {'hard' if hard else 'plain'}, k = {NOISE:g}"
        yield Row("speed", what, time_to(trained(bench, material)["history"]), "s", None, False)
    for pictures in bench.scale.pictures:
        for network in pictures.networks:
            yield from _rates(bench, pictures, network)
    yield from _linear(bench)
    yield from stages(bench, plain_or_hard(bench, NOISE, hard=True))


def time_to(history: list[tuple[float, float]]) -> float:
    """Seconds of training after which validation first gave nearly the best AUC of all; 0 without validations."""
    best = max((auc for _, auc in history), default=0.0)
    return next((seconds for seconds, auc in history if auc >= NEARLY * best), 0.0)


def _rates(bench: Bench, pictures: Pictures, network: str) -> Iterator[Row]:
    counts = _threads(bench)
    size = f"{pictures.width} × {pictures.height}" + ("" if pictures.box == 162 else f", boxes of {pictures.box:g} px")
    note = f"{pictures.count} micrographs, from the system's cache" + ("; untrained" if network == "yolo" else "")
    for threads in counts:
        result = _timed(bench, pictures, network, threads)
        counted = (pictures.height, pictures.width) == GOAL_SIZE and network == "compact" and threads == counts[-1]
        which = f"{network}, {size}, {threads} thread{'s' if threads > 1 else ''}"
        megapixels = pictures.width * pictures.height / 1e6
        spot = (
            Spot(f"picking with {threads} threads", "megapixels", network, megapixels) if pictures.box == 162 else None
        )
        rate_goal, memory_goal = (RATE_GOAL, MEMORY_GOAL) if counted else (None, None)
        yield Row("speed", f"picking, {which}", result["rate"], "micrographs/s", rate_goal, note=note, spot=spot)
        yield Row("speed", f"peak memory, {which}", result["peak"] / 2**30, "GB", memory_goal, False)
        yield Row("speed", f"picking with the program's start, {which}", result["whole"], "s", None, False, note)


def _linear(bench: Bench) -> Iterator[Row]:
    """What a pixel costs on the largest micrographs, compared with those of the usual size."""
    alike = [p for p in bench.scale.pictures if p.box == Pictures.box and "compact" in p.networks]
    usual = next((p for p in alike if (p.height, p.width) == GOAL_SIZE), None)
    largest = max(alike, key=lambda p: p.height * p.width, default=None)
    if usual is None or largest is None or largest is usual:
        return
    cost = [
        1 / (p.height * p.width * _timed(bench, p, "compact", _threads(bench)[-1])["rate"]) for p in (usual, largest)
    ]
    what = f"cost of a pixel at {largest.width} × {largest.height} over that at {usual.width} × {usual.height}"
    yield Row("speed", what, cost[1] / cost[0], "", None, False)


def _threads(bench: Bench) -> list[int]:
    available = bench.threads or available_threads()
    return sorted({threads or available for threads in bench.scale.threads if threads <= available})


def _timed(bench: Bench, pictures: Pictures, network: str, threads: int) -> Result:
    """Micrographs a second in steady state, seconds of the whole process, its peak memory in bytes."""
    material = plain_or_hard(bench, NOISE, hard=True)
    if network == "compact":
        trained(bench, material)

    def measure() -> Result:
        with TemporaryDirectory(dir=bench.folder) as temporary:
            folder = Path(temporary)
            model = _model(bench, material, network, pictures.box, folder / "model.safetensors")
            _write_pictures(material, pictures, folder / "micrographs")
            arguments = [str(folder / "micrographs"), "--model", str(model), "--output", str(folder / "picks")]
            settle()
            return _run(threads, [*arguments, "--device", bench.device, "--threads", str(threads)])

    name = f"speed/{network}-{pictures.width}x{pictures.height}-box{pictures.box:g}-threads{threads}"
    return bench.once(
        name, {**material.described(), "pictures": asdict(pictures), "training": bench.scale.training}, measure
    )


def _model(bench: Bench, material: Material, network: str, box: float, path: Path) -> Path:
    """The trained default network, or another one as it is before training, for boxes of `box` px."""
    if network == "compact":
        model = load_model(model_of(bench, material))
        save_model(Model(model.network, replace(model.card, box_size=box)), path)
    else:
        torch.manual_seed(bench.seed)
        save_model(Model(make_network(network), Card(network, {}, box, 0.3)), path)
    return path


def _write_pictures(material: Material, pictures: Pictures, folder: Path) -> None:
    """One micrograph of that size under many names: a simulated one, repeated side by side."""
    material.make()
    tile = open_micrograph(material.test[0]).read()
    times = [-(-side // there) for side, there in zip((pictures.height, pictures.width), tile.shape, strict=True)]
    folder.mkdir()
    first = folder / "000.mrc"
    with mrcfile.new(first) as mrc:
        mrc.set_data(np.tile(tile, times)[: pictures.height, : pictures.width])
        mrc.voxel_size = material.pixel_size
    for number in range(1, pictures.count):
        _doubled(first, folder / f"{number:03d}.mrc")


def _doubled(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:  # a file system without links
        shutil.copyfile(path, other)


def _run(threads: int, arguments: list[str]) -> Result:
    command = [sys.executable, "-c", RUN, str(threads), "pick", *arguments, "--events", "json"]
    begun = time.monotonic()
    stamps: list[float] = []
    last = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for last in process.stdout:
            if '"MicrographDone"' in last:
                stamps.append(time.monotonic())
    whole = time.monotonic() - begun
    if process.returncode != 0 or json.loads(last)["code"] != 0 or len(stamps) <= STEADY + 1:
        raise EngineError("The picking that was to be timed failed.")
    rate = (len(stamps) - 1 - STEADY) / (stamps[-1] - stamps[STEADY])
    return {"rate": rate, "whole": whole, "peak": json.loads(last)["peak"]}
