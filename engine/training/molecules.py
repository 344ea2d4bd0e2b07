"""The molecules that the general model learns from, is validated on, and is reported on: three sets apart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.engine.errors import EngineError
from iceboxer.engine.simulation.molecule import Molecule, coarsened
from iceboxer.engine.simulation.molecule_file import MAP_SUFFIXES, STRUCTURE_SUFFIXES, read_molecule
from iceboxer.engine.simulation.shapes import random_molecule

# PDB entries; relatives are left out together (1oel and 1mnf are both GroEL)
HELD_OUT = ("1b8g", "1lnl", "1mnf", "1oel", "2cg9", "3cf3", "3hdb", "3j9i", "3wip", "6wlb")
VALIDATION = ("1bxn", "1e6v", "1sa0", "1u6g", "2buk", "2gtl", "3ddo", "4nre")
MADE_UP, MADE_UP_VALIDATION = 240, 8
GRAINS = 30  # a molecule's points are gathered in cubes of its diameter / GRAINS, about an input px


@dataclass(frozen=True)
class Molecules:
    """What is learnt from and what is validated on; `structures` tells how many of the former are no made-up ones."""

    learn: tuple[Molecule, ...]
    validation: tuple[Molecule, ...]
    structures: int


def collect(folder: Path | None, seed: int) -> Molecules:
    """Structures in `folder`, without those that are held out, and made-up molecules.

    Raises
    ------
    EngineError
        There is none in the folder, or one cannot be read.
    """
    rng = np.random.default_rng(seed)
    made_up = [gathered(random_molecule(rng)) for _ in range(MADE_UP + MADE_UP_VALIDATION)]
    files = structure_files(folder) if folder else []
    structures = [gathered(read_molecule(p)) for p in files if p.name.split(".")[0] not in (*HELD_OUT, *VALIDATION)]
    validation = [gathered(read_molecule(p)) for p in files if p.name.split(".")[0] in VALIDATION]
    return Molecules(
        (*structures, *made_up[MADE_UP_VALIDATION:]), (*validation, *made_up[:MADE_UP_VALIDATION]), len(structures)
    )


def structure_files(folder: Path) -> list[Path]:
    """The structures and maps in a folder, by name.

    Raises
    ------
    EngineError
        There is none.
    """
    suffixes = (*STRUCTURE_SUFFIXES, *MAP_SUFFIXES, ".npz")
    files = sorted(p for p in folder.glob("*") if p.name.lower().endswith(suffixes))
    if not files:
        raise EngineError(f"There is no structure in {folder}.")
    return files


def gathered(molecule: Molecule) -> Molecule:
    """The molecule as coarse as a network sees it."""
    return coarsened.__wrapped__(molecule, molecule.diameter / GRAINS)
