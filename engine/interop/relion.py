"""RELION's rules for an *External* job: its inputs, the files it must write, and how it reports success or failure.

Source: "The External job-type" in RELION's manual (https://relion.readthedocs.io, Reference, Using RELION). The
names of node types are those that RELION 4 and 5 write to a project's ``default_pipeline.star``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from pathlib import Path, PurePosixPath

from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.formats.base import read_text
from iceboxer.engine.data.formats.star import FILES, MICROGRAPH, quote, read_tables, write_block
from iceboxer.engine.data.free_names import FreeNames
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.errors import Cancelled, EngineError, ReadError

PICK_NAME = "iceboxer"
LIST, SUFFIX_LIST, NODES = "autopick.star", f"coords_suffix_{PICK_NAME}.star", "RELION_OUTPUT_NODES.star"
SUCCESS, FAILURE, ABORTED = (f"RELION_JOB_EXIT_{end}" for end in ("SUCCESS", "FAILURE", "ABORTED"))
ABORT = "RELION_JOB_ABORT_NOW"
PIPELINE = Path("default_pipeline.star")  # in the project folder, where RELION starts its jobs
FROM_JOB = re.compile(r"^[^/]+/job\d+/")


class Version(Enum):
    """A version of RELION: the column and the name of the node type of picked coordinates, and the node's file."""

    V3 = ("_rlnPipeLineNodeType", "2", SUFFIX_LIST)
    V4 = ("_rlnPipeLineNodeTypeLabel", "MicrographsCoords.star.relion.autopick", LIST)
    V5 = ("_rlnPipeLineNodeTypeLabel", "MicrographCoordsGroup.star.relion.autopick", LIST)


def detect_version(pipeline: Path = PIPELINE) -> Version:
    """Return the version that wrote a project, the newest if there is no project."""
    try:
        text = read_text(pipeline)
    except ReadError:
        return Version.V5
    if "_rlnPipeLineNodeType" in text and "_rlnPipeLineNodeTypeLabel" not in text:
        return Version.V3
    return Version.V4 if "# version 30001" in text else Version.V5


def micrograph_names(path: Path) -> list[str]:
    """Return the names of the micrographs in a ``micrographs.star``, each once.

    Raises
    ------
    ReadError
        The file cannot be read or names no micrographs.
    """
    columns = [c[MICROGRAPH].tolist() for _, c in read_tables(path, read_text(path)) if MICROGRAPH in c]
    names = [name for column in columns for name in column]
    if not names:
        raise ReadError(path, f"names no micrographs (column {MICROGRAPH})")
    return list(dict.fromkeys(names))


def coordinate_names(names: list[str]) -> dict[str, str]:
    """Return the coordinate file of each micrograph, relative to the job's folder, in the folder tree of its movies.

    The folder of the job that made the micrograph is removed, as RELION does. No name points outside the job's
    folder. Files whose names are equal except for case are numbered.
    """
    files: dict[str, str] = {}
    free_names = FreeNames()
    for name in names:
        parts = [p for p in PurePosixPath(FROM_JOB.sub("", name)).parts if p not in ("/", "..", "//")]
        within, stem = PurePosixPath(*parts[:-1]), stem_of(parts[-1]) if parts else "micrograph"
        files[name] = free_names.take(str(within / stem), f"_{PICK_NAME}.star", "{}_{}")
    return files


def write_lists(folder: Path, micrographs: Path, picked: Mapping[str, str]) -> None:
    """Write the lists that make the picks an input of further RELION jobs.

    Parameters
    ----------
    folder : Path
        The job's folder, relative to the project as RELION gave it.
    micrographs : Path
        The picked ``micrographs.star``.
    picked : mapping
        Coordinate files, relative to `folder`, by micrograph name.
    """
    write_list(folder / LIST, {name: (folder / file).as_posix() for name, file in picked.items()})
    write_text(folder / SUFFIX_LIST, f"{micrographs}\n")
    column, kind, node = detect_version().value
    write_nodes(folder, column, [f"{quote((folder / node).as_posix())} {kind}"])


def write_list(path: Path, files: Mapping[str, str]) -> None:
    """Write a list of coordinate files by micrograph name, from which RELION 4 and 5 extract particles.

    All paths are relative to the project folder.
    """
    rows = [f"{quote(name)} {quote(file)}" for name, file in files.items()]
    write_text(path, write_block("coordinate_files", (MICROGRAPH, FILES), rows))


def write_nodes(folder: Path, column: str = "_rlnPipeLineNodeTypeLabel", rows: list[str] | None = None) -> None:
    """Write the list of a job's output nodes: `rows` of name and type."""
    write_text(folder / NODES, write_block("output_nodes", ("_rlnPipeLineNodeName", column), rows or []))


@contextmanager
def running(folder: Path) -> Iterator[None]:
    """Run a job in this context; at its end, write the empty file in `folder` that reports the outcome to RELION.

    Raises
    ------
    EngineError
        The folder is not writable.
    """
    try:
        make_folder(folder)
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
