"""All measurements, one after the other: an error in one is recorded, and the others still run."""

from __future__ import annotations

import json
import platform
import shutil
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import torch

from iceboxer.engine import devices
from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.devices import available_threads
from iceboxer.engine.models.model_file import load_model
from iceboxer.engine.models.yolo import Yolo
from iceboxer.engine.version import __version__
from tests.benchmarks.gpu import rates
from tests.benchmarks.gpu.agreement import agreement
from tests.benchmarks.gpu.extent import Extent
from tests.benchmarks.gpu.learning import Training, learn
from tests.benchmarks.gpu.page import write_page
from tests.benchmarks.gpu.sets import box_size, simulate, simulated_sets, write_large
from tests.benchmarks.material import REAL_BOX, real_micrographs

RESERVED = 60.0  # seconds that the measurements after the trainings need
OVERHEAD = 12.0  # seconds around each training: reading, picking, evaluating
STEPPING = 0.6  # of the seconds of a training; the others are validation and writing
GUESSED = 5.0  # steps per second of `yolo` if they could not be measured
TRAININGS = ("k4", "k8", "large")  # sets on which `yolo` is trained; the last is seen in patches
Figures = dict[str, Any]


@dataclass
class Session:
    """The measurements of one run, with their results, errors and seconds; `work` is for large files."""

    device: str
    extent: Extent
    output: Path
    work: Path
    data: Path | None
    print: Callable[[str], object]
    results: Figures = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._begun = time.monotonic()
        self.sets = simulated_sets(self.work, self.extent)
        if self.extent.crop:
            Yolo.crop = self.extent.crop

    @property
    def left(self) -> float:
        """Seconds until the limit."""
        return self.extent.limit - (time.monotonic() - self._begun)

    def run(self) -> int:
        """Take all measurements; return 0 if none failed, else 1."""
        self.measure("machine", self._machine)
        self.measure("simulated", lambda: simulate([*self.sets.values()], available_threads()))
        self.measure("training speed", self._training_speed)
        for number, name in enumerate(TRAININGS):
            self.measure(f"yolo {name}", partial(self._yolo, name, len(TRAININGS) - number))
        self.measure("agreement compact", self._agreement_compact)
        self.measure("agreement yolo", self._agreement_yolo)
        self.measure("agreement real", self._agreement_real)
        self.measure("picking speed", self._picking_speed)
        self.measure("ranks", lambda: rates.ranks(self.sets["k4"], self.work, self.device, self.extent.steps or 100))
        for name in TRAININGS[:2]:
            self.measure(f"compact {name}", partial(self._compact, name))
        self.measure("budget", self._budget)
        return 1 if self.errors else 0

    def measure(self, name: str, function: Callable[[], Any]) -> None:
        """Record the result of `function`, or its error, and write all results so far."""
        begun = time.monotonic()
        if self.left < 0:
            self.results[name] = {"left out": f"the limit of {self.extent.limit:.0f} s was reached"}
        else:
            self.results[name] = self.guarded(function, where=name)
        self.seconds[name] = round(time.monotonic() - begun, 1)
        self.print(f"{name}: {self.seconds[name]:.1f} s{', failed' if name in self.errors else ''}")
        self.write()

    def guarded(self, function: Callable[..., Any], *arguments: Any, where: str = "") -> Any:
        """Return the result of a function, or its error as text."""
        try:
            return function(*arguments)
        except Exception as e:  # noqa: BLE001  one failed measurement must not cost the others
            self.errors[where or f"{function.__name__}{arguments[1:3]}"] = traceback.format_exc()
            self.print(traceback.format_exc())
            return {"error": str(e)}
        finally:
            if torch.cuda.is_available():
                torch.cuda.empty_cache()

    def write(self) -> None:
        """Write gpu.json and gpu.md."""
        make_folder(self.output)
        record = {"results": self.results, "errors": self.errors, "seconds": self.seconds}
        write_text(self.output / "gpu.json", json.dumps(record, indent=1, default=str) + "\n")
        try:
            write_page(record, self.output / "gpu.md")
        except Exception:  # noqa: BLE001  the table can be made again from the JSON file
            self.errors["page"] = traceback.format_exc()

    def _machine(self) -> Figures:
        device = devices.choose(self.device)
        return {
            "device": device.name,
            "precision": str(device.precision),
            "gpus": torch.cuda.device_count() if torch.cuda.is_available() else 0,
            "memory": devices.memory(device) / 2**30,
            "processors": available_threads(),
            "ram": psutil.virtual_memory().total / 2**30,
            "software": f"iceboxer {__version__}, torch {torch.__version__}, python {platform.python_version()}",
            "cuda": torch.version.cuda,
            "cudnn": torch.backends.cudnn.version(),  # type: ignore[no-untyped-call]
        }

    def _training_speed(self) -> Figures:
        return rates.training(self.sets["k4"], self.device, self.extent, self.guarded)

    def _yolo(self, name: str, trainings_left: int) -> Figures:
        rate = self._rate_of("yolo")
        seconds = min(self.extent.learning, (self.left - RESERVED) / trainings_left - OVERHEAD)
        steps = min(max(2, round(STEPPING * rate * seconds)), self.extent.steps or 10**9)
        return self._learn(name, "yolo", steps, ())

    def _compact(self, name: str) -> Figures:
        if self.left < 15:
            return {"left out": "there was no time left"}
        return self._learn(name, "compact", self.extent.steps or 240, ("--from", "none"))

    def _learn(self, name: str, network: str, steps: int, options: tuple[str, ...]) -> Figures:
        if self.extent.steps:
            options = (*options, "--batch", "1")
        work = self.work / f"{network}-{name}"
        return learn(Training(self.sets[name], network, steps, self.device, options), work)

    def _rate_of(self, network: str) -> float:
        """Return the measured steps per second, or a guess."""
        rate = self.results.get("training speed", {}).get(network, {}).get("steps per second from files")
        return rate if isinstance(rate, float) else GUESSED

    def _agreement_compact(self) -> Figures:
        item = self.sets["large"]
        return agreement(load_model(shipped()), item.unseen[:4], box_size(item), self.device, available_threads())

    def _agreement_yolo(self) -> Figures:
        item = self.sets["k4"]
        model = load_model(self.work / "yolo-k4" / "model.safetensors")
        return agreement(model, item.unseen[:4], box_size(item), self.device, available_threads())

    def _agreement_real(self) -> Figures:
        if self.data is None:
            return {"left out": "there is no --data folder with real micrographs"}
        paths = real_micrographs(self.data)[:4]
        return agreement(load_model(shipped()), paths, REAL_BOX, self.device, available_threads())

    def _picking_speed(self) -> Figures:
        item, extent = self.sets["large"], self.extent
        folder = write_large(item.unseen[0], extent.large, extent.picked, self.work / "large-micrographs")
        assert len(find_micrographs([folder])) == extent.picked
        try:
            return rates.picking(folder, self.work, self.device, extent)
        finally:
            shutil.rmtree(folder)

    def _budget(self) -> Figures:
        """Return the lowest steps per minute, with everything, that trainings by the command line reached."""
        figures: Figures = {"note": "STEPS_PER_MINUTE in engine/training/budget.py, for the default batch"}
        for network in ("yolo", "compact"):
            found = [self.results.get(f"{network} {name}", {}).get("steps per minute") for name in TRAININGS]
            reached = [rate for rate in found if isinstance(rate, float)]
            figures[network] = min(reached) if reached else None
        return figures
