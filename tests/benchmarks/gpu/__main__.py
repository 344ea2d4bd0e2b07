"""The command that measures a GPU: agreement with the CPU, speed, and what `yolo` learns in a minute."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.gpu.extent import FULL, QUICK

FAILED = 1


def main(arguments: list[str] | None = None) -> int:
    """Take all measurements; return 0 if none failed, else 1."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.gpu",
        description="Measure on a GPU, in five minutes at most: agreement of the picks with the CPU's, speed of "
        "picking and training, and the accuracy of yolo after short trainings. Writes gpu.json and gpu.md.",
    )
    parser.add_argument("--device", default="cuda", help="cuda, cuda:N, or cpu to check the command (default: cuda)")
    parser.add_argument("--output", type=Path, default=Path("benchmark-gpu"), metavar="DIR", help="folder of results")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder with micrographs/ and truth/ of real data")
    parser.add_argument("--quick", action="store_true", help="a few steps of everything, to check that it works")
    parser.add_argument("--seconds", type=float, help=f"limit of all measurements (default: {FULL.limit:g})")
    options = parser.parse_args(arguments)
    # not above: the processes that simulate import this file again, and torch takes seconds to load
    from iceboxer.engine import devices
    from iceboxer.engine.errors import DeviceError
    from tests.benchmarks.gpu.session import Session

    try:
        devices.choose(options.device)
    except DeviceError as e:
        sys.stderr.write(f"Nothing was measured: {e} Run this where a CUDA GPU is, or with --device cpu --quick.\n")
        return FAILED
    extent = QUICK if options.quick else FULL
    extent = replace(extent, limit=options.seconds or extent.limit)
    with TemporaryDirectory(prefix="iceboxer-gpu-") as work:
        session = Session(options.device, extent, options.output, Path(work), options.data, _print)
        code = session.run()
    sys.stdout.write((options.output / "gpu.md").read_text(encoding="utf-8"))
    return code


def _print(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":  # worker processes import this file again
    sys.exit(main())
