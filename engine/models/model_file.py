"""Trained networks on disk: safetensors with a card of JSON in its header. Nothing is unpickled."""

from __future__ import annotations

import copy
import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from engine import __version__
from engine.data.atomic import replacing
from engine.devices import Device
from engine.errors import EngineError, ReadError
from engine.models.base import Network, make_network

CARD = "iceboxer"
SUFFIX = ".safetensors"


@dataclass(frozen=True)
class Card:
    """What a model file says of itself.

    `box_size` in px of the micrographs it was trained on; `threshold` the recommended one, with the
    `precision`, `recall`, `f1` and `auc` that validation gave there (NaN-free; None where not measured).
    `missing_labels` tells that the labels were judged incomplete, so precision is underestimated.
    """

    network: str
    arguments: dict[str, Any]
    box_size: float
    threshold: float
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    auc: float | None = None
    missing_labels: bool = False
    lowpass: float = 0.0
    lowpass_resolution: float | None = None
    version: str = __version__
    created: str = ""
    trained_on: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """A network with its card."""

    network: Network
    card: Card


def with_suffix(path: Path) -> Path:
    """The path of a model file: the suffix is added where it is missing."""
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def save_model(model: Model, path: Path) -> None:
    """Write a model file atomically, float32, on whatever device the network is."""
    weights = {k: v.detach().cpu().contiguous().clone() for k, v in model.network.state_dict().items()}
    with replacing(path) as temporary:
        save_file(weights, temporary, {CARD: json.dumps(asdict(model.card))})


def read_card(path: Path) -> Card:
    """The card of a model file, without its weights.

    Raises
    ------
    ReadError
        It is missing, damaged, or not a model of this program.
    """
    try:
        with safe_open(path, "pt") as f:
            metadata = f.metadata() or {}
    except FileNotFoundError as e:
        raise ReadError(path, "does not exist") from e
    except (SafetensorError, OSError) as e:
        raise ReadError(path, f"is not a model file, or damaged ({e})") from e
    try:
        plain = json.loads(metadata[CARD])
        known = {f.name for f in fields(Card)}
        return _checked(Card(**{k: v for k, v in plain.items() if k in known}))
    except (KeyError, TypeError, ValueError, AttributeError) as e:
        raise ReadError(path, "is not a model of this program") from e


def _checked(card: Card) -> Card:
    if not (isinstance(card.network, str) and isinstance(card.arguments, dict)):
        raise TypeError("network")
    if not (4 <= float(card.box_size) <= 1e5 and 0 <= float(card.threshold) <= 1):
        raise ValueError("box size or threshold")
    if not all(isinstance(v, int) and 0 < v <= 512 for v in card.arguments.values()):
        raise ValueError("arguments")
    return card


def load_model(path: Path) -> Model:
    """A trained network with its card, on the CPU.

    Raises
    ------
    ReadError
        It is missing, damaged, not a model of this program, or of a network that is not known here.
    """
    card = read_card(path)
    try:
        network = make_network(card.network, **card.arguments)
        with safe_open(path, "pt") as f:
            network.load_state_dict({key: f.get_tensor(key) for key in f.keys()})  # noqa: SIM118
    except EngineError as e:
        raise ReadError(path, f"cannot be used here. {e}") from e
    except (SafetensorError, RuntimeError, OSError) as e:
        raise ReadError(path, f"holds weights that do not fit the network '{card.network}'") from e
    return Model(network, card)


def channels_last(network: Network) -> Network:
    """The network with its weights in the layout that convolutions on processors are fastest in; in place."""
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def for_inference(network: Network, device: Device) -> Network:
    """A copy that only answers: batch normalisation folded in, on the device and in its precision."""
    folded = copy.deepcopy(network).eval()
    for module in list(folded.modules()):
        if isinstance(module, nn.Sequential) and len(module) > 1:
            first, second = module[0], module[1]
            if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d):
                module[0] = fuse_conv_bn_eval(first, second)
                module[1] = nn.Identity()
    folded.to(device.torch, device.precision)
    return channels_last(folded)
