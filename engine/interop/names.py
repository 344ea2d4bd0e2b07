"""What another program calls the micrographs, and which of them is which of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from iceboxer.engine.data.formats import cryosparc
from iceboxer.engine.data.matching import Stems, name_in
from iceboxer.engine.data.micrograph import find_micrographs, stem_of
from iceboxer.engine.errors import ReadError
from iceboxer.engine.interop.relion import PIPELINE, micrograph_names


@dataclass(frozen=True)
class Naming:
    """`names` are theirs by our micrograph, `problems` say why one has none, `unused` are theirs that nobody claims."""

    names: dict[Path, str] = field(default_factory=dict)
    problems: dict[Path, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)


def names_in(source: Path) -> list[str]:
    """The micrographs that a STAR file or a `.cs` file names, or that lie in a folder, each once.

    Raises
    ------
    ReadError
        It cannot be read or names no micrographs.
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


def as_they_are(ours: Sequence[Path]) -> Naming:
    """Our micrographs by their own file names; two of one name cannot be told apart elsewhere."""
    return matched(ours, list(dict.fromkeys(path.name for path in ours)))


def matched(ours: Sequence[Path], theirs: Sequence[str]) -> Naming:
    """Find each of our micrographs among `theirs`, with and without the numbers that cryoSPARC puts before names.

    Where several fit, the name of the folder decides; where that does not, none is taken.
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
            fitting = [name for name in fitting if _folder(name) == path.parent.name] or fitting
        if len(fitting) == 1:
            claims.setdefault(fitting[0], []).append(path)
        else:
            problems[path] = f"fits {len(fitting)} of them" if fitting else "is not among them"
    names: dict[Path, str] = {}
    for name, paths in claims.items():
        nearest = [path for path in paths if _folder(name) == path.parent.name] if len(paths) > 1 else paths
        if len(nearest) == 1:
            names[nearest[0]] = name
        for path in paths:
            if path not in names:
                problems[path] = f"shares the name {PurePosixPath(name).name} with another micrograph"
    taken = set(names.values())
    return Naming(names, problems, [name for name in theirs if name not in taken])


def _folder(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).parent.name


def relion_project(source: Path, names: Sequence[str]) -> Path | None:
    """RELION's project folder, to which names are relative: above `source`, where the pipeline or a micrograph is."""
    for folder in [source.absolute(), *source.absolute().parents][:5]:
        if (folder / PIPELINE).is_file() or any(name and _is_there(folder / name) for name in names[:3]):
            return folder
    return None


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
