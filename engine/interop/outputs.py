"""Outputs of a conversion: one file per micrograph, or one file for the whole project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.boxes import centres
from iceboxer.engine.data.folders import safe_path
from iceboxer.engine.data.formats import FORMATS, BoxList, write_boxes
from iceboxer.engine.data.formats.base import drop_rejected
from iceboxer.engine.data.formats.particles import read_optics, write_particles
from iceboxer.engine.data.free_names import FreeNames
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.data.micrograph_names import Stems, most_shared, name_in, parts_in
from iceboxer.engine.errors import ReadError
from iceboxer.engine.text import join_names

PARTICLES, CISTEM = "particles", "cistem"  # RELION's particles.star; a text for cisTEM


class Output(Protocol):
    """A destination for lists of boxes, one list per micrograph."""

    written: int  # number of files

    def write(self, named: str, name: str, boxlist: BoxList, source: Path) -> None:
        """Write or keep the boxes of a micrograph, called `named` in the file `source` and `name` in the output.

        A `name` with folders distinguishes micrographs of the same name.
        """

    def finish(self) -> list[str]:
        """Write output that covers all micrographs; return notes for the user, one sentence each."""


class FileEach:
    """One file per micrograph in `folder`. No input is replaced, and nothing is written outside the folder."""

    def __init__(self, folder: Path, to: str, inputs: Iterable[Path]) -> None:
        self.written = 0
        self._folder, self._to = folder, to
        resolved = folder.resolve()
        self._free_names = FreeNames(p.name for p in inputs if p.resolve().parent == resolved)
        self._renamed: list[str] = []

    def write(self, named: str, name: str, boxlist: BoxList, source: Path) -> None:  # noqa: ARG002
        """Write one file under a free name."""
        path = self._folder / self._file_name(name, source)
        if self.written == 0 or path.parent != self._folder:
            make_folder(path.parent)
        write_boxes(path, boxlist, self._to)
        self.written += 1

    def finish(self) -> list[str]:
        """Return a note about numbered files."""
        if not self._renamed:
            return []
        return [
            f"Several inputs have the same name, so these files got a number: {join_names(self._renamed)}. With the "
            "micrographs given, files are named with their folders instead."
        ]

    def _file_name(self, name: str, source: Path) -> str:
        """Return a file name that no input in the output folder and no other list has."""
        safe, suffix = safe_path(name) or "boxes", FORMATS[self._to].suffix
        file_name = self._free_names.take(safe, suffix, "{}_{}")
        if file_name != safe + suffix:
            self._renamed.append(f"{file_name} (from {source})")
        return file_name


class ParticlesFile:
    """One ``particles.star`` with all micrographs, named and grouped as in the ``micrographs.star`` of a project."""

    def __init__(self, folder: Path, micrographs: Path) -> None:
        self.written = 0
        self._path, self._micrographs = folder / "particles.star", micrographs
        self._optics = read_optics(micrographs)
        self._by_stem: dict[str, list[str]] = {}
        for name in self._optics.groups:
            self._by_stem.setdefault(name_in(name), []).append(name)
        self._stems = Stems(self._by_stem)
        self._lists: dict[str, BoxList] = {}

    def write(self, named: str, name: str, boxlist: BoxList, source: Path) -> None:
        """Keep the boxes until `finish`.

        Raises
        ------
        ReadError
            The micrograph matches none or several of the project's, or already has boxes from another file.
        """
        fitting = [full for stem in self._stems.fitting(name_in(name)) for full in self._by_stem[stem]]
        folders = parts_in(name)[:-1] or parts_in(named)[:-1]
        fitting = most_shared(fitting, lambda full: parts_in(full)[:-1], folders)
        if len(fitting) != 1:
            reason = f"matches {len(fitting) or 'none'} of the micrographs in {self._micrographs}"
            raise ReadError(source, f"its micrograph '{name[:80]}' {reason}")
        if fitting[0] in self._lists:
            raise ReadError(source, f"{fitting[0][:80]} already has boxes from another file")
        self._lists[fitting[0]] = boxlist

    def finish(self) -> list[str]:
        """Write the file if there are any boxes."""
        if any(len(boxlist.boxes) for boxlist in self._lists.values()):
            make_folder(self._path.parent)
            write_particles(self._path, self._lists, self._optics)
            self.written = 1
            return []
        return [f"{self._path} was not written: there are no boxes."]


class CistemText:
    """One ``cistem.txt`` to import in cisTEM as particle positions: name, x and y in Å from the lower left corner.

    Parameters
    ----------
    micrographs : mapping
        The micrographs by the names that `write` is given.
    """

    def __init__(self, folder: Path, micrographs: Mapping[str, Micrograph]) -> None:
        self.written = 0
        self._path, self._micrographs = folder / "cistem.txt", micrographs
        names = Counter(m.path.name for m in micrographs.values())
        self._called = {
            n: str(m.path.absolute()) if names[m.path.name] > 1 else m.path.name for n, m in micrographs.items()
        }
        self._rows: list[str] = []

    def write(self, named: str, name: str, boxlist: BoxList, source: Path) -> None:
        """Keep the boxes until `finish`.

        Raises
        ------
        ReadError
            The micrograph is unknown, has no pixel size, counts rows from the top, or has blanks in its name.
        """
        micrograph, called = self._micrographs.get(name), self._called.get(name, "")
        if micrograph is None:
            raise ReadError(source, f"its micrograph '{named[:80]}' is unknown, so x and y cannot be converted to Å")
        if micrograph.pixel_size is None:
            raise ReadError(source, f"{called} has no pixel size, so x and y cannot be converted to Å")
        if micrograph.rows_from_top or len(called.split()) != 1:
            raise ReadError(source, f"{called} is no MRC file, or has blanks in its name, which cisTEM cannot import")
        positions = centres(drop_rejected(boxlist).boxes) * micrograph.pixel_size
        self._rows += [f"{called} {x:.3f} {y:.3f}\n" for x, y in positions.tolist()]

    def finish(self) -> list[str]:
        """Write the file if there are any boxes."""
        if not self._rows:
            return [f"{self._path} was not written: there are no boxes."]
        make_folder(self._path.parent)
        write_text(self._path, "".join(self._rows))
        self.written = 1
        return []
