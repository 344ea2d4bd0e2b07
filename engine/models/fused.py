"""Convolutions that run in one pass of oneDNN with the activation and the sum that follow, for inference on CPUs.

The weights are kept in oneDNN's own layout, which would otherwise be made in every call.
"""

from __future__ import annotations

from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class FusedConvolution(nn.Module):
    """A convolution followed by an activation; the weights cannot be trained or saved."""

    def __init__(self, convolution: nn.Conv2d, activation: nn.Module) -> None:
        super().__init__()
        self._activation = _attribute(activation)
        self._bias = None if convolution.bias is None else convolution.bias.detach()
        self._steps = [list(cast(tuple[int, ...], v)) for v in (convolution.padding, convolution.stride, (1, 1))]
        reorder: Any = torch._C._nn.mkldnn_reorder_conv2d_weight
        self._weight = reorder(convolution.weight.detach().to_mkldnn(), *self._steps, 1, None)

    def forward(self, x: Tensor) -> Tensor:
        """Return the activation of the convolution."""
        name, slope = self._activation
        run = torch.ops.mkldnn._convolution_pointwise
        return cast(Tensor, run(x, self._weight, self._bias, *self._steps, 1, name, slope, ""))

    def add_to(self, shortcut: Tensor, x: Tensor) -> Tensor:
        """Return the positive part (ReLU) of the sum of `shortcut` and the convolution of `x`."""
        run = torch.ops.mkldnn._convolution_pointwise.binary
        return cast(Tensor, run(x, shortcut, self._weight, self._bias, *self._steps, 1, "add", 1.0, "relu", [], ""))


def _attribute(activation: nn.Module) -> tuple[str, list[float]]:
    """Return oneDNN's name of an activation, and its parameters."""
    if isinstance(activation, nn.LeakyReLU):
        return "leaky_relu", [activation.negative_slope]
    return ("relu", []) if isinstance(activation, nn.ReLU) else ("none", [])


def add_relu(shortcut: Tensor, convolution: nn.Module, x: Tensor) -> Tensor:
    """Return the positive part of the sum of `shortcut` and the convolution of `x`, in one pass if it is fused."""
    if isinstance(convolution, FusedConvolution):
        return convolution.add_to(shortcut, x)
    return F.relu(shortcut + convolution(x))


def fuse(module: nn.Module) -> None:
    """Fuse every sequence of a convolution, a folded normalisation and an activation in `module`, in place."""
    for name, child in list(module.named_children()):
        if is_block(child):
            assert isinstance(child, nn.Sequential)
            setattr(module, name, FusedConvolution(cast(nn.Conv2d, child[0]), child[2]))
        else:
            fuse(child)


def is_block(module: nn.Module) -> bool:
    """Return whether a module is a plain convolution, something folded into it, and a known activation."""
    if not (isinstance(module, nn.Sequential) and len(module) == 3):
        return False
    first, second, third = module
    return (
        isinstance(first, nn.Conv2d)
        and (first.groups, first.dilation) == (1, (1, 1))
        and isinstance(second, nn.Identity)
        and isinstance(third, nn.ReLU | nn.LeakyReLU | nn.Identity)
    )


def can_fuse(device: torch.device, precision: torch.dtype) -> bool:
    """Return whether this build of torch has the operators, which are not part of its public interface, and they work.

    They are tried on a small picture, since a later version may change them.
    """
    if device.type != "cpu":
        return False
    convolution = nn.Conv2d(2, 2, 3, padding=1).to(precision)
    x = torch.linspace(-1, 1, 128).reshape(1, 2, 8, 8).to(precision)
    try:
        with torch.inference_mode():
            found = FusedConvolution(convolution, nn.Identity()).add_to(x, x)
            return torch.allclose(found.float(), F.relu(x + convolution(x)).float(), atol=0.05)
    except (RuntimeError, AttributeError, TypeError, NotImplementedError):
        return False
