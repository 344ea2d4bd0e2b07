"""How fast micrographs are picked and networks answer."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import mrcfile
import numpy as np
import torch

from engine import devices
from engine.benchmark.bench import Bench
from engine.benchmark.rows import Row
from engine.data.atomic import replacing
from engine.data.model_card import Card
from engine.errors import EngineError
from engine.models.base import make_network
from engine.models.model_file import Model, for_inference, save_model

MICROGRAPHS = 20
LARGE = (8184, 11520)  # height, width
ROUNDS = 3
# the picks of a whole process, with its peak memory; a process of its own, so that nothing else counts
RUN = """
import json, resource, sys, time
from engine.cli import main
code = main(sys.argv[1:])
print(json.dumps({"code": code, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
"""


def picking(bench: Bench) -> Iterator[Row]:
    """4096 × 4096 float32 MRC from disk to files of boxes, in steady state and with the program's start."""
    folder = bench.simulated("k8", noise=8.0, micrographs=20, seed=100 + bench.seed)
    trained = bench.folder / "runs" / "k8" / "model.safetensors"
    model = trained if trained.exists() else _untrained(bench.folder / "untrained.safetensors")
    steady, whole, peaks = [], [], []
    for _ in range(ROUNDS):
        seconds, total, peak = _timed_run(bench, folder / "micrographs", model)
        steady.append(1 / seconds)
        whole.append(MICROGRAPHS / total)
        peaks.append(peak)
    note = f"median of {ROUNDS} runs over {MICROGRAPHS} micrographs, {min(steady):.1f} to {max(steady):.1f}"
    yield Row("picking", "picking 4096² in steady state", float(np.median(steady)), "micrographs/s", 5.0, note=note)
    yield Row("picking", "the same with the program's start", float(np.median(whole)), "micrographs/s", None)
    yield Row("picking", "peak memory", max(peaks) / 2**20, "GB", 2.0, higher_is_better=False)


def large(bench: Bench) -> Iterator[Row]:
    """One micrograph of a large detector, 11,520 × 8,184 float32, whose particles are small (80 px boxes)."""
    path = bench.folder / "data" / "large" / "large.mrc"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary, mrcfile.new_mmap(temporary, LARGE, 2, overwrite=True) as mrc:
            rng = np.random.default_rng(bench.seed)
            for row in mrc.data:
                row[:] = rng.standard_normal(LARGE[1], np.float32)
    output = bench.folder / "runs" / "large"
    model = _untrained(bench.folder / "untrained-80.safetensors", 80.0)
    stamps, total, peak = _run(bench, [str(path), "--model", str(model), "--output", str(output), "--overwrite"])
    assert len(stamps) == 1
    yield Row("large", "picking one 11,520 × 8,184 with 80 px boxes, the program's start included", total, "s", None)
    yield Row("large", "its peak memory", peak / 2**20, "GB", 2.0, higher_is_better=False)


def _untrained(path: Path, box_size: float = 162.0) -> Path:
    torch.manual_seed(0)
    save_model(Model(make_network("compact"), Card("compact", {}, box_size, 0.3)), path)
    return path


def _timed_run(bench: Bench, micrographs: Path, model: Path) -> tuple[float, float, float]:
    """Seconds a micrograph after the first three, seconds of the whole process, peak memory in kB."""
    output = bench.folder / "runs" / "speed"
    stamps, total, peak = _run(bench, [str(micrographs), "--model", str(model), "--output", str(output), "--overwrite"])
    return (stamps[-1] - stamps[2]) / (len(stamps) - 3), total, peak


def _run(bench: Bench, arguments: list[str]) -> tuple[list[float], float, float]:
    """The times at which micrographs were done, the seconds of the whole process, its peak memory in kB."""
    command = ["pick", *arguments, "--device", bench.device, "--threads", str(bench.threads), "--events", "json"]
    begun = time.monotonic()
    stamps: list[float] = []
    with subprocess.Popen([sys.executable, "-c", RUN, *command], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = ""
        for line in process.stdout:
            last = line
            if '"MicrographDone"' in line:
                stamps.append(time.monotonic())
    total = time.monotonic() - begun
    if process.returncode != 0 or json.loads(last)["code"] != 0:
        raise EngineError("The picking that was to be timed failed.")
    return stamps, total, float(json.loads(last)["peak"])


def networks(bench: Bench) -> Iterator[Row]:
    """One pass over a 1024 × 1024 picture, the median of ten after two to warm up."""
    device = devices.choose(bench.device, bench.threads)
    for name, goal in (("compact", None), ("yolo", 1.0)):
        torch.manual_seed(0)
        network = for_inference(make_network(name), device)
        picture = torch.randn(1, 1, 1024, 1024).to(device.torch, device.precision)
        seconds = []
        with torch.inference_mode():
            for _ in range(12):
                begun = time.monotonic()
                network(picture).float().sum().item()
                seconds.append(time.monotonic() - begun)
        value = float(np.median(seconds[2:]))
        precision = str(device.precision).removeprefix("torch.")
        yield Row("networks", f"{name} at 1024², {precision}", value, "s", goal, higher_is_better=False)
