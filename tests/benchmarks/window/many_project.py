"""Projects and folders of many micrographs, which are links to one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.origin import Origin
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import index_text
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import FORMATS, BoxList
from tests.benchmarks.window.opened import write_noise

SIDE, BOX = 2048, 60.0  # px
DIFFERENT = 20  # box files that differ in more than their first row


def make_project(folder: Path, micrographs: int, picks: int) -> Path:
    """Write a project of links to one micrograph, unless it exists; return its folder."""
    project = folder / f"many-{micrographs}-{picks}.icebox"
    shutil.rmtree(project, ignore_errors=True)
    paths = make_folder(folder, micrographs)
    content = Project(box_size=BOX)
    content.add(paths)
    content.picked_by = dict.fromkeys(paths, Origin("a-model", BOX))
    (project / "boxes").mkdir(parents=True)
    rng = np.random.default_rng(0)
    texts = []
    for _ in range(DIFFERENT):
        x, y = rng.uniform(100, SIDE - 100, (2, picks))
        boxes = make_boxes(x, y, BOX, None, rng.random(picks), Kind.PICK)
        boxes["estimated_width"] = boxes["estimated_height"] = rng.normal(BOX, 3, picks)
        boxes["id"] = np.arange(1, picks + 1)
        boxes["x"][0] = 1111.111111 + BOX / 2
        texts.append(FORMATS["cbox"].write([BoxList(None, boxes)]))
    for number, path in enumerate(paths):
        text = texts[number % DIFFERENT].replace("1111.111111", f"{100 + number / 1000:.6f}", 1)
        (project / content.box_files[path]).write_text(text)
    (project / "project.json").write_text(index_text(content, project))
    return project


def make_folder(folder: Path, micrographs: int) -> list[Path]:
    """Write a folder of links to one micrograph, unless it exists; return the micrographs."""
    source = folder / "source.mrc"
    write_noise(source, (SIDE, SIDE), 0)
    place = folder / f"micrographs-{micrographs}"
    place.mkdir(parents=True, exist_ok=True)
    paths = [(place / f"FoilHole_{number:06d}_Data_Fractions.mrc").absolute() for number in range(micrographs)]
    for path in paths:
        if not path.exists():
            os.link(source, path)
    return paths
