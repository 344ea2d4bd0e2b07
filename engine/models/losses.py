"""The loss of the paper, and those of its terms that both networks use."""

from __future__ import annotations

from torch import Tensor

from iceboxer.engine.models.base import Loss, LossWeights, Prediction, Target


def coordinate_terms(prediction: Prediction, target: Target) -> tuple[Tensor, Tensor]:
    """Return the first two sums of the paper's loss: squared errors of the centre and of the sizes' square roots.

    Both are summed over the cells in or near a particle's centre and divided by the number of particles, so that
    they do not depend on the batch. Centres are in cells, sizes in box sizes.
    """
    particles = target.object.sum().clamp(min=1)
    share = target.near / target.near.sum().clamp(min=1) * particles
    position = (prediction.x - target.x) ** 2 + (prediction.y - target.y) ** 2
    size = (prediction.width.sqrt() - target.width.sqrt()) ** 2
    size = size + (prediction.height.sqrt() - target.height.sqrt()) ** 2
    return (share * position).sum() / particles, (share * size).sum() / particles


def paper_loss(prediction: Prediction, target: Target, weights: LossWeights) -> Loss:
    """Return the loss of Wagner et al. 2019 (Methods), a sum over cells divided by the number of particles.

    λ_coord Σ 1_obj [(x − x̂)² + (y − ŷ)²] + λ_coord Σ 1_obj [(√w − √ŵ)² + (√h − √ĥ)²]
    + λ_obj Σ 1_obj (C − Ĉ)² + λ_noobj Σ 1_noobj (C − Ĉ)²
    """
    particles = target.object.sum().clamp(min=1)
    position, size = coordinate_terms(prediction, target)
    missed = target.object * (1 - prediction.confidence) ** 2
    wrong = target.weight * (1 - target.object) * prediction.confidence**2
    return Loss(
        coordinates=weights.coordinates * position,
        size=weights.coordinates * size,
        object=weights.object * missed.sum() / particles,
        no_object=weights.no_object * wrong.sum() / particles,
    )
