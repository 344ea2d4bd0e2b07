"""Molecules come out of every kind of file the same, and bad files are named."""

from __future__ import annotations

from pathlib import Path

import gemmi
import mrcfile
import numpy as np
import pytest

from engine.errors import ReadError
from engine.simulation.molecule import Molecule, coarsened, made_up, read_molecule

ATOMS = ((0, 0, 0, "C"), (30, 0, 0, "N"), (0, 50, 0, "O"), (3, 4, 70, "S"))


def structure() -> gemmi.Structure:
    """Four atoms, a hydrogen and a water molecule."""
    whole = gemmi.Structure()
    chain = gemmi.Chain("A")
    for number, (x, y, z, element) in enumerate((*ATOMS, (1, 0, 0, "H"), (90, 90, 90, "O")), 1):
        residue = gemmi.Residue()
        residue.name, residue.seqid = "HOH" if number == 6 else "GLY", gemmi.SeqId(str(number))
        atom = gemmi.Atom()
        atom.name, atom.element, atom.pos = element, gemmi.Element(element), gemmi.Position(x, y, z)
        residue.add_atom(atom)
        chain.add_residue(residue)
    model = gemmi.Model(1)
    model.add_chain(chain)
    whole.add_model(model)
    whole.setup_entities()
    return whole


@pytest.mark.parametrize("suffix", ["pdb", "cif"])
def test_structures_without_water_and_hydrogens(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"molecule.{suffix}"
    if suffix == "pdb":
        structure().write_pdb(str(path))
    else:
        structure().make_mmcif_document().write_file(str(path))
    molecule = read_molecule(path)
    assert molecule.name == "molecule"
    np.testing.assert_array_equal(molecule.electrons, [6, 7, 8, 16])
    places = np.array([a[:3] for a in ATOMS], float)
    np.testing.assert_allclose(
        molecule.positions, places - np.average(places, axis=0, weights=[6, 7, 8, 16]), atol=1e-3
    )


def test_points(tmp_path: Path) -> None:
    path = tmp_path / "points.npz"
    np.savez(path, positions=np.array([[0, 0, 0], [8, 0, 0.0]]), electrons=np.array([3, 1.0]))
    molecule = read_molecule(path)
    np.testing.assert_allclose(molecule.positions, [[-2, 0, 0], [6, 0, 0]])


def test_map_has_its_axes_and_size_right(tmp_path: Path) -> None:
    density = np.zeros((40, 30, 20), np.float32)  # z, y, x
    density[10:30, 12:16, 8:10] = 1
    path = tmp_path / "map.mrc"
    with mrcfile.new(path) as volume:
        volume.set_data(density)
        volume.voxel_size = 2.0
    molecule = read_molecule(path)
    np.testing.assert_allclose(np.ptp(molecule.positions, axis=0), [2, 6, 38])
    assert molecule.electrons.sum() == pytest.approx(0.43 * 160 * 8, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.pdb", None),
        ("empty.pdb", b""),
        ("text.cif", b"not a structure"),
        ("noise.npz", b"PK\x03\x04 nothing"),
        ("short.mrc", b"\0" * 100),
        ("letter.docx", b"hello"),
    ],
)
def test_what_is_no_molecule_is_named(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ReadError, match=name):
        read_molecule(tmp_path / name)


def test_wrong_points_are_refused_and_nothing_is_unpickled(tmp_path: Path) -> None:
    path = tmp_path / "points.npz"
    for arrays in (
        {"positions": np.zeros((3, 2)), "electrons": np.ones(3)},
        {"positions": np.zeros((3, 3)), "electrons": np.ones(2)},
        {"positions": np.zeros((3, 3)), "electrons": np.zeros(3)},
        {"positions": np.zeros((3, 3))},
        {"positions": np.array([Path()], object), "electrons": np.ones(1)},
    ):
        np.savez(path, **arrays)  # type: ignore[arg-type]
        with pytest.raises(ReadError):
            read_molecule(path)


def test_a_flat_map_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "flat.mrc"
    with mrcfile.new(path) as volume:
        volume.set_data(np.ones((8, 8, 8), np.float32))
        volume.voxel_size = 1.0
    with pytest.raises(ReadError, match="holds no molecule"):
        read_molecule(path)


def test_made_up_is_symmetric_uneven_and_the_size_asked_for() -> None:
    molecule = made_up()
    assert molecule.diameter == pytest.approx(130, abs=0.5)
    quarter = molecule.positions[: len(molecule.positions) // 4]
    turned = np.column_stack([-quarter[:, 1], quarter[:, 0], quarter[:, 2]])
    np.testing.assert_allclose(turned, molecule.positions[len(quarter) : 2 * len(quarter)], atol=1e-3)
    below, above = (np.square(molecule.positions[s, :2]).sum(1).mean() for s in _halves(molecule))
    assert abs(below - above) > 0.05 * (below + above)
    assert made_up(200.0, 3).diameter == pytest.approx(200, abs=0.5)


def _halves(molecule: Molecule) -> tuple[np.ndarray, np.ndarray]:
    return molecule.positions[:, 2] < 0, molecule.positions[:, 2] > 0


def test_coarsening_keeps_mass_centre_and_size() -> None:
    molecule = made_up()
    fewer = coarsened(molecule, 4.0)
    assert len(fewer.positions) < len(molecule.positions) / 2
    assert fewer.electrons.sum() == pytest.approx(molecule.electrons.sum(), rel=1e-5)
    np.testing.assert_allclose(np.average(fewer.positions, axis=0, weights=fewer.electrons), 0, atol=0.01)
    assert fewer.diameter == pytest.approx(molecule.diameter, abs=2)


def test_real_molecules_are_as_large_as_listed(shared_data: Path) -> None:
    listed = {"1oel": 141, "4hhb": 66, "1bxn": 129}  # Å
    for name, diameter in listed.items():
        molecule = read_molecule(shared_data / "structures" / f"{name}.npz")
        assert molecule.diameter == pytest.approx(diameter, rel=0.05)


def test_the_biological_assembly_is_taken(tmp_path: Path) -> None:
    whole = structure()
    assembly, generator = gemmi.Assembly("1"), gemmi.Assembly.Gen()
    generator.chains = ["A"]
    for shift in (0, 200):
        operator = gemmi.Assembly.Operator()
        operator.transform = gemmi.Transform(gemmi.Mat33(), gemmi.Vec3(shift, 0, 0))
        generator.operators.append(operator)
    assembly.generators.append(generator)
    whole.assemblies.append(assembly)
    whole.write_pdb(str(tmp_path / "dimer.pdb"))
    molecule = read_molecule(tmp_path / "dimer.pdb")
    assert len(molecule.electrons) == 8
    assert np.ptp(molecule.positions[:, 0]) == pytest.approx(230, abs=0.01)
