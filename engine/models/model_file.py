"""Model files: safetensors with a card of JSON in the header. Nothing is unpickled."""

from __future__ import annotations

import copy
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_weights

from iceboxer.engine.data.atomic import replacing
from iceboxer.engine.data.model_card import CARD, Card, read_card
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.models.base import Network, make_network
from iceboxer.engine.models.fused import can_fuse, fuse


@dataclass(frozen=True)
class Model:
    """A trained network with its card."""

    network: Network
    card: Card


def save_model(model: Model, path: Path) -> None:
    """Write a model file atomically, in float32; the network may be on any device."""
    weights = {k: v.detach().cpu().contiguous().clone() for k, v in model.network.state_dict().items()}
    write_tensors(path, weights, {CARD: json.dumps(asdict(model.card))})


def write_tensors(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    """Write a safetensors file atomically.

    Raises
    ------
    EngineError
        The file cannot be written, or the disk is full.
    """
    with replacing(path) as temporary:
        try:
            # not by the library itself, which writes to a file of its own first: a killed process would leave it behind
            temporary.write_bytes(save(tensors, metadata))
        except SafetensorError as e:  # the library wraps errors of the disk
            raise OSError(str(e).rpartition("I/O error: ")[2]) from e


def load_model(path: Path) -> Model:
    """Load a trained network with its card, on the CPU.

    Raises
    ------
    ReadError
        The file is missing, damaged, not a model of this program, or of an unknown network.
    """
    card = read_card(path)
    try:
        network = make_network(card.network, **card.arguments)
        with safe_open(path, "pt") as f:
            network.load_state_dict({key: f.get_tensor(key) for key in f.keys()})  # noqa: SIM118
    except EngineError as e:
        raise ReadError(path, f"cannot be used. {e}") from e
    except (SafetensorError, RuntimeError, OSError) as e:
        raise ReadError(path, f"holds weights that do not fit the network '{card.network}'") from e
    if not all(bool(torch.isfinite(values).all()) for values in network.state_dict().values()):
        raise ReadError(path, "is damaged: some weights are not numbers, so nothing would be picked")
    return Model(network, card)


def channels_last(network: Network) -> Network:
    """Change the memory layout of the weights, in place, to the one in which convolutions on CPUs are fastest."""
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def for_inference(network: Network, device: Device) -> Network:
    """Return a copy for inference: on the device and in its precision.

    Batch normalisation is folded into the convolutions, and these are fused with what follows if the device can.
    """
    folded = copy.deepcopy(network).eval()
    for module in list(folded.modules()):
        if isinstance(module, nn.Sequential) and len(module) > 1:
            first, second = module[0], module[1]
            if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d):
                mean, variance = second.running_mean, second.running_var
                assert mean is not None
                assert variance is not None
                first.weight, first.bias = fuse_conv_bn_weights(
                    first.weight, first.bias, mean, variance, second.eps, second.weight, second.bias
                )
                module[1] = nn.Identity()
    folded.to(device.torch, device.precision)
    if can_fuse(device.torch, device.precision):
        fuse(folded)
    return channels_last(folded)
