"""What the pages tell a reader to type and to click exists: commands, their options, and the window's menus."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from iceboxer.engine.cli.commands import COMMANDS
from iceboxer.engine.cli.main import fill_parser, parser

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "packaging").rglob("*.md")]
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
INDENTED = re.compile(r"(?<=\n\n)(?:    .+\n)+")
OTHERS = ("File ▸ Save model", "Edit ▸ Object")  # menus of other programs
INLINE = re.compile(r"`(iceboxer [^`]+)`")


def blocks(page: Path) -> Iterator[str]:
    """Yield the command lines of the blocks of a page that start `iceboxer` with a command."""
    text = page.read_text(encoding="utf-8")
    for block in (*FENCED.findall(text), *INDENTED.findall(FENCED.sub("", text))):
        for line in re.sub(r"\\\n\s*", "", block).splitlines():
            words = re.sub(r"^(\.venv/bin/|exec )", "", line.strip())
            if words.startswith("iceboxer ") and words.split()[1] in COMMANDS and '"$@"' not in words:
                yield words


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command."""
    top = parser()
    choices = next(action for action in top._actions if isinstance(action, argparse._SubParsersAction)).choices
    for name in COMMANDS:
        fill_parser(top, name)
    return dict(choices)


def test_commands_in_blocks_are_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    known, refused, count = parsers(), [], 0
    for page in PAGES:
        for line in blocks(page):
            name, *words = shlex.split(line, comments=True)[1:]
            count += 1
            try:
                known[name].parse_args(words)
            except SystemExit:
                refused.append(f"{page.name}: {line}: {capsys.readouterr().err.splitlines()[-1]}")
    assert refused == []
    assert count > 20


def test_options_in_the_text_exist() -> None:
    known, unknown = parsers(), []
    for page in PAGES:
        for line in INLINE.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
            name, flags = line.split()[1], re.findall(r"(?<!\S)--[a-z][a-z-]*", line)
            if name in known:
                there = known[name]._option_string_actions
                unknown += [f"{page.name}: {name} {flag}" for flag in flags if flag not in there]
    assert unknown == []


def actions() -> dict[str, dict[str, str]]:
    """Return the keys of each action by menu and text, from the page that is made from the window's table."""
    page = (ROOT / "docs" / "reference" / "actions.md").read_text(encoding="utf-8")
    menus = re.findall(r"^## (.+)\n\n((?:\|.*\n)+)", page, re.MULTILINE)
    rows = {menu: re.findall(r"^\| ([^|]+?)…? \| ([^|]*?) *\|", table, re.MULTILINE) for menu, table in menus}
    return {menu: {text: keys.replace("`", "") for text, keys in found} for menu, found in rows.items()}


def test_menus_in_the_text_exist() -> None:
    menus, unknown = actions(), []
    for page in PAGES:
        text = re.sub(r"\s+", " ", FENCED.sub("", page.read_text(encoding="utf-8")))
        for menu, name in re.findall(r"\*([^*▸]+?) ▸ ([^*▸]+?)…?(?: ▸[^*]*)?\*", text):
            if menu in menus and name not in menus[menu] and f"{menu} ▸ {name}" not in OTHERS:
                unknown.append(f"{page.name}: {menu} ▸ {name}")
    assert unknown == []


def test_keys_in_the_text_are_those_of_the_actions() -> None:
    keys = {name: keys.split(", ") for menu in actions().values() for name, keys in menu.items()}
    wrong = []
    for page in PAGES:
        text = re.sub(r"\s+", " ", FENCED.sub("", page.read_text(encoding="utf-8")))
        for name, key in re.findall(r"\*(?:[^*▸]+ ▸ )?([^*▸]+?)…?\* \(((?:Ctrl|Shift|Alt|F\d|[A-Z]\b)[^,)]*)", text):
            if name in keys and key not in keys[name]:
                wrong.append(f"{page.name}: {name} ({key})")
    assert wrong == []
