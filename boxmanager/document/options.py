"""The finer settings of a training, as the engine describes them: names, help, defaults, and what may be typed."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Any

from iceboxer.engine.data.shipped import NAME
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.training.config import TrainConfig

STARTS = ("present", NAME, "scratch")  # the active model, the general model, random weights
# what has its own place in the window, or follows from the project
ELSEWHERE = {"micrographs", "boxes", "output", "box_size", "network", "start", "resume", "minutes", "device"}


@dataclass(frozen=True)
class Option:
    """One setting. `default` is what stands in the field while nothing is typed; `kind` is the type of a value."""

    name: str
    help: str
    default: Any
    kind: type
    many: bool

    @property
    def title(self) -> str:
        """Its name in words."""
        return self.name.replace("_", " ").capitalize()

    def parsed(self, text: str) -> Any:
        """What was typed, as the config takes it.

        Raises
        ------
        ConfigError
            It is no such value.
        """
        words = text.replace(",", " ").split()
        if self.many:
            return () if words == ["none"] else tuple(words)
        try:
            return self.kind(text.strip())
        except ValueError as e:
            wanted = "a whole number" if self.kind is int else "a number"
            raise ConfigError(f"{self.title}: “{text.strip()}” is not {wanted}.") from e

    def text(self, value: Any) -> str:
        """A value as it is typed."""
        if self.many:
            return " ".join(value) or "none"
        return f"{value:g}" if isinstance(value, float) else str(value)


def options() -> list[Option]:
    """All settings of `TrainConfig` that have no other place."""
    hints = typing.get_type_hints(TrainConfig)
    return [_option(f, hints[f.name]) for f in fields(TrainConfig) if f.name not in ELSEWHERE]


def _option(field: Field[Any], hint: Any) -> Option:
    parts = [p for p in typing.get_args(hint) if p is not type(None)] if isinstance(hint, types.UnionType) else [hint]
    many = typing.get_origin(parts[0]) is tuple
    kind = typing.get_args(parts[0])[0] if many else parts[0]
    return Option(field.name, str(field.metadata["help"]), field.default, kind, many)


def chosen(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a person's settings that are still settings, as the config takes them."""
    known = {o.name: o for o in options()}
    return {name: tuple(value) if known[name].many else value for name, value in kept.items() if name in known}


def check(values: Mapping[str, Any]) -> None:
    """Refuse values that a training would refuse.

    Raises
    ------
    ConfigError
    """
    required = {f.name: Path() for f in fields(TrainConfig) if f.default is MISSING}
    TrainConfig(**{**required, **values})
