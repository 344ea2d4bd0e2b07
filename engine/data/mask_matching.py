"""Masks in files and folders, matched to micrographs by name, and masks written for other programs."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import mrcfile
import numpy as np
import PIL.Image
import tifffile

from iceboxer.engine.data.atomic import replacing
from iceboxer.engine.data.junk import HIDING, JunkMask
from iceboxer.engine.data.micrograph import SUFFIXES, stem_of
from iceboxer.engine.data.micrograph_names import Stems, most_shared
from iceboxer.engine.data.result_names import RecordedNames
from iceboxer.engine.errors import EngineError
from iceboxer.engine.text import count_noun, join_names

MASK_SUFFIX = re.compile(r"(?<=.)[_-]masks?$", re.IGNORECASE)  # of names such as m1_mask.mrc
FORMATS = ("png", "mrc", "tif")


@dataclass
class MatchedMasks:
    """Files of masks by micrograph; `unmatched` fit none or several, `spare` fit one that has another mask."""

    files: dict[Path, Path] = field(default_factory=dict)
    unmatched: list[str] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)

    def notes(self) -> list[str]:
        """Return sentences on the files that are not used."""
        notes = []
        if self.unmatched:
            masks = count_noun(len(self.unmatched), "mask")
            notes.append(f"{masks} matched no micrograph: {join_names(self.unmatched)}.")
        if self.spare:
            masks = count_noun(len(self.spare), "mask")
            notes.append(f"{masks} not used, since the micrograph has another one: {join_names(self.spare)}.")
        return notes


def match_masks(paths: Sequence[Path], micrographs: Iterable[Path]) -> MatchedMasks:
    """Return the masks of micrographs in files and in folders with their subfolders.

    A mask is named like its micrograph, with or without `_mask`, or with what other programs add to names. Between
    micrographs of the same name the names of the folders decide, and in the output of a picking its record of names.

    Raises
    ------
    EngineError
        There is no picture, or none is named like a micrograph.
    """
    files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    files = [file for file in files if file.name.lower().endswith(SUFFIXES) and not file.name.startswith(".")]
    places = join_names([str(path) for path in paths])
    if not files:
        raise EngineError(f"{places} has no masks. Masks are MRC, TIFF, PNG or JPEG files.")
    by_stem: dict[str, list[Path]] = {}
    for micrograph in micrographs:
        by_stem.setdefault(stem_of(micrograph), []).append(micrograph)
    known, matched, claims = Stems(by_stem), MatchedMasks(), dict[Path, list[Path]]()
    records = RecordedNames()
    for file in files:
        stem = stem_of(file)
        stems = known.fitting(stem) or known.fitting(MASK_SUFFIX.sub("", stem))
        fitting = [micrograph for same in stems for micrograph in by_stem[same]]
        meant = most_shared(fitting, _folders_of, _folders_of(file)) if fitting else []
        if len(meant) != 1 and (recorded := records.micrograph_of(file)) is not None:
            meant = [m for m in by_stem.get(stem_of(recorded), []) if m.resolve() == recorded]
        if len(meant) == 1:
            claims.setdefault(meant[0], []).append(file)
        else:
            matched.unmatched.append(file.name)
    for micrograph, claiming in claims.items():
        chosen = matched.files[micrograph] = most_shared(claiming, _folders_of, _folders_of(micrograph))[0]
        matched.spare += [file.name for file in claiming if file != chosen]
    if not matched.files:
        raise EngineError(
            f"None of the {count_noun(len(files), 'mask')} in {places} is named like a micrograph. "
            "'a.mrc' goes with 'a.png' or 'a_mask.mrc'."
        )
    return matched


def _folders_of(path: Path) -> tuple[str, ...]:
    return path.absolute().parent.parts


def outside_of(paths: Sequence[Path], folder: Path | None) -> list[Path]:
    """Return the paths that are not in a folder of masks, which may lie among the micrographs.

    Raises
    ------
    EngineError
        All paths are in that folder.
    """
    if folder is None:
        return list(paths)
    masks = Path(os.path.realpath(folder))
    outside = [path for path in paths if not Path(os.path.realpath(path)).is_relative_to(masks)]
    if paths and not outside:
        raise EngineError(f"All micrographs lie in the folder of masks, {folder}. Move the masks to their own folder.")
    return outside


def write_plain_mask(path: Path, mask: JunkMask, pixel_size: float | None) -> None:
    """Write where a micrograph is masked, for other programs: 1 in MRC and 255 in TIFF and PNG, 0 elsewhere.

    The MRC and TIFF files state the size of their pixels in Å if `pixel_size`, that of the micrograph, is known.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    masked = np.isin(mask.cells, HIDING)
    side = None if pixel_size is None else pixel_size * (mask.scale[0] + mask.scale[1]) / 2
    with replacing(path) as temporary:
        if path.suffix == ".mrc":
            with mrcfile.new(temporary, overwrite=True) as file:
                file.set_data(masked.astype(np.int8))
                if side is not None:
                    file.voxel_size = side
        elif path.suffix == ".tif":
            content = io.BytesIO()
            per_cm = {} if side is None else {"resolution": (1e8 / side, 1e8 / side), "resolutionunit": "CENTIMETER"}
            tifffile.imwrite(content, masked[::-1].astype(np.uint8) * np.uint8(255), **per_cm)  # type: ignore[arg-type]
            temporary.write_bytes(content.getvalue())
        else:
            temporary.write_bytes(_plain_png(masked))


def _plain_png(masked: np.ndarray) -> bytes:
    content = io.BytesIO()
    PIL.Image.fromarray(masked[::-1].astype(np.uint8) * np.uint8(255)).save(content, "PNG")
    return content.getvalue()
