"""Defocus, astigmatism and resolution of micrographs, as RELION and cryoSPARC store them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Floats
from iceboxer.engine.data.formats import cryosparc, cs_table
from iceboxer.engine.data.formats.base import parse_numbers, read_text
from iceboxer.engine.data.formats.star import MICROGRAPH, Columns, X, read_tables
from iceboxer.engine.data.micrograph_names import HasPath, Named
from iceboxer.engine.errors import ReadError
from iceboxer.engine.text import count_noun, join_names

# RELION's columns; defocus in Å
DEFOCUS_U, DEFOCUS_V, RESOLUTION = "_rlnDefocusU", "_rlnDefocusV", "_rlnCtfMaxResolution"
# cryoSPARC's fields of exposures; all in Å
NAMES, CS_DEFOCUS_U, CS_DEFOCUS_V, CS_RESOLUTION = (
    "micrograph_blob/path",
    "ctf/df1_A",
    "ctf/df2_A",
    "ctf_stats/ctf_fit_to_A",
)
MICROMETRE = 1e4  # Å
SMALLEST = 0.01  # μm; a file with smaller defoci only has them in another unit
CTF_FILE = "micrographs_ctf.star"
MOST_FOLDERS, DEEPEST = 100, 5  # micrographs whose folders are searched, and folders above each
UNDERSTOOD = (
    f"Give RELION's micrographs_ctf.star (columns {MICROGRAPH} and {DEFOCUS_U}) or cryoSPARC's exposures "
    f"(a .cs file with {NAMES} and {CS_DEFOCUS_U})"
)


@dataclass(frozen=True)
class Ctf:
    """Mean underfocus and astigmatism (the difference of the two defoci) in μm, and the fit's resolution in Å."""

    defocus: float
    astigmatism: float
    resolution: float | None


@dataclass
class MatchedCtf:
    """CTF by the path of its micrograph, names in the file that fit none, and micrographs whose row has no defocus."""

    by_path: dict[Path, Ctf] = field(default_factory=dict)
    unmatched: list[str] = field(default_factory=list)
    nearest: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def notes(self) -> list[str]:
        """Return sentences for the user on what was not used."""
        notes = []
        if self.unmatched:
            near = self.nearest
            names = [f"{name} (nearest: {near[name]})" if name in near else name for name in self.unmatched]
            notes.append(f"{count_noun(len(names), 'row')} of the CTF file matched no micrograph: {join_names(names)}.")
        if self.unknown:
            rows = count_noun(len(self.unknown), "row")
            notes.append(f"{rows} of the CTF file without a defocus: {join_names(self.unknown)}.")
        return notes


def read_ctf(path: Path) -> list[tuple[str, Ctf | None]]:
    """Return the CTF of each micrograph in a file, None if its row has none, with the micrograph's name there.

    Raises
    ------
    ReadError
        The file cannot be read, has no defocus of micrographs, has defoci that are not in Å, or lists particles.
    """
    names, u, v, resolution = _read_cs(path) if cryosparc.sniff(path) else _read_star(path)
    found: list[tuple[str, Ctf | None]] = []
    for name, one, other, fit in zip(names, u.tolist(), v.tolist(), resolution.tolist(), strict=True):
        if not (np.isfinite(one) and np.isfinite(other)) or one == other == 0:
            found.append((name, None))
            continue
        known = fit if np.isfinite(fit) and fit > 0 else None
        found.append((name, Ctf((one + other) / 2 / MICROMETRE, abs(one - other) / MICROMETRE, known)))
    defoci = [abs(ctf.defocus) for _, ctf in found if ctf is not None]
    if not defoci:
        raise ReadError(path, f"has no defocus in any row. {UNDERSTOOD}")
    if max(defoci) < SMALLEST:
        raise ReadError(path, f"has no defocus of {SMALLEST * MICROMETRE:g} Å or more; defoci must be in Å")
    return found


def match_ctf(path: Path, micrographs: Sequence[HasPath]) -> MatchedCtf:
    """Read a CTF file and assign each row to its micrograph, by the rules for names in box files.

    Raises
    ------
    ReadError
        A row fits several micrographs, two rows fit the same one, or no row with a defocus fits any.
    """
    named, matched = Named(micrographs), MatchedCtf()
    rows: dict[Path, str] = {}
    found = read_ctf(path)
    named.expect(name for name, _ in found)
    for name, ctf in found:
        micrograph = named.called(name, path)
        if micrograph is None:
            matched.unmatched.append(name)
            if nearest := named.nearest(name) if len(matched.unmatched) <= 3 else None:
                matched.nearest[name] = nearest
            continue
        if micrograph.path in rows:
            other = rows[micrograph.path]
            raise ReadError(path, f"has two rows for {micrograph.path.name} ('{other[:80]}' and '{name[:80]}')")
        rows[micrograph.path] = name
        if ctf is None:
            matched.unknown.append(micrograph.path.name)
        else:
            matched.by_path[micrograph.path] = ctf
    if not matched.by_path:
        raise ReadError(path, " ".join(["fits none of the micrographs.", *matched.notes()]))
    return matched


def find_ctf_file(micrographs: Sequence[Path]) -> Path | None:
    """Return the CTF file of RELION beside the micrographs or in the project above them, None if there is none.

    Of several jobs in a project, the latest counts.
    """
    for folder in dict.fromkeys(path.absolute().parent for path in micrographs[:MOST_FOLDERS]):
        for above in [folder, *folder.parents][:DEEPEST]:
            if (above / CTF_FILE).is_file():
                return above / CTF_FILE
            if jobs := sorted(above.glob(f"CtfFind/job*/{CTF_FILE}"), key=_job_number):
                return jobs[-1]
    return None


def _job_number(path: Path) -> int:
    number = re.search(r"\d+", path.parent.name)
    return int(number[0]) if number else 0


def _read_star(path: Path) -> tuple[list[str], Floats, Floats, Floats]:
    tables = [c for _, c in read_tables(path, read_text(path)) if MICROGRAPH in c and DEFOCUS_U in c]
    if not tables:
        raise ReadError(path, f"has no defocus of micrographs. {UNDERSTOOD}")
    if any(X in columns for columns in tables):
        raise ReadError(path, f"is a list of particles, not of micrographs. {UNDERSTOOD}")
    names = [name for columns in tables for name in columns[MICROGRAPH].tolist()]
    u = np.concatenate([_numbers(path, columns, DEFOCUS_U) for columns in tables])
    v = np.concatenate([_numbers(path, columns, DEFOCUS_V, DEFOCUS_U) for columns in tables])
    return names, u, v, np.concatenate([_numbers(path, columns, RESOLUTION) for columns in tables])


def _numbers(path: Path, columns: Columns, name: str, otherwise: str = "") -> Floats:
    """Return a column, the one called `otherwise` if it is missing, or NaN."""
    name = name if name in columns else otherwise
    if name not in columns:
        return np.full(len(columns[MICROGRAPH]), np.nan)
    return parse_numbers(path, name, columns[name].tolist())


def _read_cs(path: Path) -> tuple[list[str], Floats, Floats, Floats]:
    columns = cs_table.read_fields(path, (NAMES, CS_DEFOCUS_U, CS_DEFOCUS_V, CS_RESOLUTION))
    if NAMES not in columns or CS_DEFOCUS_U not in columns or columns[NAMES].dtype.kind != "U":
        raise ReadError(path, f"has no defocus of micrographs. {UNDERSTOOD}")
    for name in {CS_DEFOCUS_U, CS_DEFOCUS_V, CS_RESOLUTION} & columns.keys():
        if columns[name].dtype.kind == "U":
            raise ReadError(path, f"has text instead of numbers in {name}")
    u = columns[CS_DEFOCUS_U].astype(np.float64)
    v = columns.get(CS_DEFOCUS_V, u).astype(np.float64)
    return columns[NAMES].tolist(), u, v, columns.get(CS_RESOLUTION, np.full(len(u), np.nan)).astype(np.float64)
