"""Job settings: frozen dataclasses, checked on creation and saved as JSON beside the results.

The metadata of a field describes its command-line argument: `help` with the unit, `choices`, `metavar`, `nargs`,
`flag` if the name differs, `positional`, `required` (False if None is allowed although there is no default), and
`unless`, the name of another field that makes this one unnecessary.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import field, fields
from typing import Any, TypeVar

from iceboxer.engine.errors import ConfigError

C = TypeVar("C")
BOX_SIZES, DIAMETERS = (4.0, 1e5), (2.0, 1e5)  # px, least and greatest of a training and of a model card
MOST_THREADS = 1024  # the OpenMP library of torch crashes with tens of thousands


def setting(default: Any = dataclasses.MISSING, *, help: str, **more: Any) -> Any:
    """Return a dataclass field with its command-line help text and further metadata."""
    metadata = {"help": help, **more}
    if default is dataclasses.MISSING:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


def require(condition: bool, sentence: str) -> None:
    """Check a setting.

    Raises
    ------
    ConfigError
        `condition` is false; the message is `sentence`.
    """
    if not condition:
        raise ConfigError(sentence)


def check_threads(threads: int) -> None:
    """Raise ConfigError for a number of threads that no machine can start."""
    require(0 <= threads <= MOST_THREADS, f"The number of threads must be between 0 and {MOST_THREADS:,}.")


def check_length(name: str, value: float | None, limits: tuple[float, float]) -> None:
    """Raise ConfigError for a length in px outside `limits`; None is none."""
    least, greatest = limits
    sentence = f"The {name} must be between {least:g} and {greatest:,.0f} px."
    require(value is None or least <= value <= greatest, sentence)


def check_seed(seed: int) -> None:
    """Raise ConfigError for a random seed that the generators do not take."""
    require(seed >= 0, "The random seed cannot be negative.")


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
    """Return a config dataclass as plain JSON values."""
    plain: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(config), default=str))
    return plain


DEVICE = "auto, cpu, cuda, cuda:N or mps; a device set by name is never replaced by another"
THREADS = "CPU threads; 0 uses all that this process may use"
PRECISION = "auto (bfloat16 if the hardware supports it), float32 or bfloat16"


def from_plain(value: Any) -> Any:
    """Return a value as a config stores it: lists become tuples, since configs are immutable."""
    return tuple(value) if isinstance(value, list) else value
