"""Writing picked filaments for each program: the folders that crYOLO writes, and a file for cryoSPARC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.formats import filament_cbox, filament_cs, filament_eman, star
from iceboxer.engine.data.formats.filament_cs import Place
from iceboxer.engine.data.formats.filament_star import SegmentSettings, pair_list, segment_list, segments_of

CBOX = "CBOX"
SEGMENTS, PAIRS = "STAR", "STAR_START_END"
HELICES, ENDS = "EMAN_HELIX_SEGMENTED", "EMAN_START_END"
CRYOSPARC = Path("CRYOSPARC") / "filaments.cs"


@dataclass(frozen=True)
class FilamentWriter:
    """Writes the filaments of micrographs below `folder`; `spacing` is in Å."""

    folder: Path
    spacing: float
    bimodal: bool = True

    def settings(self, pixel_size: float, width: float) -> SegmentSettings:
        """Return how filaments of `width` px are cut at a pixel size in Å/px."""
        return SegmentSettings(self.spacing / pixel_size, pixel_size, BOX_RATIO * width, self.bimodal)

    def write_all(self, name: str, filaments: Sequence[Filament], pixel_size: float, box_size: float) -> Path:
        """Write the file that keeps all filaments, also those below the threshold; return its path."""
        path = self.folder / CBOX / f"{name}.cbox"
        write_text(path, filament_cbox.write(filaments, self.spacing / pixel_size, box_size))
        return path

    def write_selected(
        self, name: str, filaments: Sequence[Filament], pixel_size: float, shape: tuple[int, int] | None
    ) -> int:
        """Write the other formats of one micrograph; return the number of segments."""
        width = filaments[0].width if filaments else 1.0
        settings = SegmentSettings(self.spacing / pixel_size, pixel_size, None, self.bimodal)
        segments = segments_of(filaments, settings, shape)
        base = name.rpartition("/")[2]
        texts = {
            f"{SEGMENTS}/{name}.star": star.write([segment_list(None, segments, settings)]),
            f"{PAIRS}/{name}.star": star.write([pair_list(None, filaments)]),
            f"{HELICES}/{name}.box": filament_eman.write_helices(
                base, list(filaments), settings.spacing, BOX_RATIO * width
            ),
            f"{ENDS}/{name}.box": filament_eman.write_start_end(list(filaments)),
        }
        for file, text in texts.items():
            write_text(self.folder / file, text)
        return len(segments.boxes)

    def write_cryosparc(self, filaments: Mapping[Place, Sequence[Filament]], pixel_size: float) -> None:
        """Write the file of all micrographs, if there are any filaments."""
        if any(filaments.values()):
            settings = SegmentSettings(self.spacing / pixel_size, pixel_size, None, self.bimodal)
            filament_cs.write(self.folder / CRYOSPARC, filaments, settings)
