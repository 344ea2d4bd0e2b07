"""The rotations that leave a molecule as it is, found by comparing densities."""

from __future__ import annotations

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from iceboxer.engine.simulation.molecule import Molecule

HIGHEST = 8  # order of an axis
CELLS = 56  # of the grid along the diameter
SAME, NEARLY = 0.8, 0.04  # correlation of two densities that count as the same, and below the best that is as good
STEP = 2.0  # degrees between perpendicular axes that are tried


def find_symmetry(molecule: Molecule) -> Rotation:
    """Return the rotations of a molecule with a cyclic or dihedral symmetry, the identity at least.

    The main axis is one of the principal axes.
    """
    _, vectors = np.linalg.eigh(np.cov(molecule.positions.T, aweights=molecule.electrons))
    tried = [(axis, n) for axis in vectors.T for n in range(2, HIGHEST + 1)]
    same = np.array([_correlation(molecule, Rotation.from_rotvec(axis * 2 * np.pi / n)) for axis, n in tried])
    if same.max() < SAME:
        return Rotation.identity(1)
    axis, order = max((tried[i] for i in np.flatnonzero(same > same.max() - NEARLY)), key=lambda each: each[1])
    turns = Rotation.from_rotvec(axis * (2 * np.pi / order * np.arange(order))[:, None])
    across = np.linalg.svd(axis[None])[2][1:]
    angles = np.radians(np.arange(0, 180 / order, STEP))
    flips = [Rotation.from_rotvec(np.pi * (np.cos(a) * across[0] + np.sin(a) * across[1])) for a in angles]
    flipped = np.array([_correlation(molecule, flip) for flip in flips])
    if flipped.max() < same.max() - NEARLY:
        return turns
    return Rotation.concatenate([turns, turns * flips[int(flipped.argmax())]])


def _correlation(molecule: Molecule, turn: Rotation) -> float:
    """Return the correlation of a molecule's density with that of the rotated molecule."""
    own, turned = (_density(molecule, each) for each in (Rotation.identity(), turn))
    return float(np.corrcoef(own.ravel(), turned.ravel())[0, 1])


def _density(molecule: Molecule, turn: Rotation) -> NDArray[np.float64]:
    half = 0.6 * molecule.diameter
    edges = [np.linspace(-half, half, CELLS + 1)] * 3
    counts, _ = np.histogramdd(turn.apply(molecule.positions), edges, weights=molecule.electrons)
    smooth: NDArray[np.float64] = scipy.ndimage.gaussian_filter(counts, 0.8)
    return smooth
