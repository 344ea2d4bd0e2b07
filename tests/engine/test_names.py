"""The names under which picks are written: never that of another micrograph, in any run."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from iceboxer.engine.data.folders import LONGEST_NAME, safe_name, short_name
from iceboxer.engine.data.micrograph_names import Stems
from iceboxer.engine.picking.names import FILE, OutputNames


def names_of(folder: Path, paths: list[Path]) -> list[str]:
    """Return the names that a new run assigns."""
    return list(OutputNames(folder / FILE).assign(paths).values())


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two micrographs with the same name."""
    paths = tmp_path / "one/a.mrc", tmp_path / "two/a.mrc"
    for path in paths:
        path.parent.mkdir()
        path.touch()
    return paths


def test_the_same_name_at_the_same_time(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one/a.mrc", "two/a.mrc", "two/a.tif", "b.mrc", "c.mrc")]
    assert names_of(tmp_path, paths) == ["one_a", "two_a", "two_a_2", "b", "c"]
    assert names_of(tmp_path, paths[::-1]) == ["c", "b", "two_a_2", "two_a", "one_a"]


def test_the_same_name_in_separate_runs(tmp_path: Path, two: tuple[Path, Path]) -> None:
    assert names_of(tmp_path, [two[0]]) == ["a"]
    assert names_of(tmp_path, [two[1]]) == ["two_a"]
    assert names_of(tmp_path, [*two]) == ["a", "two_a"]
    two[0].unlink()
    assert names_of(tmp_path, [two[1]]) == ["two_a"]


def test_a_name_that_differs_in_capitals_is_the_same_to_some_systems(tmp_path: Path) -> None:
    assert names_of(tmp_path, [tmp_path / "one/a.mrc"]) == ["a"]
    assert names_of(tmp_path, [tmp_path / "two/A.mrc"]) == ["two_A"]


def test_the_folder_by_another_path(tmp_path: Path, two: tuple[Path, Path]) -> None:
    (tmp_path / "link").symlink_to(two[0].parent)
    assert names_of(tmp_path, [two[0]]) == names_of(tmp_path, [tmp_path / "link/a.mrc"]) == ["a"]


def test_moved_with_the_micrographs(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for name in ("one/a.mrc", "two/a.mrc"):
        (old / name).parent.mkdir(parents=True)
        (old / name).touch()
    (old / "out").mkdir()
    assert names_of(old / "out", [old / "two/a.mrc"]) == ["a"]
    assert names_of(old / "out", [old / "one/a.mrc"]) == ["one_a"]
    shutil.copytree(old, new)
    # while the originals exist, files beside the copies may be different ones
    assert names_of(new / "out", [new / "two/a.mrc"]) == ["two_a"]
    shutil.rmtree(new)
    old.rename(new)
    assert names_of(new / "out", [new / "one/a.mrc", new / "two/a.mrc"]) == ["one_a", "a"]


def test_output_moved_without_the_micrographs(tmp_path: Path, two: tuple[Path, Path]) -> None:
    (tmp_path / "out").mkdir()
    assert names_of(tmp_path / "out", [two[1]]) == ["a"]
    (tmp_path / "out").rename(tmp_path / "elsewhere")
    assert names_of(tmp_path / "elsewhere", [*two]) == ["one_a", "a"]


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "{}", '{"folder": 3, "names": []}', "[" * 9999),
        *(json.dumps({"folder": f, "names": {"/a.mrc": n}}) for f in ("", "x", "/\0") for n in ("../x", 3, "..", "")),
        *(json.dumps({"folder": "/b", "names": {p: "x" * 300}}) for p in ("", "/\0", "/" + "y" * 5000, "\ud800")),
        json.dumps({"folder": "/b", "names": {"/a.mrc": "\ud800"}}),
    ],
)
def test_a_file_that_was_tampered_with(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    assert names_of(tmp_path, [tmp_path / "a.mrc", Path("/a.mrc")]) == [f"{tmp_path.name}_a", "_a"]


def test_long_names_are_distinguished() -> None:
    names = ["x" * 251, "x" * 250 + "y", "❄" * 83, "❄" * 82 + "é", os.fsdecode(b"\xff" * 251)]
    short = [short_name(name) for name in names]
    assert len(set(short)) == len(names)
    assert all(len(os.fsencode(name)) <= LONGEST_NAME for name in short)
    assert short_name("x" * LONGEST_NAME) == "x" * LONGEST_NAME


def test_safe_names() -> None:
    assert safe_name('..a/b\\c:d\n"e" ❄') == "a_b_c_d__e_ ❄"
    assert safe_name("..") == ""


def test_accents_that_are_characters_of_their_own_are_part_of_a_letter() -> None:
    """Archives made on macOS contain such names; a micrograph of exactly that name is preferred."""
    one, apart = "probe_\u00e9", "probe_e\u0301"
    assert Stems([one]).fitting(apart) == [one]
    assert Stems([apart]).fitting(one) == [apart]
    assert Stems([one, apart]).fitting(apart) == [apart]
