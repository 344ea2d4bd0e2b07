"""Matching the micrographs of a project to the names that another program has for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from iceboxer.engine.data.folders import is_file
from iceboxer.engine.data.formats import cryosparc
from iceboxer.engine.data.micrograph import stem_of
from iceboxer.engine.data.micrograph_names import Stems, most_shared, name_in, parts_in
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.data.same_names import distinct_names
from iceboxer.engine.errors import ReadError
from iceboxer.engine.interop.relion import PIPELINE, micrograph_names


@dataclass(frozen=True)
class Naming:
    """The names that another program has for the micrographs of a project.

    Attributes
    ----------
    names
        The other program's name of each matched micrograph.
    problems
        Why a micrograph has no match.
    unused
        Names of the other program without a match.
    """

    names: dict[Path, str] = field(default_factory=dict)
    problems: dict[Path, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)


def read_names(source: Path) -> list[str]:
    """Return the micrographs named in a STAR or `.cs` file, or present in a folder, each once.

    Raises
    ------
    ReadError
        The file or folder cannot be read or names no micrographs.
    """
    if source.is_dir():
        names = [str(path.absolute()) for path in find_micrographs([source])]
    elif cryosparc.sniff(source):
        names = cryosparc.micrograph_names(source)
    else:
        names = micrograph_names(source)
    if not names:
        raise ReadError(source, "holds no micrographs")
    return names


def keep_names(ours: Sequence[Path]) -> Naming:
    """Match each micrograph to its own file name, with folders where these tell micrographs of the same name apart."""
    return Naming(distinct_names(ours))


def match_names(ours: Sequence[Path], theirs: Sequence[str]) -> Naming:
    """Match micrographs to another program's names, with and without the numbers that cryoSPARC prefixes.

    If several names match, the names of the folders decide; if they do not, the micrograph has no match.
    """
    by_stem: dict[str, list[str]] = {}
    for name in theirs:
        by_stem.setdefault(name_in(name), []).append(name)
    stems = Stems(by_stem)
    claims: dict[str, list[Path]] = {}
    problems: dict[Path, str] = {}
    for path in ours:
        fitting = [name for stem in stems.fitting(stem_of(path)) for name in by_stem[stem]]
        if len(fitting) > 1:
            fitting = most_shared(fitting, lambda name: parts_in(name)[:-1], path.absolute().parent.parts)
        if len(fitting) == 1:
            claims.setdefault(fitting[0], []).append(path)
        else:
            problems[path] = f"matches {len(fitting)} names" if fitting else "has no matching name"
    names: dict[Path, str] = {}
    for name, paths in claims.items():
        nearest = most_shared(paths, lambda path: path.absolute().parent.parts, parts_in(name)[:-1])
        if len(nearest) == 1:
            names[nearest[0]] = name
        for path in paths:
            if path not in names:
                problems[path] = f"shares the name {PurePosixPath(name).name} with another micrograph"
    taken = set(names.values())
    return Naming(names, problems, [name for name in theirs if name not in taken])


def find_relion_project(source: Path, names: Sequence[str]) -> Path | None:
    """Return the RELION project folder above `source`, to which names are relative; None if there is none."""
    for folder in [source.absolute(), *source.absolute().parents][:5]:
        if (folder / PIPELINE).is_file() or any(name and is_file(folder / name) for name in names[:3]):
            return folder
    return None
