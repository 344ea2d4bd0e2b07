"""The output of picking: crYOLO's folders, a table for cryoSPARC, distributions, and a summary."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import os
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.data.atomic import replacing, write_text
from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, Floats, select_passing
from iceboxer.engine.data.folders import is_file
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.formats.star import CONFIDENCE, MICROGRAPH, X, Y, quote
from iceboxer.engine.data.junk import AUTO_MASK
from iceboxer.engine.data.picture_digest import has_digest
from iceboxer.engine.data.regular_file import open_regular, read_json_object, read_regular
from iceboxer.engine.data.same_names import distinct_names
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.errors import ReadError
from iceboxer.engine.picking.box_size import BoxSize, even
from iceboxer.engine.picking.config import PickConfig

SETTINGS = "settings.json"
USED_BOX_SIZE = "used_box_size"  # key in it: the box size of the run, also if it was estimated
USED_NETWORK_BOX = "used_network_box"  # key in it: `BoxSize.network_side`; missing if it follows from the box size
USED_PIXEL_SIZE = "used_pixel_size"  # key in it: Å/px for which that size holds; missing if for any
ROUND = "round"  # key in it: how many times settings were written to this folder
BINS = 50


class OutputFolder:
    """The output folder of a picking, and the results of an earlier run in it.

    `continues` is true if the earlier run had the same model and settings, so that its picks can be reused;
    `earlier_box_size` is then the box size that it used. `changed` are micrographs that were picked then and hold
    another picture now.
    """

    def __init__(self, config: PickConfig, threshold: float) -> None:
        self.config, self.threshold, self.folder = config, threshold, config.output
        self._signature = _signature(config)
        stored = read_json_object(self.folder / SETTINGS)
        own = (USED_BOX_SIZE, USED_NETWORK_BOX, USED_PIXEL_SIZE, ROUND)
        before = {name: value for name, value in stored.items() if name not in own}
        used, number = stored.get(USED_BOX_SIZE), stored.get(ROUND)
        self._round = number + 1 if isinstance(number, int) else 1
        network_box = stored.get(USED_NETWORK_BOX, used)
        self.continues = not config.overwrite and _is_same_picking(self._signature, before, used, network_box)
        self._mark = _digest(stored)
        self._settings_written = self.continues
        self.changed: list[Path] = []
        self.earlier_box_size: BoxSize | None = None
        if self.continues and isinstance(used, int | float):
            pixel_size = stored.get(USED_PIXEL_SIZE)
            known = isinstance(pixel_size, int | float) and pixel_size > 0
            network_box = stored.get(USED_NETWORK_BOX)
            network_box = network_box if isinstance(network_box, int | float) and network_box > 0 else None
            self.earlier_box_size = BoxSize(used, pixel_size if known else None, config.diameter, network_box)

    def write_settings(self, box_size: BoxSize) -> None:
        """Write the model and settings of this run, so that a later run knows which picks it may reuse.

        Nothing is written after the first call or if an earlier run is resumed. Each file of picks contains a digest
        of the settings and of how often settings were written here, since file times cannot be trusted.
        """
        if self._settings_written:
            return
        self._settings_written = True
        settings = {**self._signature, USED_BOX_SIZE: box_size.side, ROUND: self._round}
        if box_size.network_side is not None:
            settings[USED_NETWORK_BOX] = box_size.network_side
        if box_size.pixel_size is not None:
            settings[USED_PIXEL_SIZE] = box_size.pixel_size
        self._mark = _digest(settings)
        write_text(self.folder / SETTINGS, json.dumps(settings, indent=2) + "\n")

    def read_done(self, name: str, micrograph: Path | None = None) -> Boxes | None:
        """Return the picks of another run with the same model and settings, or None.

        It is an earlier run, or one that shares the work with this one. If `micrograph` is given, they must be those
        of the picture that it holds now, see `_is_same`.
        """
        path = self.folder / "CBOX" / f"{name}.cbox"
        if not self._settings_written or not is_file(path):
            return None
        try:
            (boxlist,) = read_boxes(path)
        except (ReadError, ValueError):
            return None  # damaged by another program: the micrograph is picked again
        mark, _, stamp = boxlist.made_with.partition("_")
        if mark != self._mark:
            return None
        if micrograph is None or _is_same(micrograph, stamp, path):
            return boxlist.boxes
        self.changed.append(micrograph)
        return None

    def write_all(self, name: str, boxes: Boxes, digest: str = "") -> Boxes:
        """Write all picks, including those below the threshold; return them as a later run will read them.

        The file rounds coordinates, which could change the whole pixel at which an EMAN box starts. Since the boxes
        are read back, a resumed run writes the same files as an uninterrupted one. `digest` is that of the
        micrograph: from it a later run knows whether the file has been replaced.
        """
        path = self.folder / "CBOX" / f"{name}.cbox"
        write_boxes(path, BoxList(None, boxes, made_with=f"{self._mark}_{digest}" if digest else self._mark), "cbox")
        (kept,) = read_boxes(path)
        return kept.boxes

    def write_selected(self, name: str, boxes: Boxes, threshold: float | None = None) -> Boxes:
        """Write the picks at or above the threshold, or the micrograph's own, for EMAN and RELION; return them."""
        config = self.config
        threshold = self.threshold if threshold is None else threshold
        selected = select_passing(boxes, threshold, config.min_size, config.max_size)
        write_boxes(self.folder / "EMAN" / f"{name}.box", BoxList(None, selected), "eman")
        write_boxes(self.folder / "STAR" / f"{name}.star", BoxList(None, selected), "star")
        return selected

    def write_totals(self, totals: Totals, names: Mapping[Path, str], summary: dict[str, Any]) -> None:
        """Write the files that cover all micrographs; each run replaces them."""
        called = distinct_names(list(totals.counts))
        stars = [(called[path], self.folder / "STAR" / f"{names[path]}.star") for path in totals.counts]
        join_stars([star for star in stars if is_file(star[1])], self.folder / "CRYOSPARC" / "cryosparc.star")
        totals.write_distributions(self.folder / "DISTR")
        write_text(self.folder / "summary.json", json.dumps(summary, indent=2, default=str) + "\n")


class Totals:
    """The number of selected picks of each micrograph, and the confidences and estimated sizes (px) of all.

    A few bytes per micrograph, since there may be a million of them.
    """

    def __init__(self) -> None:
        self.counts: dict[Path, int] = {}
        self._confidences, self._sizes = array("f"), array("f")

    def add(self, path: Path, selected: Boxes) -> None:
        """Add a micrograph with its selected picks, in place of earlier ones."""
        self.remove(path)
        self.counts[path] = len(selected)
        self._confidences.extend(selected["confidence"].tolist())
        self._sizes.extend(((selected["estimated_width"] + selected["estimated_height"]) / 2).tolist())

    def remove(self, path: Path) -> None:
        """Remove a micrograph, if it is there; before `sort` only, while the order is that of adding."""
        if path not in self.counts:
            return
        start = sum(count for _, count in itertools.takewhile(lambda item: item[0] != path, self.counts.items()))
        part = slice(start, start + self.counts.pop(path))
        del self._confidences[part], self._sizes[part]

    def sort(self, paths: Iterable[Path]) -> None:
        """Put the micrographs in the order of `paths`, which must contain all of them."""
        self.counts = {path: self.counts[path] for path in paths if path in self.counts}

    def write_distributions(self, folder: Path) -> None:
        """Write histograms of confidence and size, if there are any picks."""
        for name, values, title in (
            ("confidence", self._confidences, "confidence"),
            ("size", self._sizes, "estimated size (px)"),
        ):
            if values:
                _write_histogram(folder, name, np.frombuffer(values, "f4"), title)


def _write_histogram(folder: Path, name: str, values: Floats, title: str) -> None:
    """Write a histogram of `values` as a table (CSV) and as a plot (PNG)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # slow to load, and needed after the last micrograph
    from matplotlib.figure import Figure

    counts, edges = np.histogram(values[np.isfinite(values)], BINS)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["from", "to", "count"])
    writer.writerows((f"{a:.6g}", f"{b:.6g}", int(n)) for a, b, n in zip(edges, edges[1:], counts, strict=False))
    write_text(folder / f"{name}.csv", text.getvalue())
    figure = Figure(figsize=(6, 4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.stairs(counts, edges, fill=True)
    axes.set(xlabel=title, ylabel="picks")
    with replacing(folder / f"{name}.png") as temporary:
        figure.savefig(temporary, metadata={"Software": "Iceboxer"})


def join_stars(files: Sequence[tuple[str, Path]], target: Path) -> None:
    """Join the STAR files of `OutputFolder.write_selected` into one that names the micrographs.

    The rows are copied one by one, since all boxes together may not fit into memory.

    Parameters
    ----------
    files : sequence of (str, Path)
        The micrograph's name and its file of picks.
    """
    tags = (MICROGRAPH, X, Y, CONFIDENCE)
    with replacing(target) as temporary, temporary.open("w", encoding="utf-8", errors="replace", newline="\n") as out:
        out.write("\ndata_\n\nloop_\n" + "".join(f"{tag} #{i}\n" for i, tag in enumerate(tags, 1)))
        for name, file in files:
            word = quote(name)
            with io.TextIOWrapper(open_regular(file), encoding="utf-8") as rows:
                out.writelines(f"{word} {row}" for row in rows if row[0].isdigit() or row[0] == "-")
        out.write("\n")


def sharing_key(config: PickConfig) -> str:
    """Return a digest of everything on which the files in the output folder depend."""
    names = ("threshold", "min_size", "max_size", "keep_folders", "pictures", "mask", "mask_margin", "mask_threshold")
    own = {name: getattr(config, name) for name in names}
    own["ctf"] = None if config.ctf is None else os.path.realpath(config.ctf)
    inputs = list(map(os.path.realpath, config.inputs))  # a loop of links is no error here
    return _digest({**_signature(config), **own, "inputs": inputs})


def _signature(config: PickConfig) -> dict[str, Any]:
    """Return everything that the picks in CBOX/ depend on: the model's digest and the settings of detection."""
    digest = digest_model(config.model or shipped())
    names = ("box_size", "diameter", "min_distance", "max_overlap", "keep_edge", "precision")
    in_px = {} if config.diameter_px is None else {"diameter_px": config.diameter_px}  # unknown to version 0.1
    masks = {"mask": AUTO_MASK} if config.mask == AUTO_MASK else {}  # a run without has written no maps
    return {"model": digest, **{name: getattr(config, name) for name in names}, **in_px, **masks}


def _is_same_picking(now: Mapping[str, Any], before: Mapping[str, Any], used: Any, network_box: Any) -> bool:
    """Return whether settings give the picks of an earlier run, which used these sizes (px).

    Sizes that were estimated then may be set explicitly now.
    """
    others_differ = any(now.get(name) != before.get(name) for name in {*now, *before} - {"box_size", "diameter_px"})
    if others_differ or now["box_size"] not in (before.get("box_size"), used):
        return False
    diameter = now.get("diameter_px")
    return diameter == before.get("diameter_px") or (diameter is not None and even(BOX_RATIO * diameter) == network_box)


def _digest(settings: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]


def digest_model(model: Path) -> str:
    """Return the SHA-256 digest of a model file."""
    return hashlib.sha256(read_regular(model)).hexdigest()


def _is_same(micrograph: Path, digest: str, result: Path) -> bool:
    """Return whether a micrograph holds the picture that `result` was picked from.

    A file whose times are all older than the result is unchanged. Otherwise its content decides: a copied file has
    new times, and the same picture. Results of versions that stored no digest count unless the file was modified
    after them.
    """
    try:
        times, written = micrograph.stat(), result.stat().st_mtime_ns
    except OSError:
        return True  # reading the file, if it is necessary, reports the reason
    if not digest:
        return times.st_mtime_ns <= written
    if max(times.st_mtime_ns, times.st_ctime_ns) < written:
        return True
    return has_digest(micrograph, digest)
