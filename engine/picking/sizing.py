"""How large the boxes are: as asked for, as the model was trained, or found by looking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.micrograph import Open, open_micrograph
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.errors import ConfigError, EngineError, ReadError
from iceboxer.engine.events import Note, Report
from iceboxer.engine.picking.config import PickConfig


def box_size(
    config: PickConfig,
    card: Card,
    paths: Sequence[Path],
    find: Callable[[], float],
    report: Report,
    open: Open = open_micrograph,
) -> float:
    """The side of the boxes in px of the micrographs `paths`.

    Parameters
    ----------
    find : callable
        Looks at a few of them and gives the size at which the network is surest.

    Raises
    ------
    ConfigError
        The diameter is given in Å and the micrographs do not state their pixel size.
    EngineError
        It is to be found, and nothing is.
    """
    if config.box_size is not None:
        return config.box_size
    if config.diameter is not None:
        return _even(BOX_RATIO * config.diameter / _pixel_size(paths, open))
    if not is_general(card):
        return card.box_size
    found = find()
    report(
        Note(
            f"Boxes of {found:g} px seem to fit: the particles look about {found / BOX_RATIO:.0f} px wide. "
            "If that is wrong, give their diameter or the box size."
        )
    )
    return found


def is_general(card: Card) -> bool:
    """Whether a model is one for particles of any kind, which knows no size of its own."""
    return bool(card.trained_on.get("general"))


def _pixel_size(paths: Sequence[Path], open: Open) -> float:
    """Å/px of the first micrograph that can be read."""
    for path in paths:
        try:
            pixel_size = open(path).pixel_size
        except ReadError:
            continue
        if pixel_size is None:
            raise ConfigError(
                f"{path} does not state its pixel size, so a diameter in Å tells nothing. "
                "Give the box size in px (--box-size)."
            )
        return pixel_size
    raise EngineError("None of the micrographs can be read.")


def _even(side: float) -> float:
    return max(4.0, 2.0 * round(side / 2))
