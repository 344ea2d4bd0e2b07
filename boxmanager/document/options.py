"""The advanced training settings, as the engine defines them: names, help, defaults and accepted values."""

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
# settings with a control of their own in the window, or determined by the project
ELSEWHERE = {
    *("micrographs", "boxes", "output", "threshold", "as_is", "mask", "box_size", "diameter", "diameter_px"),
    *("network", "start", "resume", "minutes", "device", "filaments", "start_end"),
}


@dataclass(frozen=True)
class Option:
    """One setting. `default` is the value used if the field is empty; `kind` is the type of the value."""

    name: str
    help: str
    default: Any
    kind: type
    many: bool

    @property
    def title(self) -> str:
        """The name of the setting as shown to users."""
        return self.name.replace("_", " ").capitalize()

    def parsed(self, text: str) -> Any:
        """Return the value of a typed text.

        Raises
        ------
        ConfigError
            The text is not a value of this type.
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
        """Return a value as text, in the form in which it is typed."""
        if self.many:
            return " ".join(value) or "none"
        return f"{value:g}" if isinstance(value, float) else str(value)


def options() -> list[Option]:
    """Return all settings of `TrainConfig` that have no control of their own."""
    hints = typing.get_type_hints(TrainConfig)
    return [_option(f, hints[f.name]) for f in fields(TrainConfig) if f.name not in ELSEWHERE]


def _option(field: Field[Any], hint: Any) -> Option:
    parts = [p for p in typing.get_args(hint) if p is not type(None)] if isinstance(hint, types.UnionType) else [hint]
    many = typing.get_origin(parts[0]) is tuple
    kind = typing.get_args(parts[0])[0] if many else parts[0]
    return Option(field.name, str(field.metadata["help"]), field.default, kind, many)


def chosen(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored values of settings that still exist, converted for the config."""
    known = {o.name: o for o in options()}
    return {name: tuple(value) if known[name].many else value for name, value in kept.items() if name in known}


def check_values(values: Mapping[str, Any]) -> None:
    """Raise an error for values that `TrainConfig` does not accept.

    Raises
    ------
    ConfigError
        A value is not accepted, with the name of the setting and the reason.
    """
    required = {f.name: Path() for f in fields(TrainConfig) if f.default is MISSING}
    TrainConfig(**{**required, **values})
