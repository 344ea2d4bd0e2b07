"""Detection of the particles on one micrograph, from file to boxes; also used by the workers of a cluster."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import Boxes, inside, no_boxes, resized
from iceboxer.engine.data.filters import Lowpass, flatten_input, shrink_input
from iceboxer.engine.data.junk import AUTO_MASK, JunkMask
from iceboxer.engine.data.micrograph import Open, is_blank, open_micrograph
from iceboxer.engine.data.picture_digest import digest_sample
from iceboxer.engine.data.shipped import path_of_shipped, shipped
from iceboxer.engine.errors import ConfigError, EngineError
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.detection import Detection, Prepared, detect_with_junk, scale_between
from iceboxer.engine.models.heads import without_junk
from iceboxer.engine.models.model_file import Model, for_inference, load_model
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.config import PickConfig

LARGE = 60_000_000  # pixels; two such micrographs at once would take more than 1.5 GB
NO_PICKS = 2.0  # a floor above every confidence
FLOOR = 0.05  # lowest confidence that is kept, so that a threshold can be chosen after picking


@dataclass(frozen=True)
class Outcome:
    """The state of one micrograph in a run: prepared for the network, detected, done by an earlier run, or failed.

    `shape` is (height, width) in px; `found` are the network's boxes, `done` those of an earlier run; `junk` is the
    network's junk map, if it is asked for. `box_size` and `network_box` (both px, see `BoxSize`) and `pixel_size`
    (Å/px) are this micrograph's; `digest` is that of `engine.data.picture_digest.digest_sample`, empty
    without a file. `blank`: all pixels have the same value, so that nothing is detected.
    """

    path: Path
    shape: tuple[int, int] = (0, 0)
    prepared: Prepared | None = None
    found: Boxes | None = None
    error: EngineError | None = None
    done: Boxes | None = None
    box_size: float = 0.0
    network_box: float = 0.0
    pixel_size: float | None = None
    digest: str = ""
    blank: bool = False
    junk: JunkMask | None = None

    def boxes(self, keep_edge: bool) -> Boxes:
        """Return the boxes, without those that extend beyond the micrograph's edge unless `keep_edge`."""
        if self.done is not None:
            return self.done
        assert self.found is not None
        kept: Boxes = self.found if keep_edge else self.found[inside(self.found, self.shape)]
        return kept


class Detector:
    """A model on a device, with the settings that are the same for all micrographs of a run.

    Parameters
    ----------
    open : callable, optional
        Opens the micrograph of a path; by default from disk.

    Raises
    ------
    EngineError
        The model or the device does not exist.
    """

    def __init__(self, config: PickConfig, threads: int, open: Open | None = None) -> None:
        self.config = config
        self._open = open or open_micrograph
        self.device = devices.choose(config.device, threads, config.precision)
        model = load_model(config.model or shipped())
        self.card = model.card
        self._masks = config.mask == AUTO_MASK
        self._junk_network = self._load_junk_network(model) if self._masks else None
        network = model.network if self._masks else without_junk(model.network)
        self.network = for_inference(network, self.device)
        self._alone = threading.Lock()  # held while a large micrograph is in memory
        self._floor = min(FLOOR, config.threshold_for(model.card))

    def _load_junk_network(self, model: Model) -> Network | None:
        """Return the general model for a model without a junk map, None for one with its own.

        Labels say nothing about junk, so that models trained on them have no map. The general model sees the same
        picture if both take it at the scale of the particle.
        """
        if "junk" in model.card.arguments:
            return None
        general = load_model(shipped()) if model.network.scaled and path_of_shipped().is_file() else None
        if general is None or "junk" not in general.card.arguments:
            raise ConfigError("This model has no junk map. Set --mask none, or a folder of masks.")
        return for_inference(general.network, self.device)

    @property
    def on_cpu(self) -> bool:
        """Whether the device is a CPU, which processes one micrograph at a time; a GPU processes a batch."""
        return self.device.torch.type == "cpu"

    def run(self, path: Path, box_size: BoxSize) -> Outcome:
        """Read one micrograph and detect its particles; of large ones, one after the other, with all threads."""
        if not self._is_large(path):
            return self._run(path, box_size)
        with self._alone:
            threads = torch.get_num_threads()
            torch.set_num_threads(self.device.threads)
            try:
                return self._run(path, box_size)
            finally:
                torch.set_num_threads(threads)

    def _run(self, path: Path, box_size: BoxSize) -> Outcome:
        outcome = self.prepare(path, box_size)
        if outcome.prepared is None:
            return outcome
        (detection,) = self.detect([outcome.prepared], outcome.network_box, outcome.box_size)
        prepared = outcome.prepared if self.config.pictures else None
        return replace(outcome, found=detection.picks, junk=detection.junk, prepared=prepared)

    def _is_large(self, path: Path) -> bool:
        try:
            height, width = self._open(path).shape
        except EngineError:
            return False  # reading it reports the reason
        return height * width > LARGE

    def prepare(self, path: Path, box_size: BoxSize) -> Outcome:
        """Read one micrograph and filter and scale it for the network."""
        try:
            micrograph = self._open(path)
            network_box = box_size.network_on(micrograph)
            # before the pixels: of a file that is replaced in between, the digest then differs in a later run
            digest = digest_sample(path) if self._open is open_micrograph else ""
            image = micrograph.read()
            outcome = Outcome(
                path,
                micrograph.shape,
                box_size=box_size.on(micrograph),
                network_box=network_box,
                pixel_size=micrograph.pixel_size,
                digest=digest,
            )
            if is_blank(image):
                return replace(outcome, found=no_boxes(), blank=True)
            factor = self.network.input_factor(micrograph.shape, network_box)
            cutoff = Lowpass(self.card.lowpass, self.card.lowpass_resolution).cutoff(micrograph.pixel_size)
            shrunk = shrink_input(image, factor, cutoff)
            del image  # of a large detector, it takes as much memory as the network
            picture = flatten_input(shrunk, factor, network_box)
        except EngineError as e:
            return Outcome(path, error=e)
        return replace(outcome, prepared=Prepared(picture, scale_between(micrograph.shape, picture)))

    def detect(self, prepared: Sequence[Prepared], network_box: float, box_size: float) -> list[Detection]:
        """Return the junk map and the boxes of each prepared micrograph, of `box_size` px, in descending confidence.

        They go down to `FLOOR`. Overlaps are those of boxes of `network_box` px, so that the same particles are found
        whatever the box size.
        """
        masks = self._masks and self._junk_network is None
        found = detect_with_junk(
            self.network,
            self.device,
            prepared,
            network_box,
            self._floor,
            self.config.max_overlap,
            self.config.min_distance,
            masks,
        )
        found = [each._replace(picks=resized(each.picks, box_size)) for each in found]
        if self._junk_network is not None:
            maps = self.junk_maps(prepared, network_box)
            found = [each._replace(junk=junk) for each, junk in zip(found, maps, strict=True)]
        return found

    def junk_maps(self, prepared: Sequence[Prepared], network_box: float) -> list[JunkMask | None]:
        """Return the junk map of each prepared micrograph without detecting its particles; None without masks."""
        if not self._masks:
            return [None] * len(prepared)
        network = self._junk_network or self.network
        return [one.junk for one in detect_with_junk(network, self.device, prepared, network_box, NO_PICKS)]
