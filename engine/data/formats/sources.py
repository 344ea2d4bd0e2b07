"""Which of the files in another program's folders hold boxes: none of its bookkeeping, and no list twice.

Sources: the job folders that RELION 3.1 to 5 and cryoSPARC 4 write, and the output folders of crYOLO and of this
program. Files that a person names are always read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np

from iceboxer.engine.data.formats import cryosparc, eman2, star
from iceboxer.engine.data.formats.base import read_head, read_text
from iceboxer.engine.errors import ReadError

ALL_PICKS = "CBOX"  # the folder with all picks; those beside it hold a part of them in other formats
OTHER_FORMATS = re.compile(r"(EMAN|STAR|CRYOSPARC)(_HELIX_SEGMENTED|_START_END)?|CBOX_FILAMENT_SEGMENTED|DISTR")
OURS = "_iceboxer.star"  # ends the names of the files that our RELION jobs write
SUFFIX_LIST = re.compile(r"coords_suffix_(.+)\.star")  # RELION 3.1; holds no coordinates
ITERATION = re.compile(r"run(?:_ct(\d+))?(?:_it(\d+))?_data\.star")  # continued at, and number of the iteration
EXTRACTED = ("particles.star", "_extract.star")  # of all micrographs, and the same for each
COLUMNS = (star.X, star.FILES, "_CoordinateX", "_xcoor")
HEAD = 2**20  # bytes; the table of optics groups comes before that of particles
CRYOSPARC_ITERATION = re.compile(r"(J\d+)_(\d{3,})_(particles.*)\.cs")
OF_GAUTOMATCH = re.compile(r"(.+)_(?:nonunique|rejected)")
UNWANTED = re.compile(r"excluded|rejected|duplicate", re.IGNORECASE)


def holds_coordinates(path: Path) -> bool:
    """Return whether a STAR file has columns of coordinates; True if it cannot be read, so that reading reports it.

    RELION's ``job.star``, ``default_pipeline.star``, ``summary.star`` and lists of micrographs have none.
    """
    if SUFFIX_LIST.fullmatch(path.name):
        return False
    try:
        head = read_head(path, HEAD)
    except ReadError:
        return True
    return not star.sniff(head) or any(column in head for column in COLUMNS)


def behind(path: Path) -> tuple[Path, ...]:
    """Return the box files that a person means by a path: the path itself, or the files of a list of RELION 3.1.

    A ``coords_suffix_NAME.star`` holds no coordinates; the files ``*_NAME.star`` in its folder do.

    Raises
    ------
    ReadError
        There are no such files.
    """
    match = SUFFIX_LIST.fullmatch(path.name)
    if match is None:
        return (path,)
    found = sorted(p for p in path.parent.rglob(f"*_{match[1]}.star") if p.name != path.name)
    if not found:
        raise ReadError(path, f"there are no files *_{match[1]}.star in its folder")
    return tuple(found)


def each_once(files: Sequence[Path], named: Iterable[Path]) -> list[Path]:
    """Return the files without those whose boxes another of them holds too; files in `named` are kept."""
    chosen = {path.resolve() for path in named}
    found = [path for path in files if path.resolve() in chosen or not _in_other_format(path, chosen)]
    for doubled in (_listed, _earlier_iterations, _extracted, _exported, _refused, _unwanted, _same_particles):
        left_out = doubled(found)
        found = [path for path in found if path.resolve() in chosen or path not in left_out]
    return found


def _in_other_format(path: Path, named: Collection[Path]) -> bool:
    """Return whether a file lies in a folder beside a folder with all picks, unless a person named that folder."""
    for folder in path.parents:
        if folder.resolve() in named:
            return False
        if OTHER_FORMATS.fullmatch(folder.name) and _has_all_picks(folder.parent):
            return True
    return False


def is_format_folder(name: str) -> bool:
    """Return whether a folder of this name holds the picks in one of the formats that a picking writes."""
    return name == ALL_PICKS or OTHER_FORMATS.fullmatch(name) is not None


def _has_all_picks(folder: Path) -> bool:
    try:
        return any((folder / ALL_PICKS).glob("*.cbox"))
    except OSError:
        return False


def _listed(files: Collection[Path]) -> set[Path]:
    """Return the files that lists such as RELION's ``autopick.star`` name; the lists too if they name our own picks."""
    by_place = {path.resolve(): path for path in files}
    doubled: set[Path] = set()
    for path in files:
        names = _names_in_list(path)
        for name in names:
            try:
                place = star.find_listed(path, name).resolve()
            except ReadError:
                continue  # reading the list reports it
            if place in by_place:
                doubled.add(by_place[place])
        if names and all(name.endswith(OURS) for name in names) and _has_all_picks(path.parent):
            doubled.add(path)
    return doubled


def _names_in_list(path: Path) -> list[str]:
    try:
        if path.suffix.lower() != ".star" or star.FILES not in read_head(path):
            return []
        return [name for _, table in star.read_tables(path, read_text(path)) for name in table.get(star.FILES, [])]
    except ReadError:
        return []


def _earlier_iterations(files: Collection[Path]) -> set[Path]:
    """Return all but the last of each job's ``run_it025_data.star`` or cryoSPARC's ``J12_025_particles.cs``."""
    runs: dict[tuple[Path, str], list[tuple[tuple[int, ...], Path]]] = {}
    for path in files:
        if match := ITERATION.fullmatch(path.name):
            order = (int(match[2] or 10**9), int(match[1] or 0))  # the final file of a refinement has no iteration
            runs.setdefault((path.parent, "run"), []).append((order, path))
        elif match := CRYOSPARC_ITERATION.fullmatch(path.name):
            runs.setdefault((path.parent, match[1] + match[3]), []).append(((int(match[2]),), path))
    return {path for run in runs.values() for _, path in sorted(run)[:-1]}


def _extracted(files: Collection[Path]) -> set[Path]:
    """Return the files of each micrograph below a folder whose ``particles.star`` holds all of them."""
    together, each = EXTRACTED
    jobs = {path.parent for path in files if path.name == together}
    return {path for path in files if path.name.endswith(each) and jobs & set(path.parents)}


def _exported(files: Collection[Path]) -> set[Path]:
    """Return EMAN2's ``boxfiles/a.box`` beside ``info/a_info.json``, which e2boxer reads and changes."""
    kept = {path.resolve() for path in files if path.name.endswith(eman2.SUFFIX)}
    boxes = (path for path in files if path.parent.name == "boxfiles")
    return {p for p in boxes if (p.parent.parent / "info" / f"{p.stem}{eman2.SUFFIX}").resolve() in kept}


def _refused(files: Collection[Path]) -> set[Path]:
    """Return Gautomatch's ``a_nonunique.star`` and ``a_rejected.star`` beside ``a_automatch.star``."""
    there = set(files)
    named = ((path, OF_GAUTOMATCH.fullmatch(path.stem)) for path in files)
    return {path for path, match in named if match and path.with_stem(f"{match[1]}_automatch") in there}


def _unwanted(files: Collection[Path]) -> set[Path]:
    """Return cryoSPARC's files of excluded particles beside those of the selected ones."""
    tables = [path for path in files if path.suffix.lower() == cryosparc.SUFFIX]
    wanted = {path.parent for path in tables if not UNWANTED.search(path.name)}
    return {path for path in tables if UNWANTED.search(path.name) and path.parent in wanted}


def _same_particles(files: Collection[Path]) -> set[Path]:
    """Return cryoSPARC's files that hold no particle which an earlier file does not hold too."""
    tables = [path for path in files if path.suffix.lower() == cryosparc.SUFFIX]
    doubled: set[Path] = set()
    known = np.zeros(0, np.uint64)
    for path in sorted(tables, key=lambda p: "passthrough" in p.name):  # keeps the order otherwise
        ids = cryosparc.particle_ids(path) if len(tables) > 1 else known
        if len(ids) and np.isin(ids, known).all():
            doubled.add(path)
        known = np.union1d(known, ids)
    return doubled
