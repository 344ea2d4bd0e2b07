"""Filaments from Python: picking them, and files of them."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.filament_masking import visible_pieces
from iceboxer.engine.data.filament_matching import read_by_name
from iceboxer.engine.data.filaments import Filament, select_filaments
from iceboxer.engine.data.formats import filament_cbox, filament_eman, star
from iceboxer.engine.data.formats import filaments as filament_files
from iceboxer.engine.data.formats.filament_star import SegmentSettings, pair_list, segment_list, segments_of
from iceboxer.engine.data.micrograph_names import name_in
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.events import MicrographFailed, Note, Report, ignore, never
from iceboxer.engine.library.files import PathLike, Paths
from iceboxer.engine.library.picking import sources_of

FORMATS = ("cbox", "relion-segments", "relion-start-end", "eman-helix", "eman-start-end")


def pick_filaments(
    micrographs: Paths | NDArray[Any],
    *,
    width: float | None = None,
    box_size: float | None = None,
    model: PathLike | None = None,
    threshold: float | None = None,
    pixel_size: float | None = None,
    report: Report = ignore,
    **settings: Any,
) -> list[Filament] | dict[Path, list[Filament]]:
    """Pick the filaments on micrographs.

    Parameters
    ----------
    micrographs : path-like, sequence of path-like, or ndarray
        Files, a folder, or one picture (height, width) whose row 0 is at the bottom.
    width : float, optional
        Width of the filaments in Å; by default as in training, or estimated by the filament model.
    box_size : float, optional
        1.5 × the width in px, for micrographs without a pixel size.
    model : path-like, optional
        Model file; by default the filament model.
    threshold : float, optional
        Minimum confidence; by default the model's own.
    pixel_size : float, optional
        Å/px, in place of that of the files.
    **settings
        ``min_length``, ``min_radius``, ``gap`` in Å, ``mask``, ``mask_margin``, ``mask_threshold``, ``device``,
        ``threads``, ``precision``: as for ``iceboxer pick --filaments``.

    Returns
    -------
    list or dict
        Filaments in descending confidence; for several micrographs, lists by path.

    Raises
    ------
    EngineError
        There is no micrograph, model or device as set, or the only micrograph cannot be read.
    """
    from iceboxer.engine.picking.filament_config import PickFilamentsConfig
    from iceboxer.engine.picking.filament_detector import FilamentDetector, tracing_limits
    from iceboxer.engine.picking.greying import Greying

    paths, opened = sources_of(micrographs, pixel_size)
    config = PickFilamentsConfig(
        tuple(paths),
        None if model is None else Path(model),
        Path(),
        threshold=threshold,
        width=width,
        box_size=box_size,
        **settings,
    )
    detector = FilamentDetector(config, opened)
    size = detector.choose_size(paths, never, report)
    least = detector.card.threshold if threshold is None else threshold
    greying = Greying(config)
    for sentence in greying.match(paths):
        report(Note(sentence))
    found: dict[Path, list[Filament]] = {}
    single = isinstance(micrographs, np.ndarray) or (
        isinstance(micrographs, str | Path) and not Path(micrographs).is_dir()
    )
    for path in paths:
        picked = detector.run(path, size)
        if picked.error is not None:
            if single:
                raise picked.error
            warnings.warn(f"{picked.error} (skipped)", stacklevel=2)
            continue
        shortest = tracing_limits(config, picked.box_size, picked.pixel_size).least
        passing, mask = select_filaments(picked.filaments, least), greying.mask_of(picked, "")
        found[path] = visible_pieces(passing, mask, config.mask_margin, shortest)
    return found[paths[0]] if single else found


def read_filaments(
    path: PathLike, *, width: float | None = None, start_end: bool = False
) -> list[Filament] | dict[str, list[Filament]]:
    """Read a file of filaments: EMAN, CBOX, RELION or cryoSPARC, recognised by its content.

    Parameters
    ----------
    width : float, optional
        Width of the filaments in px, for files without it.
    start_end : bool
        Whether the rows of a STAR file without tube numbers are starts and ends in turn.

    Returns
    -------
    list or dict
        Filaments; if the file names several micrographs, lists by the names in the file.

    Raises
    ------
    ReadError
        The file cannot be read, holds no filaments, or is damaged.
    EngineError
        The file has no widths and `width` is None.
    """
    lists = filament_files.read_filaments(path, width, start_end)
    for sentence in (note for one in lists for note in one.notes):
        warnings.warn(sentence, stacklevel=2)
    if len(lists) == 1:
        return list(lists[0].filaments)
    return {one.micrograph or "": list(one.filaments) for one in lists}


def write_filaments(
    path: PathLike,
    filaments: Sequence[Filament] | Mapping[str, Sequence[Filament]],
    *,
    format: str = "cbox",
    spacing: float | None = None,
    pixel_size: float = 1.0,
    polar: bool = False,
) -> None:
    """Write filaments of one micrograph, or for RELION of several by name.

    Parameters
    ----------
    format : str
        One of ``cbox``, ``relion-segments``, ``relion-start-end``, ``eman-helix``, ``eman-start-end``.
    spacing : float, optional
        Distance of two segments in Å; by default a quarter of the width.
    pixel_size : float
        Å/px.
    polar : bool
        Whether the direction of the filaments is known, for RELION's flip ratio.

    Raises
    ------
    EngineError
        The format is unknown or holds one micrograph only, or the file cannot be written.
    """
    target = Path(path)
    lists = filaments if isinstance(filaments, Mapping) else {"": filaments}
    if format not in FORMATS:
        raise ConfigError(f"Unknown format '{format}'. Choose one of {', '.join(FORMATS)}.")
    if len(lists) != 1 and not format.startswith("relion"):
        raise ConfigError(f"{target} cannot be written: such files hold one micrograph, not {len(lists)}.")
    widths = [f.width for several in lists.values() for f in several]
    distance = (widths[0] if widths else 4.0) / 4 if spacing is None else spacing / pixel_size
    settings = SegmentSettings(distance, pixel_size, None, not polar)
    make_folder(target.parent)
    write_text(target, _text(lists, format, settings))


def evaluate_filaments(
    truth: Paths | Sequence[Filament] | Mapping[str, Sequence[Filament]],
    picks: Paths | Sequence[Filament] | Mapping[str, Sequence[Filament]],
    *,
    threshold: float | None = None,
    width: float | None = None,
    start_end: bool = False,
    report: Report = ignore,
) -> dict[str, Any]:
    """Compare picked with true filaments by length, as ``iceboxer evaluate --filaments`` does.

    Parameters
    ----------
    truth, picks : path-like, sequence of path-like, sequence of Filament, or dict
        Files and folders, the filaments of one micrograph, or filaments by the names of micrographs.
    threshold : float, optional
        Confidence at which the figures are computed; by default that with the highest F1.
    width : float, optional
        Width in px, for files without it.
    start_end : bool
        Whether the rows of STAR files without tube numbers are starts and ends in turn.
    report : callable, optional
        Called with notes on micrographs that only one side contains, and on files that cannot be read.

    Returns
    -------
    dict
        ``precision``, ``recall`` and ``f1`` by length, ``direction_error`` in degrees, ``pieces`` per filament,
        ``crossings_passed``, ``threshold``, and ``curve``, the figures at each threshold.

    Raises
    ------
    EngineError
        There are no true filaments, or picks and true ones have no micrograph in common.
    """
    from iceboxer.engine.evaluation.filament_job import score_filaments
    from iceboxer.engine.evaluation.job import EvaluateConfig
    from iceboxer.engine.evaluation.reading import picked_files

    config = EvaluateConfig((Path(),), (Path(),), threshold=threshold, filaments=True)
    sides: list[Mapping[str, Sequence[Filament]]] = []
    for side in (truth, picks):
        known = _by_name(side)
        if known is None:
            paths = [side] if isinstance(side, str | Path) else list(side)
            files = tuple(Path(str(path)) for path in paths)
            found = read_by_name(files if side is truth else picked_files(files), width, start_end)
            for problem in found.problems:
                report(MicrographFailed(problem.path, problem.reason))
            known = found.filaments
        sides.append(known)
    return score_filaments(sides[0], sides[1], config, report)


def _by_name(side: object) -> Mapping[str, Sequence[Filament]] | None:
    """Return filaments by the name of their micrograph, None if they are in files."""
    if isinstance(side, Mapping):
        return {name_in(str(name)): filaments for name, filaments in side.items()}
    if isinstance(side, Sequence) and not isinstance(side, str) and all(isinstance(f, Filament) for f in side):
        return {"micrograph": side}
    return None


def _text(lists: Mapping[str, Sequence[Filament]], format: str, settings: SegmentSettings) -> str:
    if format == "relion-segments":
        return star.write([segment_list(n or None, segments_of(f, settings), settings) for n, f in lists.items()])
    if format == "relion-start-end":
        return star.write([pair_list(n or None, f) for n, f in lists.items()])
    ((name, only),) = lists.items()
    if format == "eman-helix":
        side = 1.5 * max((f.width for f in only), default=1.0)
        return filament_eman.write_helices(name or "micrograph", list(only), settings.spacing, side)
    if format == "eman-start-end":
        return filament_eman.write_start_end(list(only))
    return filament_cbox.write(list(only), settings.spacing)
