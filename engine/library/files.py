"""Files of boxes as NumPy arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from iceboxer.engine.data import formats
from iceboxer.engine.data.atomic import make_folder
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.formats import FORMATS, BoxList
from iceboxer.engine.data.matching import turned
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.errors import ConfigError

PathLike = str | Path
Paths = PathLike | Sequence[PathLike]
BoxesByMicrograph = Mapping[Path, Boxes] | Mapping[str, Boxes]
TOPAZ = "topaz"


def read_boxes(
    path: PathLike, *, box_size: float | None = None, micrograph: PathLike | None = None
) -> Boxes | dict[str, Boxes]:
    """Read a file of boxes: EMAN, EMAN2, STAR, CBOX, CSV, Topaz, Xmipp or cryoSPARC, recognised by its content.

    Parameters
    ----------
    path : path-like
        The file.
    box_size : float, optional
        Side of the boxes in px, for files without box sizes.
    micrograph : path-like, optional
        The micrograph's file, required for Topaz files, which count rows in the order in which that file stores them.

    Returns
    -------
    ndarray or dict
        A structured array (n,) with the fields ``x``, ``y`` (centre), ``width``, ``height``, ``confidence``,
        ``estimated_width``, ``estimated_height``, ``kind`` and ``id``, in px, y up. If the file names several
        micrographs, a dict of such arrays by the names in the file.

    Raises
    ------
    ReadError
        The file cannot be read, has no known format, or is damaged.
    EngineError
        A box size or a micrograph is needed and missing.
    """
    lists = [_upright(path, each, micrograph) for each in formats.read_boxes(path, box_size)]
    if len(lists) == 1:
        return lists[0].boxes
    return {each.micrograph or Path(path).stem: each.boxes for each in lists}


def write_boxes(
    path: PathLike,
    boxes: Boxes | BoxesByMicrograph,
    *,
    format: str | None = None,
    micrograph: PathLike | None = None,
) -> None:
    """Write boxes to a file, atomically.

    Parameters
    ----------
    path : path-like
        The file; its suffix chooses the format: ``.box`` (EMAN), ``.star``, ``.cbox``, ``.csv``, ``.txt`` (Topaz),
        ``.pos`` (Xmipp) or ``_info.json`` (EMAN2).
    boxes : ndarray or dict
        Boxes as `pick` and `read_boxes` return them, of one micrograph or by micrograph. EMAN takes one micrograph.
    format : str, optional
        ``eman``, ``star``, ``cbox``, ``csv``, ``topaz``, ``xmipp`` or ``eman2``, instead of the suffix.
    micrograph : path-like, optional
        The micrograph of the boxes, which STAR, CSV and Topaz files name. For Topaz, the file must exist.

    Raises
    ------
    ConfigError
        The suffix is unknown, or Topaz is written without a micrograph.
    EngineError
        The boxes do not fit the format, or the file cannot be written.
    """
    chosen = format or _format_of(Path(path))
    if isinstance(boxes, Mapping):
        if micrograph is not None:
            raise ConfigError("Name the micrographs in `boxes` or by `micrograph`, not both.")
        lists = [_list_of(chosen, array, Path(name)) for name, array in boxes.items()]
    else:
        lists = [_list_of(chosen, boxes, None if micrograph is None else Path(micrograph))]
    make_folder(Path(path).parent)
    formats.write_boxes(path, lists, chosen)


def _upright(path: PathLike, boxlist: BoxList, micrograph: PathLike | None) -> BoxList:
    """Return the boxes with y up."""
    if not boxlist.rows_as_stored:
        return boxlist
    if micrograph is None:
        raise ConfigError(f"{path} counts rows in the order of the micrograph's file. Give that file as `micrograph`.")
    return turned(boxlist, open_micrograph(micrograph))


def _format_of(path: Path) -> str:
    found = next((name for name, each in FORMATS.items() if path.name.lower().endswith(each.suffix)), None)
    if found is None:
        suffixes = ", ".join(sorted(each.suffix for each in FORMATS.values()))
        raise ConfigError(f"{path} has no suffix of a box format. Use one of {suffixes}.")
    return found


def _list_of(format: str, boxes: Boxes, micrograph: Path | None) -> BoxList:
    """Return the boxes as a list to write, with rows counted as the format requires."""
    if format != TOPAZ:
        return BoxList(micrograph.name if micrograph else None, boxes)
    if micrograph is None:
        raise ConfigError("Topaz counts rows in the order of the micrograph's file. Give that file as `micrograph`.")
    stored = turned(BoxList(micrograph.name, boxes, rows_as_stored=True), open_micrograph(micrograph))
    return replace(stored, rows_as_stored=False)
