"""Picking from Python."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, overload

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data import formats
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.matching import not_among
from iceboxer.engine.data.micrograph import Open, micrograph_of, open_micrograph
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.errors import ConfigError, EngineError, ReadError
from iceboxer.engine.events import Event, MicrographDone, MicrographFailed, Report, ignore, never
from iceboxer.engine.library.files import PathLike, Paths

if TYPE_CHECKING:
    from iceboxer.engine.picking.config import PickConfig


class PickSettings(TypedDict, total=False):
    """The other settings of `pick`: options and defaults of ``iceboxer pick``."""

    min_distance: float
    max_overlap: float | None
    keep_edge: bool
    min_size: float | None
    max_size: float | None
    mask: str
    mask_margin: float
    mask_threshold: float
    overwrite: bool
    keep_folders: bool
    device: str
    threads: int
    precision: str


@overload
def pick(
    micrographs: NDArray[Any],
    *,
    diameter: float | None = ...,
    diameter_px: float | None = ...,
    box_size: float | None = ...,
    model: PathLike | None = ...,
    threshold: float | None = ...,
    pixel_size: float | None = ...,
    report: Report = ...,
    **settings: Unpack[PickSettings],
) -> Boxes: ...


@overload
def pick(
    micrographs: Sequence[PathLike],
    *,
    diameter: float | None = ...,
    diameter_px: float | None = ...,
    box_size: float | None = ...,
    model: PathLike | None = ...,
    threshold: float | None = ...,
    pixel_size: float | None = ...,
    output: PathLike | None = ...,
    ctf: PathLike | None = ...,
    report: Report = ...,
    **settings: Unpack[PickSettings],
) -> dict[Path, Boxes]: ...


@overload
def pick(
    micrographs: PathLike,
    *,
    diameter: float | None = ...,
    diameter_px: float | None = ...,
    box_size: float | None = ...,
    model: PathLike | None = ...,
    threshold: float | None = ...,
    pixel_size: float | None = ...,
    output: PathLike | None = ...,
    ctf: PathLike | None = ...,
    report: Report = ...,
    **settings: Unpack[PickSettings],
) -> Boxes | dict[Path, Boxes]: ...


def pick(
    micrographs: Paths | NDArray[Any],
    *,
    diameter: float | None = None,
    diameter_px: float | None = None,
    box_size: float | None = None,
    model: PathLike | None = None,
    threshold: float | None = None,
    pixel_size: float | None = None,
    output: PathLike | None = None,
    ctf: PathLike | None = None,
    report: Report = ignore,
    **settings: Unpack[PickSettings],
) -> Boxes | dict[Path, Boxes]:
    """Pick the particles of micrographs, as ``iceboxer pick`` does.

    Parameters
    ----------
    micrographs : path-like, sequence of path-like, or ndarray
        A file, a folder (searched with its subfolders), several of both, or a picture (height, width) whose row 0 is
        at the bottom, as in MRC files. Flip an array that another library read from a TIFF, JPEG or PNG (``a[::-1]``).
    diameter : float, optional
        Diameter of the particles in Å; needs a pixel size. By default that of the training; the general model estimates
        it.
    diameter_px : float, optional
        The diameter in px instead of Å, for micrographs without a pixel size.
    box_size : float, optional
        Side of the returned boxes in px, which does not affect what is picked. By default that of the training, or 1.5
        diameters.
    model : path-like, optional
        A trained model (.safetensors); by default the general model.
    threshold : float, optional
        Minimum confidence, 0 to 1; by default the model's recommended threshold. 0 returns all picks that CBOX files
        keep, which have a confidence of at least 0.05.
    pixel_size : float, optional
        Å/px of an array, or of files instead of the value in their headers.
    output : path-like, optional
        A folder for the files that ``iceboxer pick --output`` writes. By default nothing is written.
    ctf : path-like, optional
        RELION's ``micrographs_ctf.star`` or cryoSPARC's exposures (``.cs``): the threshold varies with the defocus, so
        that the share of picks kept is alike at every defocus as that which passes `threshold` in all of them together.
    report : callable, optional
        Called with each event of the job (`engine.events`), such as the progress.
    **settings
        ``min_distance`` (px), ``max_overlap`` (intersection over union), ``keep_edge``, ``min_size``, ``max_size``
        (px), ``mask``, ``mask_margin``, ``mask_threshold``,
        ``overwrite`` and ``keep_folders`` (with `output`), ``device``, ``threads``, ``precision``: as on the command
        line.

    Returns
    -------
    ndarray or dict
        For one file or array a structured array (n,) with the fields ``x``, ``y`` (centre), ``width``, ``height``,
        ``confidence``, ``estimated_width``, ``estimated_height``, ``kind`` and ``id``, in px, y up, in descending
        confidence. For a folder or several files a dict of such arrays by path; files that cannot be read are skipped
        with a warning.

    Raises
    ------
    ReadError
        The only micrograph, or the model, cannot be read.
    ConfigError
        A setting is out of range, or a diameter is given without a pixel size.
    EngineError
        There is no micrograph, or no particle from which the box size can be estimated.
    """
    from iceboxer.engine.picking.config import PickConfig
    from iceboxer.engine.picking.detector import FLOOR

    if threshold is not None and 0 <= threshold < FLOOR:
        threshold = FLOOR  # below it, a network returns thousands of meaningless picks
    paths, opened = sources_of(micrographs, pixel_size)
    config = PickConfig(
        inputs=tuple(paths),
        model=None if model is None else Path(model),
        output=Path() if output is None else Path(output),
        threshold=threshold,
        diameter=diameter,
        diameter_px=diameter_px,
        box_size=box_size,
        ctf=None if ctf is None else Path(ctf),
        **settings,
    )
    if output is None:
        found = dict(_returned(config, opened, report))
    elif pixel_size is not None or isinstance(micrographs, np.ndarray):
        raise ConfigError("With `output`, micrographs are files that state their own pixel size.")
    else:
        found = _written(config, report)
    return _answer(micrographs, paths, found)


def sources_of(micrographs: Paths | NDArray[Any], pixel_size: float | None) -> tuple[list[Path], Open]:
    """Return the paths to pick, and the function that opens them."""
    if isinstance(micrographs, np.ndarray):
        one = micrograph_of(micrographs, pixel_size)
        return [one.path], lambda _: one
    several = [micrographs] if isinstance(micrographs, str | Path) else micrographs
    paths = find_micrographs([Path(path) for path in several])
    if not paths:
        raise EngineError(f"There is no micrograph in {', '.join(map(str, several))}.")
    if pixel_size is None:
        return paths, open_micrograph
    return paths, lambda path: replace(open_micrograph(path), pixel_size=pixel_size)


def _returned(config: PickConfig, opened: Open, report: Report) -> Iterator[tuple[Path, Boxes | ReadError]]:
    from iceboxer.engine.picking.in_memory import pick_in_memory

    return pick_in_memory(config, config.inputs, opened, report, never)


def _written(config: PickConfig, report: Report) -> dict[Path, Boxes | ReadError]:
    """Run the job of the command line and return what it selected."""
    from iceboxer.engine.picking.names import FILE, OutputNames
    from iceboxer.engine.picking.picker import pick as pick_to_files

    found: dict[Path, Boxes | ReadError] = {}
    done: list[Path] = []

    def collect(event: Event) -> None:
        if isinstance(event, MicrographDone):
            done.append(Path(event.path))
        elif isinstance(event, MicrographFailed):
            found[Path(event.path)] = ReadError(event.path, event.reason)
        report(event)

    pick_to_files(config, collect, never)
    names = OutputNames(config.output / FILE, config.inputs if config.keep_folders else ()).assign(done)
    return found | {path: _selected(config.output, name) for path, name in names.items()}


def _selected(output: Path, name: str) -> Boxes:
    """Return the picks in an output folder that were selected: those in STAR/, with all fields of CBOX/."""
    (all_picks,), (star,) = (
        formats.read_boxes(output / folder / f"{name}{suffix}", 1.0)
        for folder, suffix in (("CBOX", ".cbox"), ("STAR", ".star"))
    )
    selected: Boxes = all_picks.boxes[~not_among(all_picks.boxes, star.boxes)]
    return selected


def _answer(
    micrographs: Paths | NDArray[Any], paths: list[Path], found: dict[Path, Boxes | ReadError]
) -> Boxes | dict[Path, Boxes]:
    """Return the boxes of the one micrograph, or those of several by path."""
    if isinstance(micrographs, np.ndarray) or (
        len(paths) == 1 and isinstance(micrographs, str | Path) and not Path(micrographs).is_dir()
    ):
        only = found[paths[0]]
        if isinstance(only, ReadError):
            raise only
        return only
    picks: dict[Path, Boxes] = {}
    for path in paths:
        boxes = found[path]
        if isinstance(boxes, ReadError):
            warnings.warn(f"{boxes} (skipped)", stacklevel=3)
        else:
            picks[path] = boxes
    return picks
