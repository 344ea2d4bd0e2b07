"""What a cluster's worker does with one micrograph: plain values in, plain values out. Knows nothing of Dask."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch

from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import never
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.looking import Looker
from iceboxer.engine.picking.output import digest_of
from iceboxer.engine.picking.size import find_box_size
from iceboxer.engine.version import __version__

_loading = threading.Lock()


@dataclass(frozen=True)
class Task:
    """How all micrographs of a run are looked at; `digest` and `version` are the asking machine's model and program."""

    config: PickConfig
    box_size: float | None
    digest: str
    version: str = __version__


def dask_setup(worker: object) -> None:  # noqa: ARG001  (the name and the argument are Dask's)
    """Called in the processes of ``local:N``: Ctrl-C reaches these too, and is not for them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def look(path: str, task: Task) -> dict[str, Any]:
    """Look at a micrograph.

    Returns
    -------
    dict
        `host` and `device` that looked, and `shape`, `boxes` (`engine.data.boxes.BOX_DTYPE`), with pictures asked
        for `picture` and `scale`; or `unreadable`, why the file cannot be read; or `refused`, any other sentence.

    Raises
    ------
    EngineError
        This machine cannot do such tasks at all.
    """
    looker = _ready(task)
    seen = looker.look(Path(path))
    answer: dict[str, Any] = {"host": socket.gethostname(), "device": device_of(looker)}
    if isinstance(seen.error, ReadError):
        return answer | {"unreadable": seen.error.reason}
    if seen.error is not None:
        return answer | {"refused": str(seen.error)}
    if task.config.pictures and seen.prepared is not None:
        answer |= {"picture": seen.prepared.picture, "scale": seen.prepared.scale}
    return answer | {"shape": seen.shape, "boxes": seen.found}


def size_of(paths: Sequence[str], task: Task) -> float:
    """The box size in px that fits to what is on a few micrographs.

    Raises
    ------
    EngineError
        None can be read, nothing is found, or this machine cannot do such tasks.
    """
    looker = _ready(task)
    return find_box_size(looker.network, looker.device, [Path(path) for path in paths], never)


def device_of(looker: Looker) -> str:
    """The kind of device and its precision, which the last digits of a pick depend on."""
    return f"{looker.device.torch.type} in {str(looker.device.precision).removeprefix('torch.')}"


def _ready(task: Task) -> Looker:
    with _loading:  # several threads may get their first task at once
        looker = _looker(task)
    if looker.on_processor:
        torch.set_num_threads(1)  # counts for this thread only; there is one task a thread
    return looker


@lru_cache(maxsize=2)
def _looker(task: Task) -> Looker:
    """The model, loaded once in a process.

    Raises
    ------
    EngineError
        It is another one, or another program, than the one that asks.
    """
    host = socket.gethostname()
    if task.version != __version__:
        raise EngineError(f"{host} has Iceboxer {__version__}, and {task.version} is needed.")
    model = task.config.model or shipped()
    looker = Looker(task.config, 1)
    if digest_of(model) != task.digest:
        raise EngineError(f"On {host}, {model} is another model.")
    if task.box_size is not None:
        looker.box_size = task.box_size
    return looker
