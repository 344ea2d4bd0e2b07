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
from typing import Any

from iceboxer.engine.cli.arguments import add_arguments, make_config
from iceboxer.engine.cli.console import Console, json_lines
from iceboxer.engine.cli.streams import safe_streams
from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.model_card import describe_set
from iceboxer.engine.errors import AlreadyFinished, Cancelled, ConfigError, EngineError
from iceboxer.engine.events import Report
from iceboxer.engine.text import count_noun, format_table
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


def _lengths(result: dict[str, Any]) -> str:
    rows = [(name, f"{result[name]:.3f}") for name in ("precision", "recall", "f1", "threshold")]
    units = {"direction_error": "°", "pieces": " per filament", "crossings_passed": ""}
    rows += [(n.replace("_", " "), f"{result[n]:.2f}{unit}") for n, unit in units.items() if result[n] is not None]
    rows += [(name, f"{result[name]}") for name in ("crossings", "filaments", "picks", "micrographs")]
    return format_table(rows)


def _figures(result: dict[str, Any]) -> str:
    if "pieces" in result:
        return _lengths(result)
    rows = []
    for name in ("auc", "precision", "recall", "f1", "iou", "threshold"):
        low_high = result.get("interval_95", {}).get(name)
        interval = f"  (95 %: {low_high[0]:.3f} – {low_high[1]:.3f})" if low_high else ""
        rows.append((name, f"{result[name]:.3f}{interval}"))
    rows += [(name, f"{result[name]}") for name in ("particles", "picks", "micrographs")]
    return format_table(rows)


def _trained(card: Any) -> str:
    low, high = card.threshold_interval or (card.threshold, card.threshold)
    size = [("box size", f"{card.box_size:g} px"), ("particle diameter", f"{card.network_box / BOX_RATIO:.0f} px")]
    sets = card.trained_on.get("sets", [])
    if card.is_general and sets:
        size = [("particle diameter", "found on each data set")]
    rows = [*size, ("threshold", f"{card.threshold:.3f}  (95 %: {low:.3f} – {high:.3f})")]
    for name in ("auc", "precision", "recall", "f1"):
        value, interval = getattr(card, name), card.recall_interval if name == "recall" else None
        if value is not None:
            within = f"  (95 %: {interval[0]:.3f} – {interval[1]:.3f})" if interval else ""
            rows.append((f"validation {name}", f"{value:.3f}{within}"))
    table = format_table(rows)
    return "\n".join([table, *map(describe_set, sets), card.evidence])


def _picked(summary: dict[str, Any]) -> str:
    if summary.get("filaments"):
        return (
            f"{count_noun(summary['picks'], 'filament')} of {summary['length'] / 1e4:.1f} μm with "
            f"{count_noun(summary['segments'], 'segment')} at or above {summary['threshold']:.3f} on "
            f"{count_noun(summary['done'], 'micrograph')} in {summary['seconds']:.1f} s: {summary['config']['output']}"
        )
    least = "the threshold of their defocus" if summary.get("thresholds") else f"{summary['threshold']:.3f}"
    return (
        f"{count_noun(summary['picks'], 'pick')} at or above {least} on {count_noun(summary['done'], 'micrograph')} "
        f"in {summary['seconds']:.1f} s: {summary['config']['output']}"
    )


def _text(result: dict[str, Any]) -> str:
    return str(result["text"])


COMMANDS = {
    "train": Command(
        "train a model on boxed micrographs", "training.config:TrainConfig", "training.any_job:train_any", _trained
    ),
    "train-general": Command(
        "train the general model on simulated micrographs",
        "training.config:GeneralConfig",
        "training.general_filaments:train_shipped",
        _trained,
    ),
    "pick": Command(
        "pick the particles of many micrographs",
        "picking.config:WatchConfig",
        "picking.watch:pick_or_watch",
        _picked,
    ),
    "inspect": Command(
        "judge micrographs and list those worth picking",
        "inspection.job:InspectConfig",
        "inspection.job:inspect_micrographs",
        _text,
    ),
    "evaluate": Command(
        "compare picks with reference boxes",
        "evaluation.job:EvaluateConfig",
        "evaluation.any_job:evaluate_any",
        _figures,
    ),
    "check": Command(
        "estimate precision and the best threshold from a few picks judged by eye",
        "evaluation.check_job:CheckConfig",
        "evaluation.check_job:check_picks",
        _text,
    ),
    "classes": Command(
        "average picks in two-dimensional classes",
        "classes.config:ClassesConfig",
        "classes.job:make_classes",
        _text,
    ),
    "compare": Command(
        "compare several picking results and write their consensus",
        "interop.compare:CompareConfig",
        "interop.compare:compare",
        _text,
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
        _text,
    ),
    "relion-pick": Command(
        "pick as an External job in RELION",
        "interop.relion_jobs:RelionPickConfig",
        "interop.relion_jobs:pick",
        _picked,
    ),
    "relion-train": Command(
        "train as an External job in RELION",
        "interop.relion_jobs:RelionTrainConfig",
        "interop.relion_jobs:train",
        _trained,
    ),
    "demo": Command(
        "run a demonstration: simulate, train, pick and evaluate, in about two minutes",
        "cli.demo:DemoConfig",
        "cli.demo:demo",
        _text,
    ),
    "doctor": Command(
        "check this machine: processor, memory, GPU, window", "cli.doctor:DoctorConfig", "cli.doctor:doctor", _text
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
