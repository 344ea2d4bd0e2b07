"""The output of picking: the folders that crYOLO's users know, a table for cryoSPARC, distributions, a summary."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from iceboxer.engine.data.atomic import replacing, write_text
from iceboxer.engine.data.boxes import Boxes, Floats, select_passing
from iceboxer.engine.data.folders import is_file
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.formats.star import CONFIDENCE, MICROGRAPH, X, Y, quote
from iceboxer.engine.data.remains import remove_remains
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.errors import ReadError
from iceboxer.engine.picking.config import PickConfig

SETTINGS = "settings.json"
USED_BOX_SIZE = "used_box_size"  # key in it: the box size of the run, also if it was estimated
ROUND = "round"  # key in it: how many times settings were written to this folder
BINS = 50


class OutputFolder:
    """The folder that a picking writes to, and the results of an earlier run in it.

    `continues` is true if the earlier run had the same model and settings, so that its picks can be reused;
    `earlier_box_size` is then the box size (px) that it used.
    """

    def __init__(self, config: PickConfig, threshold: float) -> None:
        self.config, self.threshold, self.folder = config, threshold, config.output
        self._signature = _signature(config)
        stored = _read_json(self.folder / SETTINGS)
        before = {name: value for name, value in stored.items() if name not in (USED_BOX_SIZE, ROUND)}
        used, number = stored.get(USED_BOX_SIZE), stored.get(ROUND)
        self._round = number + 1 if isinstance(number, int) else 1
        # a box size that was estimated then may be set explicitly now
        self.continues = not config.overwrite and self._signature in (before, before | {"box_size": used})
        self._mark = _digest(stored)
        self._settings_written = self.continues
        self.earlier_box_size: float | None = used if self.continues and isinstance(used, int | float) else None

    def remove_remains(self) -> None:
        """Remove temporary files of a run that was killed."""
        for name in ("", "CBOX", "EMAN", "STAR", "CRYOSPARC", "DISTR", "PICTURES"):
            remove_remains(self.folder / name)

    def write_settings(self, box_size: float) -> None:
        """Write the model and settings of this run, so that a later run can tell which picks it may reuse.

        Only on the first call, and not if an earlier run is resumed. Each file of picks bears a mark made from the
        settings and the number of times that settings were written here, since file times cannot be trusted.
        """
        if self._settings_written:
            return
        self._settings_written = True
        settings = {**self._signature, USED_BOX_SIZE: box_size, ROUND: self._round}
        self._mark = _digest(settings)
        write_text(self.folder / SETTINGS, json.dumps(settings, indent=2) + "\n")

    def read_done(self, name: str) -> Boxes | None:
        """Return the picks of an earlier run with the same model and settings, or None."""
        path = self.folder / "CBOX" / f"{name}.cbox"
        if not self.continues or not is_file(path):
            return None
        try:
            (boxlist,) = read_boxes(path)
        except (ReadError, ValueError):
            return None  # damaged by another program: the micrograph is picked again
        return boxlist.boxes if boxlist.made_with == self._mark else None

    def write_all(self, name: str, boxes: Boxes) -> Boxes:
        """Write all picks, also those below the threshold; return them as a later run will read them.

        The file rounds coordinates, and the digits that it drops could change the whole pixel that EMAN's box starts
        at. With the boxes as read back, a resumed run writes the same files as an uninterrupted one.
        """
        path = self.folder / "CBOX" / f"{name}.cbox"
        write_boxes(path, BoxList(None, boxes, made_with=self._mark), "cbox")
        (kept,) = read_boxes(path)
        return kept.boxes

    def write_selected(self, name: str, boxes: Boxes) -> Boxes:
        """Write the picks at or above the threshold for EMAN and RELION; return them."""
        config = self.config
        selected = select_passing(boxes, self.threshold, config.min_size, config.max_size)
        write_boxes(self.folder / "EMAN" / f"{name}.box", BoxList(None, selected), "eman")
        write_boxes(self.folder / "STAR" / f"{name}.star", BoxList(None, selected), "star")
        return selected

    def write_totals(self, totals: Totals, names: Mapping[Path, str], summary: dict[str, Any]) -> None:
        """Write the files that cover all micrographs; each run replaces them."""
        stars = [(path.name, self.folder / "STAR" / f"{names[path]}.star") for path in totals.counts]
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
        """Add a micrograph with its selected picks."""
        self.counts[path] = len(selected)
        self._confidences.extend(selected["confidence"].tolist())
        self._sizes.extend(((selected["estimated_width"] + selected["estimated_height"]) / 2).tolist())

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
        figure.savefig(temporary)


def join_stars(files: Sequence[tuple[str, Path]], target: Path) -> None:
    """Join the STAR files that `OutputFolder.write_selected` wrote into one that names the micrographs.

    Copies row by row: all boxes together may not fit into memory.

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
            with file.open(encoding="utf-8") as rows:
                out.writelines(f"{word} {row}" for row in rows if row[0].isdigit() or row[0] == "-")
        out.write("\n")


def _signature(config: PickConfig) -> dict[str, Any]:
    """Return what the picks in CBOX/ depend on: the model's bytes and the settings of detection."""
    digest = digest_model(config.model or shipped())
    names = ("box_size", "diameter", "min_distance", "max_overlap", "keep_edge", "precision")
    return {"model": digest, **{name: getattr(config, name) for name in names}}


def _digest(settings: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]


def digest_model(model: Path) -> str:
    """Return the SHA-256 digest of a model file."""
    return hashlib.sha256(model.read_bytes()).hexdigest()


def _read_json(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file; empty if it is missing or damaged."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}
