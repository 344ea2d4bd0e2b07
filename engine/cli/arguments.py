"""Command-line arguments of a config dataclass: one flag per field, with help, unit and default."""

from __future__ import annotations

import argparse
import types
import typing
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, TypeVar

from iceboxer.engine.config import check_threads, from_plain
from iceboxer.engine.errors import ConfigError

LARGEST = 2**32 - 1  # of any number: a random seed may be that large, and lengths in px or Å remain integers

Number = TypeVar("Number", int, float)


def add_arguments(parser: argparse.ArgumentParser, config: type[Any]) -> None:
    """Add an argument to `parser` for each field of `config`."""
    hints = typing.get_type_hints(config)
    for field in fields(config):
        name, options = _argument(field, hints[field.name])
        parser.add_argument(*name, **options)


def make_config(config: type[Any], arguments: argparse.Namespace) -> Any:
    """Return the config that parsed arguments describe.

    Raises
    ------
    ConfigError
        A setting is out of range, or one that is required is missing.
    """
    for f in fields(config):
        other = f.metadata.get("unless")
        if other and not (getattr(arguments, f.name) or getattr(arguments, other)):
            raise ConfigError(f"--{f.name.replace('_', '-')} is missing (or --{other.replace('_', '-')}).")
    check_threads(getattr(arguments, "threads", 0))
    return config(**{f.name: from_plain(getattr(arguments, f.name)) for f in fields(config)})


def _argument(field: Field[Any], hint: Any) -> tuple[list[str], dict[str, Any]]:
    flag = field.metadata.get("flag", "--" + field.name.replace("_", "-"))
    flags = [flag] if isinstance(flag, str) else list(flag)
    options: dict[str, Any] = {"help": _help(field)}
    if field.metadata.get("positional"):
        nargs = field.metadata.get("nargs", "+")
        return [field.name], {
            **options,
            "nargs": nargs,
            "type": _parser_of(hint),
            "metavar": field.name.upper().rstrip("S"),
        }
    options |= {
        "dest": field.name,
        "required": field.default is MISSING and field.metadata.get("required", "unless" not in field.metadata),
        "default": _default(field, hint),
    }
    if hint is bool:
        return flags, {**options, "action": argparse.BooleanOptionalAction if field.default else "store_true"}
    hint = _without_none(hint)
    if "choices" in field.metadata:
        options["choices"] = field.metadata["choices"]
    if typing.get_origin(hint) is tuple:
        count = typing.get_args(hint)
        options["nargs"] = ("*" if field.default is not MISSING else "+") if count[-1] is ... else len(count)
    options["type"] = _parser_of(hint)
    options["metavar"] = field.metadata.get("metavar", _metavar(hint))
    return flags, options


def _default(field: Field[Any], hint: Any) -> Any:
    if field.default is MISSING:
        return () if typing.get_origin(hint) is tuple else None
    return field.default


def _help(field: Field[Any]) -> str:
    text = str(field.metadata["help"]).replace("%", "%%")
    if any(field.default is none for none in (MISSING, None, False)) or field.default == ():
        return text
    default = " ".join(map(str, field.default)) if isinstance(field.default, tuple) else field.default
    return f"{text} (default: {default})"


def _without_none(hint: Any) -> Any:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return next(part for part in typing.get_args(hint) if part is not type(None))
    return hint


def _item(hint: Any) -> Any:
    """Return the type of a single value."""
    hint = _without_none(hint)
    return typing.get_args(hint)[0] if typing.get_origin(hint) is tuple else hint


def _parser_of(hint: Any) -> Any:
    """Return the function that converts a word to a single value."""
    item = _item(hint)
    return {int: _parse_integer, float: _parse_number, Path: _parse_path}.get(item, item)


def _parse_integer(word: str) -> int:
    try:
        return _within_limit(int(word))
    except ValueError as e:
        raise argparse.ArgumentTypeError(f"'{word}' is not a whole number") from e


def _parse_number(word: str) -> float:
    try:
        return _within_limit(float(word))
    except ValueError as e:
        hint = f"; write {word.replace(',', '.')}" if word.count(",") == 1 else ""
        raise argparse.ArgumentTypeError(f"'{word}' is not a number{hint}") from e


def _within_limit(value: Number) -> Number:
    if not abs(value) <= LARGEST:  # nor is NaN
        raise argparse.ArgumentTypeError(f"must be between {-LARGEST:,} and {LARGEST:,}, not {value:g}")
    return value


def _parse_path(word: str) -> Path:
    """Return a path; a word that is empty, such as a variable of the shell that is not set, is not the folder here."""
    if not word:
        raise argparse.ArgumentTypeError("the path is empty; write . for the current folder")
    return Path(word)


def _metavar(hint: Any) -> str:
    item = _item(hint)
    return {"Path": "PATH", "float": "N", "int": "N", "str": "NAME"}[item.__name__]


def command_line(command: str, config: Any) -> list[str]:
    """Return the command line, as a list of words, that runs a job with `config`; defaults are omitted."""
    words = ["iceboxer", command]
    given = [(f, getattr(config, f.name)) for f in fields(config)]
    for f, value in sorted(given, key=lambda each: not each[0].metadata.get("positional")):
        if value == f.default or value is None:
            continue
        flag = f.metadata.get("flag", "--" + f.name.replace("_", "-"))
        first = [] if f.metadata.get("positional") else [flag if isinstance(flag, str) else flag[0]]
        if isinstance(value, bool):
            words += first if value else [first[0].replace("--", "--no-", 1)]
        else:
            words += [*first, *map(str, value if isinstance(value, tuple) else (value,))]
    return words
