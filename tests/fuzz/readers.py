"""All readers, each with a valid file to start from; each takes a path and may raise only `EngineError`."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import sqlite3
import struct
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import gemmi
import mrcfile
import numpy as np
import PIL.Image
import tifffile
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.ctf import read_ctf
from iceboxer.engine.data.formats import FORMATS, BoxList, read_boxes, read_columns, write_boxes
from iceboxer.engine.data.formats.filaments import read_filaments
from iceboxer.engine.data.formats.particles import read_optics
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.interop.classification import read_particles
from iceboxer.engine.interop.cryolo import read_cryolo_project
from iceboxer.engine.interop.relion import micrograph_names
from iceboxer.engine.picking.names import OutputNames
from iceboxer.engine.simulation.molecule_file import read_molecule

HELIX = b"#micrograph: a.mrc\n#segment length: 10\n#segment width: 30\n#helix: (1, 2),(3, 4),30\n1\t2\n3\t4\n"
OLD_CBOX = b"5\t15\t10\t10\t1.0\t<NA>\t<NA>\n7\t9\t10\t10\t0.5\t11\t12\n"
POS = (
    b"# XMIPP_STAR_1 *\n#\ndata_header\nloop_\n _pickingMicrographState\nManual\ndata_particles\nloop_\n _enabled\n"
    b" _xcoor\n _ycoor\n _cost\n 1 10 20 0.5\n -1 30 40 1\ndata_particles_auto\nloop_\n _xcoor\n _ycoor\n 50 60\n"
)
INFO = b'{"ctf": [1, {"a": 2}], "boxes": [[10.5, 20, "manual"], [30, 40, "auto_ref", 3.5]], "quality": 5}\n'
AUTOPICK = b"data_coordinate_files\n\nloop_\n_rlnMicrographName #1\n_rlnMicrographCoordinates #2\na.mrc b.star\n"
MICROGRAPHS = (
    b"\n# version 30001\n\ndata_optics\n\nloop_\n_rlnOpticsGroupName #1\n_rlnOpticsGroup #2\n"
    b"_rlnMicrographPixelSize #3\ng1 1 0.885\n\ndata_micrographs\n\nloop_\n_rlnMicrographName #1\n"
    b"_rlnOpticsGroup #2\nM/job002/a.mrc 1\n'b c.mrc' 1\n"
)
PDB = (
    b"HEADER    HORMONE                                 01-JAN-00   1ABC              \n"
    b"REMARK 350 BIOMOLECULE: 1\nREMARK 350 APPLY THE FOLLOWING TO CHAINS: A\n"
    b"REMARK 350   BIOMT1   1  1.000000  0.000000  0.000000        0.00000\n"
    b"REMARK 350   BIOMT2   1  0.000000  1.000000  0.000000        0.00000\n"
    b"REMARK 350   BIOMT3   1  0.000000  0.000000  1.000000        0.00000\n"
    b"REMARK 350   BIOMT1   2 -1.000000  0.000000  0.000000       30.00000\n"
    b"REMARK 350   BIOMT2   2  0.000000 -1.000000  0.000000        0.00000\n"
    b"REMARK 350   BIOMT3   2  0.000000  0.000000  1.000000        0.00000\n"
    b"CRYST1   50.000   60.000   70.000  90.00  90.00  90.00 P 1           1          \n"
    b"ATOM      1  N   ALA A   1      11.104   6.134  -6.504  1.00  0.00           N  \n"
    b"ATOM      2  CA  ALA A   1      11.639   6.071  -5.147  1.00  0.00           C  \n"
    b"HETATM    3  O   HOH A   2      14.639   9.071  -2.147  1.00  0.00           O  \nEND\n"
)
CLASSIFIED = (
    b"data_optics\nloop_\n_rlnOpticsGroup\n_rlnMicrographPixelSize\n1 1.5\ndata_particles\nloop_\n_rlnCoordinateX\n"
    b"_rlnCoordinateY\n_rlnMicrographName\n_rlnOpticsGroup\n_rlnClassNumber\n_rlnOriginXAngst\n_rlnOriginYAngst\n"
    b"10 20 M/a.mrc 1 3 -1.5 2.25\n30 40 M/b.mrc 1 4 0 0.5\n"
)
CTF = (
    b"data_micrographs\nloop_\n_rlnMicrographName\n_rlnDefocusU\n_rlnDefocusV\n_rlnCtfMaxResolution\n"
    b"M/a.mrc 12000 11500 4.2\nM/b.mrc 9000 8800 nan\n"
)
IMOD_POINTS = (
    b"IMODV1.2".ljust(240, b"\0")
    + b"OBJT".ljust(4 + 132, b"\0") + struct.pack(">I", 1 << 9) + bytes(40)
    + b"CONT" + struct.pack(">4i6f", 2, 0, 0, 0, 10, 20, 0, 30.5, 40, 0) + b"IEOF"
)  # fmt: skip
PICTURE = (np.add.outer(np.arange(24), np.arange(40)) * 3).astype(np.uint8)
PLACES = [
    ("uid", "<u8"),
    ("location/micrograph_path", "S16"),
    ("location/micrograph_shape", "<u4", (2,)),
    ("location/center_x_frac", "<f4"),
    ("location/center_y_frac", "<f4"),
]


@dataclass(frozen=True)
class Reader:
    """A reader: the suffix of its files, a valid file, and the function that reads."""

    suffix: str
    sound: Callable[[], bytes]
    read: Callable[[Path], object]


def _boxes(path: Path) -> object:
    return read_boxes(path, 50)


def _columns(path: Path) -> object:
    return read_columns(path, ("x", "y", "_", "confidence"), 50)


def _pixels(path: Path) -> object:
    return open_micrograph(path).read()


def _names(path: Path) -> object:
    return OutputNames(path)


def _model(path: Path) -> object:
    from iceboxer.engine.models.model_file import load_model

    return load_model(path)


def _molecule(path: Path) -> object:
    return read_molecule(path).diameter


def _mmcif() -> bytes:
    structure = gemmi.read_structure_string(PDB.decode())
    structure.setup_entities()
    return structure.make_mmcif_document().as_string().encode()


def _arrays() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, positions=np.arange(12.0).reshape(4, 3), electrons=np.arange(1.0, 5.0))
    return stream.getvalue()


def _map() -> bytes:
    density = np.zeros((12, 10, 8), np.float32)
    density[3:5, 4:6, 2:5] = 1
    return _mrc_of(density)


def _written(format: str) -> bytes:
    boxes = make_boxes([1, 2, 3], [4, 5, 6], 10, confidence=[0.5, np.nan, 0.25])
    boxes["kind"] = Kind.PICK, Kind.LABEL, Kind.REJECTED
    extra = {"note": np.array(["a", "b c", "1"])}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{FORMATS[format].suffix}"
        write_boxes(path, BoxList("a.mrc", boxes, extra), format)
        return path.read_bytes()


def _mrc(kind: str = "f4") -> bytes:
    return _mrc_of(PICTURE.astype(kind))


def _mrc_of(data: NDArray[Any]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.mrc"
        with mrcfile.new(path) as mrc:
            mrc.set_data(data)
            mrc.voxel_size = 1.2
        return path.read_bytes()


def _tiff(compression: str | None) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, PICTURE, compression=compression, resolution=(1e7, 1e7), resolutionunit="CENTIMETER")
    return stream.getvalue()


def _picture(format: str) -> bytes:
    stream = io.BytesIO()
    PIL.Image.fromarray(PICTURE).save(stream, format)
    return stream.getvalue()


def _places() -> bytes:
    table = np.zeros(3, PLACES)
    table["location/micrograph_path"] = b"J1/a.mrc"
    table["location/micrograph_shape"] = 300, 400
    table["location/center_x_frac"] = table["location/center_y_frac"] = 0.1, 0.2, 0.3
    stream = io.BytesIO()
    np.save(stream, table)
    return stream.getvalue()


def _project() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        with closing(sqlite3.connect(path)) as database:
            database.executescript(
                "PRAGMA page_size = 512;"
                "CREATE TABLE IMAGE_ASSETS(IMAGE_ASSET_ID INTEGER, FILENAME TEXT, PIXEL_SIZE REAL, POSITION_IN_STACK);"
                "CREATE TABLE PARTICLE_POSITION_ASSETS(PARENT_IMAGE_ASSET_ID INTEGER, X_POSITION REAL, Y_POSITION REAL,"
                "PEAK_HEIGHT REAL); INSERT INTO IMAGE_ASSETS VALUES (1, '/p/a.mrc', 1.5, 1);"
                "INSERT INTO PARTICLE_POSITION_ASSETS VALUES (1, 30.5, 60.25, 7.5), (1, 90.75, 15.5, 0);"
            )
        return path.read_bytes()


def _smallest_model() -> bytes:
    from iceboxer.engine.data.model_card import Card
    from iceboxer.engine.models.base import make_network
    from iceboxer.engine.models.model_file import Model, save_model

    network = make_network("compact", width=2)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.safetensors"
        save_model(Model(network, Card(network="compact", arguments={"width": 2}, box_size=40.0, threshold=0.3)), path)
        return path.read_bytes()


def _config() -> bytes:
    model = {"architecture": "PhosaurusNet", "input_size": 1024, "anchors": [160, 160], "filter": [0.1, "filtered/"]}
    train = {"train_image_folder": "images/", "train_annot_folder": "boxes/", "batch_size": 4}
    return json.dumps({"model": model, "train": train, "valid": {"valid_annot_folder": ""}}).encode()


READERS: dict[str, Reader] = {
    **{name: Reader(f.suffix, lambda name=name: _written(name), _boxes) for name, f in FORMATS.items()},  # type: ignore[misc]
    "helix": Reader(".box", lambda: HELIX, _boxes),
    "cbox-before-1.8": Reader(".cbox", lambda: OLD_CBOX, _boxes),
    "xmipp-blocks": Reader(".pos", lambda: POS, _boxes),
    "eman2-with-more": Reader("_info.json", lambda: INFO, _boxes),
    "columns": Reader(".txt", lambda: b"10 20 0 0.5\n# z\n30,40,1,-6.5\n", _columns),
    "autopick": Reader(".star", lambda: AUTOPICK, _boxes),
    "cryosparc": Reader(".cs", _places, _boxes),
    "cistem": Reader(".db", _project, _boxes),
    "imod": Reader(".mod", lambda: IMOD_POINTS, _boxes),
    "classified": Reader(".star", lambda: CLASSIFIED, read_particles),
    "classified-cryosparc": Reader(".cs", _places, read_particles),
    "filaments": Reader(".box", lambda: HELIX, read_filaments),
    "ctf": Reader(".star", lambda: CTF, read_ctf),
    "optics": Reader(".star", lambda: MICROGRAPHS, read_optics),
    "micrographs-star": Reader(".star", lambda: MICROGRAPHS, micrograph_names),
    "cryolo-config": Reader(".json", _config, read_cryolo_project),
    "names": Reader(
        ".json", lambda: b'{"folder": "/b/out", "names": {"/b/sub/a.mrc": "sub_a", "/b/a.mrc": "a"}}', _names
    ),
    "mrc": Reader(".mrc", _mrc, _pixels),
    "mrc-gzip": Reader(".mrc.gz", lambda: gzip.compress(_mrc("i1"), mtime=0), _pixels),
    "mrc-bzip2": Reader(".mrc.bz2", lambda: bz2.compress(_mrc("i2")), _pixels),
    "tiff": Reader(".tif", lambda: _tiff(None), _pixels),
    "tiff-lzw": Reader(".tif", lambda: _tiff("lzw"), _pixels),
    "tiff-deflate": Reader(".tif", lambda: _tiff("zlib"), _pixels),
    "png": Reader(".png", lambda: _picture("PNG"), _pixels),
    "jpeg": Reader(".jpg", lambda: _picture("JPEG"), _pixels),
    "molecule-pdb": Reader(".pdb", lambda: PDB, _molecule),
    "molecule-pdb-gzip": Reader(".pdb.gz", lambda: gzip.compress(PDB, mtime=0), _molecule),
    "molecule-mmcif": Reader(".cif", _mmcif, _molecule),
    "molecule-arrays": Reader(".npz", _arrays, _molecule),
    "molecule-map": Reader(".map", _map, _molecule),
    "model-card": Reader(".safetensors", _smallest_model, read_card),
    "model": Reader(".safetensors", _smallest_model, _model),
}


@cache
def sound(name: str) -> bytes:
    """Return a valid file of the reader called `name`."""
    return READERS[name].sound()
