"""A micrograph looked at: read, made ready and shown to the network. The same on one machine and on many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import Boxes, inside
from iceboxer.engine.data.filters import Lowpass, network_input
from iceboxer.engine.data.micrograph import Open, open_micrograph
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.errors import EngineError
from iceboxer.engine.models.detection import Prepared, detect, scale_between
from iceboxer.engine.models.model_file import for_inference, load_model
from iceboxer.engine.picking.config import PickConfig

FLOOR = 0.05  # picks are kept down to this confidence, so that the threshold can be chosen afterwards


@dataclass(frozen=True)
class Ready:
    """A micrograph on its way: prepared for the network, looked at, done by an earlier run, or refused.

    `found` are its boxes by the network; `done` those of an earlier run.
    """

    path: Path
    shape: tuple[int, int] = (0, 0)
    prepared: Prepared | None = None
    found: Boxes | None = None
    error: EngineError | None = None
    done: Boxes | None = None

    def boxes(self, keep_edge: bool) -> Boxes:
        """Return its boxes, without those that stick out of the micrograph unless `keep_edge`."""
        if self.done is not None:
            return self.done
        assert self.found is not None
        within: Boxes = self.found if keep_edge else self.found[inside(self.found, self.shape)]
        return within


class Looker:
    """A model on a device, with the settings that all micrographs of a run are looked at with.

    `open` opens the micrograph of a path, by default from disk. `box_size` is in px of the micrographs; it must be set
    before the first one where the model's own is not meant.

    Raises
    ------
    EngineError
        No such model or device.
    """

    def __init__(self, config: PickConfig, threads: int, open: Open | None = None) -> None:
        self.config = config
        self._open = open or open_micrograph
        self.device = devices.choose(config.device, threads, config.precision)
        model = load_model(config.model or shipped())
        self.card = model.card
        self.box_size = model.card.box_size
        self.network = for_inference(model.network, self.device)
        threshold = model.card.threshold if config.threshold is None else config.threshold
        self._floor = min(FLOOR, threshold)

    @property
    def on_processor(self) -> bool:
        """Whether it looks at one micrograph at a time; a graphics card takes several prepared ones at once."""
        return self.device.torch.type == "cpu"

    def look(self, path: Path) -> Ready:
        """Read one micrograph and find its particles."""
        ready = self.prepare(path)
        if ready.prepared is None:
            return ready
        return replace(ready, found=self.detect([ready.prepared])[0])

    def prepare(self, path: Path) -> Ready:
        """Read one micrograph and make it ready for the network."""
        try:
            micrograph = self._open(path)
            factor = self.network.input_factor(micrograph.shape, self.box_size)
            cutoff = Lowpass(self.card.lowpass, self.card.lowpass_resolution).cutoff(micrograph.pixel_size)
            picture = network_input(micrograph.read(), factor, self.box_size, cutoff)
        except EngineError as e:
            return Ready(path, error=e)
        return Ready(path, micrograph.shape, Prepared(picture, scale_between(micrograph.shape, picture)))

    def detect(self, prepared: Sequence[Prepared]) -> list[Boxes]:
        """The boxes of each, down to the floor."""
        return detect(
            self.network,
            self.device,
            prepared,
            self.box_size,
            self._floor,
            self.config.max_overlap,
            self.config.min_distance,
        )
