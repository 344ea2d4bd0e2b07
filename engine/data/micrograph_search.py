"""Search for micrographs among files and folders: one rule for every command, the window, and a watched folder.

What this program wrote is no micrograph, and of several files of one micrograph only the best is one.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from iceboxer.engine.data.folders import PROJECT, is_file, unreadable
from iceboxer.engine.data.formats import SUFFIXES as BOX_SUFFIXES
from iceboxer.engine.data.formats import cryosparc
from iceboxer.engine.data.formats.base import read_text
from iceboxer.engine.data.formats.star import MICROGRAPH, Columns, X, read_tables
from iceboxer.engine.data.micrograph import (
    SUFFIXES,
)
from iceboxer.engine.data.micrograph_versions import choose_best, group_by_micrograph
from iceboxer.engine.data.regular_file import open_regular
from iceboxer.engine.errors import ReadError
from iceboxer.engine.text import count_noun, join_names

# the folders and records that picking writes; crYOLO's folders have the same names
OUTPUT_FOLDERS = frozenset(("CBOX", "EMAN", "STAR", "CRYOSPARC", "DISTR", "PICTURES", "MASKS"))
OUTPUT_RECORDS = frozenset(("settings.json", "summary.json", "names.json"))
# folders in which other programs keep small pictures and power spectra of micrographs
PICTURE_FOLDERS = frozenset(("thumbnails", "thumbs", "powerspectrum", "powerspectra"))
PLOT_MARK = b"Software\0Iceboxer"  # in the PNG files that this program draws
LIST_SUFFIX = ".star"
NOT_MICROGRAPHS = frozenset((X, "_rlnMicrographCoordinates", "_rlnImageName"))  # columns of boxes or particles


@dataclass
class Found:
    """Micrographs that were found, and an account of the files that were left aside.

    `aside` maps a file to the micrograph that is used instead; `doubled` a link to the file that it repeats.
    """

    micrographs: list[Path] = field(default_factory=list)
    aside: dict[Path, Path] = field(default_factory=dict)
    doubled: dict[Path, Path] = field(default_factory=dict)
    broken: list[Path] = field(default_factory=list)

    def notes(self) -> list[str]:
        """Return sentences for the user on what was left aside."""
        sentences = []
        if self.aside:
            names = join_names([f"{path.name} (for {best.name})" for path, best in self.aside.items()])
            files = count_noun(len(self.aside), "file")
            sentences.append(f"{files} left aside, since a better file of the same micrograph exists: {names}.")
        if self.doubled:
            names = join_names([f"{path} (the same file as {first})" for path, first in self.doubled.items()])
            sentences.append(f"{count_noun(len(self.doubled), 'link')} left aside: {names}.")
        if self.broken:
            names = join_names([f"{path} (to {os.readlink(path)})" for path in self.broken])  # noqa: PTH115
            sentences.append(f"{count_noun(len(self.broken), 'link')} skipped, since the file is missing: {names}.")
        return sentences


def find_micrographs(paths: Sequence[Path]) -> list[Path]:
    """Return the micrographs among `paths`, each once; see `search_micrographs`."""
    return search_micrographs(paths).micrographs


def search_micrographs(paths: Sequence[Path]) -> Found:
    """Find the micrographs among files, folders (searched with their subfolders), and lists; sorted within a folder.

    A file named directly is returned, readable or not, unless a better one of the same micrograph is found too.
    A STAR file is replaced by the micrographs that it lists, and a pattern such as ``*.mrc`` by the matching files.
    In folders, hidden files, the window's projects, results and plots of this program, and folders of thumbnails
    and power spectra are skipped.

    Raises
    ------
    ReadError
        A path does not exist or cannot be read, or a STAR file lists no micrographs.
    """
    found = Found()
    candidates: dict[str, str] = {}
    real_folder = cache(os.path.realpath)
    for path in _expanded(paths):
        for file, is_link in _candidates(path, found):
            first = candidates.setdefault(_real(file, is_link, real_folder), file)
            if is_link and first != file and os.path.abspath(first) != os.path.abspath(file):  # noqa: PTH100 (keeps "..")
                found.doubled[Path(file)] = Path(first)
    aside: set[str] = set()
    for files in group_by_micrograph(candidates.values()):
        if len(files) > 1:
            best = str(choose_best(list(map(Path, files))))
            aside.update(file for file in files if file != best)
            found.aside |= {Path(file): Path(best) for file in files if file != best}
    found.micrographs = [Path(file) for file in candidates.values() if file not in aside]
    return found


def split_boxes(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Return the paths that may be or hold micrographs, and the files of boxes among `paths`."""
    boxes = [path for path in paths if _is_box_file(path)]
    return [path for path in paths if path not in boxes], boxes


def _is_box_file(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix not in (*BOX_SUFFIXES, cryosparc.SUFFIX) or not is_file(path):
        return False
    if suffix != LIST_SUFFIX:
        return True
    try:
        return not _micrograph_tables(path)
    except ReadError:
        return True  # reading it as boxes reports the reason


def walk_pictures(folder: Path | str, is_skipped: Callable[[str], bool] = lambda _: False) -> Iterator[str]:
    """Yield the paths of files in a folder and its subfolders that have a micrograph's suffix and are no output.

    Parameters
    ----------
    is_skipped : callable, optional
        Whether to skip a further folder, given its path.
    """
    for where, subfolders, names in os.walk(folder):
        written = _written_here(subfolders, names)
        subfolders[:] = [
            name
            for name in subfolders
            if not (name.startswith(".") or name.endswith(PROJECT) or name in written)
            and name.casefold() not in PICTURE_FOLDERS
            and not is_skipped(os.path.join(where, name))  # noqa: PTH118  (for speed: there may be 100,000)
        ]
        prefix = os.path.join(where, "").removeprefix("./")  # noqa: PTH118  (as `Path` writes it)
        for name in names:
            low = name.lower()
            if (
                low.endswith(SUFFIXES)
                and not low.startswith(".")
                and not (low.endswith(".png") and _is_plot(prefix + name))
            ):
                yield prefix + name


def _candidates(path: Path, found: Found) -> list[tuple[str, bool]]:
    """Return the files that may be micrographs, and whether each is a link.

    Their paths are text, which a folder of very many makes several times as fast.
    """
    try:
        path.stat()
        if not path.is_dir():
            files = _listed(path) if path.suffix.lower() == LIST_SUFFIX else [path]
            return [(str(file), file.is_symlink()) for file in files]
        next(path.iterdir(), None)  # raises if the folder itself cannot be read; `walk` would skip it silently
    except OSError as e:
        raise unreadable(path, e) from e
    # in the order in which paths are sorted, by their parts: no name holds a zero
    names = sorted(walk_pictures(path), key=lambda name: name.replace(os.sep, "\0"))
    odd = cache(_odd_names)
    candidates = []
    for file in names:
        folder, name = os.path.split(file)
        irregular = odd(folder)
        if irregular is not None and name not in irregular:
            candidates.append((file, False))
            continue
        mode = _mode(file)
        is_link = stat.S_ISLNK(mode)
        if stat.S_ISREG(mode) or (is_link and is_file(Path(file))):
            candidates.append((file, is_link))
        elif is_link and _is_broken(Path(file)):
            found.broken.append(Path(file))
    return candidates


def _odd_names(folder: str) -> frozenset[str] | None:
    """Return the names in a folder that are no regular files, links among them; None if that cannot be found out.

    The folder's list knows this of all files, which need not be looked at one by one.
    """
    try:
        os.stat(os.path.join(folder, os.curdir))  # noqa: PTH116, PTH118  # fails if its files cannot be reached
        with os.scandir(folder or os.curdir) as entries:
            return frozenset(entry.name for entry in entries if not entry.is_file(follow_symlinks=False))
    except OSError:
        return None


def _mode(file: str) -> int:
    """Return the kind of a file, itself if it is a link; 0 if it has disappeared."""
    try:
        return os.lstat(file).st_mode
    except (OSError, ValueError):
        return 0


def _listed(path: Path) -> list[Path]:
    """Return the micrographs that a STAR file lists; names are relative to a folder above it, the project's.

    Raises
    ------
    ReadError
        It lists no micrographs, or none of them exists.
    """
    tables = _micrograph_tables(path)
    if not tables:
        raise ReadError(path, f"is no list of micrographs: it needs the column {MICROGRAPH}, and no coordinates")
    names = list(dict.fromkeys(name for columns in tables for name in columns[MICROGRAPH].tolist()))
    folders = [Path(), *path.absolute().parents]
    root = next((folder for folder in folders if any(is_file(folder / name) for name in names)), None)
    if root is None:
        raise ReadError(path, f"lists {count_noun(len(names), 'micrograph')}, but none of them exists ({names[0]})")
    return [root / name for name in names]


def _micrograph_tables(path: Path) -> list[Columns]:
    """Return the tables of a STAR file that list micrographs; none if it holds coordinates or particles."""
    tables = [columns for _, columns in read_tables(path, read_text(path)) if MICROGRAPH in columns]
    return [] if any(not NOT_MICROGRAPHS.isdisjoint(columns) for columns in tables) else tables


def _expanded(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the paths, with patterns that no shell expanded replaced by the files that they fit."""
    for path in paths:
        is_pattern = not os.path.lexists(path) and glob.has_magic(str(path))
        fitting = [Path(name) for name in sorted(glob.glob(str(path)))] if is_pattern else []  # noqa: PTH207
        yield from fitting or [path]


def _written_here(subfolders: Sequence[str], names: Sequence[str]) -> frozenset[str]:
    """Return which subfolders are results of picking: of this program, by its records, or of crYOLO."""
    written = OUTPUT_FOLDERS.intersection(subfolders)
    recorded = not OUTPUT_RECORDS.isdisjoint(names) or ("CBOX" in written and len(written) > 1)
    return written if recorded else frozenset()


def _is_plot(path: str) -> bool:
    try:
        with open_regular(path) as file:
            return PLOT_MARK in file.read(256)
    except OSError:
        return False


def _is_broken(path: Path) -> bool:
    try:
        return path.is_symlink() and not path.exists()
    except OSError:  # a loop of links, or a folder that may not be searched
        return False


def _real(file: str, is_link: bool, real_folder: Callable[[str], str]) -> str:
    """Return the path without links; the folder's is looked up once."""
    if is_link:
        return os.path.realpath(file)
    folder, name = os.path.split(file)
    return os.path.join(real_folder(folder), name)  # noqa: PTH118
