"""The defocus of micrographs from RELION's ``micrographs_ctf.star``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import numpy as np

from iceboxer.engine.classes.crops import Defocus
from iceboxer.engine.data.formats.base import parse_numbers, read_text
from iceboxer.engine.data.formats.particles import GROUP
from iceboxer.engine.data.formats.star import MICROGRAPH, Columns, read_tables
from iceboxer.engine.data.micrograph import Micrograph, stem_of
from iceboxer.engine.simulation.optics import Optics

U, V, DIRECTION, PHASE = "_rlnDefocusU", "_rlnDefocusV", "_rlnDefocusAngle", "_rlnPhaseShift"
VOLTAGE, ABERRATION, AMPLITUDE = "_rlnVoltage", "_rlnSphericalAberration", "_rlnAmplitudeContrast"


def read_defocus(path: Path, micrographs: Sequence[Micrograph]) -> dict[int, Defocus]:
    """Return the defocus of micrographs, by their index; those without a value are missing.

    Raises
    ------
    ReadError
        The file cannot be read.
    """
    tables = [columns for _, columns in read_tables(path, read_text(path))]
    groups = next((c for c in tables if GROUP in c and VOLTAGE in c and MICROGRAPH not in c), None)
    listed = next((c for c in tables if MICROGRAPH in c and U in c), None)
    if listed is None:
        return {}
    stems = [stem_of(PurePosixPath(name).name) for name in listed[MICROGRAPH].tolist()]
    row_of = {stem: row for row, stem in enumerate(stems)}
    found = {}
    for i, micrograph in enumerate(micrographs):
        row = row_of.get(stem_of(micrograph.path))
        if row is not None and (defocus := _defocus(path, listed, groups, row)) is not None:
            found[i] = defocus
    return found


def _defocus(path: Path, listed: Columns, groups: Columns | None, row: int) -> Defocus | None:
    """Return the defocus in a row of the table of micrographs; None if a number is missing."""

    def number(name: str, default: float | None = None) -> float:
        if name in listed:
            return float(parse_numbers(path, name, [str(listed[name][row])])[0])
        if groups is not None and name in groups:
            wanted = listed[GROUP][row] if GROUP in listed else groups[GROUP][0]
            mine = np.flatnonzero(groups[GROUP] == wanted)
            return float(parse_numbers(path, name, [str(groups[name][mine[0]])])[0]) if len(mine) else np.nan
        return np.nan if default is None else default

    u, v = number(U), number(V, number(U))
    optics = Optics(
        voltage=number(VOLTAGE, 300.0),
        spherical_aberration=number(ABERRATION, 2.7),
        amplitude_contrast=number(AMPLITUDE, 0.1),
        b_factor=0.0,
        phase_shift=number(PHASE, 0.0),
        astigmatism=(u - v) / 1e4,
        astigmatism_angle=number(DIRECTION, 0.0),
    )
    numbers = (u, v, optics.voltage, optics.spherical_aberration, optics.amplitude_contrast, optics.phase_shift)
    if not np.isfinite(numbers).all() or not 0 <= optics.amplitude_contrast <= 1 or optics.voltage <= 0:
        return None
    return Defocus((u + v) / 2e4, optics)
