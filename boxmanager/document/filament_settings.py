"""The settings of a project's filaments."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

WIDTHS_OF_SPACING = 1 / 4  # default distance of two segments, in widths
ASSUMED_WIDTH = 200.0  # Å; of a filament that is drawn before a width is set


@dataclass(frozen=True)
class FilamentSettings:
    """The width of filaments in px, and how they are cut into segments.

    `spacing` and `rise` are in Å, or in px for micrographs without a pixel size. The spacing follows from `rise` and
    `subunits` if they are set; without both it is a quarter of the width. `model` is the model that picks filaments,
    None for the one that is installed with the program.
    """

    width: float | None = None
    spacing: float | None = None
    rise: float | None = None
    subunits: int | None = None
    model: Path | None = None

    def width_px(self, pixel_size: float | None) -> float:
        """Return the width in px of a filament to be drawn; `pixel_size` is in Å/px."""
        return self.width or max(4.0, ASSUMED_WIDTH / (pixel_size or 4.0))

    def spacing_px(self, pixel_size: float | None) -> float:
        """Return the distance of two segments in px at a pixel size in Å/px."""
        if self.rise and self.subunits:
            return self.rise * self.subunits / (pixel_size or 1.0)
        if self.spacing:
            return self.spacing / (pixel_size or 1.0)
        return WIDTHS_OF_SPACING * self.width_px(pixel_size)


def settings_to_json(settings: FilamentSettings, model: object) -> dict[str, Any]:
    """Return the settings as they are stored in a project; `model` is the stored location of the model."""
    return {f.name: getattr(settings, f.name) for f in fields(settings)} | {"model": model}


def settings_from_json(content: object, model: Path | None) -> FilamentSettings:
    """Return the settings that a project stores, the defaults for an older project; `model` is the located model.

    Raises
    ------
    ValueError
        A value is not a number above 0.
    """
    if not isinstance(content, Mapping):
        return FilamentSettings()
    values = {name: _positive(content.get(name)) for name in ("width", "spacing", "rise", "subunits")}
    subunits = values.pop("subunits")
    return FilamentSettings(**values, subunits=None if subunits is None else max(1, int(subunits)), model=model)


def _positive(value: object) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or not 0 < value < math.inf:
        raise ValueError(f"a filament setting of {value}")
    return float(value)
