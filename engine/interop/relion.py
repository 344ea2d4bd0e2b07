"""RELION's rules for an *External* job: what it is given, what it leaves in its folder, how it says how it went.

Source: "The External job-type" in RELION's manual (https://relion.readthedocs.io, Reference, Using RELION). The
names of node types are those that RELION 4 and 5 write into a project's ``default_pipeline.star``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from pathlib import Path, PurePosixPath

from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.folders import free_name
from iceboxer.engine.data.formats.base import read_text
from iceboxer.engine.data.formats.star import FILES, MICROGRAPH, quote, tables
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.errors import Cancelled, EngineError, ReadError

PICK_NAME = "iceboxer"
LIST, SUFFIX_LIST, NODES = "autopick.star", f"coords_suffix_{PICK_NAME}.star", "RELION_OUTPUT_NODES.star"
SUCCESS, FAILURE, ABORTED = (f"RELION_JOB_EXIT_{end}" for end in ("SUCCESS", "FAILURE", "ABORTED"))
ABORT = "RELION_JOB_ABORT_NOW"
PIPELINE = Path("default_pipeline.star")  # in the project's folder, where RELION starts its jobs
FROM_JOB = re.compile(r"^[^/]+/job\d+/")


class Version(Enum):
    """Of RELION, as far as jobs differ: the column and the name of the type that picked coordinates are of."""

    V3 = ("_rlnPipeLineNodeType", "2", SUFFIX_LIST)
    V4 = ("_rlnPipeLineNodeTypeLabel", "MicrographsCoords.star.relion.autopick", LIST)
    V5 = ("_rlnPipeLineNodeTypeLabel", "MicrographCoordsGroup.star.relion.autopick", LIST)


def version_of(pipeline: Path = PIPELINE) -> Version:
    """The version that writes a project, the newest where there is no project to look at."""
    try:
        text = read_text(pipeline)
    except ReadError:
        return Version.V5
    if "_rlnPipeLineNodeType" in text and "_rlnPipeLineNodeTypeLabel" not in text:
        return Version.V3
    return Version.V4 if "# version 30001" in text else Version.V5


def micrograph_names(path: Path) -> list[str]:
    """The micrographs in a ``micrographs.star``, as it names them, each once.

    Raises
    ------
    ReadError
        It cannot be read or names no micrographs.
    """
    named = [c[MICROGRAPH].tolist() for _, c in tables(path, read_text(path)) if MICROGRAPH in c]
    names = [name for column in named for name in column]
    if not names:
        raise ReadError(path, f"names no micrographs (column {MICROGRAPH})")
    return list(dict.fromkeys(names))


def coordinate_names(names: list[str]) -> dict[str, str]:
    """The file of coordinates of each micrograph, within the job's folder and in the tree that its movies lie in.

    The folder of the job that a micrograph is from is left away, as RELION does; whatever else a name says, it
    stays within the job's folder. Two of one name get a number.
    """
    files: dict[str, str] = {}
    taken: defaultdict[PurePosixPath, set[str]] = defaultdict(set)
    for name in names:
        parts = [p for p in PurePosixPath(FROM_JOB.sub("", name)).parts if p not in ("/", "..", "//")]
        within, stem = PurePosixPath(*parts[:-1]), stem_of(parts[-1]) if parts else "micrograph"
        free = free_name(stem, taken[within].__contains__, "{}_{}")
        taken[within].add(free)
        files[name] = str(within / f"{free}_{PICK_NAME}.star")
    return files


def coordinate_files(path: Path) -> tuple[Path, ...]:
    """The files of boxes behind what RELION hands on as coordinates or particles.

    A list of RELION 3 (``coords_suffix_NAME.star``) holds none: they are the files ``*_NAME.star`` beside it.
    """
    match = re.fullmatch(r"coords_suffix_(.+)\.star", path.name)
    if match is None:
        return (path,)
    found = sorted(p for p in path.parent.rglob(f"*_{match[1]}.star") if p.name != path.name)
    if not found:
        raise ReadError(path, f"there are no files *_{match[1]}.star beside it")
    return tuple(found)


def write_lists(folder: Path, micrographs: Path, picked: Mapping[str, str]) -> None:
    """Write what makes the picks an input of RELION's further jobs.

    Parameters
    ----------
    folder : Path
        The job's, relative to the project as RELION gave it.
    micrographs : Path
        The ``micrographs.star`` that was picked.
    picked : mapping
        Files of coordinates, relative to `folder`, by the micrograph's name.
    """
    write_list(folder / LIST, {name: (folder / file).as_posix() for name, file in picked.items()})
    write_text(folder / SUFFIX_LIST, f"{micrographs}\n")
    column, kind, node = version_of().value
    write_nodes(folder, column, [f"{quote((folder / node).as_posix())} {kind}"])


def write_list(path: Path, files: Mapping[str, str]) -> None:
    """Write a list of files of coordinates by their micrographs' names, which RELION 4 and 5 extract from.

    Files and micrographs as seen from the project's folder.
    """
    rows = [f"{quote(name)} {quote(file)}" for name, file in files.items()]
    write_text(path, _block("coordinate_files", (MICROGRAPH, FILES), rows))


def write_nodes(folder: Path, column: str = "_rlnPipeLineNodeTypeLabel", rows: list[str] | None = None) -> None:
    """Write the list of what a job offers to others: `rows` of name and type."""
    write_text(folder / NODES, _block("output_nodes", ("_rlnPipeLineNodeName", column), rows or []))


def _block(name: str, tags: tuple[str, ...], rows: list[str]) -> str:
    head = ["", "# version 30001", "", f"data_{name}", "", "loop_", *(f"{tag} #{i}" for i, tag in enumerate(tags, 1))]
    return "\n".join([*head, *rows]) + "\n\n"


@contextmanager
def running(folder: Path) -> Iterator[None]:
    """Around a job: leaves the empty file in `folder` that tells RELION how it ended.

    Raises
    ------
    EngineError
        The folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (SUCCESS, FAILURE, ABORTED, ABORT):
            (folder / name).unlink(missing_ok=True)
    except OSError as e:
        raise EngineError(f"{folder} cannot be written: {e.strerror or e}") from e
    end = FAILURE
    try:
        yield
        end = SUCCESS
    except Cancelled:
        end = ABORTED
        (folder / ABORT).unlink(missing_ok=True)
        raise
    finally:
        write_text(folder / end, "")
