"""Reading molecules from structures, maps and tables of points.

Nothing is unpickled, and no memory is allocated for data that a header claims but the file does not contain.
"""

from __future__ import annotations

import gzip
import io
import math
import warnings
import zipfile
import zlib
from pathlib import Path

import gemmi
import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.folders import unreadable
from iceboxer.engine.data.mrc import read_volume
from iceboxer.engine.data.regular_file import open_regular, require_regular
from iceboxer.engine.errors import ReadError
from iceboxer.engine.simulation.molecule import PROTEIN_ELECTRONS, Molecule, centred

STRUCTURE_SUFFIXES = (".pdb", ".ent", ".cif", ".mmcif", ".pdb.gz", ".ent.gz", ".cif.gz")
MAP_SUFFIXES = (".mrc", ".map")
LARGEST = 512 * 2**20  # bytes, uncompressed; the largest structures of the PDB have some hundred million
SMALL = 2**24  # bytes; harmless, whatever the compression ratio
MAX_PACKING = 200  # compression ratio; atom lists reach 5, only a hostile file more
MAX_ATOMS = 5_000_000  # in the whole assembly; a virus has half of that
FARTHEST = 1e6  # Å
HEAVIEST = 1e9  # electrons of a point
Points = tuple[NDArray[np.float64], NDArray[np.float64]]  # positions (n, 3) in Å, electrons (n,)


def read_molecule(path: Path | str) -> Molecule:
    """Read a molecule from a structure (PDB, mmCIF), a map (MRC) or an `.npz` file.

    Of a structure, the first biological assembly is read if there is one, without water and hydrogens. In a map,
    all voxels more than three standard deviations above the mean belong to the molecule, and get the mean density
    of protein. An `.npz` file holds `positions` (n, 3) in Å and `electrons` (n,).

    Raises
    ------
    ReadError
        The file is missing, damaged, of an unknown type, or holds no molecule.
    """
    path = Path(path)
    try:
        require_regular(path)
        with warnings.catch_warnings(), np.errstate(all="ignore"):  # about absurd numbers, which are dropped below
            warnings.simplefilter("ignore")
            positions, electrons = _points(path)
    except ReadError:
        raise
    except OSError as e:
        raise unreadable(path, e) from e
    except (ValueError, RuntimeError, KeyError, IndexError, EOFError, MemoryError, zlib.error, zipfile.BadZipFile) as e:
        raise ReadError(path, f"cannot be read as a molecule ({str(e)[:200]})") from e
    near = (np.abs(positions) < FARTHEST).all(axis=1)  # False for NaN
    good = near & (electrons > 0) & (electrons < HEAVIEST)
    if not good.any():
        raise ReadError(path, "holds no molecule")
    return centred(path.name.split(".")[0], positions[good], electrons[good])


def _points(path: Path) -> Points:
    name = path.name.lower()
    if name.endswith(STRUCTURE_SUFFIXES):
        return _from_structure(path)
    if name.endswith(".npz"):
        return _from_arrays(path)
    if name.endswith(MAP_SUFFIXES):
        return _from_map(path)
    raise ReadError(path, "is not a supported structure (.pdb, .cif, .npz, .mrc, .map)")


def _from_structure(path: Path) -> Points:
    structure = gemmi.read_structure_string(_decompress(path), format=gemmi.CoorFormat.Detect)
    structure.setup_entities()
    if len(structure) == 0:
        raise ReadError(path, "holds no molecule")
    if structure.assemblies:
        assembly = structure.assemblies[0]
        copies = sum(len(generator.operators) for generator in assembly.generators)
        if copies * structure[0].count_atom_sites() > MAX_ATOMS:
            raise ReadError(path, f"describes an assembly of more than {MAX_ATOMS:,} atoms")
        how = gemmi.HowToNameCopiedChain.AddNumber
        # without merging, atoms on an axis stay one per copy, with a part of the occupancy; merging would allocate a
        # grid as large as the coordinates claim
        structure.transform_to_assembly(assembly.name, how, merge_dist=0)
    structure.remove_waters()  # not earlier: the assembly lists its water too
    structure.remove_hydrogens()
    sites = list(structure[0].all())
    positions = np.array([site.atom.pos.tolist() for site in sites], np.float64).reshape(-1, 3)
    electrons = [site.atom.element.atomic_number * site.atom.occ for site in sites]
    return positions, np.array(electrons, np.float64)


def _decompress(path: Path) -> bytes:
    """Return the content of a structure file, decompressed if it is a gzip file."""
    held = path.stat().st_size
    most = LARGEST
    if path.name.lower().endswith(".gz"):
        most = min(LARGEST, max(SMALL, held * MAX_PACKING))
        with gzip.open(path, "rb") as stream:
            data = stream.read(most + 1)
    else:
        with open_regular(path) as plain:
            data = plain.read(most + 1)
    if len(data) > most:
        raise ReadError(path, f"holds more than {most:,} bytes, too many for a structure")
    return data


def _from_arrays(path: Path) -> Points:
    if not zipfile.is_zipfile(path):
        raise ReadError(path, "is not an archive of NumPy arrays")
    with zipfile.ZipFile(path) as archive:
        positions, electrons = (_array(path, archive, name) for name in ("positions", "electrons"))
    if positions.ndim != 2 or positions.shape[1] != 3 or electrons.shape != positions.shape[:1]:
        raise ReadError(path, "needs `positions` of shape (n, 3) and `electrons` of shape (n,)")
    return positions, electrons


def _array(path: Path, archive: zipfile.ZipFile, name: str) -> NDArray[np.float64]:
    """Return an array of an archive from the bytes present, whatever size its header claims."""
    claimed = archive.getinfo(f"{name}.npy").file_size
    if claimed > min(LARGEST, max(SMALL, path.stat().st_size * MAX_PACKING)):
        raise ReadError(path, f"claims {claimed:,} bytes in `{name}`, more than it can hold")
    try:
        data = archive.read(f"{name}.npy")
    except NotImplementedError as e:
        raise ReadError(path, f"compresses `{name}` with an unknown method") from e
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        read_header = np.lib.format.read_array_header_1_0
        if version != (1, 0):
            read_header = np.lib.format.read_array_header_2_0
        shape, by_columns, dtype = read_header(stream)
    except Exception as e:  # it is parsed as a Python literal, which fails in many ways
        raise ReadError(path, f"holds no array in `{name}` (its header is damaged)") from e
    if dtype.kind not in "uif":
        raise ReadError(path, f"holds no numbers in `{name}`; Python objects are not unpickled")
    flat = np.frombuffer(data, dtype, math.prod(shape), stream.tell())
    return flat.reshape(shape, order="F" if by_columns else "C").astype(np.float64)


def _from_map(path: Path) -> Points:
    data, voxel = read_volume(path)
    if min(data.shape) < 4:
        raise ReadError(path, "is not a map, which has three dimensions")
    density = np.asarray(data, np.float32)
    if not all(0 < side < FARTHEST for side in voxel):
        raise ReadError(path, "has no voxel size")
    background = float(density.mean(dtype=np.float64))
    where = np.nonzero(density > background + 3 * float(density.std(dtype=np.float64)))
    positions = np.column_stack([index * size for index, size in zip(where, voxel, strict=True)])[:, ::-1]
    weights = density[where].astype(np.float64) - background
    if not weights.size or not np.isfinite(weights).all():
        raise ReadError(path, "holds no molecule")
    return positions, weights * (PROTEIN_ELECTRONS * float(np.prod(voxel)) / weights.mean())
