"""Where converted boxes go: a file a micrograph, or one for the whole project."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from iceboxer.engine.data.folders import free_name, safe_name
from iceboxer.engine.data.formats import FORMATS, BoxList, write_boxes
from iceboxer.engine.data.formats.particles import read_optics, write_particles
from iceboxer.engine.data.matching import Stems, name_in
from iceboxer.engine.errors import ReadError
from iceboxer.engine.text import join_names

PARTICLES = "particles"  # RELION's particles.star


class Output(Protocol):
    """What takes lists of boxes, one after the other, and tells in the end what a person should know."""

    written: int  # files

    def write(self, named: str, name: str, boxlist: BoxList, source: Path) -> None:
        """Take the boxes of a micrograph: `named` so by `source`, and called `name` here."""

    def finish(self) -> list[str]:
        """Write what is about all micrographs; returns notes, in sentences."""


class FileEach:
    """A file a micrograph in `folder`; no input is replaced, and no file leaves the folder whatever it is called."""

    def __init__(self, folder: Path, to: str, inputs: Iterable[Path]) -> None:
        self.written = 0
        self._folder, self._to = folder, to
        resolved = folder.resolve()
        self._taken = {p.name.casefold() for p in inputs if p.resolve().parent == resolved}
        self._renamed: list[str] = []

    def write(self, named: str, name: str, boxlist: BoxList, source: Path) -> None:  # noqa: ARG002
        """Write one file."""
        write_boxes(self._folder / self._file_name(name, source), boxlist, self._to)
        self.written += 1

    def finish(self) -> list[str]:
        """Which files got a number."""
        if not self._renamed:
            return []
        return [f"Several inputs have one name, so that these got a number: {join_names(self._renamed)}."]

    def _file_name(self, name: str, source: Path) -> str:
        """A name within the output folder that is neither an input's nor another list's."""
        safe, suffix = safe_name(name) or "boxes", FORMATS[self._to].suffix
        file_name = free_name(safe, lambda name: (name + suffix).casefold() in self._taken, "{}_{}") + suffix
        if file_name != safe + suffix:
            self._renamed.append(f"{file_name} (from {source})")
        self._taken.add(file_name.casefold())
        return file_name


class ParticlesFile:
    """One ``particles.star`` of all micrographs, named and grouped as the RELION project `micrographs` does."""

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
        """Keep the boxes until all are there.

        Raises
        ------
        ReadError
            The micrograph is not one of the project's, may be one or another, or was there before.
        """
        fitting = [full for stem in self._stems.fitting(name) for full in self._by_stem[stem]]
        if len(fitting) > 1:
            fitting = [full for full in fitting if full == named] or fitting
        if len(fitting) != 1:
            reason = f"fits {len(fitting) or 'none'} of the micrographs in {self._micrographs}"
            raise ReadError(source, f"its micrograph '{name[:80]}' {reason}")
        if fitting[0] in self._lists:
            raise ReadError(source, f"there are boxes of {fitting[0][:80]} already from another file")
        self._lists[fitting[0]] = boxlist

    def finish(self) -> list[str]:
        """Write the file, if there is something to be written."""
        if any(len(boxlist.boxes) for boxlist in self._lists.values()):
            write_particles(self._path, self._lists, self._optics)
            self.written = 1
            return []
        return [f"{self._path} is not written: there are no boxes."]
