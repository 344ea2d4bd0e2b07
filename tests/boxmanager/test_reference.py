"""The pages that are made from the program are up to date: python packaging/site/reference.py."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PATH = Path(__file__).parents[2] / "packaging" / "site" / "reference.py"


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_up_to_date(reference: ModuleType, qapp: object) -> None:
    assert list(reference.stale()) == []


def test_every_setting_and_key_is_described(reference: ModuleType, qapp: object) -> None:
    pages = reference.pages()
    assert "| `--diameter N` | particle diameter in Å" in pages["commands.md"]
    assert "iceboxer doctor" in pages["commands.md"]
    assert "| Save project | `Ctrl+S` |" in pages["actions.md"]
    assert not [line for line in pages["commands.md"].splitlines() if line.endswith("|  |")]
