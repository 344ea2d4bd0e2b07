"""Experiment: training time, picking speed and memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from iceboxer.engine.data.model_card import Card
from iceboxer.engine.devices import available_threads
from iceboxer.engine.errors import EngineError
from iceboxer.engine.models.base import make_network
from iceboxer.engine.models.model_file import Model, load_model, save_model
from tests.benchmarks.bench import Bench, Result
from tests.benchmarks.few import NOISE
from tests.benchmarks.material import Material, plain_or_hard
from tests.benchmarks.pictures import write_pictures
from tests.benchmarks.rows import Row, Spot
from tests.benchmarks.runs import model_of, trained
from tests.benchmarks.scale import Pictures
from tests.benchmarks.stages import settle, stages

RATE_GOAL, MEMORY_GOAL = 8.0, 1.5  # micrographs/s and GB, at this size:
GOAL_SIZE = (4096, 4096)
GAIN_GOAL = 1.5  # times as fast on twice as many threads
LINEAR_GOAL = 1.1  # times the cost of a pixel
PLOTS, UNITS = ("picking by size of the micrographs", "peak memory of picking"), ("micrographs/s", "GB")
STEADY = 3  # micrographs after which the pipeline is full
NEARLY = 0.99  # of the final AUC
# one `iceboxer pick` with its peak memory; in a process of its own, so that nothing else counts, and on no more
# processors than it has threads, since reading and writing would take others. What Linux calls the most that a
# process used includes the process that started it; the peak of its own address space (VmHWM, in kB) does not
RUN = """
import json, os, re, resource, sys
from pathlib import Path
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[1])])
from iceboxer.engine.cli.main import main
code = main(sys.argv[2:])
status = Path("/proc/self/status")
own = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()) if status.is_file() else None
peak = int(own[1]) if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"code": code, "peak": peak * (1 if sys.platform == "darwin" else 1024)}))
"""


def speed(bench: Bench) -> Iterator[Row]:
    """Yield training times, picking speed by size, network and threads, and the time of each stage."""
    for hard in (False, True):
        yield from _training(bench, plain_or_hard(bench, NOISE, hard), "hard" if hard else "plain")
    for pictures in bench.scale.pictures:
        for network in pictures.networks:
            yield from _rates(bench, pictures, network)
    yield from _compared(bench)
    yield from stages(bench, plain_or_hard(bench, NOISE, hard=True), _usual(bench) or bench.scale.pictures[0])


def _training(bench: Bench, material: Material, kind: str) -> Iterator[Row]:
    result = trained(bench, material)
    note = f"{_count(result['threads'])}, {len(material.learn)} micrographs"
    whole = max((seconds for seconds, _ in result["history"]), default=0.0)
    what = f"{kind}, k = {NOISE:g}"
    yield Row("speed", f"training, {what}", whole, "s", None, False, note)
    yield Row(
        "speed", f"training to {100 * NEARLY:g} % of the final AUC, {what}", time_to(result["history"]), "s", None,
        False, note,
    )  # fmt: skip


def time_to(history: list[tuple[float, float]]) -> float:
    """Return the seconds of training until validation first nearly reached its best AUC; 0 without validation."""
    best = max((auc for _, auc in history), default=0.0)
    return next((seconds for seconds, auc in history if auc >= NEARLY * best), 0.0)


def _rates(bench: Bench, pictures: Pictures, network: str) -> Iterator[Row]:
    counts, usual_box = _threads(bench), pictures.box == Pictures.box
    size = f"{pictures.width} × {pictures.height}" + ("" if usual_box else f", boxes of {pictures.box:g} px")
    note = f"{pictures.count} micrographs, from the system's cache" + ("; untrained" if network == "yolo" else "")
    for threads in counts:
        result = _timed(bench, pictures, network, threads)
        counted = pictures == _usual(bench) and threads == counts[-1]
        which = f"{network}, {size}, {_count(threads)}"
        place = ("megapixels", f"{network}, {_count(threads)}", pictures.width * pictures.height / 1e6)
        speed, memory = (Spot(PLOTS[n], *place, UNITS[n], "xy") if usual_box else None for n in (0, 1))
        rate_goal, memory_goal = (RATE_GOAL, MEMORY_GOAL) if counted else (None, None)
        yield Row("speed", f"picking, {which}", result["rate"], UNITS[0], rate_goal, note=note, spot=speed)
        yield Row("speed", f"peak memory, {which}", result["peak"] / 2**30, UNITS[1], memory_goal, False, spot=memory)
        yield Row("speed", f"picking with the program's start, {which}", result["whole"], "s", None, False, note)


def _count(threads: int) -> str:
    return f"{threads} thread{'s' if threads > 1 else ''}"


def _usual(bench: Bench) -> Pictures | None:
    """Return the micrographs to which the goals apply at this scale."""
    alike = [p for p in bench.scale.pictures if p.box == Pictures.box and "compact" in p.networks]
    return next((p for p in alike if (p.height, p.width) == GOAL_SIZE), None)


def _compared(bench: Bench) -> Iterator[Row]:
    """Yield the gain by more threads, and the cost of a pixel of the largest micrographs."""
    usual = _usual(bench)
    if usual is None:
        return
    counts = _threads(bench)
    all_of_them = _timed(bench, usual, "compact", counts[-1])["rate"]
    size = f"{usual.width} × {usual.height}"
    if counts[0] < counts[-1]:
        gain = all_of_them / _timed(bench, usual, "compact", counts[0])["rate"]
        what = f"picking, compact, {size}: {_count(counts[-1])} over {_count(counts[0])}"
        yield Row("speed", what, gain, "times", GAIN_GOAL if counts[-1] == 2 * counts[0] else None)
    alike = [p for p in bench.scale.pictures if p.box == Pictures.box and "compact" in p.networks]
    largest = max(alike, key=lambda p: p.height * p.width)
    if largest is not usual:
        rate = _timed(bench, largest, "compact", counts[-1])["rate"]
        cost = usual.height * usual.width * all_of_them / (largest.height * largest.width * rate)
        what = f"cost of a pixel at {largest.width} × {largest.height} over that at {size}"
        yield Row("speed", what, cost, "times", LINEAR_GOAL, False)


def _threads(bench: Bench) -> list[int]:
    available = bench.threads or available_threads()
    return sorted({threads or available for threads in bench.scale.threads if threads <= available})


def _timed(bench: Bench, pictures: Pictures, network: str, threads: int) -> Result:
    """Return micrographs per second in steady state, seconds of the whole process, and its peak memory in bytes."""
    material = plain_or_hard(bench, NOISE, hard=True)
    if network == "compact":
        trained(bench, material)

    def measure() -> Result:
        with TemporaryDirectory(dir=bench.folder) as temporary:
            folder = Path(temporary)
            model = _model(bench, material, network, pictures.box, folder / "model.safetensors")
            write_pictures(material, pictures, folder / "micrographs")
            arguments = [str(folder / "micrographs"), "--model", str(model), "--output", str(folder / "picks")]
            settle()
            return _run(threads, [*arguments, "--device", bench.device, "--threads", str(threads)])

    name = f"speed/{network}-{pictures.width}x{pictures.height}-box{pictures.box:g}-threads{threads}"
    return bench.once(
        name, {**material.described(), "pictures": asdict(pictures), "training": material.training}, measure
    )


def _model(bench: Bench, material: Material, network: str, box: float, path: Path) -> Path:
    """Save the trained default network, or an untrained other one, for boxes of `box` px; return the path."""
    if network == "compact":
        model = load_model(model_of(bench, material))
        save_model(Model(model.network, replace(model.card, box_size=box)), path)
    else:
        torch.manual_seed(bench.seed)
        save_model(Model(make_network(network), Card(network, {}, box, 0.3)), path)
    return path


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
        raise EngineError("The timed picking failed.")
    rate = (len(stamps) - 1 - STEADY) / (stamps[-1] - stamps[STEADY])
    return {"rate": rate, "whole": whole, "peak": json.loads(last)["peak"]}
