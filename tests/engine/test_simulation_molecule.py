"""Every file type gives the same molecule, and bad files are named."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import gemmi
import mrcfile
import numpy as np
import pytest

from iceboxer.engine.errors import ReadError
from iceboxer.engine.simulation import molecule_file
from iceboxer.engine.simulation.molecule import Molecule, coarsened, made_up
from iceboxer.engine.simulation.molecule_file import read_molecule
from tests.fuzz.readers import sound

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


def test_map_has_the_right_axes_and_size(tmp_path: Path) -> None:
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
def test_a_file_without_molecule_is_named(tmp_path: Path, name: str, content: bytes | None) -> None:
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


def test_made_up_is_symmetric_uneven_and_the_requested_size() -> None:
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


def test_the_biological_assembly_is_used(tmp_path: Path) -> None:
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


class TestHostileFiles:
    """No file may take more memory than a few times its size, or run code."""

    def refusal(self, path: Path) -> str:
        with pytest.raises(ReadError) as caught:
            read_molecule(path)
        assert len(str(caught.value)) < 500 + len(str(path))
        return caught.value.reason

    def peak(self, code: str, *arguments: Path) -> int:
        """Return the memory in MiB that a process needs beyond loading the program."""
        program = (
            "import sys, resource\nfrom contextlib import suppress\nfrom iceboxer.engine.errors import ReadError\n"
            "from iceboxer.engine.simulation.molecule_file import read_molecule\n"
            "most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10\nbefore = most()\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program + code + "\nprint(most() - before)", *map(str, arguments)],
            capture_output=True,
            text=True,
            check=True,
        )
        return int(done.stdout)

    def test_an_assembly_with_huge_coordinates(self, tmp_path: Path) -> None:
        """Found by fuzzing: half a gigabyte for a kilobyte."""
        text = sound("molecule-pdb").replace(
            b"30.00000\nREMARK 350   BIOMT2   2", b"3" + b"9" * 300 + b".0\nREMARK 350   BIOMT2   2"
        )
        assert text != sound("molecule-pdb")
        (tmp_path / "a.pdb").write_bytes(text)
        assert self.peak("with suppress(ReadError): read_molecule(sys.argv[1])", tmp_path / "a.pdb") < 100

    def test_an_assembly_of_too_many_atoms(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "a.pdb").write_bytes(sound("molecule-pdb"))
        monkeypatch.setattr(molecule_file, "MAX_ATOMS", 3)
        assert "more than 3 atoms" in self.refusal(tmp_path / "a.pdb")

    def test_a_map_with_an_endless_extended_header(self, tmp_path: Path) -> None:
        """Found by fuzzing: two gigabytes for seven kilobytes."""
        data = bytearray(sound("molecule-map"))
        data[92:96] = (2**31 - 1).to_bytes(4, "little")
        (tmp_path / "a.map").write_bytes(data)
        assert "is cut short" in self.refusal(tmp_path / "a.map")
        assert self.peak("with suppress(ReadError): read_molecule(sys.argv[1])", tmp_path / "a.map") < 100

    def test_a_small_archive_that_unpacks_without_end(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdb.gz").write_bytes(gzip.compress(b" " * 2**28))
        assert "too many for a structure" in self.refusal(tmp_path / "a.pdb.gz")
        np.savez_compressed(tmp_path / "a.npz", positions=np.zeros((2**21, 3)), electrons=np.ones(1))
        assert "more than it can hold" in self.refusal(tmp_path / "a.npz")

    def test_an_array_that_claims_more_than_the_file_holds(self, tmp_path: Path) -> None:
        stream = io.BytesIO()
        np.save(stream, np.zeros((4, 3)))
        huge = stream.getvalue().replace(b"(4, 3), }          ", b"(99999999999, 3), }")
        assert len(huge) == len(stream.getvalue())
        assert b"999" in huge
        for data in (huge, stream.getvalue()[:-1], stream.getvalue()[:40]):
            with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
                archive.writestr("positions.npy", data)
                archive.writestr("electrons.npy", data)
            self.refusal(tmp_path / "a.npz")

    def test_nothing_in_an_archive_is_unpickled(self, tmp_path: Path) -> None:
        class Payload:
            def __reduce__(self) -> tuple[object, ...]:
                return Path.touch, (tmp_path / "ran",)

        np.savez(tmp_path / "a.npz", positions=np.array([Payload()], object), electrons=np.ones(1))
        assert "not unpickled" in self.refusal(tmp_path / "a.npz")
        assert not (tmp_path / "ran").exists()
