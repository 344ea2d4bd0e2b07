"""The entry point of the command line: one command per job, with arguments derived from the job's config."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import threading
import types
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from iceboxer.engine.cli.arguments import add_arguments, make_config
from iceboxer.engine.cli.console import Console, json_lines
from iceboxer.engine.cli.results import format_figures, format_picked, format_text, format_trained
from iceboxer.engine.cli.streams import safe_streams
from iceboxer.engine.errors import AlreadyFinished, Cancelled, ConfigError, EngineError
from iceboxer.engine.events import Report
from iceboxer.engine.text import count_noun
from iceboxer.engine.version import __version__

FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130


@dataclass(frozen=True)
class Command:
    """A command. `config` and `job` are "module:name" below `engine`, loaded only when needed.

    `result` formats what the job returns, for standard output.
    """

    help: str
    config: str
    job: str
    result: Callable[[Any], str] | None = None

    def load(self, what: str) -> Any:
        """Import the object that "module:name" names."""
        module, name = what.split(":")
        return getattr(import_module(f"iceboxer.engine.{module}"), name)


COMMANDS = {
    "train": Command(
        "train a model on boxed micrographs",
        "training.config:TrainConfig",
        "training.any_job:train_any",
        format_trained,
    ),
    "train-general": Command(
        "train the general model on simulated micrographs",
        "training.config:GeneralConfig",
        "training.general_filaments:train_shipped",
        format_trained,
    ),
    "pick": Command(
        "pick the particles of many micrographs",
        "picking.config:WatchConfig",
        "picking.watch:pick_or_watch",
        format_picked,
    ),
    "inspect": Command(
        "judge micrographs and list those worth picking",
        "inspection.job:InspectConfig",
        "inspection.job:inspect_micrographs",
        format_text,
    ),
    "evaluate": Command(
        "compare picks with reference boxes",
        "evaluation.job:EvaluateConfig",
        "evaluation.any_job:evaluate_any",
        format_figures,
    ),
    "check": Command(
        "estimate precision and the best threshold from a few picks judged by eye",
        "evaluation.check_job:CheckConfig",
        "evaluation.check_job:check_picks",
        format_text,
    ),
    "classes": Command(
        "average picks in two-dimensional classes",
        "classes.config:ClassesConfig",
        "classes.job:make_classes",
        format_text,
    ),
    "compare": Command(
        "compare several picking results and write their consensus",
        "interop.compare:CompareConfig",
        "interop.compare:compare",
        format_text,
    ),
    "simulate": Command(
        "simulate micrographs with known particles",
        "simulation.job:SimulateConfig",
        "simulation.job:simulate",
    ),
    "convert": Command(
        "convert boxes to another program's format", "interop.convert_config:ConvertConfig", "interop.convert:convert"
    ),
    "feedback": Command(
        "turn the result of a 2-D classification into labels and rejected boxes",
        "interop.feedback:FeedbackConfig",
        "interop.feedback:feedback",
        format_text,
    ),
    "relion-pick": Command(
        "pick as an External job in RELION",
        "interop.relion_jobs:RelionPickConfig",
        "interop.relion_jobs:pick",
        format_picked,
    ),
    "relion-train": Command(
        "train as an External job in RELION",
        "interop.relion_jobs:RelionTrainConfig",
        "interop.relion_jobs:train",
        format_trained,
    ),
    "demo": Command(
        "run a demonstration: simulate, train, pick and evaluate, in about two minutes",
        "cli.demo:DemoConfig",
        "cli.demo:demo",
        format_text,
    ),
    "doctor": Command(
        "check this machine: processor, memory, GPU, window",
        "cli.doctor:DoctorConfig",
        "cli.doctor:doctor",
        format_text,
    ),
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; `_fill` adds the arguments of the one that is used."""
    top = argparse.ArgumentParser(
        prog="iceboxer",
        description="Pick particles in cryo-EM micrographs. Without a command, open the window on the given paths.",
        epilog="On Linux, --install-desktop adds the window to the menu of your desktop, --remove-desktop removes it.",
    )
    top.add_argument("--version", action="version", version=f"iceboxer {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.help, description=command.help[0].upper() + command.help[1:] + ".")
    return top


def _fill(top: argparse.ArgumentParser, name: str) -> type[Any]:
    """Add the arguments of one command, loading only its modules; return its config class."""
    subparsers = next(a for a in top._actions if isinstance(a, argparse._SubParsersAction))
    config: type[Any] = COMMANDS[name].load(COMMANDS[name].config)
    add_arguments(subparsers.choices[name], config)
    subparsers.choices[name].add_argument(
        "--events", choices=("text", "json"), default="text", help="format of progress messages (default: text)"
    )
    return config


def main(argv: list[str] | None = None) -> int:
    """Run one command; return the exit code: 0 success, 1 failure, 2 wrong usage, 130 interrupted."""
    with safe_streams() as out:
        code = _main(argv)
        out.flush()
        if out.error is not None:
            reason = out.error.strerror or out.error
            return _fail(f"Standard output cannot be written: {reason}. Files are complete.", FAILED)
        return code


def _main(argv: list[str] | None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    top = parser()
    name = argv[0] if argv and argv[0] in COMMANDS else None
    config_class = _fill(top, name) if name else None
    arguments = top.parse_args(argv)
    assert config_class is not None  # without a known command argparse has exited with code 2
    command = COMMANDS[arguments.command]
    if not _is_here():  # torch would end the process while it loads
        return _fail("The current folder has been removed. Change to another one and run the command again.", FAILED)
    try:
        config = make_config(config_class, arguments)
    except ConfigError as e:
        top.error(str(e))
    if arguments.events == "json":
        return _run(command, config, json_lines, quiet=True)
    console = Console()
    try:
        return _run(command, config, console, quiet=False)
    finally:
        console.close()


def _is_here() -> bool:
    """Return whether the current folder exists."""
    try:
        return Path.cwd().exists()
    except OSError:
        return False


def _load_job(command: Command) -> Callable[..., Any]:
    """Load the job of a command; its modules, a million objects, are left out of garbage collections from then on."""
    if gc.get_freeze_count():
        return command.load(command.job)  # type: ignore[no-any-return]
    gc.disable()
    try:
        return command.load(command.job)  # type: ignore[no-any-return]
    finally:
        gc.freeze()
        gc.enable()


def _run(command: Command, config: Any, report: Report, quiet: bool) -> int:
    stopped = threading.Event()
    _stop_on_signals(stopped)
    try:
        result = _load_job(command)(config, report, stopped.is_set)
    except Cancelled:
        return _fail("Stopped. Finished work is kept.", INTERRUPTED)
    except KeyboardInterrupt:
        return _fail("Stopped.", INTERRUPTED)
    except AlreadyFinished as e:
        return _fail(str(e), 0)  # so that a job that a cluster starts again ends
    except EngineError as e:
        return _fail(str(e), FAILED)
    except OSError as e:  # of a disk that is lost or stale at a look that no reader or writer makes
        return _fail(
            f"{e.filename or 'A file'}: {e.strerror or e}. Check the disk, and run the same command again.", FAILED
        )
    if command.result and not quiet and os.environ.get("RANK", "0") == "0":  # one process prints
        sys.stdout.write(command.result(result) + "\n")
    failed = result.get("failed") if isinstance(result, dict) else None
    if failed:
        count = failed if isinstance(failed, int) else len(failed)
        return _fail(f"{count_noun(count, 'file')} could not be read (see above); all others are done.", FAILED)
    if isinstance(result, dict) and "doubt" in result:
        return _fail(result["doubt"], FAILED)
    return 0


def _stop_on_signals(stopped: threading.Event) -> None:
    """Stop the job on the first Ctrl-C or SIGTERM, leaving no file half-written; on the second, immediately."""

    def stop(number: int, frame: types.FrameType | None) -> None:  # noqa: ARG001
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    with suppress(ValueError):  # outside the main thread, where the caller has its own way to cancel
        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)


def _fail(sentence: str, code: int) -> int:
    sys.stderr.write(f"iceboxer: {sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
