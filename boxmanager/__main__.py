"""The entry of the program: a subcommand runs the engine, anything else opens the window.

The engine runs without a display and the window opens without torch, so only the half that is needed is imported.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run ``iceboxer`` with the arguments of the command line; return the exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["benchmark"] and "--gui" in arguments:
        from iceboxer.boxmanager.benchmark import main as measure_window

        return measure_window([a for a in arguments[1:] if a != "--gui"])
    from iceboxer.engine.cli import main as cli

    if arguments and (arguments[0] in cli.COMMANDS or arguments[0].startswith("-")):
        return cli.main(arguments)
    from iceboxer.boxmanager.app import main as open_window

    return open_window(arguments)


if __name__ == "__main__":
    sys.exit(main())
