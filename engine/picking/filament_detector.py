"""Detection of the filaments on one micrograph, from file to curves; also used by the workers of a cluster."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, fields
from pathlib import Path

from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.filaments import Filament, pieces_within
from iceboxer.engine.data.junk import AUTO_MASK, NO_MASK
from iceboxer.engine.data.micrograph import Open, open_micrograph
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.data.shipped import shipped_filaments
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import EngineError, NoParticles
from iceboxer.engine.events import IsCancelled, Note, Report
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.ridges import detect_ridges
from iceboxer.engine.models.tracing import Tracing, default_tracing, trace
from iceboxer.engine.picking.box_size import BoxSize, side_of
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import Detector, Outcome
from iceboxer.engine.picking.filament_config import PickFilamentsConfig
from iceboxer.engine.picking.size import estimate_box_size, first_pixel_size

FLOOR = 0.1  # lowest confidence of ridge points and filaments that is kept


@dataclass(frozen=True)
class FilamentOutcome(Outcome):
    """The filaments of one micrograph, in descending confidence, down to `FLOOR`; `reused`: of an earlier run."""

    filaments: tuple[Filament, ...] = ()
    reused: bool = False


class FilamentDetector:
    """A filament model on a device, with the limits of tracing.

    Raises
    ------
    EngineError
        The model or the device does not exist, or the model picks single particles.
    """

    def __init__(self, config: PickFilamentsConfig, open: Open = open_micrograph) -> None:
        self.config, self._open = config, open
        general = PickConfig(
            config.inputs,
            model_of(config),
            config.output,
            mask=AUTO_MASK if config.mask == AUTO_MASK else NO_MASK,
            precision=config.precision,
            device=config.device,
        )
        self._detector = Detector(general, config.threads, open)
        check_direction(self._detector.card, model_of(config))
        self._one = threading.Lock()  # a GPU runs one picture at a time

    @property
    def card(self) -> Card:
        """The model's card."""
        return self._detector.card

    @property
    def device(self) -> Device:
        """The device."""
        return self._detector.device

    @property
    def network(self) -> Network:
        """The network."""
        return self._detector.network

    @property
    def on_cpu(self) -> bool:
        """Whether the device is a CPU."""
        return self._detector.on_cpu

    def choose_size(self, paths: Sequence[Path], cancelled: IsCancelled, report: Report) -> BoxSize:
        """Return the box size, 1.5 widths, see `choose_width`."""
        return choose_width(
            self.config, self.card, paths, lambda: self.estimate_box_size(paths, cancelled), report, self._open
        )

    def estimate_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> BoxSize:
        """Return the box size that fits the filaments on a few of the micrographs."""
        return estimate_box_size(self.network, self.device, paths, cancelled, self._open)

    def run(self, path: Path, size: BoxSize) -> FilamentOutcome:
        """Read one micrograph and trace its filaments, down to `FLOOR`."""
        outcome = self._detector.prepare(path, size)
        facts = {field.name: getattr(outcome, field.name) for field in fields(Outcome)}
        if outcome.error is not None or outcome.prepared is None:  # all pixels are equal
            return FilamentOutcome(**facts)
        prepared = [outcome.prepared]
        with self._one if not self.on_cpu else nullcontext():
            (ridges,) = detect_ridges(self.network, self.device, prepared, outcome.box_size, FLOOR)
            (facts["junk"],) = self._detector.junk_maps(prepared, outcome.network_box)
        found = trace(ridges, tracing_limits(self.config, outcome.box_size, outcome.pixel_size))
        height, width = outcome.shape
        inside = [piece for f in found for piece in pieces_within(f, (0, 0), (width, height))]
        facts["prepared"] = outcome.prepared if self.config.pictures else None
        return FilamentOutcome(**facts, filaments=tuple(f for f in inside if f.confidence >= FLOOR))


def model_of(config: PickFilamentsConfig) -> Path:
    """Return the model of a picking, by default the filament model."""
    return config.model or shipped_filaments()


def check_direction(card: Card, model: Path) -> None:
    """Check that a model picks filaments.

    Raises
    ------
    EngineError
        It picks single particles.
    """
    if not card.arguments.get("direction"):
        raise EngineError(f"{model} picks single particles, not filaments. Choose a filament model.")


def choose_width(
    config: PickFilamentsConfig,
    card: Card,
    paths: Sequence[Path],
    estimate: Callable[[], BoxSize],
    report: Report,
    open: Open = open_micrograph,
) -> BoxSize:
    """Return the box size, 1.5 widths: the one set, that of the training, or an estimate.

    Raises
    ------
    EngineError
        The width is set in Å and no micrograph has a pixel size.
    NoParticles
        No filament is found to estimate the width from.
    """
    if config.box_size is not None:
        return BoxSize(config.box_size)
    if config.width is not None:
        pixel_size = first_pixel_size(paths, open)
        return BoxSize(side_of(config.width, pixel_size), pixel_size, config.width)
    if not card.is_general:
        return BoxSize(card.box_size)
    try:
        found = estimate()
    except NoParticles as e:
        raise NoParticles("No filament was found at any scale. Set the width in Å (--width).") from e
    report(Note(f"Estimated width: {describe_width(found)}. If this is wrong, set --width."))
    return found


def describe_width(size: BoxSize) -> str:
    """Return the width of filaments for users, in Å if the pixel size is known."""
    width = size.side / BOX_RATIO
    return f"{width:.0f} px" if size.pixel_size is None else f"{width * size.pixel_size:.0f} Å ({width:.0f} px)"


def tracing_limits(config: PickFilamentsConfig, side: float, pixel_size: float | None) -> Tracing:
    """Return the limits of tracing for boxes of `side` px."""

    def px(length: float | None) -> float | None:
        return None if length is None else length / (pixel_size or 1.0)

    radius = px(config.min_radius)
    bend = None if radius is None else 1 / max(radius, 1e-3)
    return default_tracing(side / BOX_RATIO, px(config.min_length), bend, px(config.gap))
