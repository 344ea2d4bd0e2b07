"""The tasks that run on a worker of a cluster: they take and return plain values and do not depend on Dask."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch

from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import never
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import Detector
from iceboxer.engine.picking.filament_config import PickFilamentsConfig
from iceboxer.engine.picking.filament_detector import FilamentDetector, FilamentOutcome, model_of
from iceboxer.engine.picking.output import digest_model
from iceboxer.engine.picking.size import estimate_box_size
from iceboxer.engine.version import __version__

MEASURED = ("box_size", "network_box", "pixel_size", "digest", "blank", "junk")  # sent back with the boxes
AnyDetector = Detector | FilamentDetector
_loading = threading.Lock()


@dataclass(frozen=True)
class DetectorSpec:
    """The specification of a run's detector; a worker must have a model of this `digest` and this `version`."""

    config: PickConfig | PickFilamentsConfig
    digest: str
    version: str = __version__


def dask_setup(worker: object) -> None:  # noqa: ARG001  (name and argument are Dask's)
    """Ignore Ctrl-C in the processes of ``local:N``, which receive it too; Dask calls this when they start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def detect_file(path: str, spec: DetectorSpec, box_size: BoxSize) -> dict[str, Any]:
    """Detect the particles, or the filaments, on one micrograph.

    Returns
    -------
    dict
        `host` and `device` of the worker with `shape`, `boxes` (`engine.data.boxes.BOX_DTYPE`) or `filaments`, and
        `MEASURED`, and `picture` and `scale` if pictures are wanted; or
        `unreadable`, the reason why the file cannot be read; or
        `refused`, the message of any other error.

    Raises
    ------
    EngineError
        This worker cannot build the detector.
    """
    detector = _ready_detector(spec)
    outcome = detector.run(Path(path), box_size)
    answer: dict[str, Any] = {"host": socket.gethostname(), "device": describe_device(detector)}
    if isinstance(outcome.error, ReadError):
        return answer | {"unreadable": outcome.error.reason}
    if outcome.error is not None:
        return answer | {"refused": str(outcome.error)}
    if spec.config.pictures and outcome.prepared is not None:
        answer |= {"picture": outcome.prepared.picture, "scale": outcome.prepared.scale}
    answer |= {name: getattr(outcome, name) for name in MEASURED}
    if isinstance(outcome, FilamentOutcome):
        return answer | {"shape": outcome.shape, "filaments": outcome.filaments}
    return answer | {"shape": outcome.shape, "boxes": outcome.found}


def estimate_size(paths: Sequence[str], spec: DetectorSpec) -> BoxSize:
    """Return the box size that fits the particles on a few micrographs.

    Raises
    ------
    EngineError
        No micrograph can be read, no particle is found, or this worker cannot build the detector.
    """
    detector = _ready_detector(spec)
    sample = [Path(path) for path in paths]
    if isinstance(detector, FilamentDetector):
        return detector.estimate_box_size(sample, never)
    return estimate_box_size(detector.network, detector.device, sample, never, box_size=spec.config.box_size)


def model_for(config: PickConfig | PickFilamentsConfig) -> Path:
    """Return the model of a picking, by default the general or the filament model."""
    return model_of(config) if isinstance(config, PickFilamentsConfig) else config.model or shipped()


def describe_device(detector: AnyDetector) -> str:
    """Return the kind of device and its precision, which affect the last digits of picks."""
    return f"{detector.device.torch.type} in {str(detector.device.precision).removeprefix('torch.')}"


def _ready_detector(spec: DetectorSpec) -> AnyDetector:
    with _loading:  # several threads may receive their first task at the same time
        detector = _detector(spec)
    if detector.on_cpu:
        torch.set_num_threads(1)  # applies to this thread only; each thread runs one task
    return detector


@lru_cache(maxsize=2)
def _detector(spec: DetectorSpec) -> AnyDetector:
    """Build the detector, once per process.

    Raises
    ------
    EngineError
        The model or the program differs from the one on the machine that started the run.
    """
    host = socket.gethostname()
    if spec.version != __version__:
        raise EngineError(f"{host} has Iceboxer {__version__}; install {spec.version} there.")
    config, model = spec.config, model_for(spec.config)
    detector: AnyDetector
    if isinstance(config, PickFilamentsConfig):
        detector = FilamentDetector(replace(config, threads=1, cluster=None))
    else:
        detector = Detector(config, 1)
    if digest_model(model) != spec.digest:
        raise EngineError(f"The model {model} on worker {host} differs from the one here. Copy the model to {host}.")
    return detector
