"""Collect the window's texts for Qt Linguist and build what the window reads: python packaging/translations/update.py

Every translation is marked as unfinished until a native speaker has reviewed it in Qt Linguist. `lrelease` is part of
Debian's package `qttools5-dev-tools`; without it only the .ts files are updated.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "boxmanager"
FILES = ROOT / "packaging" / "translations"
BUILT = ROOT / "resources" / "translations"
LANGUAGES = ("de", "zh")
OBJECTS = {"session": "Session", "parent": "MainWindow"}  # the classes of objects that translate for others

Texts = dict[tuple[str, str], str]  # the file in which a text stands, by context and text


def main() -> int:
    """Update and build the files of all languages."""
    texts = collect()
    BUILT.mkdir(exist_ok=True)
    lrelease = shutil.which("lrelease")
    for language in LANGUAGES:
        file = FILES / f"iceboxer_{language}.ts"
        known = read(file) if file.exists() else {}
        write(file, language, texts, known)
        done = sum(1 for key in texts if known.get(key, ("", False))[0])
        sys.stdout.write(f"{file.name}: {done:,} of {len(texts):,} texts are translated\n")
        if lrelease:
            target = BUILT / f"{file.stem}.qm"
            subprocess.run([lrelease, "-silent", str(file), "-qm", str(target)], check=True)
    if not lrelease:
        sys.stdout.write("lrelease is missing, so no .qm file was built\n")
    return 0 if lrelease else 1


def collect() -> Texts:
    """Return the texts of all modules of the window.

    PyQt's ``tr`` uses the class of the object as the context, so a text of a class belongs to its subclasses, too.

    Raises
    ------
    ValueError
        A text is no literal, so that it cannot be collected.
    """
    texts: Texts = {}
    bases: dict[str, set[str]] = defaultdict(set)
    for path in sorted(SOURCES.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef):
                bases[node.name].update(name_of(base) for base in node.bases)
        place = path.relative_to(ROOT).as_posix()
        for context, text in texts_of(module, place):
            texts.setdefault((context, text), place)
    for (context, text), place in list(texts.items()):
        for name in subclasses(context, bases):
            texts.setdefault((name, text), place)
    return texts


def subclasses(name: str, bases: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield the classes that derive from a class, directly or not."""
    for other, above in bases.items():
        if name in above:
            yield other
            yield from subclasses(other, bases)


def texts_of(module: ast.Module, place: str) -> Iterator[tuple[str, str]]:
    """Yield context and text of each call that translates or marks a text."""
    own = context_of_module(module)

    def visit(node: ast.AST, inside: str) -> Iterator[tuple[str, str]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call) and (found := marked(child, inside, own)):
                context, argument = found
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield context, argument.value
                else:
                    raise ValueError(f"{place}:{child.lineno}: a text that is no literal: {ast.unparse(child)}")
            yield from visit(child, child.name if isinstance(child, ast.ClassDef) else inside)

    return visit(module, own)


def context_of_module(module: ast.Module) -> str:
    """Return the context that the functions of a module pass to ``translate``; empty if there is none."""
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and name_of(node.targets[0]) == "CONTEXT":
            return str(ast.literal_eval(node.value))
        if isinstance(node, ast.Call) and name_of(node.func) == "translate" and isinstance(node.args[0], ast.Constant):
            return str(node.args[0].value)
    return ""


def marked(call: ast.Call, inside: str, own: str) -> tuple[str, ast.expr] | None:
    """Return context and text if `call` translates or marks a text, else None."""
    name = name_of(call.func)
    if name == "tr" and isinstance(call.func, ast.Attribute):
        holder = name_of(call.func.value)
        return (inside if holder == "self" else OBJECTS[holder]), call.args[0]
    if name in ("T", "QT_TRANSLATE_NOOP"):
        return own, call.args[1]
    if name == "tr" and len(call.args) == 2:
        return str(ast.literal_eval(call.args[0])), call.args[1]
    if name in ("_tr", "tr") and isinstance(call.args[0], ast.Constant):
        return own, call.args[0]
    return None


def name_of(node: ast.expr) -> str:
    """Return the last part of a dotted name; empty for other expressions."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def read(file: Path) -> dict[tuple[str, str], tuple[str, bool]]:
    """Return the translation of each text that has one, and whether it is finished."""
    found = {}
    for context in ET.parse(file).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.text:
                finished = translation.get("type") is None
                found[name, message.findtext("source", "")] = (translation.text, finished)
    return found


def write(file: Path, language: str, texts: Texts, known: Mapping[tuple[str, str], tuple[str, bool]]) -> None:
    """Write the texts with their translations; a text translated in another context has that translation as a draft."""
    anywhere = {text: translation for (_, text), (translation, _) in known.items()}
    root = ET.Element("TS", version="2.1", sourcelanguage="en", language=language)
    contexts: dict[str, ET.Element] = {}
    for context, text in sorted(texts):
        if context not in contexts:
            contexts[context] = ET.SubElement(root, "context")
            ET.SubElement(contexts[context], "name").text = context
        message = ET.SubElement(contexts[context], "message")
        ET.SubElement(message, "location", filename=f"../../{texts[context, text]}")
        ET.SubElement(message, "source").text = text
        translation, finished = known.get((context, text), (anywhere.get(text, ""), False))
        ET.SubElement(message, "translation", {} if finished else {"type": "unfinished"}).text = translation
    ET.indent(root)
    body = re.sub(r"\s*/>", "/>", ET.tostring(root, encoding="unicode"))
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
