"""The program's entry: a subcommand goes to the engine, anything else opens the window.

Neither half is loaded for the other: the engine runs where no display is, the window opens without torch.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run ``iceboxer`` with the arguments of the command line; returns the exit code."""
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
