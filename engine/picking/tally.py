"""What a run remembers of the micrographs that are done: few bytes each, since there may be a million of them."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from iceboxer.engine.data.atomic import replacing, write_text
from iceboxer.engine.data.boxes import Boxes, Floats
from iceboxer.engine.data.formats.star import CONFIDENCE, MICROGRAPH, X, Y, quote

BINS = 50


class Tally:
    """The number of shown picks of each micrograph, and their confidences and estimated sizes (px) all together."""

    def __init__(self) -> None:
        self.counts: dict[Path, int] = {}
        self._confidences, self._sizes = array("f"), array("f")

    def add(self, path: Path, chosen: Boxes) -> None:
        """Remember a micrograph with the picks that are shown."""
        self.counts[path] = len(chosen)
        self._confidences.extend(chosen["confidence"].tolist())
        self._sizes.extend(((chosen["estimated_width"] + chosen["estimated_height"]) / 2).tolist())

    def sort(self, paths: Iterable[Path]) -> None:
        """Put the micrographs in the order of `paths`, which holds all of them."""
        self.counts = {path: self.counts[path] for path in paths if path in self.counts}

    def write_distributions(self, folder: Path) -> None:
        """How confidences and sizes are distributed, where there is any pick."""
        for name, values, title in (
            ("confidence", self._confidences, "confidence"),
            ("size", self._sizes, "estimated size (px)"),
        ):
            if values:
                _write_distribution(folder, name, np.frombuffer(values, "f4"), title)


def _write_distribution(folder: Path, name: str, values: Floats, title: str) -> None:
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


def join(files: Sequence[tuple[str, Path]], target: Path) -> None:
    """One STAR file of many micrographs, named, out of one each, as `Output.write_visible` writes them; row by row.

    Not through arrays of boxes, since there may be more of them than fit into memory.
    """
    tags = (MICROGRAPH, X, Y, CONFIDENCE)
    with replacing(target) as temporary, temporary.open("w", encoding="utf-8", errors="replace", newline="\n") as out:
        out.write("\ndata_\n\nloop_\n" + "".join(f"{tag} #{i}\n" for i, tag in enumerate(tags, 1)))
        for name, file in files:
            word = quote(name)
            with file.open(encoding="utf-8") as rows:
                out.writelines(f"{word} {row}" for row in rows if row[0].isdigit() or row[0] == "-")
        out.write("\n")
