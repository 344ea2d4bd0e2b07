"""The mutations in ``tests/mutations/*.toml``: reading them, checking them, and listing them as a table."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = Path(__file__).parent
PAGE = ROOT / "tests" / "README.md"
TABLE = re.compile("(?<=<!-- mutations -->\n).*?(?=<!-- end of mutations -->)", re.DOTALL)


@dataclass(frozen=True)
class Mutation:
    """One deliberate breakage.

    Attributes
    ----------
    room
        Name of the catalogue file, without suffix.
    what
        The breakage in words.
    file
        File to break, relative to the root of the repository.
    old, new
        Text to replace, which occurs exactly once in the file, and its replacement.
    test
        pytest's identifier of the test that must fail, ``tests/FILE.py::FUNCTION``.
    """

    room: str
    what: str
    file: str
    old: str
    new: str
    test: str


def rooms() -> list[str]:
    """Return the names of all catalogue files, sorted."""
    return sorted(path.stem for path in CATALOGUE.glob("*.toml"))


def read_mutations(chosen: Sequence[str] = ()) -> list[Mutation]:
    """Return the mutations of the `chosen` rooms, of all rooms by default.

    Raises
    ------
    TypeError
        An entry lacks a key or has one too many.
    tomllib.TOMLDecodeError
        A catalogue file is not valid TOML.
    """
    mutations: list[Mutation] = []
    for room in chosen or rooms():
        content = tomllib.loads((CATALOGUE / f"{room}.toml").read_text(encoding="utf-8"))
        mutations += [Mutation(room=room, **entry) for entry in content.get("mutation", [])]
    return mutations


def fault_of(mutation: Mutation, root: Path = ROOT) -> str:
    """Return why a mutation cannot be applied or its test not run, empty if it can."""
    source, test = root / mutation.file, root / mutation.test.split("::")[0]
    if not source.is_file():
        return f"{mutation.file} does not exist"
    if (count := source.read_text(encoding="utf-8").count(mutation.old)) != 1:
        return f"the old text occurs {count} times in {mutation.file}, not once"
    if mutation.old == mutation.new:
        return "old and new text are the same"
    if not test.is_file():
        return f"{mutation.test} does not exist"
    if not _defines(ast.parse(test.read_text(encoding="utf-8")), mutation.test.split("::")[1:]):
        return f"{mutation.test} does not exist"
    return ""


def _defines(tree: ast.AST, names: Sequence[str]) -> bool:
    """Return whether the classes and the function that `names` lists are defined inside each other."""
    if not names:
        return False
    name = names[0].split("[")[0]
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return isinstance(node, ast.FunctionDef) if len(names) == 1 else _defines(node, names[1:])
    return False


def table(mutations: Sequence[Mutation]) -> str:
    """Return the mutations as a Markdown table."""
    lines = ["| room | broken on purpose | test that fails |", "|---|---|---|"]
    for mutation in mutations:
        what = mutation.what.replace("|", "\\|")
        lines.append(f"| {mutation.room} | {what} | `{mutation.test.removeprefix('tests/')}` |")
    return "\n".join(lines) + "\n"


def table_in_page() -> str:
    """Return the table between the two markers of ``tests/README.md``."""
    found = TABLE.search(PAGE.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{PAGE} lacks the two markers of the table")
    return found[0]


def write_table() -> None:
    """Replace the table in ``tests/README.md`` by one of all mutations."""
    new = table(read_mutations())
    PAGE.write_text(TABLE.sub(lambda _: new, PAGE.read_text(encoding="utf-8"), count=1), encoding="utf-8")
