"""The command that runs the benchmarks: of the engine, or with ``--window`` of the window."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from contextlib import suppress
from types import FrameType

from iceboxer.engine.cli.arguments import add_arguments, make_config
from iceboxer.engine.cli.console import Console
from iceboxer.engine.errors import Cancelled, ConfigError, EngineError
from iceboxer.engine.events import Note

FAILED, INTERRUPTED = 1, 130


def main(arguments: list[str] | None = None) -> int:
    """Run the experiments that the arguments name; return the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if "--window" in arguments:
        from tests.benchmarks.window.experiments import main as measure_window

        return measure_window([a for a in arguments if a != "--window"])
    return measure_engine(arguments)


def measure_engine(arguments: list[str]) -> int:
    """Run experiments on the engine; return the exit code."""
    from tests.benchmarks.job import BenchmarkConfig, benchmark

    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Measure speed and accuracy on this machine. With --window, measure the window instead "
        "(--window --help lists its options).",
    )
    add_arguments(parser, BenchmarkConfig)
    try:
        config = make_config(BenchmarkConfig, parser.parse_args(arguments))
    except ConfigError as e:
        parser.error(str(e))
    console, stopped = Console(), threading.Event()
    _stop_on_signals(stopped)
    try:
        result = benchmark(config, console, stopped.is_set)
    except (Cancelled, KeyboardInterrupt):
        console(Note("Stopped. Finished measurements are kept."))
        return INTERRUPTED
    except EngineError as e:
        console(Note(f"Benchmarks stopped: {e}"))
        return FAILED
    finally:
        console.close()
    sys.stdout.write(f"{result['text']}\n")
    return 0


def _stop_on_signals(stopped: threading.Event) -> None:
    """Let the first Ctrl-C end the measurements cleanly, and the second one at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()
        signal.signal(number, signal.SIG_DFL)

    with suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)


if __name__ == "__main__":  # worker processes import this file again
    sys.exit(main())
