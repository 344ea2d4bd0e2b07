"""Measure what few labels teach without training the network: its candidates ranked anew by its own features.

    python -m tests.benchmarks.reranking --data DIR       # DIR/micrographs and DIR/truth

Random labels on one micrograph, tested on all others, in as many turns as there are micrographs. The features are those
before the last layer at each candidate, of zero mean and unit spread. A candidate on a label is positive, the others on
that micrograph are unlabelled. The table gives the mean gain in AUC and, in brackets, the smallest of any turn.

`prototype` adds the likeness to the mean of the positives; `linear` is logistic regression in which unlabelled is
negative; `nnPU` is the same with the non-negative risk of positive and unlabelled data (Kiryo et al., NeurIPS 2017),
whose class prior is the mean confidence of the candidates.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.filters import network_input
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.evaluation.drawing import clipped_logit
from iceboxer.engine.evaluation.edge import match_inside
from iceboxer.engine.evaluation.metrics import Matches, curve
from iceboxer.engine.models.detection import Prepared, detect, scale_between
from iceboxer.engine.models.model_file import for_inference, load_model
from iceboxer.engine.training.validation import label_confidences
from tests.benchmarks.label_rows import real_set
from tests.benchmarks.material import REAL_BOX

NETWORK_BOX = 126.0  # px
LABELS = 10, 40, 400
STRENGTHS = 0.1, 1.0, 10.0  # of the ridge, or the inverse weight of the prototype
STEPS = 60


@dataclass
class Candidates:
    """The picks of a micrograph of `shape`, their `features` (n, channels), logits (n,), and the true boxes."""

    picks: Boxes
    features: Tensor
    logit: Tensor
    truth: Boxes
    shape: tuple[int, int]

    def matches(self, shift: Tensor | float = 0.0) -> Matches:
        """Return the picks matched to the true boxes, with their logits shifted."""
        changed = self.picks.copy()
        changed["confidence"] = torch.sigmoid(self.logit + shift).numpy()
        return match_inside(changed, self.truth, self.shape)


def candidates(folder: Path) -> list[Candidates]:
    """Return the candidates of the general model on each micrograph."""
    device = devices.choose("cpu", 1)
    network = for_inference(load_model(shipped()).network, device)
    seen: list[Tensor] = []
    network.head[1].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))  # type: ignore[index, union-attr]
    data, result = real_set(folder), []
    for path in data.paths:
        image = open_micrograph(path).read()
        picture = network_input(image, network.input_factor(image.shape, NETWORK_BOX), NETWORK_BOX)
        prepared = Prepared(picture, scale_between(image.shape, picture))
        network.tile = 4096  # one tile, so that its features are those of the whole picture
        seen.clear()
        (picks,) = detect(network, device, [prepared], REAL_BOX, 0.05)
        column, row = (
            np.clip(picks[axis] / s / network.stride, 0, n - 1).astype(int)
            for axis, s, n in zip("xy", prepared.scale, seen[0].shape[:1:-1], strict=True)
        )
        features = seen[0][0, :, row, column].float().T
        logit = torch.from_numpy(clipped_logit(picks["confidence"])).float()
        result.append(Candidates(picks, features, logit, data.boxes(path), image.shape))
    every = torch.cat([one.features for one in result])
    for one in result:
        one.features = (one.features - every.mean(0)) / every.std(0).clamp(min=1e-6)
    return result


def fit(method: str, strength: float, here: Candidates, positive: Tensor) -> tuple[Tensor, float]:
    """Return the weights (channels,) of the features and a shift; their sum is added to the logits."""
    if method == "prototype":
        mean = here.features[positive].mean(0) - here.features.mean(0)
        return mean / mean.norm().clamp(min=1e-6) / strength / 10, 0.0
    parameters = torch.zeros(here.features.shape[1] + 1, requires_grad=True)
    prior = float(torch.sigmoid(here.logit).mean())
    optimiser = torch.optim.LBFGS([parameters], max_iter=STEPS)

    def risk() -> Tensor:
        optimiser.zero_grad()
        logit = here.logit + here.features @ parameters[:-1] + parameters[-1]
        right, wrong = F.softplus(-logit), F.softplus(logit)
        if method == "linear":
            loss = torch.where(positive, right, wrong).sum()
        else:
            negative = wrong[~positive].mean() - prior * wrong[positive].mean()
            loss = (prior * right[positive].mean() + negative.clamp(min=0)) * positive.sum() / prior
        loss = loss + 10 * strength * parameters[:-1].square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(risk)  # type: ignore[no-untyped-call]
    found = parameters.detach()
    return found[:-1], float(found[-1])


def gains(found: Sequence[Candidates], method: str, strength: float, labels: int) -> list[float]:
    """Return the gain in AUC of each turn."""
    result = []
    for turn, here in enumerate(found):
        rng = np.random.default_rng(turn)
        chosen = here.truth[rng.permutation(len(here.truth))[:labels]]
        # a label lies on a candidate if the candidate lies on the label
        positive = torch.from_numpy(label_confidences(_sure(chosen), here.picks) > 0)
        weights, shift = fit(method, strength, here, positive)
        others = [one for number, one in enumerate(found) if number != turn]
        before = curve([one.matches() for one in others]).auc
        result.append(curve([one.matches(one.features @ weights + shift) for one in others]).auc - before)
    return result


def _sure(labels: Boxes) -> Boxes:
    changed = labels.copy()
    changed["confidence"] = 1.0
    return changed


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    found = candidates(parser.parse_args(arguments).data)
    sys.stdout.write("| labels | method | " + " | ".join(f"strength {s:g}" for s in STRENGTHS) + " |\n")
    for labels in LABELS:
        for method in ("prototype", "linear", "nnPU"):
            cells = [gains(found, method, strength, labels) for strength in STRENGTHS]
            text = " | ".join(f"{np.mean(cell):+.3f} ({min(cell):+.3f})" for cell in cells)
            sys.stdout.write(f"| {labels} | {method} | {text} |\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
