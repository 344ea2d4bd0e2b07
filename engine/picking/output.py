"""What picking writes: the folders that users of crYOLO know, and a summary."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from engine.config import PickConfig
from engine.data.atomic import replacing, write_text
from engine.data.boxes import Boxes, Floats, no_boxes, visible
from engine.data.formats import BoxList, read_boxes, write_boxes
from engine.data.micrograph import stem_of
from engine.errors import ReadError
from engine.general.shipped import shipped

SETTINGS = "settings.json"
USED_BOX_SIZE = "used_box_size"  # in it: what was found where none was asked for
BINS = 50


def unique_names(paths: Sequence[Path]) -> dict[Path, str]:
    """The name, without suffix, under which each micrograph's picks are written.

    It is the micrograph's stem; where two have the same one, their folders' names stand before it, and a
    number where that does not tell them apart either.
    """
    stems = Counter(stem_of(p) for p in paths)
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for path in paths:
        stem = stem_of(path)
        wanted = stem if stems[stem] == 1 else f"{path.resolve().parent.name}_{stem}"
        name, number = wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted}_{number}"
        taken.add(name)
        names[path] = name
    return names


class Output:
    """The folder that one picking writes to, and what an earlier run has left there."""

    def __init__(self, config: PickConfig, threshold: float) -> None:
        self.config, self.threshold, self.folder = config, threshold, config.output
        self._signature = _signature(config)
        before = _read_json(self.folder / SETTINGS)
        used = before.pop(USED_BOX_SIZE, None)
        # a size that was found then may be asked for now
        self.continues = not config.overwrite and self._signature in (before, before | {"box_size": used})
        self._since = _changed(self.folder / SETTINGS)
        self._begun = self.continues
        self.box_size_before: float | None = used if self.continues and isinstance(used, int | float) else None

    def begin(self, box_size: float) -> None:
        """Note with which model and settings the picks are made, so that a later run knows what holds.

        Once, and not again when going on: picks of before that are of other settings.
        """
        if self._begun:
            return
        self._begun = True
        write_text(self.folder / SETTINGS, json.dumps({**self._signature, USED_BOX_SIZE: box_size}, indent=2) + "\n")

    def done_before(self, name: str) -> Boxes | None:
        """The picks of an earlier run with the same model and settings, or None."""
        path = self.folder / "CBOX" / f"{name}.cbox"
        if not self.continues or not path.exists() or _changed(path) < self._since:
            return None
        try:
            (boxlist,) = read_boxes(path)
        except (ReadError, ValueError):
            return None  # damaged by something else: it is picked again
        return boxlist.boxes

    def write_all(self, name: str, boxes: Boxes) -> None:
        """All picks down to the floor."""
        write_boxes(self.folder / "CBOX" / f"{name}.cbox", BoxList(None, boxes), "cbox")

    def write_visible(self, name: str, boxes: Boxes) -> Boxes:
        """The picks above the threshold for EMAN and RELION; returns them."""
        config = self.config
        chosen = visible(boxes, self.threshold, config.min_size, config.max_size)
        write_boxes(self.folder / "EMAN" / f"{name}.box", BoxList(None, chosen), "eman")
        write_boxes(self.folder / "STAR" / f"{name}.star", BoxList(None, chosen), "star")
        return chosen

    def finish(self, chosen: dict[Path, Boxes], summary: dict[str, Any]) -> None:
        """The files that are about all micrographs; each run replaces them."""
        lists = [BoxList(path.name, boxes) for path, boxes in chosen.items()]
        write_boxes(self.folder / "CRYOSPARC" / "cryosparc.star", lists, "star")
        picks = np.concatenate([no_boxes(), *chosen.values()])
        if len(picks):
            size = (picks["estimated_width"] + picks["estimated_height"]) / 2
            write_distribution(self.folder / "DISTR", "confidence", picks["confidence"], "confidence")
            write_distribution(self.folder / "DISTR", "size", size, "estimated size (px)")
        write_text(self.folder / "summary.json", json.dumps(summary, indent=2, default=str) + "\n")


def _signature(config: PickConfig) -> dict[str, Any]:
    """What the picks in CBOX/ depend on: the model's bytes and how picks are told apart."""
    digest = hashlib.sha256((config.model or shipped()).read_bytes()).hexdigest()
    names = ("box_size", "diameter", "min_distance", "max_overlap", "keep_edge", "precision")
    return {"model": digest, **{name: getattr(config, name) for name in names}}


def _changed(path: Path) -> int:
    """When a file was last changed, in ns by the clock of its file system; 0 for none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _read_json(path: Path) -> dict[str, Any]:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return plain if isinstance(plain, dict) else {}


def write_distribution(folder: Path, name: str, values: Floats, title: str) -> None:
    """A histogram of `values` as numbers (CSV) and as a picture (PNG)."""
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
