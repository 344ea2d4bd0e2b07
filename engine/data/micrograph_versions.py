"""Several files of one micrograph: which belong together, and which of them has the best data."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from pathlib import Path

from iceboxer.engine.data.micrograph import (
    MRC_SUFFIXES,
    PICTURE_SUFFIXES,
    TIFF_SUFFIXES,
    open_micrograph,
    stem_of,
    suffix_of,
)
from iceboxer.engine.data.micrograph_names import SUMMED
from iceboxer.engine.errors import ReadError, StackError

# derived from the micrograph of the same name: power spectra, thumbnails, binned and filtered copies, half sums, masks
DERIVED = re.compile(
    r"(?<=.)([_.-](ps|psd|pspec|power_?spectr(um|a)|powspec|fft|ctf|rawctf|diag(_2d|_plt)?|thumb(nail)?(_@\dx)?|preview"
    r"|small|scaled|bin(ned)?[_-]?\d*|evn|even|odd|nodw|mask|background|denoised|filtered|lp[_-]?\d*)|\.view)$",
    re.IGNORECASE,
)
# folders beside or below the micrographs in which Warp, cisTEM, Topaz and people keep derived pictures of equal names
DERIVED_FOLDER = re.compile(
    r"even|odd|evn|deconv|denoised|masks?|scaled|spectra|small|bin(ned)?[_-]?\d*|downsampled|filtered|lowpass",
    re.IGNORECASE,
)
AVERAGES = "average"  # Warp's folder of micrographs, beside those of derived pictures
MOVIE = re.compile(r"(?<=.)_(fractions|eer)$", re.IGNORECASE)  # EPU names the picture of a movie without it
SUM = re.compile(f"{MOVIE.pattern}|{SUMMED.pattern}", re.IGNORECASE)
# of all names that it matches, to leave out the others quickly
ENDINGS = ("_fractions", "_eer", "aligned", "_mic", "weighted", "corrected", "_dw", "_dws", "_nodw")
WEIGHTED = re.compile(r"(_DW|_doseweighted)$")
FORMAT_ORDER = (*MRC_SUFFIXES, *TIFF_SUFFIXES, ".png", ".jpg", ".jpeg")
STACK, DAMAGED = (0, 0, 0, 0), (1, 0, 0, 0)  # qualities below that of any readable picture
Place = tuple[str, str]  # folder and stem


def group_by_micrograph(files: Iterable[str]) -> list[list[str]]:
    """Return the paths of files in groups, one per micrograph, with derived pictures last.

    They are of the same name in the same folder, except for how the frames were summed. Pictures derived from a
    micrograph, by their names or their folders' (see `DERIVED`), may lie in another folder.
    """
    stems: dict[Place, list[str]] = {}
    for file in files:
        folder, name = os.path.split(file)
        stems.setdefault((folder, stem_of(name)), []).append(file)
    plain_of = {stem: _without_sum(stem) for _, stem in stems}
    sums: dict[Place, Place] = {}  # the first of the sums of the same frames
    anywhere: dict[str, Place] = {}
    for folder, stem in stems:
        plain = plain_of[stem]
        anywhere.setdefault(plain, sums.setdefault((folder, plain), (folder, stem)))

    def find_base(folder: str, stem: str) -> Place | None:
        plain = _without_sum(stem)
        return sums.get((folder, plain)) or anywhere.get(plain)

    groups: dict[Place, list[str]] = {}
    derived: dict[Place, list[str]] = {}
    above = cache(_folders_of_bases)
    for (folder, stem), same in stems.items():
        at = above(folder)
        base = next((place for each in at if (place := (each, stem)) in stems), None) if at else None
        if base is None and DERIVED.search(stem):
            base = base_of(stem, partial(find_base, folder))
        if base is None or base == (folder, stem):
            groups.setdefault(sums[folder, plain_of[stem]], []).extend(same)
        else:
            derived.setdefault(base, []).extend(same)
    for base, pictures in derived.items():
        groups.setdefault(base, []).extend(pictures)
    return list(groups.values())


def base_of(stem: str, find: Callable[[str], Place | None]) -> Place | None:
    """Return the micrograph that a picture of this name is derived from, None if there is none."""
    base = stem
    while (shorter := DERIVED.sub("", base)) != base:
        base = shorter
        if (found := find(base)) is not None:
            return found
    return None


def _folders_of_bases(folder: str) -> tuple[str, ...]:
    """Return the folders in which the micrographs of the pictures in a folder of derived ones lie; else none."""
    above, name = os.path.split(folder)
    return (os.path.join(above, AVERAGES), above) if DERIVED_FOLDER.fullmatch(name) else ()  # noqa: PTH118


def versionless(path: str | Path) -> str:
    """Return a path without suffix and without how the frames were summed, alike for all sums of a micrograph."""
    folder, name = os.path.split(path)
    return os.path.join(folder, _without_sum(stem_of(name)))  # noqa: PTH118  (for speed)


def _without_sum(stem: str) -> str:
    """Return a stem without what was appended when the frames of a movie were summed."""
    while stem.lower().endswith(ENDINGS) and (shorter := SUM.sub("", stem)) != stem:
        stem = shorter
    return stem


def choose_best(files: Sequence[Path]) -> Path:
    """Return the file with the best data among those of one micrograph.

    The order: no derived picture; weighted by dose; a plain name; most pixels; most bits; MRC, TIFF, PNG, JPEG. A
    damaged MRC or TIFF file stays the micrograph, so that it is reported, but a stack of frames does not. Only several
    files are opened.
    """
    if len(files) == 1:
        return files[0]
    files = sorted(_without_derived(files), key=_format_order)
    if len(files) == 1:
        return files[0]
    quality = {file: _quality(file) for file in files}
    data = [file for file in files if suffix_of(file) not in PICTURE_SUFFIXES]
    if data and max(quality[file] for file in data) == DAMAGED:
        return next(file for file in data if quality[file] == DAMAGED)
    return max(files, key=quality.__getitem__)


def _without_derived(files: Sequence[Path]) -> list[Path]:
    """Return the files of a group that are not derived from another of them."""
    stems = {_without_sum(stem_of(file)) for file in files}
    places = {(os.path.dirname(file), stem_of(file)) for file in files}  # noqa: PTH120
    return [
        file
        for file in files
        if base_of(stem_of(file), lambda name: ("", name) if _without_sum(name) in stems else None) is None
        and places.isdisjoint((at, stem_of(file)) for at in _folders_of_bases(os.path.dirname(file)))  # noqa: PTH120
    ] or list(files)


def _format_order(file: Path) -> int:
    suffix = suffix_of(file)
    return FORMAT_ORDER.index(suffix) if suffix in FORMAT_ORDER else len(FORMAT_ORDER)


def _quality(file: Path) -> tuple[int, int, int, int]:
    """Return rank, kind of sum, pixels and bits of a file; of equal ones the first is taken."""
    try:
        micrograph = open_micrograph(file)
    except StackError:
        return STACK
    except ReadError:
        return DAMAGED
    stem = stem_of(file)
    kind = 2 if WEIGHTED.search(stem) else 0 if SUMMED.search(stem) else 1
    return 2, kind, micrograph.shape[0] * micrograph.shape[1], micrograph.bits
