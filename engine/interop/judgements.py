"""Judgements by 2-D classification: which particles of which micrographs were kept, and what follows for the boxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Floats, Kind, centres, make_boxes, no_boxes, plausible
from iceboxer.engine.data.matching import SUGGESTED, unmatched_note
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.data.micrograph_names import Named
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.interop.classification import UNKNOWN, ClassifiedParticles, read_particles
from iceboxer.engine.text import join_names

SAME_IMAGE = 0.5  # px between the places of one extracted image in two files
REACH = 0.3  # box sides between a pick and its particle; a particle that was extracted again has moved


@dataclass
class Judgements:
    """The kept and the discarded particles of each micrograph: their centres (n, 2) in px, y up, and their problems.

    `image` and `others` are the centres of the extracted images, `centre` those of the kept particles.
    """

    image: dict[Path, Floats] = field(default_factory=dict)
    centre: dict[Path, Floats] = field(default_factory=dict)
    others: dict[Path, Floats] = field(default_factory=dict)
    unmatched: list[str] = field(default_factory=list)
    nearest: dict[str, str] = field(default_factory=dict)
    problems: list[ReadError] = field(default_factory=list)
    unshifted: list[str] = field(default_factory=list)  # micrographs of unknown pixel size
    shifts: list[float] = field(default_factory=list)  # px

    def notes(self) -> list[str]:
        """Return sentences for the user."""
        sentences = []
        if self.unmatched:
            sentences.append(unmatched_note(self.unmatched, self.nearest))
        if self.shifts:
            shift = float(np.median(self.shifts))
            sentences.append(f"Labels are at the centres found in the classification, {shift:.1f} px away (median).")
        if self.unshifted:
            names = join_names(self.unshifted)
            sentences.append(f"Shifts in Å are not applied, since the pixel size is unknown (--pixel-size): {names}.")
        if not any(map(len, self.others.values())):
            sentences.append("No box is rejected, since no discarded particles were given (--classified).")
        return sentences


def read_judgements(
    kept: Sequence[Path],
    classified: Sequence[Path],
    classes: Sequence[int],
    micrographs: Sequence[Micrograph],
    pixel_size: float | None = None,
    shifts: bool = True,
) -> Judgements:
    """Read kept and discarded particles and assign them to their micrographs.

    Parameters
    ----------
    classes : sequence of int
        The good classes; if there are any, particles of others in `kept` are discarded ones.
    pixel_size : float, optional
        Å/px of all micrographs (default: that of each).
    shifts : bool
        Whether to move kept particles to the centres that the classification found.

    Raises
    ------
    EngineError
        `classes` are given, and a file has no classes.
    """
    from scipy.spatial import cKDTree

    result = Judgements()
    named = Named(micrographs)
    for path, particles in _read_all(kept, result, named):
        if not classes:
            _keep(result, named, path, particles, pixel_size, shifts)
            continue
        if (particles.number == UNKNOWN).any():
            raise EngineError(f"{path} has no classes. Leave out --classes if it holds the kept particles only.")
        good = np.isin(particles.number, classes)
        _keep(result, named, path, particles.select(good), pixel_size, shifts)
        _discard(result, named, path, particles.select(~good))
    for path, particles in _read_all(classified, result, named):
        _discard(result, named, path, particles)
    for micrograph, others in result.others.items():
        images = result.image.get(micrograph, np.zeros((0, 2)))
        if len(images) and len(others):
            distance, _ = cKDTree(images).query(others, p=np.inf)
            result.others[micrograph] = others[distance > SAME_IMAGE]
    return result


def _read_all(
    paths: Sequence[Path], result: Judgements, named: Named[Micrograph]
) -> Iterator[tuple[Path, ClassifiedParticles]]:
    for path in paths:
        try:
            found = read_particles(path)
        except ReadError as e:
            result.problems.append(e)
            continue
        named.expect(particles.micrograph for particles in found)
        for particles in found:
            yield path, particles


def _keep(
    result: Judgements,
    named: Named[Micrograph],
    path: Path,
    particles: ClassifiedParticles,
    pixel_size: float | None,
    shifts: bool,
) -> None:
    micrograph = _micrograph(result, named, path, particles)
    if micrograph is None:
        return
    size = pixel_size or micrograph.pixel_size or particles.pixel_size
    offset = np.zeros_like(particles.offset)
    if shifts and size is not None:
        offset = particles.offset / size
        result.shifts += np.hypot(*offset.T)[offset.any(axis=1)].tolist()
    elif shifts and particles.offset.any():
        result.unshifted.append(micrograph.path.name)
    _extend(result.image, micrograph.path, particles.position)
    _extend(result.centre, micrograph.path, particles.position + offset)


def _discard(result: Judgements, named: Named[Micrograph], path: Path, particles: ClassifiedParticles) -> None:
    micrograph = _micrograph(result, named, path, particles)
    if micrograph is not None:
        _extend(result.others, micrograph.path, particles.position)


def _micrograph(
    result: Judgements, named: Named[Micrograph], path: Path, particles: ClassifiedParticles
) -> Micrograph | None:
    """Return the micrograph of some particles; record those without one."""
    try:
        micrograph = named.called(particles.micrograph, path)
    except ReadError as e:
        result.problems.append(e)
        return None
    if micrograph is None and particles.micrograph not in result.unmatched:
        result.unmatched.append(particles.micrograph)
        if len(result.unmatched) <= SUGGESTED and (near := named.nearest(particles.micrograph)):
            result.nearest[particles.micrograph] = near
    return micrograph


def _extend(table: dict[Path, Floats], path: Path, more: Floats) -> None:
    table[path] = np.concatenate([table[path], more]) if path in table else more


def apply_judgements(
    boxes: Boxes, judgements: Judgements, path: Path, box_size: float, shape: tuple[int, int]
) -> Boxes:
    """Return the boxes (n,) of the micrograph `path` after the classification.

    A pick becomes a label at the particle's centre, or rejected; so does a particle without a pick, with boxes of
    `box_size` px. Labels, boxes that a person rejected, and picks that were not classified stay as they are.
    """
    nothing = np.zeros((0, 2))
    image, centre, others = (
        table.get(path, nothing) for table in (judgements.image, judgements.centre, judgements.others)
    )
    particle, pick = _pairs(np.concatenate([image, others]), centres(boxes), REACH * box_size)
    moved = boxes.copy()
    free = moved["kind"][pick] == Kind.PICK
    good = particle < len(image)
    accepted, refused = pick[good & free], pick[~good & free]
    moved["kind"][accepted], moved["kind"][refused] = Kind.LABEL, Kind.REJECTED
    moved["x"][accepted], moved["y"][accepted] = centre[particle[good & free]].T
    alone = np.ones(len(image) + len(others), bool)
    alone[particle] = False
    new = np.concatenate([centre[alone[: len(image)]], others[alone[len(image) :]]])
    added = make_boxes(new[:, 0], new[:, 1], box_size) if len(new) else no_boxes()
    added["kind"][int(alone[: len(image)].sum()) :] = Kind.REJECTED
    added = added[plausible(added, shape)]
    stays = np.ones(len(moved), bool)  # only a box that was moved may have left the micrograph
    stays[accepted] = plausible(moved[accepted], shape)
    return np.concatenate([moved[stays], added])


def _pairs(first: Floats, second: Floats, reach: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the indices (m,), (m,) of points (n, 2) that belong together: each with one other, the closest first."""
    from scipy.spatial import cKDTree  # slow to load, and the window starts without it

    pairs: tuple[list[int], list[int]] = ([], [])
    if len(first) and len(second):
        near = cKDTree(first).sparse_distance_matrix(cKDTree(second), reach, output_type="ndarray")
        taken: tuple[set[int], set[int]] = (set(), set())
        for one, other, _ in near[np.argsort(near["v"], kind="stable")].tolist():
            if one not in taken[0] and other not in taken[1]:
                for side, index in enumerate((one, other)):
                    pairs[side].append(index)
                    taken[side].add(index)
    return np.array(pairs[0], np.intp), np.array(pairs[1], np.intp)
