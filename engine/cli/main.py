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
from pathlib import Path
from typing import Any

from iceboxer.engine.cli.arguments import add_arguments, make_config
from iceboxer.engine.cli.commands import COMMANDS, Command
from iceboxer.engine.cli.console import Console, json_lines
from iceboxer.engine.cli.streams import safe_streams
from iceboxer.engine.errors import AlreadyFinished, Cancelled, ConfigError, EngineError
from iceboxer.engine.events import Report
from iceboxer.engine.text import count_noun
from iceboxer.engine.version import __version__

FAILED, INTERRUPTED = 1, 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; `fill_parser` adds the arguments of the one that is used."""
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


def fill_parser(top: argparse.ArgumentParser, name: str) -> type[Any]:
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
    config_class = fill_parser(top, name) if name else None
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
