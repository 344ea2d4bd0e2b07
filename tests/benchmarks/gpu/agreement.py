"""Whether a GPU picks what a CPU picks, and what lower precision changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.spatial import cKDTree
from torch import Tensor

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import Boxes, centres
from iceboxer.engine.data.filters import network_input
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.devices import Device
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.detection import Prepared, detect, scale_between
from iceboxer.engine.models.model_file import Model, for_inference
from iceboxer.engine.picking.detector import FLOOR
from tests.benchmarks.gpu.rates import precisions

SAME = 0.1  # of a box: picks closer than this are the same
ROUNDING = 1e-3  # of confidence, and of a box: float32 on different hardware
MODES = {"float32": ("float32", False), "tf32": ("float32", True), "bf16": ("bfloat16", False)}  # precision, TF32
MODES = {"float32": ("float32", False), "tf32": ("float32", True), "bf16": ("bfloat16", False)}  # precision, TF32
Figures = dict[str, Any]


def agreement(model: Model, paths: Sequence[Path], box_size: float, device: str, threads: int) -> Figures:
    """Return how the picks on `device`, in each precision, differ from those of the CPU in float32."""
    prepared = [_prepare(path, model.network, box_size) for path in paths]
    reference_device = devices.choose("cpu", threads, "float32")
    reference, reference_map = _picks(model.network, reference_device, prepared, box_size)
    figures: Figures = {"micrographs": len(paths), "picks": sum(map(len, reference)), "floor": FLOOR}
    for name, (precision, tf32) in MODES.items():
        if precision not in precisions(device):
            continue
        chosen = devices.choose(device, threads, precision)
        torch.backends.cudnn.allow_tf32 = tf32
        picks, confidence = _picks(model.network, chosen, prepared, box_size)
        torch.backends.cudnn.allow_tf32 = False
        figures[name] = compare(reference, picks, box_size, model.card.threshold)
        figures[name]["confidence_map_max"] = float((confidence - reference_map).abs().max())
    figures["identical_within_rounding"] = _is_rounding(figures["float32"])
    return figures


def _is_rounding(figures: Figures) -> bool:
    differences = (figures["confidence_max"], figures["shift_max_boxes"])
    return bool(max(differences) < ROUNDING and figures["unmatched_max"] < FLOOR + ROUNDING)


def _prepare(path: Path, network: Network, box_size: float) -> Prepared:
    micrograph = open_micrograph(path)
    picture = network_input(micrograph.read(), network.input_factor(micrograph.shape, box_size), box_size)
    return Prepared(picture, scale_between(micrograph.shape, picture))


def _picks(
    network: Network, device: Device, prepared: Sequence[Prepared], box_size: float
) -> tuple[list[Boxes], Tensor]:
    """Return the picks, and the confidence of every cell of the first picture's corner."""
    ready = for_inference(network, device)
    side = 512
    corner = np.zeros((side, side), np.float32)
    part = prepared[0].picture[:side, :side]
    corner[: part.shape[0], : part.shape[1]] = part
    with torch.inference_mode():
        x = torch.from_numpy(corner)[None, None].to(device.torch, device.precision)
        confidence = ready.predict(ready(x.contiguous(memory_format=torch.channels_last))).confidence.float().cpu()
    return detect(ready, device, prepared, box_size, FLOOR), confidence


def compare(reference: Sequence[Boxes], picks: Sequence[Boxes], box_size: float, threshold: float) -> Figures:
    """Return the largest and mean differences of the matched picks, and the unmatched ones.

    Shifts and sizes are in box sizes; `unmatched_max` is the highest confidence of a pick without counterpart.
    """
    confidence, shift, size, unmatched = ([np.zeros(0)] for _ in range(4))
    for mine, theirs in zip(reference, picks, strict=True):
        first, second = _pairs(mine, theirs, SAME * box_size)
        confidence.append(np.abs(mine["confidence"][first] - theirs["confidence"][second]))
        shift.append(np.hypot(*(centres(mine)[first] - centres(theirs)[second]).T) / box_size)
        size.append(np.abs(mine["estimated_width"][first] - theirs["estimated_width"][second]) / box_size)
        for boxes, kept in ((mine, first), (theirs, second)):
            unmatched.append(np.delete(boxes["confidence"], kept))
    figures: Figures = {}
    for name, parts in (("confidence", confidence), ("shift", shift), ("size", size)):
        values = np.concatenate(parts)
        suffix = "" if name == "confidence" else "_boxes"
        figures[f"{name}_max{suffix}"] = float(values.max(initial=0.0))
        figures[f"{name}_mean{suffix}"] = float(values.mean()) if len(values) else 0.0
    alone = np.concatenate(unmatched)
    counts = [sum(int((boxes["confidence"] >= threshold).sum()) for boxes in side) for side in (reference, picks)]
    return {
        **figures,
        "matched": sum(map(len, confidence)),
        "unmatched": len(alone),
        "unmatched_max": float(alone.max(initial=0.0)),
        "passing": counts[1],
        "passing_on_cpu": counts[0],
    }


def _pairs(
    mine: Boxes, theirs: Boxes, reach: float
) -> tuple[np.ndarray[Any, np.dtype[np.intp]], np.ndarray[Any, np.dtype[np.intp]]]:
    """Return the indices of boxes that are each other's nearest, closer than `reach` px."""
    if not (len(mine) and len(theirs)):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    distance, nearest = cKDTree(centres(theirs)).query(centres(mine))
    _, back = cKDTree(centres(mine)).query(centres(theirs))
    first = np.flatnonzero((distance < reach) & (back[nearest] == np.arange(len(mine))))
    return first, nearest[first]
