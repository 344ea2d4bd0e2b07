"""The time of each stage of picking: reading, filtering, network, decoding, writing."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import inside
from iceboxer.engine.data.filters import Lowpass, network_input
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.devices import Device
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.detection import Prepared, detect, scale_between
from iceboxer.engine.models.model_file import for_inference, load_model
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import FLOOR
from iceboxer.engine.picking.output import OutputFolder
from tests.benchmarks.bench import Bench, Result
from tests.benchmarks.material import Material
from tests.benchmarks.pictures import write_pictures
from tests.benchmarks.rows import Row
from tests.benchmarks.runs import model_of, trained
from tests.benchmarks.scale import Pictures

STEPS = ("read", "filter", "network", "decode", "write")
NEEDED = ("read", "network")
GOAL = 20.0  # %


def stages(bench: Bench, material: Material, pictures: Pictures) -> Iterator[Row]:
    """Yield the milliseconds of each stage, and the share of all but reading and network."""
    trained(bench, material)

    def measure() -> Result:
        return _measured(bench, material, pictures)

    size = f"{pictures.width} × {pictures.height}"
    settings = {**material.described(), "training": material.training, "size": size, "count": bench.scale.staged}
    taken = bench.once(f"speed/steps-{material.name}", settings, measure)
    note = f"{size}, from the system's cache, one step after another, one thread"
    for step in STEPS:
        yield Row("speed", f"picking, {step}", 1000 * taken[step], "ms a micrograph", None, False, note)
    rest = 1 - sum(taken[step] for step in NEEDED) / sum(taken.values())
    yield Row("speed", "picking, neither read nor network", 100 * rest, "%", GOAL, False, note)


def settle() -> None:
    """Wait until written data is on disk, so that the next timing does not include it."""
    if hasattr(os, "sync"):
        os.sync()


class Watch:
    """A stopwatch that sums the seconds of each stage."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STEPS, 0.0)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time the body of a ``with`` statement."""
        begun = time.perf_counter()
        yield
        self.seconds[name] += time.perf_counter() - begun


def _measured(bench: Bench, material: Material, pictures: Pictures) -> Result:
    device = devices.choose(bench.device, 1)
    model = load_model(model_of(bench, material))
    network = for_inference(model.network, device)
    with TemporaryDirectory(dir=bench.folder) as folder:
        write_pictures(material, pictures, Path(folder) / "micrographs")
        paths = find_micrographs([Path(folder)])
        config = PickConfig(tuple(paths), model_of(bench, material), Path(folder), overwrite=True)
        output = OutputFolder(config, model.card.threshold)
        one_after_another = Steps(network, device, model.card.box_size, output)
        one_after_another.take(paths[0], Watch())  # the first is slow, whichever it is
        settle()
        watch = Watch()
        for path in islice(cycle(paths), bench.scale.staged):
            one_after_another.take(path, watch)
    return {name: seconds / bench.scale.staged for name, seconds in watch.seconds.items()}


class Steps:
    """The stages of `engine.picking.picker` for one micrograph, without threads."""

    def __init__(self, network: Network, device: Device, box_size: float, output: OutputFolder) -> None:
        self._network, self._device, self._box_size, self._output = network, device, box_size, output

    def take(self, path: Path, watch: Watch) -> None:
        """Pick one micrograph."""
        micrograph = open_micrograph(path)
        with watch.step("read"):
            image = micrograph.read()
        with watch.step("filter"):
            factor = self._network.input_factor(micrograph.shape, self._box_size)
            picture = network_input(image, factor, self._box_size, Lowpass().cutoff(micrograph.pixel_size))
        inner = Watch()
        with watch.step("decode"), _timing(self._network, self._device, inner):
            prepared = Prepared(picture, scale_between(micrograph.shape, picture))
            (boxes,) = detect(self._network, self._device, [prepared], self._box_size, FLOOR)
        network = inner.seconds["network"]
        watch.seconds["network"] += network
        watch.seconds["decode"] -= network
        with watch.step("write"):
            boxes = boxes[inside(boxes, micrograph.shape)]
            self._output.write_all(path.stem, boxes)
            self._output.write_selected(path.stem, boxes)


@contextmanager
def _timing(network: Network, device: Device, watch: Watch) -> Iterator[None]:
    """Time each pass through the network as ``network``."""
    begun: list[float] = []

    def before(*_: object) -> None:
        begun.append(time.perf_counter())

    def after(*_: object) -> None:
        if device.torch.type == "cuda":
            torch.cuda.synchronize(device.torch)
        watch.seconds["network"] += time.perf_counter() - begun.pop()

    hooks = (network.register_forward_pre_hook(before), network.register_forward_hook(after))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
