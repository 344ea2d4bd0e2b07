"""Write docs/reference/: commands with their settings, and the window's actions with their keys.

Run it after a change of either: ``python packaging/site/reference.py``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from iceboxer.engine.cli import main as cli
from iceboxer.engine.cli.commands import COMMANDS

DOCS = Path(__file__).parents[2] / "docs" / "reference"
LONGEST_CHOICES = 20  # characters
NOTE = "This page is made from the program by `packaging/site/reference.py`.\n"


def main() -> int:
    """Write both pages."""
    DOCS.mkdir(exist_ok=True)
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")
    return 0


def pages() -> dict[str, str]:
    """Return the text of each page by its name."""
    return {"commands.md": commands(), "actions.md": actions()}


def commands() -> str:
    """Return the page of all commands."""
    top = cli.parser()
    subparsers = next(a for a in top._actions if isinstance(a, argparse._SubParsersAction))
    parts = [f"# Commands\n\n{NOTE}\nEvery command has `--help` and `--events json`.\n"]
    for name in COMMANDS:
        cli.fill_parser(top, name)
        parser = subparsers.choices[name]
        parts.append(f"## iceboxer {name}\n\n{parser.description}\n\n{settings(parser)}")
    return "\n".join(parts)


def settings(parser: argparse.ArgumentParser) -> str:
    """Return the table of a command's settings."""
    rows = ["| setting | what it does |", "|---|---|"]
    for action in parser._actions:
        if not isinstance(action, argparse._HelpAction):
            text = (action.help or "").replace("%%", "%")
            needed = " (required)" if action.required and action.option_strings else ""
            rows.append(f"| {flags(action)} | {cell(text)}{needed} |")
    return "\n".join(rows) + "\n"


def flags(action: argparse.Action) -> str:
    """Return the names of a setting and what follows them."""
    value = "" if action.nargs == 0 or isinstance(action, argparse.BooleanOptionalAction) else f" {value_of(action)}"
    if not action.option_strings:
        return f"`{cell(value.strip())}`"
    return ", ".join(f"`{flag}{cell(value)}`" for flag in action.option_strings)


def value_of(action: argparse.Action) -> str:
    """Return the placeholder of a value: its choices, unless they would fill the table; then the help names them."""
    if action.choices is not None and len(choices := ",".join(map(str, action.choices))) <= LONGEST_CHOICES:
        return "{" + choices + "}"
    name = action.metavar if isinstance(action.metavar, str) else str(action.dest).upper()
    counts = {"+": f"{name} ...", "*": f"[{name} ...]", None: name}
    return counts.get(action.nargs) or " ".join([name] * int(str(action.nargs)))


def actions() -> str:
    """Return the page of the window's actions."""
    from PyQt5.QtWidgets import QApplication

    from iceboxer.boxmanager.window.actions import MENUS, SPECS

    application = QApplication.instance() or QApplication(sys.argv[:1])
    parts = [f"# Menus and keys\n\n{NOTE}\nKeys can be changed under *File ▸ Edit shortcuts*.\n"]
    for menu, title in MENUS:
        rows = ["| action | keys | what it does |", "|---|---|---|"]
        for spec in (spec for spec in SPECS if spec.menu == menu):
            keys = ", ".join(f"`{key}`" for key in (*spec.keys, *spec.canvas))
            rows.append(f"| {cell(plain(spec.text))} | {cell(keys)} | {cell(spec.tip)} |")
        parts.append(f"## {plain(title)}\n\n" + "\n".join(rows) + "\n")
    del application
    return "\n".join(parts)


def plain(text: str) -> str:
    """Return the text of a menu without the mark of its access key."""
    return "&".join(piece.replace("&", "") for piece in text.split("&&"))


def cell(text: str) -> str:
    """Return text for a cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def stale() -> Iterator[str]:
    """Yield the names of the pages that are not up to date."""
    for name, text in pages().items():
        path = DOCS / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield name


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
