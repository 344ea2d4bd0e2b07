"""The program's entry point: a command runs in the engine, anything else opens the window.

Only the half that is needed is loaded: the engine runs without a display, and the window opens without torch.
"""

from __future__ import annotations

import sys
from pathlib import Path

FAILED, WRONG_USAGE = 1, 2


def main() -> int:
    """Run ``iceboxer`` with the arguments of the command line; return the exit code."""
    arguments = sys.argv[1:]
    from iceboxer.boxmanager import desktop
    from iceboxer.engine.cli import main as cli
    from iceboxer.engine.cli.commands import COMMANDS
    from iceboxer.engine.cli.streams import safe_streams

    if len(arguments) == 1 and arguments[0] in (desktop.INSTALL, desktop.REMOVE):
        return _change_desktop(arguments[0])
    if arguments and (arguments[0] in COMMANDS or arguments[0].startswith("-")):
        return cli.main(arguments)
    if arguments and _is_misspelt(arguments[0]):
        with safe_streams():
            sys.stderr.write(
                f"iceboxer: There is no command, file or folder named '{arguments[0]}'. "
                f"The commands are {', '.join(COMMANDS)}.\n"
            )
        return WRONG_USAGE
    from iceboxer.boxmanager.display import missing_display

    if problem := missing_display():
        sys.stderr.write(f"iceboxer: {problem}\n")
        return FAILED
    from iceboxer.boxmanager.app import main as open_window

    return open_window(arguments)


def _change_desktop(option: str) -> int:
    from iceboxer.boxmanager import desktop
    from iceboxer.engine.cli.streams import safe_streams
    from iceboxer.engine.errors import EngineError

    with safe_streams():
        try:
            sys.stdout.write(f"{desktop.run(option)}\n")
        except EngineError as e:
            sys.stderr.write(f"iceboxer: {e}\n")
            return FAILED
    return 0


def _is_misspelt(word: str) -> bool:
    """Return whether a word looks like a command and is not the name of a file or folder."""
    return word.replace("-", "").isalpha() and not Path(word).exists()


if __name__ == "__main__":
    sys.exit(main())
