"""The settings of every job: frozen dataclasses, checked when they are made, saved as JSON beside results.

A field's metadata is what the command line shows: `help` with the unit, `choices`, `flag` where the name on
the command line differs, `positional`, `advanced`, `required`: False where None stands for a field without default.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import field, fields
from typing import Any, TypeVar

from iceboxer.engine.errors import ConfigError

C = TypeVar("C")


def setting(default: Any = dataclasses.MISSING, *, help: str, **more: Any) -> Any:
    """A dataclass field with what the command line says about it."""
    metadata = {"help": help, **more}
    if default is dataclasses.MISSING:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


def require(condition: bool, sentence: str) -> None:
    """Refuse a setting.

    Raises
    ------
    ConfigError
        With `sentence`, where `condition` does not hold.
    """
    if not condition:
        raise ConfigError(sentence)


def derive(kind: type[C], config: Any, **changes: Any) -> C:
    """Return a config of `kind` with the settings that it shares with `config`; `changes` replace or add others.

    Raises
    ------
    ConfigError
        The settings contradict each other.
    """
    own = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    shared = {f.name: getattr(config, f.name) for f in fields(config) if f.name in own}
    return kind(**{**shared, **changes})


def to_json(config: Any) -> dict[str, Any]:
    """A config dataclass as plain JSON values."""
    plain: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(config), default=str))
    return plain


DEVICE = "auto, cpu, cuda, cuda:N or mps; one asked for by name is never replaced by another"
THREADS = "processor threads; 0: all that this process may use"
PRECISION = "auto (bfloat16 where the hardware computes in it), float32 or bfloat16"


def from_plain(value: Any) -> Any:
    """A value as a config holds it: lists become tuples, since configs are immutable."""
    return tuple(value) if isinstance(value, list) else value
