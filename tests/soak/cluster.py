"""Measure the cost of a task for a cluster's scheduler and client: ``python -m tests.soak.cluster --tasks 20000``.

A real scheduler and real workers run on this machine; the workers return 25 kB of boxes without detection. The
processor time is measured, not the elapsed time, since workers, scheduler and client share a machine here.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Any

import distributed
import numpy as np
import psutil

from iceboxer.engine.data.boxes import BOX_DTYPE
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.events import ignore, never
from iceboxer.engine.picking import cluster
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.output import OutputFolder, digest_model

PICKS = 25_000 // BOX_DTYPE.itemsize


def find_at_once(path: str, spec: object, box_size: float) -> dict[str, Any]:
    """Replace `engine.picking.worker.detect_file` by a function that takes no time."""
    boxes = np.zeros(PICKS, BOX_DTYPE)
    boxes["x"] = boxes["y"] = 1000
    boxes["width"] = boxes["height"] = boxes["estimated_width"] = boxes["estimated_height"] = 180
    boxes["confidence"] = 0.9
    return {"host": "", "device": "none", "shape": (4096, 4096), "boxes": boxes}


def main() -> None:
    """Send tasks and print their cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2, help="processes of 8 threads each")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "scheduler.json"
        quiet = {"stdout": -3, "stderr": -3}
        common = ["--scheduler-file", str(file), "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
        scheduler = psutil.Popen(
            [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common],
            **quiet,
        )
        while not file.exists():
            time.sleep(0.1)
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", *common, "--no-nanny", "--nthreads", "8"]
        workers = [psutil.Popen(worker, **quiet) for _ in range(arguments.workers)]
        try:
            _measure(file, scheduler, arguments)
            _measure_writing(folder)
        finally:
            for process in [*workers, scheduler]:
                process.kill()
                process.wait()


def _measure(file: Path, scheduler: Any, arguments: argparse.Namespace) -> None:
    from tests.soak.cluster import find_at_once  # not __main__, which workers do not know

    cluster.detect_file = find_at_once  # type: ignore[assignment]
    config = PickConfig((Path("none"),), None, Path("none"), cluster=str(file))
    with distributed.Client(scheduler_file=str(file), set_as_default=False) as client:
        client.wait_for_workers(arguments.workers)
        asker = cluster.ClusterPipeline(client, config, digest_model(shipped()), ignore)
        paths = [Path(f"/data/{n}.mrc") for n in range(arguments.tasks)]
        deque(asker.run(paths[:500], 180.0, lambda path: None, never), 0)
        before, mine, begun = _seconds(scheduler), time.process_time(), time.monotonic()
        deque(asker.run(paths, 180.0, lambda path: None, never), 0)
        took = time.monotonic() - begun
        there, here = _seconds(scheduler) - before, time.process_time() - mine
        memory = scheduler.memory_info().rss / 2**20
    each = 1000 / arguments.tasks
    _say(f"{arguments.tasks} tasks in {took:.1f} s by the clock of this machine")
    _say(f"scheduler: {there * each:.2f} ms of processor time a task, {arguments.tasks / there:,.0f} tasks/s at most")
    _say(f"asker:     {here * each:.2f} ms of processor time a task, {arguments.tasks / here:,.0f} tasks/s at most")
    _say(f"memory of the scheduler: {memory:.0f} MiB")


def _measure_writing(folder: Path, count: int = 500) -> None:
    output = OutputFolder(PickConfig((Path("none"),), None, folder / "out"), 0.3)
    boxes = find_at_once("", None, 0)["boxes"]
    mine, begun = time.process_time(), time.monotonic()
    for number in range(count):
        output.write_all(f"m{number}", boxes)
        output.write_selected(f"m{number}", boxes)
    took, mine = time.monotonic() - begun, time.process_time() - mine
    sizes = [sum(f.stat().st_size for f in (folder / "out" / kind).iterdir()) for kind in ("CBOX", "EMAN", "STAR")]
    _say(f"writing: {mine / count * 1000:.1f} ms of processor time, {took / count * 1000:.1f} ms by the clock,")
    _say(f"         {sum(sizes) / count / 1000:.0f} kB in three files of {PICKS} picks")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _seconds(process: Any) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    main()
