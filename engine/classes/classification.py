"""From boxes to classes: cutting, rounds, assignment of all boxes, resolution, and the order of the classes."""

from __future__ import annotations

import time

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from iceboxer.engine.classes import averages as real_space
from iceboxer.engine.classes.alignment import Aligner, Crops, Mixture, shift_grid
from iceboxer.engine.classes.basis import fit_basis
from iceboxer.engine.classes.config import FEWEST_MEMBERS, ClassesConfig
from iceboxer.engine.classes.control import Ranks, rank_among_places
from iceboxer.engine.classes.crops import COVER, Defocus
from iceboxer.engine.classes.extraction import Extracted, extract
from iceboxer.engine.classes.halves import Agreement, compare_halves, soft_disc
from iceboxer.engine.classes.output import Classification, ClassRow
from iceboxer.engine.classes.picks import Picks
from iceboxer.engine.classes.placing import Placed, mean_centres, place_all, recentred
from iceboxer.engine.classes.preview import Preview
from iceboxer.engine.classes.quality import Evidence, judge, measure
from iceboxer.engine.classes.rounds import PER_CLASS, plan_rounds, run_rounds
from iceboxer.engine.classes.workspace import Workspace
from iceboxer.engine.data.boxes import centres
from iceboxer.engine.events import ClassRound, IsCancelled, Note, Progress, Report, ignore, never

REACH, SPREAD = 0.08, 0.05  # largest and usual distance of a particle from the centre of its box, in box sides
GRID = 2.0  # px between shifts that are compared
BASIS_CROPS, FEWEST_TRAINED, MOST_TRAINED = 3000, 3000, 12_000
CHECKS = 2  # of the finished classes: their halves, and empty places
CLOSE = 1.0  # box sides between the centres of boxes that overlap

Floats = NDArray[np.float32]


class Classifier:
    """Averages boxes in classes."""

    def __init__(
        self, config: ClassesConfig, crops: Extracted, workspace: Workspace, report: Report, cancelled: IsCancelled
    ) -> None:
        self.config, self.crops, self.workspace = config, crops, workspace
        self.report, self.cancelled = report, cancelled
        self.count = config.count_classes(len(crops.picks.boxes))
        if config.classes is not None and self.count < config.classes:
            report(Note(f"{self.count} classes instead of {config.classes}: each needs about {FEWEST_MEMBERS} boxes."))
        self.box = config.crop / COVER
        rng = np.random.default_rng([config.seed, 0])
        self._order = rng.permutation(len(crops.picks.boxes))
        sample = crops.read(np.sort(self._order[:BASIS_CROPS]))
        self.radius = config.mask / 2 * self.box
        self.sign = _sign(sample, self.radius)
        self.aligner = self.make_aligner(sample, crops.empty)

    def make_aligner(self, crops: Floats, noise: Floats) -> Aligner:
        """Return what compares crops with averages, in a basis for these crops and this noise."""
        basis = fit_basis(crops, noise, self.radius)
        return Aligner(basis, shift_grid(REACH * self.box, GRID), SPREAD * self.box)

    def run(self) -> Classification:
        """Return the classes.

        Raises
        ------
        Cancelled
        """
        trained = np.sort(self._order[: min(MOST_TRAINED, max(FEWEST_TRAINED, PER_CLASS * self.count))])
        analysed = self.aligner.analyse(self.crops.read(trained))
        model = self._rounds(analysed)
        placed = self._place(model)
        pixels = self.crops.read(trained)
        label = placed.label[trained]
        self.report(Progress(0, CHECKS, "checks"))
        agreement = compare_halves(self.aligner, analysed, pixels, label, self.count, self.config.seed, self.cancelled)
        self.report(Progress(1, CHECKS, "checks"))
        better = self._compare_with_places(pixels, label)
        self.report(Progress(CHECKS, CHECKS, "checks"))
        placed, pictures = self._centre(placed)
        contrast = self.crops.contrast
        evidence = Evidence(pictures, self.box, placed.label, contrast, placed.gain, agreement.mean)
        return self._result(placed, pictures, agreement, measure(evidence), better)

    def _rounds(self, analysed: Crops) -> Mixture:
        steps = len(plan_rounds(self.count))
        preview = Preview(self.aligner.basis, self.sign)
        began = time.monotonic()
        start = self.workspace.load_round()
        first = start[0] if start else 0

        def on_round(number: int, model: Mixture, weight: torch.Tensor) -> None:
            self.workspace.save_round(number, model)
            left = (time.monotonic() - began) / (number - first) * (steps - number)
            self.report(Progress(number, steps, "rounds", left))
            self.report(ClassRound(number, steps, model.count, (preview.draw(model), weight.numpy())))

        return run_rounds(self.aligner, analysed, self.count, self.config.seed, on_round, self.cancelled, start)

    def _place(self, model: Mixture) -> Placed:
        count, began = len(self.crops.picks.boxes), time.monotonic()

        def on_block(done: int) -> None:
            left = (time.monotonic() - began) / done * (count - done)
            self.report(Progress(done, count, "boxes assigned", left))

        return place_all(self.aligner, model, self.crops.read, count, on_block, self.cancelled)

    def _compare_with_places(self, pixels: Floats, label: NDArray[np.intp]) -> list[bool | None]:
        """Return whether each class fits better than empty places; None if there are too few places or boxes."""
        ranks = Ranks(np.full(len(pixels), np.nan), 0)
        if self.crops.is_empty:
            arguments = pixels, self.crops.empty, self.count, self.config.seed
            ranks = rank_among_places(*arguments, self.make_aligner, self.cancelled)
        if not ranks.places:
            self.report(Note("There are too few empty places beside the boxes to compare the classes with."))
        return ranks.are_better(label, self.count)

    def _centre(self, placed: Placed) -> tuple[Placed, Floats]:
        """Return the places and averages, particles bright, with the mean centre of its boxes in each middle.

        Boxes miss their particles in all directions alike, so their mean centre is that of the particle.
        """
        placed = recentred(placed, mean_centres(placed, self.count))
        return placed, self._average(placed)

    def _average(self, placed: Placed) -> Floats:
        side = self.config.crop
        pictures, _ = real_space.sum_crops(self.crops.read, placed.label, placed.angle, placed.centre, self.count, side)
        return self.sign * pictures

    def _result(
        self,
        placed: Placed,
        pictures: Floats,
        agreement: Agreement,
        figures: NDArray[np.float64],
        better: list[bool | None],
    ) -> Classification:
        """Return the classes in descending order of quality, without those that have no members."""
        picks, quality = self.crops.picks, judge(figures)
        members = np.bincount(placed.label, minlength=self.count)
        order = np.argsort(-np.where(members > 0, quality, -1), kind="stable")
        order = order[members[order] > 0]
        number = np.zeros(self.count, np.intp)
        number[order] = np.arange(1, len(order) + 1)
        step = float(np.median(self.crops.step))
        pixel = step if picks.angstrom is None else picks.angstrom * COVER / self.config.crop
        overlap = overlapping(picks)
        rows = []
        for k in order.tolist():
            mine = placed.label == k
            confidence = picks.boxes["confidence"][mine]
            known = confidence[np.isfinite(confidence)]
            frequency = float(agreement.frequency[k])
            rows.append(
                ClassRow(
                    number=int(number[k]),
                    members=int(members[k]),
                    quality=float(quality[k]),
                    resolution=pixel / frequency if np.isfinite(frequency) else None,
                    agreement=float(agreement.mean[k]),
                    better_than_noise=better[k],
                    confidence=float(known.mean()) if len(known) else None,
                    overlapping=float(overlap[mine].mean()),
                    greyed=None if picks.greyed is None else float(picks.greyed[mine].mean()),
                )
            )
        return Classification(
            picks=picks,
            number=number[placed.label],
            angle=np.degrees(placed.angle.astype(np.float64)) % 360,
            shift=placed.centre.astype(np.float64) * self.crops.step[:, None],
            averages=self._masked(pictures)[order],
            pixel=pixel,
            rows=tuple(rows),
            figures=figures[order],
        )

    def _masked(self, pictures: Floats) -> Floats:
        """Return averages with the level of their surroundings at 0 and nothing outside the mask."""
        disc = soft_disc(self.config.crop, self.radius)
        return (pictures - level_outside(pictures, disc)[:, None, None]) * disc


def classify_boxes(
    picks: Picks,
    config: ClassesConfig,
    defocus: dict[int, Defocus],
    workspace: Workspace,
    report: Report = ignore,
    cancelled: IsCancelled = never,
) -> Classification:
    """Return boxes in classes.

    Raises
    ------
    EngineError
        Too few boxes can be cut.
    Cancelled
        The finished part is kept in `workspace`.
    """
    crops = extract(picks, config.crop, defocus, config.seed, workspace, report, cancelled)
    return Classifier(config, crops, workspace, report, cancelled).run()


def overlapping(picks: Picks) -> NDArray[np.bool_]:
    """Return which boxes (n,) overlap another by more than the gap between neighbouring particles."""
    result = np.zeros(len(picks.boxes), bool)
    for i, micrograph in enumerate(picks.micrographs):
        mine = np.flatnonzero(picks.number == i)
        if len(mine) > 1:
            at = centres(picks.boxes[mine])
            distance = cKDTree(at).query(at, 2)[0][:, 1]
            result[mine] = distance < CLOSE * picks.side_on(micrograph) / 1.5
    return result


def _sign(crops: Floats, radius: float) -> int:
    """Return -1 if particles are darker than their surroundings, as in most micrographs, else 1."""
    side = crops.shape[1]
    line = np.arange(side) - (side - 1) / 2
    distance = np.hypot(line[:, None], line)
    mean = crops.mean(0)
    return -1 if mean[distance < radius / 2].mean() < mean[distance > radius].mean() else 1


def level_outside(pictures: Floats, disc: Floats) -> Floats:
    """Return the mean (k,) of pictures where the disc is 0."""
    outside = disc == 0
    return np.asarray(pictures[:, outside].mean(1), np.float32)
