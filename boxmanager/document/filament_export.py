"""Export of filaments for other programs: exactly the visible ones, and what the files hold when they are read back."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import scipy  # which loads its parts when they are first used

from iceboxer.boxmanager.document.export import SIDECAR, existing_files, target_files
from iceboxer.boxmanager.document.filament_settings import FilamentSettings
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.boxmanager.document.handover import NameMap, relion_path
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.boxes import BOX_RATIO, Floats, Kind
from iceboxer.engine.data.filaments import Filament, cut_segments, psi
from iceboxer.engine.data.formats import filament_cbox, filament_cs, filament_eman, star
from iceboxer.engine.data.formats.base import parse_numbers, read_text
from iceboxer.engine.data.formats.filament_cs import Place
from iceboxer.engine.data.formats.filament_star import PSI, SegmentSettings, pair_list, segment_list, segments_of
from iceboxer.engine.data.formats.filaments import read_filaments
from iceboxer.engine.data.formats.star import X, Y
from iceboxer.engine.data.free_names import FreeNames
from iceboxer.engine.data.micrograph import open_micrograph, stem_of
from iceboxer.engine.errors import EngineError
from iceboxer.engine.interop import relion
from iceboxer.engine.interop.filaments import CRYOSPARC, ENDS, FILAMENT_CBOX, HELICES, PAIRS, SEGMENTS
from iceboxer.engine.version import __version__

TARGETS = (SEGMENTS, PAIRS, CRYOSPARC, HELICES, ENDS, FILAMENT_CBOX)
OF_RELION = (SEGMENTS, PAIRS)
NEED_PIXEL_SIZE = (SEGMENTS, CRYOSPARC)
SUFFIX_OF = {HELICES: ".box", ENDS: ".box", FILAMENT_CBOX: ".cbox"}
CRYOSPARC_FILE = "filaments.cs"
ROUNDED = 0.51  # px by which a format of whole pixels moves a point
SAME_PSI = 1.0  # degrees
NEIGHBOURS = 16  # places on curves that a segment is compared with; where filaments cross, those of both


@dataclass(frozen=True)
class FilamentItem:
    """The filaments of one micrograph, and the file they are written to."""

    micrograph: Path
    boxes: Filaments  # the name by which `document.export` counts what is exported
    target: Path


@dataclass(frozen=True)
class FilamentPlan:
    """What will be written to `folder`: `items` for the program `target`, `names` of our micrographs there.

    `pixel_size` in Å/px replaces that of the files. `polar`: the direction of the filaments is known.
    """

    target: str
    items: list[FilamentItem]
    names: Mapping[Path, str]
    folder: Path
    project: Path | None
    settings: FilamentSettings
    pixel_size: float | None = None
    polar: bool = False

    @property
    def result(self) -> Path:
        """The file, or the folder, that the other program reads."""
        if self.target in OF_RELION:
            return self.folder / relion.LIST
        return self.folder / CRYOSPARC_FILE if self.target == CRYOSPARC else self.folder

    def existing(self) -> list[Path]:
        """Return the files that would be replaced."""
        found = existing_files(self.items)  # type: ignore[arg-type]
        more = self.target in OF_RELION and self.result.exists()
        return [*found, self.result] if more else found

    @property
    def files(self) -> int:
        """Number of files that are written."""
        return len(target_files(self.items)) + (self.target in OF_RELION)  # type: ignore[arg-type]

    def segments(self, item: FilamentItem) -> SegmentSettings:
        """Return how the filaments of a micrograph are cut.

        Raises
        ------
        EngineError
            The micrograph cannot be read, or the format needs a pixel size and it has none.
        """
        pixel_size = self.pixel_size or open_micrograph(item.micrograph).pixel_size
        if pixel_size is None and self.target in NEED_PIXEL_SIZE:
            raise EngineError(
                f"{item.micrograph} has no pixel size, which this format needs. Set it with Micrograph ▸ Pixel size."
            )
        return SegmentSettings(self.settings.spacing_px(pixel_size), pixel_size or 1.0, None, not self.polar)


def plan_filament_export(
    target: str,
    shown: Mapping[Path, Filaments],
    names: NameMap,
    folder: Path,
    settings: FilamentSettings,
    pixel_size: float | None = None,
    polar: bool = False,
) -> FilamentPlan:
    """Return what will be written: the visible filaments `shown` of each micrograph that has a name there."""
    known = {path: names.naming.names[path] for path in shown if path in names.naming.names and shown[path]}
    files = relion.coordinate_names(list(known.values())) if target in OF_RELION else {}
    free = FreeNames()
    items = []
    for path, name in known.items():
        file = CRYOSPARC_FILE if target == CRYOSPARC else files.get(name) or free.take(stem_of(path), SUFFIX_OF[target])
        items.append(FilamentItem(path, shown[path], folder / file))
    return FilamentPlan(target, items, known, folder, names.project, settings, pixel_size, polar)


def write_filament_export(plan: FilamentPlan, view: View, model: str | None = None) -> None:
    """Write the planned files and a JSON file that describes them and names the `model`; existing files are replaced.

    Raises
    ------
    EngineError
        A micrograph cannot be read or has no pixel size, or a file cannot be written.
    """
    settings = {item.micrograph: plan.segments(item) for item in plan.items}  # before anything is written
    make_folder(plan.folder)
    if plan.target == CRYOSPARC:
        places = {_place(item, plan): item.boxes for item in plan.items}
        spacings = {one.pixel_size for one in settings.values()}
        if len(spacings) > 1:
            raise EngineError("The micrographs have several pixel sizes; export those of each pixel size alone.")
        filament_cs.write(plan.result, places, settings[plan.items[0].micrograph])
    else:
        for item in plan.items:
            write_text(item.target, _text(plan, item, settings[item.micrograph]))
    if plan.target in OF_RELION:
        files = {plan.names[item.micrograph]: relion_path(item.target, plan.project) for item in plan.items}
        relion.write_list(plan.result, files)
    _write_sidecar(plan, settings[plan.items[0].micrograph], view, model)


def _write_sidecar(plan: FilamentPlan, settings: SegmentSettings, view: View, model: str | None) -> None:
    description = {
        "program": f"Iceboxer {__version__}",
        "date": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "format": plan.target,
        "model": model,
        "threshold": view.filament_threshold,
        "least_length_px": view.shortest,
        "least_radius_px": view.least_radius,
        "spacing_px": settings.spacing,
        "pixel_size": settings.pixel_size,
        "polar": plan.polar,
        "filaments": sum(len(item.boxes) for item in plan.items),
        "micrographs": {str(item.micrograph): len(item.boxes) for item in plan.items},
        "names": {str(item.micrograph): plan.names[item.micrograph] for item in plan.items},
    }
    write_text(plan.folder / SIDECAR, json.dumps(description, indent=1, ensure_ascii=False) + "\n")


def _place(item: FilamentItem, plan: FilamentPlan) -> Place:
    micrograph = open_micrograph(item.micrograph)
    return Place(plan.names[item.micrograph], micrograph.shape, micrograph.rows_from_top)


def _text(plan: FilamentPlan, item: FilamentItem, settings: SegmentSettings) -> str:
    filaments = list(item.boxes)
    if plan.target == SEGMENTS:
        if any(np.isfinite(f.confidence) for other in plan.items for f in other.boxes):
            filaments = [_scored(f) for f in filaments]  # all files of an export get the same columns
        return star.write([segment_list(None, segments_of(filaments, settings), settings)])
    if plan.target == PAIRS:
        return star.write([pair_list(None, filaments)])
    if plan.target == HELICES:
        side = BOX_RATIO * max(f.width for f in filaments)
        return filament_eman.write_helices(stem_of(item.micrograph), filaments, settings.spacing, side)
    if plan.target == ENDS:
        return filament_eman.write_start_end(filaments)
    return filament_cbox.write(filaments, settings.spacing)


def _scored(filament: Filament) -> Filament:
    """Return a label with a confidence of 1, so that the next program does not drop it; a pick as it is."""
    return replace(filament, confidence=1.0) if filament.kind is Kind.LABEL else filament


# ── what was written ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class FilamentReadBack:
    """What a file holds for one micrograph: segments at x, y in px with psi in degrees (n, 3), in the window's frame.

    `has_psi`: the file itself states psi; else it follows from the points. `same`: the segments lie on the exported
    filaments, and run in their direction if the file states it.
    """

    micrograph: Path
    file: Path
    segments: Floats
    has_psi: bool
    same: bool


def read_back_filaments(plan: FilamentPlan, item: FilamentItem) -> FilamentReadBack:
    """Read the file of an exported item again.

    Raises
    ------
    EngineError
        The file cannot be read.
    """
    if plan.target == SEGMENTS:
        found = _star_segments(item.target)
    elif plan.target == CRYOSPARC:
        found = _cryosparc_segments(plan, item)
    else:
        lists = read_filaments(item.target, item.boxes[0].width, plan.target == PAIRS)
        cut = cut_segments([f for one in lists for f in one.filaments], plan.segments(item).spacing)
        found = np.column_stack([cut.boxes["x"], cut.boxes["y"], psi(cut.direction)])
    has_psi = plan.target in NEED_PIXEL_SIZE
    return FilamentReadBack(item.micrograph, item.target, found, has_psi, _lie_on(found, item.boxes, has_psi))


def _star_segments(path: Path) -> Floats:
    parts = [np.zeros((0, 3))]
    for _, columns in star.read_tables(path, read_text(path)):
        if PSI in columns:
            parts.append(np.column_stack([parse_numbers(path, n, columns[n].tolist()) for n in (X, Y, PSI)]))
    return np.concatenate(parts)


def _cryosparc_segments(plan: FilamentPlan, item: FilamentItem) -> Floats:
    place = _place(item, plan)
    table = np.load(item.target, allow_pickle=False)
    rows = table[table["location/micrograph_path"] == place.name.encode()]
    height, width = place.shape
    x, y = rows["location/center_x_frac"] * width, rows["location/center_y_frac"] * height
    angle = rows[filament_cs.POSE].astype(np.float64)
    if place.rows_from_top:
        y, angle = height - y, -angle
    return np.column_stack([x, y, psi(angle)]).astype(np.float64)


def _lie_on(segments: Floats, filaments: Filaments, exact: bool) -> bool:
    """Return whether segments (n, 3) lie on the filaments; `exact` ones to half a px, with their directions."""
    if not len(segments):
        return False
    width = max(f.width for f in filaments)
    near = ROUNDED if exact else filament_eman.STRAIGHT * width + 2
    parts = [f.resampled(0.5) for f in filaments]
    places, directions = np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
    tree = scipy.spatial.cKDTree(places)
    if not exact:
        return bool((tree.query(segments[:, :2])[0] <= near).all())
    apart, index = tree.query(segments[:, :2], k=min(NEIGHBOURS, len(places)), distance_upper_bound=near)
    apart, index = apart.reshape(len(segments), -1), index.reshape(len(segments), -1)
    wanted = np.append(psi(directions), np.nan)[index]  # the index of a missing neighbour is the last
    turn = np.abs((segments[:, 2, None] - wanted + 180) % 360 - 180)
    return bool((np.where(np.isfinite(apart), turn, 360).min(axis=1) <= SAME_PSI).all())
